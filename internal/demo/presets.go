package demo

import (
	_ "embed"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// The states in which the demo officer's schemes are, as schemes.tsv has them.
const (
	stateWritten = "written" // not published yet
	stateBegins  = "begins"  // published, and begins later
	stateOpen    = "open"
	stateClosed  = "closed" // for a time, where the regime knows that
	stateEnded   = "ended"
)

// shownScheme is a row of schemes.tsv: a scheme of the demo officer's organiser, so that it has every preset in every state.
// Those that every organiser has are open and are not here.
type shownScheme struct {
	regime  scheme.Regime
	state   string
	service string
	name    [3]string
}

//go:embed schemes.tsv
var schemesTSV string

// A row that does not fit is a broken build, which the tests see first; hence the panic.
func shownSchemes() (list []shownScheme) {
	for line := range strings.Lines(schemesTSV) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 6 {
			panic(fmt.Sprintf("demo: %d columns instead of 6 in %q", len(f), line))
		}
		list = append(list, shownScheme{regime: scheme.Regime(f[0]), state: f[1], service: f[2], name: [3]string{f[3], f[4], f[5]}})
	}
	return list
}

// version is what was published of a scheme first.
type version struct {
	id     uuid.UUID
	scheme *arranged
	form   scheme.Form
}

// moreSchemes are those that the other organisers do not have: of each preset one that is being written, one that begins
// later, one that is open, one that is closed for a time and one that has ended; and changes to one that is open.
func (w *world) moreSchemes(home *organiser) {
	for i, row := range shownSchemes() {
		preset, _ := scheme.PresetOf(row.regime)
		if row.state == stateWritten {
			w.desk.copies = append(w.desk.copies, copied{scheme: w.opt.id("begun scheme", i, w.founded()), form: scheme.Form{Regime: row.regime,
				Basics:   scheme.Basics{NameFi: row.name[0], NameSv: row.name[1], NameEn: row.name[2], ClientPays: preset.Pays, ValidFrom: w.opt.AsOf.AddDays(60)},
				Handling: scheme.Handling{Open: scheme.Applied(row.regime), ClockStops: row.regime != scheme.RegimeDPS, FourEyes: true, ClosingReserved: preset.ClosingReserved}}})
			continue
		}
		home.extra = append(home.extra, w.shownScheme(home, row, preset, i))
	}
	for i, s := range append([]*arranged{home.scheme(scheme.RegimeDPS)}, home.extra...) {
		if s.Regime == scheme.RegimeDPS { // that it may be closed for a time was reserved when it was established (1397/2016 §49(3))
			w.desk.versions = append(w.desk.versions, version{w.opt.id("scheme version", i, w.founded()), s, w.formOf(s)})
		}
	}
	changed := home.extra[w.shownAt(home, scheme.RegimeInHouse)]
	w.desk.copies = append(w.desk.copies, copied{scheme: changed.ID, base: 1, form: scheme.Form{Regime: scheme.RegimeInHouse,
		Basics: scheme.Basics{NameFi: "Sidosyksikön kotiin annettavat palvelut", NameSv: "Den anknutna enhetens tjänster i hemmet", NameEn: "The in-house company’s services at home",
			ClientPays: scheme.PaysClientFee, ValidFrom: changed.ValidFrom},
		Terms: scheme.TermsList{From: w.opt.AsOf.AddDays(1), List: []scheme.FormTerms{{Service: "home_care", Unit: "hour"}}}}})
}

// shownAt is where the open scheme of a regime is among the demo officer's own.
func (w *world) shownAt(home *organiser, r scheme.Regime) int {
	for i, s := range home.extra {
		if s.Regime == r && s.ValidTo == nil && !s.ValidFrom.After(w.opt.AsOf) && s.ClosedFrom == nil {
			return i
		}
	}
	panic("demo: no open scheme of " + string(r))
}

