package casework_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/admission/admissiontest"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// asking is a scheme of the second organiser that asks in every way that there is.
func asking(t *testing.T, s *site) (sch scheme.Scheme) {
	t.Helper()
	asked := map[scheme.Kind]scheme.Requirement{}
	points, days := 10, 30
	add := func(r scheme.Requirement) {
		r.ID, r.Position, r.Mandatory = uuid.New(), len(asked)+1, true
		r.TitleSv, r.TitleEn = r.TitleFi, r.TitleFi
		asked[r.Kind] = r
	}
	add(scheme.Requirement{Kind: scheme.KindAttachment, TitleFi: "Liitä verotodistus", EvidenceKind: evidence.TaxCertificate})
	add(scheme.Requirement{Kind: scheme.KindRegistry, TitleFi: "Oletteko ennakkoperintärekisterissä?", Registry: "prepayment"})
	add(scheme.Requirement{Kind: scheme.KindSystem, TitleFi: "Asiakastietojärjestelmä"})
	add(scheme.Requirement{Kind: scheme.KindScored, TitleFi: "Miten varmistatte jatkuvuuden?", MaxPoints: &points})
	add(scheme.Requirement{Kind: scheme.KindExclusion, TitleFi: "Onko pakollisia poissulkemisperusteita?", Exclusion: scheme.ExclusionMandatory})
	s.Run(t, func(ctx context.Context, tx *db.Tx) (err error) {
		n := scheme.New{Services: []scheme.ServiceTerms{{Service: "home_care", Unit: "hour", ValidFrom: s.Today.AddDays(-9)}},
			Scheme: scheme.Scheme{OrganiserID: s.Other, Key: "kysyva", Regime: scheme.RegimeFreeListing, ClientPays: scheme.PaysFree, Verified: true, Open: true,
				NameFi: "Kysyvä haku", NameSv: "Kysyvä haku", NameEn: "Kysyvä haku", DecisionDays: &days, DaysKind: scheme.CalendarDays, ValidFrom: s.Today.AddDays(-9)}}
		for _, k := range scheme.Kinds() {
			if r, ok := asked[k]; ok {
				n.Requirements = append(n.Requirements, r)
			}
		}
		sch, err = scheme.Create(ctx, tx, n)
		return err
	})
	return sch
}

