package tenure

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// RemovalRule is what law says of hearing a producer before its admission is removed. Rules are rows with a validity.
type RemovalRule struct {
	ID      uuid.UUID     `db:"id"`
	Regime  scheme.Regime `db:"regime"`
	Hearing bool          `db:"hearing"` // a duty
	Source  string        `db:"source"`
}

// Ground is why a producer need not be heard (434/2003 §34(2)).
type Ground string

// Grounds.
const (
	GroundAsked    Ground = "asked"    // the producer asks for it itself (5)
	GroundPurpose  Ground = "purpose"  // hearing would endanger what the decision is for (4)
	GroundHarm     Ground = "harm"     // the delay would harm people's health, safety or the environment considerably (4)
	GroundUnneeded Ground = "unneeded" // hearing is manifestly unnecessary for another reason (5)
)

// Grounds lists every ground.
func Grounds() []Ground { return []Ground{GroundAsked, GroundHarm, GroundPurpose, GroundUnneeded} }

// Remove is a removal to make. ID is the form's, and the event's.
type Remove struct {
	ID          uuid.UUID
	AdmissionID uuid.UUID
	Reasons     string      // of the removal, told to the producer
	Ground      Ground      // why the producer is not heard; "" where it was heard, or where law makes hearing no duty
	Why         string      // how the ground holds
	Shown       []uuid.UUID // see File.Seen
}

// CheckRemove tells what is wrong with a removal of an admission as it stands. After a hearing no ground is asked for.
func CheckRemove(f File, cmd Remove) error {
	if _, heard := Next(f.Stage, StepRemove); heard {
		return texts(fault.Invalid(), map[string]string{"reasons": cmd.Reasons}).OrNil()
	}
	if _, ok := Next(f.Stage, StepRemoveUnheard); !ok {
		return FaultMoved
	}
	must := map[string]string{"reasons": cmd.Reasons}
	if !f.MustHear() {
		return texts(fault.Invalid(), must).OrNil()
	}
	if cmd.Ground == "" && cmd.Why == "" && len(f.OpenDoubts()) > 0 {
		return FaultUnheard
	}
	must["why"] = cmd.Why
	return grounded(texts(fault.Invalid(), must), cmd.Ground).OrNil()
}

// grounded notes that a ground is none of those by which a hearing may be left out.
func grounded(bad *fault.Error, g Ground) *fault.Error {
	if !slices.Contains(Grounds(), g) {
		return bad.On("ground", "fault.tenure.ground")
	}
	return bad
}

// MustHear tells whether a removal or a suspension now needs a ground for not hearing the producer: law makes hearing a duty,
// or something is being looked into, and the producer has neither answered nor let its day go by.
func (f File) MustHear() bool {
	if _, heard := Next(f.Stage, StepRemove); heard {
		return false
	}
	return f.Removal.Hearing || len(f.OpenDoubts()) > 0
}

// Remove removes an admission and ends what was being looked into. Where law makes hearing a duty and the producer was not
// heard, the ground for that is named and kept with the removal (434/2003 §34).
func (s *Service) Remove(ctx context.Context, a actor.Actor, cmd Remove) error {
	cmd.Reasons, cmd.Why = strings.TrimSpace(cmd.Reasons), strings.TrimSpace(cmd.Why)
	return s.official(ctx, a, cmd.AdmissionID, func(ctx context.Context, tx *db.Tx, f File) error {
		if done, err := settled(ctx, tx, cmd.ID); err != nil || done {
			return err // the same form again
		}
		if err := f.Seen(cmd.Shown); err != nil {
			return err
		}
		if err := CheckRemove(f, cmd); err != nil {
			return err
		}
		settle := Settle{ID: cmd.ID, AdmissionID: cmd.AdmissionID, Outcome: Removed, Reasons: cmd.Reasons}
		if err := s.act(ctx, tx, settle); err != nil {
			return err
		}
		if err := s.unheard(ctx, tx, f, cmd.ID, cmd.Ground, cmd.Why, "admission.removed_unheard"); err != nil {
			return err
		}
		return s.end(ctx, tx, f, settle)
	})
}

// unheard keeps on which ground a removal or a suspension was made without hearing the producer, when it had to be heard.
func (s *Service) unheard(ctx context.Context, tx *db.Tx, f File, event uuid.UUID, g Ground, why, action string) error {
	if !f.MustHear() {
		return nil
	}
	if err := insertUnheard(ctx, tx, f.Removal.ID, Unheard{Event: event, Ground: g, Why: why}); err != nil {
		return err
	}
	return s.record(ctx, tx, f, action, map[string]any{"event": event, "ground": string(g)})
}

// Unheard is why a producer was not heard before its admission was suspended or removed.
type Unheard struct {
	Event  uuid.UUID           `db:"event_id"`
	Kind   admission.EventKind `db:"kind"`
	Ground Ground              `db:"ground"`
	Why    string              `db:"reasons"`
	On     calendar.Date       `db:"day"`
}

// Unheard reads what was done to an admission without hearing its producer, the latest first, for those who see it.
func (s *Service) Unheard(ctx context.Context, a actor.Actor, id uuid.UUID) ([]Unheard, error) {
	if _, err := s.File(ctx, a, id); err != nil {
		return nil, err
	}
	u, err := unheardOf(ctx, s.db, id)
	return u, s.db.Translate(err)
}
