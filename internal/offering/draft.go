package offering

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Step is one page of making an offering.
type Step string

// The steps, in their order.
const (
	StepAdmission Step = "admission"
	StepService   Step = "service"
	StepPoints    Step = "points"
	StepArea      Step = "area"
	StepDetails   Step = "details"
	StepPrice     Step = "price"
	StepIncluded  Step = "included"
	StepCheck     Step = "check"
)

// Steps lists the steps in their order.
func Steps() []Step {
	return []Step{StepAdmission, StepService, StepPoints, StepArea, StepDetails, StepPrice, StepIncluded, StepCheck}
}

// Answers are what has been answered so far. A part that is nil or empty has not been.
type Answers struct {
	Admission  uuid.UUID    `json:"admission"`
	ClientPays string       `json:"client_pays"` // the admission's scheme's, to know whether a price is asked for
	Service    string       `json:"service"`
	At         []At         `json:"at"`
	Area       *AreaAnswer  `json:"area"`
	Details    *Details     `json:"details"`
	Price      *PriceAnswer `json:"price"`
	Included   *Included    `json:"included"`
}

// AreaAnswer is where the service is given.
type AreaAnswer struct {
	AtHome bool        `json:"at_home"`
	Areas  []string    `json:"areas"`
	Drawn  []uuid.UUID `json:"drawn,omitempty"`
}

// Details are what else the public wants to know.
type Details struct {
	Spoken []string `json:"spoken"`
	Text   Text     `json:"text"`
}

// PriceAnswer is a price, or the answer that there is none to tell.
type PriceAnswer struct {
	Price *NewPrice `json:"price"`
}

// Draft is an offering that is being made.
type Draft struct {
	ID         uuid.UUID
	ProducerID uuid.UUID
	Answers    Answers
	SavedAt    time.Time
	Done       bool // it has become offerings
}

// Next is the first step without an answer, and StepCheck when all are answered.
func (a Answers) Next() Step {
	for _, step := range Steps() {
		if !a.answered(step) {
			return step
		}
	}
	return StepCheck
}

// Reached tells whether a step can be shown: every step before it is answered.
func (a Answers) Reached(step Step) bool {
	return slices.Index(Steps(), step) <= slices.Index(Steps(), a.Next()) && slices.Contains(Steps(), step) && !a.skips(step)
}

func (a Answers) skips(step Step) bool {
	asked, _ := PriceAsked(a.ClientPays)
	return step == StepPrice && a.Admission != uuid.Nil && !asked
}

func (a Answers) answered(step Step) bool {
	switch step {
	case StepAdmission:
		return a.Admission != uuid.Nil
	case StepService:
		return a.Service != ""
	case StepPoints:
		return len(a.At) > 0
	case StepArea:
		return a.Area != nil
	case StepDetails:
		return a.Details != nil
	case StepPrice:
		return a.Price != nil || a.skips(step)
	case StepIncluded:
		return a.Included != nil
	}
	return false
}

// command is what the answers ask for.
func (a Answers) command() Create {
	cmd := Create{Admission: a.Admission, Service: a.Service, At: a.At}
	if a.Area != nil {
		cmd.AtHome, cmd.Areas, cmd.Drawn = a.Area.AtHome, a.Area.Areas, a.Area.Drawn
	}
	if a.Details != nil {
		cmd.Spoken, cmd.Text = a.Details.Spoken, a.Details.Text
	}
	if a.Price != nil {
		cmd.Price = a.Price.Price
	}
	if a.Included != nil {
		cmd.Included = *a.Included
	}
	return cmd
}

// BeginDraft begins an offering. The caller makes the id, so that sending the form twice begins one.
func (s *Service) BeginDraft(ctx context.Context, a actor.Actor, producerID, id uuid.UUID) error {
	if err := identity.Allow(a, identity.OfferingEdit, identity.Object{Producer: producerID}); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		made, err := insertDraft(ctx, tx, Draft{ID: id, ProducerID: producerID}, a.Person)
		if err != nil || made {
			return err
		}
		there, err := getDraft(ctx, tx, id, false)
		if err == nil && there.ProducerID != producerID {
			return identity.ErrNotFound
		}
		return err
	})
}

// Draft returns a draft to its producer. Another's is not found.
func (s *Service) Draft(ctx context.Context, a actor.Actor, id uuid.UUID) (Draft, error) {
	if err := mayEver(a); err != nil {
		return Draft{}, err
	}
	d, err := getDraft(ctx, s.db, id, false)
	if err != nil {
		return Draft{}, s.db.Translate(err)
	}
	return d, identity.Allow(a, identity.OfferingEdit, identity.Object{Producer: d.ProducerID})
}

// Drafts returns a producer's unfinished drafts that have at least one answer, the latest first.
func (s *Service) Drafts(ctx context.Context, a actor.Actor, producerID uuid.UUID) ([]Draft, error) {
	if err := identity.Allow(a, identity.OfferingEdit, identity.Object{Producer: producerID}); err != nil {
		return nil, err
	}
	list, err := draftsOf(ctx, s.db, producerID)
	return list, s.db.Translate(err)
}

// Discard throws an unfinished draft away. One that has become offerings stays.
func (s *Service) Discard(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	return s.inDraft(ctx, a, id, func(ctx context.Context, tx *db.Tx, d *Draft) error { return deleteDraft(ctx, tx, d.ID) })
}

// Publish makes the draft's offerings and returns their ids. Sending it twice makes them once.
func (s *Service) Publish(ctx context.Context, a actor.Actor, id uuid.UUID) ([]uuid.UUID, error) {
	var made []uuid.UUID
	err := s.inDraft(ctx, a, id, func(ctx context.Context, tx *db.Tx, d *Draft) (err error) {
		made = nil
		if next := d.Answers.Next(); next != StepCheck {
			return fault.New(fault.CodeConflict, "fault.offering.draft_unfinished")
		}
		if made, err = create(ctx, tx, d.Answers.command()); err != nil {
			return err
		}
		return finishDraft(ctx, tx, d.ID)
	})
	return made, err
}

// inDraft runs a change of a draft that is locked, unfinished, and the actor's to edit. A finished one is a success
// without a change: the form was sent twice.
func (s *Service) inDraft(ctx context.Context, a actor.Actor, id uuid.UUID, fn func(ctx context.Context, tx *db.Tx, d *Draft) error) error {
	if err := mayEver(a); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		d, err := getDraft(ctx, tx, id, true)
		if err != nil {
			return err
		}
		if err := identity.Allow(a, identity.OfferingEdit, identity.Object{Producer: d.ProducerID}); err != nil {
			return err
		}
		if d.Done {
			return nil
		}
		return fn(ctx, tx, &d)
	})
}
