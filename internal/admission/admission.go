package admission

import (
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// Origin tells how an admission came to be.
type Origin string

// Origins of an admission.
const (
	OriginDecision  Origin = "decision"  // an official approved an application
	OriginEnrolment Origin = "enrolment" // own production, in-house company, alliance
	OriginListing   Origin = "listing"   // in the catalogue without the organiser's yes
	OriginDemo      Origin = "demo"
)

// Admission is a producer's place in a scheme, with the state it has on the day it was read.
type Admission struct {
	ID         uuid.UUID      `db:"id"`
	SchemeID   uuid.UUID      `db:"scheme_id"`
	ProducerID uuid.UUID      `db:"producer_id"`
	DecisionID uuid.NullUUID  `db:"decision_id"`
	Origin     Origin         `db:"origin"`
	ValidFrom  calendar.Date  `db:"valid_from"`
	ValidTo    *calendar.Date `db:"valid_to"`
	State      State          `db:"state"`
	Scheme     scheme.Scheme  `db:"scheme"`
	Organiser  Organiser      `db:"organiser"`
	Services   []string       `db:"-"` // service keys admitted, sorted
}
