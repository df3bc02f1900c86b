package duplicate

import (
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// The room's faults.
var (
	FaultChanged = fault.New(fault.CodeConflict, "fault.merge.changed")   // what would happen is not what was shown
	FaultDone    = fault.New(fault.CodeConflict, "fault.merge.settled")   // somebody has answered already
	FaultBlocked = fault.New(fault.CodeConflict, "fault.merge.blocked")   // something stands in the way
	FaultMoved   = fault.New(fault.CodeConflict, "fault.merge.moved_on")  // what moved has changed since: it cannot be undone
	FaultWaits   = fault.New(fault.CodeConflict, "fault.merge.asked_for") // the same has been asked for and waits
)

// Constraints maps what the database refuses to what a person is told: two who answer at once.
var Constraints = db.Constraints{
	"producer_merge_agreed_key": FaultDone,
	"producer_merge_ended_key":  FaultDone,
	"producer_merge_undone_key": FaultDone,
}
