package app_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/migrate"
)

// moved are the tables of earlier schemas whose rows may become fewer when they are brought up to date, and why.
var moved = map[string]string{"rating": "became values of indicators, see 00010", "ask_source": "is counted in try_limit, see 00057"}

// TestEachReleaseIsBroughtUpToDate migrates what the program kept at each schema that it was released with: the demo's
// producers, schemes, applications in every state, prices, quality and audit trail. No row is lost, and the program of today
// shows and searches what is there. The files are the rows of `tuottajatori demo --offerings 40` of each release, as
// `pg_dump --data-only --inserts --load-via-partition-root` writes them; those of the queue and of the indexes are left out. A worker
// had sealed the audit trail of the newer ones; beside the demo's, 00052 has visitors' requests in seven states, before those were
// kept beside the requests.
func TestEachReleaseIsBroughtUpToDate(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "releases", "*.sql.gz"))
	if err != nil || len(files) < 5 {
		t.Fatalf("%d releases: %v", len(files), err)
	}
	d := dbtest.New(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".sql.gz"), func(t *testing.T) {
			owner, service := released(t, d, file)
			before := rowsOf(t, owner)
			if err := migrate.Up(t.Context(), owner); err != nil {
				t.Fatal(err)
			}
			after := rowsOf(t, owner)
			for _, table := range slices.Sorted(maps.Keys(before)) {
				if now, there := after[table]; now < before[table] && moved[table] == "" {
					t.Errorf("%s had %d rows and has %d (there is such a table: %v)", table, before[table], now, there)
				}
			}
			if before["audit_event"] == 0 || before["application"] < 10 || before["price_line"] < 30 {
				t.Errorf("the release had too little to tell anything: %v", before)
			}
			requestsStand(t, owner, before["ask_request"])
			shown(t, service, before["offering"])
		})
	}
}

// released makes a database as a release has left it.
func released(t *testing.T, d *dbtest.DB, file string) (ownerURL, serviceURL string) {
	t.Helper()
	name := "release_" + uuid.NewString()
	d.Owner.MustExec("CREATE DATABASE " + pq.QuoteIdentifier(name))
	t.Cleanup(func() { d.Owner.MustExec("DROP DATABASE " + pq.QuoteIdentifier(name) + " WITH (FORCE)") })
	ownerURL, serviceURL = dbtest.With(d.OwnerURL, name), dbtest.With(d.ServiceURL, name)
	var version int64
	if _, err := fmt.Sscanf(filepath.Base(file), "%d.sql.gz", &version); err != nil {
		t.Fatal(err)
	}
	if err := migrate.To(t.Context(), ownerURL, version); err != nil {
		t.Fatal(err)
	}
	packed, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = packed.Close() }()
	plain, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	owner, err := db.Open(t.Context(), ownerURL, db.WithPool(1))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = owner.Close() }()
	// Rows that migrations make themselves are among those of the file; references and triggers were kept when they were made.
	for _, statement := range []string{`DO $$ BEGIN EXECUTE (SELECT 'TRUNCATE ' || string_agg(format('%I', relname), ', ') FROM pg_class
		WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname NOT LIKE 'goose%' AND relname NOT LIKE 'search%'); END $$`,
		`SET session_replication_role = replica`, string(rows)} {
		if _, err := owner.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%.80s: %v", statement, err)
		}
	}
	return ownerURL, serviceURL
}

// rowsOf is how many rows each table has, but those that are made anew from others.
func rowsOf(t *testing.T, ownerURL string) map[string]int {
	t.Helper()
	owner, err := db.Open(t.Context(), ownerURL, db.WithPool(1))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = owner.Close() }()
	var tables []struct {
		Name string `db:"name"`
		Rows int    `db:"rows"`
	}
	err = owner.SelectContext(t.Context(), &tables, `SELECT relname AS name,
		(xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I', relname), false, true, '')))[1]::text::int AS rows
		FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
		    AND relname NOT LIKE 'goose%' AND relname NOT LIKE 'river%' AND relname NOT LIKE 'search%' AND relname <> 'catalogue_sheet'`)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, table := range tables {
		count[table.Name] = table.Rows
	}
	return count
}

// requestsStand sees each visitor's request where what has happened to it says.
func requestsStand(t *testing.T, ownerURL string, requests int) {
	t.Helper()
	owner, err := db.Open(t.Context(), ownerURL, db.WithPool(1))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = owner.Close() }()
	var found struct{ Right, States int }
	err = owner.GetContext(t.Context(), &found, `SELECT count(*) FILTER (WHERE (r.status, r.status_at, r.erased) = (s.status, s.at, s.erased)) AS right, count(DISTINCT r.status) AS states
		FROM ask_request r CROSS JOIN ask_request_status(r.id) s`)
	if err != nil || found.Right != requests || found.States < min(requests, 5) {
		t.Errorf("of %d requests %d stand where they stood, in %d states: %v", requests, found.Right, found.States, err)
	}
}

// shown opens the program over the database and asks it for what was there.
func shown(t *testing.T, serviceURL string, offerings int) {
	t.Helper()
	cfg, err := config.Load(func(name string) string {
		return map[string]string{"DATA_DIR": t.TempDir(), "DATABASE_URL": serviceURL, "DEMO": "on"}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := keys.Anew(cfg.KeysFile, map[string]int{keys.Tokens: 1, keys.Audit: 1, keys.Personal: 1, keys.Lookup: 1}); err != nil { // those of the release are not kept
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	if err := a.Indexer.Reindex(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	for path, words := range map[string]string{"/fi/palvelut": "<h1", "/api/v1/offerings?per_page=1": `"total":`, "/sv/tjanster": "<h1"} {
		w := httptest.NewRecorder()
		a.Handler.ServeHTTP(w, get(path))
		if w.Code != 200 || !strings.Contains(w.Body.String(), words) || strings.Contains(w.Body.String(), `"total":0`) {
			t.Errorf("%s answers %d: %.200s (of %d offerings)", path, w.Code, w.Body.String(), offerings)
		}
	}
}
