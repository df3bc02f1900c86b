package scheme

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Service is the room's use cases: what officers do with schemes, and operators read of those delegated to them.
type Service struct {
	db    *db.DB
	above []Above
}

// NewService wires the room with those above it that hold what a change touches.
func NewService(d *db.DB, above ...Above) *Service { return &Service{db: d, above: above} }

// WorkingCopy is what an officer is writing: a new scheme, or changes to a published one. The organiser's officers
// share it.
type WorkingCopy struct {
	SchemeID    uuid.UUID // of the scheme that it changes or will be
	OrganiserID uuid.UUID
	Base        int // the version that it was made of; 0: not yet published
	Form        Form
	Version     int    // raised by each save
	SavedBy     string // a name, for colleagues
	SavedAt     time.Time
}

// mayEver refuses the verb when the role never has it, before anything is read.
func mayEver(a actor.Actor, verb identity.Verb) error {
	return identity.Allow(a, verb, identity.Object{Organiser: a.Organisation, Operator: a.Organisation})
}

func (s Scheme) allow(a actor.Actor, verb identity.Verb) error {
	return identity.Allow(a, verb, identity.Object{Organiser: s.OrganiserID, Operator: s.OperatorID.UUID})
}

func (w WorkingCopy) allow(a actor.Actor) error {
	return identity.Allow(a, identity.SchemeEdit, identity.Object{Organiser: w.OrganiserID})
}

// Begin starts a new scheme of a regime's preset. The id is the form's, so that a double click begins one.
func (s *Service) Begin(ctx context.Context, a actor.Actor, id uuid.UUID, regime Regime) error {
	if err := identity.Allow(a, identity.SchemeEdit, identity.Object{Organiser: a.Organisation}); err != nil {
		return err
	}
	preset, ok := PresetOf(regime)
	if !ok {
		return FaultNoPreset
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		today, err := db.Today(ctx, tx)
		if err != nil {
			return err
		}
		rules, err := RulesOn(ctx, tx, regime, today)
		if err != nil {
			return err
		}
		w := WorkingCopy{SchemeID: id, OrganiserID: a.Organisation, Form: preset.form(rules, today)}
		if there, err := ByID(ctx, tx, id); err == nil { // published since the form was opened, or another's
			return there.allow(a, identity.SchemeEdit)
		} else if !errors.Is(err, FaultNotFound) {
			return err
		}
		made, err := insertCopy(ctx, tx, w)
		if err != nil {
			return err
		}
		if !made {
			there, err := readCopy(ctx, tx, id, false)
			if err != nil {
				return err
			}
			return there.allow(a)
		}
		return note(ctx, tx, "scheme.started", id, a.Organisation, map[string]any{"regime": string(regime)})
	})
}

// Change starts a working copy of a published scheme, or finds the one that a colleague has started.
func (s *Service) Change(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	if err := mayEver(a, identity.SchemeEdit); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		sch, err := lockScheme(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := sch.allow(a, identity.SchemeEdit); err != nil {
			return err
		}
		today, err := db.Today(ctx, tx)
		if err != nil {
			return err
		}
		form, err := published(ctx, tx, sch, today)
		if err != nil {
			return err
		}
		form.Terms.From = today.AddDays(1)
		made, err := insertCopy(ctx, tx, WorkingCopy{SchemeID: id, OrganiserID: sch.OrganiserID, Base: sch.Version, Form: form})
		if err != nil || !made {
			return err
		}
		return note(ctx, tx, "scheme.change_started", id, sch.OrganiserID, nil)
	})
}

// Editing is a working copy as its pages need it.
type Editing struct {
	WorkingCopy
	Named
	Was      *Form // what is published; nil for a new scheme
	Problems []Problem
	Today    calendar.Date
}

// Check answers what is wrong with a part without saving it, so that a form is told all at once.
func (e Editing) Check(part Part) error {
	if handling, ok := part.(PutHandling); ok {
		handling.Rules = e.Rules
		part = handling
	}
	form := e.Form
	form.Terms.List, form.Requirements = slices.Clone(form.Terms.List), slices.Clone(form.Requirements)
	return part.put(&form)
}

