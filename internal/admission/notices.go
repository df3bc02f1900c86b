package admission

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// NoticeKind is why officers are told of a case.
type NoticeKind string

// What officers are told of.
const (
	NoticeNew        NoticeKind = "new"
	NoticeSoon       NoticeKind = "soon" // at most two working days are left
	NoticeOverdue    NoticeKind = "overdue"
	NoticeAnswered   NoticeKind = "answered"    // the applicant answered a question
	NoticeUnanswered NoticeKind = "unanswered"  // the day for the answer is over
	NoticeBusinessID NoticeKind = "business_id" // the applicant has another business id than the one that it sent
)

// Notice is what officers were told of a case that still waits: all of it that still holds, in one entry.
type Notice struct {
	ID         uuid.UUID     `db:"id"`         // of the application
	Kind       NoticeKind    `db:"kind"`       // the latest
	Kinds      []NoticeKind  `db:"-"`          // the latest first
	At         time.Time     `db:"noticed_at"` // of the latest
	Status     Status        `db:"status"`
	CaseNumber string        `db:"case_number"`
	Producer   string        `db:"producer"`
	SchemeFi   string        `db:"scheme_fi"`
	SchemeSv   string        `db:"scheme_sv"`
	SchemeEn   string        `db:"scheme_en"`
	DueOn      calendar.Date `db:"due_on"`
	Assignee   string        `db:"assignee"`
	Unseen     bool          `db:"unseen"` // since the reader looked last
	Moved      bool          `db:"moved"`  // the applicant has another business id now than the one that it sent
	Left       Left          `db:"-"`
}

// SchemeName is the scheme's name in a language.
func (n Notice) SchemeName(lang string) string {
	return locale.Pick(lang, n.SchemeFi, n.SchemeSv, n.SchemeEn)
}

// Holds tells whether the case still is as the notice of a kind says: one that was taken into review is no longer new,
// one that is overdue no longer only urgent, and an applicant that has its old business id back has no other.
func (n Notice) Holds() bool {
	switch n.Kind {
	case NoticeNew:
		return n.Status == StatusSubmitted
	case NoticeSoon:
		return !n.Left.Overdue && n.Left.Days <= soonDays
	case NoticeOverdue:
		return n.Left.Overdue
	case NoticeAnswered:
		return n.Status == StatusInReview
	case NoticeUnanswered:
		return n.Status == StatusWaiting
	case NoticeBusinessID:
		return n.Status.InQueue() && n.Moved
	default:
		return false
	}
}

// gather makes one entry of each case's notices that still hold, in the order of the latest.
func gather(rows []Notice) []Notice {
	var out []Notice
	at := map[uuid.UUID]int{}
	for _, n := range rows {
		if !n.Holds() {
			continue
		}
		i, there := at[n.ID]
		if !there {
			i = len(out)
			at[n.ID], out = i, append(out, n)
		}
		if !slices.Contains(out[i].Kinds, n.Kind) {
			out[i].Kinds = append(out[i].Kinds, n.Kind)
		}
		out[i].Unseen = out[i].Unseen || n.Unseen
	}
	return out
}

// noticesShown is how many notices are listed, and noticeDays how long one is.
const (
	noticesShown = 100
	noticeDays   = 30
)

// Notices lists what the actor was told of lately, each case once, the newest first: of cases that it has or that nobody has.
func (s *Service) Notices(ctx context.Context, a actor.Actor) ([]Notice, error) {
	if err := mayEver(a, identity.ApplicationReview); err != nil {
		return nil, err
	}
	now, err := db.Now(ctx, s.db)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	list, err := noticesFor(ctx, s.db, a, now.AddDate(0, 0, -noticeDays), noticesShown)
	for i := range list {
		list[i].Left = DaysLeft(list[i].DueOn, calendar.Today(now))
	}
	return gather(list), s.db.Translate(err)
}

// UnseenNotices counts what the actor has not looked at yet: cases, and messages at its desk.
func (s *Service) UnseenNotices(ctx context.Context, a actor.Actor) (int, error) {
	list, err := s.Notices(ctx, a)
	if err != nil {
		return 0, err
	}
	n, err := s.identity.UnreadMessages(ctx, a)
	for _, one := range list {
		if one.Unseen {
			n++
		}
	}
	return n, err
}

// LookedAtNotices records that the actor has looked at the list as it was at a moment.
func (s *Service) LookedAtNotices(ctx context.Context, a actor.Actor, at time.Time) error {
	if err := mayEver(a, identity.ApplicationReview); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		now, err := db.Now(ctx, tx)
		if err != nil {
			return err
		}
		if at.After(now) {
			at = now
		}
		return setLooked(ctx, tx, a.Person, at)
	})
}

// TellOfficers notices what is new, urgent, overdue, answered or unanswered since it was last asked, and sends each who
// may work on such a case one mail that says so and nothing more: who has the case, or everybody when nobody has. A case
// is noticed once for the same reason and day, however often this runs.
func (s *Service) TellOfficers(ctx context.Context) (noticed int, err error) {
	err = s.db.InTx(ctx, actor.System(noticeKind), func(ctx context.Context, tx *db.Tx) error {
		today, err := db.Today(ctx, tx)
		if err != nil {
			return err
		}
		cases, err := insertNotices(ctx, tx, today, calendar.AddWorkingDays(today, soonDays))
		if err != nil {
			return err
		}
		noticed = len(cases)
		return s.mailCases(ctx, tx, slices.Compact(cases))
	})
	return noticed, err
}

// mailCases tells by one mail each who may work on the cases that there is something new of them.
func (s *Service) mailCases(ctx context.Context, tx *db.Tx, cases []uuid.UUID) error {
	people, err := peopleToTell(ctx, tx, cases)
	if err != nil {
		return err
	}
	for _, person := range people {
		if err := s.identity.QueueMail(ctx, tx, identity.MailOut{Template: identity.MailCases, Person: person}); err != nil {
			return err
		}
	}
	return nil
}

// BusinessIDChanged tells the officers of the producer's applications that wait for a decision: what was sent keeps the old
// business id, and whoever decides is to know that the applicant has another one. Each change is a notice of its own.
func (s *Service) BusinessIDChanged(ctx context.Context, tx *db.Tx, c producer.BusinessIDChanged) error {
	cases, err := noticeBusinessID(ctx, tx, c)
	if err != nil || len(cases) == 0 {
		return err
	}
	return s.mailCases(ctx, tx, cases)
}

// KindChanges refuses a kind that has no place in a scheme where the producer waits for a decision.
func (s *Service) KindChanges(ctx context.Context, tx *db.Tx, producerID uuid.UUID, became producer.Kind) error {
	waits, err := regimesWaited(ctx, tx, producerID)
	if err != nil {
		return err
	}
	return KindFits(waits, became)
}

// KindFits is the fault on the field "kind" when a producer that has to do with schemes of these regimes becomes of a kind
// that has no place in one of them.
func KindFits(regimes []scheme.Regime, became producer.Kind) error {
	for _, r := range regimes {
		if Barred(r, became) {
			return fault.Invalid().On("kind", "fault.admission.kind_barred")
		}
	}
	return nil
}

// Regular is the room's regular work: what comes within an hour is told officers in one mail.
func (s *Service) Regular() []jobs.Regular {
	return []jobs.Regular{
		jobs.Every(time.Hour, noticeKind, jobs.Counted("noticed", func(ctx context.Context, _ time.Time) (int, error) { return s.TellOfficers(ctx) })),
		jobs.Every(24*time.Hour, forgetDraftsKind, jobs.Counted("removed", s.ForgetDrafts)),
	}
}

const noticeKind = "case_notices"
