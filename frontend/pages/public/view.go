// Package public draws the pages that anyone may read: the front page, a county's entrance, search results, an
// offering, and a producer.
//
// Views are plain: the handler has already written every amount, date and address. Texts of the pages themselves are
// read from the context's printer.
package public

import (
	"github.com/a-h/templ"

	"github.com/tuottajatori/tuottajatori/frontend/components"
)

// Link is text that leads somewhere.
type Link struct{ Text, Href string }

// Written is a text, and its language when that is not the page's own.
type Written struct{ Text, Lang string }

// Search is the question: what help, and where.
type Search struct {
	Action     string // the results page
	Q, Place   string // as typed
	PlaceError string // why the place was not understood
	Keep       []Field
}

// Field is a value that a form carries unseen.
type Field struct{ Name, Value string }

// Phone is whom to call. Without Number, Href leads to the list of counties' numbers.
type Phone struct {
	Name   string // the county
	Number string
	Hours  string
	Href   string // "tel:…", or a page
}

// Pays is what the client pays, in one of five forms. Each has its word, icon and tint everywhere alike.
type Pays struct {
	Kind    string // own_share, client_fee, price, free, unknown
	Title   string // "Maksat itse"
	From    string // "alkaen" before an amount that is the least of several
	Sum     string // "12,10 €", "0–420 €"; empty when not known
	Per     string // "/t"
	Price   string // of an own share: the whole price
	Voucher string // and the voucher's part, with its minus
	Share   string // the client's part of the price in per cent, "31.4", for the bar
	Month   string // "noin 364 €/kk, kun 3 × 30 min viikossa"; empty when told by the month, or when it cannot be
	Note    string // "Tulojesi mukaan."
	More    Link   // where it is told what one would pay; without a text when there is no more to tell
}

// Icon and modifier class of each form.
var kinds = map[string]struct{ icon, class string }{
	"own_share": {"ticket", "own"}, "client_fee": {"scale", "fee"}, "price": {"coin", "price"}, "free": {"gift", "free"},
	"unknown": {"ask", "unknown"},
}

func (p Pays) icon() string  { return kinds[p.Kind].icon }
func (p Pays) class() string { return kinds[p.Kind].class }

// A class given so costs a card a fifth of what templ's own way does.
func (p Pays) cardClass() templ.OrderedAttributes {
	return templ.OrderedAttributes{{Key: "class", Value: "tt-card tt-" + p.class()}}
}

// Class is a card's class by its form of paying, for pages of other areas.
func (c Card) Class() templ.OrderedAttributes { return c.Pays.cardClass() }

// Vacancy is whether there is room, and when that was told.
type Vacancy struct {
	Text string
	Kind string // "good", "wait", "stop" or "" when not known
	At   string // "päivitetty 18.5.2026"
}

func (v Vacancy) class() templ.OrderedAttributes {
	if v.Kind == "" {
		return nil
	}
	return templ.OrderedAttributes{{Key: "class", Value: "tt-" + v.Kind}}
}

// Quality is the rating as a word, a number and how many have answered.
type Quality struct {
	Word   string
	Number string // "4,6 / 5"; empty under five answers
	Count  string // "128 arviota", or how many are missing
	Source string // whose and when: "Asiakaspalaute, 1.1.2026–30.4.2026"
	Why    string // address of the page that shows how it came about; empty when there is nothing to show
}

// Inspection is the latest inspection of a unit; where there is none, only Finding says so.
type Inspection struct {
	Finding   string // "Ei huomautettavaa", "Ei tarkastettu tiedossamme"
	Date      string
	Kind      string
	Inspector string
	Outcome   string // in plain words
	Lang      string // the outcome's language when that is not the page's own
	Link      string
	Note      string // "Keksitty tieto"
	Corrected string // "Korjattu 12.5.2026"
}

// Place is where the service is given, or whom it comes to.
type Place struct {
	Text string // "Palvelee alueellasi" or the street
	Note string // "Kuokkala, 2,4 km"
}

