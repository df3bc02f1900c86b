package evidence

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

type itemRow struct {
	ID         uuid.UUID      `db:"id"`
	ProducerID uuid.UUID      `db:"producer_id"`
	Kind       Kind           `db:"kind"`
	SeenBy     string         `db:"seen_by"`
	IssuedOn   calendar.Date  `db:"issued_on"`
	ValidTo    *calendar.Date `db:"valid_to"`
	BusinessID string         `db:"business_id"`
	AddedAt    time.Time      `db:"added_at"`
	Retired    bool           `db:"retired"`
	FileID     uuid.NullUUID  `db:"file_id"`
	Name       sql.NullString `db:"name"`
	MediaType  sql.NullString `db:"media_type"`
	Size       sql.NullInt64  `db:"size_bytes"`
	SHA256     []byte         `db:"sha256"`
	FileBy     uuid.NullUUID  `db:"created_by"`
	FileAt     sql.NullTime   `db:"created_at"`
}

func (r itemRow) item() Item {
	i := Item{ID: r.ID, ProducerID: r.ProducerID, Kind: r.Kind, SeenBy: r.SeenBy, IssuedOn: r.IssuedOn, ValidTo: r.ValidTo,
		BusinessID: r.BusinessID, AddedAt: r.AddedAt.UTC(), Retired: r.Retired}
	if r.FileID.Valid {
		i.File = &producer.File{ID: r.FileID.UUID, ProducerID: r.ProducerID, Name: r.Name.String, MediaType: r.MediaType.String,
			Size: r.Size.Int64, SHA256: r.SHA256, CreatedBy: r.FileBy.UUID, CreatedAt: r.FileAt.Time.UTC()}
	}
	return i
}

const selectItem = `
SELECT i.id, producer_now(i.producer_id) AS producer_id, i.kind, i.seen_by, i.issued_on, i.valid_to, coalesce(i.business_id, '') AS business_id, i.added_at,
    r.item_id IS NOT NULL AS retired, i.file_id, f.name, f.media_type, f.size_bytes, f.sha256, f.created_by, f.created_at
FROM evidence_item i LEFT JOIN evidence_retired r ON r.item_id = i.id LEFT JOIN stored_file f ON f.id = i.file_id
`

func itemsOf(ctx context.Context, q sqlx.QueryerContext, producerID uuid.UUID) ([]Item, error) {
	return items(ctx, q, `WHERE i.producer_id = ANY (producer_was($1)) ORDER BY i.added_at DESC, i.id DESC`, producerID)
}

func items(ctx context.Context, q sqlx.QueryerContext, where string, args ...any) ([]Item, error) {
	var rows []itemRow
	if err := sqlx.SelectContext(ctx, q, &rows, selectItem+where, args...); err != nil {
		return nil, fmt.Errorf("reading evidence: %w", err)
	}
	out := make([]Item, len(rows))
	for i, r := range rows {
		out[i] = r.item()
	}
	return out, nil
}

// ItemOf reads an item of a producer for a room above, which has asked for permission itself. Another's is not found.
func ItemOf(ctx context.Context, q sqlx.QueryerContext, producerID, id uuid.UUID) (Item, error) {
	var row itemRow
	err := sqlx.GetContext(ctx, q, &row, selectItem+`WHERE i.id = $1 AND i.producer_id = ANY (producer_was($2))`, id, producerID)
	if errors.Is(err, sql.ErrNoRows) {
		return Item{}, FaultNotFound
	}
	return row.item(), err
}

// Current is the item of each shared kind that a producer can rely on on a day. It asks no permission: the caller's use
// case does.
func Current(ctx context.Context, q sqlx.QueryerContext, producerID uuid.UUID, day calendar.Date) (map[Kind]Item, error) {
	all, err := itemsOf(ctx, q, producerID)
	if err != nil {
		return nil, err
	}
	who, err := producer.Get(ctx, q, producerID)
	if err != nil {
		return nil, err
	}
	return Pick(all, who.BusinessID, day), nil
}

// insertItem answers false when the id is taken.
func insertItem(ctx context.Context, tx *db.Tx, cmd Add, last calendar.Date) (bool, error) {
	producerID := tx.Actor.Organisation
	if cmd.File != uuid.Nil {
		var owned bool
		if err := tx.GetContext(ctx, &owned, `SELECT EXISTS (SELECT 1 FROM stored_file WHERE id = $1 AND producer_id = $2)`, cmd.File, producerID); err != nil {
			return false, fmt.Errorf("finding a file: %w", err)
		}
		if !owned {
			return false, FaultNotFound
		}
	}
	return one(tx.ExecContext(ctx, `
		INSERT INTO evidence_item (id, producer_id, kind, file_id, seen_by, issued_on, valid_to, business_id, added_by)
		SELECT $1, p.id, $3, $4, $5, $6, $7, p.business_id, $8 FROM producer p WHERE p.id = $2 ON CONFLICT (id) DO NOTHING`,
		cmd.ID, producerID, string(cmd.Kind), uuid.NullUUID{UUID: cmd.File, Valid: cmd.File != uuid.Nil}, cmd.SeenBy, cmd.IssuedOn, last, tx.Actor.Person))
}

// insertRetired answers false when the item is out of use already.
func insertRetired(ctx context.Context, tx *db.Tx, id uuid.UUID) (bool, error) {
	return one(tx.ExecContext(ctx, `INSERT INTO evidence_retired (item_id, retired_by) VALUES ($1, $2) ON CONFLICT (item_id) DO NOTHING`, id, tx.Actor.Person))
}

func one(result sql.Result, err error) (bool, error) {
	done, err := db.Any(result, err)
	if err != nil {
		return false, fmt.Errorf("writing evidence: %w", err)
	}
	return done, nil
}
