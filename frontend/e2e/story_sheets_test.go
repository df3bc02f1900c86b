package e2e

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// TestListsAsFiles: a producer takes its list of offerings, changes it, is told of the one wrong row among many, mends it
// and applies it; an officer brings in a list with services and prices, says what its columns mean, looks at it dry,
// publishes it, and takes what the desk shows as a file.
func TestListsAsFiles(t *testing.T) {
	w := busyWorld(t)
	producer, officer := open(t, w.url, look{width: 390}), open(t, w.url, look{})
	producer.signInAs("producer")
	producer.goTo("/fi/tuottaja/offerings")
	producer.picture("sheets-offerings-fi-390")
	producer.enter(`main a[href$="/offerings/list"]`)
	producer.heldAt(locale.Fi, "sheets-list-fi", 390, 1280)
	producer.submit()
	producer.wants(".govuk-error-summary", "Valitse tiedosto.")
	file := tableOf(t, producer.takes("/fi/tuottaja/offerings/list/list.csv"))
	file.set(3, "Onko tilaa", "jonoa on") // of a service of which no other story tells
	changed := file.set(3, "Odotus päivinä", "44")
	file.set(2, "Onko tilaa", "ehkä")
	producer.sendsTable(file.text())
	producer.wants("main", "1 palvelun tiedot muuttuvat", "1 rivi on korjattava", "”ehkä” ei kelpaa.", "Kotisairaanhoito", "44", "Tallenna vain oikea rivi")
	producer.heldAt(locale.Fi, "sheets-list-preview-fi", 390, 1280)
	half := producer.path()
	producer.enter(`main p a[href$="/offerings/list"]`)
	file.set(2, "Onko tilaa", "")
	producer.sendsTable(file.text())
	producer.wants("main", "1 palvelun tiedot muuttuvat", "Tallenna 1 palvelun tiedot")
	producer.submit()
	producer.wants("main", "1 palvelun tiedot on tallennettu.")
	producer.held()
	producer.goTo("/fi/tuottaja/offerings/" + changed)
	producer.wants("main", "Jonoa 44 päivää")

	producer.goTo("/fi/tuottaja/tables")
	producer.heldAt(locale.Fi, "sheets-own-fi", 390, 1280)
	for list, head := range map[string]string{"applications": "Asianumero", "evidence": "Käytössä", "lapses": "Voimassa asti", "prices": "Aiempi hinta"} {
		if text := producer.takes("/fi/tuottaja/tables/" + list + "/list.csv"); !strings.Contains(text, head) {
			t.Errorf("the producer's %s as a file: %.200s", list, text)
		}
	}

	officer.signInAs("officer")
	officer.goTo("/fi/hankinta/tables")
	officer.heldAt(locale.Fi, "sheets-tables-fi", 1280, 390)
	if text := officer.takes(eval[string](officer, `document.querySelector("main a[href*='/admissions/list.csv']").getAttribute("href")`)); !strings.Contains(text, "Järjestämistapa") {
		t.Errorf("the admissions as a file: %.200s", text)
	}
	for list, head := range map[string]string{"schemes": "Tarkennus", "lapses": "Voimassa asti", "doubts": "Mistä lähtien"} {
		if text := officer.takes(eval[string](officer, fmt.Sprintf(`document.querySelector("main a[href$='/%s/list.csv']").getAttribute("href")`, list))); !strings.Contains(text, head) {
			t.Errorf("%s as a file: %.200s", list, text)
		}
	}
	const listed = "scheme=listing&organiser=15&per_page=1"
	before := w.total(t, listed)
	officer.enter(`main a[href$="/tables/lists"]`)
	officer.held()
	officer.sendsTable("Yritys;Toimipaikka;Postinumero;Palvelut;Hinta\nKuusen Hoiva Oy;Kuusen koti;40520;\"kotihoito; siivouspalvelu\";\"48,10 €/t; 35 €/t\"\n" +
		"Männyn Hoiva Oy;Männyn koti;4052;kotihoito;48,10\n")
	list := officer.path()
	officer.wants("main", "Mitä luettelon sarakkeet tarkoittavat?")
	officer.heldAt(locale.Fi, "sheets-columns-fi", 1280, 390)
	officer.submit()
	officer.wants(".govuk-error-summary", "Kirjoita luettelolle nimi")
	officer.typeIn("input[name=name]", "Kotiapu")
	officer.submit()
	officer.wants("main", "1 uusi yksikkö", "1 rivi on korjattava", "4052 ei ole postinumero", "Ei tiedetä, mistä", "Näin rivit ymmärrettiin", "Siivouspalvelu 35,00")
	officer.heldAt(locale.Fi, "sheets-dry-fi", 1280, 390)
	officer.enter(`main a[href$="/columns"]`)
	officer.wantsValue("input[name=name]", "Kotiapu")
	officer.goTo(list)
	officer.enter(`form[action$="/publish"] button`)
	officer.wants("main", "Luettelo on julkaistu.", "1 uusi yksikkö")
	officer.held()
	w.waitTotal(t, listed, before+2)

	officer.goTo("/fi/hankinta/tables/lists")
	officer.sendsTable("Yritys;Toimipaikka;Postinumero\nKuusen Hoiva Oy;Kuusen koti;40520\n")
	unsettled := officer.path()

	langs, widths := []locale.Lang{locale.Sv}, []int{390}
	if os.Getenv("E2E_PICTURES") != "" {
		langs, widths = []locale.Lang{locale.Sv, locale.En}, []int{390, 1280}
	}
	for _, l := range langs {
		for name, path := range map[string]string{"list": paths.Desk(l, "offerings", "list"), "prices": paths.Desk(l, "offerings", "prices"), "list-preview": paths.InLang(half, l), "own": paths.Desk(l, "tables")} {
			producer.goTo(path)
			producer.heldAt(l, "sheets-"+name+"-"+string(l), widths...)
		}
		for name, path := range map[string]string{"tables": paths.Officer(l, "tables"), "lists": paths.Officer(l, "tables", "lists"), "done": paths.InLang(list, l), "columns": paths.InLang(unsettled, l)} {
			officer.goTo(path)
			officer.heldAt(l, "sheets-"+name+"-"+string(l), widths...)
		}
	}
}

// table is a file that is changed as a person changes it: its head and its rows.
type table [][]string

func tableOf(t *testing.T, text string) table {
	t.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\uFEFF")))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 4 {
		t.Fatalf("%v in\n%s", err, text)
	}
	return rows
}

// set writes a cell of a row and answers the row's id.
func (f table) set(row int, head, text string) string {
	f[row][slices.Index(f[0], head)] = text
	return f[row][len(f[0])-1]
}

func (f table) text() string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = ';'
	_ = w.WriteAll(f) // to memory
	return b.String()
}

// takes reads a file that a page links to.
func (b *tab) takes(path string) string {
	b.t.Helper()
	return eval[string](b, fmt.Sprintf(`fetch(%q).then(r => r.ok ? r.text() : "status " + r.status)`, path), chromedp.EvalAwaitPromise)
}

// sendsTable sends a table by the page's form.
func (b *tab) sendsTable(text string) {
	b.t.Helper()
	file := filepath.Join(b.t.TempDir(), "taulukko.csv")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.SetUploadFiles("input[name=file]", []string{file}))
	b.submit()
}
