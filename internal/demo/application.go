package demo

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// firstCase is beyond what the sequence of case numbers reaches, so that what is applied for in the demo does not collide.
const firstCase = 900_001

// application is a case with its answers in the order of the scheme's requirements.
type application struct {
	id        uuid.UUID
	number    string
	scheme    *arranged
	firm      *firm
	by        *person
	lang      string
	created   time.Time
	services  []string
	answers   []scheme.Answer // those given so far
	submitted *time.Time
	review    *time.Time
	decision  *decision
}

type decision struct {
	id      uuid.UUID
	outcome admission.Outcome
	reasons string
	unmet   int // index of the requirement; when rejected
	at      time.Time
}

// pending says when the applications came that wait: days before the day that the data is told from.
var pending = []struct {
	organiser string
	regime    scheme.Regime
	daysAgo   []int
}{
	{"15", scheme.RegimeVoucher, []int{34, 31, 29, 26, 22, 15, 8, 3, 1}},
	{"15", scheme.RegimeSelfPaidListing, []int{28, 12, 2}},
	{"15", scheme.RegimeDPS, []int{11, 3}},
	{"08", scheme.RegimeVoucher, []int{30, 20, 9, 2}},
	{"17", scheme.RegimeSelfPaidListing, []int{27, 5}},
	{"17", scheme.RegimeVoucher, []int{24, 6}},
	{"03", scheme.RegimeVoucher, []int{32, 10, 4}},
	{"90", scheme.RegimeVoucher, []int{25, 18, 7, 1}},
}

// addApplications fills the queues, and gives the demo producer its approval and a draft.
func (w *world) addApplications(own *firm) {
	c := w.opt.chance("applications")
	home := w.organiserByCode(homeOrganiser)
	w.approveOwn(c, home, own)
	for _, p := range pending {
		s := w.organiserByCode(p.organiser).scheme(p.regime)
		for i, days := range p.daysAgo {
			app := w.apply(c, s, w.applicant(c, s), w.at(c, days))
			if days > 5 && i%2 == 0 {
				at := app.submitted.Add(48 * time.Hour)
				app.review = &at
			}
		}
	}
	for i, outcome := range []admission.Outcome{admission.Approved, admission.Approved, admission.Rejected} {
		s := home.scheme(scheme.RegimeVoucher)
		w.decide(w.apply(c, s, w.applicant(c, s), w.at(c, 60+10*i)), outcome)
	}
}

// at is a moment of a working day about so many days ago.
func (w *world) at(c chance, days int) time.Time {
	day := w.opt.AsOf.AddDays(-days)
	for !calendar.IsWorkingDay(day) {
		day = day.AddDays(-1)
	}
	return day.In(calendar.Helsinki).Add(8*time.Hour + time.Duration(c.between(0, 3*3600))*time.Second).UTC()
}

// applicant is a new producer, who has told of one unit and its point, and the person who applies.
func (w *world) applicant(c chance, s *arranged) *firm {
	group := "at_home"
	if s.Regime == scheme.RegimeSelfPaidListing {
		group = "daily_life"
	}
	municipality := w.within(c, s.organiser)
	f := w.found(c, producer.Company, group, municipality, false)
	w.addPoint(c, w.addUnit(c, f, group, municipality), municipality)
	return f
}

// apply makes an application that was sent at a moment.
func (w *world) apply(c chance, s *arranged, f *firm, sent time.Time) *application {
	app := w.draft(c, s, f, sent.AddDate(0, 0, -2))
	for _, r := range s.requirements {
		app.answers = append(app.answers, w.answer(c, app, r, sent))
	}
	app.submitted = &sent
	return app
}

// draft begins an application. Its producer is as old as the draft at least.
func (w *world) draft(c chance, s *arranged, f *firm, created time.Time) *application {
	n := len(w.cases)
	app := &application{id: w.opt.id("application", n, created), number: admission.CaseNumber(s.organiser.Code, int64(firstCase+n), w.day(created)),
		scheme: s, firm: f, lang: langOf(f.swedish), created: created}
	app.by = w.memberOf(f)
	if app.by == nil {
		app.by = w.addPerson(c, fmt.Sprintf("hakija.%d@demo.example", n+1), app.lang, f.created)
		w.join(app.by, actor.RoleProducer, f.id)
	}
	services := []string{"home_care", "home_nursing", "temporary_home_care"}
	if s.Regime == scheme.RegimeSelfPaidListing {
		services = []string{"cleaning", "shopping", "handyman"}
	}
	if s.Regime == scheme.RegimeDPS {
		services = []string{"home_care", "remote_care"}
	}
	app.services = services[:c.between(1, len(services))]
	w.cases = append(w.cases, app)
	return app
}

