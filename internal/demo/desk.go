package demo

import (
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// desked is what the demo officer's desk has besides applications: it is made last, so that nothing else depends on it.
type desked struct {
	colleague *person
	events    []schemeEvent
	copies    []copied
	versions  []version
	held      held
	twice     twice
	asked     []asked
	longer    []longer
	prepared  []prepared
	areas     []area
	proposals []proposal
	due       map[*application]calendar.Date // where something has moved it
}

type schemeEvent struct {
	id      uuid.UUID
	scheme  *arranged
	kind    scheme.EventKind
	from    calendar.Date
	until   *calendar.Date
	reasons string
	at      time.Time
}

// copied is a scheme that is being written: a new one, or changes to one.
type copied struct {
	scheme uuid.UUID
	base   int
	form   scheme.Form
}

type asked struct {
	id       uuid.UUID
	app      *application
	question string
	answerBy calendar.Date
	at       time.Time
	answer   string // "": it is waited for
	answered time.Time
}

type longer struct {
	id  uuid.UUID
	app *application
	at  time.Time
}

type prepared struct {
	id  uuid.UUID
	app *application
	at  time.Time
}

type area struct {
	id    uuid.UUID
	name  [3]string
	parts []string
}

type proposal struct {
	id    uuid.UUID
	offer *offer
	was   price
	cents int
	from  calendar.Date
	by    *person
	at    time.Time
}

// furnish gives the demo officer's organiser schemes of every preset in every state, cases in every state, evidence that
// lapses, prices that wait for an answer, and areas of its own.
func (w *world) furnish(own *firm) {
	home := w.organiserByCode(homeOrganiser)
	c := w.opt.chance("desk")
	w.desk.due = map[*application]calendar.Date{}
	w.desk.colleague = w.addPerson(c, "esittelija@demo.example", "fi", w.founded().Add(200*time.Hour))
	w.join(w.desk.colleague, actor.RoleOfficer, home.ID)
	w.moreSchemes(home)
	w.workOnCases(home)
	w.lapse(own, home)
	w.propose(c, home, own)
	w.lookAfter(home, own)
	w.standTwice(home, own)
	for i, a := range []area{
		{name: [3]string{"Jyväskylän keskusta", "Jyväskylä centrum", "Central Jyväskylä"}, parts: []string{"40100", "40200", "40500"}},
		{name: [3]string{"Pohjoinen Keski-Suomi", "Norra Mellersta Finland", "Northern Central Finland"}, parts: []string{"226", "256", "265", "601", "729", "931"}},
		{name: [3]string{"Jämsän seutu", "Jämsäregionen", "Jämsä region"}, parts: []string{"182", "291"}},
	} {
		a.id = w.opt.id("area", i, w.founded())
		w.desk.areas = append(w.desk.areas, a)
	}
}

// workOnCases asks some applicants, lengthens the time of one case and prepares another.
func (w *world) workOnCases(home *organiser) {
	open := func(r scheme.Regime) (list []*application) {
		for _, a := range w.cases {
			if a.scheme == home.scheme(r) && a.submitted != nil && a.decision == nil && a.review != nil {
				list = append(list, a)
			}
		}
		return list
	}
	ask := func(app *application, question string, at time.Time, by calendar.Date, answer string) {
		one := asked{id: w.opt.id("question", len(w.desk.asked), at), app: app, question: question, answerBy: by, at: at, answer: answer, answered: at.AddDate(0, 0, 3)}
		w.desk.asked = append(w.desk.asked, one)
		stop := admission.Stop{Asked: w.day(at), Until: by}
		if answer != "" {
			stop.Until = w.day(one.answered)
		}
		clock := admission.Clock{Days: *app.scheme.DecisionDays, Kind: app.scheme.DaysKind, Stops: app.scheme.ClockStops}
		w.desk.due[app] = clock.Due(*app.submitted, []admission.Stop{stop})
	}
	cases := open(scheme.RegimeVoucher)
	after := func(a *application, days int) time.Time { return a.review.AddDate(0, 0, days) }
	ask(cases[1], "Kattaako vastuuvakuutus myös ryhmätoiminnan?", after(cases[1], 5), w.day(after(cases[1], 19)), "Kyllä, vakuutus kattaa myös ryhmätoiminnan. Vakuutusyhtiö on vahvistanut asian.")
	ask(cases[2], "Omavalvontasuunnitelmasta puuttuu poikkeamien käsittely. Voitteko lähettää täydennetyn suunnitelman?", w.now.AddDate(0, 0, -3), w.opt.AsOf.AddDays(9), "")
	last := cases[len(cases)-1]
	w.desk.prepared = []prepared{{id: w.opt.id("preparation", 0, w.now), app: last, at: w.now.Add(-20 * time.Hour)}}
	bought := open(scheme.RegimeDPS)[0]
	w.desk.longer = []longer{{id: w.opt.id("extension", 0, w.now), app: bought, at: after(bought, 3)}}
	w.desk.due[bought] = admission.Clock{Days: longerDays, Kind: scheme.WorkingDays}.Due(*bought.submitted, nil)
}

// longerDays is the whole time in a single case (1397/2016 §51).
const longerDays = 15

// lapse fills the demo producer's library with evidence that holds, lapses soon and has lapsed, and gives those whom the
// demo officer has approved an insurance that lapses.
func (w *world) lapse(own *firm, home *organiser) {
	today := w.opt.AsOf
	for _, one := range []struct {
		kind            evidence.Kind
		name            string
		issued, validTo int // days from today; 0: says no last day
	}{
		{evidence.LiabilityInsurance, "vastuuvakuutus.pdf", -340, 25}, {evidence.TaxCertificate, "verovelkatodistus.pdf", -359, 0},
		{evidence.PensionCertificate, "elakevakuutus.pdf", -380, 0}, {evidence.TradeRegister, "kaupparekisteriote.pdf", -100, 0},
		{evidence.AccidentInsurance, "tapaturmavakuutus.pdf", -60, 0}, {evidence.CollectiveAgreement, "tyoehtosopimus.pdf", -200, 0},
		{evidence.OccupationalHealth, "tyoterveyshuolto.pdf", -310, 0}, {evidence.CriminalRecordSeen, "", -150, 0},
	} {
		issued, says := today.AddDays(one.issued), calendar.Date{}
		if one.validTo != 0 {
			says = today.AddDays(one.validTo)
		}
		w.addItem(own, w.memberOf(own), one.kind, one.name, issued.AddDays(1).In(calendar.Helsinki).Add(9*time.Hour).UTC(), issued, says)
	}
	for i, a := range w.cases {
		if a.scheme.organiser == home && a.decision != nil && a.decision.outcome == admission.Approved && a.firm != own {
			w.addItem(a.firm, a.by, evidence.LiabilityInsurance, "vastuuvakuutus.pdf", a.created, w.day(a.created), today.AddDays(5+i%3*20))
		}
	}
}

// propose moves some of the listed firms to the scheme whose prices are answered, and lets them ask for more.
func (w *world) propose(c chance, home *organiser, own *firm) {
	checked := home.extra[w.shownAt(home, scheme.RegimeSelfPaidListing)]
	moved := map[*firm]*person{}
	for _, o := range w.offerings {
		a := o.admitted
		if a.scheme == home.scheme(scheme.RegimeSelfPaidListing) && a.firm != own && a.origin == admission.OriginDemo && moved[a.firm] == nil && len(moved) < 4 {
			a.scheme = checked
			moved[a.firm] = w.addPerson(c, w.opt.id("asks", len(moved), w.now).String()[24:]+"@demo.example", langOf(a.firm.swedish), a.firm.created)
			w.join(moved[a.firm], actor.RoleProducer, a.firm.id)
			w.desk.held.checked = append(w.desk.held.checked, a)
		}
		if a.scheme != checked || o.withdrawn != nil || len(o.prices) == 0 {
			continue
		}
		was := o.prices[len(o.prices)-1]
		from := calendar.Date{Year: w.opt.AsOf.Year, Month: w.opt.AsOf.Month, Day: 1}.AddDays(70)
		from.Day = 1
		w.desk.proposals = append(w.desk.proposals, proposal{id: w.opt.id("proposal", len(w.desk.proposals), w.now), offer: o, was: was,
			cents: round(was.cents*(100+c.between(2, 9))/100, 10), from: from, by: moved[a.firm], at: w.now.AddDate(0, 0, -c.between(1, 12))})
	}
}
