package choosing

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/choosing"
	"github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// mostKept is the most offerings that any address here is read for.
const mostKept = wording.MostKept

// asked is an address that names offerings, read: what it names, what there is of that, and what is wrong with the rest.
type asked struct {
	values  url.Values
	own     bool // the offerings are the shortlist itself
	choice  catalogue.Choice
	items   []catalogue.Item // that may be shown today, at most mostKept, in the order of the address
	gone    []catalogue.Gone
	foreign int
	at      wording.Here
	usage   offering.Usage
	wrong   error // what is wrong with the usage
	byCode  map[string]catalogue.Organiser
	workers map[uuid.UUID]quality.Part // how many visit, where that was measured; read by the comparison alone
}

// read reads an address and what it names: one statement for the offerings, and another only when some are not there.
func (p *pages) read(c *gin.Context, own ...string) (asked, error) {
	values, err := webkit.Query(c)
	if err != nil {
		return asked{}, err
	}
	known := append(append(wording.Question(), "id", wording.ListParam), own...)
	if err := webkit.Only(values, known...); err != nil {
		return asked{}, err
	}
	a := asked{values: values, choice: catalogue.ReadChoice(values["id"]), at: wording.Whereabouts(values)}
	if a.usage, a.wrong = catalogue.ParseUsage(values); a.wrong != nil && !fault.Is(a.wrong, fault.CodeInvalid) {
		return asked{}, a.wrong
	}
	ctx, ids := c.Request.Context(), a.choice.First(mostKept).IDs
	if a.items, err = p.catalogue.Items(ctx, ids, a.at.Place); err != nil {
		return asked{}, err
	}
	for i := range a.items {
		a.items[i].By(a.usage)
	}
	if a.gone, a.foreign, err = p.catalogue.Missing(ctx, ids, a.items); err != nil {
		return asked{}, err
	}
	a.byCode, err = p.catalogue.OrganisersByCode(ctx)
	return a, err
}

// show answers with a page of what was asked.
func (p *pages) show(c *gin.Context, a asked, w words, title string, body templ.Component) {
	webkit.MayBeKept(c)
	status := http.StatusOK
	if a.wrong != nil {
		status = http.StatusUnprocessableEntity
	}
	p.kit.Page(c, status, layout.Page{
		Title: title, Kept: w.kept(a), Organiser: w.DressOf(a.byCode, a.items, a.at), NoIndex: true, Canonical: p.kit.Address(c), Error: a.wrong != nil,
		Description: w.T("choosing.description"),
	}, body)
}

// kept is the shortlist for the masthead: the one that is carried, or else the page's own.
func (w words) kept(a asked) layout.Kept { return wording.Carried(w.Lang(), a.carried()) }

func (a asked) carried() url.Values {
	if !a.own {
		return a.values
	}
	return a.ids(nil, url.Values{wording.ListParam: {strings.Join(a.shown(), ",")}})
}

// shown are the ids of what is there.
func (a asked) shown() []string {
	out := make([]string, len(a.items))
	for i, it := range a.items {
		out[i] = it.ID.String()
	}
	return out
}

// with is the address's parameters with all the offerings that it names, and some others changed: nil takes one away.
func (a asked) with(change url.Values) url.Values {
	return a.ids(a.choice.First(mostKept).Texts(), change)
}

// ids is the same with other offerings.
func (a asked) ids(ids []string, change url.Values) url.Values {
	v := url.Values{"id": ids}
	for _, name := range append(wording.Question(), onlyParam, wording.ListParam) {
		if text := a.values.Get(name); text != "" {
			v.Set(name, text)
		}
	}
	for name, values := range change {
		v[name] = values
		if len(values) == 0 {
			delete(v, name)
		}
	}
	return v
}

// fields are parameters for a form to carry along.
func fields(v url.Values) []public.Field {
	var out []public.Field
	for _, name := range append(wording.Question(), onlyParam, wording.ListParam, "id") {
		for _, value := range v[name] {
			out = append(out, public.Field{Name: name, Value: value})
		}
	}
	return out
}

// notices tell what is wrong with an address: which offerings are gone and whom to call, and how many others are none.
func (w words) notices(a asked) []views.Notice {
	var out []views.Notice
	add := func(text string) { out = append(out, views.Notice{Text: text}) }
	for _, g := range a.gone {
		n := views.Notice{Text: w.T("choosing.notice.gone", "Name", g.Name, "Service", g.Service.Name(w.lang()))}
		if o := a.byCode[g.Organiser]; o.Phone != "" {
			n.Text += " " + w.T("choosing.notice.call", "Organiser", o.Name.In(w.lang()))
			n.Link = public.Link{Text: o.Phone, Href: components.Tel(o.Phone)}
		}
		out = append(out, n)
	}
	if a.foreign > 0 {
		add(w.T("choosing.notice.foreign", "Count", a.foreign))
	}
	if a.choice.Unreadable > 0 {
		add(w.T("choosing.notice.unreadable", "Count", a.choice.Unreadable))
	}
	if a.choice.Doubled > 0 {
		add(w.T("choosing.notice.doubled"))
	}
	if n := len(a.choice.IDs); n > mostKept {
		add(w.T("choosing.notice.too_many", "Count", n, "Most", mostKept))
	}
	if text := a.values.Get("place"); text != "" && a.at.Place == nil {
		add(w.T("choosing.notice.place_lost", "Place", webkit.Short(text)))
	}
	return out
}

// usage is the form of how much is used, when that has a meaning for any of the services. Services that are used by
// different measures each have their own, until one is asked for all.
func (w words) usage(a asked, action string) *views.Usage {
	v := &views.Usage{Action: action, Keep: fields(a.with(url.Values{"minutes": nil, "times": nil}))}
	var used []offering.Usage
	for _, it := range a.items {
		if r := service.RhythmOf(it.Service.Key); r == service.Visits || r == service.Counted {
			used = append(used, it.Usage)
		}
	}
	if len(used) == 0 {
		return nil
	}
	v.Times, v.Minutes = number(used[0].Times), number(used[0].Minutes)
	for _, u := range used[1:] {
		if u != used[0] {
			v.Times, v.Minutes, v.Hint = number(a.usage.Times), number(a.usage.Minutes), w.T("choosing.usage.mixed")
		}
	}
	if a.usage != (offering.Usage{}) {
		v.Reset = action + "?" + a.with(url.Values{"minutes": nil, "times": nil}).Encode()
	}
	if a.wrong != nil {
		for _, f := range fault.From(a.wrong).Fields {
			text := w.T(f.Key, "Min", f.Args["Min"], "Max", f.Args["Max"])
			switch f.Name {
			case "minutes":
				v.Minutes, v.MinutesError = webkit.Short(a.values.Get("minutes")), text
			case "times":
				v.Times, v.TimesError = webkit.Short(a.values.Get("times")), text
			}
		}
	}
	return v
}

func number(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// askHref is where one asks for offerings; the place that was searched near is where they are wanted.
func (w words) askHref(ids []string, at wording.Here) string {
	values := url.Values{"id": ids}
	if at.Place != nil {
		values.Set("place", at.Text)
	}
	return paths.AskWith(w.Lang(), values)
}
