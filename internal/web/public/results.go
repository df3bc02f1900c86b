package public

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// results answers a search. A place that is not known is no dead end: the page says so and offers what may be meant.
func (p *pages) results(c *gin.Context) error {
	w := say(p.kit.Printer(c))
	values, err := webkit.Query(c)
	if err != nil {
		return err
	}
	chosen := catalogue.ReadChoice(values[wording.CompareParam]).First(wording.MostCompared)
	values.Del(wording.CompareParam)
	list := wording.ReadList(values)
	values.Del(wording.ListParam)
	criteria, wrong := catalogue.ParseCriteria(values)
	criteria.Lang = w.lang()
	a := asked{Criteria: criteria, chosen: chosen.Texts(), list: list}
	status := http.StatusOK
	switch {
	case usageWrong(wrong):
		status = http.StatusUnprocessableEntity
	case fault.Is(wrong, fault.CodeInvalid):
		return p.unknownPlace(c, w, a, wrong)
	case wrong != nil:
		return wrong
	}
	found, err := p.catalogue.Search(c.Request.Context(), criteria)
	if err != nil {
		return err
	}
	if len(found.Items) == 0 && found.Total > 0 && a.Page > 1 {
		p.kit.SeeOther(c, a.page(w, 1))
		return nil
	}
	organiser, err := p.organiserOf(c, a)
	if err != nil {
		return err
	}
	view := w.resultsView(a, found)
	view.Phone = w.Phone(organiser)
	if len(found.Items) == 0 {
		if view.Empty, err = p.whatToDrop(c.Request.Context(), w, a); err != nil {
			return err
		}
	}
	w.WrongUsage(view.Usage, values, wrong)
	p.show(c, status, a, view, w.Clothes(organiser))
	return nil
}

func (p *pages) show(c *gin.Context, status int, a asked, view views.Results, dress layout.Organiser) {
	webkit.MayBeKept(c)
	page := layout.Page{
		Title: view.Title, Bare: true, Organiser: dress, Error: status == http.StatusUnprocessableEntity,
		NoIndex: a.Text != "" || len(a.chosen) > 0 || a.list != "", Canonical: p.kit.Address(c),
		Description: say(p.kit.Printer(c)).T("public.results.description", "Title", view.Title),
	}
	page.Keep = a.own().Encode()
	p.kit.Page(c, status, page, templ.Component(views.ResultsPage(view)))
}

// own is what of the question makes a page of its own: the one service of a list, and which page of the whole list it is.
// Everything else, and the pages of what is narrowed, are copies of the list.
func (a asked) own() url.Values {
	keep := url.Values{}
	if len(a.Services) == 1 {
		keep.Set("service", a.Services[0])
	}
	narrowed := a.values()
	for _, name := range []string{"service", "page"} {
		narrowed.Del(name)
	}
	if a.Page > 1 && len(a.Services) <= 1 && len(narrowed) == 0 {
		keep.Set("page", strconv.Itoa(a.Page))
	}
	return keep
}

// organiserOf is whose number and colours the page bears: the place's, or the one county asked for.
func (p *pages) organiserOf(c *gin.Context, a asked) (catalogue.Organiser, error) {
	code := ""
	switch {
	case a.Place != nil:
		code = a.Place.Organiser
	case len(a.Organisers) == 1:
		code = a.Organisers[0]
	default:
		return catalogue.Organiser{}, nil
	}
	all, err := p.catalogue.Organisers(c.Request.Context())
	if at := slices.IndexFunc(all, func(o catalogue.Organiser) bool { return o.Code == code }); at >= 0 {
		return all[at], nil
	}
	return catalogue.Organiser{}, err
}

func (p *pages) unknownPlace(c *gin.Context, w words, a asked, err error) error {
	f := fault.From(err)
	problem := views.Problem{Text: w.T("public.problem.place", "Place", a.PlaceText)}
	field := w.T("public.problem.place_field")
	if f.Key == catalogue.KeySeveralPlaces {
		problem.Text, field = w.T("public.problem.several", "Place", a.PlaceText), w.T("public.problem.several_field")
	}
	suggestions, _ := f.Args["Suggestions"].([]string)
	for _, s := range w.placesNamed(suggestions) {
		problem.Suggestions = append(problem.Suggestions, views.Link{
			Text: s, Href: a.with(w, func(c *catalogue.Criteria) { c.PlaceText = s }),
		})
	}
	search := w.searchForm(a)
	search.PlaceError = field
	p.show(c, http.StatusUnprocessableEntity, a, views.Results{
		Title: problem.Text, Search: search, Summary: w.summary(a), Problem: &problem, Phone: w.Phone(catalogue.Organiser{}),
	}, layout.Organiser{})
	return nil
}

