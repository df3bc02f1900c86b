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

// Who picks cases by who has them.
type Who string

// Whose cases the queue shows.
const (
	WhoAll    Who = ""
	WhoMine   Who = "mine"
	WhoNobody Who = "nobody" // that nobody has taken
)

// Stage picks open cases by what they wait for.
type Stage string

// Stages of open cases.
const (
	StageAll      Stage = ""
	StageNew      Stage = "new"      // nobody has begun
	StageReview   Stage = "review"   // being worked on
	StageQuestion Stage = "question" // the applicant's answer is awaited
	StagePrepared Stage = "prepared" // a decision is proposed
	StageReady    Stage = "ready"    // approval is proposed and every requirement was found met
)

// DueIn picks open cases by the time left.
type DueIn string

// Times left.
const (
	DueAny     DueIn = ""
	DueOverdue DueIn = "overdue"
	DueSoon    DueIn = "soon" // at most two working days, or overdue
	DueWeek    DueIn = "week" // at most five working days, or overdue
)

// QueueQuery asks for a page of the queue. Its JSON is what a saved view keeps.
type QueueQuery struct {
	Scheme uuid.UUID `json:"scheme,omitzero"` // zero: all
	Text   string    `json:"text,omitempty"`  // part of the applicant's name, business id or case number
	View   View      `json:"view,omitempty"`  // "": open
	Who    Who       `json:"who,omitempty"`
	Stage  Stage     `json:"stage,omitempty"`
	Due    DueIn     `json:"due,omitempty"`
	Sort   Column    `json:"sort,omitempty"` // "": due
	Desc   bool      `json:"desc,omitempty"`
	After  string    `json:"-"` // Queue.Next of the page before
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
	Prepared   bool          `db:"prepared"`
	Assignee   string        `db:"assignee"`  // "" when nobody has taken it
	ClosedAt   *time.Time    `db:"closed_at"` // of decided and withdrawn ones
	Left       Left          `db:"-"`         // of open ones
	SortKey    string        `db:"sort_key"`
}

// SchemeName is the scheme's name in a language.
func (r QueueRow) SchemeName(lang string) string {
	return locale.Pick(lang, r.SchemeFi, r.SchemeSv, r.SchemeEn)
}

// CountMost is how far the rows of a queue are counted: who has more needs a narrower filter and not a number.
const CountMost = 1000

// Queue is a page of applications.
type Queue struct {
	Rows    []QueueRow
	Total   int // of all pages; CountMost+1: more than CountMost
	Overdue int // among all open ones that the filter shows; the same
	Next    string
	Now     time.Time
}

// Queue lists the applications that wait for the actor's organiser, or for the operator to which schemes are
// delegated, with working days left. Drafts are never here.
func (s *Service) Queue(ctx context.Context, a actor.Actor, q QueueQuery) (Queue, error) {
	if err := mayEver(a, identity.ApplicationReview); err != nil {
		return Queue{}, err
	}
	f, err := s.queueFilter(ctx, a, q)
	if err != nil {
		return Queue{}, err
	}
	out, err := s.queue(ctx, f)
	return out, s.db.Translate(err)
}

func (s *Service) queue(ctx context.Context, f queueFilter) (Queue, error) {
	var out Queue
	var err error
	if out.Now, err = db.Now(ctx, s.db); err != nil {
		return Queue{}, err
	}
	f.today = calendar.Today(out.Now)
	if out.Total, out.Overdue, err = countQueue(ctx, s.db, &f); err != nil {
		return Queue{}, err
	}
	if out.Rows, err = queueRows(ctx, s.db, f, out.Total, QueuePage+1); err != nil {
		return Queue{}, err
	}
	if len(out.Rows) > QueuePage {
		out.Rows = out.Rows[:QueuePage]
		last := out.Rows[QueuePage-1]
		out.Next = cursor{Key: last.SortKey, ID: last.ID}.String()
	}
	if f.View == ViewOpen {
		for i := range out.Rows {
			out.Rows[i].Left = DaysLeft(out.Rows[i].DueOn, f.today)
		}
	}
	return out, nil
}

// Waiting counts the applications that wait for a decision in the actor's queue, as far as CountMost.
func (s *Service) Waiting(ctx context.Context, a actor.Actor) (int, error) {
	if err := mayEver(a, identity.ApplicationReview); err != nil {
		return 0, err
	}
	f, err := s.queueFilter(ctx, a, QueueQuery{})
	if err != nil {
		return 0, err
	}
	total, _, err := countQueue(ctx, s.db, &f)
	return total, s.db.Translate(err)
}

// Letterhead is the officer's own organiser, for the head of the desk; NotFound for an operator's people, who work for
// many.
func (s *Service) Letterhead(ctx context.Context, a actor.Actor) (Organiser, error) {
	if err := identity.Allow(a, identity.SupplyView, identity.Object{Organiser: a.Organisation}); err != nil {
		return Organiser{}, err
	}
	o, err := organiserByID(ctx, s.db, a.Organisation)
	return o, s.db.Translate(err)
}

// queueFilter is a checked query with whose queue it is.
type queueFilter struct {
	QueueQuery
	organiser, operator, person uuid.UUID
	organisers                  []uuid.UUID // whose cases are seen: one, or those who delegate to the operator
	schemes                     []uuid.UUID // an operator's: what is delegated to it
	today                       calendar.Date
	after                       *cursor
	named                       []uuid.UUID // the producers whose names have the text, when they are few enough to be named; set by countQueue
}

// Usual is the query with what it leaves open filled in: open ones, the most urgent first; closed ones, the latest first.
func (q QueueQuery) Usual() QueueQuery {
	if q.View == "" {
		q.View = ViewOpen
	}
	if q.Sort == "" {
		q.Sort, q.Desc = ByDue, q.View != ViewOpen
	}
	return q
}

func newQueueFilter(a actor.Actor, q QueueQuery) (queueFilter, error) {
	f := queueFilter{QueueQuery: q.Usual(), person: a.Person}
	if err := f.check(); err != nil {
		return f, err
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
		f.organiser, f.organisers = a.Organisation, []uuid.UUID{a.Organisation}
	}
	return f, nil
}

// queueFilter checks a query for the queue of the actor, with what is delegated to an operator.
func (s *Service) queueFilter(ctx context.Context, a actor.Actor, q QueueQuery) (queueFilter, error) {
	f, err := newQueueFilter(a, q)
	if err == nil && f.operator != uuid.Nil {
		f.schemes, f.organisers, err = delegated(ctx, s.db, f.operator, f.Scheme)
	}
	return f, s.db.Translate(err)
}

// check refuses what no page of ours asks for.
func (q QueueQuery) check() error {
	if _, ok := sortKeys[q.Sort]; !ok {
		return fault.New(fault.CodeMalformed, "fault.admission.sort_unknown")
	}
	_, view := viewConditions[q.View]
	_, who := whoConditions[q.Who]
	_, stage := stageConditions[q.Stage]
	_, due := dueDays[q.Due]
	if !view || !who || !stage || !due {
		return fault.New(fault.CodeMalformed, "fault.admission.view_unknown")
	}
	return nil
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
