package admindesk_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/web/account/accounttest"
)

const keskiSuomi = "/fi/yllapito/organisers/01900000-0000-7000-8000-000000000015"

// admin is a browser in which an administrator has signed in.
func admin(s *accounttest.Site) *accounttest.Browser {
	s.Person("paa@tori.example", actor.RoleAdministrator, uuid.Nil)
	b := s.Browser()
	b.SignIn("paa@tori.example")
	return b
}

func TestTheDeskIsForAdministrators(t *testing.T) {
	s := accounttest.New(t)
	person := s.Person("maija@hoiva.example", actor.RoleProducer, s.Producer())
	b := s.Browser()
	b.SignIn("maija@hoiva.example")
	for _, path := range []string{"", "/organisers", "/organisers/01900000-0000-7000-8000-000000000015", "/people", "/people/" + person.String(), "/jobs", "/audit"} {
		b.Open("/fi/yllapito"+path).Is(t, 403, "")
		s.Browser().Open("/fi/yllapito"+path).Is(t, 200, "", `name="password"`) // asked to sign in
	}
	b.Send("/fi/yllapito/people/"+person.String(), "account", "close").Is(t, 403, "")
	b.Send(keskiSuomi, "phone", "014 000 1200").Is(t, 403, "")
	b.Send("/fi/yllapito/jobs/1").Is(t, 403, "")
}

func TestEditingAnOrganiser(t *testing.T) {
	s := accounttest.New(t)
	b := admin(s)
	b.Open("/fi/yllapito/organisers").Is(t, 200, "", "Keski-Suomen hyvinvointialue", "ei ole annettu", keskiSuomi)
	b.Open("/sv/administration/organisers").Is(t, 200, "", "Mellersta Finlands välfärdsområde")
	b.Open(keskiSuomi).Is(t, 200, "", `name="version" value="1"`, "Järjestämistapojen kielet")
	b.Send(keskiSuomi, "version", "1", "phone", "soita", "hours_fi", "arkisin", "url_fi", "hyvaks").
		Is(t, 422, keskiSuomi, "<title>Virhe:", `href="#phone"`, `href="#url_fi"`, `value="arkisin"`, `value="hyvaks"`)
	b.Send(keskiSuomi, "version", "1", "phone", "014 000 1200", "hours_fi", "arkisin klo 8–16", "url_fi", "https://www.hyvaks.fi", "languages", "sv").
		Is(t, 200, keskiSuomi+"?done=saved", "Tiedot on tallennettu", `value="014 000 1200"`)
	b.Send(keskiSuomi, "version", "1", "phone", "014 999 9999").Is(t, 409, keskiSuomi, "Joku muu", `value="014 999 9999"`)
	b.Send(keskiSuomi, "phone", "014 999 9999").Is(t, 400, keskiSuomi)
	const pohjanmaa = "/fi/yllapito/organisers/01900000-0000-7000-8000-000000000017"
	b.Open(pohjanmaa).Is(t, 200, "", "Kaksikielisen alueen on tiedotettava")
	b.Send(pohjanmaa, "version", "1").Is(t, 200, pohjanmaa+"?done=saved")
	if n := s.Count(`SELECT count(*) FROM organiser WHERE languages = '{fi,sv}' AND code IN ('15', '17')`); n != 2 { // one as chosen, the other by law
		t.Errorf("%d have Finnish and Swedish", n)
	}
	if n := s.Count(`SELECT count(*) FROM audit_event WHERE action = 'organiser.edited' AND details->'languages' = '["fi", "sv"]'`); n != 2 {
		t.Errorf("the trail tells of %d changes of languages", n)
	}
	b.Open("/fi/yllapito/organisers").Is(t, 200, "", "014 000 1200", "arkisin klo 8–16")
	b.Open("/fi/yllapito/organisers/"+uuid.NewString()).Is(t, 404, "")
	b.Open("/fi/yllapito/organisers/x").Is(t, 404, "")
}

