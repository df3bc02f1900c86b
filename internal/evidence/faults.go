package evidence

import (
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// What can go wrong here, each with a text in the locales under fault.evidence.
var (
	FaultNotFound = identity.ErrNotFound // the same answer for "not there" and "not yours"
	FaultKind     = fault.Invalid().On("kind", "fault.evidence.kind")
)
