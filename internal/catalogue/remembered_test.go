package catalogue

import (
	"log/slog"
	"testing"

	"github.com/pressly/goose/v3"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/migrations"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/pg"
	"github.com/tuottajatori/tuottajatori/search/recent"
)

// TestWhatIsRememberedIsGoneAtCommit: the memory holds which and in what order, never what.
func TestWhatIsRememberedIsGoneAtCommit(t *testing.T) {
	w := newWorld(t)
	stays, goes := w.HomeCare("Aamurusko"), w.HomeCare("Iltarusko")
	engine := pg.New(w.DB.Service)
	if err := search.NewIndexer(w.DB.Service, engine, w.source(), slog.New(slog.DiscardHandler)).Reindex(w.Ctx, nil); err != nil {
		t.Fatal(err)
	}
	remembering := recent.New(engine, func() (string, string, bool) { return engine.Name(), "the same for ever", true }, recent.DefaultBytes)
	c := w.catalogue(remembering)
	if page := w.find(c, "service=home_care"); len(page.Items) != 2 || page.Total != 2 {
		t.Fatalf("%d items, total %d", len(page.Items), page.Total)
	}
	w.Event(goes.Admission, "suspended", calendar.Date{})
	for range 2 {
		page := w.find(c, "service=home_care")
		if len(page.Items) != 1 || page.Items[0].ID != stays.Offering || page.Total != 1 {
			t.Errorf("after the suspension %d items, total %d", len(page.Items), page.Total)
		}
	}
}

// TestAnIndexFromBeforeThereWasALogIsWrittenAnew takes a database with an index back to before its documents had
// bodies, and migrates it.
func TestAnIndexFromBeforeThereWasALogIsWrittenAnew(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Aamurusko")
	engine := pg.New(w.DB.Service)
	indexer := search.NewIndexer(w.DB.Service, engine, w.source(), slog.New(slog.DiscardHandler))
	if err := indexer.Reindex(w.Ctx, nil); err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, w.DB.Owner.DB.DB, migrations.FS, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(w.Ctx, 6); err != nil {
		t.Fatal(err)
	}
	if _, err := provider.Up(w.Ctx); err != nil {
		t.Fatal(err)
	}
	var before int64
	if err := w.DB.Owner.Get(&before, `SELECT version FROM search_state`); err != nil {
		t.Fatal(err)
	}
	if page := w.find(w.catalogue(engine), "service=home_care"); len(page.Items) != 1 {
		t.Errorf("%d items of the old index right after the migration", len(page.Items))
	}
	if err := indexer.Drain(w.Ctx); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Version int64
		Body    bool
		Named   bool
	}
	if err := w.DB.Owner.Get(&got, `SELECT d.version, b.body LIKE '%"Standing"%' AS body, s.database IS NOT NULL AS named
		FROM search_document d JOIN search_body b ON b.id = d.id, search_state s WHERE d.id = $1`, h.Offering); err != nil {
		t.Fatal(err)
	}
	if got.Version <= before || !got.Body || !got.Named {
		t.Errorf("after the migration the document is %+v, from version %d", got, before)
	}
}

// TestTimeChangesTheStandingOfTheRest: when a suspension ends by itself, the other terms of the same point are no longer
// the only ones.
func TestTimeChangesTheStandingOfTheRest(t *testing.T) {
	w := newWorld(t)
	h := w.HomeCare("Aamurusko")
	other := w.Offer(w.Admit(w.Voucher("03"), h.Producer, "home_care"), h.Point, "home_care", "179")
	w.Event(h.Admission, "suspended", cataloguetest.Today.AddDays(3))
	indexer := search.NewIndexer(w.DB.Service, pg.New(w.DB.Service), w.source(), slog.New(slog.DiscardHandler))
	if err := indexer.Reindex(w.Ctx, nil); err != nil {
		t.Fatal(err)
	}
	alone := func() (yes bool) {
		t.Helper()
		if err := w.DB.Owner.Get(&yes, `SELECT (body::jsonb #>> '{Standing,Alone}')::boolean FROM search_body WHERE id = $1`, other); err != nil {
			t.Fatal(err)
		}
		return yes
	}
	if !alone() {
		t.Fatal("while the others are suspended it is not alone")
	}
	w.Now = w.Now.AddDate(0, 0, 4)
	w.Exec(`UPDATE search_due SET at = clock_timestamp()`)
	if err := indexer.Drain(w.Ctx); err != nil {
		t.Fatal(err)
	}
	if alone() {
		t.Error("after the suspension it is still alone in the index")
	}
}
