package e2e

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/importing"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// exampleHomes are made up, in the form of Espoo's list.
const exampleHomes = `name,company,street,postal_code,city,district,ara,www,apartments,language,short_term,lat,lon
Pilvikoto,Espoon kaupunki,Pilvitie 6,02070,Espoo,Espoon keskus,true,,10,Suomi,true,,
Utukoto,Utuhoiva Oy,Utukuja 5,02780,Espoo,Espoon keskus,,http://www.utuhoiva.example/utukoto,10,"Suomi, ruotsi",true,60.1883,24.5944
Kastekoto,"""Kastehoivan tuki ry """,Kastetie 3,02650,Espoo,Leppävaara,,,,Suomi,,60.2259,24.8999
`

// realHomes is Espoo's own list, which is kept beside the project and not in it.
const realHomes = "../../../shared/data/providers/espoo_hoivakodit.csv"

// TestImportedHomesAreFoundAndMarkedAsNotVerified brings a list of nursing homes in and looks for them as a visitor does.
func TestImportedHomesAreFoundAndMarkedAsNotVerified(t *testing.T) {
	t.Parallel()
	w := newWorld(t, settings{offerings: 2000})
	example := filepath.Join(t.TempDir(), "homes.csv")
	if err := os.WriteFile(example, []byte(exampleHomes), 0o600); err != nil {
		t.Fatal(err)
	}
	w.imports(t, example, 3)
	t.Run("made up", func(t *testing.T) {
		b := open(t, w.url, look{width: 390, noJS: true})
		b.findsHomes([]string{"Pilvikoto", "Utukoto", "Kastekoto"})
		b.seesWhatIsNotKnown("Utukoto")
	})
	t.Run("Espoo 2019", func(t *testing.T) {
		if _, err := os.Stat(realHomes); errors.Is(err, fs.ErrNotExist) {
			t.Skipf("%s is not here", realHomes)
		}
		w.imports(t, realHomes, 38)
		b := open(t, w.url, look{})
		b.findsHomes([]string{"Auroranmäki", "Harmaaniitty", "Kauklahden elä ja asu -seniorikeskus", "Pilvikoto"})
		b.seesWhatIsNotKnown("Harmaaniitty")
	})
}

// imports brings a list in, twice as people do, and waits until it can be found.
func (w *world) imports(t *testing.T, file string, homes int) {
	t.Helper()
	const query = "service=round_the_clock_housing&scheme=listing&organiser=03&per_page=1"
	before := w.total(t, query)
	mapping, err := importing.ReadMapping(filepath.Join("..", "..", "internal", "importing", "mappings", "espoo_hoivakodit.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		report, err := importing.Units(t.Context(), w.DB, importing.Options{Organiser: "03", Mapping: mapping, File: f}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if first := i == 0; first && report.Added != homes || !first && report.Unchanged != homes || report.Failed > 0 {
			t.Fatalf("import %d: %+v", i, report)
		}
	}
	w.waitTotal(t, query, before+homes)
}

// card is what a visitor reads on a result: whose it is, how one pays, and how sure it is.
type card struct{ title, kind, sum, marks string }

// known tells whether an amount is told: a range by one's income is none.
func (c card) known() bool {
	return strings.ContainsAny(c.sum, "0123456789") && !strings.Contains(c.sum, "–")
}

func (b *tab) cards() []card {
	b.t.Helper()
	titles, kinds, sums := b.texts(".tt-card h3"), b.texts(".tt-card__kind"), b.texts(".tt-card__sum")
	marks := eval[[]string](b, `[...document.querySelectorAll(".tt-card")].map(c => (c.querySelector(".tt-card__marks") || {innerText: ""}).innerText)`)
	if len(kinds) != len(titles) || len(sums) != len(titles) {
		b.t.Fatalf("%s: %d cards say how one pays %d times", b.path(), len(titles), len(kinds))
	}
	var all []card
	for i := range titles {
		all = append(all, card{titles[i], kinds[i], sums[i], marks[i]})
	}
	return all
}

// findsHomes asks for nursing homes in Espoo, sorts by what one pays and reads every page of results: the homes are there,
// marked, without a price, and below everything whose price is known.
func (b *tab) findsHomes(homes []string) {
	b.t.Helper()
	b.goTo("/fi")
	b.typeIn("form[role=search] input[name=q]", "hoivakoti")
	b.typeIn("form[role=search] input[name=place]", "Espoo")
	b.enter("form[role=search] button[type=submit]")
	b.wants("h1", "Ympärivuorokautinen palveluasuminen", "Espoo")
	b.sortBy("sort=pays")
	b.held()
	var all []card
	for {
		all = append(all, b.cards()...)
		if b.count(`a[rel=next]`) == 0 {
			break
		}
		b.enter(`a[rel=next]`)
	}
	known, unknown := 0, false
	for _, c := range all {
		switch {
		case !c.known():
			unknown = true
		case unknown:
			b.t.Errorf("%+v has a known amount after an unknown one", c)
		default:
			known++
		}
	}
	if known == 0 {
		b.t.Error("no known amount to stand before the unknown ones")
	}
	for _, home := range homes {
		i := slices.IndexFunc(all, func(c card) bool { return strings.Contains(c.title, home) })
		switch {
		case i < 0:
			b.t.Errorf("%s is not found among %d", home, len(all))
		case !strings.Contains(all[i].marks, "ei ole tarkistanut"), !strings.Contains(all[i].kind, "ei ole tiedossa"), strings.ContainsAny(all[i].sum, "0123456789€"):
			b.t.Errorf("%s: %+v", home, all[i])
		}
	}
	b.goTo("/fi/palvelut?service=round_the_clock_housing&place=Espoo&scheme=voucher")
	for _, c := range b.cards() {
		if slices.ContainsFunc(homes, func(home string) bool { return strings.Contains(c.title, home) }) {
			b.t.Errorf("%s is shown as a voucher producer", c.title)
		}
	}
}

// seesWhatIsNotKnown opens the home's page in the three languages.
func (b *tab) seesWhatIsNotKnown(home string) {
	b.t.Helper()
	b.goTo("/fi/palvelut?q=" + home + "&place=Espoo")
	b.enter(`.tt-card h3 a`)
	page := b.path()
	for l, words := range map[locale.Lang][]string{
		locale.Fi: {"Hyvinvointialue ei ole tarkistanut tietoja", "Hinta ei ole tiedossa"},
		locale.Sv: {"Välfärdsområdet har inte kontrollerat uppgifterna", "Priset är inte känt"},
		locale.En: {"Not verified by the county", "Price not known"},
	} {
		b.goTo(paths.InLang(page, l))
		b.wants("h1", home)
		b.wants("main", words...)
		b.held()
	}
}
