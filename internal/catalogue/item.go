package catalogue

import (
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/hours"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/search"
)

// Texts is one text in the three languages; a language may be empty.
type Texts struct{ Fi, Sv, En string }

// In gives the text for a reader of a language (fi, sv, en).
func (t Texts) In(lang string) string {
	return locale.Pick(lang, t.Fi, t.Sv, t.En)
}

// An Item is one offering as the public sees it on a day: a service at a service point under an organiser's scheme, with
// what the client pays by that organiser's terms.
type Item struct {
	ID          uuid.UUID
	Service     service.Service
	Producer    Producer
	Unit        Unit
	Point       Point
	Scheme      Scheme
	AtHome      bool     // given in the client's home: found by the area served, not by distance
	Areas       []string // codes of place.Part where it is served, in order
	Spoken      []string // ISO 639-1, and "sgn" for sign language
	Description Texts
	Price       *Price             // nil: not known, or none valid today
	Value       *money.Cents       // the voucher's value for the same unit as the price
	Included    *offering.Included // what the price includes; nil: nothing told, or not read with this page
	Pays        offering.Pays
	Usage       offering.Usage    // by which Month is worked out
	Month       offering.Estimate // what the client pays in a month
	Vacancy     Vacancy
	Quality     *quality.Rating     // nil: nothing has been told; ask Published before showing the number
	Inspection  *quality.Inspection // the latest; nil: not inspected in our records
	DistanceM   *int                // from the place asked to the service point, metres as the crow flies
	Demo        bool                // made up
}

// By works out what the client pays in a month by the usage that is asked, so far as it has a meaning for the service.
func (it *Item) By(asked offering.Usage) {
	it.Usage = offering.UsageFor(it.Service.Key, asked)
	it.Month = offering.PerMonth(it.Pays, it.Usage)
}

// Explained tells step by step how what the client pays comes about.
func (it *Item) Explained() offering.Explained {
	terms := offering.Terms{ClientPays: it.Pays.Kind, Unit: it.Pays.Per, ValueCents: it.Value}
	if it.Pays.Kind == offering.ClientFee && it.Pays.Cents != nil {
		if terms.FeeMin, terms.FeeMax = it.Pays.Cents, it.Pays.CentsMax; terms.FeeMax == nil && !it.Pays.From {
			terms.FeeMax = it.Pays.Cents
		}
	}
	if it.Pays.Kind == offering.Unknown && it.Value != nil { // only a voucher has a value
		terms.ClientPays = offering.OwnShare
	}
	e := offering.Explain(terms, line(it.Price))
	e.Pays = it.Pays
	return e
}

// Producer is who gives the service.
type Producer struct {
	ID         uuid.UUID
	Name       string
	Kind       string // company, sole_trader, cooperative, association, foundation, parish, municipality, county, unknown
	BusinessID string // empty: not known
	Website    string
}

// Unit is the service unit (741/2023 §4) that gives the service.
type Unit struct {
	ID      uuid.UUID
	Name    string
	Phone   string
	Email   string
	Website string
}

// Point is the service point (741/2023 §4): a place of a unit.
type Point struct {
	ID           uuid.UUID
	Name         string
	Street       string
	PostalCode   string
	Municipality string // code
	Lat, Lon     *float64
	// LocationSource is where Lat and Lon come from: given, or the middle of its postal_code or municipality.
	LocationSource string

	Accessibility *producer.PointFacts // nil: nothing told, nobody comes there for a service, or not read with this page
	Hours         *hours.Week          // when it is open; nil: not told, or not read (results of a search do not tell it)
}

// About tells that the point is only somewhere around the place where it is said to be.
func (p Point) About() bool { return p.Lat != nil && p.LocationSource != LocationGiven }

// LocationGiven says that somebody has told where a point is.
const LocationGiven = "given"

// Scheme is the way in which an organiser arranges the service.
type Scheme struct {
	ID        uuid.UUID
	Key       string
	Regime    string
	Name      Texts
	Organiser string // code
	Verified  bool   // false: listed without the organiser's admission, and shown as such
}

// Price is the producer's price valid today.
type Price struct {
	Cents money.Cents
	Unit  string // hour, visit, day, month, meal, trip, piece
}

// Vacancy is what the producer last told about room for new clients.
type Vacancy struct {
	State    string     // unknown, free, queue, full
	WaitDays *int       // until a new client can start
	At       *time.Time // when it was told; nil when unknown
	Old      bool       // it was told so long ago that one had better ask
}

// on tells what of the item depends on the day.
func (it *Item) on(day calendar.Date) {
	it.Vacancy.Old = it.Vacancy.At != nil && offering.Old(calendar.Today(*it.Vacancy.At), day)
}

// A Page is one page of a search.
type Page struct {
	Items      []Item
	Total      int                       // all that match; may be a moment behind
	Facets     map[string]map[string]int // facet → value → how many match; may be a moment behind
	Engine     string                    // postgres, meilisearch
	Understood []string                  // keys of the services recognised in the text
	Mended     []search.Mended           // words of the text that were taken for slips of others
	Place      *place.Place              // where the search was made; nil: everywhere
}

// Organiser is a wellbeing services county or Helsinki.
type Organiser struct {
	ID         uuid.UUID
	Code       string // Statistics Finland's county code, 01–21 and 90
	Slug       string
	Name       Texts
	Phone      string
	PhoneHours Texts
	URL        Texts
}
