package search_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/search"
)

// TestOneOfALineLeads asks random lines random questions: of every line with a fitting document exactly one that fits
// leads by the chosen terms, and it is the cheapest that fits.
func TestOneOfALineLeads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
		line := make([]search.Document, rapid.IntRange(1, 6).Draw(t, "terms"))
		for i := range line {
			d := search.Document{
				ID: uuid.UUID{byte(rapid.IntRange(0, 255).Draw(t, "id")), byte(i)}, Organiser: pick("organiser", "01", "03"),
				Regime: pick("regime", "voucher", "dps"), PaysKind: pick("kind", "own_share", "price", "free", "unknown"),
				PaysPer: pick("per", "", "hour", "visit"), Vacancy: pick("vacancy", "free", "full"),
			}
			if rapid.Bool().Draw(t, "rated") {
				mean := rapid.SampledFrom([]int{200, 450}).Draw(t, "mean")
				d.Quality = &mean
			}
			if d.PaysKind != "unknown" && rapid.Bool().Draw(t, "known") {
				cents := int64(rapid.IntRange(0, 3).Draw(t, "cents"))
				d.PaysCents = &cents
			}
			line[i] = d
		}
		search.Stand(line)
		for _, d := range line { // nothing but the grade may differ here beside the terms
			if alike := !slices.ContainsFunc(line, func(o search.Document) bool { return o.Grade() != d.Grade() }); d.Standing.Loose == alike {
				t.Fatalf("loose is %v of grades that are alike: %v", d.Standing.Loose, alike)
			}
		}
		var terms search.Terms
		fits := func(search.Document) bool { return true }
		choose := func(term search.Terms, name string, value func(search.Document) string, of ...string) {
			if !rapid.Bool().Draw(t, "choose "+name) {
				return
			}
			terms |= term
			wanted, rest := pick(name, of...), fits
			fits = func(d search.Document) bool { return value(d) == wanted && rest(d) }
		}
		choose(search.TermOrganiser, "organiser", func(d search.Document) string { return d.Organiser }, "01", "03")
		choose(search.TermRegime, "regime", func(d search.Document) string { return d.Regime }, "voucher", "dps")
		choose(search.TermPaysKind, "kind", func(d search.Document) string { return d.PaysKind }, "own_share", "price", "free")
		choose(search.TermVacancy, "vacancy", func(d search.Document) string { return d.Vacancy }, "free", "full")
		if rapid.Bool().Draw(t, "choose per") {
			terms |= search.TermPer
			wanted, rest := pick("per", "hour", "visit"), fits
			fits = func(d search.Document) bool { return (d.PaysKind == search.PaysFree || d.PaysPer == wanted) && rest(d) }
		}
		if rapid.Bool().Draw(t, "choose most") {
			most, rest := int64(rapid.IntRange(0, 3).Draw(t, "most")), fits
			fits = func(d search.Document) bool {
				return (d.PaysKind == search.PaysFree || d.PaysCents != nil && *d.PaysCents <= most) && rest(d)
			}
		}
		var cheapest, leader *search.Document
		leaders := 0
		for i := range line {
			d := &line[i]
			if !fits(*d) {
				continue
			}
			if cheapest == nil || search.Cheaper(d, cheapest) < 0 {
				cheapest = d
			}
			if d.Standing.Leading(terms) {
				leaders, leader = leaders+1, d
			}
		}
		if cheapest == nil && leaders == 0 {
			return
		}
		if leaders != 1 || leader != cheapest {
			t.Fatalf("%d lead by %b of %+v", leaders, terms, line)
		}
		if alone := len(line) == 1; line[0].Standing.Alone != alone || alone && line[0].Standing.Leads != search.AllLead {
			t.Fatalf("standing of one alone: %+v", line[0].Standing)
		}
	})
}
