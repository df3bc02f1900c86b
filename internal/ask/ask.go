package ask

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/limit"
	"github.com/tuottajatori/tuottajatori/internal/platform/vault"
)

// Kind is something that happens to a request.
type Kind string

// What happens to a request. Those from NoRoom on, but Replied and Question, end it.
const (
	Made       Kind = "made"
	Contact    Kind = "contact"  // the producer will be in touch
	Room       Kind = "room"     // the producer has room, maybe from a day on
	Question   Kind = "question" // the producer asks something
	Replied    Kind = "replied"  // the visitor writes more
	NoRoom     Kind = "no_room"
	Closed     Kind = "closed"     // the producer has done what there was to do
	Withdrawn  Kind = "withdrawn"  // the visitor takes it back
	Unanswered Kind = "unanswered" // the producer was silent for too long
	Lapsed     Kind = "lapsed"     // answered, and then nothing more happened
	Gone       Kind = "gone"       // nothing that was asked for is offered any more
	Erased     Kind = "erased"     // who asked and what is no more
)

// answers are what a producer may answer, in the order of the form.
func answers() []Kind { return []Kind{Contact, Room, Question, NoRoom, Closed} }

// Whom a service is asked for.
const (
	ForMe    = "me"
	ForClose = "close" // somebody close
)

// The longest texts, in characters.
const (
	MaxName  = 100
	MaxPhone = 30
	MaxEmail = 254
	MaxPlace = 60
	MaxWhen  = 200
	MaxText  = 2000
)

// MaxOfferings is how many offerings one asking may name.
const MaxOfferings = 10

// Content is who asks and what for. It is sealed where it lies, and never logged.
type Content struct {
	Name  string `json:"name"`
	Phone string `json:"phone,omitempty"`
	Email string `json:"email,omitempty"`
	Place string `json:"place"` // a municipality or a postal code, as it was written
	For   string `json:"for"`   // ForMe, ForClose
	Wish  string `json:"wish"`
	When  string `json:"when,omitempty"` // when one may be reached
}

// New is an asking to make.
type New struct {
	Form      string // of Form
	Offerings []uuid.UUID
	Content
	Consent bool
	Lang    string
	Network string // from where it is sent
	Way     string // WayPage, WayAPI
}

// The ways by which an asking comes.
const (
	WayPage = "page"
	WayAPI  = "api"
)

// Asked is an offering that is asked for.
type Asked struct {
	Request  uuid.UUID `db:"request_id"`
	Offering uuid.UUID `db:"offering_id"`
	Service  string    `db:"service_key"`
	UnitID   uuid.UUID `db:"unit_id"`
	Unit     string    `db:"unit_name"`
	Phone    string    `db:"phone"`
	Shown    bool      `db:"-"` // it may still be shown
}

// Event is something that has happened to a request.
type Event struct {
	ID       uuid.UUID      `db:"id"`
	Request  uuid.UUID      `db:"request_id"`
	Kind     Kind           `db:"kind"`
	RoomFrom *calendar.Date `db:"room_from"`
	As       string         `db:"done_as"`
	At       time.Time      `db:"at"`
	Text     string         `db:"-"` // opened; "" when none was written, or it is erased
}

// Request is what one producer is asked, without what is sealed.
type Request struct {
	ID           uuid.UUID     `db:"id"`
	No           int64         `db:"no"`
	Ask          uuid.UUID     `db:"ask_id"`
	Producer     uuid.UUID     `db:"producer_id"` // who it is now
	ProducerName string        `db:"producer_name"`
	Key          uuid.UUID     `db:"key_id"`
	Lang         string        `db:"lang"`
	AnswerBy     calendar.Date `db:"answer_by"`
	MadeAt       time.Time     `db:"made_at"`
	Standing     Kind          `db:"standing"` // what happened last, but Erased
	At           time.Time     `db:"standing_at"`
	Erased       bool          `db:"erased"`
	Asked        []Asked       `db:"-"`
}

// Open tells whether the request has not ended.
func (r Request) Open() bool { return !r.Standing.Ends() }

// Late tells whether the first answer has been promised for a day that is over.
func (r Request) Late(today calendar.Date) bool {
	return r.Standing == Made && r.AnswerBy.Before(today)
}

// Case is a request with all that was written, opened.
type Case struct {
	Request
	Content Content // empty when it is erased
	Events  []Event
	Answers []Kind // what the reader may answer; none when it has ended
	Now     time.Time
}

// The room's faults.
var (
	ErrNotFound = fault.New(fault.CodeNotFound, "fault.ask.not_found")
	ErrClosed   = fault.New(fault.CodeConflict, "fault.ask.closed")
	ErrTooMany  = fault.New(fault.CodeTooMany, "fault.ask.too_many")
	ErrBusy     = fault.New(fault.CodeTooMany, "fault.ask.busy")
	ErrSame     = fault.New(fault.CodeConflict, "fault.ask.same")
	ErrQuick    = fault.New(fault.CodeConflict, "fault.ask.quick")
	ErrOld      = fault.New(fault.CodeConflict, "fault.ask.old")
)

// Constraints maps what the database refuses to what a person is told.
var Constraints = db.Constraints{"ask_event_closed_key": ErrClosed}

// Offers tells which offerings may be shown, and whose they are: the catalogue.
type Offers interface {
	Offered(ctx context.Context, q sqlx.QueryerContext, ids []uuid.UUID) ([]catalogue.Offered, error)
}

// Service holds the room's use cases. It is safe for concurrent use.
type Service struct {
	db     *db.DB
	queue  *jobs.Queue
	ring   *keys.Ring
	vault  *vault.Vault
	ids    *identity.Service
	offers Offers
	limits *limit.Limits
}

// Parts are what the room needs.
type Parts struct {
	DB     *db.DB
	Queue  *jobs.Queue
	Ring   *keys.Ring
	Vault  *vault.Vault
	People *identity.Service
	Offers Offers
}

// NewService makes the room.
func NewService(p Parts) *Service {
	return &Service{db: p.DB, queue: p.Queue, ring: p.Ring, vault: p.Vault, ids: p.People, offers: p.Offers, limits: limit.New(p.Ring, nil)}
}
