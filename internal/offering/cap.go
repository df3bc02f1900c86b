package offering

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// SchemeTouches counts the offerings that a change of a scheme touches, and lists the prices that stand over a cap that
// it lowers.
func (s *Service) SchemeTouches(ctx context.Context, q sqlx.QueryerContext, c scheme.Change, a *scheme.Affected) error {
	var err error
	if a.Offerings, err = offeringsUnder(ctx, q, c.Scheme.ID); err != nil {
		return err
	}
	for _, t := range c.Terms {
		ceiling := t.Cap()
		if ceiling == nil {
			continue
		}
		over, err := overCap(ctx, q, c, *t.New, *ceiling)
		if err != nil {
			return err
		}
		a.OverCap = append(a.OverCap, over...)
	}
	return nil
}

// SchemeChanged leaves prices as they are: a price over a lowered cap is its producer's to lower. The producer is told, and
// both desks show it until then (OverCaps).
func (s *Service) SchemeChanged(context.Context, *db.Tx, scheme.Change) error { return nil }
