package e2e

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// held is an admission of the demo's with an offering, whose producer has a person and evidence that has lapsed.
type heldAdmission struct {
	ID       uuid.UUID `db:"id"`
	Producer uuid.UUID `db:"producer_id"`
	Name     string    `db:"name"`
	Offering string    `db:"offering"`
	Person   uuid.UUID `db:"-"`
}

const keeperMail = "kaino@kestava-hoiva.example"

// TestAnAdmissionIsLookedAfter is the life of an admission that is held: its evidence lapses by time, the officer hears the
// producer, who answers on a phone; the admission is suspended, its service leaves the catalogue and comes back with the
// return; a register is checked, any day is looked at, and the trail tells of all. Then a service of an association is
// taken into the catalogue, found there, and removed as the association asks.
func TestAnAdmissionIsLookedAfter(t *testing.T) {
	w := busyWorld(t)
	h := w.lapsed(t)
	officer, producer := open(t, w.url, look{noJS: true}), open(t, w.url, look{width: 390})
	officer.signInAs("officer")
	officer.goTo("/fi/hankinta/upkeep")
	officer.wants("main", h.Name, "Omavalvontasuunnitelma", "Laki velvoittaa ratkaisemaan")
	officer.looked("life-upkeep")
	officer.enter(officer.linkWith(h.Name))
	own := officer.path()
	officer.wants("main", "569/2009", "Selvitettävää")
	officer.looked("life-admission")

	officer.hearsTheProducer()
	producer.goTo(w.mail(t, keeperMail, "Hyväksymisestänne pyydetään vastaus"))
	producer.signsIn(keeperMail, password)
	producer.goTo("/fi/tuottaja/upkeep")
	producer.wants("main", "Odottaa tuottajan vastausta")
	producer.heldAt(locale.Fi, "life-own-upkeep", 390, 1280)
	producer.enter(producer.linkWith("Odottaa tuottajan vastausta"))
	producer.heldAt(locale.Fi, "life-own-admission", 390, 1280)
	producer.enter(`main a[href$="/hearing"]`)
	producer.submit()
	producer.wants(".govuk-error-summary", "Kirjoita vastaus")
	producer.typeIn("textarea[name=text]", "Päivitämme suunnitelman tällä viikolla.")
	producer.heldAt(locale.Fi, "life-reply", 390, 1280)
	producer.submit()
	producer.wants("main", "Vastaus on lähetetty")

	officer.settles(own)
	if status, _, _ := w.get(t, "/fi/palvelut/"+h.Offering); status != 404 && status != 410 {
		t.Errorf("the suspended service's page: %d", status)
	}
	producer.renewsItsPlan(evidence(t))
	officer.goTo(own)
	officer.wants("main", "Voit lopettaa keskeytyksen")
	officer.enter(`main a[href$="/lift"]`)
	officer.typeIn("textarea[name=reasons]", "Suunnitelma on ajan tasalla.")
	officer.enter("main form button")
	officer.wants("main", "Keskeytys on lopetettu", "Kunnossa")
	if status, _, _ := w.get(t, "/fi/palvelut/"+h.Offering); status != 200 {
		t.Errorf("the service's page after the return: %d", status)
	}
	officer.checksARegister(own)
	officer.looksBack(own)
	officer.goTo(own + "/suspend")
	officer.wants("main", "Tuottajaa on kuultava ennen kuin hyväksyminen keskeytetään")
	officer.looked("life-suspend")
	officer.hearsByLetter(w)
	officer.enrolsAndRemoves(w)
}