// TestLibraryAndAnswersOfEveryKind: the library is filled from an application's page and from its own, its certificate
// answers the next application by itself, each kind of requirement has its form, and nobody sees another's.
func TestLibraryAndAnswersOfEveryKind(t *testing.T) {
	s := open(t)
	sch := asking(t, s)
	alice, carol := s.as(s.Alice), s.as(s.Carol)
	tasks := alice.fill(alice.open("/fi/tuottaja/schemes/"+sch.ID.String())).is(200, "0/6 kohtaa valmiina")
	alice.fill(alice.open(tasks.link("Palvelut")), "services", "home_care").is(200, "1/6")
	proof := alice.open(tasks.link("Liitä verotodistus")).is(200, "Milloin asiakirja on annettu?", "Kelpaa 12 kuukautta")
	alice.attach(proof, "", "").is(422, "Valitse tiedosto.")
	wrong := alice.attach(proof, "vero.pdf", admissiontest.PDF, until("issued", s.Today.AddDays(1))...).
		is(422, "Antamispäivä ei voi olla tulevaisuudessa.", "Lisäsit tiedoston vero.pdf.")
	alice.attach(wrong, "", "", until("issued", s.Today.AddDays(-500))...).is(422, "Lisää uudempi.")
	alice.attach(wrong, "", "", "issued-day", "31", "issued-month", "2", "issued-year", "2026").is(422, "Kirjoita päivä, kuukausi ja vuosi")
	alice.attach(wrong, "", "", until("issued", s.Today)...).is(200, "2/6 kohtaa valmiina", "vero.pdf")

	alice.fill(alice.open(tasks.link("ennakkoperintärekisterissä")), "answer", "yes").is(200, "3/6")
	alice.fill(alice.open(tasks.link("Asiakastietojärjestelmä")).is(200, "järjestelmän nimi ja valmistaja"), "answer", "Hoiva 3").is(200, "4/6")
	alice.fill(alice.open(tasks.link("jatkuvuuden")).is(200, "Enintään 10 pistettä."), "answer", "Omahoitajat").is(200, "5/6")
	grounds := alice.open(tasks.link("poissulkemisperusteita")).is(200, "Ei, mikään näistä ei koske meitä", "82 §")
	alice.fill(grounds, "answer", "no").is(200, "5/6", "Korjaa")
	alice.fill(alice.open(tasks.link("poissulkemisperusteita")), "answer", "no", "mended", "Vahinko on korvattu.").is(200, "6/6")
	alice.open(alice.open(tasks.path).link("Tarkista ja lähetä")).is(200, "Korjaavat toimenpiteet: Vahinko on korvattu.", "Hoiva 3", "voimassa")

	library := alice.open("/fi/tuottaja/evidence").is(200, "vero.pdf", "Voimassa", "Kysyvä haku", "Luonnos", "Todistus vastuuvakuutuksesta")
	again := alice.open(library.link("Lisää uusi tilalle")).is(200, "Kelpaa 12 kuukautta")
	library = alice.attach(again, "vero2.pdf", admissiontest.PDF+"2", until("issued", s.Today.AddDays(-1))...).
		is(200, "Asiakirja on lisätty", "Muutos vietiin 1 keskeneräiseen hakemukseen", "vero2.pdf", "1 aiempi asiakirja")
	seen := alice.open(library.link("Rikosrekisteriotteiden")).is(200, "Otetta ei saa säilyttää")
	alice.attach(seen, "ote.pdf", admissiontest.PDF, until("issued", s.Today)...).is(422, "Kirjoita, kuka otteet on tarkistanut.")
	alice.attach(seen, "ote.pdf", admissiontest.PDF, append(until("issued", s.Today), "seen_by", "palveluvastaava")...).is(200, "Tarkistanut palveluvastaava", "!ote.pdf")
	retire := library.link("Poista käytöstä")
	alice.fill(alice.open(retire).is(200, "Poistetaanko asiakirja käytöstä?")).is(200, "Asiakirja on poistettu käytöstä")
	alice.open(tasks.path).is(200, "vero.pdf, voimassa", "!vero2.pdf") // the one before it still holds
	library = alice.open("/fi/tuottaja/evidence")
	alice.fill(alice.open(library.link("Poista käytöstä")).is(200, "vero.pdf"))
	alice.open(tasks.path).is(200, "Asiakirja on poistettu käytöstä. Lisää toinen.")

	// Nobody else's library has it, and no form reaches it.
	carol.open("/fi/tuottaja/evidence").is(200, "!vero.pdf", "!palveluvastaava")
	carol.open(retire).is(404)
	carol.send(retire).is(404)
	theirs := carol.fill(carol.open("/fi/tuottaja/schemes/" + sch.ID.String()))
	id := strings.Split(retire, "/")[5]
	form := carol.open(theirs.link("Liitä verotodistus"))
	_, hidden := form.form()
	hidden = append(hidden, "choice", id)
	for i := 0; i+1 < len(hidden); i += 2 { // the form says "new"; the other's id is put in its place
		if hidden[i] == "choice" {
			hidden[i+1] = id
		}
	}
	carol.send(strings.TrimSuffix(form.path, "?"), hidden...).is(404)
	s.as(s.Officer).open("/fi/tuottaja/evidence").is(403)
	if got := s.as(s.Officer).open("/fi/tuottaja/files/" + uuid.NewString()); got.status == 200 {
		t.Error("an officer opens a producer's file")
	}
}

// TestUploadCutOff sends half a file and goes away: nothing is kept, and the draft is as it was.
func TestUploadCutOff(t *testing.T) {
	s := open(t)
	alice := s.as(s.Alice)
	draft := s.Draft(t, s.Alice, s.Voucher)
	path := "/fi/tuottaja/applications/" + draft.ID.String() + "/requirements/" + s.Proof.ID.String()
	page := alice.open(path).is(200)
	_, hidden := page.form()
	var body bytes.Buffer
	fmt.Fprintf(&body, "--x\r\nContent-Disposition: form-data; name=\"version\"\r\n\r\n%s\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"todistus.pdf\"\r\n\r\n%s", hidden[1], admissiontest.PDF)
	half, err := alice.Post(s.URL+path, "multipart/form-data; boundary=x", bytes.NewReader(body.Bytes()))
	if err == nil {
		half.Body.Close()
	}
	if err != nil || half.StatusCode != 400 {
		t.Errorf("half a form is answered with %v, %v", half.Status, err)
	}
	address, err := url.Parse(s.URL)
	s.must(err)
	conn, err := net.Dial("tcp", address.Host) // and one that goes away in the middle of the file
	s.must(err)
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nCookie: session=%s\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n",
		path, address.Host, alice.Jar.Cookies(address)[0].Value, body.Len()+100_000)
	_, err = conn.Write(body.Bytes())
	s.must(err)
	s.must(conn.(*net.TCPConn).CloseWrite())
	answer, _ := io.ReadAll(conn) // the server has let go of it
	s.must(conn.Close())
	if bytes.HasPrefix(answer, []byte("HTTP/1.1 2")) || bytes.HasPrefix(answer, []byte("HTTP/1.1 3")) {
		t.Errorf("a broken connection is answered with %.80s", answer)
	}
	after := s.Read(t, s.Alice, draft.ID)
	if after.Version != draft.Version || after.Answers[s.Proof.ID].File != nil {
		t.Errorf("version %d, answer %+v", after.Version, after.Answers[s.Proof.ID])
	}
	var files int
	s.must(s.Owner.GetContext(ctx, &files, `SELECT count(*) FROM stored_file`))
	if files != 0 {
		t.Errorf("%d files are kept", files)
	}
}

