// Package supply answers who could serve a client: at a place, in a language, from a day on. It reads what other rooms keep:
// who is admitted, suspended or waits for a decision, what they offer and where, how much room they have, and at which price.
//
//   - supply.go: the question, the answer, and who may ask
//   - where.go: where somebody serves, as far as that is known, and who serves an area (pure)
//   - begin.go: the day from which clients are asked about when nobody says (pure)
//   - sum.go: the answer summed by scheme, by area and by town (pure)
//   - history.go: how prices have gone (pure)
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
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
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
	Area    uuid.UUID    // drawn by the organiser; zero: any
	Spoken  string       // a language that the client needs; "": any
	From    calendar.Date
	State   string // active, suspended or pending; "": all
	Ready   bool   // only those who may have room by the day: not full, no longer wait
	Page    int    // which part of the lines is wanted, from 1; past the last: the last
	PerPage int    // how many lines a part has; 0: all are wanted
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

// Price is what a unit costs on the day, and what it did a year before; nil: nothing was told.
type Price struct {
	Unit   string `db:"unit"`
	Cents  int64  `db:"cents"`
	Before *int64 `db:"before"`
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
	Until      calendar.Date `db:"until"`       // a suspension's last day, when it has one
	PostalCode string        `db:"postal_code"` // of the point
	Lat        *float64      `db:"lat"`
	Lon        *float64      `db:"lon"`
	Spoken     []string      `db:"-"`
	Codes      []string      `db:"-"` // of place.Part: where it comes to clients, or a producer that has applied comes already
	Limits     []string      `db:"-"` // the same of the scheme; none: all of the organiser's municipalities
	Prices     []Price       `db:"-"`
	Room       Room          `db:"-"`
	Kilometres *int          `db:"-"` // from the place, for what is not given at home
}

// Answer is who could serve.
type Answer struct {
	Lines   []Line // those of the page; the rest is of all
	Total   int    // of lines
	Page    int
	Schemes []SchemeSum
	Areas   []AreaSum
	Towns   []TownSum
	History []History
	Drawn   []Area // that the organiser has drawn, to ask about
}

// Who answers a question to an officer or a guidance worker about the organiser's schemes, and to an operator about those that it runs.
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
	drawn, err := areasOf(ctx, s.db, a)
	if err != nil {
		return Answer{}, s.db.Translate(err)
	}
	out := answer(append(lines, waiting...), drawn, q)
	spreads, err := spreadsOf(ctx, s.db, out.Lines, HistoryDays(q.From))
	if err != nil {
		return Answer{}, s.db.Translate(err)
	}
	out.History = historyOf(out.Lines, spreads, HistoryDays(q.From))
	priced(out.Schemes, out.History)
	out.cut(q)
	if err := addPrices(ctx, s.db, out.Lines, q.From); err != nil {
		return Answer{}, s.db.Translate(err)
	}
	return out, nil
}

// Take is Who for a file: all lines, and that they were taken is in the audit trail.
func (s *Service) Take(ctx context.Context, a actor.Actor, q Question) (Answer, error) {
	q.PerPage = 0
	out, err := s.Who(ctx, a, q)
	if err != nil {
		return Answer{}, err
	}
	entry := audit.Entry{Action: "list.taken", ObjectKind: string(a.Role), ObjectID: a.Organisation, Details: map[string]any{"list": "supply", "service": q.Service}}
	if a.Role != actor.RoleOperator {
		entry.ObjectKind, entry.Organiser = "organiser", a.Organisation
	}
	return out, s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error { return audit.Record(ctx, tx, entry) })
}

// cut leaves the lines of the page that is wanted.
func (a *Answer) cut(q Question) {
	a.Total, a.Page = len(a.Lines), 1
	if q.PerPage > 0 {
		a.Page = max(1, min(q.Page, (a.Total+q.PerPage-1)/q.PerPage))
		a.Lines = a.Lines[min((a.Page-1)*q.PerPage, a.Total):min(a.Page*q.PerPage, a.Total)]
	}
}

// May asks whether somebody may ask at all.
func May(a actor.Actor) error {
	return identity.Allow(a, identity.SupplyView, identity.Object{Organiser: a.Organisation, Operator: a.Organisation})
}
