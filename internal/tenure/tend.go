package tenure

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
)

// Tended tells what time alone has done.
type Tended struct {
	Told    int // lapses ahead that producers were told of
	Raised  int // doubts about admissions whose evidence has lapsed
	Renewed int // doubts that ended, since there is evidence again or the admission is over
	Overdue int // hearings whose day for the answer is over
}

// Tend does what time alone does on a day: it tells producers that evidence lapses, raises doubts about admissions whose
// evidence has lapsed, ends doubts that no longer hold, and notices hearings without an answer. However often it runs on
// however many days, each thing happens once; a day on which it did not run is made up for by the next.
func (s *Service) Tend(ctx context.Context, day calendar.Date) (Tended, error) {
	var done Tended
	err := s.db.InTx(ctx, actor.System(tendKind), func(ctx context.Context, tx *db.Tx) error {
		done = Tended{}
		if err := lockTending(ctx, tx); err != nil {
			return err
		}
		run := tending{Service: s, tx: tx, day: day, done: &done, producers: map[uuid.UUID]string{}, organisers: map[uuid.UUID]bool{}}
		for _, step := range []func(context.Context) error{run.cover, run.renew, run.overdue, run.tell} {
			if err := step(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	return done, err
}

// tending is one run.
type tending struct {
	*Service
	tx         *db.Tx
	day        calendar.Date
	done       *Tended
	producers  map[uuid.UUID]string // to be told, by the mail's template
	organisers map[uuid.UUID]bool   // whose officers are to be told
}

// cover goes through what living admissions ask for and tells of, or doubts, what lapses or has lapsed.
func (r *tending) cover(ctx context.Context) error {
	list, err := coverings(ctx, r.tx, r.day, r.day.AddDays(Stages()[0]))
	if err != nil {
		return err
	}
	for _, one := range list {
		if left := r.day.DaysUntil(one.Last); left >= 0 {
			err = r.remind(ctx, one, StageOf(left))
		} else {
			err = r.doubt(ctx, one)
		}
		if err != nil {
			return err
		}
	}
	return r.others(ctx)
}

// others tells of what else lapses in libraries: no admission hangs on it as far as is known.
func (r *tending) others(ctx context.Context) error {
	list, err := othersLapsing(ctx, r.tx, r.day, r.day.AddDays(Stages()[0]))
	if err != nil {
		return err
	}
	for _, one := range list {
		if err := r.remind(ctx, one, StageOf(r.day.DaysUntil(one.Last))); err != nil {
			return err
		}
	}
	return nil
}

func (r *tending) remind(ctx context.Context, one covering, stage int) error {
	told, err := insertNotice(ctx, r.tx, one.Producer, one.Kind, one.Last, stage)
	if err != nil || !told {
		return err
	}
	r.done.Told++
	if _, already := r.producers[one.Producer]; !already {
		r.producers[one.Producer] = identity.MailEvidenceLapsing
	}
	return nil
}

func (r *tending) doubt(ctx context.Context, one covering) error {
	rule, err := RuleOn(ctx, r.tx, one.Regime, CauseEvidence, r.day)
	if err != nil {
		return err
	}
	id := uuid.Must(uuid.NewV7())
	raised, err := insertLapse(ctx, r.tx, Doubt{ID: id, AdmissionID: one.Admission, Rule: rule, Subject: one.Kind, Since: one.Last.AddDays(1)})
	if err != nil || !raised {
		return err
	}
	r.done.Raised++
	r.producers[one.Producer] = identity.MailEvidenceLapsed
	r.organisers[one.Organiser] = true
	return audit.Record(ctx, r.tx, audit.Entry{Action: "admission.evidence_lapsed", ObjectKind: "admission", ObjectID: one.Admission,
		Organiser: one.Organiser, Details: map[string]any{"doubt": id, "kind": one.Kind}})
}

// renew ends the doubts of evidence that there is again, and of admissions that are over; a hearing on nothing else ends too.
func (r *tending) renew(ctx context.Context) error {
	n, err := endDoubts(ctx, r.tx, r.day, uuid.NullUUID{})
	r.done.Renewed = n
	return err
}

// EvidenceAdded ends at once the doubts that new evidence in a producer's library ends.
func (s *Service) EvidenceAdded(ctx context.Context, tx *db.Tx, producer uuid.UUID) error {
	day, err := s.today(ctx, tx)
	if err != nil {
		return err
	}
	of := uuid.NullUUID{UUID: producer, Valid: true}
	list, err := endable(ctx, tx, day, of)
	if err != nil || len(list) == 0 {
		return err
	}
	if err := lockTending(ctx, tx); err != nil {
		return err
	}
	for _, one := range list { // whoever decides on one at this moment is waited for
		if err := lockAdmission(ctx, tx, one.Admission); err != nil {
			return err
		}
	}
	_, err = endDoubts(ctx, tx, day, of)
	return err
}

// endDoubts ends what is endable, with the hearings on nothing else, and answers how many doubts that were.
func endDoubts(ctx context.Context, tx *db.Tx, day calendar.Date, producer uuid.NullUUID) (int, error) {
	list, err := endable(ctx, tx, day, producer)
	if err != nil {
		return 0, err
	}
	for _, one := range list {
		if err := insertDoubtEnd(ctx, tx, one.Doubt, one.Outcome, uuid.Nil, ""); err != nil {
			return 0, err
		}
		err := audit.Record(ctx, tx, audit.Entry{Action: "admission.doubt_ended", ObjectKind: "admission", ObjectID: one.Admission,
			Organiser: one.Organiser, Details: map[string]any{"doubt": one.Doubt, "outcome": one.Outcome}})
		if err != nil {
			return 0, err
		}
	}
	return len(list), endEmptyHearings(ctx, tx)
}

func (r *tending) overdue(ctx context.Context) error {
	organisers, err := insertOverdue(ctx, r.tx, r.day)
	r.done.Overdue = len(organisers)
	for _, one := range organisers {
		r.organisers[one] = true
	}
	return err
}

// tell sends each producer and each organiser at most one mail, which says what has happened and nothing of whom.
func (r *tending) tell(ctx context.Context) error {
	for _, producer := range sorted(r.producers) {
		err := r.people.MailMembers(ctx, r.tx, actor.RoleProducer, producer, identity.MailOut{Template: r.producers[producer]})
		if err != nil {
			return err
		}
	}
	for _, organiser := range sorted(r.organisers) {
		err := r.people.MailMembers(ctx, r.tx, actor.RoleOfficer, organiser, identity.MailOut{Template: identity.MailUpkeep})
		if err != nil {
			return err
		}
	}
	return nil
}

func sorted[V any](set map[uuid.UUID]V) []uuid.UUID {
	out := make([]uuid.UUID, 0, len(set))
	for id := range set {
		out = append(out, id)
	}
	slices.SortFunc(out, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return out
}

// Regular is the room's regular work: a lapse is seen within an hour of midnight.
func (s *Service) Regular() []jobs.Regular {
	return []jobs.Regular{jobs.Every(time.Hour, tendKind, func(ctx context.Context, now time.Time) (jobs.Did, error) {
		done, err := s.Tend(ctx, calendar.Today(now))
		return jobs.Did{"told": done.Told, "raised": done.Raised, "renewed": done.Renewed, "overdue": done.Overdue}, err
	})}
}

const tendKind = "admission_tending"
