package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// measured is a unit of the supervisor's that nobody has measured or inspected, with what it offers.
type measured struct {
	Unit      string `db:"unit"`
	Name      string `db:"name"`
	Offering  string `db:"offering"`
	Service   string `db:"service"`
	Organiser string `db:"organiser"`
}

func (w *world) unmeasured(t *testing.T) (m measured) {
	t.Helper()
	if err := w.DB.Get(&m, `SELECT u.id AS unit, u.name, o.id AS offering, o.service_key AS service, g.code AS organiser
		FROM offering o JOIN admission a ON a.id = o.admission_id JOIN scheme s ON s.id = a.scheme_id JOIN organiser g ON g.id = s.organiser_id
		JOIN service_point pt ON pt.id = o.point_id JOIN service_unit u ON u.id = pt.unit_id
		WHERE o.withdrawn_at IS NULL AND s.valid_to IS NULL AND a.valid_to IS NULL AND a.valid_from < now() - interval '2 days'
		    AND g.id = (SELECT b.organiser_id FROM membership b JOIN person p ON p.id = b.person_id WHERE p.email = 'valvonta@demo.example')
		    AND NOT EXISTS (SELECT FROM admission_event e WHERE e.admission_id = a.id)
		    AND NOT EXISTS (SELECT FROM indicator_value v WHERE v.unit_id = u.id) AND NOT EXISTS (SELECT FROM inspection i WHERE i.unit_id = u.id)
		    AND NOT EXISTS (SELECT FROM service_unit n WHERE n.name = u.name AND n.id <> u.id)
		    AND NOT EXISTS (SELECT FROM offering same WHERE same.point_id = o.point_id AND same.service_key = o.service_key AND same.id <> o.id)
		ORDER BY o.id LIMIT 1`); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestASupervisorTellsCorrectsAndTakesBack is the supervisor's work from one value to a file, an inspection and what was
// wrong in them, and what a visitor then reads, sorts and filters by.
func TestASupervisorTellsCorrectsAndTakesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, settings{offerings: 600})
	m := w.unmeasured(t)
	year := time.Now().Year() - 1
	b := open(t, w.url, look{width: 390, noJS: true})
	b.signInAs("supervisor")
	b.wants("h1", "Laatu ja valvonta")
	b.heldAt(locale.Fi, "supervision-desk", 390, 1280)

	for _, list := range []string{"values", "inspections"} {
		b.goTo(paths.Supervision(locale.Fi, list))
		b.heldAt(locale.Fi, "supervision-"+list, 390, 1280)
	}
	b.goTo(paths.Supervision(locale.Fi))
	b.tellsAValue(m, year)
	b.sendsAFileWithAWrongRow(t, m, year)
	b.inspects(m, year)
	b.corrects(w, m)
	w.waitRated(t, m, "fair")

	v := open(t, w.url, look{width: 1280, noJS: true})
	v.readsWhy(m)
	v.findsByRating(m)

	b.goTo(paths.Supervision(locale.Fi) + "?find=" + strings.ReplaceAll(m.Name, " ", "+"))
	b.enter(`main a[href*="/inspections/"]:not([href$="/new"])`)
	b.typeIn("textarea[name=why]", "Tarkastus oli toisessa yksikössä")
	b.enter(`form[action$="taken-back"] button`)
	b.wants(".govuk-notification-banner", "Tarkastus on otettu pois")
	v.goTo(paths.Offering(locale.Fi, m.Offering))
	v.wants("main", "Tarkastuksesta ei ole tietoa")
	v.held()
}

func (b *tab) tellsAValue(m measured, year int) {
	b.t.Helper()
	b.enter(`main a[href$="/values/new"]`)
	b.choose("select[name=indicator]", "feedback")
	b.typeIn("input[name=unit]", m.Name)
	b.choose("select[name=service]", m.Service)
	b.typeIn("input[name=from]", fmt.Sprintf("1.1.%d", year))
	b.typeIn("input[name=to]", fmt.Sprintf("31.12.%d", year))
	b.typeIn("input[name=value]", "5,6")
	b.typeIn("input[name=count]", "21")
	b.typeIn("input[name=source]", "Asiakaskysely")
	b.enter("main form button[type=submit]")
	b.wants(".govuk-error-summary", "Arvon pitää olla väliltä 1–5.")
	b.heldAt(locale.Fi, "supervision-value", 1280, 390)
	b.typeIn("input[name=value]", "4,62")
	b.enter("main form button[type=submit]")
	b.wants("main", "4,62 / 5", m.Name)
	b.held()
}

func (b *tab) sendsAFileWithAWrongRow(t *testing.T, m measured, year int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "laatu.csv")
	rows := "Mittari;Yksikkö;Palvelu;Alku;Loppu;Arvo;Lukumäärä;Lähde\n"
	for _, unit := range []string{m.Name, "Tällaista ei ole"} {
		rows += fmt.Sprintf("Täsmällisyys;%s;%s;1.1.%d;31.12.%d;96,5;800;Käyntikirjaukset\n", unit, m.Service, year, year)
	}
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	b.enter(`main a[href$="/files/new"]`)
	b.heldAt(locale.Fi, "supervision-file", 1280, 390)
	b.do(chromedp.SetUploadFiles("input[name=file]", []string{file}))
	b.enter("main form button[type=submit]")
	b.wants("main", "1 virheellinen rivi", "Yksikköä ei löydy", "1 uusi arvo")
	b.heldAt(locale.Fi, "supervision-preview", 1280, 390)
	b.enter("button[name=rows][value=good]")
	b.wants("main", "1 rivi tallennettiin.")
	b.held()
}

