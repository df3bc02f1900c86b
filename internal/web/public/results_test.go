package public_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/webtest"
)

func TestResultsSayFirstWhatOnePays(t *testing.T) {
	s := open(t)
	s.Market()
	for lang, want := range map[string]map[string]string{
		"/fi/palvelut?place=40520": {
			"Kotihoiva Aamurusko":     "Maksat itse 12,10 € /t Hinta 38,50 € Palveluseteli −26,40 € noin 79 €/kk (3 × 30 min viikossa)",
			"Jyväskylän kotihoito":    "Asiakasmaksu 0–420 € /kk Tulojesi mukaan. Arvioi oma maksusi",
			"Arjen Apu Kivelä":        "Koko hinta 45,00 € /t noin 293 €/kk (3 × 30 min viikossa) Maksat kaiken itse.",
			"Jyvässeudun Lähimmäiset": "Maksuton 0 € Et maksa mitään.",
		},
		"/sv/tjanster?place=40520": {
			"Kotihoiva Aamurusko":     "Du betalar 12,10 € /tim. Pris 38,50 € Servicesedel −26,40 € cirka 79 €/mån. (3 × 30 min i veckan)",
			"Jyväskylän kotihoito":    "Klientavgift 0–420 € /mån. Enligt dina inkomster. Uppskatta din egen avgift",
			"Arjen Apu Kivelä":        "Hela priset 45,00 € /tim. cirka 293 €/mån. (3 × 30 min i veckan) Du betalar allt själv.",
			"Jyvässeudun Lähimmäiset": "Avgiftsfri 0 € Du betalar ingenting.",
		},
		"/en/services?place=40520": {
			"Kotihoiva Aamurusko":     "You pay €12.10 /hour Price €38.50 Voucher −€26.40 about €79/month (3 × 30 min a week)",
			"Jyväskylän kotihoito":    "Client fee €0–420 /month Depends on your income. Estimate your own fee",
			"Arjen Apu Kivelä":        "Full price €45.00 /hour about €293/month (3 × 30 min a week) You pay it all yourself.",
			"Jyvässeudun Lähimmäiset": "Free €0 You pay nothing.",
		},
		"/fi/palvelut?place=Espoo": {
			"Villa Viherlaakso": "Hinta ei ole tiedossa Kysy hinta Kysy hinta tuottajalta.",
			"Villa Tapiola":     "Hinta ei ole tiedossa Kysy hinta Kysy hinta tuottajalta.",
		},
	} {
		p := s.OK(lang)
		got := map[string]string{}
		names, sums := p.Texts("h3"), p.Texts(".tt-card__pay")
		for i := range names {
			got[names[i]] = sums[i]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", lang, diff)
		}
	}
	p := s.OK("/fi/palvelut?place=40520")
	p.Wants("Palvelut, 40520 Jyväskylä", "4 palvelua", "Palvelee alueellasi", "Täynnä", "Jonoa noin 3 viikkoa", "päivitetty 18.5.2026", "Ei vielä arvioitu")
	s.OK("/fi/palvelut?place=Espoo").Wants("Hyvinvointialue ei ole tarkistanut tietoja")
	if tiles := s.OK("/fi/palvelut").Texts(".tt-pay"); len(tiles) != 5 || tiles[4] != "Hinta ei ole tiedossa 2 palvelua Kysy hinta tuottajalta" {
		t.Errorf("the ways to pay are %q", tiles)
	}
	if front := s.OK("/sv"); !strings.Contains(front.Source, "Funktionshinder\u00adservice") {
		t.Error("a compound wider than its column cannot be parted")
	}
}

func TestResultsNarrow(t *testing.T) {
	s := open(t)
	s.Market()
	p := s.OK("/fi/palvelut?place=40520&q=kotihoito")
	for _, legend := range []string{"Miten maksan", "Vapaata", "Palvelu", "Palvelukieli", "Kuka tuottaa"} {
		found := false
		for _, l := range p.Texts("legend") {
			found = found || l == legend
		}
		if !found {
			t.Errorf("no facet %q among %q", legend, p.Texts("legend"))
		}
	}
	for _, box := range []struct{ name, value, count string }{
		{"pays", "own_share", "1"}, {"spoken", "fi", "3"}, {"spoken", "sv", "2"}, {"vacancy", "true", "1"}, {"producer_type", "company", "1"},
		{"service", "home_care", "3"},
	} {
		if got := countOf(p, box.name, box.value); got != box.count {
			t.Errorf("%s=%s has the count %q, want %q", box.name, box.value, got, box.count)
		}
	}
	narrowed := s.OK("/fi/palvelut?place=40520&q=kotihoito&spoken=sv&vacancy=true")
	if diff := cmp.Diff([]string{"Kotihoiva Aamurusko"}, narrowed.Texts("h3")); diff != "" {
		t.Errorf("narrowed (-want +got):\n%s", diff)
	}
	wider := s.OK(narrowed.Href("Poista rajaus tilaa on nyt"))
	if n := len(wider.All(".tt-card")); n != 2 {
		t.Errorf("without the vacancy there are %d, want 2", n)
	}
	if all := s.OK(narrowed.Href("Poista kaikki")); len(all.All(".tt-card")) != 3 {
		t.Errorf("without anything there are %d, want 3", len(all.All(".tt-card")))
	}
	if tile := s.OK(p.Href("Asiakasmaksu")); len(tile.All(".tt-card")) != 1 {
		t.Errorf("the way to pay leads to %d", len(tile.All(".tt-card")))
	}
}

