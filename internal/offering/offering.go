package offering

import (
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// The states of vacancy. A new offering is VacancyUnknown until its producer tells.
const (
	VacancyUnknown = "unknown"
	VacancyFree    = "free"
	VacancyQueue   = "queue"
	VacancyFull    = "full"
)

// Text is a description in the three languages; any of them may be empty.
type Text struct{ Fi, Sv, En string }

// In returns the text for a reader of a language ("fi", "sv", "en").
func (t Text) In(lang string) string {
	return locale.Pick(lang, t.Fi, t.Sv, t.En)
}

// PriceLine is a price for one unit of a service, valid from a day to a day.
type PriceLine struct {
	ID      uuid.UUID
	Unit    string // hour, visit, day, month, meal, trip, piece
	Class   string // "": the price itself, which is that of weekdays; or one of Classes
	Cents   money.Cents
	Percent int // of a class: so many per cent of the price itself, and Cents says nothing; 0: an amount of its own
	From    calendar.Date
	To      *calendar.Date // the last day; nil: for the time being
}

// Offering is a service at a service point under an admission.
type Offering struct {
	ID          uuid.UUID
	ProducerID  uuid.UUID
	AdmissionID uuid.UUID
	Service     string // key of package service
	PointID     uuid.UUID
	UnitID      uuid.UUID   // of the point
	AtHome      bool        // given in the client's home: found by Areas and not by distance
	Areas       []string    // codes of place.Part where it is given, those of Drawn included; sorted
	Own         []string    // of them those that were chosen by themselves
	Drawn       []uuid.UUID // the organiser's areas that were chosen, see Area
	Spoken      []string    // ISO 639-1, and "sgn" for sign language, sorted
	Text        Text
	Vacancy     string
	WaitDays    *int
	VacancyAt   *time.Time
	WithdrawnAt *time.Time
	Version     int
	Prices      []PriceLine // by unit and From, the past ones included
	Classes     []PriceLine // by time of day and week: by unit, class and From
}

// whose is the offering to identity.Allow, for what those do who keep its unit.
func (o Offering) whose() identity.Object {
	return identity.Object{Producer: o.ProducerID, Unit: o.UnitID}
}

// Service holds the use cases of the room.
type Service struct {
	db     *db.DB
	people *identity.Service // whom to tell; nil: nobody
}

// New makes the room's use cases over a database.
func New(d *db.DB) *Service { return &Service{db: d} }

// Telling lets the room tell producers by mail what was decided of their prices.
func (s *Service) Telling(people *identity.Service) *Service {
	s.people = people
	return s
}
