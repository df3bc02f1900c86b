package admission

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// maxBatch is how many schemes can be applied to in one go.
const maxBatch = 30

// Batch is applications that a producer writes together. What several of them ask is answered once; each is sent as an
// application of its own, with its own case number and receipt.
type Batch struct {
	ID      uuid.UUID
	BegunAt time.Time
	Drafts  []Draft       // those that are still written, by organiser and scheme
	Sent    []Application // those that were sent or withdrawn
}

// Version is raised by each save of any of the drafts, and by one that leaves or is sent, so that a form that was filled
// from an older state is known.
func (b Batch) Version() int {
	sum := len(b.Sent)
	for _, d := range b.Drafts {
		sum += d.Version
	}
	return sum
}

// Questions is what the drafts ask, each thing once.
func (b Batch) Questions() []Question { return Questions(b.Drafts) }

// Question finds the question that a requirement belongs to.
func (b Batch) Question(requirement uuid.UUID) (Question, bool) {
	all := b.Questions()
	i := slices.IndexFunc(all, func(q Question) bool { return q.Has(requirement) })
	if i < 0 {
		return Question{}, false
	}
	return all[i], true
}

// Choices lists the services that any of the drafts may apply for, sorted.
func (b Batch) Choices() []string {
	var out []string
	for _, d := range b.Drafts {
		out = append(out, d.Choices...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Services lists the services that any of the drafts applies for, sorted.
func (b Batch) Services() []string {
	var out []string
	for _, d := range b.Drafts {
		out = append(out, d.Services...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Ready tells whether all drafts can be sent.
func (b Batch) Ready() bool {
	return len(b.Drafts) > 0 && !slices.ContainsFunc(b.Drafts, func(d Draft) bool { return len(d.Missing()) > 0 || !d.Scheme.AcceptsOn(d.Today) })
}

// StartBatch begins applications to several schemes. The id is the form's, so that a double click begins them once. A draft
// that the producer has already joins; an application that was sent is refused, on the field "schemes".
func (s *Service) StartBatch(ctx context.Context, a actor.Actor, id uuid.UUID, schemes []uuid.UUID) error {
	if err := identity.Allow(a, identity.ApplicationEdit, identity.Object{Producer: a.Organisation}); err != nil {
		return err
	}
	slices.SortFunc(schemes, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	schemes = slices.Compact(schemes)
	switch {
	case len(schemes) < 2:
		return fault.Invalid().On("schemes", "fault.admission.choose_several")
	case len(schemes) > maxBatch:
		return fault.Invalid().On("schemes", "fault.admission.choose_fewer", "Limit", maxBatch)
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		made, err := insertBatch(ctx, tx, id)
		if err != nil || !made {
			return err // the same form again, or an id of another, which is then not found
		}
		for _, sch := range schemes {
			app, err := s.start(ctx, tx, newID(), sch)
			if err != nil {
				return err
			}
			locked, err := lockApplication(ctx, tx, app)
			if err != nil {
				return err
			}
			if locked.Status != StatusDraft {
				return fault.Invalid().On("schemes", "fault.admission.sent_already")
			}
			if err := joinBatch(ctx, tx, app, uuid.NullUUID{UUID: id, Valid: true}); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "batch.begun", ObjectKind: "application_batch", ObjectID: id})
	})
}

// BatchOf reads applications that are written together, for their producer's people.
func (s *Service) BatchOf(ctx context.Context, a actor.Actor, id uuid.UUID) (Batch, error) {
	if err := identity.Allow(a, identity.ApplicationEdit, identity.Object{Producer: a.Organisation}); err != nil {
		return Batch{}, err
	}
	b, err := batchOf(ctx, s.db, id, a.Organisation)
	return b, s.db.Translate(err)
}

// SaveBatchServices keeps which services the drafts apply for: each those that its scheme takes. Every draft must get one.
func (s *Service) SaveBatchServices(ctx context.Context, a actor.Actor, id uuid.UUID, version int, services []string) error {
	services = slices.Compact(slices.Sorted(slices.Values(services)))
	return s.saveBatch(ctx, a, id, version, func(ctx context.Context, tx *db.Tx, b Batch) error {
		known := b.Choices()
		for _, key := range services {
			if !slices.Contains(known, key) {
				return fault.Invalid().On("services", "fault.admission.service_unknown")
			}
		}
		for _, d := range b.Drafts {
			mine := slices.DeleteFunc(slices.Clone(services), func(key string) bool { return !slices.Contains(d.Choices, key) })
			if len(mine) == 0 {
				return fault.Invalid().On("services", "fault.admission.choose_each")
			}
			if slices.Equal(mine, d.Services) {
				continue
			}
			if err := replaceServices(ctx, tx, d.ID, mine); err != nil {
				return err
			}
			if err := s.saved(ctx, tx, d.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// SaveQuestion keeps the answer to a question in every draft that asks it. The requirement is any of those that it stands for.
func (s *Service) SaveQuestion(ctx context.Context, a actor.Actor, id uuid.UUID, version int, requirement uuid.UUID, answer scheme.Answer) error {
	return s.saveBatch(ctx, a, id, version, func(ctx context.Context, tx *db.Tx, b Batch) error {
		q, there := b.Question(requirement)
		if !there {
			return FaultNotFound
		}
		for i, asked := range q.Asked {
			kept, err := accepted(ctx, tx, a.Organisation, asked.Requirement, answer)
			if err != nil {
				return err
			}
			if err := saveAnswer(ctx, tx, b.Drafts[asked.Draft].Application, asked.Requirement.ID, kept); err != nil {
				return err
			}
			if i > 0 && q.Asked[i-1].Application == asked.Application {
				continue // one draft that asks it twice is saved once
			}
			if err := s.saved(ctx, tx, asked.Application); err != nil {
				return err
			}
		}
		return nil
	})
}

// saved raises a draft's version and records the step.
func (s *Service) saved(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	if err := raiseVersion(ctx, tx, id); err != nil {
		return err
	}
	return s.note(ctx, tx, "application.saved", id)
}

// saveBatch is the frame of every change to drafts that are written together: all locked, in one order.
func (s *Service) saveBatch(ctx context.Context, a actor.Actor, id uuid.UUID, version int, change func(context.Context, *db.Tx, Batch) error) error {
	return s.lockedBatch(ctx, a, identity.ApplicationEdit, id, func(ctx context.Context, tx *db.Tx, b Batch) error {
		switch {
		case len(b.Drafts) == 0:
			return FaultAlreadySent
		case b.Version() != version:
			return FaultStale
		}
		return change(ctx, tx, b)
	})
}

func (s *Service) lockedBatch(ctx context.Context, a actor.Actor, verb identity.Verb, id uuid.UUID, step func(context.Context, *db.Tx, Batch) error) error {
	if err := identity.Allow(a, verb, identity.Object{Producer: a.Organisation}); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		if err := lockBatch(ctx, tx, id, a.Organisation); err != nil {
			return err
		}
		b, err := batchOf(ctx, tx, id, a.Organisation)
		if err != nil {
			return err
		}
		return step(ctx, tx, b)
	})
}

// SubmitBatch sends all drafts in the version that their sender has checked: either all of them, or none. Sending again
// changes nothing.
func (s *Service) SubmitBatch(ctx context.Context, a actor.Actor, id uuid.UUID, version int, lang string) error {
	return s.lockedBatch(ctx, a, identity.ApplicationSubmit, id, func(ctx context.Context, tx *db.Tx, b Batch) error {
		switch {
		case len(b.Drafts) == 0:
			return nil // sent already: the receipts are there
		case b.Version() != version:
			return FaultStale
		}
		for _, d := range b.Drafts {
			if err := s.submit(ctx, tx, d.Application, lang); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "batch.submitted", ObjectKind: "application_batch", ObjectID: id})
	})
}

// LeaveBatch lets a draft be written by itself: one that cannot be sent with the others, say.
func (s *Service) LeaveBatch(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	return s.locked(ctx, a, identity.ApplicationEdit, id, func(ctx context.Context, tx *db.Tx, app Application) error {
		if _, ok := Next(app.Status, StepSave); !ok {
			return app.refuse()
		}
		if err := joinBatch(ctx, tx, id, uuid.NullUUID{}); err != nil {
			return err
		}
		return s.saved(ctx, tx, id)
	})
}
