package admission

import (
	"database/sql"
	"errors"

	"github.com/google/uuid"
)

// newID makes an id for a new row. UUIDv7 sorts by time and is safe to show.
func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// absent makes "no row" the room's NotFound.
func absent(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return FaultNotFound
	}
	return err
}
