package scheme

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// named reads what a form of an organiser can name, and the rules of its regime.
func named(ctx context.Context, q sqlx.QueryerContext, organiser uuid.UUID, regime Regime, day calendar.Date) (n Named, err error) {
	if n.Rules, err = RulesOn(ctx, q, regime, day); err != nil {
		return n, err
	}
	if n.Operators, err = operators(ctx, q); err != nil {
		return n, err
	}
	n.Areas, err = areasDrawn(ctx, q, organiser)
	return n, err
}

// areasDrawn are the areas that an organiser has drawn, also those that it has removed.
func areasDrawn(ctx context.Context, q sqlx.QueryerContext, organiser uuid.UUID) (list []Area, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `SELECT id, name_fi, name_sv, name_en, removed_at IS NOT NULL AS removed FROM organiser_area
		WHERE organiser_id = $1 ORDER BY lower(name_fi), id`, organiser)
	if err != nil {
		return nil, fmt.Errorf("reading areas: %w", err)
	}
	return list, nil
}

// areasOf are the areas for which a scheme is now.
func areasOf(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (AreaList, error) {
	var l AreaList
	if err := sqlx.SelectContext(ctx, q, &l.IDs, `SELECT area_id FROM scheme_area WHERE scheme_id = $1 ORDER BY area_id`, id); err != nil {
		return l, fmt.Errorf("reading a scheme's areas: %w", err)
	}
	return l, nil
}

// setAreas writes the areas for which a scheme is. FaultUnready when one of them is there no more.
func setAreas(ctx context.Context, tx *db.Tx, s Scheme, l AreaList) error {
	var held []uuid.UUID
	err := tx.SelectContext(ctx, &held, `SELECT id FROM organiser_area WHERE organiser_id = $1 AND id = ANY ($2::uuid[]) AND removed_at IS NULL FOR SHARE`,
		s.OrganiserID, pq.Array(l.IDs))
	if err != nil {
		return fmt.Errorf("holding areas: %w", err)
	}
	if len(held) != len(l.IDs) {
		return FaultUnready
	}
	if err := exec(ctx, tx, `DELETE FROM scheme_area WHERE scheme_id = $1`, s.ID); err != nil {
		return err
	}
	return exec(ctx, tx, `INSERT INTO scheme_area (scheme_id, area_id) SELECT $1::uuid, unnest($2::uuid[])`, s.ID, pq.Array(l.IDs))
}
