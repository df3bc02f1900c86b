package meili

import (
	"context"
	"fmt"
	"os"
	"sort"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/search"
)

func TestZZ2(t *testing.T) {
	if os.Getenv("ZZ") == "" {
		t.Skip()
	}
	ctx := context.Background()
	e, _ := New(Config{URL: "http://127.0.0.1:17700", Key: "masterkeymasterkey", Prefix: os.Getenv("ZZ")})
	hki := &search.Place{Municipality: "091", Organiser: "90", Lat: 60.17, Lon: 24.94}
	for _, c := range []struct {
		name string
		q    search.Query
	}{
		{"everything", search.Query{}},
		{"grouped", search.Query{GroupByPoint: true}},
		{"grouped pays", search.Query{GroupByPoint: true, Sort: "pays"}},
		{"grouped one regime", search.Query{GroupByPoint: true, Schemes: []string{"voucher"}}},
		{"grouped two regimes", search.Query{GroupByPoint: true, Schemes: []string{"voucher", "dps"}}},
		{"grouped two regimes, service", search.Query{GroupByPoint: true, Schemes: []string{"voucher", "dps"}, Services: []string{"cleaning"}}},
		{"place", search.Query{Place: hki}},
		{"place service", search.Query{Place: hki, Services: []string{"cleaning"}}},
		{"place distance", search.Query{Place: hki, Sort: "distance"}},
		{"place distance service", search.Query{Place: hki, Sort: "distance", Services: []string{"physiotherapy"}}},
		{"text", search.Query{GroupByPoint: true, Text: "kotihoito"}},
		{"text place", search.Query{Place: hki, Text: "kotihoito"}},
		{"name", search.Query{GroupByPoint: true, Text: "Aurinkorinne"}},
		{"name mistyped", search.Query{GroupByPoint: true, Text: "Aurinkorine"}},
		{"name by price", search.Query{GroupByPoint: true, Text: "Aurinkorinne", Sort: "pays"}},
		{"descriptions", search.Query{GroupByPoint: true, Text: "ystävällisesti palvelemme"}},
	} {
		c.q.Lang, c.q.Limit = "fi", 20
		if c.q.Place == nil {
			c.q.GroupByPoint = true
		}
		var took, raw []time.Duration
		n, total, bytes := 0, 0, 0
		for i := 0; i < 11; i++ {
			start := time.Now()
			r, err := e.Search(ctx, c.q)
			if err != nil {
				t.Fatal(err)
			}
			took = append(took, time.Since(start))
			total = r.Total
			body, _ := e.Body(c.q)
			bytes = len(body)
			start = time.Now()
			var got answers
			if err := e.multiSearch(ctx, body, &got); err != nil {
				t.Fatal(err)
			}
			raw = append(raw, time.Since(start))
			n = len(got.Results)
		}
		sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
		sort.Slice(raw, func(i, j int) bool { return raw[i] < raw[j] })
		fmt.Printf("%-32s whole %8v  first request %8v  subs %d total %d body %d\n", c.name, took[5].Round(10*time.Microsecond), raw[5].Round(10*time.Microsecond), n, total, bytes)
	}
}
