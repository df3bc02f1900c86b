package meili_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/meili"
	"github.com/tuottajatori/tuottajatori/search/searchtest"
)

// TestOneRequestForASearch counts requests on their way: one, another when the terms behind each line are to be
// counted, and another before when names may be meant.
func TestOneRequestForASearch(t *testing.T) {
	at := meilitest.Shared(t)
	server, err := url.Parse(at.URL)
	must(t, err)
	var asked atomic.Int32
	forward := httputil.NewSingleHostReverseProxy(server)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	e, err := meili.New(meili.Config{URL: proxy.URL, Key: at.MasterKey, Prefix: at.Prefix})
	must(t, err)
	must(t, e.Clear(t.Context()))
	must(t, e.Put(t.Context(), searchtest.Documents(800, 1)))
	espoo := &search.Place{Municipality: "049", Organiser: "03", Lat: 60.2, Lon: 24.65}
	for name, c := range map[string]struct {
		most int32
		q    search.Query
	}{
		"everything":       {1, search.Query{}},
		"filters":          {1, search.Query{Place: espoo, Spoken: []string{"sv"}, Schemes: []string{"voucher", "dps"}, Vacancy: true, Sort: search.SortPays}},
		"distance":         {1, search.Query{Place: espoo, Sort: search.SortDistance, Offset: 20}},
		"several services": {1, search.Query{Text: "fysioterapia tai siivous"}},
		"a service nearby": {1, search.Query{Text: "fysioterapia", Place: espoo, RadiusM: 800_000}},
		"lines":            {1, search.Query{GroupByPoint: true}},
		"counted lines":    {2, search.Query{GroupByPoint: true, CountFolded: true}},
		"name":             {2, search.Query{Text: "Aurinkorinne", GroupByPoint: true}},
	} {
		c.q.Limit, c.q.Lang = 20, "fi"
		asked.Store(0)
		result, err := e.Search(t.Context(), c.q)
		must(t, err)
		if n := asked.Load(); n > c.most || result.Total == 0 && c.q.Vacancy == false {
			t.Errorf("%s: %d requests, %d found", name, n, result.Total)
		}
	}
}

// TestNamesInAnyOrder asks for a name in each of the orders that words do not decide.
func TestNamesInAnyOrder(t *testing.T) {
	e := fresh(t)
	docs := searchtest.Documents(600, 3)
	var named []search.Document
	for i := range docs {
		if i%5 == 0 {
			docs[i].ProducerName = "Mehiläispesä Oy"
			named = append(named, docs[i])
		}
	}
	must(t, e.Put(t.Context(), docs))
	for _, order := range []string{search.SortPays, search.SortQuality, search.SortVacancy, search.SortDistance} {
		q := search.Query{Sort: order, Limit: 30, Offset: 20, Lang: "fi", Weekday: 3}
		want := searchtest.Model(named, q)
		q.Text = "mehiläispesä"
		got, err := e.Search(t.Context(), q)
		must(t, err)
		if got.Total != len(named) || !slices.Equal(got.Hits, want.Hits) {
			t.Errorf("by %s: %d found of %d, in another order", order, got.Total, len(named))
		}
	}
}

// TestEveryPageOfSeveralMeaningsIsAnother goes through a result of several services page by page.
func TestEveryPageOfSeveralMeaningsIsAnother(t *testing.T) {
	e := fresh(t)
	must(t, e.Put(t.Context(), searchtest.Documents(1500, 5)))
	seen := map[uuid.UUID]bool{}
	q := search.Query{Text: "fysioterapia tai siivous tai kampaaja", Lang: "fi", Limit: 7, GroupByPoint: true}
	for total := 1; q.Offset < total; q.Offset += q.Limit {
		result, err := e.Search(t.Context(), q)
		must(t, err)
		total = result.Total
		for _, h := range result.Hits {
			if seen[h.ID] {
				t.Fatalf("%s comes twice", h.ID)
			}
			seen[h.ID] = true
		}
		if q.Offset+q.Limit >= total && len(seen) != total {
			t.Errorf("%d on all pages, %d in all", len(seen), total)
		}
	}
}
