package demo

import (
	"fmt"
	"strings"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// The classes of firms: who may offer under which scheme.
const (
	classOwn     = "own"     // the county itself
	classPrivate = "private" // those that voucher law lets in
	classFree    = "free"    // associations, parishes, municipalities
	classListed  = "listed"  // listed without admission
)

func classOf(regime scheme.Regime) string {
	switch regime {
	case scheme.RegimeOwnProduction:
		return classOwn
	case scheme.RegimeFreeListing:
		return classFree
	case scheme.RegimeListing:
		return classListed
	}
	return classPrivate
}

// How firms grow: most of what is offered comes from one that is there already.
const (
	newFirmPercent   = 30
	chainPercent     = 6
	mostPoints       = 8
	mostUnits        = 12 // of a chain
	newestConsidered = 12 // a firm is given more while it is among the newest of its kind
)

// place finds a firm's point for a slot, and makes what is missing.
func (w *world) place(c chance, s slot) (*admitted, *point) {
	o := w.organiserOf(s.municipality)
	sch, group := o.scheme(s.regime), groupOf(s.level.service)
	if classOf(s.regime) == classOwn || classOf(s.regime) == classFree && s.level.service == "guidance" && c.of(60) {
		return w.placeOwn(c, o, sch, s)
	}
	key := bucket{o, group, classOf(s.regime)}
	if s.level.service == "pastoral_care" {
		key.class = "parish"
	}
	f := w.firmFor(c, key, s)
	a := w.admit(c, sch, f)
	p := w.pointOf(c, f, a, s, group)
	return a, p
}

func (w *world) firmFor(c chance, key bucket, s slot) *firm {
	if key.class == classPrivate && c.of(chainPercent) {
		return w.chain(c, key.group, s)
	}
	there := w.firms[key]
	if len(there) == 0 || c.of(newFirmPercent) {
		f := w.found(c, w.kindFor(c, key.class, s.level.service), key.group, s.municipality, false)
		w.firms[key] = append(there, f)
		return f
	}
	return pick(c, there[max(0, len(there)-newestConsidered):])
}

// chain is a firm that works in many counties.
func (w *world) chain(c chance, group string, s slot) *firm {
	there := w.chains[group]
	if len(there) == 0 || len(there[len(there)-1].units) >= mostUnits {
		f := w.found(c, producer.Company, group, s.municipality, true)
		w.chains[group] = append(there, f)
		return f
	}
	return there[len(there)-1]
}

// small are the services that one person can give alone.
var small = map[string]bool{"cleaning": true, "handyman": true, "foot_care": true, "hairdresser": true, "physiotherapy": true, "psychotherapy": true,
	"neuropsychiatric_coaching": true, "digital_help": true, "errands": true, "occupational_therapy": true, "speech_therapy": true}

func (w *world) kindFor(c chance, class, service string) producer.Kind {
	switch class {
	case "parish":
		return producer.Parish
	case classFree:
		kinds := []producer.Kind{producer.Association, producer.Foundation, producer.Parish, producer.Municipality}
		weights := []int{74, 8, 18, 0}
		switch service {
		case "culture", "exercise_group", "digital_help":
			weights = []int{48, 4, 0, 48}
		case "shelter", "crisis_housing", "support_person", "psychotherapy":
			weights = []int{80, 20, 0, 0}
		}
		return kinds[c.weighted(weights)]
	case classListed:
		return []producer.Kind{producer.UnknownKind, producer.Company, producer.Foundation, producer.Association}[c.weighted([]int{55, 30, 10, 5})]
	}
	kinds := []producer.Kind{producer.Company, producer.Cooperative, producer.Association, producer.Foundation, producer.SoleTrader}
	weights := []int{76, 6, 12, 6, 0}
	if small[service] {
		weights = []int{62, 5, 5, 0, 28}
	}
	return kinds[c.weighted(weights)]
}

// found makes a firm. It bears a Swedish name where Swedish is spoken: always where it is the only language, and in a
// bilingual municipality as often as not when Swedish is the majority's.
func (w *world) found(c chance, kind producer.Kind, group string, municipality int, finnish bool) *firm {
	m := w.municipalities[municipality]
	swedish := !finnish && (!m.Bilingual() && m.Swedish() || m.Bilingual() && (m.Languages[0] == "sv" && c.of(70) || m.Languages[0] == "fi" && c.of(14)))
	created := w.age(c, 60, 1000)
	f := &firm{id: w.opt.id("producer", len(w.producers), created), kind: kind, swedish: swedish, created: created}
	f.name, f.brand = w.firmName(c, kind, group, swedish, m.Name(langOf(swedish)))
	if kind != producer.UnknownKind {
		f.businessID = w.businessID()
	}
	if c.of(75) {
		f.website = "https://" + slug(f.brand) + ".example"
	}
	w.producers = append(w.producers, f)
	return f
}

func langOf(swedish bool) string {
	if swedish {
		return "sv"
	}
	return "fi"
}

// admit finds the firm's admission to the scheme or makes one.
func (w *world) admit(c chance, s *arranged, f *firm) *admitted {
	for _, a := range f.admissions {
		if a.scheme == s {
			return a
		}
	}
	created := w.age(c, 20, 50)
	if span := int(w.now.Sub(f.created).Hours() / 24); span > 60 {
		created = w.age(c, 20, span-10)
	}
	a := &admitted{id: w.opt.id("admission", len(w.admissions), created), scheme: s, firm: f, origin: admission.OriginDemo, from: w.day(created), created: created}
	switch s.Regime {
	case scheme.RegimeOwnProduction:
		a.origin = admission.OriginEnrolment
	case scheme.RegimeListing:
		a.origin = admission.OriginListing
	}
	f.admissions = append(f.admissions, a)
	w.admissions = append(w.admissions, a)
	return a
}

// pointOf finds a point of the firm in the municipality that does not have the service yet, or makes one.
func (w *world) pointOf(c chance, f *firm, a *admitted, s slot, group string) *point {
	points := 0
	for _, u := range f.units {
		for _, p := range u.points {
			if points++; p.municipality == s.municipality && u.group == group && !w.used[usedKey{a, p, s.level.service}] {
				return p
			}
		}
	}
	for _, u := range f.units {
		if u.municipality == s.municipality && u.group == group && points < mostPoints {
			return w.addPoint(c, u, s.municipality)
		}
	}
	return w.addPoint(c, w.addUnit(c, f, group, s.municipality), s.municipality)
}

func (w *world) addUnit(c chance, f *firm, group string, municipality int) *unit {
	m := w.municipalities[municipality]
	created := f.created.Add(time.Duration(c.between(1, 48)) * time.Hour)
	u := &unit{id: w.opt.id("unit", len(w.units), created), firm: f, group: group, municipality: municipality, created: created}
	u.name = f.brand
	switch {
	case f.kind == producer.County:
		u.name = ownUnitName(w.organiserOf(municipality), group, m.Name(langOf(m.Languages[0] == "sv")), m.Languages[0] == "sv")
	case len(f.units) > 0:
		u.name += ", " + m.Name(langOf(f.swedish))
	}
	if f.kind != producer.UnknownKind {
		u.phone = phone(c, w.organiserOf(municipality).Code)
	}
	if f.website != "" {
		u.email = "info@" + strings.TrimPrefix(f.website, "https://")
	}
	f.units, w.units = append(f.units, u), append(w.units, u)
	return u
}

// addPoint places a point in one of the municipality's postal codes that have an area.
func (w *world) addPoint(c chance, u *unit, municipality int) *point {
	m := w.municipalities[municipality]
	created := u.created.Add(time.Duration(c.between(1, 24)) * time.Hour)
	p := &point{id: w.opt.id("point", len(w.points), created), unit: u, municipality: municipality, created: created, name: u.name,
		street: street(c, u.firm.swedish || m.Languages[0] == "sv"), lat: m.Lat, lon: m.Lon, source: producer.ByMunicipality}
	if codes := w.codes[m.Code]; len(codes) > 0 {
		code := pick(c, codes)
		p.postalCode, p.lat, p.lon, p.source = code.Code, code.Lat, code.Lon, producer.ByPostalCode
		if len(u.points) > 0 {
			p.name = fmt.Sprintf("%s, %s %s", u.name, code.Code, code.Name(langOf(u.firm.swedish)))
		}
	}
	if c.of(70) { // a little beside the middle of the area: under a kilometre
		p.lat, p.lon, p.source = nudge(c, p.lat, 70), nudge(c, p.lon, 150), producer.Given
	}
	u.points, w.points = append(u.points, p), append(w.points, p)
	return p
}

// nudge moves a coordinate by at most so many ten-thousandths of a degree, and keeps it to them.
func nudge(c chance, degrees float64, most int) float64 {
	return float64(int(degrees*10_000+0.5)+c.between(-most, most)) / 10_000
}

// placeOwn finds the county's own point for a slot.
func (w *world) placeOwn(c chance, o *organiser, sch *arranged, s slot) (*admitted, *point) {
	if o.own == nil {
		created := w.founded()
		o.own = &firm{id: w.opt.id("producer", len(w.producers), created), name: o.NameFi, brand: o.NameFi, kind: producer.County, created: created}
		w.producers = append(w.producers, o.own)
	}
	a := w.admit(c, sch, o.own)
	a.from, a.created = w.day(w.founded()), w.founded()
	group := groupOf(s.level.service)
	for _, u := range o.own.units {
		if u.municipality != s.municipality || u.group != group {
			continue
		}
		for _, p := range u.points {
			if !w.used[usedKey{a, p, s.level.service}] {
				return a, p
			}
		}
		return a, w.addPoint(c, u, s.municipality)
	}
	return a, w.addPoint(c, w.addUnit(c, o.own, group, s.municipality), s.municipality)
}

// codesByMunicipality lists the postal codes that have an area of their own.
func codesByMunicipality() map[string][]place.Postal {
	codes := map[string][]place.Postal{}
	for _, p := range place.Postals() {
		if last := p.Code[4]; last == '0' || last == '5' {
			codes[p.Municipality] = append(codes[p.Municipality], p)
		}
	}
	return codes
}
