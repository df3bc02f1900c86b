package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/tuottajatori/tuottajatori/search/meili"
)

// benchPrefix begins the names of the index that documents are posted to for comparison, which is removed again.
const benchPrefix = meili.DefaultPrefix + "bench_"

// postAtOne is how many documents are posted at a time: as many as a rebuild posts.
const postAtOne = 2000

// reindex builds Meilisearch's index anew beside the one that answers, as `tuottajatori reindex` does, and posts the
// very documents that are then in it to an index of the same settings.
func (b *bench) reindex(ctx context.Context, report *Report) error {
	if b.MeiliURL == "" {
		return nil
	}
	b.say("a rebuild of the index")
	began := time.Now()
	if err := b.Rebuild(ctx); err != nil {
		return fmt.Errorf("rebuild the index: %w", err)
	}
	took := time.Since(began).Seconds()
	batches, n, err := b.readyDocuments(ctx)
	if err != nil {
		return err
	}
	b.say("the same %d documents posted to an index of their own", n)
	posting, err := b.postAll(ctx, batches)
	if err != nil {
		return err
	}
	report.add("reindex (documents/s)", float64(n)/took)
	report.add("posting the same ready documents (documents/s)", float64(n)/posting.Seconds())
	report.add(reindexRate, posting.Seconds()/took)
	return nil
}

// readyDocuments reads what is in the index, as JSON arrays of postAtOne.
func (b *bench) readyDocuments(ctx context.Context) (batches [][]byte, n int, err error) {
	c := newClient()
	for {
		address := fmt.Sprintf("%s/indexes/%sofferings/documents?limit=%d&offset=%d", b.MeiliURL, meili.DefaultPrefix, postAtOne, n)
		body, err := c.ask(ctx, http.MethodGet, address, b.MeiliKey, nil)
		if err != nil {
			return nil, 0, err
		}
		var page struct {
			Results []json.RawMessage `json:"results"`
		}
		if err := json.Unmarshal(body, &page); err != nil {
			return nil, 0, fmt.Errorf("read documents of Meilisearch: %w", err)
		}
		if len(page.Results) == 0 {
			return batches, n, nil
		}
		batch, err := json.Marshal(page.Results)
		if err != nil {
			return nil, 0, err
		}
		batches, n = append(batches, batch), n+len(page.Results)
	}
}

// postAll posts batches to an index with the product's settings and waits until all have been taken.
func (b *bench) postAll(ctx context.Context, batches [][]byte) (took time.Duration, err error) {
	engine, err := meili.New(meili.Config{URL: b.MeiliURL, Key: b.MeiliKey, Prefix: benchPrefix})
	if err != nil {
		return 0, err
	}
	fresh, err := engine.Rebuild(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, fresh.Abandon(context.WithoutCancel(ctx))) }()
	c := newClient()
	began := time.Now()
	var last struct {
		TaskUID int `json:"taskUid"`
	}
	for _, batch := range batches {
		body, err := c.ask(ctx, http.MethodPost, b.MeiliURL+"/indexes/"+benchPrefix+"offerings_next/documents", b.MeiliKey, batch)
		if err != nil {
			return 0, err
		}
		if err := json.Unmarshal(body, &last); err != nil {
			return 0, err
		}
	}
	for {
		body, err := c.ask(ctx, http.MethodGet, fmt.Sprintf("%s/tasks/%d", b.MeiliURL, last.TaskUID), b.MeiliKey, nil)
		if err != nil {
			return 0, err
		}
		var task struct {
			Status string `json:"status"`
		}
		if err := json.Unmarshal(body, &task); err != nil {
			return 0, err
		}
		switch task.Status {
		case "succeeded":
			return time.Since(began), nil
		case "failed", "canceled":
			return 0, fmt.Errorf("posting documents: the task has %s", task.Status)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
