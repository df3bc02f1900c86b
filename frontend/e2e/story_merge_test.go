package e2e

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// TestAnOfficerMergesWhatIsInTheRegisterTwice is an officer who is told that an imported producer looks like one that signed
// up: looks at what would move, merges, sees the old address lead on, and undoes it. Without JavaScript and by keyboard.
func TestAnOfficerMergesWhatIsInTheRegisterTwice(t *testing.T) {
	w := busyWorld(t)
	var kept struct {
		ID   string `db:"id"`
		Name string `db:"name"`
	}
	if err := w.DB.Get(&kept, `SELECT p.id, p.name FROM producer p JOIN admission a ON a.producer_id = p.id JOIN scheme s ON s.id = a.scheme_id JOIN organiser g ON g.id = s.organiser_id
		WHERE p.demo AND p.business_id IS NOT NULL AND s.key = 'voucher' AND g.code = '15' AND EXISTS (SELECT FROM offering o WHERE o.admission_id = a.id AND o.withdrawn_at IS NULL)
		AND NOT EXISTS (SELECT FROM admission_event e WHERE e.admission_id = a.id) AND NOT EXISTS (SELECT FROM membership m WHERE m.producer_id = p.id) ORDER BY p.name LIMIT 1`); err != nil {
		t.Fatal(err)
	}
	gone := w.twin(t, kept.ID)

	b := open(t, w.url, look{width: 390, noJS: true})
	b.signInAs("officer")
	b.goTo("/fi/hankinta/merges")
	b.typeIn("main input[name=text]", kept.Name)
	b.enter("main form[role=search] button[type=submit]")
	b.enter(`main a[href*="` + kept.ID + `"]`)
	b.wants("h1", "Etsi yhdistettävä tuottaja")
	b.held()
	b.wants(`main a[href="/fi/hankinta/duplicates/`+kept.ID+"/"+gone+`"]`, strings.ToUpper(kept.Name)) // without being suggested
	b.goTo("/fi/hankinta/duplicates")
	b.wants("main", "Kahteen kertaan olevat tuottajat", strings.ToUpper(kept.Name), "sama nimi")
	b.held()
	b.picture("merge-list")
	b.enter(`main a[href="/fi/hankinta/duplicates/` + kept.ID + `/` + gone + `"]`)
	b.wants("main", "Yhdistä kaksi tuottajaa", "Yksiköt", "Vanha sivu ohjaa")
	b.held()
	b.picture("merge-preview")
	b.enter(`form[action$="` + gone + `"] button[type=submit]`) // without reasons
	b.wants(".govuk-error-summary", "Kirjoita perustelu")
	b.typeIn("textarea[name=reasons]", "Sama yritys luettelossa isoilla kirjaimilla.")
	b.enter(`form[action$="` + gone + `"] button[type=submit]`)
	b.wants("main", "Tuottajat on yhdistetty", "Kumoa yhdistäminen")
	record := b.path()
	b.held()
	b.picture("merge-record")

	b.goTo("/sv/producenter/" + gone)
	b.wants("h1", kept.Name)
	if !strings.HasSuffix(b.path(), kept.ID) {
		t.Errorf("the old address leads to %s", b.path())
	}
	b.goTo(record)
	b.typeIn("textarea[name=reasons]", "Eri yritys sittenkin.")
	b.enter(`form[action$="/undo"] button[type=submit]`)
	b.wants("main", "Yhdistäminen on kumottu")
	b.held()
	b.goTo("/fi/tuottajat/" + gone)
	b.wants("h1", strings.ToUpper(kept.Name))
	for _, stranger := range []string{"producer", "administrator"} {
		if status, _ := signIn(t, w, stranger).get(record); status != 403 && status != 404 {
			t.Errorf("%s at the officers' desk: %d", stranger, status)
		}
	}
}

