// Package searchtest holds every engine to the same behaviour: Run goes through what the port promises, against any
// search.Engine. Without a text, total, facets and order must be those of Model, a plain reading of the rules. With
// one, engines may differ in what they find, but every hit satisfies the filters and the numbers fit together.
package searchtest

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/search"
)

// Run holds an engine to the port's promises. Make gives an empty engine of the test's own.
func Run(t *testing.T, make func(t *testing.T) search.Engine) {
	t.Run("documents come and go", func(t *testing.T) { comeAndGo(t, make(t)) })
	t.Run("filters, facets and order", func(t *testing.T) { likeTheModel(t, make(t)) })
	t.Run("what one pays, known before told before unknown", func(t *testing.T) { paysInOrder(t, make(t)) })
	t.Run("changes are seen", func(t *testing.T) { changes(t, make(t)) })
	t.Run("pages", func(t *testing.T) { pages(t, make(t)) })
	t.Run("order of equals turns by the day", func(t *testing.T) { turns(t, make(t)) })
	t.Run("whole names lead", func(t *testing.T) { namesLead(t, make(t)) })
	t.Run("words", func(t *testing.T) { findsByWords(t, make(t)) })
	t.Run("names", func(t *testing.T) { findsByNames(t, make(t)) })
	t.Run("towns in the text", func(t *testing.T) { findsInTowns(t, make(t)) })
	t.Run("several meanings share the first page", func(t *testing.T) { sharesThePage(t, make(t)) })
	t.Run("as typed", func(t *testing.T) { takesAsTyped(t, make(t)) })
	t.Run("a text of one of a line's terms", func(t *testing.T) { findsOneOfALine(t, make(t)) })
	t.Run("many at one point", func(t *testing.T) { manyAtOnePoint(t, make(t)) })
	t.Run("text with filters", func(t *testing.T) { textWithFilters(t, make(t)) })
	t.Run("hostile text", func(t *testing.T) { hostile(t, make(t)) })
	t.Run("many at once", func(t *testing.T) { manyAtOnce(t, make(t)) })
}

func fill(t *testing.T, e search.Engine, docs []search.Document) {
	t.Helper()
	for chunk := range slices.Chunk(docs, 500) {
		if err := e.Put(t.Context(), chunk); err != nil {
			t.Fatal(err)
		}
	}
}

func find(t testing.TB, e search.Engine, q search.Query) search.Result {
	t.Helper()
	result, err := e.Search(context.Background(), q)
	if err != nil {
		t.Fatalf("%s: %v", describe(q), err)
	}
	if result.Engine != e.Name() {
		t.Errorf("result says it is of %q, the engine %q", result.Engine, e.Name())
	}
	return result
}

func comeAndGo(t *testing.T, e search.Engine) {
	docs := Documents(30, 1)
	count := func(want int) {
		t.Helper()
		n, err := e.Count(t.Context())
		if err != nil || n != want {
			t.Fatalf("count is %d, %v; want %d", n, err, want)
		}
		if total := find(t, e, search.Query{Limit: 1}).Total; total != want {
			t.Fatalf("search finds %d; want %d", total, want)
		}
	}
	count(0)
	fill(t, e, docs)
	count(30)
	fill(t, e, docs)
	count(30)
	for range 2 { // the second time nothing is there to delete
		if err := e.Delete(t.Context(), []uuid.UUID{docs[0].ID, docs[1].ID}); err != nil {
			t.Fatal(err)
		}
		count(28)
	}
	fill(t, e, docs[:1])
	count(29)
	if err := e.Clear(t.Context()); err != nil {
		t.Fatal(err)
	}
	count(0)
	fill(t, e, docs[10:])
	count(20)
}

func compareWithModel(t *testing.T, e search.Engine, docs []search.Document, q search.Query) {
	t.Helper()
	want, got := Model(docs, q), find(t, e, q)
	got.Engine = ""
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%s (-model +engine):\n%s", describe(q), diff)
	}
}

