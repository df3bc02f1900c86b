package schemedesk

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/schemedesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// sectionForm is what any of the pages of one section sends; each reads its own part.
type sectionForm struct {
	Version    int    `form:"version"`
	NameFi     string `form:"name_fi"`
	NameSv     string `form:"name_sv"`
	NameEn     string `form:"name_en"`
	ClientPays string `form:"client_pays"`
	FromDay    string `form:"valid_from-day"`
	FromMonth  string `form:"valid_from-month"`
	FromYear   string `form:"valid_from-year"`
	ToDay      string `form:"valid_to-day"`
	ToMonth    string `form:"valid_to-month"`
	ToYear     string `form:"valid_to-year"`

	Areas []string `form:"areas"`

	TextFi string `form:"text_fi"`
	TextSv string `form:"text_sv"`
	TextEn string `form:"text_en"`

	NoticeDays string   `form:"notice_days"`
	Months     []string `form:"months"`
	MaxChanges string   `form:"max_changes_year"`
	Approval   string   `form:"approval"`

	Open            string `form:"open"`
	DecisionDays    string `form:"decision_days"`
	DaysKind        string `form:"days_kind"`
	ClockStops      string `form:"clock_stops"`
	FourEyes        string `form:"four_eyes"`
	Operator        string `form:"operator"`
	ClosingReserved string `form:"closing_reserved"`
}

// section draws one of the sections that are a single page.
func (d *desk) section(s scheme.Section) func(c *gin.Context) error {
	return func(c *gin.Context) error {
		e, done, err := d.editing(c)
		if err != nil || done {
			return err
		}
		d.showSection(c, s, answer{status: http.StatusOK, now: e}, filled(e, s))
		return nil
	}
}

func (d *desk) saveSection(s scheme.Section) func(c *gin.Context) error {
	return func(c *gin.Context) error {
		e, done, err := d.editing(c)
		if err != nil || done {
			return err
		}
		var f sectionForm
		if err := d.Kit.Bind(c, &f); err != nil {
			return err
		}
		part, unread := f.part(s)
		err = d.keep(c, e, f.Version, part, unread)
		if err == nil {
			d.Kit.SeeOther(c, at(d.Kit.Lang(c), e.SchemeID, "edit")+"?saved=1")
			return nil
		}
		out, ok := d.outcome(c, e, err)
		if !ok {
			return err
		}
		d.showSection(c, s, out, f)
		return nil
	}
}

