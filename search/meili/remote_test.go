package meili_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/meili"
	"github.com/tuottajatori/tuottajatori/search/searchtest"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// limited makes an engine with a key of the least rights.
func limited(t *testing.T, at meilitest.Index) (*meili.Engine, string) {
	t.Helper()
	key, err := meili.MakeKey(t.Context(), at.URL, at.MasterKey, at.Prefix)
	must(t, err)
	e, err := meili.New(meili.Config{URL: at.URL, Key: key, Prefix: at.Prefix})
	must(t, err)
	return e, key
}

func total(t *testing.T, e search.Engine, q search.Query) int {
	t.Helper()
	result, err := e.Search(t.Context(), q)
	must(t, err)
	return result.Total
}

func marked(t *testing.T, e *meili.Engine) search.Mark {
	t.Helper()
	m, err := e.Mark(t.Context())
	must(t, err)
	return m
}

// build fills a new index with documents, some of which go again.
func build(t *testing.T, e *meili.Engine, docs []search.Document, m search.Mark) {
	t.Helper()
	r, err := e.Rebuild(t.Context())
	must(t, err)
	must(t, r.Put(t.Context(), docs))
	must(t, r.Delete(t.Context(), []uuid.UUID{docs[0].ID}))
	must(t, r.Put(t.Context(), docs[:1]))
	must(t, r.Delete(t.Context(), []uuid.UUID{docs[1].ID}))
	must(t, r.Finish(t.Context(), m))
}

// TestTheLifeOfAnIndex goes through everything that a remote engine does, with a key of the least rights.
func TestTheLifeOfAnIndex(t *testing.T) {
	at := meilitest.Shared(t)
	e, _ := limited(t, at)
	none := search.Mark{}
	if m := marked(t, e); m != none {
		t.Fatalf("nothing is there, and yet a mark: %+v", m)
	}
	if _, err := e.Search(t.Context(), search.Query{}); err == nil {
		t.Error("an index that is not there answers")
	}
	docs := searchtest.Documents(60, 1)
	first := search.Mark{Database: uuid.New(), Version: 7, Settings: e.Settings()}
	build(t, e, docs[:30], first)
	if m := marked(t, e); m != first {
		t.Errorf("mark %+v, not %+v", m, first)
	}
	if n := total(t, e, search.Query{}); n != 29 {
		t.Errorf("%d documents of 29", n)
	}
	first.Version++
	must(t, e.SetMark(t.Context(), first))
	if m := marked(t, e); m != first {
		t.Errorf("mark %+v, not %+v", m, first)
	}
	abandoned, err := e.Rebuild(t.Context())
	must(t, err)
	must(t, abandoned.Put(t.Context(), docs))
	must(t, abandoned.Abandon(t.Context()))
	left, err := e.Rebuild(t.Context()) // as if the process had died
	must(t, err)
	must(t, left.Put(t.Context(), docs))
	if m, n := marked(t, e), total(t, e, search.Query{}); m != first || n != 29 {
		t.Errorf("an unfinished rebuild changed what answers: %+v, %d documents", m, n)
	}
	second := search.Mark{Database: first.Database, Version: 9, Settings: e.Settings()}
	build(t, e, docs, second)
	if m, n := marked(t, e), total(t, e, search.Query{}); m != second || n != 59 {
		t.Errorf("after another rebuild: %+v, %d documents", m, n)
	}
	must(t, e.Clear(t.Context()))
	if n, err := e.Count(t.Context()); err != nil || n != 0 {
		t.Errorf("%d documents after clearing, %v", n, err)
	}
}

// TestAnIndexMadeAnewHasNoMark takes the index away and puts another in its place between a mark's reading and writing.
func TestAnIndexMadeAnewHasNoMark(t *testing.T) {
	at := meilitest.Shared(t)
	e, _ := limited(t, at)
	docs := searchtest.Documents(10, 1)
	m := search.Mark{Database: uuid.New(), Version: 1, Settings: e.Settings()}
	build(t, e, docs, m)
	if marked(t, e) != m {
		t.Fatal("no mark")
	}
	ask(t, http.MethodDelete, at.URL+"/indexes/"+at.Prefix+"offerings", at.MasterKey, "")
	must(t, e.Put(t.Context(), docs)) // the server makes an index of its own accord
	m.Version = 2
	if err := e.SetMark(t.Context(), m); err == nil {
		t.Error("an index that holds a part of the documents is marked as whole")
	}
	if got := marked(t, e); got != (search.Mark{}) {
		t.Errorf("an index made anew has the mark %+v", got)
	}
	build(t, e, docs, m)
	if got := marked(t, e); got != m {
		t.Errorf("mark %+v, not %+v", got, m)
	}
}

