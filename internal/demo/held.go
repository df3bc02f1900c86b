package demo

import (
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
)

// held is what has happened to admissions of the demo officer's organiser after they were made.
type held struct {
	checked []*admitted // those under the scheme whose prices are answered, one of each producer
	notices []lapseNotice
	doubts  []doubt
	checks  []registryCheck
	removed []*admitted
	unheard []unheard // what was suspended without a hearing
	rules   map[ruleKey]uuid.UUID
}

// ruleKey is a regime with the cause of a doubt; without one it stands for the duty to hear before a suspension.
type ruleKey struct{ regime, cause string }

type unheard struct {
	event  uuid.UUID
	regime scheme.Regime
	ground tenure.Ground
	why    string
}

type lapseNotice struct {
	firm  *firm
	kind  evidence.Kind
	last  calendar.Date
	stage int
	at    time.Time
}

// doubt is a reason to ask whether an admission may stand, with the hearing about it and what came of it.
type doubt struct {
	id       uuid.UUID
	admitted *admitted
	cause    tenure.Cause
	subject  string
	since    calendar.Date
	reasons  string
	at       time.Time
	hearing  uuid.UUID // none: nobody has asked yet
	question string
	asked    time.Time
	answerBy calendar.Date
	answer   string
	answered time.Time
	letter   calendar.Date // on which the answer came by letter; zero: the producer gave it itself
	by       *person       // who answered
	outcome  tenure.Outcome
	ended    time.Time
	event    uuid.UUID // the suspension or the removal that it led to
}

type registryCheck struct {
	id       uuid.UUID
	firm     *firm
	register string
	finding  tenure.Finding
	on, due  calendar.Date
}

// insured is what the scheme whose prices are answered asks for, so that a certificate that lapses matters.
func (w *world) insured(s *arranged) scheme.Requirement {
	return scheme.Requirement{ID: w.opt.id("insured", 0, w.founded()), SchemeID: s.ID, Position: 1, Kind: scheme.KindAttachment, Mandatory: true,
		TitleFi: "Liitä todistus vastuuvakuutuksesta", TitleSv: "Bifoga ett intyg över ansvarsförsäkring", TitleEn: "Attach a certificate of your liability insurance",
		EvidenceKind: evidence.LiabilityInsurance}
}

// ago is a moment of the morning so many days before the day that the data is told from.
func (w *world) ago(days int) time.Time {
	return w.opt.AsOf.AddDays(-days).In(calendar.Helsinki).Add(8 * time.Hour).UTC()
}

// lookAfter gives the desk evidence that lapses and has lapsed, doubts at each stage from a question that nobody has asked to
// a removal, and registers that were looked into. Those who hold the admissions are few, so each shows another thing.
func (w *world) lookAfter(home *organiser, own *firm) {
	h := &w.desk.held
	for i, a := range h.checked { // the first lapses soon, two have lapsed, the last holds
		last := w.opt.AsOf.AddDays([]int{25, -12, -3, 300}[i])
		w.addItem(a.firm, w.memberOf(a.firm), evidence.LiabilityInsurance, "vastuuvakuutus.pdf", w.ago(330), w.opt.AsOf.AddDays(-331), last)
		for _, stage := range tenure.Stages() {
			if told := last.AddDays(-stage); !told.After(w.opt.AsOf) {
				h.notices = append(h.notices, lapseNotice{a.firm, evidence.LiabilityInsurance, last, stage, told.In(calendar.Helsinki).Add(time.Hour).UTC()})
			}
		}
	}
	var voucher []*admitted
	for _, a := range w.cases {
		if a.scheme == home.scheme(scheme.RegimeVoucher) && a.decision != nil && a.decision.outcome == admission.Approved && a.firm != own {
			for _, m := range w.admissions {
				if m.firm == a.firm && m.scheme == a.scheme {
					voucher = append(voucher, m)
				}
			}
		}
	}
	w.doubtSome(own, voucher)
	w.lookUp(own, voucher)
}