// TestResultsNarrowByRating: a word for ratings is a filter with its count, what nobody has rated is a word of its own, and
// the page says how many were left out for that.
func TestResultsNarrowByRating(t *testing.T) {
	s := open(t)
	m := s.Market()
	unit := func(offering uuid.UUID) (id uuid.UUID) {
		if err := s.DB.Owner.Get(&id, `SELECT pt.unit_id FROM offering o JOIN service_point pt ON pt.id = o.point_id WHERE o.id = $1`, offering); err != nil {
			t.Fatal(err)
		}
		return id
	}
	s.Measured(unit(m.Fee), "home_care", "feedback", 394, 50)
	s.Measured(unit(m.Price), "home_care", "feedback", 500, 4) // too few
	s.Reindex()
	p := s.OK("/fi/palvelut?place=40520&service=home_care")
	p.Wants("Erinomainen (4,5–5,0)", "Kohtalainen (3,0–3,9)", "Ei vielä arvioitu")
	for value, count := range map[string]string{"excellent": "1", "good": "", "fair": "1", "poor": "", "not_rated": "1"} {
		if got := countOf(p, "quality", value); got != count {
			t.Errorf("quality=%s has the count %q, want %q", value, got, count)
		}
	}
	good := s.OK("/fi/palvelut?place=40520&service=home_care&quality=excellent,good")
	good.Wants("1 palvelu jäi pois, koska sitä ei ole vielä arvioitu.", "Poista rajaus arvio: erinomainen", "Hyvä (4,0–4,4) 0")
	if diff := cmp.Diff([]string{"Kotihoiva Aamurusko"}, good.Texts("h3")); diff != "" {
		t.Errorf("narrowed (-want +got):\n%s", diff)
	}
	both := s.OK(good.Href("Näytä myös se"))
	if n := len(both.All(".tt-card")); n != 2 || strings.Contains(both.Content, "jäi pois") {
		t.Errorf("with those that nobody has rated there are %d, want 2", n)
	}
	if n := len(s.OK(both.Href("Poista rajaus arvio: erinomainen")).All(".tt-card")); n != 1 {
		t.Errorf("without the excellent there are %d, want 1", n)
	}
	if p := s.Get("/fi/palvelut?quality=splendid"); p.Status != http.StatusBadRequest {
		t.Errorf("a word that is none: status %d", p.Status)
	}
	// The index says excellent, the register no longer does: the hit is dropped at once.
	s.Exec(`UPDATE organiser SET least_answers = 100 WHERE code = '15'`)
	s.Exec(`UPDATE indicator_value SET n = 99 WHERE unit_id = $1`, m.Voucher.Unit)
	if now := s.OK("/fi/palvelut?place=40520&service=home_care&quality=excellent"); len(now.All(".tt-card")) != 0 {
		t.Error("what is rated no longer is shown by its old rating")
	}
}

func countOf(p webtest.Page, name, value string) string {
	for _, label := range p.All(".tt-check") {
		for d := range label.Descendants() {
			if d.Data == "input" && webtest.Attribute(d, "name") == name && webtest.Attribute(d, "value") == value {
				words := strings.Fields(webtest.Read(label))
				return words[len(words)-1]
			}
		}
	}
	return ""
}

func TestResultsAreOrderedByWhatOnePays(t *testing.T) {
	s := open(t)
	s.Market()
	p := s.OK("/fi/palvelut?place=40520&service=home_care")
	sorted := s.OK(p.Href("Oma maksu"))
	if got := sorted.Texts("h3"); got[0] != "Kotihoiva Aamurusko" || got[1] != "Arjen Apu Kivelä" {
		t.Errorf("by what one pays: %q, known amounts come first", got)
	}
	if got := sorted.Texts("a[aria-current=true]"); len(got) < 2 || got[1] != "Oma maksu" {
		t.Errorf("the order now is %q", got)
	}
	if strings.Contains(s.OK("/fi/palvelut").Content, "Etäisyys") {
		t.Error("distance is offered without a place")
	}
}

