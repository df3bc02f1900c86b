package searchtest

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/search"
)

// findsInTowns narrows what is asked for to a town in the text, which alone is no answer to what else is asked.
func findsInTowns(t *testing.T, e search.Engine) {
	docs := Documents(6, 1)
	for i := range docs {
		docs[i].ProducerName, docs[i].UnitName, docs[i].PointName, docs[i].Descriptions = "A Oy", "B", "C", nil
		docs[i].AtHome, docs[i].Areas, docs[i].Service = false, nil, "physiotherapy"
		docs[i].Municipality = "091"
	}
	docs[0].Municipality, docs[1].Municipality = "049", "049"
	docs[1].Service = "doctor"
	docs[2].AtHome, docs[2].Areas = true, []string{"091", "049"} // comes to Espoo
	fill(t, e, docs)
	for text, want := range map[string]int{
		"fysioterapia Espoossa": 2, "Espoo": 3, "fysioterapi i Esbo": 2, "lääkäri Espoossa": 1,
		"fysioterapia Utsjoella": 5, // there is none, so those elsewhere
	} {
		if n := find(t, e, search.Query{Text: text, Lang: "fi"}).Total; n != want {
			t.Errorf("%q finds %d, not %d", text, n, want)
		}
	}
}

// sharesThePage has many documents of one service that is meant and few of another.
func sharesThePage(t *testing.T, e search.Engine) {
	docs := Documents(400, 1)
	service := map[uuid.UUID]string{}
	for i := range docs {
		docs[i].Service, docs[i].Descriptions = "physiotherapy", nil
		if i%40 == 0 {
			docs[i].Service = "cleaning"
		}
		service[docs[i].ID] = docs[i].Service
	}
	Stand(docs)
	fill(t, e, docs)
	for day := range 7 {
		few := 0
		for _, h := range find(t, e, search.Query{Text: "fysioterapia tai siivous", Lang: "fi", Limit: 10, Weekday: day}).Hits {
			if service[h.ID] == "cleaning" {
				few++
			}
		}
		if few < 2 || few > 8 {
			t.Errorf("on day %d %d of the first ten are of the rarer service", day, few)
		}
	}
}

// namesLead has one house whose name is made of words that also mean services, among many of such services.
func namesLead(t *testing.T, e search.Engine) {
	docs := Documents(400, 21)
	for i := range docs {
		docs[i].Service, docs[i].Descriptions = "home_care", nil
	}
	docs[9].ProducerName, docs[9].UnitName = "Kotiapu Aamu Oy", "Kotiapu Aamu"
	Stand(docs)
	fill(t, e, docs)
	for day := range 7 {
		result := find(t, e, search.Query{Text: "Kotiapu Aamu", Lang: "fi", Limit: 5, Weekday: day})
		if len(result.Hits) < 5 || result.Hits[0].ID != docs[9].ID || result.Hits[1].ID == docs[9].ID || result.Total < 300 {
			t.Errorf("on day %d %d hits of %d, not led by the house of that name", day, len(result.Hits), result.Total)
		}
		next := find(t, e, search.Query{Text: "Kotiapu Aamu", Lang: "fi", Limit: 5, Offset: 5, Weekday: day})
		for _, h := range next.Hits {
			if h.ID == docs[9].ID || slices.Contains(result.Hits, h) {
				t.Errorf("on day %d %s is on both pages", day, h.ID)
			}
		}
	}
}

// takesAsTyped mends a slip, and does not when told so.
func takesAsTyped(t *testing.T, e search.Engine) {
	docs := Documents(300, 18)
	for i := range docs {
		docs[i].Descriptions = nil
	}
	docs[0].ProducerName = "Mehiläispesä Oy"
	docs[1].PointName = "Palvelukeskus 00630"
	fill(t, e, docs)
	mended := find(t, e, search.Query{Text: "siivuos", Lang: "fi", Limit: 5})
	if mended.Total == 0 || len(mended.Mended) != 1 || mended.Mended[0].Typed != "siivuos" {
		t.Errorf("a slip finds %d, mended as %v", mended.Total, mended.Mended)
	}
	if typed := find(t, e, search.Query{Text: "siivuos", AsTyped: true, Lang: "fi", Limit: 5}); typed.Total != 0 || typed.Mended != nil {
		t.Errorf("taken as typed it finds %d, mended as %v", typed.Total, typed.Mended)
	}
	for text, want := range map[string]int{"mehiläispesä": 1, "mehiläispsä": 0} {
		if n := find(t, e, search.Query{Text: text, AsTyped: true, Lang: "fi", Limit: 5}).Total; n != want {
			t.Errorf("%q taken as typed finds %d, not %d", text, n, want)
		}
	}
	for text, want := range map[string]int{"00630": 1, "00530": 0} { // no number is a slip of another
		if n := find(t, e, search.Query{Text: text, Lang: "fi", Limit: 5}).Total; n != want {
			t.Errorf("%q finds %d, not %d", text, n, want)
		}
	}
}

// manyAtOnePoint has hundreds of documents at the same place, some a metre from it, so that equals fill pages.
func manyAtOnePoint(t *testing.T, e search.Engine) {
	docs := Documents(700, 19)
	lat, lon := 60.2, 24.65
	for i := range docs {
		docs[i].AtHome, docs[i].Areas = false, nil
		if i%7 == 0 {
			continue
		}
		there, metre := lat, lon+float64(i%4)/100_000
		docs[i].Lat, docs[i].Lon = &there, &metre
	}
	Stand(docs)
	fill(t, e, docs)
	r := rand.New(rand.NewPCG(20, 20))
	for i := range 40 {
		q := search.Query{Sort: search.SortDistance, Offset: r.IntN(700), Limit: 1 + r.IntN(30), Weekday: i % 7, GroupByPoint: i%4 == 0, CountFolded: true,
			Place: &search.Place{Municipality: "049", Organiser: "03", Lat: lat + float64(i%3)/1000, Lon: lon}, RadiusM: 2_000_000}
		compareWithModel(t, e, docs, q)
	}
	if !slices.ContainsFunc(docs, func(d search.Document) bool { return d.Lat == nil }) {
		t.Error("every position is known")
	}
}

// findsOneOfALine looks for words that one of a line's terms has in its description, the cheaper or the dearer.
func findsOneOfALine(t *testing.T, e search.Engine) {
	docs := Documents(40, 3)
	word := func(i int) string {
		return "qzx" + string("bcdfghjkmp"[i/10]) + "wvb" + string("bcdfghjkmp"[i%10]) + "qtr"
	}
	for i := range docs {
		docs[i].Descriptions = map[string]string{"fi": word(i)}
		if i%2 == 1 {
			docs[i].Service, docs[i].Group, docs[i].Point = docs[i-1].Service, docs[i-1].Group, docs[i-1].Point
			docs[i].Unit, docs[i].Producer, docs[i].ProducerType = docs[i-1].Unit, docs[i-1].Producer, docs[i-1].ProducerType
		}
	}
	Stand(docs)
	fill(t, e, docs)
	for i, d := range docs {
		for _, grouped := range []bool{true, false} {
			q := search.Query{Text: word(i), Lang: "fi", Limit: 10, GroupByPoint: grouped}
			found := find(t, e, q)
			checkNumbers(t, q, found)
			if found.Total != 1 || len(found.Hits) != 1 || found.Hits[0].ID != d.ID || found.Facets[search.FacetOrganiser][d.Organiser] != 1 {
				t.Errorf("grouped %t: %d found, organisers %v, of one of line %d", grouped, found.Total, found.Facets[search.FacetOrganiser], i/2)
			}
		}
	}
}
