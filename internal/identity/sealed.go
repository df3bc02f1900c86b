package identity

import "github.com/tuottajatori/tuottajatori/internal/platform/vault"

// Sealed is where the secrets of people's second factors are, for when the key changes.
var Sealed = vault.Column{Table: "second_factor", ID: "person_id", Name: "sealed", Purpose: "second factor"}
