package demo

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/quality"
)

// measured is a value of an indicator of a unit's service.
type measured struct {
	id             uuid.UUID
	indicator      string
	unit           *unit
	service        string
	organiser      *organiser
	value, n       int // hundredths
	source         string
	from, to, asOf calendar.Date
	at             time.Time

	replaces *measured // nil: it is the first that was told of its period
	reason   string
	gone     bool // says nothing but that what it replaces holds no longer
}

// measure gives most units what their clients answered about their services, a few of them so few answers that no figure
// is shown yet, and to some of what is given in homes the records of visits as well.
func (w *world) measure() []measured {
	c := w.opt.chance("measures")
	type key struct {
		unit    *unit
		service string
	}
	done := make(map[key]bool, len(w.offerings))
	all := make([]measured, 0, len(w.offerings))
	half := w.halfYears()
	for _, o := range w.offerings {
		k := key{o.point.unit, o.level.service}
		if done[k] {
			continue
		}
		done[k] = true
		if !c.of(72) {
			continue
		}
		add := func(indicator string, value, n int, period [2]calendar.Date) {
			asOf := period[1].AddDays(c.between(3, 20))
			if asOf.After(w.opt.AsOf) {
				asOf = w.opt.AsOf
			}
			at := latest(k.unit.created, asOf.In(calendar.Helsinki).Add(10*time.Hour).UTC())
			all = append(all, measured{id: w.opt.id("measure", len(all), at), indicator: indicator, unit: k.unit, service: k.service,
				organiser: o.admitted.scheme.organiser, value: value, n: n, source: "Keksitty, påhittat, made up", from: period[0], to: period[1], asOf: asOf, at: at})
		}
		answers, mean := w.answers(c)
		add("feedback", mean, answers, half[0])
		if c.of(25) { // the half year before, for the history
			add("feedback", min(500, max(100, mean+c.between(-30, 25))), max(1, answers+c.between(-4, 4)), half[1])
		}
		if c.of(12) {
			_, thl := w.answers(c)
			add("thl", max(thl, 280), c.between(3, 60), [2]calendar.Date{half[1][0], half[0][1]})
		}
		if !o.atHome || !c.of(45) {
			continue
		}
		visits := answers*c.between(30, 90) + c.between(0, 99)
		add("timeliness", 10_000-c.between(80, 1900), visits, half[0])
		if c.of(70) {
			add("continuity", c.between(250, 1400), 1+visits/30, half[0])
		}
		if c.of(60) {
			add("complaints", c.between(0, 450), visits, half[0])
		}
	}
	return w.mend(all)
}

// mend lets one value have been told wrong and corrected, and another one, of the period before, have been taken back: at
// the supervisor's own organiser, and of the demo producer's where it is measured. What holds stays as it was.
func (w *world) mend(all []measured) []measured {
	half := w.halfYears()
	before := make(map[*unit]bool)
	for i := range all {
		before[all[i].unit] = before[all[i].unit] || all[i].from == half[1][0]
	}
	found, firm := -1, w.members[0].organisation // the demo producer signs in first
	for i, m := range all {
		if m.organiser.Code == homeOrganiser && m.indicator == "feedback" && m.from == half[0][0] && m.n >= quality.UsualLeast && !before[m.unit] &&
			(found < 0 || m.unit.firm.id == firm && all[found].unit.firm.id != firm) {
			found = i
		}
	}
	if found < 0 {
		return all
	}
	wrong, other := all[found], all[found]
	wrong.id, wrong.value, wrong.n = w.opt.id("measure", len(all), wrong.at), max(100, wrong.value-90), wrong.n+3
	other.id, other.from, other.to = w.opt.id("measure", len(all)+1, other.at), half[1][0], half[1][1]
	gone := other
	gone.at, gone.gone, gone.reason = other.at.Add(2*time.Hour), true, "Vastaukset koskivat toista yksikköä."
	gone.id = w.opt.id("measure", len(all)+2, gone.at)
	gone.replaces = &other
	right := all[found]
	right.at, right.replaces, right.reason = right.at.Add(2*time.Hour), &wrong, "Mukana oli kolme toisen yksikön vastausta."
	return append(slices.Delete(all, found, found+1), wrong, other, gone, right) // told last: at the top of the supervisor's desk
}

