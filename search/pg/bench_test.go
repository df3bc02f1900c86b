package pg_test

import (
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/pg"
	"github.com/tuottajatori/tuottajatori/search/searchtest"
)

// BenchmarkSearch measures the engine alone. SEARCH_BENCH_DOCS sets how many documents there are (3 000).
func BenchmarkSearch(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("SEARCH_BENCH_DOCS"))
	if err != nil {
		n = 3000
	}
	d := dbtest.New(b)
	e := pg.New(d.Service)
	for chunk := range slices.Chunk(searchtest.Documents(n, 1), 500) {
		if err := e.Put(b.Context(), chunk); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := d.Owner.Exec(`VACUUM ANALYZE search_document`); err != nil {
		b.Fatal(err)
	}
	if _, err := e.Search(b.Context(), search.Query{}); err != nil { // reads the table
		b.Fatal(err)
	}
	espoo := &search.Place{Municipality: "049", Organiser: "03", Lat: 60.2, Lon: 24.65}
	for name, q := range map[string]search.Query{
		"everything":   {},
		"grouped":      {GroupByPoint: true},
		"by price":     {GroupByPoint: true, Sort: search.SortPays},
		"facet":        {GroupByPoint: true, Services: []string{"home_care"}, Spoken: []string{"sv"}},
		"place":        {Place: espoo},
		"place nearby": {Place: espoo, Services: []string{"physiotherapy"}, Sort: search.SortDistance},
		"word":         {Text: "kotihoito", GroupByPoint: true},
		"phrase":       {Text: "äiti kaatuu usein yöllä", GroupByPoint: true},
		"name":         {Text: "Aurinkorinne", GroupByPoint: true},
		"mistyped":     {Text: "aurinkrinnen kotihoitoo", GroupByPoint: true},
		"everywhere":   {Text: "ystävällisesti palvelemme", GroupByPoint: true},
	} {
		q.Lang, q.Limit = "fi", 20
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := e.Search(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("32 clients", func(b *testing.B) {
		b.SetParallelism(16)
		b.RunParallel(func(p *testing.PB) {
			for p.Next() {
				if _, err := e.Search(b.Context(), search.Query{Text: "kotihoito Aurinkorinne", Lang: "fi", Limit: 20, GroupByPoint: true}); err != nil {
					b.Error(err)
				}
			}
		})
	})
}

// BenchmarkPut measures how fast documents are taken, 500 at a time.
func BenchmarkPut(b *testing.B) {
	e := pg.New(dbtest.New(b).Service)
	seed := uint64(0)
	for b.Loop() {
		b.StopTimer()
		seed++
		docs := searchtest.Documents(500, seed)
		b.StartTimer()
		if err := e.Put(b.Context(), docs); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*500/b.Elapsed().Seconds(), "docs/s")
}
