package offering

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// SchemeTouches counts the offerings that a change of a scheme touches, and those that its new areas cut, and lists the prices that stand over a cap that
// it lowers.
func (s *Service) SchemeTouches(ctx context.Context, q sqlx.QueryerContext, c scheme.Change, a *scheme.Affected) error {
	var err error
	if a.Offerings, err = offeringsUnder(ctx, q, c.Scheme.ID); err != nil {
		return err
	}
	if c.Moved && len(c.Areas.IDs) > 0 {
		if err = countOutside(ctx, q, c, a); err != nil {
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

// SchemeChanged cuts what is offered under a scheme to its new areas. Prices stay as they are: one over a lowered cap is its
// producer's to lower, who is told, and both desks show it until then (OverCaps).
func (s *Service) SchemeChanged(ctx context.Context, tx *db.Tx, c scheme.Change) error {
	if !c.Moved {
		return nil
	}
	list, err := holdReachesUnder(ctx, tx, c.Scheme.ID)
	if err != nil {
		return err
	}
	return s.follow(ctx, tx, list)
}
