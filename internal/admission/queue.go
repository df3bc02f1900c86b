package admission

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// QueuePage is how many rows of a queue are shown at once.
const QueuePage = 50

// Column is a column by which the queue is sorted.
type Column string

// The columns of the queue.
const (
	ByProducer Column = "producer"
	ByScheme   Column = "scheme"
	ByReceived Column = "received"
	ByDue      Column = "due" // the default: overdue first
	ByState    Column = "state"
	ByCase     Column = "case"
)

// Columns lists every column in the order of the table.
func Columns() []Column {
	return []Column{ByProducer, ByScheme, ByReceived, ByDue, ByState, ByCase}
}

// View picks which applications the queue shows.
type View string

// Views of the queue.
const (
	ViewOpen      View = "open" // waiting for a decision
	ViewDecided   View = "decided"
	ViewWithdrawn View = "withdrawn"
)

// Views lists every view.
func Views() []View { return []View{ViewOpen, ViewDecided, ViewWithdrawn} }

// QueueQuery asks for a page of the queue.
type QueueQuery struct {
	Scheme uuid.UUID // zero: all
	Text   string    // part of the applicant's name, business id or case number
	View   View      // "": open
	Sort   Column    // "": due
	Desc   bool
	After  string // Queue.Next of the page before
}

// QueueRow is one application in the queue.
type QueueRow struct {
	ID         uuid.UUID     `db:"id"`
	CaseNumber string        `db:"case_number"`
	Producer   string        `db:"producer"`
	BusinessID string        `db:"business_id"` // "" when not known
	SchemeID   uuid.UUID     `db:"scheme_id"`
	SchemeFi   string        `db:"scheme_fi"`
	SchemeSv   string        `db:"scheme_sv"`
	SchemeEn   string        `db:"scheme_en"`
	At         time.Time     `db:"submitted_at"`
	DueOn      calendar.Date `db:"due_on"`
	Status     Status        `db:"status"`
	Reviewer   string        `db:"reviewer"`   // "" when nobody has taken it
	DecidedAt  *time.Time    `db:"decided_at"` // of decided ones
	Left       Left          `db:"-"`          // of open ones
	SortKey    string        `db:"sort_key"`
}

// SchemeName is the scheme's name in a language.
func (r QueueRow) SchemeName(lang string) string {
	return locale.Pick(lang, r.SchemeFi, r.SchemeSv, r.SchemeEn)
}

// Queue is a page of applications.
type Queue struct {
	Rows    []QueueRow
	Total   int // of all pages
	Overdue int // among all open ones that the filter shows
	Next    string
	Now     time.Time
}

// Queue lists the applications that wait for the actor's organiser, or for the operator to which schemes are
// delegated, with working days left. Drafts are never here.
func (s *Service) Queue(ctx context.Context, a actor.Actor, q QueueQuery) (Queue, error) {
	if err := mayEver(a, identity.ApplicationReview); err != nil {
		return Queue{}, err
	}
	f, err := newQueueFilter(a, q)
	if err != nil {
		return Queue{}, err
	}
	out, err := s.queue(ctx, f)
	return out, s.db.Translate(err)
}

func (s *Service) queue(ctx context.Context, f queueFilter) (Queue, error) {
	today, err := db.Today(ctx, s.db)
	if err != nil {
		return Queue{}, err
	}
	var out Queue
	if out.Now, out.Total, out.Overdue, err = countQueue(ctx, s.db, f, today); err != nil {
		return Queue{}, err
	}
	if out.Rows, err = queueRows(ctx, s.db, f, QueuePage+1); err != nil {
		return Queue{}, err
	}
	if len(out.Rows) > QueuePage {
		out.Rows = out.Rows[:QueuePage]
		last := out.Rows[QueuePage-1]
		out.Next = cursor{Key: last.SortKey, ID: last.ID}.String()
	}
	for i := range out.Rows {
		out.Rows[i].Left = DaysLeft(out.Rows[i].DueOn, today)
	}
	return out, nil
}

// Waiting counts the applications that wait for a decision in the actor's queue.
func (s *Service) Waiting(ctx context.Context, a actor.Actor) (int, error) {
	if err := mayEver(a, identity.ApplicationReview); err != nil {
		return 0, err
	}
	f, err := newQueueFilter(a, QueueQuery{})
	if err != nil {
		return 0, err
	}
	_, total, _, err := countQueue(ctx, s.db, f, calendar.Date{})
	return total, s.db.Translate(err)
}

// Letterhead is the officer's own organiser, for the head of the desk; NotFound for an operator's people, who work for
// many.
func (s *Service) Letterhead(ctx context.Context, a actor.Actor) (Letterhead, error) {
	if err := identity.Allow(a, identity.ApplicationReview, identity.Object{Organiser: a.Organisation}); err != nil {
		return Letterhead{}, err
	}
	l, err := letterheadByID(ctx, s.db, a.Organisation)
	return l, s.db.Translate(err)
}

