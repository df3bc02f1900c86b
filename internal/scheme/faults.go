package scheme

import (
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// What can go wrong here, each with a text in the locales under fault.scheme.
var (
	FaultNotFound   = identity.ErrNotFound // the same answer for "not there" and "not yours"
	FaultNotListing = fault.New(fault.CodeConflict, "fault.scheme.not_listing")
)
