package public

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/linked"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// groupIcons are the tray's pictures by the key of the group.
var groupIcons = map[string]string{
	"at_home": "home", "daily_life": "day", "housing": "key", "health": "heart", "disability": "support",
	"families": "family", "mind": "mind", "together": "together",
}

// inTray are the services of each group that most people come for. The tray names them and offers the rest together.
var inTray = map[string][]string{
	"at_home":    {"home_care", "home_nursing", "safety_alarm", "carer_respite"},
	"daily_life": {"meals", "cleaning", "shopping", "transport"},
	"housing":    {"round_the_clock_housing", "communal_housing", "short_term_care", "senior_housing"},
	"health":     {"physiotherapy", "assistive_devices", "memory_support", "dental_care"},
	"disability": {"personal_assistance", "day_activity", "work_activity", "coaching"},
	"families":   {"family_home_service", "family_work", "support_person", "supervised_visits"},
	"mind":       {"psychotherapy", "mental_health_rehabilitation", "substance_rehabilitation", "social_rehabilitation"},
	"together":   {"friend_visitor", "meeting_place", "exercise_group", "pastoral_care"},
}

func (p *pages) front(c *gin.Context) error {
	w := say(p.kit.Printer(c))
	values, err := webkit.Query(c)
	if err != nil {
		return err
	}
	if err := webkit.Only(values, wording.ListParam); err != nil {
		return err
	}
	list := wording.ReadList(values)
	organisers, err := p.catalogue.Organisers(c.Request.Context())
	if err != nil {
		return err
	}
	webkit.MayBeKept(c)
	p.kit.Page(c, 200, layout.Page{Title: w.T("public.front.title"), Description: w.T("public.front.description"), Bare: true, Linked: linked.Of(linked.Site(p.kit.Base(), w.Printer))},
		views.FrontPage(views.Front{
			Search: views.Search{Action: paths.Results(w.Lang()), Keep: carried(list)},
			Bundle: paths.BundleWith(w.Lang(), wording.Here{List: list}.With(url.Values{})), Examples: w.examples(list), Groups: w.tray("", list), Counties: w.countyList(organisers),
		}))
	return nil
}

// carried is a shortlist as a form carries it.
func carried(list string) []views.Field {
	if list == "" {
		return nil
	}
	return []views.Field{{Name: wording.ListParam, Value: list}}
}

func (w words) examples(list string) []views.Link {
	texts := []string{w.T("public.front.example1"), w.T("public.front.example2"), w.T("public.front.example3")}
	out := make([]views.Link, len(texts))
	for i, text := range texts {
		out[i] = views.Link{Text: text, Href: paths.ResultsWith(w.Lang(), wording.Here{List: list}.With(url.Values{"q": {text}}))}
	}
	return out
}

// parted has soft hyphens in compounds that are wider than a column of the tray, where they are grown together.
var parted = strings.NewReplacer("Funktionshinderservice", "Funktionshinder\u00adservice")

// tray is every group of services, of one organiser when its code is given.
func (w words) tray(organiser, list string) []views.Group {
	href := func(keys ...string) string {
		v := wording.Here{List: list}.With(url.Values{"service": {strings.Join(keys, ",")}})
		if organiser != "" {
			v.Set("organiser", organiser)
		}
		return paths.ResultsWith(w.Lang(), v)
	}
	var out []views.Group
	for _, g := range service.Groups() {
		group := views.Group{Title: parted.Replace(g.Name(w.lang())), Icon: groupIcons[g.Key]}
		var keys []string
		for _, s := range service.InGroup(g.Key) {
			keys = append(keys, s.Key)
		}
		for _, key := range inTray[g.Key] {
			group.Services = append(group.Services, views.Link{Text: w.serviceName(key), Href: href(key)})
		}
		group.All = views.Link{Text: w.T("public.front.all_in_group", "Count", len(keys)), Href: href(keys...)}
		out = append(out, group)
	}
	return out
}

// countyList is the counties in the order of the alphabet of the page's language.
func (w words) countyList(all []catalogue.Organiser) []views.County {
	out := make([]views.County, len(all))
	for i, o := range all {
		out[i] = views.County{
			Name: o.Name.In(w.lang()), Href: paths.Area(w.Lang(), o.Slug), Phone: o.Phone, Website: o.URL.In(w.lang()),
		}
		if o.Phone != "" {
			out[i].Tel = components.Tel(o.Phone)
		}
	}
	order := w.collator()
	slices.SortFunc(out, func(a, b views.County) int { return order.CompareString(a.Name, b.Name) })
	return out
}

// collator orders words as the page's language does. It is not safe for concurrent use, so each caller makes its own.
func (w words) collator() *collate.Collator { return collate.New(language.Make(w.lang())) }

// area is a county's entrance: its name, phone, hours and site, and the same question about its services.
func (p *pages) area(c *gin.Context) error {
	w := say(p.kit.Printer(c))
	values, err := webkit.Query(c)
	if err != nil {
		return err
	}
	if err := webkit.Only(values, wording.ListParam); err != nil {
		return err
	}
	organisers, err := p.catalogue.Organisers(c.Request.Context())
	if err != nil {
		return err
	}
	at := slices.IndexFunc(organisers, func(o catalogue.Organiser) bool { return o.Slug == c.Param("slug") })
	if at < 0 {
		return fault.New(fault.CodeNotFound, "fault.public.no_such_county")
	}
	o := organisers[at]
	name := o.Name.In(w.lang())
	view := views.Area{
		Name: name, Website: o.URL.In(w.lang()), Phone: w.Phone(o), Groups: w.tray(o.Code, wording.ReadList(values)), Front: paths.Front(w.Lang()),
		Search: views.Search{Action: paths.Results(w.Lang()), Keep: append(carried(wording.ReadList(values)), views.Field{Name: "organiser", Value: o.Code})},
	}
	if county, ok := place.CountyByCode(o.Code); ok && len(county.Municipalities) > 1 {
		names := w.Municipalities(county.Municipalities)
		w.collator().SortStrings(names)
		view.Municipalities = w.T("public.area.municipalities", "List", strings.Join(names, ", "))
	}
	webkit.MayBeKept(c)
	p.kit.Page(c, 200, layout.Page{
		Title: name, Description: w.T("public.area.description", "Name", name), Bare: true, Organiser: w.Clothes(o),
		Linked: linked.Of(linked.Breadcrumbs(p.kit.Base(), []components.Crumb{{Text: w.T("public.producer.front"), Href: paths.Front(w.Lang())}}, name)),
	}, views.AreaPage(view))
	return nil
}
