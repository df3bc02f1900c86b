package demo

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// alsoSelfPaid is how many of a hundred voucher offerings can be bought without a voucher too.
const alsoSelfPaid = 30

// fill makes the offerings of a plan.
func (w *world) fill(slots []slot) {
	c := w.opt.chance("offerings")
	for i := 0; i < len(slots); i++ {
		s := slots[i]
		a, p := w.place(c, s)
		o := w.offer(c, a, p, s)
		second := scheme.RegimeSelfPaidListing
		if s.regime == scheme.RegimeVoucher && !s.level.freeByLaw() && len(slots)-1 > max(i, w.firsts) && c.of(alsoSelfPaid) {
			also := w.admit(c, a.scheme.organiser.scheme(second), a.firm)
			if !w.used[usedKey{also, p, s.level.service}] {
				twin := w.offer(c, also, p, slot{s.level, second, s.municipality})
				twin.text, twin.spoken = o.text, o.spoken
				slots = slots[:len(slots)-1] // the plan's last gives its place
			}
		}
	}
}

func (w *world) offer(c chance, a *admitted, p *point, s slot) *offer {
	created := latest(a.created, p.created).Add(time.Duration(c.between(1, 72)) * time.Hour)
	if created.After(w.now) {
		created = w.now.Add(-time.Hour)
	}
	o := &offer{id: w.opt.id("offering", len(w.offerings), created), admitted: a, level: s.level, point: p, created: created}
	kind, _ := service.ByKey(s.level.service)
	o.atHome = kind.AtHome || (kind.Group == "health" || kind.Key == "foot_care") && a.scheme.Regime != scheme.RegimeOwnProduction && c.of(22)
	if o.atHome {
		o.areas = w.areas(c, a, p)
	}
	m := w.municipalities[p.municipality]
	o.spoken = spoken(c, m, a.firm)
	o.text = describe(c, kind.Group, m, a.firm)
	w.vacancy(c, o)
	w.priced(c, o)
	if c.of(1) && len(w.offerings) > w.firsts {
		at := latest(created, w.age(c, 1, 200))
		o.withdrawn = &at
	}
	if !slices.Contains(a.services, s.level.service) {
		a.services = append(a.services, s.level.service)
	}
	w.used[usedKey{a, p, s.level.service}] = true
	w.offerings = append(w.offerings, o)
	return o
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// areas are the municipality and some of its neighbours: within the county where the county pays, over its border otherwise.
func (w *world) areas(c chance, a *admitted, p *point) []string {
	near := w.neighbours(p.municipality)
	home := w.municipalities[p.municipality]
	codes := []string{home.Code}
	if a.firm.kind == producer.County {
		return codes
	}
	most := c.between(0, 6)
	inside := a.scheme.ClientPays == scheme.PaysOwnShare || a.scheme.ClientPays == scheme.PaysClientFee
	for _, i := range near {
		if m := w.municipalities[i]; len(codes) <= most && (!inside || m.County == a.scheme.organiser.Code) {
			codes = append(codes, m.Code)
		}
	}
	slices.Sort(codes)
	return codes
}

// neighbours are the ten nearest municipalities, the nearest first.
func (w *world) neighbours(municipality int) []int {
	if near, ok := w.near[municipality]; ok {
		return near
	}
	home := w.municipalities[municipality]
	var near []int
	for i := range w.municipalities {
		if i != municipality {
			near = append(near, i)
		}
	}
	away := func(i int) int {
		return place.DistanceM(home.Lat, home.Lon, w.municipalities[i].Lat, w.municipalities[i].Lon)
	}
	slices.SortFunc(near, func(a, b int) int { return cmp.Or(cmp.Compare(away(a), away(b)), cmp.Compare(a, b)) })
	w.near[municipality] = near[:10]
	return near[:10]
}

// sami are the municipalities where a Sámi language is an official one.
var sami = []string{"047", "148", "758", "890"}

// spoken are the languages of service: the municipality's, and others that some of the staff speak.
func spoken(c chance, m place.Municipality, f *firm) []string {
	var all []string
	add := func(code string, percent int) {
		if c.of(percent) && !slices.Contains(all, code) {
			all = append(all, code)
		}
	}
	if m.Languages[0] == "sv" || f.swedish {
		add("sv", 100)
		add("fi", 85)
	} else {
		add("fi", 100)
		if m.Bilingual() {
			add("sv", 60)
		} else {
			add("sv", 6)
		}
	}
	if slices.Contains(sami, m.Code) {
		add("se", 40)
	}
	for _, other := range []struct {
		code    string
		percent int
	}{{"en", 34}, {"ru", 9}, {"et", 6}, {"ar", 3}, {"so", 2}, {"uk", 3}, {"fa", 1}, {"vi", 1}, {"sgn", 2}} {
		add(other.code, other.percent)
	}
	slices.Sort(all)
	return all
}

//go:embed descriptions.tsv
var descriptionsTSV string

var descriptions = sync.OnceValue(func() map[string][][3]string {
	all := map[string][][3]string{}
	for line := range strings.Lines(descriptionsTSV) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		all[f[0]] = append(all[f[0]], [3]string{f[1], f[2], f[3]})
	}
	return all
})