func TestClosingAccountsAndEndingRoles(t *testing.T) {
	s := accounttest.New(t)
	b := admin(s)
	person := s.Person("maija@hoiva.example", actor.RoleProducer, s.Producer())
	theirs := s.Browser()
	theirs.SignIn("maija@hoiva.example")
	path := "/fi/yllapito/people/" + person.String()
	b.Open("/fi/yllapito/people").Is(t, 200, "", path, "Palveluntuottaja, Hoiva Aamurusko Oy", "Pääkäyttäjä")
	b.Send(path, "account", "close").Is(t, 200, path+"?done=disabled", "Tunnus on suljettu", "Avaa tunnus")
	theirs.Open("/fi/tili").Is(t, 200, "/fi/kirjaudu?next=%2Ffi%2Ftili")
	b.Send(path, "account", "open").Is(t, 200, path+"?done=enabled", "Tunnus on avattu")
	b.Send(path, "account", "").Is(t, 400, path)
	page := b.Open(path)
	_, rest, _ := strings.Cut(page.Text, `action="`+path+"/roles/")
	membership, _, _ := strings.Cut(rest, `"`)
	b.Send(path+"/roles/"+membership).Is(t, 200, path+"?done=ended", "Henkilöllä ei ole rooleja")
	b.Send(path+"/roles/"+membership).Is(t, 409, path+"/roles/"+membership, "Joku muu ehti")
	b.Open("/fi/yllapito/audit?id="+membership).Is(t, 200, "", "Käyttöoikeus päätetty", "Käyttöoikeus lisätty", "Maija Virtanen", "Järjestelmä")
}

func TestTheLastAdministratorCannotBeClosed(t *testing.T) {
	s := accounttest.New(t)
	b := admin(s)
	var id string
	s.Must(s.DB.Owner.Get(&id, `SELECT id FROM person WHERE email = 'paa@tori.example'`))
	b.Send("/fi/yllapito/people/"+id, "account", "close").Is(t, 409, "", "vähintään yksi pääkäyttäjä", "Sulje tunnus")
}

// TestLimitingAProducersPerson limits somebody to a unit and to a day, by the rule that holds for the producer's own people.
func TestLimitingAProducersPerson(t *testing.T) {
	s := accounttest.New(t)
	b := admin(s)
	producer := s.Producer()
	s.Person("eka@hoiva.example", actor.RoleProducer, producer)
	person := s.Person("toka@hoiva.example", actor.RoleProducer, producer)
	units := []string{uuid.NewString(), uuid.NewString()}
	_, err := s.DB.Owner.Exec(`INSERT INTO service_unit (id, producer_id, name) VALUES ($1, $3, 'Aamun koti'), ($2, $3, 'Illan koti')`, units[0], units[1], producer)
	s.Must(err)
	path := "/fi/yllapito/people/" + person.String()
	role := path + "/roles/" + textOf(s, `SELECT id FROM membership WHERE person_id = '`+person.String()+`'`)
	b.Open(path).Is(t, 200, "", role, "Rajaa käyttöoikeutta", "Koko tuottaja")
	b.Open(role).Is(t, 200, "", "Aamun koti", "Vain valitut palveluyksiköt", "Viimeinen päivä", role+"/days")
	b.Send(role+"/days", "for", "units").Is(t, 422, "", "<title>Virhe:", `href="#units"`)
	b.Send(role+"/days", "for", "units", "unit", units[1], "until-day", "32").Is(t, 422, "", `href="#until-day"`, `value="32"`)
	b.Send(role+"/days", "for", "units", "unit", "x").Is(t, 400, "")
	b.Send(role+"/days", "for", "units", "unit", units[1], "until-day", "31", "until-month", "12", "until-year", "2099").
		Is(t, 200, path+"?done=limited", "Muutos on jo voimassa", "Illan koti. Viimeinen päivä 31.12.2099")
	theirs := s.Browser()
	theirs.SignIn("toka@hoiva.example")
	theirs.Open("/fi/tuottaja/members").Is(t, 403, "")
	b.Send(strings.Replace(role, "/fi/yllapito/", "/sv/administration/", 1)+"/days", "for", "all").Is(t, 200, "", "Behörigheten har ändrats", "Hela producenten")
	theirs.Open("/fi/tuottaja/members").Is(t, 200, "")
	first := textOf(s, `SELECT person_id FROM membership WHERE role = 'producer' AND person_id <> '`+person.String()+`'`)
	last := "/fi/yllapito/people/" + first + "/roles/" + textOf(s, `SELECT id FROM membership WHERE person_id = '`+first+`'`)
	b.Send(path, "account", "close")
	b.Send(last+"/days", "for", "units", "unit", units[0]).Is(t, 409, "", "koko tuottajaan", "Illan koti")
	b.Send(strings.Replace(last, first, person.String(), 1)+"/days", "for", "all").Is(t, 404, "") // a role of somebody else
	theirs = s.Browser()
	theirs.SignIn("eka@hoiva.example")
	theirs.Send(last+"/days", "for", "all").Is(t, 403, "")
}