func likeTheModel(t *testing.T, e search.Engine) {
	docs := append(Documents(1500, 2), inParts()...)
	fill(t, e, docs)
	r := rand.New(rand.NewPCG(3, 3))
	for range 400 {
		compareWithModel(t, e, docs, Query(r))
	}
	comesToParts(t, e)
}

// inParts are three of one service at home in Espoo: in all of it, in a postal area, and in a neighbourhood of another.
func inParts() []search.Document {
	var docs []search.Document
	for i, codes := range [][]string{{"049"}, {"02600"}, {"02940 Järvenperä"}} {
		d := Documents(1, uint64(90+i))[0]
		d.Service, d.AtHome, d.Municipality, d.Areas, d.PaysKind, d.PaysCents = inPartsOnly, true, "049", search.Served(codes), "free", nil
		docs = append(docs, d)
	}
	Stand(docs)
	return docs
}

const inPartsOnly = "given_in_parts"

// comesToParts asks for them: a postal area is served by what comes there, a municipality by what comes to any of it.
func comesToParts(t *testing.T, e search.Engine) {
	docs := inParts()
	for postal, want := range map[string][]int{"": {0, 1, 2}, "02600": {0, 1}, "02940": {0, 2}, "02100": {0}} {
		q := search.Query{Services: []string{inPartsOnly}, Place: &search.Place{Municipality: "049", Postal: postal, Organiser: "03"}, Limit: 9}
		var got []int
		for _, hit := range find(t, e, q).Hits {
			got = append(got, slices.IndexFunc(docs, func(d search.Document) bool { return d.ID == hit.ID }))
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("at %q of Espoo: %v come, want %v", postal, got, want)
		}
	}
}

// restand puts a document, and those whose standing is another since a document of their line changed, came or went.
func restand(t *testing.T, e search.Engine, docs []search.Document, put uuid.UUID) {
	t.Helper()
	moved := Stand(docs)
	var changed []search.Document
	for _, d := range docs {
		if d.ID == put || moved[d.ID] {
			changed = append(changed, d)
		}
	}
	fill(t, e, changed)
}

func changes(t *testing.T, e search.Engine) {
	docs := Documents(400, 4)
	fill(t, e, docs)
	r := rand.New(rand.NewPCG(5, 5))
	others := Documents(400, 6)
	for range 40 {
		i, put := r.IntN(len(docs)), uuid.Nil
		switch r.IntN(4) {
		case 0:
			put = docs[i].ID
			docs[i] = others[r.IntN(len(others))]
			docs[i].ID = put
		case 1:
			if err := e.Delete(t.Context(), []uuid.UUID{docs[i].ID}); err != nil {
				t.Fatal(err)
			}
			docs = slices.Delete(docs, i, i+1)
		case 2:
			docs = append(docs, Documents(1, r.Uint64())...)
			put = docs[len(docs)-1].ID
		default: // other terms of what there is
			other, terms := docs[i], Documents(1, r.Uint64())[0]
			other.ID, other.Organiser, other.Regime, other.PaysKind = terms.ID, terms.Organiser, terms.Regime, terms.PaysKind
			other.PaysCents, other.PaysPer, other.Vacancy, other.Spoken = terms.PaysCents, terms.PaysPer, terms.Vacancy, terms.Spoken
			other.Quality = terms.Quality
			put, docs = other.ID, append(docs, other)
		}
		restand(t, e, docs, put)
		compareWithModel(t, e, docs, Query(r))
	}
}

func pages(t *testing.T, e search.Engine) {
	docs := Documents(700, 7)
	fill(t, e, docs)
	for _, q := range []search.Query{{}, {GroupByPoint: true, Sort: search.SortPays}, {Text: "siivous ja kotihoito", Lang: "fi"}} {
		q.Limit = 1000
		whole := find(t, e, q)
		if whole.Total != len(whole.Hits) || whole.Total == 0 {
			t.Fatalf("%s: total %d, hits %d", describe(q), whole.Total, len(whole.Hits))
		}
		var hits []search.Hit
		for q.Limit = 17; ; q.Offset += q.Limit {
			page := find(t, e, q)
			hits = append(hits, page.Hits...)
			if len(page.Hits) == 0 {
				break
			}
		}
		if diff := cmp.Diff(whole.Hits, hits); diff != "" {
			t.Errorf("%s: pages differ from the whole:\n%s", describe(q), diff)
		}
		if none := find(t, e, search.Query{Text: q.Text, GroupByPoint: q.GroupByPoint}); len(none.Hits) != 0 || none.Total != whole.Total {
			t.Errorf("limit 0 gives %d hits of %d", len(none.Hits), none.Total)
		}
	}
}

