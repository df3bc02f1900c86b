// Package paths knows the address of every page in the three languages. Nothing else writes one by hand, so an
// address changes in one place, and the link to the same page in another language is always right.
package paths

import (
	"net/url"
	"slices"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// Page names an area of the site by its first segment after the language.
type Page string

// The pages. Below a desk, segments are plain English in every language.
const (
	PageResults  Page = "results"  // search results; an offering's page below it
	PageArea     Page = "area"     // a county's entrance
	PageCompare  Page = "compare"  // up to four offerings beside each other
	PageProducer Page = "producer" // a producer's public page
	PageUnit     Page = "unit"     // a service unit's public page
	PagePoint    Page = "point"    // a service point's public page

	PageShortlist     Page = "shortlist"     // offerings kept, to print or send
	PageBundle        Page = "bundle"        // several services priced together
	PageApproved      Page = "approved"      // the public lists of approved producers
	PageQuality       Page = "quality"       // how quality is told, and why a figure is what it is
	PageEstimate      Page = "estimate"      // what home care costs by income
	PageReport        Page = "report"        // an error in what a page says
	PageAsk           Page = "ask"           // a visitor asks for a service
	PageAsked         Page = "asked"         // where that stands, behind a secret link
	PageHelp          Page = "help"          // what a voucher, a client fee and a personal budget are
	PageEasy          Page = "easy"          // the main path in easy language
	PageAccessibility Page = "accessibility" // the accessibility statement
	PageOpenData      Page = "open_data"     // what may be taken and used

	PageSignIn  Page = "sign_in"
	PageSignOut Page = "sign_out"
	PageSignUp  Page = "sign_up"
	PageConfirm Page = "confirm" // the link in the mail that confirms an address
	PageReset   Page = "reset"   // a new password
	PageInvite  Page = "invite"  // an invitation to a producer's people
	PageAccount Page = "account" // one's own account and roles
	PageDesk    Page = "desk"    // the producer's desk
	PageOfficer Page = "officer" // the procurement officer's and the operator's desk
	PageAdmin   Page = "admin"   // the administrator's desk

	PageSupervision Page = "supervision" // the quality supervisor's desk
)

// segments is the one table: what each page is called in Finnish, Swedish and English.
var segments = []struct {
	page       Page
	fi, sv, en string
}{
	{PageResults, "palvelut", "tjanster", "services"},
	{PageArea, "alue", "omrade", "area"},
	{PageCompare, "vertaa", "jamfor", "compare"},
	{PageProducer, "tuottajat", "producenter", "producers"},
	{PageUnit, "palveluyksikot", "tjansteenheter", "service-units"},
	{PagePoint, "palvelupisteet", "servicestallen", "service-points"},
	{PageShortlist, "muistilista", "minneslista", "shortlist"},
	{PageBundle, "kokonaisuus", "helhet", "bundle"},
	{PageApproved, "hyvaksytyt-tuottajat", "godkanda-producenter", "approved-producers"},
	{PageQuality, "laatu", "kvalitet", "quality"},
	{PageEstimate, "arvioi-maksu", "uppskatta-avgift", "estimate-fee"},
	{PageReport, "ilmoita-virheesta", "anmal-fel", "report-an-error"},
	{PageAsk, "pyyda-palvelua", "begar-tjanst", "ask-for-a-service"},
	{PageAsked, "palvelupyynto", "tjansteforfragan", "service-request"},
	{PageHelp, "ohjeet", "hjalp", "help"},
	{PageEasy, "selkokieli", "lattlast", "easy-read"},
	{PageAccessibility, "saavutettavuus", "tillganglighet", "accessibility"},
	{PageOpenData, "avoin-data", "oppna-data", "open-data"},
	{PageSignIn, "kirjaudu", "logga-in", "sign-in"},
	{PageSignOut, "kirjaudu-ulos", "logga-ut", "sign-out"},
	{PageSignUp, "rekisteroidy", "registrera", "sign-up"},
	{PageConfirm, "vahvista", "bekrafta", "confirm"},
	{PageReset, "salasana", "losenord", "password"},
	{PageInvite, "kutsu", "inbjudan", "invitation"},
	{PageAccount, "tili", "konto", "account"},
	{PageDesk, "tuottaja", "producent", "producer"},
	{PageOfficer, "hankinta", "upphandling", "procurement"},
	{PageAdmin, "yllapito", "administration", "administration"},
	{PageSupervision, "valvonta", "tillsyn", "supervision"},
}

// Pages lists every page, in the order of the table.
func Pages() []Page {
	all := make([]Page, len(segments))
	for i, s := range segments {
		all[i] = s.page
	}
	return all
}

// Segment is the page's first segment after the language: Segment(Sv, PageResults) is "tjanster".
func Segment(l locale.Lang, p Page) string {
	for _, s := range segments {
		if s.page == p {
			return pick(l, s.fi, s.sv, s.en)
		}
	}
	panic("paths: no page " + string(p)) // a fault of the program
}

func pick(l locale.Lang, fi, sv, en string) string {
	switch l {
	case locale.Sv:
		return sv
	case locale.En:
		return en
	default:
		return fi
	}
}

// To is the address of a page in a language, with what comes below it. Parts are escaped.
func To(l locale.Lang, p Page, parts ...string) string {
	var b strings.Builder
	b.WriteString(Front(l))
	b.WriteByte('/')
	b.WriteString(Segment(l, p))
	for _, part := range parts {
		b.WriteByte('/')
		b.WriteString(url.PathEscape(part))
	}
	return b.String()
}

// Front is the front page: "/fi".
func Front(l locale.Lang) string { return "/" + pick(l, "fi", "sv", "en") }

// Results is the search results page: "/fi/palvelut".
func Results(l locale.Lang) string { return To(l, PageResults) }

// ResultsWith is the results page with a query: "/fi/palvelut?service=home_care".
func ResultsWith(l locale.Lang, query url.Values) string { return withQuery(Results(l), query) }

// Offering is one offering's page: "/fi/palvelut/<id>".
func Offering(l locale.Lang, id string) string { return To(l, PageResults, id) }

// Area is a county's entrance: "/fi/alue/keski-suomi".
func Area(l locale.Lang, slug string) string { return To(l, PageArea, slug) }

// Compare is the comparison: "/fi/vertaa".
func Compare(l locale.Lang) string { return To(l, PageCompare) }

// EstimateWith is where one works out what home care costs: "/fi/arvioi-maksu?place=…".
func EstimateWith(l locale.Lang, query url.Values) string {
	return withQuery(To(l, PageEstimate), query)
}

// CompareWith is the comparison with its choice in the address: "/fi/vertaa?id=…&id=…".
func CompareWith(l locale.Lang, query url.Values) string { return withQuery(Compare(l), query) }

// ShortlistWith is the shortlist with what is on it: "/fi/muistilista?id=…&id=…".
func ShortlistWith(l locale.Lang, query url.Values) string {
	return withQuery(To(l, PageShortlist), query)
}

// BundleWith is the bundle with what is wanted: "/fi/kokonaisuus?place=40520&service=meals".
func BundleWith(l locale.Lang, query url.Values) string { return withQuery(To(l, PageBundle), query) }

// Producer is a producer's public page: "/fi/tuottajat/<id>".
func Producer(l locale.Lang, id string) string { return To(l, PageProducer, id) }

// Approved is the index of the lists of approved producers; with an organiser's slug those of the organiser, with a
// scheme's key besides the list itself, and below it its files: "/fi/hyvaksytyt-tuottajat/keski-suomi/voucher/list.csv".
func Approved(l locale.Lang, parts ...string) string { return To(l, PageApproved, parts...) }

// OpenData tells what may be taken and used.
func OpenData(l locale.Lang) string { return To(l, PageOpenData) }

// Report is the form that tells of an error in the page at a path of ours; without one, in the service.
func Report(l locale.Lang, page string) string {
	query := url.Values{}
	if page != "" {
		query.Set("page", page)
	}
	return withQuery(To(l, PageReport), query)
}

// ReportReceipt is the receipt of a report.
func ReportReceipt(l locale.Lang, id string) string { return To(l, PageReport, id) }

// PageAt reads a path of ours back: the language, the page and what comes below it. The front page has no name.
func PageAt(path string) (l locale.Lang, page Page, below []string, ok bool) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if !strings.HasPrefix(path, "/") {
		return "", "", nil, false
	}
	if l, ok = locale.Parse(parts[0]); !ok || len(parts) == 1 {
		return l, "", nil, ok
	}
	page, ok = pageOf(l, parts[1])
	return l, page, parts[2:], ok
}