func (w *world) memberOf(f *firm) *person {
	for _, m := range w.members {
		if m.organisation == f.id {
			return m.person
		}
	}
	return nil
}

var languageAnswers = map[string]string{
	"fi": "Palvelemme suomeksi ja ruotsiksi. Kysymme kielen ensimmäisessä yhteydenotossa.",
	"sv": "Vi betjänar på svenska och finska. Vi frågar efter språket vid den första kontakten.",
}

// answer is one that fits the requirement.
func (w *world) answer(c chance, app *application, r scheme.Requirement, sent time.Time) scheme.Answer {
	switch r.Kind {
	case scheme.KindDeclaration:
		yes := true
		return scheme.Answer{Declared: &yes}
	case scheme.KindNumber:
		n := *r.AtLeast * scheme.Number(c.between(1, 4))
		return scheme.Answer{Number: &n}
	case scheme.KindDate:
		return scheme.Answer{Date: w.day(sent).AddDays(*r.ValidDays + c.between(10, 300))}
	case scheme.KindAttachment:
		return scheme.Answer{File: w.evidence(app)}
	}
	return scheme.Answer{Text: languageAnswers[app.lang]}
}

// approveOwn gives the demo producer's admission its decision, and the producer a draft to go on with.
func (w *world) approveOwn(c chance, home *organiser, own *firm) {
	voucher := home.scheme(scheme.RegimeVoucher)
	for _, a := range own.admissions {
		if a.scheme != voucher {
			continue
		}
		app := w.apply(c, voucher, own, a.created.AddDate(0, 0, -20))
		app.services = a.services
		d := w.judge(app, admission.Approved, a.created)
		a.origin, a.decision = admission.OriginDecision, uuid.NullUUID{UUID: d.id, Valid: true}
	}
	dps := home.scheme(scheme.RegimeDPS)
	draft := w.draft(c, dps, own, w.now.AddDate(0, 0, -2))
	draft.answers = append(draft.answers, w.answer(c, draft, dps.requirements[0], w.now))
}

// decide decides an application some days after it came; an approval admits the applicant.
func (w *world) decide(app *application, outcome admission.Outcome) {
	at := app.submitted.Add(14 * 24 * time.Hour)
	d := w.judge(app, outcome, at)
	if outcome == admission.Approved {
		w.admissions = append(w.admissions, &admitted{id: w.opt.id("admission", len(w.admissions), at), scheme: app.scheme, firm: app.firm,
			origin: admission.OriginDecision, decision: uuid.NullUUID{UUID: d.id, Valid: true}, from: w.day(at), services: app.services, created: at})
	}
}

func (w *world) judge(app *application, outcome admission.Outcome, at time.Time) *decision {
	app.decision = &decision{id: w.opt.id("decision", len(w.cases), at), outcome: outcome, at: at}
	if outcome == admission.Rejected {
		app.decision.unmet = 2
		app.decision.reasons = "Hakemus hylätään, koska yksi pakollisista vaatimuksista ei täyty."
	}
	return app.decision
}

// unmetReason is told for the requirement that a rejected application did not meet.
const unmetReason = "Liitteenä on vanha omavalvontasuunnitelma. Siitä puuttuu suunnitelma siitä, miten poikkeamat käsitellään."

// snapshot is the application as it was sent.
func (app *application) snapshot(w *world) admission.Snapshot {
	s := admission.Snapshot{Format: 1, CaseNumber: app.number, SubmittedAt: *app.submitted, Organiser: app.scheme.organiser.Organiser,
		Scheme: admission.SnapshotScheme{ID: app.scheme.ID, Key: app.scheme.Key, Regime: app.scheme.Regime,
			NameFi: app.scheme.NameFi, NameSv: app.scheme.NameSv, NameEn: app.scheme.NameEn},
		Producer: admission.Applicant{ID: app.firm.id, BusinessID: app.firm.businessID, Name: app.firm.name, Kind: app.firm.kind},
		Rulebook: app.scheme.rulebook}
	for _, u := range app.firm.units {
		for _, p := range u.points {
			s.Points = append(s.Points, admission.SnapshotPoint{UnitID: u.id, Unit: u.name, PointID: p.id, Point: p.name, Street: p.street,
				PostalCode: p.postalCode, Municipality: w.municipalities[p.municipality].Code})
		}
	}
	for _, key := range app.services {
		named := serviceNamed(key)
		s.Services = append(s.Services, named)
	}
	for i, r := range app.scheme.requirements {
		s.Requirements = append(s.Requirements, admission.AnsweredDemand{Requirement: r, Answer: app.answers[i]})
	}
	return s
}