func (b *tab) inspects(m measured, year int) {
	b.t.Helper()
	b.goTo(paths.Supervision(locale.Fi, "inspections", "new"))
	b.enter("main form button[type=submit]") // nothing is filled in
	b.wants(".govuk-error-summary", "Kirjoita tarkastuksen tulos ainakin yhdellä kielellä.")
	b.heldAt(locale.Fi, "supervision-inspection", 1280, 390)
	b.typeIn("input[name=unit]", m.Name)
	b.typeIn("input[name=day]", fmt.Sprintf("2.3.%d", year))
	b.typeIn("input[name=inspector]", "Hyvinvointialueen valvonta")
	b.tick("input[name=kind][value=unannounced]")
	b.tick("input[name=finding][value=remarks]")
	b.typeIn("textarea[name=fi]", "Lääkekaappi pitää lukita.")
	b.enter("main form button[type=submit]")
	b.wants("main", "Lääkekaappi pitää lukita.")
}

// corrects tells the value anew, first without saying why.
func (b *tab) corrects(w *world, m measured) {
	b.t.Helper()
	var value string
	if err := w.DB.Get(&value, `SELECT id FROM indicator_value WHERE unit_id = $1 AND indicator = 'feedback'`, m.Unit); err != nil {
		b.t.Fatal(err)
	}
	b.enter(fmt.Sprintf(`main a[href$="/values/%s"]`, value))
	b.wants("main", "4,62 / 5", "Historia")
	b.typeIn("input[name=value]", "3,10")
	b.enter(fmt.Sprintf(`form[action$="/values/%s"] button`, value))
	b.wants(".govuk-error-summary", "Kirjoita, miksi muutat ilmoitettua tietoa.")
	b.heldAt(locale.Fi, "supervision-story", 1280, 390)
	b.typeIn("textarea[name=reason]", "Laskuvirhe taulukossa")
	b.enter(fmt.Sprintf(`form[action$="/values/%s"] button`, value))
	b.wants("main", "3,1 / 5")
	b.goTo(paths.Supervision(locale.Fi, "values", value)) // by the old row's address
	b.wants("main", "Laskuvirhe taulukossa", "4,62 / 5", "3,1 / 5")
	b.held()
}

// waitRated waits until the index knows.
func (w *world) waitRated(t *testing.T, m measured, grade string) {
	t.Helper()
	query := fmt.Sprintf("/api/v1/offerings?per_page=100&service=%s&organiser=%s&quality=%s", m.Service, m.Organiser, grade)
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		var found struct{ Items []struct{ ID string } }
		if err := w.json(query, &found); err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(found.Items, func(i struct{ ID string }) bool { return i.ID == m.Offering }) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s never finds %s: %+v", query, m.Offering, found)
		}
	}
}

// readsWhy goes from the offering to how its figure comes about, in every language and at both widths.
func (b *tab) readsWhy(m measured) {
	b.t.Helper()
	b.goTo(paths.Offering(locale.Fi, m.Offering))
	b.wants("main", "Kohtalainen", "3,5 / 5", "Korjattavaa", "Lääkekaappi pitää lukita.")
	b.held()
	b.enter(fmt.Sprintf(`main a[href=%q]`, paths.Quality(locale.Fi, m.Unit, m.Service)))
	why := b.path()
	for l, words := range map[locale.Lang][]string{
		locale.Fi: {"3,5 / 5", "(3,10 × 40 + 4,53 × 15) ÷ 55", "Korjattu", "Arjen sujuvuus", "Kaikki yhtä paljon"},
		locale.Sv: {"3,5 / 5", "Rättat", "En fungerande vardag"},
		locale.En: {"3.5 / 5", "Corrected on", "A smooth everyday"},
	} {
		b.goTo(paths.InLang(why, l))
		b.wants("main", words...)
		if b.mentions("4,62") || b.mentions("Laskuvirhe") {
			b.t.Errorf("%s tells what was corrected, or why", b.path())
		}
		b.heldAt(l, "quality-"+string(l), 390, 1280)
	}
}

// findsByRating narrows and orders by the rating.
func (b *tab) findsByRating(m measured) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(1280, 1000))
	b.goTo(paths.Results(locale.Fi) + "?service=" + m.Service + "&organiser=" + m.Organiser)
	mine := fmt.Sprintf(`.tt-card h3 a[href*=%q]`, m.Offering)
	b.tick("input[name=quality][value=fair]")
	b.enter(".tt-facets__end button")
	b.wants(".tt-chips", "arvio: kohtalainen")
	if b.count(mine) != 1 {
		b.t.Errorf("%s: the unit is not among %q", b.path(), b.texts(".tt-card h3"))
	}
	b.heldAt(locale.Fi, "results-rated", 390, 1280)
	b.goTo(paths.Results(locale.Fi) + "?service=" + m.Service + "&organiser=" + m.Organiser + "&quality=excellent,good,fair,poor,not_rated&sort=quality")
	var last string
	for _, card := range b.texts(".tt-card") {
		figure := "0,0" // nobody has rated it: last
		if before, _, rated := strings.Cut(plainSpaces(card), " / 5"); rated {
			figure = before[len(before)-3:]
		}
		if last != "" && figure > last {
			b.t.Errorf("%s comes after %s", figure, last)
		}
		last = figure
	}
	b.enter(`.tt-chips a:not([href*="fair"])`)
	if b.count(mine) != 0 {
		b.t.Error("taken out of the filter, and yet shown")
	}
	b.held()
}
