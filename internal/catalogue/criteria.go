package catalogue

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
)

// Bounds of a search. A request over them is refused rather than cut, so that nobody reads an answer to another question.
const (
	MaxText        = 500        // characters of q
	MaxPlaceText   = 100        // characters of place
	MaxValues      = 70         // values of one list, enough for every service
	MaxRadiusKM    = 500        // about half of Finland's length
	MaxCents       = 10_000_000 // of pays_max: 100 000 €
	MaxPerPage     = 100
	DefaultPerPage = 20
	MaxOffset      = 1000 // ranked lists are not meant to be read to their end
)

// How results are ordered.
const (
	SortRelevance = "relevance"
	SortPays      = "pays" // known amounts first
	SortQuality   = "quality"
	SortDistance  = "distance" // without a place the same as relevance
	SortVacancy   = "vacancy"
)

// Sorts lists the orders, the default one first.
func Sorts() []string {
	return []string{SortRelevance, SortPays, SortQuality, SortDistance, SortVacancy}
}

// Criteria is what somebody looks for: the parameters of the result page and of GET /api/v1/offerings, read and checked.
type Criteria struct {
	Text          string         // q: free words; white space is made single
	Exact         bool           // exact: take no word of q for a slip of another. Without q it has no effect
	Lang          string         // lang: fi, sv, en
	Place         *place.Place   // place, found; nil: everywhere
	PlaceText     string         // place as it was typed
	RadiusKM      int            // radius_km; 0: the default rule of nearness. Without a place it has no effect
	Services      []string       // service: keys; any of them
	Spoken        []string       // spoken: ISO 639-1 or sgn; any of them
	Organisers    []string       // organiser: county codes; any of them
	Schemes       []string       // scheme: regimes; any of them
	ProducerTypes []string       // producer_type: any of them
	Pays          []string       // pays: own_share, client_fee, price, free, unknown; any of them
	Grades        []string       // quality: excellent, good, fair, poor, not_rated; any of them
	PaysMax       *money.Cents   // pays_max: only amounts known to be at most this
	Per           string         // per: hour, visit, …: only amounts by this unit, and what is free
	Vacancy       bool           // vacancy: only where there is room now
	Usage         offering.Usage // minutes, times: what amounts a month are told by; a zero is the service's usual
	Sort          string
	Page          int // from 1
	PerPage       int
}

// Offset is how many hits come before the page.
func (c Criteria) Offset() int { return (c.Page - 1) * c.PerPage }

// Values is the address of the criteria: one value for each parameter that differs from its default. Reading it again
// gives the same criteria.
func (c Criteria) Values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	number := func(name string, n, usual int) {
		if n != usual {
			v.Set(name, strconv.Itoa(n))
		}
	}
	set("q", c.Text)
	if c.Exact && c.Text != "" {
		v.Set("exact", "true")
	}
	if c.Lang != "fi" {
		set("lang", c.Lang)
	}
	set("place", c.PlaceText)
	number("radius_km", c.RadiusKM, 0)
	for _, list := range c.lists() {
		set(list.name, strings.Join(*list.values, ","))
	}
	if c.PaysMax != nil {
		v.Set("pays_max", strconv.FormatInt(int64(*c.PaysMax), 10))
	}
	set("per", c.Per)
	if c.Vacancy {
		v.Set("vacancy", "true")
	}
	if c.Sort != SortRelevance {
		set("sort", c.Sort)
	}
	number("minutes", c.Usage.Minutes, 0)
	number("times", c.Usage.Times, 0)
	number("page", max(c.Page, 1), 1)
	number("per_page", c.PerPage, DefaultPerPage)
	return v
}

type listParameter struct {
	name   string
	values *[]string
}

// lists are the parameters that take many values.
func (c *Criteria) lists() []listParameter {
	return []listParameter{
		{"service", &c.Services},
		{"spoken", &c.Spoken},
		{"organiser", &c.Organisers},
		{"scheme", &c.Schemes},
		{"producer_type", &c.ProducerTypes},
		{"pays", &c.Pays},
		{"quality", &c.Grades},
	}
}