func TestFailedJobsAndTheAuditTrail(t *testing.T) {
	s := accounttest.New(t)
	b := admin(s)
	b.Open("/fi/yllapito/jobs").Is(t, 200, "", "Kaikki tehtävät ovat onnistuneet")
	s.Browser().Send("/fi/salasana", "email", "paa@tori.example")
	_, err := s.DB.Owner.Exec(`UPDATE river_job SET state = 'discarded', finalized_at = now(), attempt = max_attempts`)
	s.Must(err)
	id := s.Count(`SELECT id FROM river_job`)
	path := "/fi/yllapito/jobs/" + strconv.Itoa(id)
	b.Open("/fi/yllapito/jobs").Is(t, 200, "", "Sähköpostin lähettäminen", path, path+"/end")
	b.Open("/fi/yllapito").Is(t, 200, "", `tt-tag--wait`)
	b.Send(path).Is(t, 200, "/fi/yllapito/jobs?done=retried", "Tehtävä yritetään uudelleen")
	b.Send("/fi/yllapito/jobs/x").Is(t, 404, "")
	b.Send("/fi/yllapito/jobs/9999999").Is(t, 404, "")
	again := func() {
		_, err := s.DB.Owner.Exec(`UPDATE river_job SET state = 'discarded', finalized_at = now(), attempt = max_attempts`)
		s.Must(err)
	}
	again()
	b.Send("/fi/yllapito/jobs/kinds/identity_mail").Is(t, 200, "/fi/yllapito/jobs?done=retried_all", "Kaikkia tämän lajin")
	if n := s.Count(`SELECT count(*) FROM river_job WHERE state = 'available' AND finalized_at IS NULL AND attempt < max_attempts`); n != 1 {
		t.Errorf("%d jobs run again", n)
	}
	b.Send(path+"/end", "reason", "not_needed").Is(t, 404, "") // it has not failed
	again()
	b.Send(path+"/end", "reason", "x").Is(t, 422, "")
	b.Send(path+"/end", "reason", "not_needed").Is(t, 200, "/fi/yllapito/jobs?done=given_up", "Tehtävästä on luovuttu", "Kaikki tehtävät ovat onnistuneet")
	if n := s.Count(`SELECT count(*) FROM audit_event WHERE action = 'job.abandoned' AND details->>'reason' = 'not_needed'`); n != 1 {
		t.Errorf("the trail tells of it %d times", n)
	}
	b.Open("/fi/yllapito/audit?id=%ff%00").Is(t, 422, "", `href="#id"`)
	b.Open("/fi/yllapito/audit?id="+uuid.NewString()).Is(t, 200, "", "Tapahtumia ei löytynyt")
}

func TestTheAdministratorSettlesWhatNobodyElseDoes(t *testing.T) {
	s := accounttest.New(t)
	b := admin(s)
	person, producer, id := s.Person("uusi@hoiva.example", "", uuid.Nil), s.Producer(), uuid.Must(uuid.NewV7())
	_, err := s.DB.Owner.Exec(`INSERT INTO membership (id, person_id, role, producer_id, state) VALUES ($1, $2, 'producer', $3, 'pending')`, id, person, producer)
	s.Must(err)
	path := "/fi/yllapito/pending/" + id.String()
	b.Open("/fi/yllapito/pending").Is(t, 200, "", path, "uusi@hoiva.example", "Hoiva Aamurusko Oy")
	b.Send(path, "answer", "yes").Is(t, 200, "/fi/yllapito/pending?done=accepted", "Kukaan ei odota")
	b.Send(path, "answer", "yes").Is(t, 409, path)
}

