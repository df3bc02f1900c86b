package tenure

import (
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// What can go wrong here, each with a text in the locales under fault.tenure.
var (
	FaultMoved  = fault.New(fault.CodeConflict, "fault.tenure.moved")  // the stage does not allow the step, or no longer
	FaultRaised = fault.New(fault.CodeConflict, "fault.tenure.raised") // something came up since the form was shown
	FaultDone   = fault.New(fault.CodeConflict, "fault.tenure.done")
	// FaultUnheard: the producer must be heard first.
	FaultUnheard = fault.New(fault.CodeConflict, "fault.tenure.unheard")
)

// Constraints maps the room's constraints, as far as a person can reach them, to faults.
var Constraints = db.Constraints{
	"doubt_pkey":          FaultDone,
	"hearing_pkey":        FaultDone,
	"hearing_answer_pkey": FaultDone,
	"hearing_end_pkey":    FaultDone,
	"doubt_end_pkey":      FaultDone,
	"registry_check_pkey": FaultDone,
	"event_unheard_pkey":  FaultDone,
	"answer_renewal_pkey": FaultDone,
}