// answers is how many clients answered, and what on the average.
func (w *world) answers(c chance) (answers, mean int) {
	answers = c.between(5, 40)
	switch n := c.IntN(100); {
	case n < 18:
		answers = c.between(1, 4)
	case n >= 80:
		answers = c.between(41, 420)
	}
	mean = min(500, 280+c.between(0, 120)+c.between(0, 105)) // two throws: most lie in the middle
	if answers < quality.UsualLeast {
		mean = 100 * c.between(2, 5)
	}
	return answers, mean
}

// halfYears are the last two half years that are over, the later first.
func (w *world) halfYears() [2][2]calendar.Date {
	first := calendar.Date{Year: w.opt.AsOf.Year, Month: time.January, Day: 1}
	if w.opt.AsOf.Month >= time.July {
		first.Month = time.July
	}
	var out [2][2]calendar.Date
	for i := range out {
		last := first.AddDays(-1)
		first = calendar.Date{Year: last.Year, Month: last.Month - 5, Day: 1}
		out[i] = [2]calendar.Date{first, last}
	}
	return out
}

// inspected is an inspection of a unit.
type inspected struct {
	id            uuid.UUID
	unit          *unit
	organiser     *organiser
	on            calendar.Date
	kind, finding string
	outcome       [3]string
	at            time.Time
}

// inspect lets two units of five have been inspected.
func (w *world) inspect() []inspected {
	c := w.opt.chance("inspections")
	var all []inspected
	for _, u := range w.units {
		if !c.of(40) {
			continue
		}
		on := w.opt.AsOf.AddDays(-c.between(20, 900))
		outcome := inspectionOutcomes[c.weighted([]int{60, 22, 12, 6})]
		at := on.AddDays(1).In(calendar.Helsinki).Add(9 * time.Hour).UTC()
		all = append(all, inspected{w.opt.id("inspection", len(all), at), u, w.organiserOf(u.municipality), on,
			pick(c, quality.InspectionKinds()), outcome.finding, outcome.text, at})
	}
	slices.SortStableFunc(all, func(a, b inspected) int { return a.at.Compare(b.at) }) // in the order in which they were told
	return all
}

var inspectionOutcomes = []struct {
	finding string
	text    [3]string
}{
	{quality.FindingNone, [3]string{"Toiminta on suunnitelmien mukaista. Henkilöstöä oli riittävästi ja kirjaukset olivat ajan tasalla.",
		"Verksamheten följer planerna. Personalen räckte till och anteckningarna var aktuella.",
		"The service follows its plans. There were enough staff and records were up to date."}},
	{quality.FindingRemarks, [3]string{"Omavalvontasuunnitelma pitää päivittää. Muuten toiminta on kunnossa.",
		"Planen för egenkontroll ska uppdateras. I övrigt är verksamheten i ordning.",
		"The self-monitoring plan must be updated. Otherwise all is well."}},
	{quality.FindingRemarks, [3]string{"Lääkehoidon koulutukset pitää saada ajan tasalle kolmessa kuukaudessa.",
		"Utbildningarna i läkemedelsbehandling ska uppdateras inom tre månader.",
		"Training in medication must be brought up to date within three months."}},
	{quality.FindingSerious, [3]string{"Yövuorossa oli liian vähän henkilöstöä. Asia pitää korjata heti, ja korjaus tarkastetaan.",
		"Det fanns för lite personal i nattskiftet. Saken ska rättas till genast, och rättelsen kontrolleras.",
		"There were too few staff at night. This must be put right at once and will be checked."}},
}