func TestSayingWhatTheAccessibilityStatementSays(t *testing.T) {
	const path = "/fi/yllapito/statement"
	s := accounttest.New(t)
	b := admin(s)
	b.Open(path).Is(t, 200, "", "Saavutettavuusseloste", "Traficom", `name="version" value="0"`, "/fi/saavutettavuus")
	said := []string{"version", "0", "authority_fi", "Virasto", "authority_sv", "Verket", "authority_en", "Agency",
		"site_fi", "https://virasto.example", "site_sv", "https://verket.example", "site_en", "https://agency.example"}
	with := func(more ...string) []string { return append(append([]string{}, said...), more...) }
	b.Send(path, with("checked-day", "31", "checked-month", "2", "checked-year", "2026")...).Is(t, 422, path, `href="#checked-day"`, `value="31"`, `value="Virasto"`)
	b.Send(path, with("checked-day", "31", "checked-month", "2", "checked-year", "2026", "authority_fi", "", "site_en", "x")...).
		Is(t, 422, path, `href="#checked-day"`, `href="#authority_fi"`, `href="#site_en"`)
	b.Send(path, with("checked-day", "1", "checked-month", "1", "checked-year", "2999")...).Is(t, 422, path, "tulevaisuudessa")
	b.Send(path, with("site_sv", "verket", "email", "x")...).Is(t, 422, path, `href="#site_sv"`, `href="#email"`)
	b.Send(path, with("checked-day", "1", "checked-month", "2", "checked-year", "2026", "phone", "029 000 0000")...).
		Is(t, 200, path+"?done=saved", "Tiedot on tallennettu", `value="029 000 0000"`, `name="version" value="1"`, `value="2026"`)
	b.Send(path, with()...).Is(t, 409, path, "Joku muu on muuttanut tietoja", `value="Virasto"`)
	b.Send(path, "version", "x").Is(t, 400, path)
	b.Open("/sv/administration/statement").Is(t, 200, "", "Tillsynsmyndighetens namn", `value="Verket"`, `value="https://verket.example"`)
	s.Person("maija@hoiva.example", actor.RoleProducer, s.Producer())
	other := s.Browser()
	other.SignIn("maija@hoiva.example")
	other.Open(path).Is(t, 403, "")
	other.Send(path, with()...).Is(t, 403, "")
}

