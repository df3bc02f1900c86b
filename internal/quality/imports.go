package quality

import (
	"bytes"
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

// An Import is a file of values with what would become, or became, of its rows.
type Import struct {
	ID      uuid.UUID
	Name    string
	MadeAt  time.Time
	SavedAt *time.Time // nil: not saved yet
	Saved   int        // how many rows became values
	Rows    []Row      // as they would be now; after saving, what was saved is told already
}

// Count is how many rows are in a state.
func (i Import) Count(state string) int {
	n := 0
	for _, r := range i.Rows {
		if r.State == state {
			n++
		}
	}
	return n
}

// errImportRows answers for saving all of a file that has wrong rows.
var errImportRows = fault.New(fault.CodeConflict, "fault.quality.wrong_rows")

// Upload keeps a file to be looked at before it is saved. A file that cannot be read is a fault on the field "file".
func (s *Service) Upload(ctx context.Context, a actor.Actor, id uuid.UUID, name string, content []byte) error {
	organiser, err := may(a)
	if err != nil {
		return err
	}
	if _, err := ReadTable(content); err != nil {
		return err
	}
	text, err := sheet.Text(bytes.NewReader(content), int64(len(content)), sheet.Limits{Bytes: MaxTableBytes, Rows: MaxTableRows})
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		return insertImport(ctx, tx, id, organiser, name, text)
	})
}

// Import is a file of the actor's organiser as it would be saved now.
func (s *Service) Import(ctx context.Context, a actor.Actor, id uuid.UUID) (Import, error) {
	organiser, err := may(a)
	if err != nil {
		return Import{}, err
	}
	out, content, err := importOf(ctx, s.db, organiser, id, "")
	if err != nil {
		return Import{}, s.db.Translate(err)
	}
	if out.Rows, err = ReadTable([]byte(content)); err != nil {
		return Import{}, err
	}
	return out, s.db.Translate(s.checkRows(ctx, s.db, organiser, out.Rows))
}

// SaveImport makes values of the rows of a file: all of them, or the good ones when the officer says so. A file that has
// been saved is not saved again.
func (s *Service) SaveImport(ctx context.Context, a actor.Actor, id uuid.UUID, goodOnly bool) error {
	organiser, err := may(a)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		file, content, err := importOf(ctx, tx, organiser, id, " FOR UPDATE")
		if err != nil || file.SavedAt != nil {
			return err
		}
		if file.Rows, err = ReadTable([]byte(content)); err != nil {
			return err
		}
		if err := s.checkRows(ctx, tx, organiser, file.Rows); err != nil {
			return err
		}
		if !goodOnly && file.Count(RowWrong) > 0 {
			return errImportRows
		}
		for i := range file.Rows { // the same row of the same file is always the same value
			file.Rows[i].Told.ID = uuid.NewSHA1(id, []byte(strconv.Itoa(file.Rows[i].Line)))
		}
		saved, err := save(ctx, tx, a, uuid.NullUUID{UUID: id, Valid: true}, file.Rows)
		if err != nil {
			return err
		}
		if err := closeImport(ctx, tx, id, saved); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Action: "quality_import.saved", ObjectKind: "quality_import", ObjectID: id, Organiser: organiser,
			Details: map[string]any{"rows": len(file.Rows), "saved": saved, "wrong": file.Count(RowWrong)},
		})
	})
}