// TestAnOrganiserAsksAndTheApplicantAnswers is the producer's side of a clarification, with a file of the library and one
// that is uploaded for it.
func TestAnOrganiserAsksAndTheApplicantAnswers(t *testing.T) {
	s := open(t)
	alice := s.as(s.Alice)
	sent := s.Sent(t, s.Alice)
	library := evidence.New(s.World.DB.Service)
	item, err := library.Add(ctx, s.Alice, evidence.Add{ID: uuid.New(), Kind: evidence.TaxCertificate, File: s.Upload(t, s.Alice, "vero.pdf", "v").ID, IssuedOn: s.Today})
	s.must(err)
	s.must(s.AskApplicant(ctx, s.Officer, admission.Ask{ID: uuid.New(), ApplicationID: sent, Question: "Mikä on omavastuu?", AnswerBy: s.Today.AddDays(7)}))
	at := "/fi/tuottaja/applications/" + sent.String()
	receipt := alice.open(at).is(200, "Palvelunjärjestäjä kysyy lisätietoa", "Mikä on omavastuu?")
	form := alice.open(receipt.link("Lue kysymys ja vastaa")).is(200, "Mikä on omavastuu?", "Vastaa viimeistään", "vero.pdf").worn()
	alice.attach(form, "", "").is(422, "Kirjoita vastaus.")
	form = alice.attach(form, "ehdot.pdf", admissiontest.PDF+"e", "text", "Omavastuu on", "more", "1").is(200, "Vastaukseen liitetään:", "ehdot.pdf", "Omavastuu on")
	s.as(s.Carol).open(form.path).is(404)
	done := alice.attach(form, "", "", "text", "Omavastuu on 1 000 euroa.", "items", item.File.ID.String()).
		is(200, "Vastaus on lähetetty", "Omavastuu on 1 000 euroa.", "ehdot.pdf", "vero.pdf", "!Lue kysymys ja vastaa")
	alice.open(at+"/question").is(200, "Mikä on omavastuu?", "!Lähetä vastaus") // answered: back to the application
	if !strings.Contains(done.link("ehdot.pdf"), "/files/") {
		t.Errorf("the file is at %s", done.link("ehdot.pdf"))
	}
}

// TestRulesThatMoveAreSaid: another rulebook and another business id, each said where it matters.
func TestRulesThatMoveAreSaid(t *testing.T) {
	s := open(t)
	alice := s.as(s.Alice)
	d := s.Filled(t, s.Alice)
	at := "/fi/tuottaja/applications/" + d.ID.String()
	check := alice.open(at+"/check").is(200, "Lähetä hakemus")
	_, err := s.Owner.ExecContext(ctx, `INSERT INTO rulebook (id, scheme_id, version, text_fi, text_sv, text_en, valid_from) VALUES ($1, $2, 2, 'Uudet', 'Nya', 'New', $3)`,
		uuid.New(), s.Voucher.ID, s.Today)
	s.must(err)
	alice.fill(check).is(422, "Sääntökirjasta on tullut voimaan uusi versio", "!Lähetä hakemus ")
	alice.open(at).is(200, "Tiedot ovat muuttuneet", "Lue se ja hyväksy uudelleen")
	alice.fill(alice.open(at+"/rulebook").is(200, "Tiedot ovat muuttuneet", "Uudet"), "accept", "yes").is(200, "6/6")
	alice.fill(alice.open(at+"/check")).is(200, "Hakemus on lähetetty")
	_, err = s.Owner.ExecContext(ctx, `UPDATE producer SET business_id = '3400000-9', name = 'Aamu Oy' WHERE id = $1`, s.Alice.Organisation)
	s.must(err)
	alice.open(at).is(200, "Y-tunnus oli lähetettäessä 1234567-1. Nykyinen Y-tunnus on 3400000-9.")
	s.as(s.Officer).open("/fi/hankinta/applications/"+d.ID.String()).is(200, "1234567-1. Y-tunnus nyt: 3400000-9. Nimi nyt: Aamu Oy")
}
