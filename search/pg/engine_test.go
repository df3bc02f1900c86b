package pg_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/language"
	"github.com/tuottajatori/tuottajatori/search/pg"
	"github.com/tuottajatori/tuottajatori/search/searchtest"
)

func TestEngine(t *testing.T) {
	searchtest.Run(t, func(t *testing.T) search.Engine { return pg.New(dbtest.New(t).Service) })
	t.Run("an order by a usage that is asked", func(t *testing.T) { searchtest.ByUsage(t, pg.New(dbtest.New(t).Service)) })
}

func total(t *testing.T, e search.Engine, q search.Query) int {
	t.Helper()
	result, err := e.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return result.Total
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestProcessesSeeEachOthersWrites has two processes over one database: what one has written the other finds at once.
func TestProcessesSeeEachOthersWrites(t *testing.T) {
	d := dbtest.New(t).Service
	writer, reader := pg.New(d), pg.New(d)
	docs := searchtest.Documents(20, 1)
	docs[0].ProducerName = "Uutuus Oy"
	if n := total(t, reader, search.Query{Text: "uutuus"}); n != 0 {
		t.Fatalf("%d in an empty index", n)
	}
	must(t, writer.Put(t.Context(), docs))
	if n := total(t, reader, search.Query{Text: "uutuus"}); n != 1 {
		t.Errorf("a new name is found %d times", n)
	}
	if n := total(t, reader, search.Query{Text: "utuus"}); n != 1 {
		t.Errorf("a new name, mistyped, is found %d times", n)
	}
	must(t, writer.Delete(t.Context(), []uuid.UUID{docs[0].ID}))
	if n := total(t, reader, search.Query{}); n != 19 {
		t.Errorf("%d after one of 20 was deleted", n)
	}
	must(t, writer.Clear(t.Context()))
	if n := total(t, reader, search.Query{}); n != 0 {
		t.Errorf("%d after all were deleted", n)
	}
	must(t, writer.Put(t.Context(), docs[:5])) // takes the numbers of other documents again
	for _, e := range []search.Engine{reader, writer, pg.New(d)} {
		if n := total(t, e, search.Query{}); n != 5 {
			t.Errorf("%d of 5", n)
		}
	}
}

// TestRowsDroppedForGood lets a process sleep while rows go and are dropped for good: it must not keep them.
func TestRowsDroppedForGood(t *testing.T) {
	d := dbtest.New(t)
	writer, sleeper := pg.New(d.Service), pg.New(d.Service)
	docs := searchtest.Documents(20, 1)
	must(t, writer.Put(t.Context(), docs))
	if n := total(t, sleeper, search.Query{}); n != 20 {
		t.Fatalf("%d of 20", n)
	}
	must(t, writer.Delete(t.Context(), []uuid.UUID{docs[0].ID, docs[1].ID}))
	_, err := d.Owner.Exec(`UPDATE search_state SET version = version + 20000`) // as many writes go by
	must(t, err)
	must(t, writer.Delete(t.Context(), []uuid.UUID{docs[2].ID}))
	var left int
	must(t, d.Owner.Get(&left, `SELECT count(*) FROM search_document`))
	if left != 18 { // 17 documents, and one that went just now
		t.Errorf("%d rows are left", left)
	}
	for _, e := range []search.Engine{sleeper, writer} {
		if n := total(t, e, search.Query{}); n != 17 {
			t.Errorf("%d of 17", n)
		}
	}
}

// TestTheSameAgainIsNotWritten keeps rebuilds from rewriting what has not changed.
func TestTheSameAgainIsNotWritten(t *testing.T) {
	d := dbtest.New(t)
	e := pg.New(d.Service)
	docs := searchtest.Documents(10, 1)
	must(t, e.Put(t.Context(), docs))
	versions := func() (n int) {
		must(t, d.Owner.Get(&n, `SELECT count(DISTINCT version) FROM search_document`))
		return n
	}
	must(t, e.Put(t.Context(), docs))
	if n := versions(); n != 1 {
		t.Errorf("unchanged documents have %d versions", n)
	}
	docs[3].Vacancy = "none of the known"
	must(t, e.Put(t.Context(), docs))
	if n := versions(); n != 2 {
		t.Errorf("after one change there are %d versions", n)
	}
}

// TestTheLastOfTwoHolds puts the same document twice in one call.
func TestTheLastOfTwoHolds(t *testing.T) {
	e := pg.New(dbtest.New(t).Service)
	docs := searchtest.Documents(3, 1)
	again := docs[1]
	again.Vacancy, docs[1].Vacancy = "free", "full"
	must(t, e.Put(t.Context(), append(docs, again)))
	if n := total(t, e, search.Query{}); n != 3 {
		t.Fatalf("%d of 3", n)
	}
	result, err := e.Search(t.Context(), search.Query{Sort: search.SortVacancy, Limit: 3})
	must(t, err)
	if result.Facets[search.FacetVacancy]["free"] < 1 {
		t.Errorf("the first holds: %v", result.Facets[search.FacetVacancy])
	}
}

func TestLostDatabaseIsAnError(t *testing.T) {
	d := dbtest.New(t).Service
	e := pg.New(d)
	must(t, e.Put(t.Context(), searchtest.Documents(3, 1)))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Search(ctx, search.Query{Text: "kotihoito"}); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
	must(t, d.Close())
	for _, text := range []string{"", "kotihoito"} {
		if _, err := e.Search(t.Context(), search.Query{Text: text}); err == nil {
			t.Errorf("%q is answered without a database", text)
		}
	}
}

// TestWordsOfAnyFormAreFound looks for words of names and descriptions in other forms, and for parts of compounds.
func TestWordsOfAnyFormAreFound(t *testing.T) {
	if !language.Default().Status().Voikko {
		t.Skip("SKIPPED, FINNISH BASE FORMS ARE NOT TESTED: ", language.Default().Status().Reason)
	}
	e := pg.New(dbtest.New(t).Service)
	docs := searchtest.Documents(3, 1)
	for i := range docs {
		docs[i].ProducerName, docs[i].UnitName, docs[i].PointName = "A Oy", "B", "C"
		docs[i].Descriptions = map[string]string{"fi": "Kerromme lisää."}
	}
	docs[0].ProducerName = "Auringonkukan Talo Oy"
	docs[1].Descriptions = map[string]string{"fi": "Rupisammakoiden ja piparkakkujen ystäviä."}
	must(t, e.Put(t.Context(), docs))
	for _, text := range []string{"auringonkukka", "auringonkukasta", "talossa", "sammakko", "rupisammakoista", "piparkakku"} {
		if n := total(t, e, search.Query{Text: text, Lang: "fi"}); n != 1 {
			t.Errorf("%q finds %d, not 1", text, n)
		}
	}
}

// TestAWordOfMostNamesDoesNotOutweighWhatIsMeant asks for help at home where a cleaner is called Everyday Help.
func TestAWordOfMostNamesDoesNotOutweighWhatIsMeant(t *testing.T) {
	e := pg.New(dbtest.New(t).Service)
	docs := searchtest.Documents(12, 3)
	for i := range docs {
		docs[i].Service, docs[i].ProducerName, docs[i].UnitName, docs[i].PointName = "cleaning", "Apua Arkeen Oy", "Apua Arkeen", ""
		if i%2 == 0 {
			docs[i].Service, docs[i].ProducerName, docs[i].UnitName = "home_care", "Hoivapirtti Oy", "Hoivapirtti"
		}
	}
	must(t, e.Put(t.Context(), docs))
	for _, text := range []string{"apua kotiin", "apua äidille kotiin"} {
		found, err := e.Search(t.Context(), search.Query{Text: text, Lang: "fi", Limit: 6})
		must(t, err)
		if len(found.Hits) != 6 {
			t.Fatalf("%q: %d hits", text, len(found.Hits))
		}
		for _, h := range found.Hits {
			i := slices.IndexFunc(docs, func(d search.Document) bool { return d.ID == h.ID })
			if docs[i].Service != "home_care" {
				t.Errorf("%q: %s of %s is among the first", text, docs[i].Service, docs[i].ProducerName)
			}
		}
	}
}

// TestTownInTheText narrows what is asked for to the town, and is not an answer alone.
func TestTownInTheText(t *testing.T) {
	e := pg.New(dbtest.New(t).Service)
	docs := searchtest.Documents(6, 1)
	for i := range docs {
		docs[i].ProducerName, docs[i].UnitName, docs[i].PointName, docs[i].Descriptions = "A Oy", "B", "C", nil
		docs[i].AtHome, docs[i].Areas, docs[i].Service = false, nil, "physiotherapy"
		docs[i].Municipality = "091"
	}
	docs[0].Municipality, docs[1].Municipality = "049", "049"
	docs[1].Service = "doctor"
	docs[2].AtHome, docs[2].Areas = true, []string{"091", "049"} // comes to Espoo
	must(t, e.Put(t.Context(), docs))
	for text, want := range map[string]int{
		"fysioterapia Espoossa": 2, "Espoo": 3, "fysioterapi i Esbo": 2, "lääkäri Espoossa": 1,
		"fysioterapia Utsjoella": 5, // there is none, so those elsewhere
	} {
		if n := total(t, e, search.Query{Text: text, Lang: "fi"}); n != want {
			t.Errorf("%q finds %d, not %d", text, n, want)
		}
	}
}
