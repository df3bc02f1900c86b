package demo

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
)

// The organiser of the demo officer, in whose queue most of the applications wait, and the home of the demo producer.
const (
	homeOrganiser    = "15"
	homeMunicipality = "179" // Jyväskylä
)

type person struct {
	id          uuid.UUID
	email, name string
	lang        string
	created     time.Time
}

type membership struct {
	id           uuid.UUID
	person       *person
	role         actor.Role
	organisation uuid.UUID // zero for an administrator
	created      time.Time
}

var (
	fiGiven  = strings.Fields("Aino Elina Helmi Kaisa Leena Marjatta Oona Päivi Riikka Sanna Tuula Veera Antti Eino Hannu Ilkka Jukka Kari Lauri Olli Pekka Risto Timo")
	fiFamily = strings.Fields("Kuurala Usvanen Halmela Notkola Suvanne Ahjola Kumpunen Polkunen Tuulola Kastela Lumonen Valkamala Sirkkula Kuikkala")
	svGiven  = strings.Fields("Anna Britta Carina Gunilla Johan Kaj Lars Maria Nina Stig Ulla Yngve")
	svFamily = strings.Fields("Dimberg Rönnvik Strandsten Sälgman Lyktström Tärnqvist Hasselsund Klöverlund")
)

func (w *world) addPerson(c chance, email, lang string, created time.Time) *person {
	p := &person{id: w.opt.id("person", len(w.persons), created), email: email, lang: lang, created: created}
	p.name = pick(c, fiGiven) + " " + pick(c, fiFamily)
	if lang == "sv" {
		p.name = pick(c, svGiven) + " " + pick(c, svFamily)
	}
	w.persons = append(w.persons, p)
	return p
}

func (w *world) join(p *person, role actor.Role, organisation uuid.UUID) {
	w.members = append(w.members, membership{id: w.opt.id("membership", len(w.members), p.created), person: p, role: role,
		organisation: organisation, created: p.created})
}

// addPeople makes the six accounts to sign in to, before anybody else so that they come first, and an officer for every
// other organiser, who has signed what was decided there.
func (w *world) addPeople() *firm {
	c := w.opt.chance("people")
	// An hour apart, so that the order of their ids is theirs and not chance's.
	at := func(n int) time.Time { return w.founded().Add(time.Duration(n) * time.Hour) }
	firm := w.demoFirm(w.opt.chance("demo firm"))
	w.join(w.addPerson(c, "tuottaja@demo.example", "fi", at(0)), actor.RoleProducer, firm.id)
	home := w.organiserByCode(homeOrganiser)
	home.officer = w.addPerson(c, "hankinta@demo.example", "fi", at(1))
	w.join(home.officer, actor.RoleOfficer, home.ID)
	w.join(w.addPerson(c, "integraattori@demo.example", "fi", at(2)), actor.RoleOperator, w.operators[0].id)
	w.join(w.addPerson(c, "yllapito@demo.example", "fi", at(3)), actor.RoleAdministrator, uuid.Nil)
	home.supervisor = w.addPerson(c, "valvonta@demo.example", "fi", at(4))
	w.join(home.supervisor, actor.RoleSupervisor, home.ID)
	for i, o := range w.organisers {
		if o == home {
			continue
		}
		lang := "fi"
		if o.Code == "17" {
			lang = "sv"
		}
		o.officer = w.addPerson(c, fmt.Sprintf("hankinta.%s@demo.example", o.Code), lang, at(24+i))
		w.join(o.officer, actor.RoleOfficer, o.ID)
	}
	w.join(w.addPerson(w.opt.chance("guidance desk"), "asiakasohjaus@demo.example", "fi", at(5)), actor.RoleGuidance, home.ID)
	return firm
}

func (w *world) organiserByCode(code string) *organiser {
	for _, o := range w.organisers {
		if o.Code == code {
			return o
		}
	}
	panic("demo: no organiser " + code)
}

func (w *world) municipalityByCode(code string) int {
	for i, m := range w.municipalities {
		if m.Code == code {
			return i
		}
	}
	panic("demo: no municipality " + code)
}