// Unit is a service unit's public page: "/fi/palveluyksikot/<id>".
func Unit(l locale.Lang, id string) string { return To(l, PageUnit, id) }

// Point is a service point's public page: "/fi/palvelupisteet/<id>".
func Point(l locale.Lang, id string) string { return To(l, PagePoint, id) }

// ShareCard is the picture that is shown with a link to an offering's, a producer's, a unit's or a point's page.
func ShareCard(l locale.Lang, of Page, id string) string {
	return "/share/" + string(l) + "/" + string(of) + "/" + id + ".png"
}

// SignIn is the sign-in page.
func SignIn(l locale.Lang) string { return To(l, PageSignIn) }

// SignOut is where the sign-out form posts.
func SignOut(l locale.Lang) string { return To(l, PageSignOut) }

// SignUp is where a producer's first user begins.
func SignUp(l locale.Lang) string { return To(l, PageSignUp) }

// Confirm is the page behind the link in the mail that confirms an address.
func Confirm(l locale.Lang, token string) string { return To(l, PageConfirm, some(token)...) }

// Reset asks for a new password; with a token it is the page behind the link in the mail.
func Reset(l locale.Lang, token string) string { return To(l, PageReset, some(token)...) }

// Invite is the page behind the link in an invitation.
func Invite(l locale.Lang, token string) string { return To(l, PageInvite, some(token)...) }

