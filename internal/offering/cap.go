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
		planned, err := plannedOverCap(ctx, q, c, *t.New, *ceiling)
		if err != nil {
			return err
		}
		a.Planned += planned
	}
	return nil
}

// SchemeChanged ends the prices that stand over a lowered cap the day before it begins, so that no price is ever over
// its cap. Nobody's price is changed into another: the producer is told in time and tells a new one.
func (s *Service) SchemeChanged(ctx context.Context, tx *db.Tx, c scheme.Change) error {
	for _, t := range c.Terms {
		if ceiling := t.Cap(); ceiling != nil {
			if err := endOverCap(ctx, tx, c, *t.New, *ceiling); err != nil {
				return err
			}
		}
	}
	return nil
}
