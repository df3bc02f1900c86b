package casework_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

const schemesPath = "/fi/hankinta/schemes"

// makes begins a scheme of a regime and answers the address of its working copy.
func (b *browser) makes(regime string) string {
	b.t.Helper()
	p := b.fill(b.open(schemesPath+"/new"), "regime", regime).is(200, "Tarkista ja julkaise")
	return p.path
}

// TestSchemePages opens every page of the schemes' desk in three languages, with what is typed wrongly told beside it.
func TestSchemePages(t *testing.T) {
	s := open(t)
	officer := s.as(s.Officer)
	officer.send(schemesPath+"/"+s.Voucher.ID.String()+"/change").is(200, "Perustiedot", "Korjattava")
	fresh := officer.makes("framework")
	officer.makes("own_production")
	voucher := "/schemes/" + s.Voucher.ID.String()
	for _, desk := range []string{"/sv/upphandling", "/en/procurement", "/fi/hankinta"} {
		for _, path := range []string{"/schemes", "/schemes/new", voucher, voucher + "?done=published", voucher + "/acts/close", voucher + "/acts/end", "/schemes/" + s.DPS.ID.String()} {
			officer.open(desk + path).is(200)
		}
		for _, edit := range []string{voucher + "/edit", strings.TrimPrefix(fresh, "/fi/hankinta")} {
			for _, path := range []string{"", "?saved=1", "/basics", "/services", "/services/new", "/requirements", "/requirements/new", "/rulebook", "/prices", "/handling", "/check", "/discard"} {
				officer.open(desk + edit + path).is(200)
			}
		}
		officer.open(desk + voucher + "/edit/services/home_care.hour").is(200)
		officer.open(desk + voucher + "/edit/requirements/" + s.Sum.ID.String()).is(200)
	}
	for _, path := range []string{voucher + "/edit/services/cleaning.meal", voucher + "/edit/requirements/" + uuid.NewString(), voucher + "/versions/7", voucher + "/acts/burn", "/schemes/" + uuid.NewString()} {
		officer.open("/fi/hankinta" + path).is(404)
	}
	officer.open("/fi/hankinta"+voucher+"/acts/reopen").is(409, "ei ole suljettu")
	for path, given := range map[string][]string{
		"/basics":           {"name_fi", "", "valid_from-day", "31", "valid_from-month", "2", "valid_from-year", "2027"},
		"/services/new":     {"service", "home_care", "unit", "meal", "cap", "1,23456"},
		"/requirements/new": {"id", uuid.NewString(), "kind", "number", "at_least", "paljon"},
		"/rulebook":         {"text_fi", "Säännöt", "valid_from-day", "32", "valid_from-month", "1", "valid_from-year", "2027"},
		"/prices":           {"notice_days", "pian", "months", "13"},
		"/handling":         {"decision_days", "0"},
	} {
		p := officer.open(fresh + path)
		officer.fill(p, given...).is(422, "Korjaa nämä kohdat")
	}
	officer.fill(officer.open(schemesPath+"/new")).is(422, "Valitse")
	officer.fill(officer.open(fresh+"/discard")).is(200, "Muutokset on hylätty")
	officer.open(fresh).is(404)
}

// TestStaleScheme lets two officers write the same page: the second is told what the first saved, keeps what was typed,
// and may save on top of it knowingly.
func TestStaleScheme(t *testing.T) {
	s := open(t)
	first, second := s.as(s.Officer), s.as(s.Officer2)
	edit := first.makes("voucher")
	mine, theirs := first.open(edit+"/prices"), second.open(edit+"/prices")
	second.fill(theirs, "notice_days", "60", "approval", "no").is(200, "Tallennettu")
	p := first.fill(mine, "notice_days", "14", "approval", "yes").is(409, "Joku muu on tallentanut", "Mikko Korhonen", "60 päivää")
	if !strings.Contains(p.source, `value="14"`) {
		t.Errorf("what was typed is gone: %.800s", p.text())
	}
	first.fill(p, "notice_days", "14", "approval", "yes").is(200, "Tallennettu")
	first.fill(first.open(edit+"/services/new"), "service", "home_care", "unit", "hour", "value", "30,50").is(200, "Arvo 30,50")
	check := first.open(edit+"/check").is(200, "Julkaise")
	second.fill(second.open(edit+"/prices"), "notice_days", "7").is(200)
	first.fill(check, "reasons", "Tarve.").is(409, "Joku muu on tallentanut", "7 päivää")
	check = second.open(edit + "/check")
	second.fill(check, "reasons", "Tarve.").is(200, "Julkaistu", "Versio 1 julkaistu", "Haku auki")
	second.fill(check, "reasons", "Tarve.").is(200, "Julkaistu") // a double click
	first.open(edit).is(200, "Historia", "Mikko Korhonen")       // the working copy is gone: the scheme itself is shown

	other := first.makes("voucher")
	first.fill(first.open(other+"/services/new"), "service", "cleaning", "unit", "hour", "value", "30,50").is(200)
	var used string
	s.must(s.Owner.Get(&used, `SELECT id::text FROM scheme_version WHERE done_by = $1`, s.Officer2.Person))
	path, hidden := first.open(other+"/check").is(200, "Julkaise").form()
	check = first.send(path, append([]string{"id", used, "reasons", "Tarve."}, hidden...)...).is(409, "Tällä lomakkeella on jo tehty jotakin muuta", "Tarve.")
	first.fill(check, "reasons", "Tarve.").is(200, "Julkaistu") // the page has a new form
}