// queueFilter is a checked query with whose queue it is.
type queueFilter struct {
	QueueQuery
	organiser, operator uuid.UUID
	after               *cursor
}

func newQueueFilter(a actor.Actor, q QueueQuery) (queueFilter, error) {
	if q.View == "" {
		q.View = ViewOpen
	}
	if q.Sort == "" {
		q.Sort = ByDue
	}
	f := queueFilter{QueueQuery: q}
	if _, ok := sortKeys[q.Sort]; !ok {
		return f, fault.New(fault.CodeMalformed, "fault.admission.sort_unknown")
	}
	if _, ok := viewConditions[q.View]; !ok {
		return f, fault.New(fault.CodeMalformed, "fault.admission.view_unknown")
	}
	if q.After != "" {
		after, err := parseCursor(q.After)
		if err != nil {
			return f, err
		}
		f.after = &after
	}
	if a.Role == actor.RoleOperator {
		f.operator = a.Organisation
	} else {
		f.organiser = a.Organisation
	}
	return f, nil
}

// cursor is the place after a row: its sort key and id.
type cursor struct {
	Key string    `json:"k"`
	ID  uuid.UUID `json:"i"`
}

func (c cursor) String() string {
	text, err := json.Marshal(c)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func parseCursor(text string) (cursor, error) {
	var c cursor
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	if err != nil {
		return c, fault.New(fault.CodeMalformed, "fault.admission.page_unknown").Because(err)
	}
	return c, nil
}

// QueueSchemes lists the schemes whose applications the actor sees, for the queue's filter.
func (s *Service) QueueSchemes(ctx context.Context, a actor.Actor) ([]scheme.Scheme, error) {
	if err := mayEver(a, identity.ApplicationReview); err != nil {
		return nil, err
	}
	f, err := newQueueFilter(a, QueueQuery{})
	if err != nil {
		return nil, err
	}
	list, err := schemesOf(ctx, s.db, f.organiser, f.operator)
	return list, s.db.Translate(err)
}

// AdmissionQuery asks for a page of an organiser's admissions.
type AdmissionQuery struct {
	Scheme uuid.UUID // zero: all
	State  State     // "": all
	Text   string    // part of the producer's name or business id
	After  string    // AdmissionList.Next of the page before
}

// AdmissionRow is one admission in an organiser's list.
type AdmissionRow struct {
	ID         uuid.UUID     `db:"id"`
	Producer   string        `db:"producer"`
	BusinessID string        `db:"business_id"`
	SchemeFi   string        `db:"scheme_fi"`
	SchemeSv   string        `db:"scheme_sv"`
	SchemeEn   string        `db:"scheme_en"`
	Origin     Origin        `db:"origin"`
	ValidFrom  calendar.Date `db:"valid_from"`
	State      State         `db:"state"`
	Until      calendar.Date `db:"until"` // last day of a suspension; zero: until lifted
	SortKey    string        `db:"sort_key"`
}

// SchemeName is the scheme's name in a language.
func (r AdmissionRow) SchemeName(lang string) string {
	return locale.Pick(lang, r.SchemeFi, r.SchemeSv, r.SchemeEn)
}

// AdmissionList is a page of admissions in order of the producer's name.
type AdmissionList struct {
	Rows  []AdmissionRow
	Total int
	Next  string
}

// AdmissionList lists the admissions to the organiser's schemes, or to those delegated to the operator.
func (s *Service) AdmissionList(ctx context.Context, a actor.Actor, q AdmissionQuery) (AdmissionList, error) {
	if err := mayEver(a, identity.AdmissionView); err != nil {
		return AdmissionList{}, err
	}
	if a.Role != actor.RoleOfficer && a.Role != actor.RoleOperator {
		return AdmissionList{}, identity.ErrForbidden
	}
	f, err := newQueueFilter(a, QueueQuery{Scheme: q.Scheme, Text: q.Text, After: q.After})
	if err != nil {
		return AdmissionList{}, err
	}
	today, err := db.Today(ctx, s.db)
	if err != nil {
		return AdmissionList{}, s.db.Translate(err)
	}
	rows, total, err := admissionRows(ctx, s.db, f, q.State, today, QueuePage+1)
	if err != nil {
		return AdmissionList{}, s.db.Translate(err)
	}
	out := AdmissionList{Rows: rows, Total: total}
	if len(rows) > QueuePage {
		out.Rows = rows[:QueuePage]
		last := out.Rows[QueuePage-1]
		out.Next = cursor{Key: last.SortKey, ID: last.ID}.String()
	}
	return out, nil
}
