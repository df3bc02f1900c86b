// Package supply answers who could serve a client: at a place, in a language, from a day on. It reads what other rooms keep:
// who is admitted, suspended or waits for a decision, what they offer and where, how much room they have, and at which price.
//
//   - supply.go: the question, the answer, and who may ask
//   - sum.go: the answer summed by scheme and by town (pure)
//   - store.go: all SQL of the room
package supply

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Service is the room's use case.
type Service struct{ db *db.DB }

// New wires the room.
func New(d *db.DB) *Service { return &Service{db: d} }

// Question is who could serve whom.
type Question struct {
	Service string       // key
	Place   *place.Place // where the client is; nil: anywhere
	Spoken  string       // a language that the client needs; "": any
	From    calendar.Date
	State   string // active, suspended or pending; "": all
	Ready   bool   // only those who may have room by the day: not full, no longer wait
}

// The states of an answer besides those of an admission.
const (
	Active    = "active"
	Suspended = "suspended"
	Pending   = "pending" // has applied, and waits for a decision
)

// Room is whether a client could begin on the day.
type Room string

// The answers, the best first.
const (
	Yes     Room = "yes"     // free, or what they wait is over by then
	Unknown Room = "unknown" // nobody has told
	Later   Room = "later"
	No      Room = "no"
)

// Rooms lists them, the best first.
func Rooms() []Room { return []Room{Yes, Unknown, Later, No} }

// Price is what a unit costs on the day, and what it did a year before; nil: nothing was told.
type Price struct {
	Unit   string
	Cents  int64
	Before *int64
}

// Line is somebody who could serve: an offering, or an application that waits.
type Line struct {
	Producer   string        `db:"producer"`
	ProducerID uuid.UUID     `db:"producer_id"`
	BusinessID string        `db:"business_id"`
	Unit       string        `db:"unit"`
	Phone      string        `db:"phone"`
	Offering   uuid.NullUUID `db:"offering_id"`
	Ref        uuid.UUID     `db:"ref"` // the admission, or the application
	Scheme     uuid.UUID     `db:"scheme_id"`
	SchemeFi   string        `db:"scheme_fi"`
	SchemeSv   string        `db:"scheme_sv"`
	SchemeEn   string        `db:"scheme_en"`
	State      string        `db:"state"`
	Town       string        `db:"municipality"`
	AtHome     bool          `db:"at_home"`
	Vacancy    string        `db:"vacancy"`
	WaitDays   *int          `db:"wait_days"`
	VacancyAt  *time.Time    `db:"vacancy_at"`
	Lat        *float64      `db:"lat"`
	Lon        *float64      `db:"lon"`
	Spoken     []string      `db:"-"`
	Prices     []Price       `db:"-"`
	Room       Room          `db:"-"`
	Kilometres *int          `db:"-"` // from the place, for what is not given at home
}

// Answer is who could serve.
type Answer struct {
	Lines   []Line
	Schemes []SchemeSum
	Towns   []TownSum
}

// Who answers a question to an officer about the organiser's schemes, and to an operator about those that it runs.
func (s *Service) Who(ctx context.Context, a actor.Actor, q Question) (Answer, error) {
	if err := May(a); err != nil {
		return Answer{}, err
	}
	lines, err := offered(ctx, s.db, a, q)
	if err != nil {
		return Answer{}, s.db.Translate(err)
	}
	waiting, err := pending(ctx, s.db, a, q)
	if err != nil {
		return Answer{}, s.db.Translate(err)
	}
	return answer(append(lines, waiting...), q), nil
}

// May asks whether somebody may ask at all.
func May(a actor.Actor) error {
	return identity.Allow(a, identity.ApplicationReview, identity.Object{Organiser: a.Organisation, Operator: a.Organisation})
}
