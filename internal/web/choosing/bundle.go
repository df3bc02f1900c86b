package choosing

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/choosing"
	"github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// bundle prices several services together. What was typed wrong is told on its field, and the rest of the form stays.
func (p *pages) bundle(c *gin.Context) error {
	w := say(p.kit.Printer(c))
	values, err := webkit.Query(c)
	if err != nil {
		return err
	}
	list := wording.ReadList(values)
	values.Del(wording.ListParam)
	q, wrong := catalogue.ParseBundle(values)
	q.Lang = w.lang()
	if wrong != nil && !fault.Is(wrong, fault.CodeInvalid) {
		return wrong
	}
	byCode, err := p.catalogue.OrganisersByCode(c.Request.Context())
	if err != nil {
		return err
	}
	view := w.bundleForm(q, values, wrong)
	view.List = list
	if len(q.Wanted) > 0 && q.Place != nil {
		found, err := p.catalogue.Bundle(c.Request.Context(), q)
		if err != nil {
			return err
		}
		w.answerBundle(&view, q, found, byCode[q.Place.Organiser], list)
	}
	status, dress := http.StatusOK, layout.Organiser{}
	if wrong != nil {
		status = http.StatusUnprocessableEntity
	}
	if q.Place != nil {
		dress = w.Clothes(byCode[q.Place.Organiser])
	}
	webkit.MayBeKept(c)
	p.kit.Page(c, status, layout.Page{
		Title: view.Title, Organiser: dress, Error: wrong != nil, NoIndex: len(values) > 0, Canonical: p.kit.Address(c),
	}, views.BundlePage(view))
	return nil
}

func (w words) bundleForm(q catalogue.BundleQuery, values url.Values, wrong error) views.Bundle {
	v := views.Bundle{
		Title: w.T("choosing.bundle.title"), Lead: w.T("choosing.bundle.lead"), Action: paths.BundleWith(w.Lang(), nil),
		Place:  q.PlaceText,
		Crumbs: []components.Crumb{{Text: w.T("public.producer.front"), Href: paths.Front(w.Lang())}},
	}
	errors := map[string]string{}
	if wrong != nil {
		for _, f := range fault.From(wrong).Fields {
			errors[f.Name] = w.T(f.Key, "Min", f.Args["Min"], "Max", f.Args["Max"], "Place", f.Args["Place"])
		}
		if errors["place"] != "" {
			v.PlaceError = w.T("public.problem.place_field")
		}
	} else if len(q.Wanted) > 0 && q.Place == nil {
		v.PlaceError = w.T("choosing.bundle.where")
	}
	for _, g := range service.Groups() {
		group := views.Picks{Title: g.Name(w.lang())}
		for _, svc := range service.All() {
			if svc.Group == g.Key {
				group.Services = append(group.Services, views.Pick{
					Key: svc.Key, Text: svc.Name(w.lang()),
					Checked: slices.ContainsFunc(q.Wanted, func(x catalogue.Wanted) bool { return x.Service.Key == svc.Key }),
				})
			}
		}
		v.Groups = append(v.Groups, group)
	}
	for _, wanted := range q.Wanted {
		v.Used = append(v.Used, w.used(wanted, values, errors))
	}
	return v
}

// used is how much of a service is used, to be changed where that has a meaning.
func (w words) used(wanted catalogue.Wanted, values url.Values, errors map[string]string) views.Used {
	key := wanted.Service.Key
	u := offering.UsageFor(key, wanted.Usage)
	used := views.Used{Key: key, Name: wanted.Service.Name(w.lang())}
	times, minutes := "times_"+key, "minutes_"+key
	switch service.RhythmOf(key) {
	case service.Visits:
		used.Minutes, used.MinutesError, used.Long = number(u.Minutes), errors[minutes], true
		fallthrough
	case service.Counted:
		used.Times, used.TimesError, used.Often = number(u.Times), errors[times], true
	}
	if used.TimesError != "" {
		used.Times = webkit.Short(values.Get(times))
	}
	if used.MinutesError != "" {
		used.Minutes = webkit.Short(values.Get(minutes))
	}
	return used
}

