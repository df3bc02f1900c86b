package casework_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
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
