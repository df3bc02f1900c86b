package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

const (
	pollEvery    = 200 * time.Millisecond
	pollAtMost   = 5 * time.Second // after repeated failures
	changesAtOne = 500             // notes read at a time
	docsAtOne    = 500             // documents read and posted at a time
)

// Lister is an engine that can tell which documents it has, so that a rebuild can find those that should not be there
// without emptying the index first.
type Lister interface {
	// IDs gives ids in order, those after the given one.
	IDs(ctx context.Context, after uuid.UUID, limit int) ([]uuid.UUID, error)
}

// Indexer keeps an engine like the database. Any number of processes may run one: documents are read and posted under
// one lock, so that what was read earlier is never posted later.
type Indexer struct {
	d      *db.DB
	engine Engine
	source Source
	log    *slog.Logger
}

// NewIndexer makes an indexer that feeds engine from source.
func NewIndexer(d *db.DB, engine Engine, source Source, logger *slog.Logger) *Indexer {
	return &Indexer{d: d, engine: engine, source: source, log: logger}
}

// Run indexes what changes until ctx ends. A fault is logged and tried again; nothing is lost, since a note is deleted
// only after the engine has taken what it led to.
func (x *Indexer) Run(ctx context.Context) {
	wait := pollEvery
	for {
		err := x.drainIfFree(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			wait = min(2*wait, pollAtMost)
			x.log.ErrorContext(ctx, "indexing failed, will try again", "engine", x.engine.Name(), "wait", wait, "error", err)
		default:
			wait = pollEvery
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

func (x *Indexer) drainIfFree(ctx context.Context) error {
	some, err := waiting(ctx, x.d)
	if err != nil || !some {
		return x.d.Translate(err)
	}
	_, err = locked(ctx, x.d, false, func() error { return x.drain(ctx) })
	return err
}

// Drain indexes everything that has been noted until now, waiting for another indexer to let go if need be.
func (x *Indexer) Drain(ctx context.Context) error {
	_, err := locked(ctx, x.d, true, func() error { return x.drain(ctx) })
	return err
}

// drain works through notes and due documents until there are none. Only under the lock.
func (x *Indexer) drain(ctx context.Context) error {
	for {
		n, err := x.step(ctx)
		if err != nil || n == 0 {
			return err
		}
	}
}

func (x *Indexer) step(ctx context.Context) (int, error) {
	changes, err := readChanges(ctx, x.d, changesAtOne)
	if err != nil {
		return 0, x.d.Translate(err)
	}
	ids, err := readDue(ctx, x.d, docsAtOne)
	if err != nil {
		return 0, x.d.Translate(err)
	}
	touched := distinct(changes)
	for _, id := range ids { // time changes a document's standing among its siblings too, and so theirs
		touched = append(touched, Change{Kind: KindOffering, Ref: id})
	}
	if len(touched) > 0 {
		resolved, err := x.source.Resolve(ctx, touched)
		if err != nil {
			return 0, fmt.Errorf("find what changes touch: %w", err)
		}
		ids = append(ids, resolved...)
	}
	if err := x.refresh(ctx, ids); err != nil {
		return 0, err
	}
	if err := deleteChanges(ctx, x.d, changes); err != nil {
		return 0, x.d.Translate(err)
	}
	return len(changes) + len(ids), nil
}

func distinct(read []noted) []Change {
	seen := make(map[Change]bool, len(read))
	var changes []Change
	for _, n := range read {
		c := Change{Kind: n.Kind, Ref: n.Ref}
		if !seen[c] {
			seen[c] = true
			changes = append(changes, c)
		}
	}
	return changes
}

// refresh makes the engine's documents of these ids as the database has them now. Only under the lock.
func (x *Indexer) refresh(ctx context.Context, ids []uuid.UUID) error {
	slices.SortFunc(ids, compareIDs)
	for chunk := range slices.Chunk(slices.Compact(ids), docsAtOne) {
		docs, err := x.source.Documents(ctx, chunk)
		if err != nil {
			return fmt.Errorf("read documents: %w", err)
		}
		if len(docs) > 0 {
			if err := x.engine.Put(ctx, docs); err != nil {
				return fmt.Errorf("post documents: %w", err)
			}
		}
		if gone := absent(chunk, docs); len(gone) > 0 {
			if err := x.engine.Delete(ctx, gone); err != nil {
				return fmt.Errorf("delete documents: %w", err)
			}
		}
		due, err := x.due(ctx, chunk, docs)
		if err != nil {
			return err
		}
		if err := saveDue(ctx, x.d, chunk, due); err != nil {
			return x.d.Translate(err)
		}
	}
	return nil
}

// due tells when to look at the ids again: what is shown when it becomes stale, the rest when the source says.
func (x *Indexer) due(ctx context.Context, ids []uuid.UUID, docs []Document) (map[uuid.UUID]time.Time, error) {
	at := make(map[uuid.UUID]time.Time, len(docs))
	for _, d := range docs {
		if d.StaleAt != nil {
			at[d.ID] = *d.StaleAt
		}
	}
	waker, ok := x.source.(Waker)
	hidden := absent(ids, docs)
	if !ok || len(hidden) == 0 {
		return at, nil
	}
	next, err := waker.Next(ctx, hidden)
	if err != nil {
		return nil, fmt.Errorf("find when documents come back: %w", err)
	}
	maps.Copy(at, next)
	return at, nil
}

func absent(ids []uuid.UUID, docs []Document) []uuid.UUID {
	there := make(map[uuid.UUID]bool, len(docs))
	for _, d := range docs {
		there[d.ID] = true
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id uuid.UUID) bool { return there[id] })
}

func compareIDs(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }

// Pending counts the notes of changes that have not been indexed yet.
func (x *Indexer) Pending(ctx context.Context) (int, error) {
	n, err := pending(ctx, x.d)
	return n, x.d.Translate(err)
}

// Reindex reads everything again: what is missing is added, what differs replaced, what should not be there removed.
// Searches and changes go on meanwhile. After each batch it calls progress, when given, with the number of documents
// gone through so far; other processes can read the same from the database.
func (x *Indexer) Reindex(ctx context.Context, progress func(done int)) error {
	total, err := x.engine.Count(ctx)
	if err != nil {
		return fmt.Errorf("count the index: %w", err)
	}
	done := 0
	err = x.reindex(ctx, func(n int) error {
		done = n
		if progress != nil {
			progress(n)
		}
		return x.d.Translate(tellProgress(ctx, x.d, x.engine.Name(), n, max(n, total), ""))
	})
	trouble := ""
	if err != nil {
		trouble = err.Error()
	}
	// Also when it was stopped, so that nobody waits for it.
	ended := tellProgress(context.WithoutCancel(ctx), x.d, x.engine.Name(), -1, done, trouble)
	return errors.Join(err, x.d.Translate(ended))
}

func (x *Indexer) reindex(ctx context.Context, progress func(done int) error) error {
	lister, ok := x.engine.(Lister)
	if !ok {
		if err := x.engine.Clear(ctx); err != nil {
			return fmt.Errorf("clear the index: %w", err)
		}
	}
	after, done, more := uuid.Nil, 0, true
	for more {
		_, err := locked(ctx, x.d, true, func() error {
			page, err := x.source.All(ctx, after, docsAtOne)
			if err != nil {
				return fmt.Errorf("list documents: %w", err)
			}
			last := uuid.Max
			if more = len(page) == docsAtOne; more {
				last = page[len(page)-1]
			}
			ids := page
			if ok {
				extra, err := strays(ctx, lister, after, last, page)
				if err != nil {
					return err
				}
				ids = append(ids, extra...)
			}
			after, done = last, done+len(page)
			return errors.Join(x.refresh(ctx, slices.Clone(ids)), x.drain(ctx))
		})
		if err != nil {
			return err
		}
		if err := progress(done); err != nil {
			return err
		}
	}
	return nil
}

// strays lists what the engine has in (after, last] beyond the page, which is in order.
func strays(ctx context.Context, engine Lister, after, last uuid.UUID, page []uuid.UUID) ([]uuid.UUID, error) {
	var extra []uuid.UUID
	for {
		ids, err := engine.IDs(ctx, after, docsAtOne)
		if err != nil {
			return nil, fmt.Errorf("list the index: %w", err)
		}
		for _, id := range ids {
			if compareIDs(id, last) > 0 {
				return extra, nil
			}
			if _, known := slices.BinarySearchFunc(page, id, compareIDs); !known {
				extra = append(extra, id)
			}
		}
		if len(ids) < docsAtOne {
			return extra, nil
		}
		after = ids[len(ids)-1]
	}
}
