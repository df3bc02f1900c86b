package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/pg"
	"github.com/tuottajatori/tuottajatori/search/searchtest"
)

// site serves a result page with a style sheet, two fonts, a script and a picture of known sizes.
func site(t *testing.T) http.Handler {
	t.Helper()
	files := map[string]string{
		"/assets/app.css": `@font-face{src:url("a.woff2") format("woff2");unicode-range:U+0020-007E}
			@font-face{src:url("b.woff2") format("woff2");unicode-range:U+010C,U+0110-0111} .x{background:url(/assets/x.svg#y)}`,
		"/assets/a.woff2": strings.Repeat("a", 5000),
		"/assets/b.woff2": strings.Repeat("b", 7000),
		"/assets/app.js":  strings.Repeat("j", 300),
		"/assets/x.svg":   strings.Repeat("x", 200),
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, ok := files[r.URL.Path]; ok {
			if strings.HasSuffix(r.URL.Path, ".css") {
				w.Header().Set("Content-Type", "text/css")
			}
			_, _ = w.Write([]byte(body))
			return
		}
		_, _ = w.Write([]byte(`<link href="/assets/app.css"><script src="/assets/app.js"></script>` + r.URL.Query().Get("extra")))
	})
}

func TestVisitWeighsWhatABrowserFetches(t *testing.T) {
	v := &visitor{handler: site(t)}
	css := v.get(t.Context(), "/assets/app.css")
	page := len(v.get(t.Context(), "/fi").body)
	for _, step := range []struct {
		path string
		want int
	}{
		{"/fi", page + len(css.body) + 5000 + 300 + 200}, // font b has none of the page's letters
		{"/fi", page},
		{"/fi?extra=%C4%8D", page + 2}, // small č is in no range
	} {
		got, err := v.visit(t.Context(), step.path)
		if err != nil || got != step.want {
			t.Errorf("%s weighs %d, %v; want %d", step.path, got, err, step.want)
		}
	}
	other := &visitor{handler: site(t)}
	if got, err := other.visit(t.Context(), "/fi?extra=%C4%8C"); err != nil || got != page+2+len(css.body)+5000+7000+300+200 {
		t.Errorf("with a letter of font b: %d, %v", got, err)
	}
}

func TestPercentile(t *testing.T) {
	var all []time.Duration
	for i := range 100 {
		all = append(all, time.Duration(100-i))
	}
	for p, want := range map[int]time.Duration{50: 50, 95: 95, 100: 100, 0: 1} {
		if got := percentile(all, p); got != want {
			t.Errorf("percentile %d is %d, want %d", p, got, want)
		}
	}
	if percentile(nil, 50) != 0 || percentile(all[:1], 50) != 100 {
		t.Error("of none or one")
	}
}

func TestReport(t *testing.T) {
	var r Report
	r.add(pageMedian, 4.99999)
	r.add("b", 7)
	r.add(newsRate, 3)
	if !r.Holds() {
		t.Error("holds no target that is met")
	}
	r.add(laterPage, 15.2)
	if r.Holds() || !strings.Contains(r.String(), "DOES NOT HOLD") {
		t.Error("a broken target is not told")
	}
	body, err := json.Marshal(r)
	want := `{"rows":[{"name":"` + pageMedian + `","value":5,"target":5,"holds":true},{"name":"b","value":7,"target":null,"holds":true},` +
		`{"name":"` + newsRate + `","value":3,"target":3,"least":true,"holds":true},{"name":"` + laterPage + `","value":15.2,"target":15,"holds":false}]}`
	if err != nil || string(body) != want {
		t.Errorf("%s, %v", body, err)
	}
	r = Report{documents: 5_000}
	r.add(changeSeen, 3)
	r.skip("reindex", "there is no Meilisearch")
	if r.Holds() || !strings.Contains(r.String(), "NOT MEASURED: reindex: there is no Meilisearch") {
		t.Errorf("of a small catalogue, and with something left out: %s", r)
	}
	r = Report{documents: 100_000}
	r.add(changeSeen, 3)
	r.add(pgRate, 1.4)
	if !r.Rows[0].Holds || r.Rows[1].Holds {
		t.Errorf("of a large catalogue: %s", r)
	}
}

// TestSearchesAreValid holds every search to what the catalogue takes.
func TestSearchesAreValid(t *testing.T) {
	all, err := searches()
	if err != nil || len(all) < 50 {
		t.Fatalf("%d searches, %v", len(all), err)
	}
	for _, s := range all {
		if _, err := catalogue.ParseQuery(s.query.Encode()); err != nil {
			t.Errorf("%v: %v", s.query, err)
		}
	}
}

func TestSearchMeasures(t *testing.T) {
	d := dbtest.New(t)
	engine := pg.New(d.Service)
	parts := Parts{DB: d.Service, Engine: engine, Handler: site(t)}
	put := func(docs []search.Document) {
		for chunk := range slices.Chunk(docs, 500) {
			if err := engine.Put(t.Context(), chunk); err != nil {
				t.Fatal(err)
			}
		}
	}
	docs := searchtest.Documents(Fewest, 1)
	put(docs[:Fewest-1])
	options := Quick()
	options.Only = []string{"inside"} // the others need servers in processes of their own
	if _, err := Search(t.Context(), parts, options); err == nil || !strings.Contains(err.Error(), "2899") {
		t.Fatalf("with too few offerings: %v", err)
	}
	put(docs[Fewest-1:])
	report, err := Search(t.Context(), parts, options)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]float64{}
	for _, row := range report.Rows {
		names[row.Name] = row.Value
		if row.Value <= 0 {
			t.Errorf("%s is %f", row.Name, row.Value)
		}
	}
	for _, name := range []string{pageMedian, "API answer in the process, median (ms)", "engine alone, median (ms)", "plain SQL, median (ms)",
		"result page in the process / plain SQL, ratio of medians", "first visit to the result page, compressed (kB)", "later page, compressed (kB)"} {
		if _, there := names[name]; !there {
			t.Errorf("no figure for %s", name)
		}
	}
}

// TestSearchFailsWithThePage makes the handler answer an error.
func TestSearchFailsWithThePage(t *testing.T) {
	v := &visitor{handler: http.NotFoundHandler()}
	if err := v.get(context.Background(), "/fi").failed(); err == nil || err.Error() != fmt.Sprintf("/fi answers %d", http.StatusNotFound) {
		t.Errorf("%v", err)
	}
	if _, err := v.visit(context.Background(), "/fi"); err == nil {
		t.Error("a page that is not there weighs something")
	}
}