func (w words) answerBundle(v *views.Bundle, q catalogue.BundleQuery, b catalogue.Bundle, county catalogue.Organiser, list string) {
	v.Asked = w.T("choosing.bundle.asked", "Count", len(q.Wanted), "Place", q.Place.Label(w.lang()))
	at := wording.Here{Place: q.Place, Text: q.PlaceText, List: list}
	for _, c := range b.FromOne {
		way := w.way(c, at)
		way.Title = w.T("choosing.bundle.from_one", "Name", c.Parts[0].Item.Producer.Name)
		v.FromOne = append(v.FromOne, way)
	}
	if len(q.Wanted) > 1 && len(b.FromOne) == 0 {
		v.NoOne = w.T("choosing.bundle.no_one")
		if b.Nearly != nil {
			v.NoOne += " " + w.T("choosing.bundle.nearly", "Name", b.Nearly.Producers()[0].Name,
				"Count", b.Nearly.Sum.Told+b.Nearly.Sum.Untold, "List", w.missingOf(b.Nearly.Parts))
		}
	}
	if b.Cheapest.Sum.Told+b.Cheapest.Sum.Untold > 0 {
		way := w.way(b.Cheapest, at)
		way.Title = w.T("choosing.bundle.cheapest")
		if len(b.Cheapest.Producers()) == 1 {
			way.Title = w.T("choosing.bundle.cheapest_one", "Name", b.Cheapest.Producers()[0].Name)
		}
		v.Cheapest = &way
	}
	for i, part := range b.Cheapest.Parts {
		if part.Item == nil {
			v.Missing = append(v.Missing, w.missing(q, i, b.Else[i], list))
		}
	}
	if len(v.Missing) > 0 {
		v.County = w.Phone(county)
	}
}

// together leads from different services of one place to what they cost in a month together.
func (w words) together(a asked) public.Link {
	var keys []string
	for _, it := range a.items {
		if !has(keys, it.Service.Key) && len(keys) < catalogue.MaxBundle {
			keys = append(keys, it.Service.Key)
		}
	}
	if len(keys) < 2 || a.at.Place == nil {
		return public.Link{}
	}
	list := wording.Here{Text: a.at.Text, List: wording.ReadList(a.carried())}
	return public.Link{Text: w.T("choosing.bundle.together"), Href: paths.BundleWith(w.Lang(), list.With(url.Values{"service": keys}))}
}

// missingOf names the services that nobody of a combination gives.
func (w words) missingOf(parts []catalogue.Part) string {
	var names []string
	for _, p := range parts {
		if p.Item == nil {
			names = append(names, strings.ToLower(p.Wanted.Service.Name(w.lang())))
		}
	}
	return strings.Join(names, ", ")
}

// missing tells that a service is given by nobody there, and what one can do: look elsewhere, or leave it out.
func (w words) missing(q catalogue.BundleQuery, i, elsewhere int, list string) views.Missing {
	svc := q.Wanted[i].Service
	m := views.Missing{
		Text:    w.T("choosing.bundle.missing", "Service", svc.Name(w.lang()), "Place", q.Place.Label(w.lang())),
		Without: public.Link{Text: w.T("choosing.bundle.without")},
	}
	less := q
	less.Wanted = slices.Delete(slices.Clone(q.Wanted), i, i+1)
	m.Without.Href = paths.BundleWith(w.Lang(), wording.Here{List: list}.With(less.Values()))
	if elsewhere > 0 {
		m.Elsewhere = public.Link{
			Text: w.T("choosing.bundle.elsewhere", "Count", elsewhere), Href: paths.ResultsWith(w.Lang(), wording.Here{List: list}.With(url.Values{"service": {svc.Key}})),
		}
	}
	return m
}

// unbroken keeps a range on one line: a line may end after a dash, unless a word joiner follows.
func unbroken(amount string) string { return strings.ReplaceAll(amount, "–", "–\u2060") }

// way is one way to get the services: each part with its own amount, the sum of what is known, and what is not.
func (w words) way(c catalogue.Combination, at wording.Here) views.Way {
	var v views.Way
	var ids, untold []string
	for _, p := range c.Parts {
		if p.Item == nil {
			continue
		}
		it := *p.Item
		it.Usage, it.Month = p.Usage, p.Month
		here := at
		here.Usage = p.Wanted.Usage
		part := views.Part{
			Service: p.Wanted.Service.Name(w.lang()), Name: wording.Title(it), Href: w.ItemHref(it, here), Pays: w.Pays(it),
			Vacancy: w.Vacancy(it.Vacancy), More: paths.ResultsWith(w.Lang(), here.With(url.Values{"service": {it.Service.Key}, "sort": {catalogue.SortPays}})),
		}
		if part.Month = w.T("choosing.bundle.ask"); p.Month.Known {
			part.Month = w.Estimate(p.Month)
		} else {
			name := strings.ToLower(part.Service)
			if it.Pays.Cents != nil {
				part.Month = part.Pays.Sum + part.Pays.Per
				name += " (" + part.Month + ")"
			}
			untold = append(untold, name)
		}
		v.Parts, ids = append(v.Parts, part), append(ids, it.ID.String())
	}
	if c.Sum.Told > 0 {
		v.Sum = unbroken(w.Estimate(offering.Estimate{Known: true, Cents: c.Sum.Cents, Max: c.Sum.Max, From: c.Sum.From, Converted: true}))
	}
	if len(untold) > 0 {
		v.Untold = w.T("choosing.bundle.untold", "List", strings.Join(untold, ", "))
	}
	v.Ask = w.askHref(ids, at)
	v.Keep = paths.ShortlistWith(w.Lang(), at.With(url.Values{"id": ids}))
	return v
}