func TestResultsTellWhatWasUnderstood(t *testing.T) {
	s := open(t)
	s.Market()
	p := s.OK("/fi/palvelut?q=kotihoidon&place=40520")
	p.Wants("Kotihoito, 40520 Jyväskylä", "Haettiin: kotihoito , 3 palvelua")
	if without := s.OK(p.Href("Poista ”kotihoidon” hausta")); len(without.All(".tt-card")) != 4 {
		t.Errorf("without the words there are %d, want 4", len(without.All(".tt-card")))
	}
}

func TestAMendedSearchCanBeTakenAsTyped(t *testing.T) {
	s := open(t)
	s.Market()
	p := s.OK("/fi/palvelut?q=Kotihiito&place=40520&spoken=fi")
	p.Wants("Näytetään tulokset haulle kotihoito , 3 palvelua")
	p.Wants("Hae sen sijaan: Kotihiito")
	for _, form := range p.All("form[action=/fi/palvelut] input[name=exact]") {
		t.Errorf("a search that was not exact carries %q", webtest.Attribute(form, "value"))
	}
	exact := s.OK(p.Href("Hae sen sijaan: Kotihiito"))
	if len(exact.All(".tt-card")) != 0 || strings.Contains(exact.Content, "Näytetään tulokset") {
		t.Errorf("as typed it finds %d", len(exact.All(".tt-card")))
	}
	exact.Wants("Poista rajaus täsmälleen näin kirjoitettuna")
	drops := exact.Texts(".tt-drops")
	if len(drops) == 0 || !strings.HasPrefix(drops[0], "Hae sanoilla ”kotihoito” 3 palvelua") {
		t.Errorf("the mended words are not offered back: %q", drops)
	}
	if back := s.OK(exact.Href("Hae sanoilla ”kotihoito”")); len(back.All(".tt-card")) != 3 {
		t.Errorf("the way back finds %d, want 3", len(back.All(".tt-card")))
	}
	// It is kept by orders and filters, and dropped with a new search.
	found := s.OK("/fi/palvelut?q=kotihoito&exact=true&place=40520")
	if link := found.Href("Oma maksu"); !strings.Contains(link, "exact=true") {
		t.Errorf("another order forgets it: %s", link)
	}
	for selector, want := range map[string]int{
		"form input[name=exact]": 3, "form[action=/fi/palvelut] input[name=exact]": 2, "form[role=search] input[name=exact]": 0,
	} {
		if n := len(found.All(selector)); n != want {
			t.Errorf("%q: %d fields, want %d: the filters, the usage and the comparison carry it, a new search does not", selector, n, want)
		}
	}
}

// mostChips stand open above the results.
const mostChips = 8

func TestFiftyFiltersAreManyButNoTrouble(t *testing.T) {
	s := open(t)
	s.Market()
	var keys []string
	for _, svc := range service.All()[:50] {
		keys = append(keys, svc.Key)
	}
	path := "/fi/palvelut?place=40520&spoken=ru&pays=free&service=" + strings.Join(keys, ",")
	p := s.OK(path)
	var all, folded int
	for _, link := range p.Texts("a") {
		if strings.HasPrefix(link, "Poista rajaus ") {
			all++
		}
	}
	for _, more := range p.Texts("details") {
		if strings.HasPrefix(more, "Näytä ") {
			folded += strings.Count(more, "Poista rajaus ")
		}
	}
	if all != 52 || all-folded != mostChips {
		t.Errorf("%d chips, %d of them folded away; want 52 with %d open", all, folded, mostChips)
	}
	p = s.OK("/fi/palvelut?place=40520&spoken=fi&vacancy=true&service=" + strings.Join(keys, ","))
	if drops := p.Texts(".tt-drops"); len(p.All(".tt-card")) == 0 && len(drops) == 0 {
		t.Error("nothing is offered to drop")
	}
}

func TestANameOfSeveralPlacesOffersThem(t *testing.T) {
	s := open(t)
	s.Market()
	p := s.Get("/fi/palvelut?q=kotihoito&place=Kumpula")
	if p.Status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", p.Status)
	}
	p.Wants("Paikkoja nimeltä ”Kumpula” on useita", "Tarkoititko:")
	if chosen := s.OK(p.Href("Kumpula, 00560 Helsinki")); !strings.Contains(chosen.Content, "Kumpula, 00560") {
		t.Errorf("the choice leads to %s", chosen.Text("h1"))
	}
}

