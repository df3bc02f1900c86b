package offering

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// importedRow is what a list may have changed of an offering, as it is now.
type importedRow struct {
	ID        uuid.UUID      `db:"id"`
	Version   int            `db:"version"`
	Withdrawn bool           `db:"withdrawn"`
	AtHome    bool           `db:"at_home"`
	Spoken    pq.StringArray `db:"spoken"`
	Areas     pq.StringArray `db:"areas"`
	Peopled   bool           `db:"peopled"` // the producer has people of its own here
}

// peopled is a column of an offering o.
const peopled = `EXISTS (SELECT 1 FROM membership m JOIN admission a ON a.producer_id = m.producer_id WHERE a.id = o.admission_id AND m.state = 'active') AS peopled`

// looked tells whether the producer looks after the offering, so that a list does not.
func (r importedRow) looked() bool { return r.Version > 1 || r.Withdrawn || r.Peopled }

// insertImported makes the offering unless the service is on the list at the point already.
func insertImported(ctx context.Context, tx *db.Tx, id uuid.UUID, in Imported) (bool, error) {
	made, err := db.Any(tx.ExecContext(ctx, `
		INSERT INTO offering (id, admission_id, service_key, point_id, at_home, spoken) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT ON CONSTRAINT offering_once_key DO NOTHING`, id, in.Admission, in.Service, in.Point, in.AtHome, pq.Array(in.Spoken)))
	if err != nil {
		return false, fmt.Errorf("inserting an imported offering: %w", err)
	}
	if !made {
		return false, nil
	}
	return true, insertImportedAreas(ctx, tx, id, in.Areas)
}

func insertImportedAreas(ctx context.Context, tx *db.Tx, id uuid.UUID, codes []string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO offering_area (offering_id, code) SELECT $1, unnest($2::text[])`, id, pq.Array(codes))
	if err != nil {
		return fmt.Errorf("inserting an imported offering's areas: %w", err)
	}
	return nil
}

func lockImported(ctx context.Context, tx *db.Tx, in Imported) (importedRow, error) {
	var row importedRow
	err := tx.GetContext(ctx, &row, `
		SELECT o.id, o.version, o.withdrawn_at IS NOT NULL AS withdrawn, o.at_home, o.spoken,
		    ARRAY(SELECT a.code FROM offering_area a WHERE a.offering_id = o.id ORDER BY a.code) AS areas, `+peopled+`
		FROM offering o WHERE o.admission_id = $1 AND o.service_key = $2 AND o.point_id = $3 FOR UPDATE`, in.Admission, in.Service, in.Point)
	if err != nil {
		return importedRow{}, fmt.Errorf("reading an imported offering: %w", err)
	}
	return row, nil
}

// refreshImported does not raise the version, which counts the edits of the offering's own producer.
func refreshImported(ctx context.Context, tx *db.Tx, id uuid.UUID, in Imported) error {
	if _, err := tx.ExecContext(ctx, `UPDATE offering SET at_home = $2, spoken = $3 WHERE id = $1`, id, in.AtHome, pq.Array(in.Spoken)); err != nil {
		return fmt.Errorf("refreshing an imported offering: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM offering_area WHERE offering_id = $1`, id); err != nil {
		return fmt.Errorf("refreshing an imported offering's areas: %w", err)
	}
	return insertImportedAreas(ctx, tx, id, in.Areas)
}
