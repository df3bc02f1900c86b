package choosing

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/choosing"
	"github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// addParam is one offering more for a shortlist that is carried by wording.ListParam.
const addParam = "add"

// shortlist shows what its address keeps. What comes from a form of another page – what was kept before, and one more –
// is first written into an address that can be kept, sent and printed.
func (p *pages) shortlist(c *gin.Context) error {
	w := say(p.kit.Printer(c))
	values, err := webkit.Query(c)
	if err != nil {
		return err
	}
	if values.Has(addParam) || values.Has(wording.ListParam) {
		p.kit.SeeOther(c, paths.ShortlistWith(w.Lang(), gathered(values)))
		return nil
	}
	a, err := p.read(c)
	if err != nil {
		return err
	}
	a.own = true
	view := w.shortlistView(a, p.kit.Address(c))
	p.show(c, a, w, view.Title, views.ShortlistPage(view))
	return nil
}

// gathered is the address of a shortlist: what was on it, what was chosen, and what is added. An unknown parameter stays, so
// that the page refuses it.
func gathered(values url.Values) url.Values {
	out := url.Values{}
	for name, list := range values {
		if name != addParam && name != wording.ListParam && name != "id" && strings.Join(list, "") != "" {
			out[name] = list
		}
	}
	for _, id := range append(append(wording.Kept(wording.ReadList(values)), values["id"]...), values[addParam]...) {
		if !has(out["id"], id) {
			out.Add("id", id)
		}
	}
	return out
}

func has(list []string, value string) bool { return len(without(list, value)) < len(list) }

func (w words) shortlistView(a asked, address string) views.Shortlist {
	carried := a.carried()
	back := w.BackToResults(carried, nil)
	v := views.Shortlist{
		Title: w.T("choosing.shortlist.title"), Notices: w.notices(a), Address: address,
		Mail:   "mailto:?subject=" + url.PathEscape(w.T("choosing.shortlist.mail")) + "&body=" + url.PathEscape(address),
		Crumbs: []components.Crumb{{Text: w.T("public.producer.front"), Href: paths.Front(w.Lang())}, {Text: w.T("public.results.services"), Href: back}},
		More:   public.Link{Text: w.T("choosing.shortlist.more"), Href: back}, Usage: w.usage(a, paths.ShortlistWith(w.Lang(), nil)),
		Compare: public.Form{Action: paths.Compare(w.Lang()), Keep: fields(carried)},
		Lead:    w.T("choosing.shortlist.lead"), Together: w.together(a),
	}
	if n := len(a.items); n > 0 {
		v.Title = w.T("choosing.shortlist.title_count", "Count", n)
	} else {
		v.More.Text = w.T("choosing.compare.choose")
	}
	at := a.at
	at.List = strings.Join(a.shown(), ",")
	for _, it := range a.items {
		v.Entries = append(v.Entries, w.entry(a, at, it))
	}
	v.Visit = w.visit(a.items)
	v.Ask = w.askHref(a.shown(), a.at)
	return v
}

func (w words) entry(a asked, at wording.Here, it catalogue.Item) views.Entry {
	e := views.Entry{
		Card: w.Card(it, at), Address: w.Address(it.Point), Phone: w.UnitPhone(it),
		Remove: paths.ShortlistWith(w.Lang(), a.ids(without(a.shown(), it.ID.String()), nil)),
	}
	if catalogue.RightOf(it.Scheme.Regime, it.Pays.Kind) != catalogue.RightContract {
		e.County = w.Phone(a.byCode[it.Scheme.Organiser])
	}
	return e
}

// visiting lists the kinds of services that questions for a visit are written for, with how many there are.
var visiting = []struct {
	key    string
	count  int
	groups []string // of the service tray; none: for every service
}{
	{"any", 6, nil},
	{"at_home", 5, []string{"at_home", "families", "disability"}},
	{"daily_life", 4, []string{"daily_life"}},
	{"housing", 6, []string{"housing"}},
	{"health", 4, []string{"health", "mind"}},
}

// visit are good questions to ask before choosing, by what is on the list.
func (w words) visit(items []catalogue.Item) []views.Visit {
	var out []views.Visit
	for _, kind := range visiting {
		wanted := len(items) > 0 && kind.groups == nil
		for _, it := range items {
			wanted = wanted || has(kind.groups, it.Service.Group)
		}
		if !wanted {
			continue
		}
		v := views.Visit{Title: w.T("choosing.visit." + kind.key + "_title")}
		for n := 1; n <= kind.count; n++ {
			v.Questions = append(v.Questions, w.T("choosing.visit."+kind.key+"_"+strconv.Itoa(n)))
		}
		out = append(out, v)
	}
	return out
}
