package catalogue

import (
	"net/url"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/place"
)

// Bounds of a search.
const (
	MaxText        = 500 // characters of q
	MaxPlaceText   = 100 // characters of place
	MaxValues      = 70  // values of one list, enough for every service
	MaxRadiusKM    = 500
	MaxPerPage     = 100
	DefaultPerPage = 20
	MaxOffset      = 1000 // ranked lists are not meant to be read to their end
)

// How results are ordered.
const (
	SortRelevance = "relevance"
	SortPays      = "pays"
	SortQuality   = "quality"
	SortDistance  = "distance" // without a place the same as relevance
	SortVacancy   = "vacancy"
)

// Criteria is what somebody looks for: the parameters of the result page and of GET /api/v1/offerings, checked.
type Criteria struct {
	Text          string // q: free words; white space is made single
	Lang          string // lang: fi, sv, en
	Place         *place.Place
	PlaceText     string       // place as it was typed
	RadiusKM      int          // radius_km; 0: the default rule of nearness
	Services      []string     // service: keys
	Spoken        []string     // spoken: ISO 639-1 or sgn; any of them
	Organisers    []string     // organiser: codes
	Schemes       []string     // scheme: a scheme's key or a regime
	ProducerTypes []string     // producer_type
	Pays          []string     // pays: own_share, client_fee, price, free, unknown
	PaysMax       *money.Cents // pays_max: only amounts known to be at most this
	Per           string       // per: hour, visit, …; only amounts of this unit, and what is free
	Vacancy       bool         // vacancy: only where there is room now
	Sort          string
	Page          int // from 1
	PerPage       int
}

// Offset is how many hits come before the page.
func (c Criteria) Offset() int { return (c.Page - 1) * c.PerPage }

// ParseCriteria reads the parameters of a search. What could be read is in the answer even with an error, so that a page
// can show it again. An unknown parameter or a bad value is fault.CodeMalformed with a field for each; a place that is
// not found is fault.CodeInvalid with suggestions.
func ParseCriteria(v url.Values) (Criteria, error) { return Criteria{}, nil }

// ParseQuery is ParseCriteria for the text after the question mark.
func ParseQuery(raw string) (Criteria, error) { return Criteria{}, nil }

// Values is the address of the criteria: what differs from the defaults, one value for each parameter.
func (c Criteria) Values() url.Values { return nil }