// Account is one's own account, and the roles that one may act in.
func Account(l locale.Lang, parts ...string) string { return To(l, PageAccount, parts...) }

// Desk is the producer's desk and the pages below it: Desk(l, "units", "new").
func Desk(l locale.Lang, parts ...string) string { return To(l, PageDesk, parts...) }

// Officer is the procurement officer's and the operator's desk: Officer(l, "applications", id).
func Officer(l locale.Lang, parts ...string) string { return To(l, PageOfficer, parts...) }

// Supervision is the quality supervisor's desk: Supervision(l, "values", "new").
func Supervision(l locale.Lang, parts ...string) string { return To(l, PageSupervision, parts...) }

// Quality is how quality is told; with a unit and a service, how their figure came about.
func Quality(l locale.Lang, parts ...string) string { return To(l, PageQuality, parts...) }

// Admin is the administrator's desk.
func Admin(l locale.Lang, parts ...string) string { return To(l, PageAdmin, parts...) }

func some(part string) []string {
	if part == "" {
		return nil
	}
	return []string{part}
}

func withQuery(path string, query url.Values) string {
	if q := query.Encode(); q != "" {
		return path + "?" + q
	}
	return path
}

// InLang is the address of the same page in another language: the language and the first segment change, the rest
// and the query stay. An address that is none of ours leads to the front page.
func InLang(requestURI string, to locale.Lang) string {
	path, query, hasQuery := strings.Cut(requestURI, "?")
	rest := strings.Split(strings.Trim(path, "/"), "/")
	from, ok := locale.Parse(rest[0])
	if !ok || !strings.HasPrefix(path, "/") {
		return Front(to)
	}
	out := Front(to)
	if len(rest) > 1 {
		page, known := pageOf(from, rest[1])
		if !known {
			return Front(to)
		}
		below := slices.Clone(rest[2:])
		if len(below) > 0 {
			below[0] = topicInLang(page, below[0], from, to)
		}
		out += "/" + strings.Join(append([]string{Segment(to, page)}, below...), "/")
	}
	if hasQuery {
		out += "?" + query
	}
	return out
}

func pageOf(l locale.Lang, segment string) (Page, bool) {
	for _, s := range segments {
		if pick(l, s.fi, s.sv, s.en) == segment {
			return s.page, true
		}
	}
	return "", false
}

// Suggestions is where a script asks what a text that is being typed may become, of the given kinds.
func Suggestions(l locale.Lang, kinds string) string {
	return "/api/v1/suggestions?lang=" + string(l) + "&kind=" + url.QueryEscape(kinds)
}

// NearestPlace is where a script asks which postal code it is at.
func NearestPlace(l locale.Lang) string { return "/api/v1/places/nearest?lang=" + string(l) }

// AskWith is where one asks for offerings, or for what a producer offers: "/fi/pyyda-palvelua?id=…".
func AskWith(l locale.Lang, query url.Values) string { return withQuery(To(l, PageAsk), query) }

// Asked is the page behind the secret link of an asking, and the pages below it.
func Asked(l locale.Lang, token string, parts ...string) string {
	return To(l, PageAsked, append([]string{token}, parts...)...)
}
