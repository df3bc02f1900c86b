package producer

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/search"
)

// target is what an external id can be of.
type target struct {
	table, column string
	kind          search.Kind
}

var (
	targetProducer = target{"producer", "producer_id", search.KindProducer}
	targetUnit     = target{"service_unit", "unit_id", search.KindUnit}
	targetPoint    = target{"service_point", "point_id", search.KindPoint}
)

// lockExternal makes imports of the same identifier wait for each other until the transaction ends.
func lockExternal(ctx context.Context, tx *db.Tx, e External) error {
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, "external_id "+e.System+" "+e.Value)
	return err
}

// externalTarget finds what has the identifier.
func externalTarget(ctx context.Context, tx *db.Tx, t target, e External) (uuid.UUID, bool, error) {
	var id uuid.UUID
	err := tx.GetContext(ctx, &id, `SELECT `+t.column+` FROM external_id
		WHERE system = $1 AND value = $2 AND `+t.column+` IS NOT NULL`, e.System, e.Value)
	if errors.Is(err, sql.ErrNoRows) {
		return uuid.Nil, false, nil
	}
	return id, err == nil, err
}

// upsertExternal notes the identifier, or that it was seen again.
func upsertExternal(ctx context.Context, tx *db.Tx, t target, id uuid.UUID, e External) error {
	row, err := uuid.NewV7()
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO external_id (id, system, value, `+t.column+`, source, checked_on)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (system, value) WHERE `+t.column+` IS NOT NULL DO UPDATE
		SET source = excluded.source, checked_on = greatest(external_id.checked_on, excluded.checked_on)`,
		row, e.System, e.Value, id, e.Source, e.CheckedOn)
	return err
}

// The rows below are refreshed without raising the version, which counts the edits of their own producers.

func refreshProducerRow(ctx context.Context, tx *db.Tx, id uuid.UUID, p Producer) error {
	_, err := tx.ExecContext(ctx, `UPDATE producer SET name = $2, kind = $3, website = nullif($4, ''), business_id = nullif($5, '')
		WHERE id = $1`, id, p.Name, string(p.Kind), p.Website, p.BusinessID)
	return err
}

// peopled tells whether a producer has people of its own.
func peopled(ctx context.Context, tx *db.Tx, id uuid.UUID) (bool, error) {
	var has bool
	err := tx.GetContext(ctx, &has, `SELECT EXISTS (SELECT FROM membership m WHERE m.producer_id = $1 AND m.state = 'active')`, id)
	return has, err
}

func lockUnit(ctx context.Context, tx *db.Tx, id uuid.UUID) (Unit, error) {
	var u Unit
	err := tx.GetContext(ctx, &u, `SELECT `+unitColumns+` FROM service_unit u WHERE u.id = $1 FOR UPDATE`, id)
	return u, notFound(err)
}

func refreshUnitRow(ctx context.Context, tx *db.Tx, u SaveUnit) error {
	_, err := tx.ExecContext(ctx, `UPDATE service_unit SET name = $2, phone = nullif($3, ''), email = nullif($4, ''),
		website = nullif($5, '') WHERE id = $1`, u.ID, u.Name, u.Phone, u.Email, u.Website)
	return err
}

func refreshPointRow(ctx context.Context, tx *db.Tx, p SavePoint, at located) error {
	_, err := tx.ExecContext(ctx, `UPDATE service_point SET name = $2, street = nullif($3, ''), postal_code = nullif($4, ''),
		municipality_code = $5, lat = $6, lon = $7, location_source = $8 WHERE id = $1`,
		p.ID, p.Name, p.Street, at.PostalCode, at.Municipality, at.Lat, at.Lon, string(at.Source))
	return err
}

func externalIDsOf(ctx context.Context, q sqlx.QueryerContext, producerID uuid.UUID) ([]ExternalID, error) {
	var list []ExternalID
	err := sqlx.SelectContext(ctx, q, &list, `
		SELECT e.system, e.value, e.source, e.checked_on, coalesce(e.producer_id, e.unit_id, e.point_id) AS object_id
		FROM external_id e
		LEFT JOIN service_point s ON s.id = e.point_id
		LEFT JOIN service_unit u ON u.id = coalesce(e.unit_id, s.unit_id)
		WHERE coalesce(e.producer_id, u.producer_id) = $1
		ORDER BY e.system, e.value, e.id`, producerID)
	return list, err
}

// follow is what something leads to that was merged with another since, and whether it was.
func follow(ctx context.Context, tx *db.Tx, t target, id uuid.UUID) (uuid.UUID, bool, error) {
	var last uuid.UUID
	err := tx.GetContext(ctx, &last, `
		WITH RECURSIVE chain AS (
		    SELECT t.id, t.merged_into, 0 AS n FROM `+t.table+` t WHERE t.id = $1
		    UNION ALL SELECT t.id, t.merged_into, c.n + 1 FROM chain c JOIN `+t.table+` t ON t.id = c.merged_into WHERE c.n < 20)
		SELECT id FROM chain ORDER BY n DESC LIMIT 1`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return id, false, nil
	}
	return last, last != id, err
}