func ask(t *testing.T, method, address, key, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, bytes.NewReader([]byte(body)))
	must(t, err)
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/json")
	resp, err := (&http.Client{Timeout: 30 * time.Second}).Do(req)
	must(t, err)
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	must(t, err)
	return resp.StatusCode, string(got)
}

// TestKeyOfTheLeastRights tries with the key what the program does not do.
func TestKeyOfTheLeastRights(t *testing.T) {
	at := meilitest.Shared(t)
	e, key := limited(t, at)
	must(t, e.Clear(t.Context()))
	if again, err := meili.MakeKey(t.Context(), at.URL, at.MasterKey, at.Prefix); err != nil || again != key {
		t.Errorf("asked again, another key is made: %v", err)
	}
	own := at.URL + "/indexes/" + at.Prefix + "offerings"
	for _, c := range []struct{ method, address, body string }{
		{http.MethodGet, at.URL + "/keys", ""},
		{http.MethodPost, at.URL + "/keys", `{"actions":["*"],"indexes":["*"],"expiresAt":null}`},
		{http.MethodPost, at.URL + "/dumps", ""},
		{http.MethodPost, at.URL + "/snapshots", ""},
		{http.MethodGet, at.URL + "/stats", ""},
		{http.MethodGet, at.URL + "/experimental-features", ""},
		{http.MethodGet, own + "/settings", ""},
		{http.MethodPost, at.URL + "/tasks/cancel?statuses=enqueued", ""},
		{http.MethodDelete, at.URL + "/tasks?statuses=succeeded", ""},
		{http.MethodPost, at.URL + "/indexes", `{"uid":"foreign"}`},
		{http.MethodPost, at.URL + "/indexes/foreign/documents", `[{"id":1}]`},
		{http.MethodPost, at.URL + "/indexes/foreign/search", `{}`},
		{http.MethodDelete, at.URL + "/indexes/foreign", ""},
		{http.MethodPost, at.URL + "/swap-indexes", `[{"indexes":["foreign","` + at.Prefix + `offerings"]}]`},
		{http.MethodPost, at.URL + "/export", `{"url":"http://127.0.0.1:1"}`},
	} {
		if status, said := ask(t, c.method, c.address, key, c.body); status != http.StatusForbidden && !strings.Contains(said, "invalid_api_key") {
			t.Errorf("%s %s: %d %s", c.method, strings.TrimPrefix(c.address, at.URL), status, said)
		}
	}
}

// TestFaultsAreErrors asks with a wrong key, of nobody, and with a context that has ended.
func TestFaultsAreErrors(t *testing.T) {
	at := meilitest.Shared(t)
	wrong, err := meili.New(meili.Config{URL: at.URL, Key: "secret-of-nobody", Prefix: at.Prefix})
	must(t, err)
	away, err := meili.New(meili.Config{URL: "http://127.0.0.1:1", Key: "secret-of-nobody"})
	must(t, err)
	docs := searchtest.Documents(1, 1)
	for name, e := range map[string]*meili.Engine{"wrong key": wrong, "away": away} {
		for doing, do := range map[string]func(context.Context) error{
			"search":  func(ctx context.Context) error { _, err := e.Search(ctx, search.Query{Text: "salaisuus"}); return err },
			"put":     func(ctx context.Context) error { return e.Put(ctx, docs) },
			"delete":  func(ctx context.Context) error { return e.Delete(ctx, []uuid.UUID{docs[0].ID}) },
			"clear":   e.Clear,
			"count":   func(ctx context.Context) error { _, err := e.Count(ctx); return err },
			"mark":    func(ctx context.Context) error { _, err := e.Mark(ctx); return err },
			"setmark": func(ctx context.Context) error { return e.SetMark(ctx, search.Mark{}) },
			"rebuild": func(ctx context.Context) error { _, err := e.Rebuild(ctx); return err },
		} {
			err := do(t.Context())
			if err == nil {
				t.Errorf("%s: %s succeeds", name, doing)
				continue
			}
			if text := err.Error(); strings.Contains(text, "secret-of-nobody") || strings.Contains(text, "salaisuus") {
				t.Errorf("%s: %s tells a secret: %s", name, doing, text)
			}
		}
	}
	e, _ := limited(t, at)
	must(t, e.Clear(t.Context()))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Search(ctx, search.Query{}); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
	if err := e.Put(ctx, docs); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
	for _, address := range []string{"", "127.0.0.1:7700", "ftp://x", "http://", "::"} {
		if _, err := meili.New(meili.Config{URL: address}); err == nil {
			t.Errorf("%q is an address", address)
		}
	}
}