// demoFirm is the producer of the demo account: two units, three points, approved for vouchers and listed for self-payers.
func (w *world) demoFirm(c chance) *firm {
	home := w.municipalityByCode(homeMunicipality)
	created := w.founded().Add(100 * 24 * time.Hour)
	f := &firm{id: w.opt.id("producer", len(w.producers), created), businessID: w.businessID(), name: "Kotihoiva Usvaniemi Oy",
		brand: "Kotihoiva Usvaniemi", kind: producer.Company, website: "https://kotihoiva-usvaniemi.example", created: created}
	w.names[f.name] = true
	w.producers = append(w.producers, f)
	o := w.organiserByCode(homeOrganiser)
	voucher, selfPaid := w.admit(c, o.scheme(scheme.RegimeVoucher), f), w.admit(c, o.scheme(scheme.RegimeSelfPaidListing), f)
	care := w.addUnit(c, f, "at_home", home)
	points := []*point{w.addPoint(c, care, home), w.addPoint(c, care, w.municipalityByCode("500"))} // Muurame
	daily := w.addPoint(c, w.addUnit(c, f, "daily_life", home), home)
	for _, one := range []struct {
		admitted *admitted
		service  string
		point    *point
	}{
		{voucher, "home_care", points[0]}, {selfPaid, "home_care", points[0]}, {voucher, "home_nursing", points[0]},
		{voucher, "home_care", points[1]}, {selfPaid, "cleaning", daily},
	} {
		w.offer(c, one.admitted, one.point, slot{levelOf(one.service), one.admitted.scheme.Regime, one.point.municipality})
	}
	return f
}

// areaCodes begin the phone numbers of an organiser's area. All numbers go on with 000, which is given to nobody.
var areaCodes = map[string]string{"01": "019", "02": "09", "03": "09", "04": "09", "05": "02", "06": "02", "07": "03", "08": "03", "09": "03", "10": "05",
	"11": "05", "12": "015", "13": "017", "14": "013", "15": "014", "16": "06", "17": "06", "18": "06", "19": "08", "20": "08", "21": "016", "90": "09"}

func phone(c chance, organiser string) string {
	return fmt.Sprintf("%s 000 %04d", areaCodes[organiser], c.between(2000, 9899))
}

// desk is an organiser's phone number for those who would rather talk.
func desk(organiser string) string { return areaCodes[organiser] + " 000 1200" }

// suspend stops about two admissions of a hundred, some until a day, and lets a few go on again.
func (w *world) suspend(except *firm) {
	c := w.opt.chance("suspensions")
	add := func(a *admitted, kind admission.EventKind, reasons string, at time.Time) *event {
		w.events = append(w.events, event{id: w.opt.id("event", len(w.events), at), admitted: a, kind: kind, reasons: reasons, by: a.scheme.organiser.officer, at: at})
		return &w.events[len(w.events)-1]
	}
	for _, a := range w.admissions {
		regime := a.scheme.Regime
		if a.firm == except || regime == scheme.RegimeOwnProduction || regime == scheme.RegimeListing || !c.of(3) {
			continue
		}
		at := latest(a.created.Add(time.Hour), w.age(c, 3, 40))
		why := pick(c, suspensionReasons)
		e := add(a, admission.EventSuspend, why.reasons, at)
		w.desk.held.unheard = append(w.desk.held.unheard, unheard{event: e.id, regime: regime, ground: why.ground, why: why.why})
		switch c.IntN(3) {
		case 0:
			e.until = w.opt.AsOf.AddDays(c.between(7, 90))
		case 1:
			add(a, admission.EventLift, "Tuottaja on toimittanut puuttuvat tiedot.", latest(at.Add(time.Hour), w.age(c, 0, 2)))
		}
	}
}

// suspensionReasons are why an admission was suspended, and why its producer was not heard first.
var suspensionReasons = []struct {
	reasons string
	ground  tenure.Ground
	why     string
}{
	{"Vastuuvakuutus on päättynyt, eikä uutta todistusta ole toimitettu.", tenure.GroundUnneeded, "Tuottaja on itse ilmoittanut, ettei vakuutusta ole uusittu."},
	{"Omavalvontasuunnitelmaa ei ole päivitetty pyynnöistä huolimatta.", tenure.GroundHarm, "Lääkehoidossa on havaittu toistuvia virheitä, eikä asiakkaiden turvallisuus kestä odottamista."},
	{"Tuottaja on pyytänyt keskeytystä henkilöstövajeen vuoksi.", tenure.GroundAsked, "Tuottaja on pyytänyt keskeytystä kirjallisesti."},
}
