package offering

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// importedThere finds which of the offerings are there already, and holds them until the transaction ends.
func importedThere(ctx context.Context, tx *db.Tx, list []Imported) (map[importedKey]importedRow, error) {
	n := len(list)
	admissions, services, points := make([]uuid.UUID, n), make([]string, n), make([]uuid.UUID, n)
	for i, in := range list {
		admissions[i], services[i], points[i] = in.Admission, in.Service, in.Point
	}
	var rows []struct {
		importedRow
		Admission uuid.UUID `db:"admission_id"`
		Service   string    `db:"service_key"`
		Point     uuid.UUID `db:"point_id"`
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT o.id, o.version, o.withdrawn_at IS NOT NULL AS withdrawn, o.at_home, o.spoken, o.admission_id, o.service_key, o.point_id,
		    ARRAY(SELECT a.code FROM offering_area a WHERE a.offering_id = o.id ORDER BY a.code) AS areas, `+peopled+`
		FROM offering o JOIN unnest($1::uuid[], $2::text[], $3::uuid[]) n (admission_id, service_key, point_id)
		    ON o.admission_id = n.admission_id AND o.service_key = n.service_key AND o.point_id = n.point_id
		ORDER BY o.id FOR UPDATE OF o`, pq.Array(admissions), pq.Array(services), pq.Array(points))
	if err != nil {
		return nil, fmt.Errorf("reading imported offerings: %w", err)
	}
	out := make(map[importedKey]importedRow, len(rows))
	for _, r := range rows {
		out[importedKey{r.Admission, r.Service, r.Point}] = r.importedRow
	}
	return out, nil
}

// insertImportedMany makes offerings with their areas. Lists travel as text with spaces between, as codes have none.
func insertImportedMany(ctx context.Context, tx *db.Tx, ids []uuid.UUID, list []Imported) error {
	if len(list) == 0 {
		return nil
	}
	n := len(list)
	admissions, services, points, home, spoken := make([]uuid.UUID, n), make([]string, n), make([]uuid.UUID, n), make([]bool, n), make([]string, n)
	var of []uuid.UUID
	var areas []string
	for i, in := range list {
		admissions[i], services[i], points[i], home[i], spoken[i] = in.Admission, in.Service, in.Point, in.AtHome, strings.Join(in.Spoken, " ")
		for _, code := range in.Areas {
			of, areas = append(of, ids[i]), append(areas, code)
		}
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO offering (id, admission_id, service_key, point_id, at_home, spoken)
		SELECT n.id, n.admission_id, n.service_key, n.point_id, n.at_home, coalesce(string_to_array(nullif(n.spoken, ''), ' '), '{}')
		FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::boolean[], $6::text[]) n (id, admission_id, service_key, point_id, at_home, spoken)`,
		pq.Array(ids), pq.Array(admissions), pq.Array(services), pq.Array(points), pq.Array(home), pq.Array(spoken))
	if err != nil {
		return fmt.Errorf("inserting imported offerings: %w", err)
	}
	if len(of) == 0 {
		return nil
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO offering_area (offering_id, code) SELECT n.id, n.code FROM unnest($1::uuid[], $2::text[]) n (id, code)`, pq.Array(of), pq.Array(areas))
	if err != nil {
		return fmt.Errorf("inserting imported offerings' areas: %w", err)
	}
	return nil
}
