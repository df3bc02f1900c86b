package offering

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// stampVacancy notes a vacancy with the moment that the source gives, unlike a producer's own word.
func stampVacancy(ctx context.Context, tx *db.Tx, in Imported) error {
	_, err := tx.ExecContext(ctx, `UPDATE offering SET vacancy = $2, wait_days = $3, vacancy_at = $4 WHERE id = $1`,
		in.ID, in.Vacancy, in.WaitDays, in.VacancyAt)
	return err
}

// refreshOffering leaves the version, which counts the producer's own edits.
func refreshOffering(ctx context.Context, tx *db.Tx, id uuid.UUID, in Imported) error {
	_, err := tx.ExecContext(ctx, `UPDATE offering SET at_home = $2, spoken = $3, description_fi = $4, description_sv = $5, description_en = $6
		WHERE id = $1`, id, in.AtHome, list(in.Spoken), in.Text.Fi, in.Text.Sv, in.Text.En)
	return err
}
