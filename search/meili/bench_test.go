package meili_test

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/meili"
	"github.com/tuottajatori/tuottajatori/search/searchtest"
)

// BenchmarkSearch measures the engine, and beside it the server alone with the same bodies. SEARCH_BENCH_DOCS sets how
// many documents there are (3 000).
func BenchmarkSearch(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("SEARCH_BENCH_DOCS"))
	if err != nil {
		n = 3000
	}
	at := meilitest.Shared(b)
	e, err := meili.New(meili.Config{URL: at.URL, Key: at.MasterKey, Prefix: at.Prefix})
	if err == nil {
		err = e.Clear(b.Context())
	}
	if err != nil {
		b.Fatal(err)
	}
	for chunk := range slices.Chunk(searchtest.Documents(n, 1), 20_000) {
		if err := e.Put(b.Context(), chunk); err != nil {
			b.Fatal(err)
		}
	}
	espoo := &search.Place{Municipality: "049", Organiser: "03", Lat: 60.2, Lon: 24.65}
	for name, q := range map[string]search.Query{
		"everything":   {},
		"grouped":      {GroupByPoint: true},
		"by price":     {GroupByPoint: true, Sort: search.SortPays},
		"facet":        {GroupByPoint: true, Services: []string{"home_care"}, Spoken: []string{"sv"}},
		"two terms":    {GroupByPoint: true, Schemes: []string{"voucher", "dps"}},
		"place":        {Place: espoo},
		"place nearby": {Place: espoo, Services: []string{"physiotherapy"}, Sort: search.SortDistance},
		"word":         {Text: "kotihoito", GroupByPoint: true},
		"phrase":       {Text: "äiti kaatuu usein yöllä", GroupByPoint: true},
		"name":         {Text: "Aurinkorinne", GroupByPoint: true},
		"mistyped":     {Text: "aurinkrinnen kotihoitoo", GroupByPoint: true},
	} {
		q.Lang, q.Limit = "fi", 20
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := e.Search(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
		body, err := e.Body(q)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name+" raw", func(b *testing.B) {
			for b.Loop() {
				post(b, at, body)
			}
		})
	}
}

// post sends a multi-search and throws the answer away.
func post(b *testing.B, at meilitest.Index, body []byte) {
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, at.URL+"/multi-search", bytes.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+at.MasterKey)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	_, err = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	if err != nil || resp.StatusCode != http.StatusOK {
		b.Fatal(resp.Status, err)
	}
}
