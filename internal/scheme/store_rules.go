package scheme

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

const selectRules = `
SELECT id, regime, lower(valid) AS valid_from, upper(valid) - 1 AS valid_to, decision_days, decision_days_kind, decision_fixed,
    extension_days, clock_stops, first_round_days, min_invite_days, closable, source FROM regime_rule `

// RulesOn reads a regime's rules on a day; NotFound when there were none yet.
func RulesOn(ctx context.Context, q sqlx.QueryerContext, regime Regime, day calendar.Date) (Rules, error) {
	var r Rules
	err := sqlx.GetContext(ctx, q, &r, selectRules+`WHERE regime = $1 AND valid @> $2::date`, regime, day)
	return r, absent(err)
}

// RulesByID reads the rules that a case began under.
func RulesByID(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Rules, error) {
	var r Rules
	err := sqlx.GetContext(ctx, q, &r, selectRules+`WHERE id = $1`, id)
	return r, absent(err)
}

// allRulesOn reads the rules of every regime on a day.
func allRulesOn(ctx context.Context, q sqlx.QueryerContext, day calendar.Date) (map[Regime]Rules, error) {
	var list []Rules
	if err := sqlx.SelectContext(ctx, q, &list, selectRules+`WHERE valid @> $1::date`, day); err != nil {
		return nil, fmt.Errorf("reading the rules of regimes: %w", err)
	}
	out := make(map[Regime]Rules, len(list))
	for _, r := range list {
		out[r.Regime] = r
	}
	return out, nil
}