func turns(t *testing.T, e search.Engine) {
	fill(t, e, Documents(60, 8))
	first := map[uuid.UUID]bool{}
	for day := range 7 {
		a, b := find(t, e, search.Query{Weekday: day, Limit: 60}), find(t, e, search.Query{Weekday: day, Limit: 60})
		if !slices.Equal(a.Hits, b.Hits) {
			t.Fatal("the same day, another order")
		}
		first[a.Hits[0].ID] = true
	}
	if len(first) < 4 {
		t.Errorf("over a week only %d of 60 equals came first", len(first))
	}
}

// byID finds the documents of the hits.
func byID(docs []search.Document, hits []search.Hit) []search.Document {
	at := map[uuid.UUID]search.Document{}
	for _, d := range docs {
		at[d.ID] = d
	}
	var out []search.Document
	for _, h := range hits {
		out = append(out, at[h.ID])
	}
	return out
}

func findsByWords(t *testing.T, e search.Engine) {
	docs := Documents(2000, 9)
	fill(t, e, docs)
	for _, c := range []struct{ text, lang, service string }{
		{"kotihoito", "fi", "home_care"}, {"kotihoidon", "fi", "home_care"}, {"kotihoitoo", "fi", "home_care"},
		{"kotihoito", "sv", "home_care"}, {"hemvården", "sv", "home_care"}, {"home care", "en", "home_care"},
		{"hemvard", "fi", "home_care"}, {"koti hoito", "fi", "home_care"},
		{"hoivakodeissa", "fi", "round_the_clock_housing"}, {"nursing home", "en", "round_the_clock_housing"},
		{"turvaranneke", "sv", "safety_alarm"}, {"städhjälp", "fi", "cleaning"}, {"STÄDHJÄLP!", "en", "cleaning"},
		{"kotisairanhoito", "fi", "home_nursing"}, {"siivouspalvelua äidille", "fi", "cleaning"},
	} {
		result := find(t, e, search.Query{Text: c.text, Lang: c.lang, Limit: 10})
		found := byID(docs, result.Hits)
		if len(found) == 0 || !slices.ContainsFunc(found, func(d search.Document) bool { return d.Service == c.service }) {
			t.Errorf("%q (%s) finds no %s on the first page, but %v", c.text, c.lang, c.service, result.Facets[search.FacetService])
		}
		if !slices.Contains(result.Understood, c.service) {
			t.Errorf("%q is understood as %v", c.text, result.Understood)
		}
	}
}

func findsByNames(t *testing.T, e search.Engine) {
	docs := Documents(500, 10)
	docs[7].ProducerName, docs[8].UnitName, docs[9].PointName = "Mehiläispesä Oy", "Wahlroosin tupa", "Kielotie 7"
	fill(t, e, docs)
	for text, want := range map[string]int{
		"Mehiläispesä": 7, "mehiläispesän": 7, "MEHILAISPESA": 7, "mehiläispsä": 7, "Wahlroos": 8, "wahlroosin tupa": 8, "kielotie": 9,
	} {
		result := find(t, e, search.Query{Text: text, Lang: "fi", Limit: 3})
		if len(result.Hits) == 0 || result.Hits[0].ID != docs[want].ID {
			t.Errorf("%q finds %v, not %q first", text, byID(docs, result.Hits), docs[want].ProducerName)
		}
	}
	if none := find(t, e, search.Query{Text: "qwertzuiop", Lang: "fi", Limit: 3}); none.Total != 0 || len(none.Hits) != 0 {
		t.Errorf("a word that nobody has used finds %d", none.Total)
	}
	if blank := find(t, e, search.Query{Text: " \t", Lang: "fi", Limit: 3}); blank.Total != len(docs) {
		t.Errorf("no text finds %d of %d", blank.Total, len(docs))
	}
}

