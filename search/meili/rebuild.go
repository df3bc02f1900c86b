package meili

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/meilisearch/meilisearch-go"

	"github.com/tuottajatori/tuottajatori/search"
)

// underWay is how many batches of a rebuild the server may have before it. It takes all that wait at one go, and each go
// writes all points of the index anew, so few large goes are done sooner than many small ones: with 64 instead of 16 a
// rebuild of 100 000 took 58 s instead of 72. A change to the index that answers waits for what is before it; until the
// rebuild is done PostgreSQL answers.
const underWay = 64

// rebuild is search.Rebuild. It is for one goroutine.
type rebuild struct {
	e     *Engine
	tasks []*meilisearch.TaskInfo // not yet known to be done, oldest first
}

// Rebuild begins a new index beside the one that answers. See search.Remote.
func (e *Engine) Rebuild(ctx context.Context) (search.Rebuild, error) {
	if err := e.drop(ctx, e.next); err != nil {
		return nil, err
	}
	if err := e.create(ctx, e.next); err != nil {
		return nil, err
	}
	return &rebuild{e: e}, nil
}

// drop removes an index, if there is one.
func (e *Engine) drop(ctx context.Context, uid string) error {
	info, err := e.client.DeleteIndexWithContext(ctx, uid)
	if err = e.taken(ctx, "remove an index", info, err); isCode(err, codeIndexMissing) {
		return nil
	}
	return err
}

func (r *rebuild) Put(ctx context.Context, docs []search.Document) error {
	if len(docs) == 0 {
		return nil
	}
	ready := prepare(docs) // while the server is busy with those before
	if err := r.settle(ctx, underWay-1); err != nil {
		return err
	}
	info, err := r.e.add(ctx, r.e.next, ready)
	return r.posted("add documents", info, err)
}

func (r *rebuild) Delete(ctx context.Context, ids []uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	if err := r.settle(ctx, underWay-1); err != nil {
		return err
	}
	info, err := r.e.remove(ctx, r.e.next, ids)
	return r.posted("delete documents", info, err)
}

func (r *rebuild) posted(doing string, info *meilisearch.TaskInfo, err error) error {
	if err != nil {
		return broken(doing, err)
	}
	r.tasks = append(r.tasks, info)
	return nil
}

// settle waits until at most so many tasks are under way.
func (r *rebuild) settle(ctx context.Context, most int) error {
	for len(r.tasks) > most {
		if err := r.e.taken(ctx, "fill a new index", r.tasks[0], nil); err != nil {
			return err
		}
		r.tasks = r.tasks[1:]
	}
	return nil
}

// Finish lets the new index take the place of the old. See search.Rebuild. The mark is written before, under the
// identity of the new index, so that at any moment the index that answers has its own mark and no other.
func (r *rebuild) Finish(ctx context.Context, m search.Mark) error {
	e := r.e
	if err := r.settle(ctx, 0); err != nil {
		return err
	}
	fresh, err := e.identity(ctx, e.next)
	if err != nil {
		return err
	}
	if err := e.saveMark(ctx, fresh, m); err != nil {
		return err
	}
	old, err := e.identity(ctx, e.offerings)
	if isCode(err, codeIndexMissing) {
		err = e.create(ctx, e.offerings) // only what is there can be swapped
	}
	if err != nil {
		return err
	}
	if err := e.swap(ctx, fresh, m); err != nil {
		return err
	}
	return errors.Join(e.drop(ctx, e.next), e.forget(ctx, old))
}

// swap lets the next index answer, of which the identity and the mark are given. A key for certain indexes may not ask
// after a task that is about two of them, so a task that comes after it is waited for, and then the outcome seen.
func (e *Engine) swap(ctx context.Context, fresh string, m search.Mark) error {
	const doing = "let the new index answer"
	_, err := e.client.SwapIndexesWithContext(ctx, []*meilisearch.SwapIndexesParams{{Indexes: []string{e.offerings, e.next}}})
	if err != nil {
		return broken(doing, err)
	}
	if err := e.saveMark(ctx, fresh, m); err != nil {
		return err
	}
	now, err := e.identity(ctx, e.offerings)
	if err != nil {
		return err
	}
	if now != fresh {
		return &Error{Doing: doing, Code: "not swapped"}
	}
	e.fed.Store(&fresh)
	return nil
}

// forget removes the mark of an index that is no more.
func (e *Engine) forget(ctx context.Context, id string) error {
	if id == "" {
		return nil
	}
	info, err := e.client.Index(e.marks).DeleteDocumentWithContext(ctx, id, nil)
	return e.taken(ctx, "remove a mark", info, err)
}

// Abandon removes what was built. See search.Rebuild.
func (r *rebuild) Abandon(ctx context.Context) error {
	r.tasks = nil
	return r.e.drop(ctx, r.e.next)
}
