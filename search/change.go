package search

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Kind says what sort of row a change happened to.
type Kind string

// The kinds of rows that documents are made of.
const (
	KindOffering  Kind = "offering"
	KindAdmission Kind = "admission"
	KindScheme    Kind = "scheme"
	KindProducer  Kind = "producer"
	KindUnit      Kind = "unit"
	KindPoint     Kind = "point"
)

// Change is a note that documents made of one row may look different now.
type Change struct {
	Kind Kind
	Ref  uuid.UUID // id of the row
}

// Touch notes, in the transaction that makes the change, that documents made of the row may look different. Every use
// case that changes what the catalogue shows calls it; the indexer does the rest after the commit.
func Touch(ctx context.Context, tx *db.Tx, kind Kind, id uuid.UUID) error {
	if err := insertChange(ctx, tx, kind, id); err != nil {
		return fmt.Errorf("note a change of %s for the index: %w", kind, err)
	}
	return nil
}

// TouchAll is Touch for many rows of a kind.
func TouchAll(ctx context.Context, tx *db.Tx, kind Kind, ids []uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	if err := insertChanges(ctx, tx, kind, ids); err != nil {
		return fmt.Errorf("note changes of %s for the index: %w", kind, err)
	}
	return nil
}

// Source knows the documents as the database has them now. The catalogue implements it.
type Source interface {
	// Resolve gives the ids of all documents that the changed rows are, or have been, part of, and of the other documents
	// of their lines, whose Standing may have changed with them.
	Resolve(ctx context.Context, changes []Change) ([]uuid.UUID, error)
	// Documents reads documents as they are now, Standing included. An id that is absent from the answer is no longer shown.
	Documents(ctx context.Context, ids []uuid.UUID) ([]Document, error)
	// All pages through the ids of everything that may be shown, in order of id: those after the given one.
	All(ctx context.Context, after uuid.UUID, limit int) ([]uuid.UUID, error)
}

// Waker is a Source that also knows when time alone brings back what is not shown now: a suspension whose last day is
// set, an admission that has not begun. Without it such a document would return only when something else is noted of it.
type Waker interface {
	// Next gives the moment at which time alone may change each of the ids, shown now or not. The others are absent.
	Next(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]time.Time, error)
}
