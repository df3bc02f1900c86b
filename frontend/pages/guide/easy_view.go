package guide

import "github.com/tuottajatori/tuottajatori/frontend/components"

// Easy is a page of the main path in easy language.
type Easy struct {
	Title  string
	Errors []components.ErrorItem
	Blocks []Block
	Form   *EasyForm // the small search
	Found  *Found    // what it found
	Counties
	Steps []EasyLink // the whole path
	Home  string     // its front; empty on the front itself
	Next  Link       // the step after this one; empty on the last
	More  Link       // the same in standard language
}

// EasyLink is a step of the path.
type EasyLink struct {
	Text, Href string
	Current    bool
}

// Block is a heading with paragraphs. The first of a page has no heading: the page's own is above it.
type Block struct {
	Title      string
	Paragraphs []EasyText
}

// EasyText is a paragraph, its sentences on lines of their own, and the rows of a list after it.
type EasyText struct{ Lines, Rows []string }

// EasyForm is the question: what help, and where.
type EasyForm struct {
	Action     string
	Choices    []components.Choice
	What       string // why the choice was not understood
	Place      string
	PlaceError string
	Again      bool // something was found: the form stands below it
}

// Found is what was found: a few services, and where all are.
type Found struct {
	Count string
	Cards []EasyCard
	All   string
}

// EasyCard is a service with what it costs in words.
type EasyCard struct {
	Title, Href string
	Sub         string
	Pays        string
	Room        string
	CallText    string
	Call        Phone
}

// Counties are whom to call.
type Counties struct {
	List []County
}

// County is a line of that list.
type County struct {
	Name    string
	Phone   Phone
	Website string
}

// Statement is the accessibility statement.
type Statement struct {
	Crumbs   []components.Crumb
	Made     string
	Service  string
	Report   string // the form for what is hard to use
	Days     string
	Name     string // of the supervising authority
	Site     string
	SiteText string
	Email    string // "" when not told
	Phone    string
	Checked  string
	Lacks    []string
}
