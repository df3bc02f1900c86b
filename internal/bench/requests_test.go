package bench

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuottajatori/tuottajatori/search/meili"
)

// update writes bench.json anew: go test ./internal/bench -run Requests -update.
var update = flag.Bool("update", false, "write search/testdata/bench.json anew")

const requestsFile = "../../search/testdata/bench.json"

// TestRequestsAreWhatTheProductPosts holds the bodies that Meilisearch is measured with to those that the product posts.
func TestRequestsAreWhatTheProductPosts(t *testing.T) {
	engine, err := meili.New(meili.Config{URL: "http://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	queries, err := fixedQueries()
	if err != nil {
		t.Fatal(err)
	}
	want := make([]request, len(queries))
	for i, query := range queries {
		body, err := bodyOf(engine, query, requestsDay)
		if err != nil {
			t.Fatal(err)
		}
		want[i] = request{apiPath + query, body}
	}
	if *update {
		var out bytes.Buffer
		out.WriteString("[\n")
		for i, r := range want {
			line, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			out.Write(line)
			if i < len(want)-1 {
				out.WriteByte(',')
			}
			out.WriteByte('\n')
		}
		out.WriteString("]\n")
		if err := os.WriteFile(requestsFile, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := fixedRequests()
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 200 || len(want) != 200 {
		t.Fatalf("%d requests in the file, %d made; want 200", len(got), len(want))
	}
	for i := range got {
		var a, b any
		if got[i].API != want[i].API || json.Unmarshal(got[i].Body, &a) != nil || json.Unmarshal(want[i].Body, &b) != nil || cmp.Diff(a, b) != "" {
			t.Fatalf("%s is posted otherwise than bench.json says (run with -update when that is meant): %s", want[i].API, cmp.Diff(a, b))
		}
	}
}

func TestMixedSearchesDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, query := range mixed(2000) {
		if seen[query] {
			t.Errorf("%s twice", query)
		}
		seen[query] = true
	}
}
