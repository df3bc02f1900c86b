package search

import (
	"context"

	"github.com/google/uuid"
)

// Remote is an engine outside the database: a server that may be away, slow, emptied, restored from an old copy, or of
// a version that this program does not know. It is fed from the version log of the embedded engine's table, and keeps
// within itself a [Mark] of how far it has been fed, so that what it holds and what it says of it are lost together.
type Remote interface {
	Engine
	// Mark tells how far the engine has been fed. An engine that holds nothing, or whose settings are not those of this
	// program, answers a Mark that is zero or has other Settings, and no error. An error means that it cannot be asked.
	Mark(ctx context.Context) (Mark, error)
	// SetMark replaces the Mark, after everything posted before has been taken.
	SetMark(ctx context.Context, m Mark) error
	// Settings is the digest of the settings that this program wants, as a Mark of its own rebuild would hold it.
	Settings() string
	// Rebuild begins a new index beside the one that answers. What an earlier, unfinished one left is thrown away.
	Rebuild(ctx context.Context) (Rebuild, error)
}

// Rebuild is an index that is being filled and answers nobody yet.
type Rebuild interface {
	// Put posts documents and may return before they have been taken; it waits when too many are on their way, so that
	// changes to the index that answers are not held up for long.
	Put(ctx context.Context, docs []Document) error
	// Delete removes documents, in the order of the calls.
	Delete(ctx context.Context, ids []uuid.UUID) error
	// Finish waits until all has been taken, lets the new index take the place of the old with the Mark, and removes
	// the old one.
	Finish(ctx context.Context, m Mark) error
	// Abandon removes what was built.
	Abandon(ctx context.Context) error
}

// Mark says what a remote index holds.
type Mark struct {
	Database uuid.UUID // identity of the database it was fed from
	Version  int64     // of the version log: everything up to it is in the index
	Settings string    // digest of settings and document format
}

// Foreign tells why an index with the mark is none that this program has fed from a database; "" when it is one.
func (m Mark) Foreign(database uuid.UUID, settings string) string {
	switch {
	case m == Mark{}:
		return "it holds nothing"
	case m.Database != database:
		return "it holds another database"
	case m.Settings != settings:
		return "its settings are of another version"
	}
	return ""
}
