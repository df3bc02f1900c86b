package offering

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// PriceEvent is one thing that was done to a price.
type PriceEvent struct {
	At       time.Time
	New      PriceLine  // From is the day on which it begins
	Old      *PriceLine // nil: there was none
	Approved bool       // the organiser said yes to it
}

// History tells what has been done to an offering's prices, the latest first, to its producer and its organiser.
func (s *Service) History(ctx context.Context, a actor.Actor, offeringID uuid.UUID) ([]PriceEvent, error) {
	if err := s.maySee(ctx, a, offeringID); err != nil {
		return nil, err
	}
	list, err := historyOf(ctx, s.db, offeringID)
	return list, s.db.Translate(err)
}

// Look returns one offering to its organiser's officers, and to the operator to which its scheme is delegated. Another
// organiser's is not found.
func (s *Service) Look(ctx context.Context, a actor.Actor, id uuid.UUID) (Listed, error) {
	if err := s.maySee(ctx, a, id); err != nil {
		return Listed{}, err
	}
	list, err := s.read(ctx, selectListed+`WHERE o.id = $2`, id)
	switch {
	case err != nil:
		return Listed{}, err
	case len(list) == 0:
		return Listed{}, identity.ErrNotFound
	}
	return s.withRules(ctx, list[0])
}

// maySee asks whether an offering's prices with their history may be seen: by its producer, and by its organiser's side.
func (s *Service) maySee(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	if err := identity.Allow(a, identity.PriceView, identity.Object{Producer: a.Organisation, Organiser: a.Organisation, Operator: a.Organisation}); err != nil {
		return err
	}
	object, err := objectOf(ctx, s.db, id)
	if err != nil {
		return s.db.Translate(err)
	}
	return identity.Allow(a, identity.PriceView, object)
}

// OverCap is the cap that one of the offering's prices stands over today or later, because it was lowered under it, with
// the first day of that; nil when none does.
func (l Listed) OverCap() *Cap {
	all := append(l.Prices[:len(l.Prices):len(l.Prices)], l.Classes...)
	var first *Cap
	for _, line := range all {
		for _, c := range l.Caps {
			common, ok := span{line.From, line.To}.with(span{c.From, c.To})
			if !ok || common.to != nil && common.to.Before(l.Today) {
				continue
			}
			if common.from.Before(l.Today) {
				common.from = l.Today
			}
			most := OverCap(all, []Cap{{Unit: c.Unit, Cents: c.Cents, Times: c.Times, From: common.from, To: common.to}}, line)
			if most == nil {
				continue
			}
			if first == nil || common.from.Before(first.From) {
				first = &Cap{Unit: c.Unit, Cents: *most, From: common.from, To: c.To}
			}
		}
	}
	return first
}

// Over is a price that stands over a cap that was lowered after it was set.
type Over struct {
	Offering    uuid.UUID
	Producer    string
	Service     string
	Point       string
	SchemeNames Text
	Unit        string
	Cents       money.Cents
	Cap         money.Cents
	From        calendar.Date // the first day, from today on, on which it is over
}

// OverCaps lists the prices of an organiser's schemes that are over a cap today or later, because it was lowered under
// them: those whose producers must be told. At most MaxProposals, the earliest first.
func (s *Service) OverCaps(ctx context.Context, a actor.Actor) ([]Over, error) {
	if err := identity.Allow(a, identity.PriceView, identity.Object{Organiser: a.Organisation, Operator: a.Organisation}); err != nil {
		return nil, err
	}
	list, err := overCaps(ctx, s.db, a)
	return list, s.db.Translate(err)
}
