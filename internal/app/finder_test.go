package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/meili"
)

const (
	byMeili    = "meilisearch"
	byPostgres = "postgres"
	backWithin = 30 * time.Second       // after Meilisearch is back
	quick      = 500 * time.Millisecond // for an answer while it is away
)

// finder is the running service on a Meilisearch, beside the same catalogue on PostgreSQL alone.
type finder struct {
	*app.App
	t     *testing.T
	db    *dbtest.DB
	dir   string       // with the keys of what is in the database
	plain http.Handler // searches answered by PostgreSQL alone
	log   *syncedLog
	asked int // so that each question is a new one, which no cache has answered before
}

type syncedLog struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *syncedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *syncedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// newFinder runs the service with a little demo data on the Meilisearch at an address.
func newFinder(t *testing.T, address, key string) *finder {
	t.Helper()
	f := &finder{t: t, db: dbtest.New(t), dir: t.TempDir(), log: &syncedLog{}}
	plain := f.wire(nil)
	f.ok(plain.LoadDemo(t.Context(), 300, 1, calendar.Today(time.Now())))
	f.ok(plain.Indexer.Reindex(t.Context(), nil))
	f.plain = plain.Handler
	f.App = f.wire(map[string]string{"MEILI_URL": address, "MEILI_API_KEY": key})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- f.Run(ctx, nil) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-ended:
			f.ok(err)
		case <-time.After(backWithin):
			t.Error("the service does not end when told to")
		}
		if t.Failed() {
			t.Log(f.log)
		}
	})
	return f
}

func (f *finder) wire(settings map[string]string) *app.App {
	f.t.Helper()
	all := map[string]string{"DATA_DIR": f.dir, "DATABASE_URL": f.db.ServiceURL, "DEMO": "on", "LISTEN_ADDR": "127.0.0.1:0", "ADMIN_ADDR": "127.0.0.1:0", "DRAIN_SECONDS": "0"}
	maps.Copy(all, settings)
	cfg, err := config.Load(func(name string) string { return all[name] })
	f.ok(err)
	a, err := app.New(f.t.Context(), cfg, slog.New(slog.NewTextHandler(f.log, nil)))
	f.ok(err)
	f.t.Cleanup(func() { f.ok(a.Close()) })
	return a
}

func (f *finder) ok(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// get asks for an address and tells how long the answer took.
func (f *finder) get(h http.Handler, address string) (status int, body string, took time.Duration) {
	r := get(address)
	f.asked++
	r.RemoteAddr = fmt.Sprintf("192.0.%d.%d:1", f.asked/250%250, f.asked%250)
	w := httptest.NewRecorder()
	began := time.Now()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String(), time.Since(began)
}

// results is what a test looks at of an answer of the API.
type results struct {
	Engine string
	Total  int
	Facets map[string]map[string]int
	Items  []struct{ ID uuid.UUID }
}

func (r results) has(id uuid.UUID) bool {
	return slices.ContainsFunc(r.Items, func(item struct{ ID uuid.UUID }) bool { return item.ID == id })
}

func (f *finder) search(h http.Handler, query string) (r results, took time.Duration) {
	f.t.Helper()
	status, body, took := f.get(h, "/api/v1/offerings?"+query)
	if status != http.StatusOK {
		f.t.Fatalf("%.300s: %d %.300s", query, status, body)
	}
	f.ok(json.Unmarshal([]byte(body), &r))
	return r, took
}

// fresh is a question that has not been asked before and narrows to everything with a known amount.
func (f *finder) fresh() string { return fmt.Sprintf("pays_max=%d", 5_000_000+f.asked) }

func (f *finder) waitFor(engine string) {
	f.t.Helper()
	for deadline := time.Now().Add(backWithin); ; time.Sleep(20 * time.Millisecond) {
		r, _ := f.search(f.Handler, f.fresh())
		if r.Engine == engine {
			return
		}
		if time.Now().After(deadline) {
			f.t.Fatalf("not answered by %s after %s", engine, backWithin)
		}
	}
}

// questions are such that both engines must agree on total, facets and order.
var questions = []string{"", "place=00530", "place=33100&sort=distance", "scheme=voucher&sort=pays", "vacancy=true&spoken=sv", "service=home_care,meals&sort=quality", "pays=free&place=90100"}

// same waits until every question is answered by the engine, and as PostgreSQL answers it: totals and facets may lag
// behind what was changed a moment ago.
func (f *finder) same(engine string) {
	f.t.Helper()
	deadline := time.Now().Add(backWithin)
	for _, question := range questions {
		for {
			asked := question + fmt.Sprintf("&per_page=%d", 10+f.asked%90) // a new one
			got, _ := f.search(f.Handler, asked)
			want, _ := f.search(f.plain, asked)
			want.Engine = engine
			if reflect.DeepEqual(got, want) {
				break
			}
			if time.Now().After(deadline) {
				f.t.Fatalf("%s: %s answers %d, PostgreSQL %d; the same items: %v, the same facets: %v", asked, got.Engine,
					got.Total, want.Total, slices.Equal(got.Items, want.Items), reflect.DeepEqual(got.Facets, want.Facets))
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
}

// away holds the service to what it promises while Meilisearch is not to be used.
func (f *finder) away() {
	f.t.Helper()
	f.waitFor(byPostgres)
	slow := 0
	for range 8 {
		r, api := f.search(f.Handler, f.fresh())
		status, page, html := f.get(f.Handler, "/fi/palvelut?"+f.fresh())
		if r.Engine != byPostgres || r.Total == 0 || status != http.StatusOK || !strings.Contains(page, "<h1") {
			f.t.Errorf("answered by %s: %d; the page: %d", r.Engine, r.Total, status)
		}
		if max(api, html) > quick {
			slow++
		}
	}
	if slow > 4 { // some may have met something else on this machine; all would wait, if Meilisearch were waited for
		f.t.Errorf("%d of 8 answers took more than %s", slow, quick)
	}
	f.same(byPostgres)
	f.suspendOne()
}

// suspendOne suspends the admission behind something that is shown, which must be gone from the next answer to the same
// question.
func (f *finder) suspendOne() {
	f.t.Helper()
	const question = "per_page=50&sort=quality"
	shown, _ := f.search(f.Handler, question)
	if len(shown.Items) == 0 {
		f.t.Fatal("nothing is shown")
	}
	gone := shown.Items[f.asked%len(shown.Items)].ID
	f.ok(f.DB.InTx(f.t.Context(), actor.System("test"), func(ctx context.Context, tx *db.Tx) error {
		var admission uuid.UUID
		if err := tx.GetContext(ctx, &admission, `
INSERT INTO admission_event (id, admission_id, kind, reasons, done_by)
SELECT $1, o.admission_id, 'suspended', 'Syy', (SELECT id FROM person LIMIT 1) FROM offering o WHERE o.id = $2
RETURNING admission_id`, uuid.New(), gone); err != nil {
			return err
		}
		return search.Touch(ctx, tx, search.KindAdmission, admission)
	}))
	if after, _ := f.search(f.Handler, question); after.has(gone) {
		f.t.Errorf("a suspended producer's offering is shown by %s", after.Engine)
	}
}

// back holds the service to what it promises once Meilisearch is back.
func (f *finder) back() {
	f.t.Helper()
	f.waitFor(byMeili)
	f.same(byMeili)
	f.suspendOne()
}

func ensureKey(t *testing.T, server *meilitest.Server) string {
	t.Helper()
	key, err := meili.MakeKey(t.Context(), server.URL, server.MasterKey, meili.DefaultPrefix)
	if err != nil {
		t.Fatal(err)
	}
	return key
}
