package quality

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Succeed tells that a unit moved into or merged with another on a day. It is told once; telling the same again changes
// nothing.
func (s *Service) Succeed(ctx context.Context, a actor.Actor, unit, successor, from string) error {
	organiser, err := may(a)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		bad := fault.Invalid()
		day, ok := dayOf(from)
		if !ok || day.Year < firstYear {
			bad = bad.On("from", "fault.form.date")
		}
		var found [2]Unit
		for i, text := range []string{unit, successor} {
			u, wrong, err := s.unit(ctx, tx, organiser, text)
			if err != nil {
				return err
			}
			if found[i] = u; wrong != nil {
				bad = bad.On([]string{"unit", "successor"}[i], wrong.Key, pairsOf(wrong.Args)...)
			}
		}
		old, next := found[0], found[1]
		if old.ID != uuid.Nil && old.ID == next.ID {
			bad = bad.On("successor", "fault.quality.itself")
		}
		if old.Successor != nil {
			if old.Successor.ID == next.ID && old.Successor.From == day {
				return nil
			}
			bad = bad.On("unit", "fault.quality.moved", "Date", old.Successor.From, "Successor", old.Successor.Name)
		}
		if next.Successor != nil { // so that no two lead to each other
			bad = bad.On("successor", "fault.quality.moved", "Date", next.Successor.From, "Successor", next.Successor.Name)
		}
		if err := bad.OrNil(); err != nil {
			return err
		}
		if err := lockUnits(ctx, tx, sorted(old.ID, next.ID)); err != nil {
			return err
		}
		late, err := toldFrom(ctx, tx, old.ID, day)
		if err != nil {
			return err
		}
		if late {
			return fault.Invalid().On("from", "fault.quality.told_after")
		}
		made, err := insertSuccession(ctx, tx, a, old.ID, next.ID, day)
		if err != nil || !made {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Action: "service_unit.succeeded", ObjectKind: "service_unit", ObjectID: old.ID, Organiser: organiser,
			Details: map[string]any{"successor": next.ID, "from": day.String()},
		})
	})
}

// SetLeast sets how many answers a figure needs before the organiser shows it.
func (s *Service) SetLeast(ctx context.Context, a actor.Actor, least int) error {
	organiser, err := may(a)
	if err != nil {
		return err
	}
	if least < SmallestLeast || least > LargestLeast {
		return fault.Invalid().On("least", "fault.quality.least", "Low", SmallestLeast, "High", LargestLeast)
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		was, err := setLeast(ctx, tx, organiser, least)
		if err != nil || was == least {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Action: "organiser.least_answers_set", ObjectKind: "organiser", ObjectID: organiser, Organiser: organiser,
			Details: map[string]any{"from": was, "to": least},
		})
	})
}
