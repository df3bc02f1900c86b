package schemedesk

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/schemedesk"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// added is the segment of the address of a line that is not there yet.
const added = "new"

// lines is what the two pages of lines share.
func (d *desk) lines(c *gin.Context, e scheme.Editing, s scheme.Section) views.Lines {
	w := d.words(c)
	v := views.Lines{Back: at(w.Lang(), e.SchemeID, "edit"), Kicker: e.Form.Basics.Name(w.lang()), Title: w.T("schemedesk.section." + string(s)),
		Lead: w.T("schemedesk.lead." + string(s)), Saved: c.Query("saved") != "",
		Add: components.ButtonArgs{Text: w.T("schemedesk.add." + string(s)), Href: at(w.Lang(), e.SchemeID, "edit", string(s), added), Kind: "secondary"}}
	for _, r := range w.rows(e.Form, s, e.Named) {
		v.Rows = append(v.Rows, components.SummaryRow{Key: r.label, Lines: r.lines, Actions: []components.Action{
			{Text: w.T("schemedesk.line.change"), Hidden: r.label, Href: at(w.Lang(), e.SchemeID, "edit", string(s), segment(r.key))}}})
	}
	return v
}

// segment names a line in an address; a service by a unit has a dot where its key has a slash.
func segment(key string) string { return strings.ReplaceAll(key, "/", ".") }

func (d *desk) services(c *gin.Context) error {
	e, done, err := d.editing(c)
	if err != nil || done {
		return err
	}
	day, month, year := webkit.DateParts(e.Form.Terms.From)
	d.showServices(c, answer{status: http.StatusOK, now: e}, day, month, year)
	return nil
}

func (d *desk) showServices(c *gin.Context, a answer, day, month, year string) {
	w := d.words(c)
	v := d.lines(c, a.now, scheme.SectionServices)
	v.None, v.Problem = w.T("schemedesk.services.none"), components.ErrorList(a.errs, "from=from-day")
	if a.now.Was != nil {
		v.Extra = &views.Form{Title: w.T("schemedesk.services.from_title"), Hidden: [][2]string{{"version", w.plain(a.now.Version)}}, Submit: w.T("schemedesk.edit.save"),
			Stale: w.staleNote(a, scheme.SectionServices),
			Fields: []templ.Component{components.DateInput(components.DateArgs{Name: "from", Legend: w.T("schemedesk.services.from"), Hint: w.T("schemedesk.services.from_hint"),
				Day: day, Month: month, Year: year, Error: a.errs["from"]})}}
	}
	d.page(c, a.status, v.Title, views.LinesPage(v))
}

// saveFrom keeps the day from which changed terms hold.
func (d *desk) saveFrom(c *gin.Context) error {
	e, done, err := d.editing(c)
	if err != nil || done {
		return err
	}
	var f struct {
		Version int    `form:"version"`
		Day     string `form:"from-day"`
		Month   string `form:"from-month"`
		Year    string `form:"from-year"`
	}
	if err := d.Kit.Bind(c, &f); err != nil {
		return err
	}
	from, ok := webkit.ParseDate(f.Day, f.Month, f.Year)
	if !ok {
		err = fault.Invalid().On("from", "fault.scheme.date")
	} else {
		err = d.schemes.Save(c.Request.Context(), d.Kit.Actor(c), e.SchemeID, f.Version, scheme.TermsFrom{TermsList: scheme.TermsList{From: from}})
	}
	return d.saved(c, e, err, scheme.SectionServices, func(a answer) { d.showServices(c, a, f.Day, f.Month, f.Year) })
}

// saved ends a save of a line: back to the list, or the page again.
func (d *desk) saved(c *gin.Context, e scheme.Editing, err error, s scheme.Section, again func(answer)) error {
	if err == nil {
		d.Kit.SeeOther(c, at(d.Kit.Lang(c), e.SchemeID, "edit", string(s))+"?saved=1")
		return nil
	}
	out, ok := d.outcome(c, e, err)
	if !ok {
		return err
	}
	again(out)
	return nil
}