// filled is a section's form as it is saved.
func filled(e scheme.Editing, s scheme.Section) sectionForm {
	var f sectionForm
	switch s {
	case scheme.SectionBasics:
		b := e.Form.Basics
		f.NameFi, f.NameSv, f.NameEn, f.ClientPays = b.NameFi, b.NameSv, b.NameEn, b.ClientPays
		f.FromDay, f.FromMonth, f.FromYear = webkit.DateParts(b.ValidFrom)
		if b.ValidTo != nil {
			f.ToDay, f.ToMonth, f.ToYear = webkit.DateParts(*b.ValidTo)
		}
	case scheme.SectionAreas:
		for _, id := range e.Form.Areas.IDs {
			f.Areas = append(f.Areas, id.String())
		}
	case scheme.SectionRulebook:
		r := e.Form.Rulebook
		f.TextFi, f.TextSv, f.TextEn = r.TextFi, r.TextSv, r.TextEn
		if r.From.IsZero() {
			r.From = e.Today
		}
		f.FromDay, f.FromMonth, f.FromYear = webkit.DateParts(r.From)
	case scheme.SectionPrices:
		p := e.Form.Prices
		f.NoticeDays, f.MaxChanges, f.Approval = strconv.Itoa(p.NoticeDays), optional(p.MaxChangesYear), yes(p.Approval)
		for _, m := range p.Months {
			f.Months = append(f.Months, strconv.Itoa(m))
		}
	default:
		h := e.Form.Handling
		f.Open, f.DecisionDays, f.DaysKind, f.ClockStops = yes(h.Open), optional(h.DecisionDays), cmp.Or(h.DaysKind, e.Rules.DaysKind), yes(h.ClockStops)
		f.FourEyes, f.ClosingReserved = yes(h.FourEyes), yes(h.ClosingReserved)
		if h.Operator.Valid {
			f.Operator = h.Operator.UUID.String()
		}
	}
	return f
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func optional(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// whole reads a whole number; nil for an empty field.
func whole(bad *fault.Error, field, text string) (*int, *fault.Error) {
	if text == "" {
		return nil, bad
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return nil, bad.On(field, "fault.form.not_a_number")
	}
	return &n, bad
}

// part makes what the section saves of what was typed, and tells what could not be read of it.
func (f sectionForm) part(s scheme.Section) (scheme.Part, error) {
	var part scheme.Part
	var bad *fault.Error
	switch s {
	case scheme.SectionBasics:
		part, bad = f.basics()
	case scheme.SectionAreas:
		part, bad = f.areaList()
	case scheme.SectionRulebook:
		part, bad = f.rulebookText()
	case scheme.SectionPrices:
		part, bad = f.priceRules()
	default:
		part, bad = f.handling()
	}
	if len(bad.Fields) > 0 {
		return part, bad
	}
	return part, nil
}

func (f sectionForm) basics() (b scheme.Basics, bad *fault.Error) {
	bad = fault.Invalid()
	b = scheme.Basics{NameFi: f.NameFi, NameSv: f.NameSv, NameEn: f.NameEn, ClientPays: f.ClientPays}
	var ok bool
	if b.ValidFrom, ok = webkit.ParseDate(f.FromDay, f.FromMonth, f.FromYear); !ok {
		bad = bad.On("valid_from", "fault.scheme.date")
	}
	to, ok := webkit.ParseDate(f.ToDay, f.ToMonth, f.ToYear)
	if !ok {
		bad = bad.On("valid_to", "fault.scheme.date")
	}
	if !to.IsZero() {
		b.ValidTo = &to
	}
	return b, bad
}

func (f sectionForm) areaList() (l scheme.AreaList, bad *fault.Error) {
	bad = fault.Invalid()
	for _, text := range f.Areas {
		id, err := uuid.Parse(text)
		if err != nil {
			bad = fault.Invalid().On("areas", "fault.scheme.area_gone")
		}
		l.IDs = append(l.IDs, id)
	}
	return l, bad
}

func (f sectionForm) rulebookText() (r scheme.RulebookText, bad *fault.Error) {
	bad = fault.Invalid()
	r = scheme.RulebookText{TextFi: f.TextFi, TextSv: f.TextSv, TextEn: f.TextEn}
	var ok bool
	if r.From, ok = webkit.ParseDate(f.FromDay, f.FromMonth, f.FromYear); !ok {
		bad = bad.On("from", "fault.scheme.date")
	}
	return r, bad
}

func (f sectionForm) priceRules() (p scheme.PriceRules, bad *fault.Error) {
	bad = fault.Invalid()
	p = scheme.PriceRules{Approval: f.Approval == "yes"}
	var notice *int
	if notice, bad = whole(bad, "notice_days", f.NoticeDays); notice != nil {
		p.NoticeDays = *notice
	}
	p.MaxChangesYear, bad = whole(bad, "max_changes_year", f.MaxChanges)
	for _, m := range f.Months {
		n, err := strconv.Atoi(m)
		if err != nil {
			n = -1
		}
		p.Months = append(p.Months, n)
	}
	return p, bad
}

func (f sectionForm) handling() (put scheme.PutHandling, bad *fault.Error) {
	bad = fault.Invalid()
	h := scheme.Handling{Open: f.Open == "yes", DaysKind: f.DaysKind, ClockStops: f.ClockStops == "yes", FourEyes: f.FourEyes == "yes",
		ClosingReserved: f.ClosingReserved == "yes"}
	h.DecisionDays, bad = whole(bad, "decision_days", f.DecisionDays)
	if f.Operator != "" {
		id, err := uuid.Parse(f.Operator)
		if err != nil {
			bad = bad.On("operator", "fault.form.choose")
		}
		h.Operator = uuid.NullUUID{UUID: id, Valid: true}
	}
	return scheme.PutHandling{Handling: h}, bad
}

func (d *desk) showSection(c *gin.Context, s scheme.Section, a answer, f sectionForm) {
	w := d.words(c)
	v := d.form(c, a.now, w.T("schemedesk.section."+string(s)))
	v.Lead, v.Stale = w.T("schemedesk.lead."+string(s)), w.staleNote(a, s)
	switch s {
	case scheme.SectionBasics:
		v.Errors, v.Fields = components.ErrorList(a.errs, "name_fi", "name_sv", "name_en", "client_pays", "valid_from=valid_from-day", "valid_to=valid_to-day"), w.basics(a, f)
	case scheme.SectionAreas:
		v.Errors, v.Fields = components.ErrorList(a.errs, "areas"), w.areas(a, f)
		v.Buttons = []components.ButtonArgs{{Text: w.T("schemedesk.areas.draw"), Href: paths.Officer(w.Lang(), "areas"), Kind: "secondary"}}
	case scheme.SectionRulebook:
		v.Errors, v.Fields = components.ErrorList(a.errs, "text_fi", "text_sv", "text_en", "from=valid_from-day"), w.rulebook(a, f)
	case scheme.SectionPrices:
		v.Errors, v.Fields = components.ErrorList(a.errs, "notice_days", "months", "max_changes_year"), w.prices(a, f)
	default:
		v.Errors, v.Fields = components.ErrorList(a.errs, "open", "decision_days", "operator"), w.handling(a, f)
		v.Law = w.law(a.now)
	}
	d.page(c, a.status, v.Title, views.FormPage(v))
}

func (w words) basics(a answer, f sectionForm) []templ.Component {
	pays := components.ChoiceArgs{Name: "client_pays", Legend: w.T("schemedesk.basics.client_pays"), Error: a.errs["client_pays"]}
	for _, one := range scheme.Pays(a.now.Form.Regime) {
		pays.Items = append(pays.Items, components.Choice{Value: one, Text: w.T("schemedesk.pays." + one), Checked: f.ClientPays == one})
	}
	name := func(lang, hint, value string) templ.Component {
		return components.Input(components.InputArgs{Name: "name_" + lang, Label: w.inLang(a, "schemedesk.basics.name_", lang), Hint: hint, Value: value, Error: a.errs["name_"+lang]})
	}
	return []templ.Component{
		name("fi", w.T("schemedesk.basics.name_hint"), f.NameFi), name("sv", "", f.NameSv), name("en", "", f.NameEn),
		components.Radios(pays),
		components.DateInput(components.DateArgs{Name: "valid_from", Legend: w.T("schemedesk.basics.valid_from"), Day: f.FromDay, Month: f.FromMonth, Year: f.FromYear, Error: a.errs["valid_from"]}),
		components.DateInput(components.DateArgs{Name: "valid_to", Legend: w.T("schemedesk.basics.valid_to"), Hint: w.T("schemedesk.basics.valid_to_hint"), Day: f.ToDay, Month: f.ToMonth, Year: f.ToYear, Error: a.errs["valid_to"]}),
	}
}

// inLang names a field of a text in a language; one that the organiser does not ask for is told to be optional.
func (w words) inLang(a answer, key, lang string) string {
	if a.now.Form.Must(lang) {
		return w.T(key + lang)
	}
	return w.T("schemedesk.basics.optional", "Label", w.T(key+lang))
}

// areas are a choice of the areas that the organiser has drawn.
func (w words) areas(a answer, f sectionForm) []templ.Component {
	field := components.ChoiceArgs{Name: "areas", Legend: w.T("schemedesk.areas.where"), Hint: w.T("schemedesk.areas.hint"), Error: a.errs["areas"]}
	for _, one := range a.now.Areas {
		if id := one.ID.String(); !one.Removed {
			field.Items = append(field.Items, components.Choice{Value: id, Text: one.Name(w.lang()), Checked: slices.Contains(f.Areas, id)})
		}
	}
	if len(field.Items) == 0 {
		return []templ.Component{components.InsetText(w.T("schemedesk.areas.none"))}
	}
	return []templ.Component{components.Checkboxes(field)}
}

func (w words) rulebook(a answer, f sectionForm) []templ.Component {
	area := func(lang, value string) templ.Component {
		return components.Textarea(components.TextareaArgs{Name: "text_" + lang, Label: w.inLang(a, "schemedesk.rulebook.text_", lang), Value: value, Rows: 12, Error: a.errs["text_"+lang]})
	}
	return []templ.Component{area("fi", f.TextFi), area("sv", f.TextSv), area("en", f.TextEn),
		components.DateInput(components.DateArgs{Name: "valid_from", Legend: w.T("schemedesk.rulebook.from"), Hint: w.T("schemedesk.rulebook.from_hint"),
			Day: f.FromDay, Month: f.FromMonth, Year: f.FromYear, Error: a.errs["from"]})}
}

func (w words) prices(a answer, f sectionForm) []templ.Component {
	months := components.ChoiceArgs{Name: "months", Legend: w.T("schemedesk.prices.months"), Hint: w.T("schemedesk.prices.months_hint"), Error: a.errs["months"], Small: true}
	for m := 1; m <= 12; m++ {
		months.Items = append(months.Items, components.Choice{Value: strconv.Itoa(m), Text: w.month(m), Checked: slices.Contains(f.Months, strconv.Itoa(m))})
	}
	return []templ.Component{
		components.Input(components.InputArgs{Name: "notice_days", Label: w.T("schemedesk.prices.notice_days"), Hint: w.T("schemedesk.prices.notice_hint"), Value: f.NoticeDays, InputMode: "numeric", Width: "4", Error: a.errs["notice_days"]}),
		components.Checkboxes(months),
		components.Input(components.InputArgs{Name: "max_changes_year", Label: w.T("schemedesk.prices.max_changes_year"), Hint: w.T("schemedesk.prices.max_hint"), Value: f.MaxChanges, InputMode: "numeric", Width: "4", Error: a.errs["max_changes_year"]}),
		w.yesNoField("approval", w.T("schemedesk.prices.approval"), "", f.Approval, ""),
	}
}

func (w words) yesNoField(name, legend, hint, value, err string) templ.Component {
	return components.Radios(components.ChoiceArgs{Name: name, Legend: legend, Hint: hint, Inline: true, Error: err, Items: []components.Choice{
		{Value: "yes", Text: w.T("casefile.yes"), Checked: value == "yes"}, {Value: "no", Text: w.T("casefile.no"), Checked: value != "yes"}}})
}

func (w words) handling(a answer, f sectionForm) []templ.Component {
	operator := components.SelectArgs{Name: "operator", Label: w.T("schemedesk.handling.operator"), Hint: w.T("schemedesk.handling.operator_hint"), Error: a.errs["operator"],
		Options: []components.Option{{Text: w.T("schemedesk.handling.own"), Selected: f.Operator == ""}}}
	for _, o := range a.now.Operators {
		operator.Options = append(operator.Options, components.Option{Value: o.ID.String(), Text: o.Name, Selected: f.Operator == o.ID.String()})
	}
	if !scheme.Applied(a.now.Form.Regime) {
		return []templ.Component{components.InsetText(w.T("schemedesk.handling.enrolled")), components.Select(operator)}
	}
	kinds := components.ChoiceArgs{Name: "days_kind", Legend: w.T("schemedesk.handling.days_kind"), Inline: true}
	for _, kind := range []string{scheme.CalendarDays, scheme.WorkingDays} {
		kinds.Items = append(kinds.Items, components.Choice{Value: kind, Text: w.T("schemedesk.handling.kind_" + kind), Checked: f.DaysKind == kind})
	}
	out := []templ.Component{
		w.yesNoField("open", w.T("schemedesk.handling.open"), w.T("schemedesk.handling.open_hint"), f.Open, a.errs["open"]),
		components.Input(components.InputArgs{Name: "decision_days", Label: w.T("schemedesk.handling.decision_days"), Hint: w.T("schemedesk.handling.days_hint", "Days", w.byRules(a.now.Rules)), Value: f.DecisionDays, InputMode: "numeric", Width: "4", Error: a.errs["decision_days"]}),
		components.Radios(kinds),
	}
	if a.now.Rules.ClockStops {
		out = append(out, w.yesNoField("clock_stops", w.T("schemedesk.handling.clock_stops"), "", f.ClockStops, ""))
	}
	out = append(out, w.yesNoField("four_eyes", w.T("schemedesk.handling.four_eyes"), w.T("schemedesk.handling.four_eyes_hint"), f.FourEyes, ""), components.Select(operator))
	if a.now.Form.Regime == scheme.RegimeDPS {
		out = append(out, w.yesNoField("closing_reserved", w.T("schemedesk.handling.closing_reserved"), w.T("schemedesk.handling.closing_hint"), f.ClosingReserved, ""))
	}
	return out
}

// law is what the rules of the regime say of the times, with where that stands.
func (w words) law(e scheme.Editing) string {
	r := e.Rules
	if !r.Fixed || r.Days == nil || r.ExtensionDays == nil {
		return ""
	}
	return w.T("schemedesk.handling.law", "Days", w.Number(*r.Days), "Longest", w.Number(*r.ExtensionDays), "Source", w.statute(r))
}
