// Package layout draws what every page has around its own content: head, masthead, the organiser's name and phone,
// the links to the same page in the other languages, the desk's navigation, the mark of demo data, and the foot.
package layout

import (
	"strings"
	"time"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// Page is what the layout needs to know of a page. A handler fills Title and what is special; the rest is the same
// for every page and is filled in one place.
type Page struct {
	Title       string // the page's own; " – Tuottajatori" is added
	Description string // what the page is, for those who lead others to it; one without is not theirs to lead to
	Lang        locale.Lang
	// URI is the request's path and query: the links to the other languages are made of it.
	URI string
	// Canonical is the page's whole public address with what was chosen. It is printed on paper.
	Canonical string
	// Base is the public address of the whole service, without a slash at its end.
	Base string
	// Keep is the part of the query without which the page would be another; search engines are told the address with it.
	Keep string
	// Image is the path of the picture that is shown with a link to the page; the product's own when empty.
	Image string
	// Linked is what the page tells machines, in the words of schema.org. None when nil.
	Linked any
	// PrintedOn is today as it stands in the line that only paper has. No line when empty.
	PrintedOn string

	Kept      Kept // the shortlist that the visitor carries along
	Organiser Organiser
	User      *User     // nobody signed in when nil
	Session   *Session  // when the session of who is signed in ends; not said when nil
	Groups    []NavLink // by which the sections of a large desk are grouped, those of the page's own group being in Nav
	Nav       []NavLink // the desk's sections

	Desk    bool // a desk of producers, officers or administrators: denser, dark masthead
	Bare    bool // the page sets its own width: main has no margins
	Error   bool // what was sent was not accepted: "Virhe:" stands first in the title
	Demo    bool // demo data is shown
	NoIndex bool // not for search engines
}

// Organiser is whose service the page shows. Its zero value is the whole country.
type Organiser struct {
	Name     string // "Keski-Suomen hyvinvointialue"
	Code     string // by which its look is found; "" is the product's own
	Sheet    string // the address of its own colours; "": the product's
	Colour   string // of the browser's own frame on phones; "": the product's
	Logo     *Logo  // stands in place of the name; nil: the name
	Phone    string // "014 000 1200"; no number is made up when there is none
	Hours    string // "arkisin klo 8–16"
	Entrance string // its page here
	Website  string
}

// Logo is an organiser's sign.
type Logo struct {
	Src, Alt      string
	Width, Height string
}

// Kept is the shortlist that an address carries. Its zero value is none.
type Kept struct {
	Count int
	Href  string // its page
	Carry string // what the front page's address carries of it: "?list=…"
}

// User is who is signed in.
type User struct {
	Name string
	Role string // "hankinta-asiantuntija"
	Desk string // the address of their desk
}

// Session is how long who is signed in stays so without another request. The times are in seconds from the page's making,
// since the clock of the reader's machine may be wrong.
type Session struct {
	Ends time.Time
	Left string
	Warn string // how long before the end a page with a script asks whether to go on
}

// NavLink is a section of a desk.
type NavLink struct {
	Text, Href string
	Count      string // how many wait there; "" shows none
	Current    bool   // this page is in the section
}

func (p Page) titleIn(pr *locale.Printer) string {
	title := pr.T("layout.brand")
	if p.Title != "" {
		title = p.Title + " – " + title
	}
	if p.Error {
		title = pr.T("common.error_prefix") + " " + title
	}
	return title
}

// ownColour is the product's --tt-brand.
const ownColour = "#0e4f4b"

// themeColour colours the browser's own frame on phones.
func (p Page) themeColour() string {
	if p.Organiser.Colour == "" {
		return ownColour
	}
	return p.Organiser.Colour
}

// languages are the links to the same page in each language.
func (p Page) languages() []langLink {
	names := map[locale.Lang]string{locale.Fi: "Suomi", locale.Sv: "Svenska", locale.En: "English"}
	links := make([]langLink, 0, len(names))
	for _, l := range locale.Langs() {
		uri := p.URI
		if uri == "" {
			uri = paths.Front(p.Lang)
		}
		links = append(links, langLink{lang: string(l), name: names[l], href: paths.InLang(uri, l), current: l == p.Lang})
	}
	return links
}

type langLink struct {
	lang, name, href string
	current          bool
}

// shareTitle is the page's own title, which stands beside the product's name.
func (p Page) shareTitle(pr *locale.Printer) string {
	if p.Title == "" {
		return pr.T("layout.brand")
	}
	return p.Title
}

func (p Page) bodyClass() string {
	if p.Desk {
		return "govuk-template__body tt-desk"
	}
	return "govuk-template__body"
}

func (p Page) mainClass() string {
	if p.Bare {
		return ""
	}
	return "tt-main tt-wrap"
}

func (p Page) roleAfterName() string {
	if p.User.Role == "" {
		return ""
	}
	return ", " + strings.ToLower(p.User.Role)
}

// path is the page's path, without the query that people may have typed into; none of a page whose address is a secret.
func (p Page) path() string {
	path, _, _ := strings.Cut(p.URI, "?")
	if _, page, _, ok := paths.PageAt(path); ok && page == paths.PageAsked {
		return ""
	}
	return path
}

func tel(phone string) string { return components.Tel(phone) }