// termsForm is a service by a unit as typed.
type termsForm struct {
	Version int    `form:"version"`
	Service string `form:"service"`
	Unit    string `form:"unit"`
	Value   string `form:"value"`
	Cap     string `form:"cap"`

	CapEvening  string `form:"cap_evening"`
	CapSaturday string `form:"cap_saturday"`
	CapSunday   string `form:"cap_sunday_holiday"`
	CapNight    string `form:"cap_night"`

	FeeMin string `form:"fee_min"`
	FeeMax string `form:"fee_max"`
	Do     string `form:"do"`
}

func (d *desk) terms(c *gin.Context) error {
	e, done, err := d.editing(c)
	if err != nil || done {
		return err
	}
	var f termsForm
	if key := c.Param("service"); key != added {
		t, there := e.Form.Terms.Of(strings.ReplaceAll(key, ".", "/"))
		if !there {
			return scheme.FaultNotFound
		}
		w := d.words(c)
		f = termsForm{Service: t.Service, Unit: t.Unit, Value: w.euros(t.Value), Cap: w.euros(t.Cap), FeeMin: w.euros(t.FeeMin), FeeMax: w.euros(t.FeeMax),
			CapEvening: w.euros(t.Evening), CapSaturday: w.euros(t.Saturday), CapSunday: w.euros(t.Sunday), CapNight: w.euros(t.Night)}
	}
	d.showTerms(c, answer{status: http.StatusOK, now: e}, f)
	return nil
}

// euros is an amount as it is typed.
func (w words) euros(amount *money.Cents) string {
	if amount == nil {
		return ""
	}
	if w.lang() == "en" {
		return amount.String()
	}
	return strings.Replace(amount.String(), ".", ",", 1)
}

func (f termsForm) read() (scheme.FormTerms, error) {
	bad := fault.Invalid()
	amount := func(field, text string) *money.Cents {
		if text == "" {
			return nil
		}
		cents, err := money.Parse(text)
		if err != nil {
			bad = bad.On(field, "fault.scheme.amount")
			return nil
		}
		return &cents
	}
	t := scheme.FormTerms{Service: f.Service, Unit: f.Unit, Value: amount("value", f.Value), Cap: amount("cap", f.Cap),
		FeeMin: amount("fee_min", f.FeeMin), FeeMax: amount("fee_max", f.FeeMax), TimeCaps: scheme.TimeCaps{
			Evening: amount("cap_evening", f.CapEvening), Saturday: amount("cap_saturday", f.CapSaturday),
			Sunday: amount("cap_sunday_holiday", f.CapSunday), Night: amount("cap_night", f.CapNight)}}
	if len(bad.Fields) > 0 {
		return t, bad
	}
	return t, nil
}

func (d *desk) saveTerms(c *gin.Context) error {
	e, done, err := d.editing(c)
	if err != nil || done {
		return err
	}
	var f termsForm
	if err := d.Kit.Bind(c, &f); err != nil {
		return err
	}
	key := strings.ReplaceAll(c.Param("service"), ".", "/")
	if key != added {
		f.Service, f.Unit, _ = strings.Cut(key, "/") // a line's service and unit are its name
	}
	ctx, a := c.Request.Context(), d.Kit.Actor(c)
	if f.Do == "drop" && key != added {
		err = d.schemes.Save(ctx, a, e.SchemeID, f.Version, scheme.DropTerms{Key: key})
	} else {
		t, unread := f.read()
		err = d.keep(c, e, f.Version, scheme.PutTerms{FormTerms: t}, unread)
	}
	return d.saved(c, e, err, scheme.SectionServices, func(out answer) { d.showTerms(c, out, f) })
}

