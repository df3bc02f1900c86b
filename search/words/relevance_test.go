package words

import (
	"cmp"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/language"
)

// relevance are the sets that finding is measured by: what people type, and which services must then be found. The
// first is what the table was written for, the second it has never been fitted to. Another file of the same columns can
// be measured with go test ./search/words -run Relevance -v -relevance file.tsv.
var relevance = flag.String("relevance", "../testdata/relevance.tsv,../testdata/unseen.tsv", "the queries to measure with")

type query struct {
	text, lang string
	want       []string
}

func queries(t *testing.T, file string) []query {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []query
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		c := strings.Split(line, "\t")
		if len(c) != 3 {
			t.Fatalf("%q is no query", line)
		}
		all = append(all, query{c[0], c[1], strings.Split(c[2], ";")})
	}
	return all
}

// firstPage gives the services of the ten items of a first page, as engines fill it when there is more than a page of
// each service: services that are meant take turns (search.Turn).
func firstPage(r Reading) []string {
	scores, best := map[string]int{}, 0
	for _, w := range r.Words {
		for service, sure := range w.Services {
			scores[service] += int(sure * 1000) // engines count in thousandths
			best = max(best, scores[service])
		}
	}
	type item struct {
		service string
		turn    uint64
	}
	var items []item
	for _, service := range r.Services {
		for n := range uint32(10) { // ranks are even in the middle
			items = append(items, item{service, search.Turn(2*n+1, 1, scores[service], best)})
		}
	}
	slices.SortStableFunc(items, func(a, b item) int { return cmp.Compare(a.turn, b.turn) })
	var page []string
	for _, it := range items[:min(len(items), 10)] {
		page = append(page, it.service)
	}
	return page
}

func withoutVoikko(t testing.TB) *Table {
	t.Helper()
	table, err := load(language.WithoutVoikko())
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// TestRelevance asks for a right service on the first page for nineteen of twenty queries, and for few wrong ones;
// without Voikko for four of five.
func TestRelevance(t *testing.T) {
	with, without := Default(), withoutVoikko(t)
	for file := range strings.SplitSeq(*relevance, ",") {
		t.Run(filepath.Base(file)+" with voikko", func(t *testing.T) {
			if !language.Default().Status().Voikko {
				t.Skipf("SKIPPED, RELEVANCE WITH VOIKKO WAS NOT MEASURED: %v", language.Default().Status().Reason)
			}
			measure(t, with, queries(t, file), 95, 80)
		})
		t.Run(filepath.Base(file)+" without voikko", func(t *testing.T) { measure(t, without, queries(t, file), 80, 70) })
	}
}

// measure asks for so much success and precision at the least, in per cent of all queries.
func measure(t *testing.T, table *Table, all []query, wantSuccess, wantPrecise float64) {
	found, right := 0, 0.0
	for _, q := range all {
		page := firstPage(table.Read(q.text, q.lang, Options{}))
		hits := len(page) - len(slices.DeleteFunc(slices.Clone(page), func(s string) bool { return slices.Contains(q.want, s) }))
		if hits > 0 {
			found++
			right += float64(hits) / float64(len(page))
		}
		if hits < len(page) || hits == 0 {
			t.Logf("%q (%s) means %v, not only %v", q.text, q.lang, slices.Compact(page), q.want)
		}
	}
	n := float64(len(all))
	success, precise := 100*float64(found)/n, 100*right/n
	t.Logf("of %d queries %.1f %% find a right service, %.1f %% of what the first page shows is right", len(all), success, precise)
	if success < wantSuccess || precise < wantPrecise {
		t.Errorf("success %.1f %%, want %.0f; precision %.1f %%, want %.0f", success, wantSuccess, precise, wantPrecise)
	}
}
