package demo

import (
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// world is all of the data before it is written, table by table.
type world struct {
	opt            Options
	now            time.Time // the morning of the day that everything is told from
	municipalities []place.Municipality
	people         drawn // municipalities by population
	codes          map[string][]place.Postal
	organisers     []*organiser
	operators      []*operator

	producers  []*firm
	units      []*unit
	points     []*point
	admissions []*admitted
	offerings  []*offer
	events     []event
	persons    []*person
	members    []membership
	cases      []*application
	files      []file
	opened     []opened
	items      []item
	reports    []told
	desk       desked
	names      map[string]bool
	firsts     int // how many offerings are the one of everything
	lastID     int // the last business id, from the first
	used       map[usedKey]bool
	firms      map[bucket][]*firm // those that may be given more to offer
	chains     map[string][]*firm // those that work in many counties, by group of services
	near       map[int][]int      // the nearest municipalities of one
}

// organiser is one of the 22 with its schemes in the order of regimes; nil where it does not have one.
type organiser struct {
	admission.Organiser
	schemes    []*arranged
	extra      []*arranged // at the demo officer's organiser: presets and states that the others do not show
	own        *firm       // its own production
	officer    *person
	supervisor *person // at the demo officer's organiser alone
}

// told is who tells of quality there.
func (o *organiser) told() *person {
	if o.supervisor != nil {
		return o.supervisor
	}
	return o.officer
}

func (o *organiser) scheme(r scheme.Regime) *arranged {
	for i, regime := range regimes {
		if regime == r {
			return o.schemes[i]
		}
	}
	return nil
}

type operator struct {
	id               uuid.UUID
	businessID, name string
}

type arranged struct {
	scheme.Scheme
	organiser    *organiser
	services     []scheme.ServiceTerms
	rulebook     *scheme.Rulebook
	requirements []scheme.Requirement
}

// firm is a producer.
type firm struct {
	id         uuid.UUID
	businessID string // "" when not known
	name       string
	brand      string // the part of the name that it shares with its units
	kind       producer.Kind
	swedish    bool
	website    string
	created    time.Time
	units      []*unit
	admissions []*admitted
}

type unit struct {
	id           uuid.UUID
	firm         *firm
	name         string
	phone, email string
	created      time.Time
	group        string
	municipality int // index
	points       []*point
}

type point struct {
	id           uuid.UUID
	unit         *unit
	name, street string
	postalCode   string
	municipality int // index
	lat, lon     float64
	source       producer.LocationSource
	created      time.Time
}

type admitted struct {
	id       uuid.UUID
	scheme   *arranged
	firm     *firm
	origin   admission.Origin
	decision uuid.NullUUID
	from     calendar.Date
	services []string
	created  time.Time
}

type offer struct {
	id        uuid.UUID
	admitted  *admitted
	level     level
	point     *point
	atHome    bool
	areas     []string
	spoken    []string
	text      [3]string // fi, sv, en
	vacancy   string
	wait      *int
	vacancyAt *time.Time
	withdrawn *time.Time
	created   time.Time
	prices    []price
}

type price struct {
	id    uuid.UUID
	unit  string
	cents int
	from  calendar.Date
	until calendar.Date // the first day that it no longer holds; zero: for the time being
}

// event is something that happened to an admission.
type event struct {
	id       uuid.UUID
	admitted *admitted
	kind     admission.EventKind
	until    calendar.Date
	reasons  string
	by       *person
	at       time.Time
}

// usedKey keeps a service from being offered twice at a point under one admission.
type usedKey struct {
	admitted *admitted
	point    *point
	service  string
}

// bucket is where firms that can take more of the same are looked for.
type bucket struct {
	organiser *organiser
	group     string
	class     string
}

// age is a moment some days before the day that the data is told from, in working hours.
func (w *world) age(c chance, leastDays, mostDays int) time.Time {
	return w.now.AddDate(0, 0, -c.between(leastDays, mostDays)).Add(time.Duration(c.between(0, 7*3600)) * time.Second)
}

func (w *world) day(t time.Time) calendar.Date { return calendar.Today(t) }

// organiserOf is the organiser of a municipality's county.
func (w *world) organiserOf(municipality int) *organiser {
	for _, o := range w.organisers {
		if o.Code == w.municipalities[municipality].County {
			return o
		}
	}
	return nil
}
