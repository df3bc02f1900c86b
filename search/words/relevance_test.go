package words

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/search/language"
)

// relevance is the set that finding is measured by: what people type, and which services must then be found. Another
// file of the same columns can be measured with go test ./search/words -run Relevance -v -relevance file.tsv.
var relevance = flag.String("relevance", "../testdata/relevance.tsv", "the queries to measure with")

type query struct {
	text, lang string
	want       []string
}

func queries(t *testing.T) []query {
	t.Helper()
	data, err := os.ReadFile(*relevance)
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

// firstPage gives the services that fill the first page: those with the best score share it, since an engine orders by
// score and has more than a page of each service.
func firstPage(r Reading) []string {
	scores, best := map[string]int{}, 0
	for _, w := range r.Words {
		for service, sure := range w.Services {
			scores[service] += int(sure * 1000) // engines count in thousandths
			best = max(best, scores[service])
		}
	}
	var page []string
	for service, score := range scores {
		if score == best {
			page = append(page, service)
		}
	}
	slices.Sort(page)
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
	for name, c := range map[string]struct {
		table            *Table
		success, precise float64 // at least, in per cent of all queries
	}{
		"with voikko":    {Default(), 95, 80},
		"without voikko": {withoutVoikko(t), 80, 70},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "with voikko" && !language.Default().Status().Voikko {
				t.Skipf("SKIPPED, RELEVANCE WITH VOIKKO WAS NOT MEASURED: %v", language.Default().Status().Reason)
			}
			found, right, all := 0, 0.0, queries(t)
			for _, q := range all {
				page := firstPage(c.table.Read(q.text, q.lang, Options{}))
				hits := len(page) - len(slices.DeleteFunc(slices.Clone(page), func(s string) bool { return slices.Contains(q.want, s) }))
				if hits > 0 {
					found++
					right += float64(hits) / float64(len(page))
				}
				if hits < len(page) || hits == 0 {
					t.Logf("%q (%s) means %v, not only %v", q.text, q.lang, page, q.want)
				}
			}
			n := float64(len(all))
			success, precise := 100*float64(found)/n, 100*right/n
			t.Logf("of %d queries %.1f %% find a right service, %.1f %% of what the first page shows is right", len(all), success, precise)
			if success < c.success || precise < c.precise {
				t.Errorf("success %.1f %%, want %.0f; precision %.1f %%, want %.0f", success, c.success, precise, c.precise)
			}
		})
	}
}