// Card is one result.
type Card struct {
	ID       string
	Title    string
	Href     string
	Sub      string // "Kotihoito · yksityinen yritys"
	Pays     Pays
	Vacancy  Vacancy
	Quality  Quality
	Place    Place
	Spoken   string
	Unproven bool   // not verified by the organiser
	Chosen   bool   // in the comparison
	KeepHref string // the shortlist with it
	Listed   bool   // it is on the shortlist
}

// Group is a heading of the tray with its services.
type Group struct {
	Title, Icon string
	Services    []Link
	All         Link // "Kaikki 8 palvelua"
}

// County is a line of the list of counties.
type County struct {
	Name, Href string
	Phone      string
	Tel        string
	Website    string
}

// Front is the front page.
type Front struct {
	Search   Search
	Examples []Link
	Groups   []Group
	Counties []County
	Bundle   string // several services priced together
}

// Area is a county's entrance.
type Area struct {
	Name           string
	Search         Search
	Phone          Phone
	Website        string
	Groups         []Group
	Municipalities string
	Front          string
}

// Results is the results page.
type Results struct {
	Title         string
	Search        Search
	Summary       string // the search in a line, for phones
	Understood    Understood
	Found         string // "23 palvelua"
	NearYou       bool   // no place is given: say what giving one shows
	InTown        Link   // the words name a town: the same search there; without a text when they do not
	Clear         string // the same search without its words; empty when there are none
	Problem       *Problem
	Tiles         []Tile
	Facets        []Facet
	Narrow        Form // the facets' form
	Active        int
	Chips         []Chip
	MoreChips     []Chip // the rest, folded away
	MoreChipsText string
	ClearAll      string
	Sorts         []Sort
	Unrated       string // how many a choice of grades left out because nobody has rated them
	ShowUnrated   Link   // the same with those
	OrderNote     string // what the order did with what is not known
	Usage         *Usage // nil: amounts have none
	Cards         []Card
	Pages         components.PaginationArgs
	Compare       Form
	Chosen        []string // ids chosen for comparison
	Kept          []string // those of them that are not on this page
	Listed        Link     // what is on it so far; without a text: nothing
	Empty         *Empty
	Phone         Phone
}

// Understood is what was searched for, and a way back from what was mended.
type Understood struct {
	Intro, What string // "Haettiin:" "kotihoito"; empty when no words were given
	Instead     string // "Hae sen sijaan: kotihiito"; empty when nothing was mended
	InsteadHref string
}

// Form is where a GET form leads and what it carries along unseen.
type Form struct {
	Action string
	Keep   []Field
}

// Usage is by which use amounts a month are told, and the form that changes it.
type Usage struct {
	Form                     Form
	Carried                  []string // ids chosen for comparison
	Now                      string   // "3 × 30 min viikossa"
	Legend                   string   // of the count: visits, meals, days a week
	Hint                     string
	Times, Minutes           string
	TimesError, MinutesError string
	WithMinutes              bool
	Reset                    string // the same page by the usual use; empty when it is that
	Open                     bool
}

// Problem is a place that was not understood, and what may have been meant.
type Problem struct {
	Text        string
	Suggestions []Link
}

// Tile is one form of paying with how many results have it.
type Tile struct {
	Kind, Title, Note, Count, Href string
	Current                        bool
}

// Facet is a question that narrows, with its answers.
type Facet struct {
	Name, Legend string
	Values       []FacetValue
	More         []FacetValue // the rest, folded away
	MoreText     string
}

// FacetValue is an answer with how many results it would leave.
type FacetValue struct {
	Value, Text, Count string
	Checked            bool
}

// Chip is a chosen narrowing; its address takes it away.
type Chip struct{ Text, Href string }

// Sort is an order of the results.
type Sort struct {
	Text, Href string
	Current    bool
}

func (r Results) sortNow() string {
	for _, s := range r.Sorts {
		if s.Current {
			return s.Text
		}
	}
	return ""
}

// Empty says what to drop when nothing was found.
type Empty struct {
	Corrected Drop // the same search with its words mended; without a text when there is nothing to mend
	Drops     []Drop
	Wider     bool // no single one helps; the drops are of several at once
}