// TestAProducerClaimsWhatWasImported is a producer that finds its own business in the register as a list told of it, asks for it,
// and an officer who says yes.
func TestAProducerClaimsWhatWasImported(t *testing.T) {
	w := busyWorld(t)
	var own, name string
	if err := w.DB.Get(&own, `SELECT m.producer_id FROM membership m JOIN person p ON p.id = m.person_id WHERE p.demo AND m.role = 'producer' AND m.state = 'active' ORDER BY p.created_at, p.email LIMIT 1`); err != nil {
		t.Fatal(err)
	}
	if err := w.DB.Get(&name, `SELECT name FROM producer WHERE id = $1`, own); err != nil {
		t.Fatal(err)
	}
	gone := w.twin(t, own)
	b := open(t, w.url, look{width: 390, noJS: true})
	b.signInAs("producer")
	b.toSection("/fi/tuottaja/claims")
	b.wants("main", "Onko tämä teidän?", "Näyttää teidän omaltanne")
	b.typeIn("main input[name=text]", name[:5])
	b.enter("main form[role=search] button[type=submit]")
	b.wants("main", strings.ToUpper(name))
	b.held()
	b.picture("merge-claims")
	ask := func() {
		b.goTo("/fi/tuottaja/claims/" + gone)
		b.typeIn("textarea[name=reasons]", "Sama yritys, sama toimitusjohtaja.")
		b.enter(`form[action$="` + gone + `"] button[type=submit]`)
		b.wants("main", "Pyyntö on lähetetty hyvinvointialueelle", "Odottaa vastausta")
	}
	b.enter(`main a[href="/fi/tuottaja/claims/` + gone + `"]`)
	b.wants("main", "Vanha sivu ohjaa")
	b.enter(`form[action$="` + gone + `"] button[type=submit]`)
	b.wants(".govuk-error-summary", "Kirjoita perustelu")
	b.held()
	b.picture("merge-claim")
	ask()
	b.enter(`form[action$="/withdraw"] button`)
	b.wants("main", "Pyyntö on peruttu", "Peruttu")
	ask()
	b.held()
	b.picture("merge-claims-asked")
	b.goTo("/fi/tuottaja/claims?text=" + url.QueryEscape(name[:5]))
	b.wants("main", "olette jo pyytäneet tätä")

	officer := open(t, w.url, look{noJS: true})
	officer.signInAs("officer")
	officer.goTo("/fi/hankinta/duplicates")
	officer.enter(`.tt-queue a[href*="/merges/"]`)
	officer.wants("main", "Odottaa vastausta", "Vastaa pyyntöön")
	officer.held()
	officer.enter(`button[value=agree]`)
	officer.wants("main", "tuottajat on yhdistetty")
	officer.goTo("/fi/hankinta/duplicates?state=done&text=" + url.QueryEscape(name))
	officer.wants(".tt-queue", "Yhdistetty")
	b.goTo("/sv/producent/claims")
	b.wants("main", "Sammanslagen")
}

// twin makes a second producer as a list tells of the first: its name in capitals, without a business id, one place of its own.
func (w *world) twin(t *testing.T, of string) string {
	t.Helper()
	id := uuid.NewString()
	for _, statement := range []string{
		`INSERT INTO producer (id, name, kind, origin, demo) SELECT $1, upper(name), 'unknown', 'import', true FROM producer WHERE id = $2`,
		`INSERT INTO service_unit (id, producer_id, name) SELECT $1, $1, upper(name) || ' PALVELUTALO' FROM producer WHERE id = $2`,
		`INSERT INTO service_point (id, unit_id, name, street, postal_code, municipality_code) SELECT $1, $1, upper(name), 'Toinenkatu 7', '40100', '179' FROM producer WHERE id = $2`,
		`INSERT INTO admission (id, scheme_id, producer_id, origin, valid_from) SELECT $1, s.id, $1, 'listing', current_date - 10 FROM scheme s JOIN organiser g ON g.id = s.organiser_id
			WHERE g.code = '15' AND s.regime IN ('listing', 'free_listing', 'self_paid_listing') AND $2 <> '' ORDER BY s.key LIMIT 1`,
		`INSERT INTO admission_service (admission_id, service_key) SELECT $1, 'meals' WHERE $2 <> ''`,
		`INSERT INTO offering (id, admission_id, service_key, point_id, at_home) SELECT $1, $1, 'meals', $1, false WHERE $2 <> ''`,
	} {
		if _, err := w.DB.Exec(statement, id, of); err != nil {
			t.Fatalf("%v: %s", err, statement)
		}
	}
	return id
}

// TestAnOfficerAsksWhoCouldServe is a guidance worker on the telephone: who comes home to a client in Jyväskylä, in Swedish, from
// a day on; and takes the list along.
func TestAnOfficerAsksWhoCouldServe(t *testing.T) {
	w := busyWorld(t)
	b := open(t, w.url, look{width: 390, noJS: true})
	b.signInAs("officer")
	b.toSection("/fi/hankinta/supply")
	b.wants("main", "Kuka voi palvella asiakasta?", "Hyväksytty", "Järjestämistavoittain", "Kunnittain")
	b.held()
	b.picture("supply")
	b.typeIn("input[name=place]", "Paikkaa ei ole")
	b.enter(".tt-filter button[type=submit]")
	b.wants(".govuk-error-summary", "Paikkaa ei löytynyt")
	b.held()
	b.goTo("/fi/hankinta/supply?place=Jyv%C3%A4skyl%C3%A4&spoken=sv&state=active")
	b.wants("main", "vaihtoeh")
	b.goTo("/fi/hankinta/supply?from=2027-03-29") // Easter Monday
	b.wants("main", "ei ole arkipäivä", "30.3.2027", "Hintojen kehitys")
	b.held()
	b.goTo("/fi/hankinta/supply?from=2020-01-07")
	b.wants(".govuk-error-summary", "Valitse tämä päivä tai myöhempi")
	officer := signIn(t, w, "officer")
	for _, path := range []string{"/sv/upphandling/supply/list.csv?service=home_care", "/en/procurement/supply/list.xlsx?service=meals", "/fi/hankinta/supply?from=2026-13-40"} {
		status, body := officer.get(path)
		if want := map[bool]int{true: 422, false: 200}[strings.Contains(path, "13-40")]; status != want || len(body) < 200 {
			t.Errorf("%s: %d, %d bytes", path, status, len(body))
		}
	}
	if status, _ := signIn(t, w, "producer").get("/fi/hankinta/supply"); status != 403 && status != 404 {
		t.Errorf("a producer asks: %d", status)
	}
}