func TestInvitingAnOfficial(t *testing.T) {
	const path = "/fi/yllapito/people/new"
	s := accounttest.New(t)
	b := admin(s)
	page := b.Open(path)
	page.Is(t, 200, "", "Kutsu henkilö", "Keski-Suomen hyvinvointialue", "Asiakasohjaaja")
	_, rest, _ := strings.Cut(page.Text, `name="id" value="`)
	id, _, _ := strings.Cut(rest, `"`)
	form := func(more ...string) []string {
		return append([]string{"id", id, "name", "Aino Ohjaaja", "email", "aino@alue.example", "lang", "sv", "role", "guidance",
			"organisation", "01900000-0000-7000-8000-000000000015"}, more...)
	}
	b.Send(path, "id", id, "email", "aino", "until-day", "31", "until-month", "2", "until-year", "2099").
		Is(t, 422, path, "<title>Virhe:", `href="#name"`, `href="#email"`, `href="#role"`, `href="#until-day"`, `value="31"`, `value="aino"`)
	b.Send(path, "name", "X").Is(t, 400, path)
	b.Send(path, form("until-day", "31", "until-month", "12", "until-year", "2099")...).Is(t, 200, "", "Kutsu on lähetetty", "Kutsuttu", "Viimeinen päivä on 31.12.2099", "Peru kutsu")
	b.Send(path, form("until-day", "31", "until-month", "12", "until-year", "2099")...).Is(t, 200, "") // the form again
	b.Send(path, form()...).Is(t, 422, path, "Henkilöllä on jo tämä rooli")                            // gone back and without its end: not given so
	person := "/fi/yllapito/people/" + textOf(s, `SELECT id FROM person WHERE email = 'aino@alue.example'`)
	b.Send(person+"/invitation").Is(t, 200, person+"?done=invited", "Kutsu on lähetetty")
	b.Send("/fi/yllapito/people", "text", "AINO", "role", "guidance", "state", "unconfirmed").Is(t, 200, "/fi/yllapito/people", person, `value="AINO"`)
	b.Send("/fi/yllapito/people", "text", "nobody").Is(t, 200, "", "Ei henkilöitä")
	b.Send("/fi/yllapito/people", "organisation", "x").Is(t, 404, "")

	b.Send("/fi/yllapito/operators", "id", id, "name", "").Is(t, 422, "/fi/yllapito/operators", `href="#name"`)
	b.Send("/fi/yllapito/operators", "id", id, "name", "Palveluketju Oy").Is(t, 200, "/fi/yllapito/operators?done=saved", "Palveluketju Oy")
	b.Send("/fi/yllapito/operators/"+id, "name", "Palveluketju Oyj").Is(t, 200, "/fi/yllapito/operators?done=saved", "Palveluketju Oyj")
	b.Open(person+"/roles").Is(t, 200, "", "Anna rooli: Aino Ohjaaja", "Palveluketju Oyj")
	b.Send(person+"/roles", "id", uuid.NewString(), "role", "operator", "organisation", id).Is(t, 200, person+"?done=invited", "Palveluintegraattori, Palveluketju Oyj")
	b.Send(person+"/roles", "id", uuid.NewString(), "role", "operator", "organisation", id).Is(t, 422, "", "Henkilöllä on jo tämä rooli")
	b.Send(person+"/roles/"+textOf(s, `SELECT id FROM membership WHERE role = 'operator'`)).Is(t, 200, person+"?done=withdrawn", "Kutsu on peruttu")
	for _, other := range []string{path, person + "/roles", "/fi/yllapito/operators"} {
		s.Browser().Open(other).Is(t, 200, "", `name="password"`)
	}
}

func textOf(s *accounttest.Site, sql string) (text string) {
	s.Must(s.DB.Owner.Get(&text, sql))
	return text
}

// TestChoosingHowLongThingsAreKept changes how long messages are kept: what would go is told first, nothing is saved unseen, one of
// two who change it is told, and whoever cleans up knows at once.
func TestChoosingHowLongThingsAreKept(t *testing.T) {
	const path = "/fi/yllapito/retention"
	s := accounttest.New(t)
	b := admin(s)
	for _, months := range []int{7, 13, 30} {
		_, err := s.DB.Owner.Exec(`INSERT INTO mail_out (id, template, person_id, lang, args, created_at)
SELECT gen_random_uuid(), 'role', id, 'fi', '{}', clock_timestamp() - make_interval(months => $1) FROM person`, months)
		s.Must(err)
	}
	b.Open(path).Is(t, 200, "", "Viestit ihmisille", "24 kuukautta", "Sallittu 6–120 kuukautta")
	b.Open("/sv/administration/retention").Is(t, 200, "", "Meddelanden till personer")
	messages := path + "/messages"
	b.Open(messages).Is(t, 200, "", "Poistaa 1 tiedon", `name="was" value="24"`, "EU 2016/679")
	b.Send(messages, "was", "24", "count", "5", "step", "look").Is(t, 422, messages, "<title>Virhe:", `href="#count"`, "vähintään 6", `value="5"`)
	b.Send(messages, "was", "24", "count", "vuosi", "step", "look").Is(t, 422, messages, "kokonaislukuna", `value="vuosi"`)
	b.Send(messages, "was", "24", "count", "12", "step", "look").Is(t, 200, messages, "seuraava siivous poistaa 2 tietoa", `name="seen" value="12"`)
	b.Send(messages, "was", "24", "count", "6", "seen", "12", "step", "save").Is(t, 200, messages, "seuraava siivous poistaa 3 tietoa") // not what was seen
	b.Send(messages, "was", "24", "count", "12", "seen", "12", "step", "save").Is(t, 200, path+"?done=saved", "Säilytysaika on muutettu", "12 kuukautta")
	b.Send(messages, "was", "24", "count", "18", "seen", "18", "step", "save").Is(t, 409, messages, "Joku muu on muuttanut", `name="was" value="12"`)
	b.Send(messages, "was", "x", "count", "18").Is(t, 400, "")
	b.Open(path+"/nothing").Is(t, 404, "")
	b.Send(path+"/nothing", "was", "1", "count", "1").Is(t, 404, "")
	if gone, err := s.People.ForgetMessages(t.Context(), time.Now()); err != nil || gone != 2 {
		t.Errorf("%d messages went, %v", gone, err)
	}
	if n := s.Count(`SELECT count(*) FROM audit_event WHERE action = 'retention.set' AND details @> '{"rule": "messages", "was": 24, "count": 12}'`); n != 1 {
		t.Errorf("the trail tells of it %d times", n)
	}
	s.Person("maija@hoiva.example", actor.RoleProducer, s.Producer())
	other := s.Browser()
	other.SignIn("maija@hoiva.example")
	other.Open(messages).Is(t, 403, "")
	other.Send(messages, "was", "12", "count", "6", "seen", "6", "step", "save").Is(t, 403, "")
}