// Drop takes one narrowing away: what it is, and how many results that would give.
type Drop struct{ Text, Count, Href string }

// Offering is an offering's own page.
type Offering struct {
	Card
	Crumbs      []components.Crumb
	Lead        string
	Description Written
	About       string // what the service is in general
	Inspection  Inspection
	Verified    string // "Hyväksytty palvelusetelituottaja", empty when not
	Moved       Link   // the unit that its unit has become; empty when none
	Prices      [][2]string
	PricesNote  string
	Since       string // "Hinta on ollut voimassa 1.1.2026 alkaen."
	Included    Included
	Coming      []string // prices that begin later
	Earlier     []string // prices that have ended
	Times       []string // what it costs in the evening, at the weekend and at night
	Areas       []string // the organiser's areas and places smaller than a municipality where it is given
	AreaTitle   string
	Access      *PointFacts // of the place that one comes to; nil: the service comes to the client
	Map         components.MapArgs
	Steps       []Step
	Contact     []components.SummaryRow
	Phone       Phone // the unit's own
	County      Phone
	CompareHref string
	AskHref     string // where one asks for it; "" when the producer is asked by phone only
	Usage       *Usage // nil: no amount a month is worked out
	How         []PayStep
	Hours       Hours // of the point
	HoursNote   string
}

// PayStep is a step of how an amount came about.
type PayStep struct{ Text, Amount, Law string }

// Step is what to do, in order, and whom to call for it.
type Step struct {
	Title, Text string
	Phone       Phone
}

// Producer is the page of a producer, or of one unit or point of it.
type Producer struct {
	Crumbs      []components.Crumb
	Name        string
	Kind        string   // "Yritys · Y-tunnus 9876543-0"
	Tags        []string // what organisers have done: "Hyväksytty palvelusetelituottaja"
	Unproven    bool     // none has done anything
	Moved       Link     // the unit that its unit has become; empty when none
	Brief       []Brief
	Phone       Phone  // the one unit's own; empty when there are several, or when it has none
	AskHref     string // where one asks for something; "" when it is asked by phone only
	County      Phone
	Map         components.MapArgs
	Units       []Unit
	Single      bool // the page is about one unit or point, which its title names
	AtPoint     bool // about one point
	Pages       components.PaginationArgs
	PagesText   string // "Sivu 2/5"; empty when there is one page
	Ratings     []Rated
	RatingsMore bool        // there are more on the units' own pages
	Inspected   []Inspected // none: they are told on the units' own pages
	Ways        []Way
	Contact     []components.SummaryRow
}

// few tells whether the page has so few points that each may tell of itself at length.
func (v Producer) few() bool {
	n := 0
	for _, u := range v.Units {
		n += len(u.Points)
	}
	return n <= 4
}

// Brief is a short answer with its icon.
type Brief struct {
	Icon  string
	Label string // for those who do not see the icon: "Kielet"
	Text  string
	Note  string
	Kind  string // good, wait, stop or ""
}

func (f Brief) class() templ.OrderedAttributes { return Vacancy{Kind: f.Kind}.class() }

// Rated is how a unit's service is rated.
type Rated struct {
	Name string // of the service
	Unit string // empty when the page is about one
	Quality
}

// Inspected is an inspection of a unit.
type Inspected struct {
	Unit string // empty when the page is about one
	Inspection
}

// Way is a way to become a client.
type Way struct {
	Title    string // "Palveluseteli"; empty when there is one way alone
	Services string
	Steps    []Step
	Phones   []Phone // of several organisers
}

// Unit is a service unit with its points.
type Unit struct {
	Name   string
	Href   string // its own page
	Phone  string
	Tel    string
	Points []Point
}

// Point is a service point with what is offered there.
type Point struct {
	ID      string // where it stands on the page
	Href    string // its own page
	Name    string
	Address string
	Away    string      // "2,4 km"; empty when nobody said where they are
	Access  *PointFacts // nil: nobody comes there for a service
	Hours   Hours
	Alone   bool // the page is about this point, and tells its hours in a section of their own
	Items   []Card
	More    string // "ja 5 muuta palvelua", which are on its own page; empty when there are none
}
