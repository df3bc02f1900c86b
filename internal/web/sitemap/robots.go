package sitemap

import (
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// private are the pages that are somebody's own, or that one comes to by a link in a mail.
var private = []paths.Page{
	paths.PageSignIn, paths.PageSignOut, paths.PageSignUp, paths.PageConfirm, paths.PageReset, paths.PageInvite, paths.PageAccount,
	paths.PageDesk, paths.PageOfficer, paths.PageAdmin, paths.PageSupervision, paths.PageReport,
}

// Robots is robots.txt (RFC 9309; the longest rule that fits holds): the pages of things and the list of each service may be
// read, and not the countless lists that filters make of the same things, nor desks, nor the API.
func Robots(base string) string {
	var b strings.Builder
	rule := func(verb, path string) { b.WriteString(verb + ": " + path + "\n") }
	b.WriteString("User-agent: *\n")
	rule("Disallow", "/api/")
	for _, l := range locale.Langs() {
		results := paths.Results(l)
		rule("Disallow", results+"?")
		rule("Allow", results+"?service=")
		rule("Disallow", results+"?service=*&")
		rule("Disallow", results+"?service=*%2C")
		rule("Disallow", results+"?service=*,")
		rule("Disallow", "/"+string(l)+"/*?place=")
		for _, page := range []paths.Page{paths.PageCompare, paths.PageShortlist, paths.PageBundle, paths.PageApproved} {
			rule("Disallow", paths.To(l, page)+"?")
			rule("Disallow", paths.To(l, page)+"/*?")
		}
		for _, page := range private {
			rule("Disallow", paths.To(l, page)+"$")
			rule("Disallow", paths.To(l, page)+"/")
			rule("Disallow", paths.To(l, page)+"?")
		}
	}
	if base != "" {
		b.WriteString("\nSitemap: " + base + "/sitemap.xml\n")
	}
	return b.String()
}
