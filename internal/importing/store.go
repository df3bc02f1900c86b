package importing

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

func organiserByCode(ctx context.Context, q sqlx.QueryerContext, code string) (uuid.UUID, error) {
	var id uuid.UUID
	err := sqlx.GetContext(ctx, q, &id, `SELECT id FROM organiser WHERE code = $1`, code)
	if errors.Is(err, sql.ErrNoRows) {
		return uuid.Nil, errOrganiser
	}
	return id, err
}

// schemeFits refuses a scheme that is there and is no plain listing, before the first row is touched. Only the default listing
// is made when it is not there: another key that is not there is a slip of the keyboard.
func schemeFits(ctx context.Context, q sqlx.QueryerContext, organiser uuid.UUID, key string) error {
	var regime scheme.Regime
	err := sqlx.GetContext(ctx, q, &regime, `SELECT regime FROM scheme WHERE organiser_id = $1 AND key = $2`, organiser, key)
	switch {
	case errors.Is(err, sql.ErrNoRows) && key == DefaultScheme:
		return nil
	case errors.Is(err, sql.ErrNoRows), err == nil && regime != scheme.RegimeListing:
		return errScheme
	}
	return err
}
