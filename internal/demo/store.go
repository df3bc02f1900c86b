package demo

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

func noProducers(ctx context.Context, q sqlx.QueryerContext) (bool, error) {
	var none bool
	err := sqlx.GetContext(ctx, q, &none, `SELECT NOT EXISTS (SELECT FROM producer)`)
	return none, err
}

// lockOut makes a second load wait, and then find the database full.
func lockOut(ctx context.Context, tx *db.Tx) error {
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('demo', 0))`)
	return err
}

func readOrganisers(ctx context.Context, q sqlx.QueryerContext) ([]*organiser, error) {
	var all []*organiser
	err := sqlx.SelectContext(ctx, q, &all, `SELECT id, code, name_fi, name_sv, name_en FROM organiser ORDER BY code`)
	return all, err
}

// readDoubtRules are the rules of doubts that hold now, and of the duty to hear before a suspension.
func readDoubtRules(ctx context.Context, q sqlx.QueryerContext) (map[ruleKey]uuid.UUID, error) {
	var list []struct {
		ID     uuid.UUID `db:"id"`
		Regime string    `db:"regime"`
		Cause  string    `db:"cause"`
	}
	if err := sqlx.SelectContext(ctx, q, &list, `SELECT id, regime, cause FROM doubt_rule WHERE upper(valid) IS NULL
		UNION ALL SELECT id, regime, '' FROM removal_rule WHERE upper(valid) IS NULL AND hearing`); err != nil {
		return nil, fmt.Errorf("read what law says of doubts: %w", err)
	}
	rules := map[ruleKey]uuid.UUID{}
	for _, one := range list {
		rules[ruleKey{one.Regime, one.Cause}] = one.ID
	}
	return rules, nil
}

// setDesk gives an organiser a phone number that is plainly made up, unless it has one.
func setDesk(ctx context.Context, tx *db.Tx, o *organiser) error {
	_, err := tx.ExecContext(ctx, `UPDATE organiser SET phone = $2, phone_hours_fi = 'arkisin klo 8–16', phone_hours_sv = 'vardagar kl. 8–16',
		phone_hours_en = 'weekdays 8–16' WHERE id = $1 AND phone IS NULL`, o.ID, desk(o.Code))
	return err
}

// copyRows writes many rows of a table at once. Rows calls add with the values of each, in the order of the columns. When
// ctx ends it stops between two rows: the statement itself must not be cancelled (see Load).
func copyRows(ctx context.Context, tx *db.Tx, table string, columns []string, rows func(add func(values ...any) error) error) (err error) {
	whole := context.WithoutCancel(ctx)
	statement, err := tx.PrepareContext(whole, `COPY `+table+` (`+strings.Join(columns, ", ")+`) FROM STDIN`)
	if err != nil {
		return fmt.Errorf("copy to %s: %w", table, err)
	}
	defer func() { err = errors.Join(err, statement.Close()) }()
	err = rows(func(values ...any) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		_, err := statement.ExecContext(whole, values...)
		return err
	})
	if err == nil {
		_, err = statement.ExecContext(whole) // sends what is left
	}
	if err != nil {
		return fmt.Errorf("copy to %s: %w", table, err)
	}
	return nil
}

// settleCases writes what has been done to cases where the queue reads it: the day by which to decide, and what is prepared.
func settleCases(ctx context.Context, tx *db.Tx, d desked) error {
	for app, day := range d.due {
		if _, err := tx.ExecContext(ctx, `UPDATE application SET due_on = $2 WHERE id = $1`, app.id, day); err != nil {
			return fmt.Errorf("settle a case: %w", err)
		}
	}
	for _, p := range d.prepared {
		if _, err := tx.ExecContext(ctx, `UPDATE application SET preparation_id = $2, ready = true WHERE id = $1`, p.app.id, p.id); err != nil {
			return fmt.Errorf("settle a case: %w", err)
		}
	}
	for _, a := range d.held.removed {
		if _, err := tx.ExecContext(ctx, `UPDATE admission SET removed = true WHERE id = $1`, a.id); err != nil {
			return fmt.Errorf("settle an admission: %w", err)
		}
	}
	return nil
}
