package producer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Constraints maps what the database refuses to what a person is told. A business id is taken only by a race that the
// use cases already handle, so this is the last resort.
var Constraints = db.Constraints{
	"producer_business_id_key":         fault.New(fault.CodeConflict, "fault.producer.business_id_taken"),
	"point_hours_exception_no_overlap": fault.New(fault.CodeConflict, "fault.hours.same_days"),
}

const (
	producerColumns = `p.id, coalesce(p.business_id, '') AS business_id, p.name, p.kind, coalesce(p.website, '') AS website,
       p.origin, p.demo, p.created_at, p.version`
	unitColumns = `u.id, u.producer_id, u.name, coalesce(u.phone, '') AS phone, coalesce(u.email, '') AS email,
       coalesce(u.website, '') AS website, u.version`
	pointColumns = `s.id, s.unit_id, u.producer_id, u.name AS unit_name, s.name, coalesce(s.street, '') AS street,
       coalesce(s.postal_code, '') AS postal_code, s.municipality_code, s.lat, s.lon, s.location_source, s.version`
)

// notFound makes "no row" the same answer as "not yours".
func notFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return identity.ErrNotFound.Because(err)
	}
	return err
}

// Get reads a producer for a room above, which has asked for permission itself. A missing one is not found.
func Get(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Producer, error) {
	var p Producer
	err := sqlx.GetContext(ctx, q, &p, `SELECT `+producerColumns+` FROM producer p WHERE p.id = $1`, id)
	return p, notFound(err)
}

func lockProducer(ctx context.Context, tx *db.Tx, id uuid.UUID) (Producer, error) {
	var p Producer
	err := tx.GetContext(ctx, &p, `SELECT `+producerColumns+` FROM producer p WHERE p.id = $1 FOR UPDATE`, id)
	return p, notFound(err)
}

// lockByBusinessID finds who has a business id: of one that was merged with another since, the other.
func lockByBusinessID(ctx context.Context, tx *db.Tx, businessID string) (Producer, error) {
	var p Producer
	if err := tx.GetContext(ctx, &p, `SELECT `+producerColumns+` FROM producer p WHERE p.business_id = $1 FOR UPDATE`, businessID); err != nil {
		return p, notFound(err)
	}
	next, merged, err := follow(ctx, tx, targetProducer, p.ID)
	if err != nil || !merged {
		return p, err
	}
	return lockProducer(ctx, tx, next)
}

// insertProducer answers false when the id or the business id is taken; a concurrent insert of the same is waited for.
func insertProducer(ctx context.Context, tx *db.Tx, p Producer) (bool, error) {
	return db.Any(tx.ExecContext(ctx, `INSERT INTO producer (id, business_id, name, kind, website, origin, demo)
		VALUES ($1, nullif($2, ''), $3, $4, nullif($5, ''), $6, $7) ON CONFLICT DO NOTHING`,
		p.ID, p.BusinessID, p.Name, string(p.Kind), p.Website, string(p.Origin), p.Demo))
}

func updateProducer(ctx context.Context, tx *db.Tx, cmd EditProfile) error {
	_, err := tx.ExecContext(ctx, `UPDATE producer SET name = $2, kind = $3, website = nullif($4, ''), version = version + 1
		WHERE id = $1`, cmd.ID, cmd.Name, string(cmd.Kind), cmd.Website)
	return err
}

// UnitsOf reads a producer's units with their points for a room above, which has asked for permission itself.
func UnitsOf(ctx context.Context, q sqlx.QueryerContext, producerID uuid.UUID) ([]Unit, error) {
	var units []Unit
	if err := sqlx.SelectContext(ctx, q, &units, `SELECT `+unitColumns+` FROM service_unit u WHERE u.producer_id = $1
		AND u.merged_into IS NULL ORDER BY u.name, u.id`, producerID); err != nil {
		return nil, fmt.Errorf("units: %w", err)
	}
	var points []Point
	if err := sqlx.SelectContext(ctx, q, &points, `SELECT `+pointColumns+` FROM service_point s
		JOIN service_unit u ON u.id = s.unit_id WHERE u.producer_id = $1
		AND s.merged_into IS NULL ORDER BY s.name, s.id`, producerID); err != nil {
		return nil, fmt.Errorf("points: %w", err)
	}
	byUnit := make(map[uuid.UUID][]Point, len(units))
	for _, p := range points {
		byUnit[p.UnitID] = append(byUnit[p.UnitID], p)
	}
	for i := range units {
		units[i].Points = byUnit[units[i].ID]
	}
	return units, nil
}

func getUnit(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Unit, error) {
	var u Unit
	err := sqlx.GetContext(ctx, q, &u, `SELECT `+unitColumns+` FROM service_unit u WHERE u.id = $1`, id)
	return u, notFound(err)
}

func insertUnit(ctx context.Context, tx *db.Tx, cmd SaveUnit) (bool, error) {
	return db.Any(tx.ExecContext(ctx, `INSERT INTO service_unit (id, producer_id, name, phone, email, website)
		VALUES ($1, $2, $3, nullif($4, ''), nullif($5, ''), nullif($6, '')) ON CONFLICT (id) DO NOTHING`,
		cmd.ID, cmd.ProducerID, cmd.Name, cmd.Phone, cmd.Email, cmd.Website))
}

// updateUnit answers false when the version is not the one that is there.
func updateUnit(ctx context.Context, tx *db.Tx, cmd SaveUnit) (bool, error) {
	return db.Any(tx.ExecContext(ctx, `UPDATE service_unit
		SET name = $3, phone = nullif($4, ''), email = nullif($5, ''), website = nullif($6, ''), version = version + 1
		WHERE id = $1 AND version = $2`, cmd.ID, cmd.Version, cmd.Name, cmd.Phone, cmd.Email, cmd.Website))
}

const selectPoint = `SELECT ` + pointColumns + ` FROM service_point s JOIN service_unit u ON u.id = s.unit_id WHERE s.id = $1`

func getPoint(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (Point, error) {
	var p Point
	err := sqlx.GetContext(ctx, q, &p, selectPoint, id)
	return p, notFound(err)
}

func lockPoint(ctx context.Context, tx *db.Tx, id uuid.UUID) (Point, error) {
	var p Point
	err := tx.GetContext(ctx, &p, selectPoint+` FOR UPDATE OF s`, id)
	return p, notFound(err)
}

func insertPoint(ctx context.Context, tx *db.Tx, cmd SavePoint, at located) (bool, error) {
	return db.Any(tx.ExecContext(ctx, `INSERT INTO service_point
		(id, unit_id, name, street, postal_code, municipality_code, lat, lon, location_source)
		VALUES ($1, $2, $3, nullif($4, ''), nullif($5, ''), $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING`,
		cmd.ID, cmd.UnitID, cmd.Name, cmd.Street, at.PostalCode, at.Municipality, at.Lat, at.Lon, string(at.Source)))
}

func updatePoint(ctx context.Context, tx *db.Tx, cmd SavePoint, at located) error {
	_, err := tx.ExecContext(ctx, `UPDATE service_point
		SET name = $2, street = nullif($3, ''), postal_code = nullif($4, ''), municipality_code = $5, lat = $6, lon = $7,
		    location_source = $8, version = version + 1
		WHERE id = $1`, cmd.ID, cmd.Name, cmd.Street, at.PostalCode, at.Municipality, at.Lat, at.Lon, string(at.Source))
	return err
}