// hearsByLetter excludes nobody yet: a ground is recorded against a producer that nobody signs in for, which answers by letter
// and shows that it has mended matters.
func (b *tab) hearsByLetter(w *world) {
	b.t.Helper()
	var id string
	if err := w.DB.Get(&id, `SELECT a.id FROM admission a JOIN scheme s ON s.id = a.scheme_id JOIN organiser g ON g.id = s.organiser_id JOIN producer p ON p.id = a.producer_id
		WHERE p.demo AND s.regime = 'dps' AND g.code = '15' AND a.valid_to IS NULL AND NOT EXISTS (SELECT FROM admission_event e WHERE e.admission_id = a.id)
		AND NOT EXISTS (SELECT FROM doubt d WHERE d.admission_id = a.id) AND NOT EXISTS (SELECT FROM membership m WHERE m.producer_id = p.id) ORDER BY a.id LIMIT 1`); err != nil {
		b.t.Fatal(err)
	}
	own := "/fi/hankinta/admissions/" + id
	b.goTo(own + "/doubt")
	b.looked("life-doubt")
	b.tick("input[name=cause][value=exclusion_mandatory]")
	b.typeIn("textarea[name=reasons]", "Tuomio työsuojelurikoksesta.")
	b.enter("main form button")
	b.wants("main", "Asia on kirjattu", "1397/2016")
	b.enter(`main a[href$="/hearing"]`)
	b.typeIn("textarea[name=question]", "Miten asia on korjattu?")
	b.enter("main form button")
	b.goTo(own + "/settle")
	b.looked("life-settle-unheard")
	b.goTo(own)
	b.enter(`main a[href$="/letter"]`)
	b.looked("life-letter")
	b.enter("main form button")
	b.wants(".govuk-error-summary", "Kirjoita, kuka vastasi", "Kirjoita, milloin vastaus saapui")
	b.typeIn("#by_name", "Maija Mallikas, toimitusjohtaja")
	b.typesDay("on", calendar.Today(time.Now()).In(time.UTC))
	b.typeIn("textarea[name=text]", "Kerromme korjaavista toimista.")
	b.tick("input[name=cleaning][value=yes]")
	for name, text := range map[string]string{"compensated": "Vahinko on korvattu.", "cooperated": "Kerroimme kaiken.", "measures": "Johto on vaihdettu."} {
		b.typeIn("textarea[name="+name+"]", text)
	}
	b.enter("main form button")
	b.wants("main", "Vastaus on kirjattu", "Vastannut kirjeellä Maija Mallikas", "Johto on vaihdettu.")
	b.looked("life-lettered")
	b.enter(`main a[href$="/settle"]`)
	b.tick("input[name=outcome][value=self_cleaned]")
	b.typeIn("textarea[name=reasons]", "Korjaavat toimet riittävät.")
	b.enter("main form button")
	b.wants("main", "Ratkaisu on tehty", "Korjaavat toimet riittävät")
}