// paysInOrder goes through all documents in the order of what one pays: amounts a month rise, then come ranges and fees
// by income, then amounts that stay in their own unit, then what nobody has told.
func paysInOrder(t *testing.T, e search.Engine) {
	docs := Documents(400, 17)
	fill(t, e, docs)
	inOrderOfPays(t, e, docs, service.Usage{})
}

func inOrderOfPays(t *testing.T, e search.Engine, docs []search.Document, asked service.Usage) {
	t.Helper()
	hits := find(t, e, search.Query{Sort: search.SortPays, Usage: asked, Limit: 1000}).Hits
	if len(hits) != len(docs) {
		t.Fatalf("%d hits of %d", len(hits), len(docs))
	}
	seen := [4]int{}
	var last search.Document
	for i, d := range byID(docs, hits) {
		seen[untold(asked, d)]++
		if i > 0 && byPays(asked, last, d) > 0 {
			t.Fatalf("hit %d (%s, %s, %v) comes after %s, %s, %v", i, d.Service, d.PaysKind, d.PaysCents, last.Service, last.PaysKind, last.PaysCents)
		}
		last = d
	}
	if slices.Contains(seen[:], 0) {
		t.Fatalf("the documents are not of all four sorts: %v", seen)
	}
}

// ByUsage holds an engine that works out an order for a usage that is asked to the model. Engines that hold the order of
// the usual usage ready need not.
func ByUsage(t *testing.T, e search.Engine) {
	docs := Documents(1000, 18)
	fill(t, e, docs)
	r := rand.New(rand.NewPCG(19, 19))
	for range 100 {
		q := Query(r)
		q.Sort = search.SortPays
		q.Usage = service.Usage{Minutes: pick(r, 0, 5, 30, 60, 1440), Times: pick(r, 0, 1, 3, 7, 70)}
		compareWithModel(t, e, docs, q)
	}
	usual := find(t, e, search.Query{Sort: search.SortPays, Limit: 1000}).Hits
	for _, asked := range []service.Usage{{Minutes: 5, Times: 1}, {Minutes: 1440, Times: 70}} {
		inOrderOfPays(t, e, docs, asked)
		if slices.Equal(usual, find(t, e, search.Query{Sort: search.SortPays, Usage: asked, Limit: 1000}).Hits) {
			t.Errorf("%+v is the order of the usual usage", asked)
		}
	}
}

func textWithFilters(t *testing.T, e search.Engine) {
	docs := Documents(1500, 11)
	fill(t, e, docs)
	r := rand.New(rand.NewPCG(12, 12))
	some := 0
	for range 150 {
		q := Query(r)
		q.Text = pick(r, "kotihoito", "siivous", "fysioterapia vanhukselle", "Aurinkorinne", "hoivakoti", "home care", "kuntoutus Espoossa")
		q.Limit, q.Offset = 1000, 0
		result := find(t, e, q)
		some += result.Total
		checkNumbers(t, q, result)
		for _, d := range byID(docs, result.Hits) {
			if !Matches(q, d) {
				t.Fatalf("%s: %+v does not fit", describe(q), d)
			}
		}
	}
	if some == 0 {
		t.Error("nothing was found at all")
	}
}

// checkNumbers holds total and facets of one result together.
func checkNumbers(t *testing.T, q search.Query, result search.Result) {
	t.Helper()
	if result.Total < len(result.Hits) {
		t.Errorf("%s: %d hits of %d", describe(q), len(result.Hits), result.Total)
	}
	for _, facet := range []string{search.FacetService, search.FacetProducerType} { // the same for all terms of a line
		sum := 0
		for value, n := range result.Facets[facet] {
			if wanted := choices(q, facet); len(wanted) == 0 || slices.Contains(wanted, value) {
				sum += n
			}
		}
		if sum != result.Total {
			t.Errorf("%s: facet %s counts %d, total is %d", describe(q), facet, sum, result.Total)
		}
	}
}