func (d *desk) showTerms(c *gin.Context, a answer, f termsForm) {
	w, e := d.words(c), a.now
	fresh := c.Param("service") == added
	v := d.form(c, e, w.T("schemedesk.terms.title_new"), "services")
	v.Errors, v.Stale = components.ErrorList(a.errs, "service", "unit", "value", "cap", "cap_evening", "cap_saturday", "cap_sunday_holiday", "cap_night", "fee_min", "fee_max"), w.staleNote(a, scheme.SectionServices)
	if fresh {
		v.Fields = append(v.Fields, components.Select(w.serviceField(f.Service, a.errs["service"])), components.Radios(w.unitField(f.Unit, a.errs["unit"])))
	} else {
		v.Title = w.T("schemedesk.terms.title", "Service", w.service(f.Service), "Unit", strings.ToLower(w.unit(f.Unit)))
		v.Buttons = []components.ButtonArgs{{Text: w.T("schemedesk.terms.drop"), Name: "do", Value: "drop", Kind: "secondary"}}
	}
	amount := func(name, value string) templ.Component {
		return components.Input(components.InputArgs{Name: name, Label: w.T("schemedesk.terms." + name), Hint: w.T("schemedesk.terms." + name + "_hint"),
			Value: value, InputMode: "decimal", Width: "10", Suffix: "€", Error: a.errs[name]})
	}
	if e.Form.Basics.ClientPays == scheme.PaysOwnShare {
		v.Fields = append(v.Fields, amount("value", f.Value))
	}
	if e.Form.Basics.ClientPays != scheme.PaysFree {
		v.Fields = append(v.Fields, amount("cap", f.Cap), w.timeCaps(f, a.errs))
	}
	if e.Form.Basics.ClientPays == scheme.PaysClientFee {
		v.Fields = append(v.Fields, amount("fee_min", f.FeeMin), amount("fee_max", f.FeeMax))
	}
	d.page(c, a.status, v.Title, views.FormPage(v))
}

// timeCaps are the caps of evenings, weekends and nights, folded away until one is asked for.
func (w words) timeCaps(f termsForm, errs map[string]string) templ.Component {
	v := views.TimeCaps{Summary: w.T("schemedesk.terms.cap_times"), Lead: w.T("schemedesk.terms.cap_times_hint")}
	for _, one := range []struct{ time, value string }{{scheme.TimeEvening, f.CapEvening}, {scheme.TimeSaturday, f.CapSaturday},
		{scheme.TimeSunday, f.CapSunday}, {scheme.TimeNight, f.CapNight}} {
		name := "cap_" + one.time
		v.Open = v.Open || one.value != "" || errs[name] != ""
		v.Fields = append(v.Fields, components.InputArgs{Name: name, Label: w.T("prices.class." + one.time), Value: one.value, InputMode: "decimal",
			Width: "10", Suffix: "€", Error: errs[name]})
	}
	return views.TimeCapFields(v)
}

func (w words) serviceField(chosen, err string) components.SelectArgs {
	args := components.SelectArgs{Name: "service", Label: w.T("schemedesk.terms.service"), Error: err, Options: []components.Option{{Text: w.T("schemedesk.terms.choose")}}}
	for _, s := range service.All() {
		args.Options = append(args.Options, components.Option{Value: s.Key, Text: s.Name(w.lang()), Selected: s.Key == chosen})
	}
	return args
}

func (w words) unitField(chosen, err string) components.ChoiceArgs {
	args := components.ChoiceArgs{Name: "unit", Legend: w.T("schemedesk.terms.unit"), Hint: w.T("schemedesk.terms.unit_hint"), Error: err, Small: true}
	for _, unit := range units() {
		args.Items = append(args.Items, components.Choice{Value: unit, Text: w.unit(unit), Checked: unit == chosen})
	}
	return args
}

// units lists every unit that some service has, in the order in which they are met.
func units() []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range service.All() {
		for _, u := range s.Units {
			if !seen[u] {
				seen[u] = true
				out = append(out, u)
			}
		}
	}
	return out
}