// lapsed finds an admission that no other test is about, gives its producer a person, and lets its evidence lapse.
func (w *world) lapsed(t *testing.T) (h heldAdmission) {
	t.Helper()
	if err := w.DB.Get(&h, `SELECT a.id, p.id AS producer_id, p.name, o.id AS offering FROM producer p JOIN admission a ON a.producer_id = p.id JOIN scheme s ON s.id = a.scheme_id
		JOIN organiser g ON g.id = s.organiser_id JOIN offering o ON o.admission_id = a.id AND o.withdrawn_at IS NULL
		WHERE p.demo AND p.business_id IS NOT NULL AND s.key = 'voucher' AND g.code = '15' AND a.valid_to IS NULL AND NOT EXISTS (SELECT FROM admission_event e WHERE e.admission_id = a.id)
		AND NOT EXISTS (SELECT FROM membership m WHERE m.producer_id = p.id) ORDER BY p.name DESC, o.id LIMIT 1`); err != nil {
		t.Fatal(err)
	}
	hash, err := w.Identity.HashPassword(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	err = w.DB.InTx(t.Context(), actor.System("test"), func(ctx context.Context, tx *db.Tx) error {
		p, err := w.Identity.CreatePerson(ctx, tx, identity.NewPerson{Name: "Kaino Kestävä", Email: keeperMail, Lang: "fi", Confirmed: true, PasswordHash: hash})
		if err != nil {
			return err
		}
		h.Person = p.ID
		_, err = w.Identity.AddMembership(ctx, tx, identity.NewMembership{Person: p.ID, Role: actor.RoleProducer, Organisation: h.Producer, State: identity.Active})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.plans(t, h, -400, -1)
	return h
}

// plans puts a self-monitoring plan into the producer's library, and looks after admissions.
func (w *world) plans(t *testing.T, h heldAdmission, issued, last int) {
	t.Helper()
	who := actor.Actor{Person: h.Person, Role: actor.RoleProducer, Organisation: h.Producer, Name: "Kaino Kestävä"}
	file, err := w.Producers.Upload(t.Context(), who, h.Producer, "omavalvonta.pdf", strings.NewReader("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"))
	if err != nil {
		t.Fatal(err)
	}
	today := calendar.Today(time.Now())
	w.DB.MustExecContext(t.Context(), `INSERT INTO evidence_item (id, producer_id, kind, file_id, issued_on, valid_to, added_by) VALUES ($1, $2, 'self_monitoring_plan', $3, $4, $5, $6)`,
		uuid.New(), h.Producer, file.ID, today.AddDays(issued), today.AddDays(last), h.Person)
	if _, err := w.Tenure.Tend(t.Context(), today); err != nil {
		t.Fatal(err)
	}
}

// renewsItsPlan goes from the admission's page to the library and adds the plan anew.
func (b *tab) renewsItsPlan(file string) {
	b.t.Helper()
	b.goTo("/fi/tuottaja/upkeep")
	b.enter(b.linkWith("Selvitettävää"))
	b.wants("main", "Keskeytetty toistaiseksi", "Suunnitelma puuttuu.")
	b.enter(b.linkWith("Omavalvontasuunnitelma", "Päättynyt"))
	b.heldAt(locale.Fi, "life-renew", 390, 1280)
	b.answer(file)
	b.wants("main", "Asiakirja on lisätty", "Voimassa")
	b.heldAt(locale.Fi, "life-renewed", 390, 1280)
}

// looked holds the page that is open at both widths; for pictures, in all languages.
func (b *tab) looked(name string) {
	b.t.Helper()
	if os.Getenv("E2E_PICTURES") != "" {
		b.lookedAt(name, b.path())
		return
	}
	b.heldAt(locale.Fi, name, 390, 1280)
}

// hearsTheProducer asks the producer from an admission's page; a question without words is told first.
func (b *tab) hearsTheProducer() {
	b.t.Helper()
	b.enter(`main a[href$="/hearing"]`)
	b.looked("life-hearing")
	b.enter("main form button")
	b.wants(".govuk-error-summary", "Kirjoita vastaus")
	b.held()
	b.typeIn("textarea[name=question]", "Milloin omavalvontasuunnitelma päivitetään?")
	b.enter("main form button")
	b.wants("main", "Kysymys on lähetetty tuottajalle")
	b.held()
}

// settles reads the answer and suspends until the plan is there again.
func (b *tab) settles(own string) {
	b.t.Helper()
	b.goTo(own)
	b.wants("main", "Päivitämme suunnitelman tällä viikolla.", "Tuottaja on vastannut")
	b.enter(`main a[href$="/settle"]`)
	b.looked("life-settle")
	b.tick("input[name=outcome][value=suspended]")
	b.typeIn("textarea[name=reasons]", "Suunnitelma puuttuu.")
	b.enter("main form button")
	b.wants("main", "Ratkaisu on tehty", "Keskeytetty toistaiseksi")
	b.looked("life-suspended")
}

// checksARegister records what a register says; a finding that does not fit is told first.
func (b *tab) checksARegister(own string) {
	b.t.Helper()
	b.goTo(own + "/check")
	b.looked("life-check")
	b.choose("select[name=register]", "prepayment")
	b.tick("input[name=finding][value=in_order]")
	b.enter("main form button")
	b.wants(".govuk-error-summary", "Kirjoita, mistä tieto on tarkistettu")
	b.typeIn("#source", "ytj.fi")
	b.enter("main form button")
	b.wants("main", "Tarkistus on kirjattu", "ytj.fi")
}

// looksBack looks at the admission as it was, and at its trail.
func (b *tab) looksBack(own string) {
	b.t.Helper()
	b.enter(`main a[href$="/day"]`)
	b.wants("main", "Hyväksyminen tiettynä päivänä", "Voimassa")
	b.looked("life-day")
	b.goTo(own)
	b.enter(`main a[href*="/trail/"]`)
	b.wants("main", "Kuuleminen aloitettu", "Tuottaja vastasi kuulemiseen", "Hyväksyminen keskeytetty", "Keskeytys lopetettu", "Rekisteri tarkistettu", "Kaino Kestävä")
	b.looked("life-trail")
}

// enrolsAndRemoves takes a service of an association into the catalogue, finds it there, and removes it at its request.
func (b *tab) enrolsAndRemoves(w *world) {
	b.t.Helper()
	b.goTo("/fi/hankinta/enrol")
	b.looked("life-enrol")
	b.enter("main form button")
	b.wants(".govuk-error-summary", "Valitse järjestämistapa")
	b.held()
	free := eval[string](b, `[...document.querySelectorAll("select[name=scheme] option")].map(o => o.value).filter(Boolean).pop()`)
	b.choose("select[name=scheme]", free)
	b.choose("select[name=kind]", "association")
	service := eval[string](b, `[...document.querySelectorAll("select[name=service] option")].map(o => o.value).filter(Boolean).includes("day_activity") ? "day_activity" : [...document.querySelectorAll("select[name=service] option")].map(o => o.value).filter(Boolean)[0]`)
	b.choose("select[name=service]", service)
	b.typeIn("#producer", "Palokan Lumikellot ry")
	b.typeIn("#unit", "Lumikellojen olohuone")
	b.typeIn("#place", "40270")
	const query = "q=Lumikellojen+olohuone&place=40270"
	found := w.total(b.t, query) // whatever else the words mean
	b.enter("main form button")
	b.wants("main", "Palvelu on lisätty luetteloon", "Palokan Lumikellot ry", "Voimassa")
	b.looked("life-enrolled")
	w.waitTotal(b.t, query, found+1)
	b.enter(`main a[href$="/remove"]`)
	b.wants("main", "Tuottajaa on kuultava")
	b.looked("life-remove")
	b.enter("main form button")
	b.wants(".govuk-error-summary", "Valitse, miksi tuottajaa ei kuulla")
	b.held()
	b.tick("input[name=ground][value=asked]")
	b.typeIn("textarea[name=why]", "Yhdistys pyysi sitä kirjeellä.")
	b.typeIn("textarea[name=reasons]", "Toiminta päättyy.")
	b.enter("main form button")
	b.wants("main", "Hyväksyminen on peruutettu", "ilman kuulemista", "Yhdistys pyysi sitä kirjeellä.")
	b.looked("life-removed")
	w.waitTotal(b.t, query, found)
}