// Editing reads a working copy with what it is held against.
func (s *Service) Editing(ctx context.Context, a actor.Actor, id uuid.UUID) (Editing, error) {
	if err := mayEver(a, identity.SchemeEdit); err != nil {
		return Editing{}, err
	}
	w, err := readCopy(ctx, s.db, id, false)
	if err != nil {
		return Editing{}, s.db.Translate(err)
	}
	if err := w.allow(a); err != nil {
		return Editing{}, err
	}
	e, err := s.editing(ctx, w)
	return e, s.db.Translate(err)
}

func (s *Service) editing(ctx context.Context, w WorkingCopy) (e Editing, err error) {
	e = Editing{WorkingCopy: w}
	if e.Today, err = db.Today(ctx, s.db); err != nil {
		return e, err
	}
	if e.Named, err = named(ctx, s.db, w.OrganiserID, w.Form.Regime, e.Today); err != nil {
		return e, err
	}
	if w.Base > 0 {
		sch, err := ByID(ctx, s.db, w.SchemeID)
		if err != nil {
			return e, err
		}
		was, err := published(ctx, s.db, sch, e.Today)
		if err != nil {
			return e, err
		}
		e.Was = &was
	}
	if e.Problems = w.Form.Problems(e.Rules, e.Was, e.Today); e.Gone(w.Form.Areas) {
		e.Problems = append(e.Problems, Problem{Section: SectionAreas, Key: "fault.scheme.area_gone"})
	}
	return e, nil
}

// Save keeps one part of a working copy. FaultStale when a colleague has saved since the page was shown: nothing is
// changed then.
func (s *Service) Save(ctx context.Context, a actor.Actor, id uuid.UUID, version int, part Part) error {
	return s.inCopy(ctx, a, id, func(ctx context.Context, tx *db.Tx, w WorkingCopy) error {
		if w.Version != version {
			return FaultStale
		}
		switch named := part.(type) {
		case PutHandling:
			if err := s.known(ctx, tx, w, &named); err != nil {
				return err
			}
			part = named
		case AreaList:
			if err := drawn(ctx, tx, w, named); err != nil {
				return err
			}
		}
		if err := part.put(&w.Form); err != nil {
			return err
		}
		if err := saveCopy(ctx, tx, w); err != nil {
			return err
		}
		return note(ctx, tx, "scheme.saved", id, w.OrganiserID, nil)
	})
}

// known fills in the rules under which applications are handled, and refuses an operator that there is not.
func (s *Service) known(ctx context.Context, tx *db.Tx, w WorkingCopy, h *PutHandling) error {
	today, err := db.Today(ctx, tx)
	if err != nil {
		return err
	}
	if h.Rules, err = RulesOn(ctx, tx, w.Form.Regime, today); err != nil {
		return err
	}
	if !h.Operator.Valid {
		return nil
	}
	list, err := operators(ctx, tx)
	if err != nil {
		return err
	}
	for _, one := range list {
		if one.ID == h.Operator.UUID {
			return nil
		}
	}
	return FaultNotFound
}

// drawn refuses an area that the organiser has not drawn.
func drawn(ctx context.Context, tx *db.Tx, w WorkingCopy, l AreaList) error {
	areas, err := areasDrawn(ctx, tx, w.OrganiserID)
	if err == nil && (Named{Areas: areas}).Gone(l) {
		return fault.Invalid().On("areas", "fault.scheme.area_gone")
	}
	return err
}

// Discard throws a working copy away; what is published stays as it is.
func (s *Service) Discard(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	return s.inCopy(ctx, a, id, func(ctx context.Context, tx *db.Tx, w WorkingCopy) error {
		if err := deleteCopy(ctx, tx, id); err != nil {
			return err
		}
		return note(ctx, tx, "scheme.discarded", id, w.OrganiserID, nil)
	})
}

// inCopy runs a change of a working copy that is locked and the actor's to edit.
func (s *Service) inCopy(ctx context.Context, a actor.Actor, id uuid.UUID, fn func(context.Context, *db.Tx, WorkingCopy) error) error {
	if err := mayEver(a, identity.SchemeEdit); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		w, err := readCopy(ctx, tx, id, true)
		if err != nil {
			return err
		}
		if err := w.allow(a); err != nil {
			return err
		}
		return fn(ctx, tx, w)
	})
}

func note(ctx context.Context, tx *db.Tx, action string, id, organiser uuid.UUID, details map[string]any) error {
	return audit.Record(ctx, tx, audit.Entry{Action: action, ObjectKind: "scheme", ObjectID: id, Organiser: organiser, Details: details})
}