// Hostile lists texts that no engine may stumble over.
func Hostile() []string {
	return []string{
		strings.Repeat("a", 10_000), strings.Repeat("kotihoito ", 1000), strings.Repeat("ä", 10_000), strings.Repeat("( ", 5000),
		"\x00", "koti\x00hoito", "\xff\xfe\xfd", "koti\xc3", "\xed\xa0\x80", "👵🏽🏠", "e\u0301\u0301\u0301", "\u202eotioh\u202c", "מטפל בבית", "رعاية",
		"a & b | !c <-> d:*", "'; DROP TABLE search_document; --", `\`, `"`, `'`, "''", "%", "_", "*", ":*", "!", "()", "a'b", `"koti hoito"`,
		"{}", "[]", "$1", "--", "/*", "home OR 1=1", "service = \"home_care\"", "_geoRadius(1,2,3)", "-1e309", "0x", "١٢٣", "ﬁ", "İ", "ß", "ǆ",
		strings.Repeat("a b c d e f g h ", 700), strings.Repeat("\u0301", 5000), "ja", "on ei", "...",
	}
}

func hostile(t *testing.T, e search.Engine) {
	docs := Documents(300, 13)
	fill(t, e, docs)
	for _, text := range Hostile() {
		for _, lang := range []string{"fi", "sv", "en", "", "xx", "\x00"} {
			checkNumbers(t, search.Query{Text: text[:min(20, len(text))]}, find(t, e, search.Query{Text: text, Lang: lang, Limit: 20}))
		}
	}
	for _, value := range Hostile() {
		list := []string{value}
		q := search.Query{Limit: 20, Services: list, Spoken: list, Organisers: list, Schemes: list, ProducerTypes: list,
			PaysKinds: list, Grades: list, Per: value, Sort: value, Place: &search.Place{Municipality: value, Organiser: value, Lat: 400, Lon: -1e9}}
		if n := find(t, e, q).Total; n != 0 {
			t.Errorf("filters by %.20q find %d", value, n)
		}
	}
	if n := find(t, e, search.Query{Limit: 1}).Total; n != 300 {
		t.Errorf("%d documents are left of 300", n)
	}
}

// manyAtOnce writes and reads from many goroutines. In the end the engine must hold what the last writes said; each
// document is written by one goroutine only.
func manyAtOnce(t *testing.T, e search.Engine) {
	const writers, rounds = 8, 15
	last := make([]map[uuid.UUID]search.Document, writers)
	var wg sync.WaitGroup
	for w := range writers {
		last[w] = map[uuid.UUID]search.Document{}
		wg.Go(func() {
			for round := range rounds {
				docs := Documents(5, uint64(w*1000+round%5))
				for i := range docs {
					docs[i].PointName = fmt.Sprint("Kierros ", round)
					docs[i].Vacancy = []string{"free", "full"}[round%2]
				}
				Stand(docs)
				for _, d := range docs {
					last[w][d.ID] = d
				}
				if err := e.Put(context.Background(), docs); err != nil {
					t.Error(err)
				}
				if round%4 == 3 {
					delete(last[w], docs[0].ID)
					if err := e.Delete(context.Background(), []uuid.UUID{docs[0].ID}); err != nil {
						t.Error(err)
					}
					rest := docs[1:]
					Stand(rest)
					for _, d := range rest {
						last[w][d.ID] = d
					}
					if err := e.Put(context.Background(), rest); err != nil {
						t.Error(err)
					}
				}
				find(t, e, search.Query{Text: "kierros", Lang: "fi", Limit: 5, GroupByPoint: true})
			}
		})
	}
	wg.Wait()
	var docs []search.Document
	for w := range writers {
		docs = slices.AppendSeq(docs, maps.Values(last[w]))
	}
	r := rand.New(rand.NewPCG(14, 14))
	for range 20 {
		compareWithModel(t, e, docs, Query(r))
	}
	compareWithModel(t, e, docs, search.Query{Limit: 1000})
}
