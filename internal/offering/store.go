package offering

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Constraints maps what the database refuses to what a person is told. The use cases lock and look first, so these are
// met only by what they did not foresee.
var Constraints = db.Constraints{
	"offering_once_key":     fault.New(fault.CodeConflict, "fault.offering.exists_somewhere"),
	"price_line_no_overlap": fault.New(fault.CodeConflict, "fault.offering.price_overlap"),

	"price_class_no_overlap":  fault.New(fault.CodeConflict, "fault.offering.price_overlap"),
	"price_proposal_open_key": fault.New(fault.CodeConflict, "fault.offering.price_overlap"),
	"organiser_area_name_key": fault.Invalid().On("name_fi", "fault.offering.area_name_taken"),
}

func notFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return identity.ErrNotFound.Because(err)
	}
	return err
}

func insertOffering(ctx context.Context, tx *db.Tx, cmd Create, at At) (bool, error) {
	return db.Any(tx.ExecContext(ctx, `INSERT INTO offering
		(id, admission_id, service_key, point_id, at_home, spoken, description_fi, description_sv, description_en)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		at.ID, cmd.Admission, cmd.Service, at.Point, cmd.AtHome, list(cmd.Spoken), cmd.Text.Fi, cmd.Text.Sv, cmd.Text.En))
}

// list is an array that is empty rather than null.
func list(values []string) pq.StringArray {
	if values == nil {
		values = []string{}
	}
	return values
}

// there is the offering that is at a place already.
type there struct {
	ID        uuid.UUID `db:"id"`
	Withdrawn bool      `db:"withdrawn"`
	PointName string    `db:"point_name"`
}

// samePlace finds the offering of a service at a point under an admission; its id is zero when there is none.
func samePlace(ctx context.Context, tx *db.Tx, admissionID uuid.UUID, serviceKey string, pointID uuid.UUID) (there, error) {
	var t there
	err := tx.GetContext(ctx, &t, `SELECT o.id, o.withdrawn_at IS NOT NULL AS withdrawn, p.name AS point_name
		FROM offering o JOIN service_point p ON p.id = o.point_id
		WHERE o.admission_id = $1 AND o.service_key = $2 AND o.point_id = $3`, admissionID, serviceKey, pointID)
	if errors.Is(err, sql.ErrNoRows) {
		return there{}, nil
	}
	return t, err
}

// ownPoints answers "not found" unless every point is one of the producer's.
func ownPoints(ctx context.Context, tx *db.Tx, producerID uuid.UUID, points []uuid.UUID) error {
	var n int
	err := tx.GetContext(ctx, &n, `SELECT count(*) FROM unnest($2::uuid[]) AS wanted (id)
		WHERE NOT EXISTS (SELECT 1 FROM service_point p JOIN service_unit u ON u.id = p.unit_id
			WHERE p.id = wanted.id AND u.producer_id = $1)`, producerID, pq.Array(points))
	if err == nil && n > 0 {
		return identity.ErrNotFound
	}
	return err
}

func organiserCode(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (code string, err error) {
	err = sqlx.GetContext(ctx, q, &code, `SELECT code FROM organiser WHERE id = $1`, id)
	return code, err
}

// organiserLanguages are those in which an organiser's texts must be.
func organiserLanguages(ctx context.Context, q sqlx.QueryerContext, id uuid.UUID) (out pq.StringArray, err error) {
	err = sqlx.GetContext(ctx, q, &out, `SELECT languages FROM organiser WHERE id = $1`, id)
	return out, err
}

func organiserCodes(ctx context.Context, q sqlx.QueryerContext) (map[uuid.UUID]string, error) {
	var rows []struct {
		ID   uuid.UUID `db:"id"`
		Code string    `db:"code"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `SELECT id, code FROM organiser`); err != nil {
		return nil, err
	}
	codes := make(map[uuid.UUID]string, len(rows))
	for _, row := range rows {
		codes[row.ID] = row.Code
	}
	return codes, nil
}

// offeringsByID reads offerings without their areas and prices, and holds them until the transaction ends where that is
// asked. Two who hold many never wait in a circle: all go by id.
func offeringsByID(ctx context.Context, tx *db.Tx, ids []uuid.UUID, hold bool) ([]Offering, error) {
	var rows []offeringRow
	statement := `SELECT ` + offeringColumns + ` FROM offering o JOIN admission a ON a.id = o.admission_id WHERE o.id = ANY ($1::uuid[]) ORDER BY o.id`
	if hold {
		statement += ` FOR UPDATE OF o`
	}
	err := tx.SelectContext(ctx, &rows, statement, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("read offerings: %w", err)
	}
	out := make([]Offering, len(rows))
	for i, row := range rows {
		out[i] = row.offering()
	}
	return out, nil
}

// subjectsByID reads what setting prices needs of offerings, and holds them as offeringsByID does.
func subjectsByID(ctx context.Context, tx *db.Tx, ids []uuid.UUID, hold bool) ([]subject, error) {
	statement := `SELECT o.id, a.producer_id, o.admission_id, o.service_key FROM offering o JOIN admission a ON a.id = o.admission_id
		WHERE o.id = ANY ($1::uuid[]) ORDER BY o.id`
	if hold {
		statement += ` FOR UPDATE OF o`
	}
	rows, err := tx.QueryContext(ctx, statement, db.IDs(ids))
	if err != nil {
		return nil, fmt.Errorf("read offerings: %w", err)
	}
	defer rows.Close()
	out := make([]subject, 0, len(ids))
	for rows.Next() {
		var s subject
		if err := rows.Scan(&s.ID, &s.ProducerID, &s.AdmissionID, &s.Service); err != nil {
			return nil, fmt.Errorf("read offerings: %w", err)
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// lockOffering reads an offering without its areas and prices, and holds it until the transaction ends.
func lockOffering(ctx context.Context, tx *db.Tx, id uuid.UUID) (Offering, error) {
	var row offeringRow
	err := tx.GetContext(ctx, &row, `SELECT `+offeringColumns+` FROM offering o JOIN admission a ON a.id = o.admission_id
		WHERE o.id = $1 FOR UPDATE OF o`, id)
	return row.offering(), notFound(err)
}

func updateOffering(ctx context.Context, tx *db.Tx, cmd Edit) error {
	_, err := tx.ExecContext(ctx, `UPDATE offering SET at_home = $2, spoken = $3, description_fi = $4, description_sv = $5,
		description_en = $6, version = version + 1 WHERE id = $1`,
		cmd.ID, cmd.AtHome, list(cmd.Spoken), cmd.Text.Fi, cmd.Text.Sv, cmd.Text.En)
	return err
}

func updateVacancy(ctx context.Context, tx *db.Tx, id uuid.UUID, state string, waitDays *int) error {
	_, err := tx.ExecContext(ctx, `UPDATE offering SET vacancy = $2, wait_days = $3, vacancy_at = clock_timestamp() WHERE id = $1`,
		id, state, waitDays)
	return err
}

func setWithdrawn(ctx context.Context, tx *db.Tx, id uuid.UUID, withdrawn bool) error {
	_, err := tx.ExecContext(ctx, `UPDATE offering SET withdrawn_at = CASE WHEN $2 THEN clock_timestamp() END WHERE id = $1`, id, withdrawn)
	return err
}
