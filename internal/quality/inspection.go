package quality

import (
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// How an inspection was made.
const (
	InspectionAnnounced   = "announced"
	InspectionUnannounced = "unannounced"
	InspectionDocuments   = "documents" // papers alone
	InspectionFollowUp    = "follow_up"
)

// InspectionKinds lists them as a form offers them.
func InspectionKinds() []string {
	return []string{InspectionAnnounced, InspectionUnannounced, InspectionDocuments, InspectionFollowUp}
}

// What an inspection found.
const (
	FindingNone    = "none"
	FindingRemarks = "remarks"
	FindingSerious = "serious"
)

// Findings lists them as a form offers them.
func Findings() []string { return []string{FindingNone, FindingRemarks, FindingSerious} }

// An Inspection is what a supervisor saw at a service unit on a day.
type Inspection struct {
	ID        uuid.UUID
	Unit      uuid.UUID
	On        calendar.Date
	Inspector string // the authority, not a person
	Kind      string // one of InspectionKinds
	Finding   string // one of Findings
	Outcome   Text   // in plain words; one language at the least
	Link      string // to the report; empty: none
	Demo      bool
}