// TestFindingInTheTrail narrows the trail by each of its parts, and takes it as a file.
func TestFindingInTheTrail(t *testing.T) {
	const path = "/fi/yllapito/audit"
	s := accounttest.New(t)
	b := admin(s)
	b.Send(keskiSuomi, "version", "1", "phone", "014 000 1200").Is(t, 200, "")
	b.Open(path).Is(t, 200, "", "Keski-Suomen hyvinvointialue", keskiSuomi, "Lataa tapahtumat")
	found := b.Send(path, "email", "PAA@tori.example", "action", "organiser_edited", "organiser", "01900000-0000-7000-8000-000000000015",
		"from-day", "1", "from-month", "1", "from-year", "2020", "until-day", "31", "until-month", "12", "until-year", "2099")
	found.Is(t, 200, "", "Hyvinvointialue: Keski-Suomen hyvinvointialue", "Maija Virtanen", `value="paa@tori.example"`, `value="2020"`)
	if strings.Contains(found.Path, "tori.example") || strings.Contains(found.Path, "%40") {
		t.Errorf("the address tells an e-mail: %s", found.Path)
	}
	_, query, _ := strings.Cut(found.Path, "?")
	file := b.Open(path + "/list.csv?" + query)
	file.Is(t, 200, "", "Keski-Suomen hyvinvointialue")
	if lines := strings.Count(strings.TrimSpace(file.Text), "\n"); lines != 1 || !strings.HasPrefix(file.Header.Get("Content-Type"), "text/csv") {
		t.Errorf("%d lines of %s:\n%s", lines, file.Header.Get("Content-Type"), file.Text)
	}
	b.Open(path+"?action=audit_taken").Is(t, 200, "", "Tapahtumaloki ladattu tiedostona")
	b.Send(path, "from-day", "1", "from-month", "1", "from-year", "2099").Is(t, 200, "", "Tapahtumia ei löytynyt")
	b.Send(path, "email", "ei@tori.example", "id", "x", "until-day", "40").Is(t, 422, path, `href="#email"`, `href="#id"`, `href="#until-day"`, `value="ei@tori.example"`)
	for _, wrong := range []string{"person=x", "organiser=x", "from=x", "before=x", "before=-1"} {
		b.Open(path+"?"+wrong).Is(t, 404, "")
	}
	_, err := s.DB.Owner.Exec(`INSERT INTO audit_event (role, action, object_kind, object_id) SELECT 'system', 'demo.loaded', 'demo', gen_random_uuid() FROM generate_series(1, 250)`)
	s.Must(err)
	page, pages := b.Open(path+"?action=demo_loaded"), 1
	for ; strings.Contains(page.Text, `rel="next"`) && pages < 10; pages++ {
		link := strings.TrimSuffix(page.Text[:strings.Index(page.Text, ` rel="next"`)], `"`)
		page = b.Open(strings.ReplaceAll(link[strings.LastIndex(link, `"`)+1:], "&amp;", "&"))
		page.Is(t, 200, "", "Alkuun")
	}
	if pages != 3 {
		t.Errorf("250 rows on %d pages", pages)
	}
	s.Person("maija@hoiva.example", actor.RoleProducer, s.Producer())
	other := s.Browser()
	other.SignIn("maija@hoiva.example")
	other.Open(path+"/list.csv").Is(t, 403, "")
	other.Send(path, "action", "demo_loaded").Is(t, 403, "")
}

