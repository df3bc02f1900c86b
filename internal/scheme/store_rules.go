package scheme

import (
	"context"

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