// TestASchemeInItsOrganisersLanguages is written in Finnish alone, read and answered in Swedish, and stays in force when its organiser begins
// to write in Swedish: what is published next has to be in Swedish too, and asks nobody anew.
func TestASchemeInItsOrganisersLanguages(t *testing.T) {
	s := open(t)
	writes := func(languages string) {
		_, err := s.Owner.Exec(`UPDATE organiser SET bilingual = false, languages = $2::text[] WHERE id = $1`, s.Organiser, languages)
		s.must(err)
	}
	writes("{fi}")
	officer, alice := s.as(s.Officer), s.as(s.Alice)
	edit := officer.makes("voucher")
	from := calendar.Today(time.Now())
	basics := func(swedish string) []string {
		return []string{"name_fi", "Vain suomeksi", "name_sv", swedish, "client_pays", "own_share", "valid_from-day", strconv.Itoa(from.Day),
			"valid_from-month", strconv.Itoa(int(from.Month)), "valid_from-year", strconv.Itoa(from.Year)}
	}
	officer.fill(officer.open(edit+"/basics").is(200, "Nimi ruotsiksi (vapaaehtoinen)", "!Nimi suomeksi (vapaaehtoinen)"), basics("")...).is(200, "Tallennettu")
	officer.fill(officer.open(edit+"/services/new"), "service", "home_care", "unit", "hour", "value", "30,50").is(200)
	question := []string{"id", uuid.NewString(), "kind", "declaration", "mandatory", "yes"}
	officer.fill(officer.open(edit+"/requirements/new"), append(question, "title_sv", "På svenska?")...).is(422, "Kysymys ruotsiksi (vapaaehtoinen)")
	officer.fill(officer.open(edit+"/requirements/new"), append(question, "title_fi", "Sitoudutteko?", "help_fi", "Kaikkeen.")...).is(200, "Sitoudutteko?")
	officer.fill(officer.open(edit+"/check"), "reasons", "Tarve.").is(200, "Julkaistu")

	offered := strings.Replace(strings.TrimSuffix(edit, "/edit"), "/fi/hankinta", "/sv/producent", 1)
	marked := func(p page, elements ...string) {
		t.Helper()
		for _, element := range elements {
			if !strings.Contains(p.source, element) {
				t.Errorf("%s has no %s", p.path, element)
			}
		}
	}
	const told = "Alla texter finns inte på svenska. De som saknas visas på finska."
	p := alice.open(offered).is(200, told, "Vain suomeksi", "Sitoudutteko?", "Kaikkeen.")
	marked(p, `<span lang="fi">Vain suomeksi</span>`, `<span lang="fi">Sitoudutteko?</span>`, `<span lang="fi">Kaikkeen.</span>`)
	draft := alice.fill(p).is(200, told, "Vain suomeksi")
	asks := alice.open(draft.link("Sitoudutteko?")).is(200, told, "Kaikkeen.")
	marked(asks, `<span lang="fi">Sitoudutteko?</span>`, `<span lang="fi">Kaikkeen.</span>`)
	alice.fill(asks, "answer", "yes").is(200)
	check := alice.open(draft.path+"/check").is(200, "Sitoudutteko?")
	marked(check, `<span lang="fi">Sitoudutteko?</span>`)

	writes("{fi,sv}")
	alice.open(draft.path).is(200, told)
	officer.send(strings.TrimSuffix(edit, "/edit")+"/change").is(200, "Korjattava")
	officer.fill(officer.open(edit+"/basics"), basics("")...).is(422, "Täytä tämä kohta.")
	officer.fill(officer.open(edit+"/basics"), basics("Också på svenska")...).is(200, "Tallennettu")
	var ask string
	s.must(s.Owner.Get(&ask, `SELECT id::text FROM requirement WHERE title_fi = 'Sitoudutteko?'`))
	officer.fill(officer.open(edit+"/requirements/"+ask), append(question[2:], "title_fi", "Sitoudutteko?", "help_fi", "Kaikkeen.", "title_sv", "Förbinder ni er?")...).is(200)
	officer.fill(officer.open(edit+"/check"), "reasons", "Ruotsiksi.").is(200, "Julkaistu")
	now := alice.open(draft.path).is(200, "Också på svenska", "Förbinder ni er?")
	alice.open(now.link("Förbinder ni er?")).is(200)
	if n := s.Count(t, `SELECT count(*) FROM requirement WHERE title_fi = 'Sitoudutteko?' AND title_sv = 'Förbinder ni er?' AND replaces IS NULL`); n != 1 {
		t.Errorf("%d rows of the question", n)
	}
}

// TestSchemesOfOthers keeps an operator's people to reading what is delegated, and strangers out.
func TestSchemesOfOthers(t *testing.T) {
	s := open(t)
	operator, stranger, producer := s.as(s.Operator), s.as(s.Strangers[0]), s.as(s.Alice)
	system, voucher := schemesPath+"/"+s.DPS.ID.String(), schemesPath+"/"+s.Voucher.ID.String()
	operator.open(schemesPath).is(200, "kotihoidon-dps", "!palveluseteli", "!Perusta uusi")
	operator.open(system).is(200, "Historia", "!Päätä", "!Muuta")
	operator.open(voucher).is(404)
	for _, path := range []string{schemesPath + "/new", system + "/edit", system + "/edit/check", system + "/acts/end"} {
		operator.open(path).is(403)
		producer.open(path).is(403)
	}
	operator.send(system + "/change").is(403)
	stranger.open(system).is(404)
	stranger.send(system + "/change").is(404)
	stranger.open(schemesPath).is(200, "!kotihoidon")
}
