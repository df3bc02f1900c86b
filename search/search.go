// Package search is the port between the catalogue and whatever finds things in it.
//
// An [Engine] answers which documents match a [Query] and in what order, never what they say: hits are ids, and the
// catalogue reads their content from PostgreSQL, so that nothing withdrawn or outdated can be shown. Engines live in
// folders beside this one (search/pg is the embedded one) and all pass the suite in search/searchtest.
//
// Use cases that change what the catalogue shows call [Touch] in their own transaction; an [Indexer] reads those
// notes, asks its [Source] for the documents as they are now, and feeds the engine.
package search

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/grade"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// Document is one line of the catalogue as an engine needs it: a service at a service point under a scheme. It is an
// explicit list of what may leave the database for an index; nothing else does.
type Document struct {
	ID           uuid.UUID // of the offering
	Service      string    // key of the service, as home_care
	Group        string    // key of the group that the service belongs to
	Organiser    string    // code of the organiser whose terms these are, as 15
	Scheme       uuid.UUID
	Producer     uuid.UUID
	Unit         uuid.UUID
	Point        uuid.UUID
	ProducerType string // kind of the producer, as company
	SchemeKey    string
	Regime       string   // of the scheme; the facet "scheme" counts these
	AtHome       bool     // given in the client's home: found by Areas and not by distance
	Areas        []string // where it is served, as Served says it
	Municipality string   // code of the municipality where the point is
	Lat, Lon     *float64 // of the point, WGS 84; both or neither
	Spoken       []string // ISO 639-1, and sgn

	PaysKind  string // one of the Pays constants
	PaysCents *int64 // what the client pays at the least; nil when not known
	PaysPer   string // unit of PaysCents: hour, visit and so on; empty when not known
	Vacancy   string // free, queue, full or unknown
	WaitDays  *int   // until a new client can start
	Quality   *int   // mean rating in hundredths; nil when not rated or answered by too few

	Names                             map[string]string // the service's name by language
	ProducerName, UnitName, PointName string
	Descriptions                      map[string]string // the producer's own words by language

	StaleAt *time.Time // when time alone changes this document; nil when it does not

	Standing Standing // among the documents of its line; Stand sets it
}

// Grade is the word for the document's rating.
func (d *Document) Grade() string {
	if d.Quality == nil {
		return string(grade.NotRated)
	}
	return string(grade.Of(*d.Quality))
}

// Place is where the visitor is looking.
type Place struct {
	Municipality string // code
	Postal       string // postal code; empty when only the municipality is known
	Organiser    string // code of the county that arranges services there
	Lat, Lon     float64
}

// The orders that a result can be asked in. Known values come before unknown ones; equals take turns by the day.
const (
	SortRelevance = "relevance"
	SortPays      = "pays" // see Paid.Key
	SortQuality   = "quality"
	SortDistance  = "distance"
	SortVacancy   = "vacancy"
)

// The names of the facets that a Result counts.
const (
	FacetService      = "service"
	FacetSpoken       = "spoken"
	FacetOrganiser    = "organiser"
	FacetScheme       = "scheme" // by regime
	FacetProducerType = "producer_type"
	FacetPays         = "pays" // by kind
	FacetVacancy      = "vacancy"
	FacetQuality      = "quality" // by grade; what nobody has rated is one of them
)

// Facets lists the facet names in the order they are shown.
func Facets() []string {
	return []string{FacetService, FacetSpoken, FacetOrganiser, FacetScheme, FacetProducerType, FacetPays, FacetVacancy, FacetQuality}
}

// The values of Document.PaysKind.
const (
	PaysOwnShare  = "own_share"
	PaysClientFee = "client_fee"
	PaysPrice     = "price"
	PaysFree      = "free"    // costs nothing, by any unit
	PaysUnknown   = "unknown" // nothing is told
)

// OrganiserSets lists the kinds of PaysKind that an organiser sets for its own people: see Query.
func OrganiserSets() []string { return []string{PaysOwnShare, PaysClientFee} }

// DefaultRadiusM is how far a service that is not given at home may be when the query names no radius, in metres.
const DefaultRadiusM = 50_000

// Query is one question to an engine. Empty lists and nil pointers do not narrow.
//
// With a Place, a document matches when it is given at home and its Areas hold one of the place's, or is given
// elsewhere and lies within RadiusM (or, when RadiusM is 0, within DefaultRadiusM or in the place's municipality). Terms that an
// organiser sets (OrganiserSets) are shown only from the place's own organiser; price, free and unknown
// cross borders.
type Query struct {
	Text    string // as typed; engines must take anything
	AsTyped bool   // take no word for a slip of another
	Lang    string // fi, sv or en: the language of the page, which the text need not be in
	Place   *Place
	RadiusM int // metres

	Services, Spoken, Organisers, Schemes, ProducerTypes, PaysKinds []string // Schemes by regime
	Grades                                                          []string // as Document.Grade says them

	// PaysMax, in cents, and Per, a unit, narrow to amounts that are known, at most so much, and by that unit, each for
	// itself. What is free is free by any unit.
	PaysMax *int64
	Per     string
	Vacancy bool // only where there is room now

	Sort          string        // one of the Sort constants; empty is relevance
	Usage         service.Usage // by which SortPays works out months; zero is each service's usual, see ByUsage
	Offset, Limit int
	Weekday       int  // 0–6, Helsinki; decides which of equals comes first today
	GroupByPoint  bool // show the same service of the same point once, its cheapest terms first
	CountFolded   bool // say how many terms stand behind each hit, which costs some engines another question
}

// Hit is one line of a result.
type Hit struct {
	ID        uuid.UUID
	DistanceM *int // metres from the place as the crow flies; nil without a place or a known position
	Folded    int  // how many other terms of the same service and point stand behind this line, if the query counts them
}

// Result answers a Query.
type Result struct {
	Hits  []Hit
	Total int // lines that would be shown without Offset and Limit
	// Facets says for each facet and value how many lines would be shown if that value alone were chosen in that
	// facet and everything else stayed.
	Facets     map[string]map[string]int
	Engine     string   // Name of the engine that answered
	Understood []string // keys of the services recognised in Text, best first
	Mended     []Mended // words of Text that were taken for others; none when the query is AsTyped
}

// Mended is a word that was taken for a slip of another.
type Mended struct{ Typed, As string }

// Engine finds documents. Its methods may be called at the same time from many goroutines.
type Engine interface {
	// Name is what the API calls the engine: postgres or meilisearch.
	Name() string
	// Search answers q. Any text is a question; only a lost engine or an ended context is an error.
	Search(ctx context.Context, q Query) (Result, error)
	// Put adds documents or replaces those with the same ids. When it returns, Search sees them.
	Put(ctx context.Context, docs []Document) error
	// Delete removes documents; ids that are not there are no error.
	Delete(ctx context.Context, ids []uuid.UUID) error
	// Clear removes everything.
	Clear(ctx context.Context) error
	// Count says how many documents there are.
	Count(ctx context.Context) (int, error)
}