// TestThePersonsOwnLog shows somebody who has looked at them and what was done to them, without officials' names; the administrator
// sees the same, and that is in it too.
func TestThePersonsOwnLog(t *testing.T) {
	s := accounttest.New(t)
	b := admin(s)
	person := s.Person("maija@hoiva.example", actor.RoleOfficer, uuid.MustParse("01900000-0000-7000-8000-000000000015"))
	_, err := s.DB.Owner.Exec(`UPDATE person SET name = 'Paavo Pääkäyttäjä' WHERE email = 'paa@tori.example'`)
	s.Must(err)
	path := "/fi/yllapito/people/" + person.String()
	b.Open(path).Is(t, 200, "", path+"/log", "Muuta viimeistä päivää")
	b.Open(path+"/log").Is(t, 200, "", "Lokitiedot: Maija Virtanen", "Henkilön tietoja katsottu")
	days := path + "/roles/" + textOf(s, `SELECT id FROM membership WHERE role = 'officer'`)
	b.Open(days).Is(t, 200, "", "Muuta viimeistä päivää", "Maija Virtanen")
	b.Send(days+"/days", "until-day", "1", "until-month", "1", "until-year", "2020").Is(t, 422, "", `href="#until-day"`)
	b.Send(days+"/days", "until-day", "1").Is(t, 422, "", `href="#until-day"`)
	b.Send(days+"/days", "until-day", "31", "until-month", "12", "until-year", "2099").Is(t, 200, path+"?done=last_day", "viimeinen päivä on muutettu", "31.12.2099")
	b.Send(days+"/days").Is(t, 200, path+"?done=last_day") // without end again
	if day := textOf(s, `SELECT coalesce(last_day::text, 'none') FROM membership WHERE role = 'officer'`); day != "none" {
		t.Errorf("the role ends on %s", day)
	}
	own := textOf(s, `SELECT id FROM membership WHERE role = 'administrator'`)
	b.Open("/fi/yllapito/people/"+person.String()+"/roles/"+own).Is(t, 404, "")
	admin := textOf(s, `SELECT person_id FROM membership WHERE role = 'administrator'`)
	b.Send("/fi/yllapito/people/"+admin+"/roles/"+own+"/days", "until-day", "31", "until-month", "12", "until-year", "2099").Is(t, 422, "", `href="#until-day"`)

	theirs := s.Browser()
	theirs.SignIn("maija@hoiva.example")
	for _, log := range []string{"/fi/tili/log", "/fi/tili/log.csv"} {
		page := theirs.Open(log)
		page.Is(t, 200, log, "Henkilön tietoja katsottu", "Henkilön lokitietoja katsottu", "Roolin viimeistä päivää muutettu", "Pääkäyttäjä", "Maija Virtanen")
		if strings.Contains(page.Text, "Paavo") {
			t.Errorf("%s names who works for the service", log)
		}
		s.Browser().Open(log).Is(t, 200, "", `name="password"`)
	}
	theirs.Open("/sv/konto/log").Is(t, 200, "", "Mina logguppgifter")
	theirs.Open(path+"/log").Is(t, 403, "")
	theirs.Open(path+"/log.csv").Is(t, 403, "")
	b.Open("/fi/yllapito/people/"+uuid.NewString()+"/log.csv").Is(t, 404, "")
}
