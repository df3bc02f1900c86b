package scheme

import (
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// What can go wrong here, each with a text in the locales under fault.scheme.
var (
	FaultNotFound    = identity.ErrNotFound // the same answer for "not there" and "not yours"
	FaultStale       = fault.New(fault.CodeConflict, "fault.scheme.stale")
	FaultNoPreset    = fault.New(fault.CodeMalformed, "fault.scheme.no_preset")
	FaultUnready     = fault.New(fault.CodeConflict, "fault.scheme.unready")
	FaultMoreTouched = fault.New(fault.CodeConflict, "fault.scheme.more_touched") // others are touched since the officer looked
	FaultNotClosable = fault.New(fault.CodeConflict, "fault.scheme.not_closable")
	FaultNotReserved = fault.New(fault.CodeConflict, "fault.scheme.not_reserved") // 1397/2016 §49(3)
	FaultClosed      = fault.New(fault.CodeConflict, "fault.scheme.closed_already")
	FaultOpen        = fault.New(fault.CodeConflict, "fault.scheme.not_closed")
	FaultEnded       = fault.New(fault.CodeConflict, "fault.scheme.ended")
	FaultUsed        = fault.New(fault.CodeConflict, "fault.scheme.form_used") // the form's id stands for something else already
	FaultNotListing  = fault.New(fault.CodeConflict, "fault.scheme.not_listing")
)
