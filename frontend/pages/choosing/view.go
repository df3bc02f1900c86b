// Package choosing draws the pages on which services are chosen: the comparison, the shortlist, and the bundle.
//
// Views are plain: the handler has already written every amount, date and address. Texts of the pages themselves are
// read from the context's printer.
package choosing

import (
	"context"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

func t(ctx context.Context, key string, args ...any) string { return locale.From(ctx).T(key, args...) }

// Notice is what is to be known of an address, in words, and whom to call or where to go about it.
type Notice struct {
	Text string
	Link public.Link // without a text: none
}

// Usage says by which use amounts a month are told, and lets it be changed.
type Usage struct {
	Action                   string
	Keep                     []public.Field
	Times, Minutes           string
	TimesError, MinutesError string
	Hint                     string // whose use is counted by when the numbers do not say
	Reset                    string // the page by the usual use; empty when it is that
}

// Compare is the comparison.
type Compare struct {
	Title    string
	Lead     string
	Crumbs   []components.Crumb
	Notices  []Notice
	Columns  []Column
	Usage    *Usage // nil: none of the services is used by the week
	Rows     []Row
	Same     public.Link // shows all rows again, or only those that differ; empty when there is nothing to hide
	Hidden   string      // what is not shown, in words
	More     public.Link // to choose another; empty when four are there
	Ask      public.Link // where one asks for all of them
	Keep     public.Link // all of them to the shortlist
	Together public.Link // what different services cost together; empty when they are one
	Caption  string
}

// Column is one of the compared.
type Column struct {
	Name, Href, Sub string
	Who             string // the name, told from others of the same name
	Remove          string // the comparison without it
}

// Row is a question with an answer for each column.
type Row struct {
	Question string
	Ask      string // how to ask it; empty when all have answered
	Mark     string // "Eroja" or "Sama kaikilla"; empty when there is nothing to compare
	Note     string // in what the answers differ, where that can be named
	Differs  bool
	Alike    bool // all cells say the same
	Cells    []Answer
}

// Answer is an answer in the comparison: an amount, or lines of text.
type Answer struct {
	Pays   *public.Pays
	Tint   string // the form of paying, which tints the column's edge: "own", "fee"
	Main   string
	Lang   string // the main line's language when that is not the page's own
	Kind   string // "good", "wait", "stop" colour the main line
	Strong bool
	Untold bool // nobody has told; no answer to compare
	Open   bool // something of the answer is worth asking
	Lines  []string
	Note   public.Written // what the producer has written itself
	More   public.Link    // the page that explains the answer; without a text: none
	Ask    Ask
	Call   *public.Phone
}

// Ask is whom to ask what is not told.
type Ask struct {
	Text string      // "Kysy tuottajalta:"; empty: nothing is to be asked
	Link public.Link // a number, an address or a site; without a text: none is known
}

func (a Answer) class() string {
	switch {
	case a.Untold:
		return "tt-sec"
	case a.Kind != "":
		return "tt-" + a.Kind
	case a.Strong:
		return "tt-b"
	}
	return ""
}

// Shortlist is what was kept, to compare, send or print.
type Shortlist struct {
	Title    string
	Lead     string
	Crumbs   []components.Crumb
	Notices  []Notice
	Usage    *Usage
	Entries  []Entry
	Compare  public.Form
	More     public.Link // to look for others
	Together public.Link // as in the comparison
	Ask      string      // where one asks for all of them
	Address  string      // of the page, to be copied
	Mail     string      // a letter with the address
	Visit    []Visit
}

// Entry is an offering on the shortlist.
type Entry struct {
	public.Card
	Address string
	Phone   public.Phone // the unit's own
	County  public.Phone // whom to call where the county decides
	Remove  string       // the shortlist without it
}

// Visit are questions to ask on a visit.
type Visit struct {
	Title     string
	Questions []string
}

// Bundle is several services priced together.
type Bundle struct {
	Title      string
	Lead       string
	Crumbs     []components.Crumb
	Action     string
	Place      string
	PlaceError string
	Groups     []Picks
	Used       []Used // the chosen services
	List       string // the shortlist that is carried along
	Asked      string // "3 palvelua, 40520 Jyväskylä"; empty: nothing was asked
	FromOne    []Way
	NoOne      string // that nobody gives all, and who gives most
	Cheapest   *Way
	Missing    []Missing
	County     public.Phone
}

// Picks are services of a group to choose from.
type Picks struct {
	Title    string
	Services []Pick
}

// Pick is a service that may be wanted.
type Pick struct {
	Key, Text string
	Checked   bool
}

// Used is how much of a service is used.
type Used struct {
	Key, Name                string
	Often, Long              bool // a count, and a length, have a meaning
	Times, Minutes           string
	TimesError, MinutesError string
}

// Way is one way to get the services.
type Way struct {
	Title  string
	Sum    string // of what is known; empty: nothing is
	Untold string // what is not in the sum
	Parts  []Part
	Ask    string // where one asks for them all
	Keep   string // the shortlist of its parts
}

// Part is a service in a way to get several.
type Part struct {
	Service, Name, Href string
	Pays                public.Pays
	Month               string
	Vacancy             public.Vacancy
	More                string // the others who give it
}

// Missing is a service that nobody gives there, and what to do.
type Missing struct {
	Text               string
	Elsewhere, Without public.Link
}
