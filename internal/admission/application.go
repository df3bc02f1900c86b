package admission

import (
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// Organiser is the organiser of a scheme, as far as a case needs it.
type Organiser struct {
	ID     uuid.UUID `db:"id" json:"id"`
	Code   string    `db:"code" json:"code"`
	NameFi string    `db:"name_fi" json:"name_fi"`
	NameSv string    `db:"name_sv" json:"name_sv"`
	NameEn string    `db:"name_en" json:"name_en"`
}

// Name is the organiser's name in a language.
func (o Organiser) Name(lang string) string { return locale.Pick(lang, o.NameFi, o.NameSv, o.NameEn) }

// City tells whether the organiser is the City of Helsinki, whose decisions follow the Local Government Act and not
// the act on wellbeing services counties.
func (o Organiser) City() bool { return o.Code == "90" }

// Applicant is the producer behind an application.
type Applicant struct {
	ID         uuid.UUID     `db:"id" json:"id"`
	BusinessID string        `db:"business_id" json:"business_id"` // "" when not known
	Name       string        `db:"name" json:"name"`
	Kind       producer.Kind `db:"kind" json:"kind"`
}

// Application is a producer's application to a scheme with what has happened to it. Its content is a Draft until it
// is submitted and its Submission's snapshot from then on.
type Application struct {
	ID          uuid.UUID
	CaseNumber  string
	Version     int // raised by each save
	CreatedAt   time.Time
	SavedAt     time.Time
	Scheme      scheme.Scheme
	Organiser   Organiser
	Producer    Applicant
	Holder      uuid.UUID // whose it is: the producer, or whoever that has become since the case was closed
	Status      Status
	DueOn       calendar.Date // by which to decide, as it stands now; the zero day of a draft
	Assignee    Colleague     // who has it; the zero value: nobody
	Preparation uuid.NullUUID // what was proposed last and still holds
	Accepted    uuid.NullUUID // rulebook version accepted in the draft
	Submission  *Submission
	Review      *Review
	Decision    *Decision
	WithdrawnAt *time.Time
}

// Submission is what was sent, and when.
type Submission struct {
	ID    uuid.UUID
	At    time.Time
	DueOn calendar.Date // last day of the decision clock as it was at the start
	Lang  string        // that the producer used, and is answered in
	By    string        // name of who sent it
}

// Review tells who has taken the application into review.
type Review struct {
	By string
	At time.Time
}

// Colleague is somebody who works on cases.
type Colleague struct {
	ID   uuid.UUID `db:"id"`
	Name string    `db:"name"`
}

// Outcome is what an official decided.
type Outcome string

// Outcomes of an application.
const (
	Approved Outcome = "approved"
	Rejected Outcome = "rejected"
)

// Decision is an official's decision. It never changes.
type Decision struct {
	ID      uuid.UUID
	Outcome Outcome
	Reasons string
	Remedy  Remedy
	Lang    string // of the document
	By      string // name of the official
	At      time.Time

	Preparation uuid.NullUUID // on which it was made
	Departure   string        // why it is another than was prepared; for those who review, and no part of the document
}

// object says whose the application is, for permissions.
func (a Application) object() identity.Object {
	return identity.Object{Producer: a.Holder, Organiser: a.Organiser.ID, Operator: a.Scheme.OperatorID.UUID}
}

// allow asks whether the actor may do a verb to this application. A draft is its producer's alone: to everybody else
// it is not there, since a half-written application is not yet told to the organiser.
func (a Application) allow(who actor.Actor, v identity.Verb) error {
	if err := identity.Allow(who, v, a.object()); err != nil {
		return err
	}
	theirs := who.Role == actor.RoleProducer || who.Role == actor.RoleSystem
	if a.Submission == nil && !theirs {
		return FaultNotFound
	}
	return nil
}

// MayEver asks whether the actor's role does the verb at all, for pages of a desk that only some roles have.
func MayEver(a actor.Actor, v identity.Verb) error { return mayEver(a, v) }

// mayEver asks whether the actor's role does the verb at all, before it is known whose the object is: a visitor is
// told to sign in whether the id exists or not.
func mayEver(a actor.Actor, v identity.Verb) error {
	return identity.Allow(a, v, identity.Object{Producer: a.Organisation, Organiser: a.Organisation, Operator: a.Organisation})
}

// refuse is the fault for a step that the status does not allow.
func (a Application) refuse() error {
	switch a.Status {
	case StatusApproved, StatusRejected:
		return FaultAlreadyDecided
	case StatusWithdrawn:
		return FaultWithdrawn
	case StatusDraft:
		return FaultNotSubmitted
	case StatusWaiting:
		return FaultAnswerOpen
	default:
		return FaultAlreadySent
	}
}
