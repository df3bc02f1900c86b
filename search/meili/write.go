package meili

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/meilisearch/meilisearch-go"

	"github.com/tuottajatori/tuottajatori/search"
)

// Put adds or replaces documents. See search.Engine.
func (e *Engine) Put(ctx context.Context, docs []search.Document) error {
	if len(docs) == 0 {
		return nil
	}
	info, err := e.add(ctx, e.offerings, prepare(docs))
	return e.taken(ctx, "add documents", info, err)
}

func prepare(docs []search.Document) []document {
	ready := make([]document, len(docs))
	for i, d := range docs {
		ready[i] = post(d)
	}
	return ready
}

func (e *Engine) add(ctx context.Context, uid string, ready []document) (*meilisearch.TaskInfo, error) {
	key := "id"
	return e.client.Index(uid).AddDocumentsWithContext(ctx, ready, &meilisearch.DocumentOptions{PrimaryKey: &key})
}

// Delete removes documents. See search.Engine.
func (e *Engine) Delete(ctx context.Context, ids []uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	info, err := e.remove(ctx, e.offerings, ids)
	return e.taken(ctx, "delete documents", info, err)
}

func (e *Engine) remove(ctx context.Context, uid string, ids []uuid.UUID) (*meilisearch.TaskInfo, error) {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = id.String()
	}
	return e.client.Index(uid).DeleteDocumentsWithContext(ctx, list, nil)
}

// Clear removes everything, and makes an empty index with our settings where there is none. See search.Engine.
func (e *Engine) Clear(ctx context.Context) error {
	if err := e.create(ctx, e.offerings); err != nil {
		return err
	}
	info, err := e.client.Index(e.offerings).DeleteAllDocumentsWithContext(ctx, nil)
	return e.taken(ctx, "delete all documents", info, err)
}

// Count says how many documents there are. See search.Engine.
func (e *Engine) Count(ctx context.Context) (int, error) {
	n := 0
	err := e.ask(ctx, []subQuery{{IndexUID: e.offerings}}, func(got []answer) { n = got[0].Total })
	return n, err
}

// How often the server is asked whether it has done a task: small ones take some milliseconds.
const (
	askFirst  = 2 * time.Millisecond
	askAtMost = 50 * time.Millisecond
)

// taken waits until the server has done a task that was posted with the given outcome.
func (e *Engine) taken(ctx context.Context, doing string, info *meilisearch.TaskInfo, err error) error {
	if err != nil {
		return broken(doing, err)
	}
	for wait := askFirst; ; wait = min(2*wait, askAtMost) {
		task, err := e.client.GetTaskWithContext(ctx, info.TaskUID)
		if err != nil {
			return broken(doing, err)
		}
		switch task.Status {
		case meilisearch.TaskStatusSucceeded:
			return nil
		case meilisearch.TaskStatusFailed, meilisearch.TaskStatusCanceled:
			return &Error{Doing: doing, Code: task.Error.Code}
		}
		select {
		case <-ctx.Done():
			return broken(doing, ctx.Err())
		case <-time.After(wait):
		}
	}
}