// describe puts two sentences together, in the languages that such a producer would write.
func describe(c chance, group string, m place.Municipality, f *firm) [3]string {
	second := descriptions()["any"]
	if group != "together" && group != "daily_life" { // a duty of supervised services only (741/2023 §27)
		second = append(second[:len(second):len(second)], descriptions()["supervised"]...)
	}
	one, two := pick(c, descriptions()[group]), pick(c, second)
	wanted := [3]bool{!f.swedish || c.of(70), f.swedish || m.Swedish() && c.of(60), c.of(30)}
	var text [3]string
	for i, yes := range wanted {
		if yes {
			text[i] = one[i] + " " + two[i]
		}
	}
	return text
}

func (w *world) vacancy(c chance, o *offer) {
	weights := []int{16, 42, 28, 14}
	if groupOf(o.level.service) == "together" { // there is always room in a meeting place
		weights = []int{60, 40, 0, 0}
	}
	o.vacancy = []string{offering.VacancyUnknown, offering.VacancyFree, offering.VacancyQueue, offering.VacancyFull}[c.weighted(weights)]
	if o.admitted.scheme.Regime == scheme.RegimeListing {
		o.vacancy = offering.VacancyUnknown
	}
	if o.vacancy == offering.VacancyUnknown {
		return
	}
	at := latest(o.created, w.age(c, 0, 45).Add(-2*time.Hour))
	if at.After(w.now) {
		at = w.now
	}
	o.vacancyAt = &at
	days := 0
	switch {
	case o.vacancy == offering.VacancyFree && c.of(75):
		days = c.between(0, 14)
	case o.vacancy == offering.VacancyQueue:
		days = 7 * c.between(3, 26)
	default:
		return
	}
	o.wait = &days
}

// priced gives the offering its prices: this year's, often the last one's, sometimes the next.
func (w *world) priced(c chance, o *offer) {
	regime := o.admitted.scheme.Regime
	if regime == scheme.RegimeOwnProduction || regime == scheme.RegimeDPS || regime == scheme.RegimeFreeListing ||
		regime == scheme.RegimeListing && c.of(70) {
		return
	}
	for i, a := range o.level.prices {
		if i > 0 && (regime == scheme.RegimeVoucher || c.of(60)) {
			break
		}
		if regime == scheme.RegimeVoucher {
			a = voucherRange(o.level)
		}
		now := a.somewhere(c)
		begins := calendar.Date{Year: w.opt.AsOf.Year, Month: 1, Day: 1}
		if first := w.day(o.created); begins.Before(first) {
			begins = first
		}
		line := price{unit: a.unit, cents: now, from: begins}
		if since := w.day(o.created); since.Before(begins) && c.of(60) {
			w.addPrice(o, price{unit: a.unit, cents: round(now*96/100, 10), from: since, until: begins})
		}
		if c.of(6) {
			line.until = w.opt.AsOf.AddDays(c.between(10, 60))
			w.addPrice(o, price{unit: a.unit, cents: round(now*103/100, 10), from: line.until})
		}
		w.addPrice(o, line)
	}
}

func (w *world) addPrice(o *offer, p price) {
	p.id = w.opt.id("price", len(w.offerings)*10+len(o.prices), o.created)
	o.prices = append(o.prices, p)
}

// voucherRange is the range of prices in the unit of the voucher's value.
func voucherRange(l level) amounts {
	for _, a := range l.prices {
		if a.unit == l.value[0].unit {
			return a
		}
	}
	return l.prices[0]
}

func groupOf(key string) string {
	s, _ := service.ByKey(key)
	return s.Group
}
