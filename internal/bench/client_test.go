package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

func TestClientReadsAnswersAndTellsOfFaults(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/multi-search" || r.Header.Get("Authorization") != "Bearer key" || r.ContentLength != 2 {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		_, _ = w.Write([]byte(`{"engine":"meilisearch"}`))
	}))
	defer server.Close()
	c := newClient()
	body, err := c.post(t.Context(), server.URL+"/multi-search", "key", []byte("{}"))
	if err != nil || !answeredBy(body, onMeili) || answeredBy(body, onPostgres) {
		t.Errorf("%s, %v", body, err)
	}
	if _, err := c.get(t.Context(), server.URL+"/other"); err == nil || !strings.Contains(err.Error(), "/other answers 403") {
		t.Errorf("a refusal is %v", err)
	}
}

// TestProxyPassesOn has the proxy ask a server that answers what it was asked.
func TestProxyPassesOn(t *testing.T) {
	meili := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, `{"path":%q,"key":%q}`, r.URL.Path, r.Header.Get("Authorization"))
	}))
	defer meili.Close()
	address, stop, err := startProxy(newClient(), meili.URL, "k")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	body, err := newClient().post(t.Context(), address, "", []byte(`{"queries":[]}`))
	if err != nil || string(body) != `{"key":"Bearer k","path":"/multi-search"}` {
		t.Errorf("%s, %v", body, err)
	}
}

func TestTurnsMeetAllWays(t *testing.T) {
	var asked []string
	ask := func(name string) way {
		return way{name: name, do: func(_ context.Context, i int) error { asked = append(asked, fmt.Sprint(name, i)); return nil }}
	}
	ways := []way{ask("a"), ask("b")}
	if err := turns(t.Context(), 2, 3, ways); err != nil {
		t.Fatal(err)
	}
	for _, w := range ways {
		if len(w.took) != 6 { // the first round is not counted
			t.Errorf("%s took %d times", w.name, len(w.took))
		}
	}
	if want := []string{"a0", "b0", "b1", "a1", "a2", "b2"}; !slices.Equal(asked[:6], want) {
		t.Errorf("asked %v, want %v first", asked[:6], want)
	}
}

func TestCrowdAsksEachDrawOnce(t *testing.T) {
	var counts [50]atomic.Int32
	rates, err := crowds(t.Context(), 3, shuffled(len(counts), 4), []way{
		{name: "a", do: func(_ context.Context, i int) error { counts[i].Add(1); return nil }},
		{name: "b", do: func(_ context.Context, i int) error { counts[i].Add(1); return nil }},
	})
	if err != nil || len(rates) != 2 || rates[0] <= 0 {
		t.Fatalf("%v, %v", rates, err)
	}
	for i := range counts {
		if n := counts[i].Load(); n != 8 {
			t.Errorf("request %d was asked %d times, not 8", i, n)
		}
	}
	broken := errors.New("no")
	if _, err := crowd(t.Context(), shuffled(9, 9), func(context.Context, int) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("a fault ends in %v", err)
	}
}

// TestNewsDayIsUnequal: the first few of many take most of the draws, and the rest come too.
func TestNewsDayIsUnequal(t *testing.T) {
	draws := zipf(newsRequests, 50_000, newsLaw)
	counts := make([]int, newsRequests)
	for _, i := range draws {
		counts[i]++
	}
	first, seen := 0, 0
	for i, n := range counts {
		if i < 20 {
			first += n
		}
		if n > 0 {
			seen++
		}
	}
	if first < 20_000 || seen < newsRequests*3/4 {
		t.Errorf("the first 20 take %d of 50 000, %d of %d come up", first, seen, newsRequests)
	}
}

func TestTailKeepsTheEnd(t *testing.T) {
	var out tail
	for i := range 1000 {
		_, _ = fmt.Fprintf(&out, "line %d\n", i)
	}
	if said := out.String(); len(said) != tailBytes || !strings.HasSuffix(said, "line 999\n") {
		t.Errorf("%d bytes: %.40q", len(said), said)
	}
}

func TestRelevanceIsRead(t *testing.T) {
	all, err := wantedOf("# said\n\nkotihoidon\tfi\thome_care;home_nursing\n")
	if err != nil || len(all) != 1 || all[0].lang != "fi" || len(all[0].services) != 2 {
		t.Errorf("%v, %v", all, err)
	}
	if _, err := wantedOf("kotihoito\tfi\n"); err == nil {
		t.Error("a line without services is read")
	}
}

// TestFindCounts asks a server that finds one right and one wrong item for "a", and nothing for "b".
func TestFindCounts(t *testing.T) {
	all := []wanted{{"a", "fi", []string{"x"}}, {"b", "fi", []string{"x"}}}
	get := func(_ context.Context, path string) ([]byte, error) {
		if strings.Contains(path, "q=a") {
			return []byte(`{"engine":"postgres","items":[{"service":{"key":"x"}},{"service":{"key":"y"}}]}`), nil
		}
		return []byte(`{"engine":"postgres","items":[]}`), nil
	}
	f, err := find(t.Context(), all, onPostgres, get)
	if err != nil || f.success != 50 || f.precision != 0.25 || !slices.Equal(f.failed, []string{"b"}) {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err := find(t.Context(), all, onMeili, get); err == nil {
		t.Error("the other engine's answers are taken")
	}
}