func TestEmptyResultSaysWhatToDrop(t *testing.T) {
	s := open(t)
	s.Market()
	s.Exec(`UPDATE organiser SET phone = '014 000 1200' WHERE code = '15'`)
	p := s.OK("/fi/palvelut?place=40520&service=home_care&spoken=ru&vacancy=true&pays=own_share")
	p.Wants("Mikään palvelu ei sovi hakuusi", "0 palvelua", "014 000 1200")
	drops := p.Texts(".tt-drops")
	if len(drops) != 1 || drops[0] != "Jätä pois: venäjä 1 palvelu" {
		t.Errorf("offered to drop %q", drops)
	}
	if found := s.OK(p.Href("Jätä pois: venäjä")); len(found.All(".tt-card")) != 1 {
		t.Errorf("dropping gives %d, and 1 was promised", len(found.All(".tt-card")))
	}
	// Each alone gives nothing, all together do.
	both := s.OK("/fi/palvelut?place=40520&spoken=ru&producer_type=parish")
	if found := s.OK(both.Href("Poista kaikki")); len(found.All(".tt-card")) != 4 {
		t.Errorf("dropping all gives %d, want 4", len(found.All(".tt-card")))
	}
	if nowhere := s.OK("/fi/palvelut?q=xyzzyqwerty"); !strings.Contains(nowhere.Content, "Jätä pois: hakusanat ”xyzzyqwerty”") {
		t.Errorf("words that find nothing: %s", nowhere.Content)
	}
}

func TestUnknownPlaceIsNoDeadEnd(t *testing.T) {
	s := open(t)
	s.Market()
	p := s.Get("/fi/palvelut?q=kotihoito&place=Jyväskyll&spoken=fi")
	if p.Status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", p.Status)
	}
	if got := p.Text("title"); !strings.HasPrefix(got, "Virhe: Paikkaa ”Jyväskyll” ei löytynyt") {
		t.Errorf("title %q", got)
	}
	if got := webtest.Attribute(p.All("input[name=place]")[0], "value"); got != "Jyväskyll" {
		t.Errorf("what was typed became %q", got)
	}
	if found := s.OK(p.Href("Jyväskylä")); len(found.All(".tt-card")) != 3 {
		t.Errorf("the suggestion finds %d, want 3", len(found.All(".tt-card")))
	}
	if p := s.Get("/sv/tjanster?place=qqqq"); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Content, "Skriv kommunens namn") {
		t.Errorf("no suggestions: status %d, %s", p.Status, p.Content)
	}
}

func TestChoiceForComparisonTravels(t *testing.T) {
	s := open(t)
	m := s.Market()
	here, away := m.Voucher.Offering.String(), m.Far.String()
	p := s.OK("/fi/palvelut?place=40520&compare=" + here + "&compare=" + away + "&compare=nonsense")
	var ticked, hidden []string
	for _, box := range p.All("input[name=id]") {
		switch {
		case webtest.Attribute(box, "type") == "hidden":
			hidden = append(hidden, webtest.Attribute(box, "value"))
		case len(p.All("input[checked]")) > 0 && webtest.Has(box, "checked"):
			ticked = append(ticked, webtest.Attribute(box, "value"))
		}
	}
	if diff := cmp.Diff([][]string{{here}, {away}}, [][]string{ticked, hidden}); diff != "" {
		t.Errorf("ticked and carried (-want +got):\n%s", diff)
	}
	if link := p.Href("Oma maksu"); !strings.Contains(link, "compare="+here) || !strings.Contains(link, "compare="+away) || strings.Contains(link, "nonsense") {
		t.Errorf("another order forgets the choice: %s", link)
	}
	if carried := p.All("input[name=compare]"); len(carried) != 6 {
		t.Errorf("the three forms of the search carry %d ids, want two each", len(carried))
	}
	forms := p.All("form[action=/fi/vertaa]")
	if len(forms) != 1 {
		t.Fatalf("%d forms lead to the comparison", len(forms))
	}
}

func TestManyResultsHavePages(t *testing.T) {
	s := open(t)
	scheme := s.Scheme(cataloguetest.SchemeSpec{Organiser: "15", Key: "itse", Regime: "self_paid_listing", Pays: "price"})
	for i := range 45 {
		id := s.Give(scheme, "Tuottaja "+strconv.Itoa(i), "company", "cleaning", "179")
		s.Price(id, "hour", int64(3000+i), cataloguetest.LongAgo(), calendar.Date{})
	}
	s.Reindex()
	seen := map[string]bool{}
	path := "/fi/palvelut?place=40520&service=cleaning"
	for n, want := range []int{20, 20, 5} {
		p := s.OK(path)
		if got := len(p.All(".tt-card")); got != want {
			t.Errorf("page %d has %d, want %d", n+1, got, want)
		}
		for _, name := range p.Texts("h3") {
			if seen[name] {
				t.Errorf("%s stands on two pages", name)
			}
			seen[name] = true
		}
		if n < 2 {
			path = p.Href("Seuraava")
		}
	}
	if p := s.Get("/fi/palvelut?place=40520&service=cleaning&page=9"); p.Status != http.StatusSeeOther {
		t.Errorf("a page beyond the last: status %d, want the first page", p.Status)
	}
}
