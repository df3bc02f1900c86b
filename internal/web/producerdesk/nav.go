package producerdesk

import (
	"slices"
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// Nav is the sections of the producer's desk, for every page of it: those of applications and colleagues too. Path is
// the page's own.
func Nav(p *locale.Printer, path string) []layout.NavLink {
	l := p.Lang()
	links := []layout.NavLink{
		{Text: p.T("producerdesk.nav.home"), Href: paths.Desk(l)},
		{Text: p.T("producerdesk.nav.messages"), Href: paths.Desk(l, "messages")},
		{Text: p.T("producerdesk.nav.profile"), Href: paths.Desk(l, "profile")},
		{Text: p.T("producerdesk.nav.units"), Href: paths.Desk(l, "units")},
		{Text: p.T("producerdesk.nav.applications"), Href: paths.Desk(l, "applications")},
		{Text: p.T("producerdesk.nav.evidence"), Href: paths.Desk(l, "evidence")},
		{Text: p.T("tenure.upkeep.nav"), Href: paths.Desk(l, "upkeep")},
		{Text: p.T("producerdesk.nav.offerings"), Href: paths.Desk(l, "offerings")},
		{Text: p.T("producerdesk.nav.members"), Href: paths.Desk(l, "members")},
		{Text: p.T("report.queue.title"), Href: paths.Desk(l, "reports")},
		{Text: p.T("merge.claim.nav"), Href: paths.Desk(l, "claims")},
	}
	path = strings.TrimSuffix(path, "/")
	for i := range links {
		below := i > 0 && strings.HasPrefix(path, links[i].Href+"/")
		links[i].Current = path == links[i].Href || below
	}
	for part, section := range belongs {
		if at := paths.Desk(l, part); path == at || strings.HasPrefix(path, at+"/") {
			i := slices.IndexFunc(links, func(link layout.NavLink) bool { return link.Href == paths.Desk(l, section) })
			links[i].Current = true
		}
	}
	return links
}

// belongs tells in which section a page is whose address begins otherwise.
var belongs = map[string]string{
	"points":     "units",
	"tables":     "offerings",
	"tokens":     "offerings", // tokens tell of vacancies
	"admissions": "applications",
	"schemes":    "applications",
	"together":   "applications",
}