// shownScheme makes a published one, with the event that brought it into its state.
func (w *world) shownScheme(home *organiser, row shownScheme, preset scheme.Preset, n int) *arranged {
	today := w.opt.AsOf
	s := &arranged{organiser: home, Scheme: scheme.Scheme{ID: w.opt.id("more schemes", n, w.founded()), OrganiserID: home.ID, Key: string(row.regime) + "_" + row.state,
		Regime: row.regime, NameFi: row.name[0], NameSv: row.name[1], NameEn: row.name[2], ClientPays: preset.Pays, Verified: true, Open: scheme.Applied(row.regime),
		DaysKind: scheme.CalendarDays, ClockStops: row.regime != scheme.RegimeDPS, ValidFrom: today.AddDays(-400 - 10*n), Demo: true}}
	if s.Open {
		days := 30
		if row.regime == scheme.RegimeDPS {
			days, s.DaysKind = 10, scheme.WorkingDays // 1397/2016 §51
		}
		s.DecisionDays = &days
	}
	ended, closed, reopens := today.AddDays(-20-n), today.AddDays(-10-n), today.AddDays(20+n)
	switch row.state {
	case stateBegins:
		s.ValidFrom = today.AddDays(20 + n)
	case stateClosed:
		s.ClosedFrom, s.ClosedUntil = &closed, &reopens
		w.happen(s, scheme.EventClosed, closed, &reopens, "Hakemuksia otetaan taas vastaan, kun uudet säännöt ovat valmiit.")
	case stateEnded:
		s.ValidTo = &ended
		w.happen(s, scheme.EventEnded, ended, nil, "Sopimuskausi päättyy, eikä optiota käytetä.")
	}
	w.firstTerms(s, row.service, n)
	w.addRules(s, 10_000+n)
	if row.regime == scheme.RegimeSelfPaidListing && row.state == stateOpen {
		most := 2
		s.Key, s.Open, s.DecisionDays, s.rulebook = "checked_prices", false, nil, nil
		s.Prices = scheme.PriceRules{NoticeDays: 14, MaxChangesYear: &most, Approval: true}
		s.requirements, s.services = []scheme.Requirement{w.insured(s)}, nil
	}
	return s
}

// firstTerms say what the scheme pays or asks for its one service, where that is known.
func (w *world) firstTerms(s *arranged, key string, n int) {
	l := levelOf(key)
	row := scheme.ServiceTerms{ID: w.opt.id("more terms", n, w.founded()), SchemeID: s.ID, Service: key, ValidFrom: s.ValidFrom}
	switch {
	case s.Regime == scheme.RegimeVoucher && len(l.value) > 0:
		row.Unit, row.ValueCents = l.value[0].unit, cents(l.value[0].low)
	case s.ClientPays == scheme.PaysClientFee && len(l.fee) > 0:
		row.Unit, row.FeeMinCents, row.FeeMaxCents = l.fee[0].unit, cents(l.fee[0].low), cents(l.fee[0].high)
	case len(l.prices) > 0:
		row.Unit = l.prices[0].unit
	default:
		return
	}
	if key == "family_work" { // nothing is offered under it yet, so that nobody's price is over
		row.PriceCap = cents(6200)
		row.TimeCaps = scheme.TimeCaps{Evening: cents(7130), Saturday: cents(7440), Sunday: cents(9920), Night: cents(8060)}
	}
	s.services = []scheme.ServiceTerms{row}
}

func (w *world) happen(s *arranged, kind scheme.EventKind, from calendar.Date, until *calendar.Date, reasons string) {
	at := from.AddDays(-40).In(calendar.Helsinki).Add(10 * time.Hour).UTC()
	w.desk.events = append(w.desk.events, schemeEvent{id: w.opt.id("scheme event", len(w.desk.events), at), scheme: s, kind: kind, from: from, until: until, reasons: reasons, at: at})
}

// formOf is the form by which a scheme was published.
func (w *world) formOf(s *arranged) scheme.Form {
	f := scheme.Form{Regime: s.Regime, Requirements: s.requirements,
		Basics:   scheme.Basics{NameFi: s.NameFi, NameSv: s.NameSv, NameEn: s.NameEn, ClientPays: s.ClientPays, ValidFrom: s.ValidFrom},
		Handling: scheme.Handling{Open: s.Open, DecisionDays: s.DecisionDays, DaysKind: s.DaysKind, Operator: s.OperatorID, ClosingReserved: true}}
	if s.rulebook != nil {
		f.Rulebook = scheme.RulebookText{TextFi: s.rulebook.TextFi, TextSv: s.rulebook.TextSv, TextEn: s.rulebook.TextEn, From: s.rulebook.ValidFrom}
	}
	for _, t := range s.services {
		if t.ValidTo == nil {
			f.Terms.List = append(f.Terms.List, scheme.FormTerms{Service: t.Service, Unit: t.Unit, Value: t.ValueCents, Cap: t.PriceCap, FeeMin: t.FeeMinCents, FeeMax: t.FeeMaxCents,
				TimeCaps: t.TimeCaps})
		}
	}
	return f
}
