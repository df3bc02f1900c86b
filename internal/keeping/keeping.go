// Package keeping lets an administrator choose how long is kept what need not be kept for ever, within what the rules of
// platform/kept allow, and see beforehand what the next clean-up would remove. Each room removes its own; this one asks them.
package keeping

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
)

// Old counts what is from before a moment, and would be removed.
type Old func(ctx context.Context, before time.Time) (int, error)

// Service holds the room's use cases.
type Service struct {
	db  *db.DB
	old map[kept.Name]Old
}

// New makes the room with what each rule removes.
func New(d *db.DB, old map[kept.Name]Old) *Service { return &Service{db: d, old: old} }

// Standing is a rule as it holds now.
type Standing struct {
	kept.Rule
	Count int // how many days or months
	Old   int // how many the next clean-up removes
}

// The answers of Set besides those of identity.Allow.
var (
	ErrStale = fault.New(fault.CodeConflict, "fault.keeping.stale")
	errGone  = fault.New(fault.CodeNotFound, "fault.identity.not_found")
)

// All lists every rule as it holds now.
func (s *Service) All(ctx context.Context, a actor.Actor) ([]Standing, error) {
	if err := identity.Allow(a, identity.KeepingEdit, identity.Object{}); err != nil {
		return nil, err
	}
	counts, err := kept.Read(ctx, s.db)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	var out []Standing
	for _, r := range kept.Rules() {
		old, err := s.count(ctx, r, counts.Of(r.Name))
		if err != nil {
			return nil, err
		}
		out = append(out, Standing{Rule: r, Count: counts.Of(r.Name), Old: old})
	}
	return out, nil
}

// One is one rule as it holds now, and how many the next clean-up would remove were the thing kept so long instead. A time that
// the rule does not allow removes nothing: Set refuses it.
func (s *Service) One(ctx context.Context, a actor.Actor, name kept.Name, instead int) (now Standing, would int, err error) {
	if err := identity.Allow(a, identity.KeepingEdit, identity.Object{}); err != nil {
		return Standing{}, 0, err
	}
	r, ok := kept.Of(name)
	if !ok {
		return Standing{}, 0, errGone
	}
	counts, err := kept.Read(ctx, s.db)
	if err != nil {
		return Standing{}, 0, s.db.Translate(err)
	}
	now = Standing{Rule: r, Count: counts.Of(name)}
	if now.Old, err = s.count(ctx, r, now.Count); err != nil || !r.Allows(instead) {
		return now, 0, err
	}
	would, err = s.count(ctx, r, instead)
	return now, would, err
}

func (s *Service) count(ctx context.Context, r kept.Rule, count int) (int, error) {
	old := s.old[r.Name]
	if old == nil {
		return 0, nil
	}
	now, err := db.Now(ctx, s.db)
	if err != nil {
		return 0, s.db.Translate(err)
	}
	n, err := old(ctx, r.Before(now, count))
	return n, s.db.Translate(err)
}

// Check tells what is wrong with a time, as an Invalid fault on the field "count".
func Check(r kept.Rule, count int) error {
	if r.Allows(count) {
		return nil
	}
	return fault.Invalid().On("count", "fault.keeping.bounds", "Least", r.Least, "Most", r.Most)
}

// Set chooses how long a thing is kept. Was is the time that the form showed: when somebody has chosen another one since, nothing
// is changed and the answer is ErrStale.
func (s *Service) Set(ctx context.Context, a actor.Actor, name kept.Name, was, count int) error {
	if err := identity.Allow(a, identity.KeepingEdit, identity.Object{}); err != nil {
		return err
	}
	r, ok := kept.Of(name)
	if !ok {
		return errGone
	}
	if err := Check(r, count); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		if err := kept.Lock(ctx, tx); err != nil {
			return err
		}
		counts, err := kept.Read(ctx, tx)
		if err != nil {
			return err
		}
		switch counts.Of(name) {
		case count: // the form again, or nothing to change
			return nil
		case was:
		default:
			return ErrStale
		}
		if err := kept.Set(ctx, tx, name, count, a.Person); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "retention.set", ObjectKind: "retention", ObjectID: ID(name),
			Details: map[string]any{"rule": name, "was": was, "count": count}})
	})
}

// ID is a rule's in the audit trail, the same in every installation.
func ID(name kept.Name) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("tuottajatori retention "+name))
}
