package report

import (
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// Kind is what is wrong.
type Kind string

// The kinds of errors.
const (
	Contact       Kind = "contact" // phone, address, e-mail, opening hours
	Price         Kind = "price"
	Vacancy       Kind = "vacancy"
	Place         Kind = "place" // where it is, which area is served
	Description   Kind = "description"
	Quality       Kind = "quality"
	Language      Kind = "language"
	Broken        Kind = "broken" // the page does not work
	Accessibility Kind = "accessibility"
	Other         Kind = "other"
)

// Kinds lists every kind in the order of the form.
func Kinds() []Kind {
	return []Kind{Contact, Price, Vacancy, Place, Description, Quality, Language, Broken, Accessibility, Other}
}

// Holder is whose turn it is.
type Holder string

// The holders.
const (
	ByProducer      Holder = "producer"
	ByOrganiser     Holder = "organiser"
	ByAdministrator Holder = "administrator"
)

// Outcome is how a report ended.
type Outcome string

// The outcomes.
const (
	Mended Outcome = "mended" // what was wrong has been put right
	Kept   Outcome = "kept"   // the page stays as it is, and the answer says why
)

// The longest texts, in characters.
const (
	MaxText  = 2000
	MaxEmail = 254
)

// About is what a report is about: a page of ours and at most one object that the page shows.
type About struct {
	Page string // the kind of page, as in frontend/paths; "" is the front page
	Path string // without a query

	Offering, Unit, Point, Producer uuid.UUID
	Organiser                       string // slug, of an organiser's page
	Scheme                          string // key, of the organiser's list
}

// New is a report to make.
type New struct {
	ID    uuid.UUID // made by the form
	About About
	Kind  Kind
	Text  string
	Email string // "": no answer is wanted
	Lang  string
}

// Report is a report as its queue and its page show it.
type Report struct {
	ID           uuid.UUID     `db:"id"`
	No           int64         `db:"no"`
	Page         string        `db:"page"`
	Path         string        `db:"path"`
	Kind         Kind          `db:"kind"`
	Producer     uuid.NullUUID `db:"producer_id"`
	Organiser    uuid.NullUUID `db:"organiser_id"`
	Lang         string        `db:"lang"`
	AnswerWanted bool          `db:"answer_wanted"`
	ReceivedAt   time.Time     `db:"received_at"`
	DueOn        calendar.Date `db:"due_on"`

	ProducerName string `db:"producer_name"`
	Place        string `db:"place"`       // the name of the point or unit that it is about
	Service      string `db:"service_key"` // of the offering that it is about
	OrganiserFi  string `db:"organiser_fi"`
	OrganiserSv  string `db:"organiser_sv"`
	OrganiserEn  string `db:"organiser_en"`

	Holder   Holder     `db:"holder"`
	ClosedAt *time.Time `db:"closed_at"`
	Outcome  Outcome    `db:"outcome"` // "" while it is open
	Text     string     `db:"text"`    // what was written; "" when nothing was, or it is forgotten
	Members  bool       `db:"members"` // somebody acts for the producer
}

// Organisers names the organiser in a language; "" when it is nobody's.
func (r Report) Organisers(lang string) string {
	return locale.Pick(lang, r.OrganiserFi, r.OrganiserSv, r.OrganiserEn)
}

// Event is something that has happened to a report.
type Event struct {
	Kind    string    `db:"kind"`
	Holder  Holder    `db:"holder"`
	Outcome Outcome   `db:"outcome"`
	Text    string    `db:"text"`
	As      string    `db:"done_as"`
	At      time.Time `db:"at"`
}

// The kinds of events.
const (
	Received  = "received"
	Forwarded = "forwarded"
	Answered  = "answered"
	Closed    = "closed"
)

// The room's faults.
var (
	ErrNotFound = fault.New(fault.CodeNotFound, "fault.report.not_found")
	ErrClosed   = fault.New(fault.CodeConflict, "fault.report.closed")
	errHolder   = fault.New(fault.CodeMalformed, "fault.report.holder")
)

// Constraints maps what the database refuses to what a person is told.
var Constraints = db.Constraints{"report_event_closed_key": ErrClosed}

// Service holds the room's use cases. It is safe for concurrent use.
type Service struct {
	db    *db.DB
	queue *jobs.Queue
	ring  *keys.Ring
	ids   *identity.Service
	now   func() time.Time
}

// NewService makes the room.
func NewService(d *db.DB, q *jobs.Queue, ring *keys.Ring, ids *identity.Service) *Service {
	return &Service{db: d, queue: q, ring: ring, ids: ids, now: time.Now}
}
