package offering

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// SchemeTouches counts the offerings that a change of a scheme touches, and those outside its new areas, and lists the prices that stand over a cap that
// it lowers.
func (s *Service) SchemeTouches(ctx context.Context, q sqlx.QueryerContext, c scheme.Change, a *scheme.Affected) error {
	var err error
	if a.Offerings, err = offeringsUnder(ctx, q, c.Scheme.ID); err != nil {
		return err
	}
	if c.Moved && len(c.Areas.IDs) > 0 {
		if a.Outside, err = outside(ctx, q, c); err != nil {
			return err
		}
	}
	for _, t := range c.Terms {
		caps := t.Caps()
		if caps == nil {
			continue
		}
		over, err := overCap(ctx, q, c, *t.New, caps)
		if err != nil {
			return err
		}
		a.OverCap = append(a.OverCap, over...)
	}
	return nil
}

// outside counts the offerings under a scheme that are given outside its new areas too.
func outside(ctx context.Context, q sqlx.QueryerContext, c scheme.Change) (int, error) {
	limits, err := partsOf(ctx, q, c.Areas.IDs)
	if err != nil {
		return 0, err
	}
	under, err := codesUnder(ctx, q, c.Scheme.ID)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, codes := range under {
		if badPart(codes, "", false, limits) != "" {
			n++
		}
	}
	return n, nil
}

// SchemeChanged leaves prices and areas as they are: a price over a lowered cap is its producer's to lower, and whoever
// serves outside a scheme's new areas changes that when it next saves. The producer is told, and
// both desks show it until then (OverCaps).
func (s *Service) SchemeChanged(context.Context, *db.Tx, scheme.Change) error { return nil }
