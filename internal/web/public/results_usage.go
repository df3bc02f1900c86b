package public

import (
	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/search"
)

// usageWrong tells whether nothing is wrong with the address but the usage: the search can be answered by the usual one,
// with the mistake told on its field.
func usageWrong(err error) bool {
	f := fault.From(err)
	return f != nil && f.Code == fault.CodeInvalid && !f.HasField("place") && (f.HasField("minutes") || f.HasField("times"))
}

// onlyService is the one service that the results are of, or "" when they are of several.
func onlyService(a asked, found catalogue.Page) string {
	switch {
	case len(a.Services) == 1:
		return a.Services[0]
	case len(a.Services) == 0 && a.Text != "" && len(found.Understood) == 1:
		return found.Understood[0]
	}
	return ""
}

// usage is the form that shows by which usage amounts a month are told, and lets it be changed.
func (w words) usage(a asked, found catalogue.Page) *views.Usage {
	v := w.UsageForm(onlyService(a, found), a.Usage)
	if v == nil {
		return nil
	}
	v.Form, v.Carried = views.Form{Action: paths.Results(w.Lang()), Keep: a.fields("minutes", "times")}, a.chosen
	if a.Usage != (offering.Usage{}) {
		v.Reset = a.with(w, func(c *catalogue.Criteria) { c.Usage = offering.Usage{} })
	}
	return v
}

// orderNote says what an order by what one pays did with what is not known.
func (w words) orderNote(a asked, found catalogue.Page) string {
	if a.Sort != catalogue.SortPays {
		return ""
	}
	note := w.T("pays.order.told")
	if n := found.Facets[search.FacetPays][offering.Unknown]; n > 0 && (len(a.Pays) == 0 || has(a.Pays, offering.Unknown)) {
		note += " " + w.T("pays.order.untold", "Count", n)
	}
	return note
}