// doubtSome is each stage of a doubt once.
func (w *world) doubtSome(own *firm, voucher []*admitted) {
	checked := w.desk.held.checked
	const insurance = string(evidence.LiabilityInsurance)
	if len(checked) == 4 && len(voucher) > 1 {
		w.doubt(doubt{admitted: checked[2], cause: tenure.CauseEvidence, subject: insurance, since: w.opt.AsOf.AddDays(-2), at: w.ago(2)})
		w.doubt(doubt{admitted: checked[1], cause: tenure.CauseEvidence, subject: insurance, since: w.opt.AsOf.AddDays(-11), at: w.ago(11),
			question: "Vastuuvakuutuksenne on rekisterin mukaan päättynyt. Onko uusi vakuutus voimassa?", asked: w.ago(5), answerBy: w.opt.AsOf.AddDays(9)})
		w.doubt(doubt{admitted: checked[3], cause: tenure.CauseRegistry, subject: "prepayment", since: w.opt.AsOf.AddDays(-20), at: w.ago(20),
			reasons:  "Tuottajaa ei löydy ennakkoperintärekisteristä.",
			question: "Miksi yrityksenne ei ole ennakkoperintärekisterissä?", asked: w.ago(18), answerBy: w.opt.AsOf.AddDays(-3),
			answer: "Merkintä poistettiin vahingossa, kun yhtiömuoto vaihtui. Olemme hakeneet sen takaisin.", answered: w.ago(10)})
		w.doubt(doubt{admitted: checked[0], cause: tenure.CauseCondition, since: w.opt.AsOf.AddDays(-60), at: w.ago(60), reasons: "Asiakkaat kertovat, ettei puhelimeen vastata.",
			question: "Miten asiakas tavoittaa teidät?", asked: w.ago(58), answerBy: w.opt.AsOf.AddDays(-44),
			answer: "Numero vaihtui. Uusi numero on nyt palveluissamme.", answered: w.ago(50), letter: w.opt.AsOf.AddDays(-52), outcome: tenure.Kept, ended: w.ago(45)})
		w.doubt(doubt{admitted: voucher[0], cause: tenure.CauseCondition, since: w.opt.AsOf.AddDays(-30), at: w.ago(30), reasons: "Omavalvonnan raportit puuttuvat.",
			question: "Missä omavalvonnan raportit on julkaistu?", asked: w.ago(28), answerBy: w.opt.AsOf.AddDays(-14), outcome: tenure.Suspended, ended: w.ago(6)})
		w.doubt(doubt{admitted: voucher[1], cause: tenure.CauseCondition, since: w.opt.AsOf.AddDays(-40), at: w.ago(40), reasons: "Toiminta on loppunut.",
			question: "Jatkuuko toimintanne?", asked: w.ago(38), answerBy: w.opt.AsOf.AddDays(-20), answer: "Toiminta on loppunut.", answered: w.ago(30),
			outcome: tenure.Removed, ended: w.ago(9)})
	}
	for _, a := range own.admissions {
		if a.scheme.Regime == scheme.RegimeSelfPaidListing {
			w.doubt(doubt{admitted: a, cause: tenure.CauseCondition, since: w.opt.AsOf.AddDays(-6), at: w.ago(6), reasons: "Siivouksen hinta on palautteiden mukaan toinen kuin luettelossa.",
				question: "Mikä on siivouksen hinta?", asked: w.ago(4), answerBy: w.opt.AsOf.AddDays(12)})
		}
	}
}

// doubt adds one, and the event to which it led.
func (w *world) doubt(d doubt) {
	n := len(w.desk.held.doubts)
	d.id, d.by = w.opt.id("doubt", n, d.at), w.memberOf(d.admitted.firm)
	if d.question != "" {
		d.hearing = w.opt.id("hearing", n, d.asked)
	}
	if d.outcome == tenure.Suspended || d.outcome == tenure.Removed {
		kind, reasons := admission.EventSuspend, "Raportit puuttuvat yhä."
		if d.outcome == tenure.Removed {
			kind, reasons = admission.EventRemove, "Toiminta on loppunut."
			w.desk.held.removed = append(w.desk.held.removed, d.admitted)
		}
		d.event = w.opt.id("held event", n, d.ended)
		w.events = append(w.events, event{id: d.event, admitted: d.admitted, kind: kind, reasons: reasons, by: d.admitted.scheme.organiser.officer, at: d.ended})
	}
	w.desk.held.doubts = append(w.desk.held.doubts, d)
}

// lookUp is what was found in registers: one look is late, one found nothing.
func (w *world) lookUp(own *firm, voucher []*admitted) {
	add := func(f *firm, register string, finding tenure.Finding, days int) {
		on := w.opt.AsOf.AddDays(-days)
		w.desk.held.checks = append(w.desk.held.checks, registryCheck{id: w.opt.id("check", len(w.desk.held.checks), w.ago(days)), firm: f, register: register,
			finding: finding, on: on, due: tenure.NextLook(register, on)})
	}
	add(own, "prepayment", tenure.InOrder, 100)
	add(own, "soteri", tenure.Pending, 40)
	add(own, "tax", tenure.PaymentPlan, 95)
	if checked := w.desk.held.checked; len(checked) == 4 {
		add(checked[3].firm, "prepayment", tenure.NotFound, 20)
	}
	for _, a := range voucher {
		add(a.firm, "tax", tenure.InOrder, 30)
	}
}
