package reports

import (
	"context"
	"regexp"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/report"
)

// slugShape is a name in an address that we make: an organiser's, a scheme's, a help page's.
var slugShape = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,60}$`)

// pageOf reads which page of ours a path is, in the language of the report. Only what we ourselves put into addresses
// is kept: ids, and names of counties, schemes and help pages. A query never is, since people type into it; what is no
// public page of ours is the front page, and so the service as a whole.
func pageOf(path string, l locale.Lang) report.About {
	path, _, _ = strings.Cut(path, "?")
	path, _, _ = strings.Cut(path, "#")
	front := report.About{Path: paths.Front(l)}
	from, page, below, ok := paths.PageAt(path)
	if !ok || page == "" || len(path) > 300 {
		return front
	}
	about := report.About{Page: string(page), Path: paths.To(from, page)}
	if len(below) == 0 {
		if !public(page) {
			return front
		}
		return about
	}
	return objectOf(about, from, page, below, front)
}

// public tells which pages anybody may read without more in the address.
func public(page paths.Page) bool {
	switch page {
	case paths.PageResults, paths.PageCompare, paths.PageShortlist, paths.PageBundle, paths.PageApproved, paths.PageQuality, paths.PageReport,
		paths.PageHelp, paths.PageEasy, paths.PageAccessibility, paths.PageOpenData, paths.PageSignIn, paths.PageSignUp:
		return true
	}
	return false
}

// objectOf reads what comes below a page.
func objectOf(about report.About, l locale.Lang, page paths.Page, below []string, front report.About) report.About {
	id, err := uuid.Parse(below[0])
	isID := err == nil && len(below) == 1 && id.String() == below[0]
	switch page {
	case paths.PageResults:
		about.Offering = id
	case paths.PageProducer:
		about.Producer = id
	case paths.PageUnit:
		about.Unit = id
	case paths.PagePoint:
		about.Point = id
	case paths.PageArea, paths.PageApproved:
		return listOf(about, l, page, below, front)
	case paths.PageHelp, paths.PageEasy, paths.PageQuality:
		if slugShape.MatchString(below[0]) {
			about.Path = paths.To(l, page, below[0])
		}
		return about
	default:
		if !public(page) {
			return front
		}
		return about
	}
	if !isID {
		return front
	}
	about.Path = paths.To(l, page, below[0])
	return about
}

// listOf reads an organiser's page, and a scheme's list below it.
func listOf(about report.About, l locale.Lang, page paths.Page, below []string, front report.About) report.About {
	if !slugShape.MatchString(below[0]) {
		return front
	}
	about.Organiser, about.Path = below[0], paths.To(l, page, below[0])
	if page == paths.PageApproved && len(below) > 1 && slugShape.MatchString(below[1]) {
		about.Scheme, about.Path = below[1], paths.To(l, page, below[0], below[1])
	}
	return about
}

// name is a page in words, with the name of what it shows where that is known.
func (p *pages) name(ctx context.Context, w words, about report.About) string {
	kind := w.page(about.Page)
	switch {
	case about.Offering != uuid.Nil:
		if it, err := p.catalogue.Item(ctx, about.Offering, nil); err == nil {
			return it.Service.Name(w.lang()) + ", " + it.Unit.Name
		}
	case about.Producer != uuid.Nil:
		if of, err := p.catalogue.Producer(ctx, about.Producer, nil, 1); err == nil {
			return of.Producer.Name
		}
	case about.Unit != uuid.Nil:
		if of, err := p.catalogue.Unit(ctx, about.Unit, nil, 1); err == nil && len(of.Units) > 0 {
			return w.T("public.offering.unit") + ", " + of.Units[0].Unit.Name
		}
	case about.Point != uuid.Nil:
		if of, err := p.catalogue.Point(ctx, about.Point, nil, 1); err == nil && len(of.Units) > 0 && len(of.Units[0].Points) > 0 {
			return w.T("public.offering.point") + ", " + of.Units[0].Points[0].Point.Name
		}
	}
	return kind
}

// page is a kind of page in words.
func (w words) page(page string) string {
	if key := "report.page." + page; page != "" && w.Has(key) {
		return w.T(key)
	}
	return w.T("report.page.front")
}

// hasObject tells whether a page says something of a producer.
func hasObject(about report.About) bool {
	return about.Offering != uuid.Nil || about.Producer != uuid.Nil || about.Unit != uuid.Nil || about.Point != uuid.Nil || about.Scheme != ""
}