// placesNamed writes suggested places in the page's language, each once.
func (w words) placesNamed(suggestions []string) []string {
	var out []string
	for _, s := range suggestions {
		if p, err := place.Find(s); err == nil {
			s = p.Label(w.lang())
		}
		if !has(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (w words) resultsView(a asked, found catalogue.Page) views.Results {
	view := views.Results{
		Title: w.resultsTitle(a, found), Search: w.searchForm(a), Summary: w.summary(a),
		Understood: w.understood(a, found), Found: w.T("public.results.found", "Count", found.Total),
		Tiles: w.tiles(a, found), Facets: w.facets(a, found), Chips: w.chips(a),
		Narrow:   views.Form{Action: paths.Results(w.Lang()), Keep: a.fields(shown(a)...)},
		ClearAll: a.with(w, clearAll), Sorts: w.sorts(a),
		Chosen: a.chosen, Usage: w.usage(a, found), OrderNote: w.orderNote(a, found),
		Compare: views.Form{Action: paths.Compare(w.Lang()), Keep: w.compareKeep(a)},
	}
	if n := len(view.Chips); n > 0 {
		view.Active = n
	}
	view.Unrated, view.ShowUnrated = w.unrated(a, found)
	if n := len(view.Chips) - mostChips; n > 1 { // one more takes no more room than saying so
		view.Chips, view.MoreChips = view.Chips[:mostChips], view.Chips[mostChips:]
		view.MoreChipsText = w.T("public.results.more_chips", "Count", n)
	}
	view.NearYou = a.Place == nil && len(a.Organisers) == 0 && found.Total > 0
	if town, named := place.Town(a.Text); named && a.PlaceText == "" {
		name := town.Label(w.lang())
		view.InTown = views.Link{
			Text: w.T("public.results.in_town", "Place", name), Href: a.with(w, func(c *catalogue.Criteria) { c.PlaceText = name }),
		}
	}
	if a.Text != "" && view.Understood.Instead == "" {
		view.Clear = a.with(w, func(c *catalogue.Criteria) { c.Text = "" })
	}
	here := wording.Here{Place: a.Place, Text: a.PlaceText, Usage: a.Usage, List: a.list}
	there := make(map[string]bool, len(found.Items))
	keep := w.ShortlistHref(here, "")
	view.Cards = make([]views.Card, 0, len(found.Items))
	for _, it := range found.Items {
		card := w.Card(it, here)
		card.Chosen, card.KeepHref = has(a.chosen, card.ID), keep+card.ID
		there[card.ID] = true
		view.Cards = append(view.Cards, card)
	}
	for _, id := range a.chosen {
		if !there[id] {
			view.Kept = append(view.Kept, id)
		}
	}
	if n := len(wording.Kept(a.list)); n > 0 {
		view.Listed = views.Link{Text: w.T("choosing.shortlist.open", "Count", n), Href: paths.ShortlistWith(w.Lang(), here.With(url.Values{wording.ListParam: {a.list}}))}
	}
	view.Pages = components.Pages(a.Page, lastPage(a, found.Total), func(n int) string { return a.page(w, n) })
	return view
}

// mostChips is how many narrowings stand above the results before the rest folds away.
const mostChips = 8

// lastPage is the last that may be asked for: lists are not read beyond catalogue.MaxOffset.
func lastPage(a asked, total int) int {
	last := (total + a.PerPage - 1) / a.PerPage
	return min(last, catalogue.MaxOffset/a.PerPage+1)
}

// compareKeep is what the comparison needs to lead back to these results.
func (w words) compareKeep(a asked) []views.Field {
	var out []views.Field
	asked := a.values()
	for _, name := range append(wording.Question(), wording.ListParam) {
		if value := asked.Get(name); value != "" {
			out = append(out, views.Field{Name: name, Value: value})
		}
	}
	return out
}

// searchForm shows the question again. A service that was chosen from the tray is written out in words, so that it can
// be changed; other narrowings stay.
func (w words) searchForm(a asked) views.Search {
	s := views.Search{Action: paths.Results(w.Lang()), Q: a.Text, Place: a.PlaceText, Keep: a.fields("q", "place", "exact")}
	if a.Place != nil {
		s.Place = a.Place.Label(w.lang())
	}
	if a.Text == "" && len(a.Services) == 1 {
		s.Q = w.serviceName(a.Services[0])
		s.Keep = a.fields("q", "place", "service", "exact")
	}
	return s
}

func (w words) serviceName(key string) string {
	s, ok := service.ByKey(key)
	if !ok {
		return key
	}
	return s.Name(w.lang())
}

func (w words) serviceNames(keys []string) []string {
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = w.serviceName(key)
	}
	return names
}

// resultsTitle is what was found, where: "Kotihoito, 40520 Jyväskylä".
func (w words) resultsTitle(a asked, found catalogue.Page) string {
	name := w.T("public.results.title")
	if key := onlyService(a, found); key != "" {
		name = w.serviceName(key)
	}
	if a.Place == nil {
		return name
	}
	return w.T("public.results.title_place", "Service", name, "Place", wording.Unbroken(a.Place.Label(w.lang())))
}

func (w words) summary(a asked) string {
	what := a.Text
	if what == "" && len(a.Services) == 1 {
		what = w.serviceName(a.Services[0])
	}
	if what == "" {
		what = w.T("public.search.everything")
	}
	switch {
	case a.Place != nil:
		return what + ", " + a.Place.Label(w.lang())
	case a.PlaceText != "":
		return what + ", " + a.PlaceText
	}
	return what
}

func (w words) sorts(a asked) []views.Sort {
	var out []views.Sort
	for _, s := range catalogue.Sorts() {
		if s == catalogue.SortDistance && a.Place == nil {
			continue
		}
		out = append(out, views.Sort{
			Text: w.T("public.sort." + s), Current: s == a.Sort, Href: a.with(w, func(c *catalogue.Criteria) { c.Sort = s }),
		})
	}
	return out
}

func has(list []string, value string) bool {
	for _, s := range list {
		if s == value {
			return true
		}
	}
	return false
}
