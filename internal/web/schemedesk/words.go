package schemedesk

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/schemedesk"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// words writes what schemes say.
type words struct{ *locale.Printer }

// row is one thing that a scheme says: what it is, how it is called, what it says. The key makes two versions
// comparable.
type row struct {
	key, label string
	lines      []string
}

func (w words) lang() string { return string(w.Lang()) }

// plain is a number for a form.
func (w words) plain(n int) string { return strconv.Itoa(n) }

func (w words) yesNo(yes bool) string {
	if yes {
		return w.T("casefile.yes")
	}
	return w.T("casefile.no")
}

func (w words) service(key string) string {
	if s, ok := service.ByKey(key); ok {
		return s.Name(w.lang())
	}
	return key
}

func (w words) unit(unit string) string { return w.T("public.unit." + unit) }

func (w words) until(day *calendar.Date) string {
	if day == nil {
		return w.T("schemedesk.basics.open_end")
	}
	return w.Date(*day)
}

// rows is what a section of a form says.
func (w words) rows(f scheme.Form, section scheme.Section, n scheme.Named) []row {
	switch section {
	case scheme.SectionBasics:
		return w.basicsRows(f)
	case scheme.SectionAreas:
		return w.areaRows(f, n)
	case scheme.SectionServices:
		return w.termsRows(f)
	case scheme.SectionRequirements:
		return w.requirementRows(f)
	case scheme.SectionRulebook:
		return w.rulebookRows(f)
	case scheme.SectionPrices:
		return w.priceRows(f)
	default:
		return w.handlingRows(f, n)
	}
}

func (w words) basicsRows(f scheme.Form) []row {
	b := f.Basics
	return []row{
		{"name_fi", w.T("schemedesk.basics.name_fi"), []string{b.NameFi}},
		{"name_sv", w.T("schemedesk.basics.name_sv"), []string{b.NameSv}},
		{"name_en", w.T("schemedesk.basics.name_en"), []string{b.NameEn}},
		{"pays", w.T("schemedesk.basics.client_pays"), []string{w.T("schemedesk.pays." + b.ClientPays)}},
		{"from", w.T("schemedesk.basics.valid_from"), []string{w.Date(b.ValidFrom)}},
		{"to", w.T("schemedesk.basics.valid_to"), []string{w.until(b.ValidTo)}},
	}
}

func (w words) areaRows(f scheme.Form, n scheme.Named) []row {
	var names []string
	for _, a := range n.Areas {
		if slices.Contains(f.Areas.IDs, a.ID) {
			names = append(names, a.Name(w.lang()))
		}
	}
	if len(names) == 0 {
		names = []string{w.T("schemedesk.areas.whole")}
	}
	return []row{{"areas", w.T("schemedesk.areas.where"), names}}
}

func (w words) termsRows(f scheme.Form) []row {
	out := make([]row, 0, len(f.Terms.List))
	for _, t := range f.Terms.List {
		out = append(out, row{t.Key(), w.service(t.Service) + ", " + strings.ToLower(w.unit(t.Unit)), w.amounts(t)})
	}
	return out
}

// amounts is what the terms of a service by a unit say, one amount a line.
func (w words) amounts(t scheme.FormTerms) []string {
	var out []string
	add := func(key string, amount *money.Cents) {
		if amount != nil {
			out = append(out, w.T(key, "Amount", *amount))
		}
	}
	add("schemedesk.terms.value_is", t.Value)
	add("schemedesk.terms.cap_is", t.Cap)
	for _, time := range scheme.Times() {
		if own := t.Own(time); own != nil {
			out = append(out, w.T("schemedesk.terms.cap_time_is", "Time", w.T("prices.class."+time), "Amount", *own))
		}
	}
	if t.FeeMin != nil && t.FeeMax != nil && *t.FeeMin == *t.FeeMax {
		add("schemedesk.terms.fee_is", t.FeeMin)
	} else {
		add("schemedesk.terms.fee_min_is", t.FeeMin)
		add("schemedesk.terms.fee_max_is", t.FeeMax)
	}
	if len(out) == 0 {
		out = append(out, w.T("schemedesk.terms.no_amounts"))
	}
	return out
}

func (w words) requirementRows(f scheme.Form) []row {
	out := make([]row, 0, len(f.Requirements))
	for _, r := range f.Requirements {
		out = append(out, row{r.ID.String(), w.T("schemedesk.requirements.number", "Number", r.Position), append([]string{r.Title(w.lang())}, w.asks(r)...)})
	}
	return out
}

// asks is how a requirement is answered: its kind with its limit.
func (w words) asks(r scheme.Requirement) []string {
	kind := w.T("schemedesk.kind." + string(r.Kind))
	if limit := casework.Closer(w.Printer, r); limit != "" {
		kind += ": " + limit
	}
	return []string{kind, casework.Must(w.Printer, r)}
}

func (w words) rulebookRows(f scheme.Form) []row {
	if f.Rulebook.Empty() {
		return []row{{"text", w.T("schemedesk.rulebook.text"), []string{w.T("schemedesk.rulebook.none")}}}
	}
	short := func(text string) []string { return []string{firstLine(text)} }
	return []row{
		{"text_fi", w.T("schemedesk.rulebook.text_fi"), short(f.Rulebook.TextFi)},
		{"text_sv", w.T("schemedesk.rulebook.text_sv"), short(f.Rulebook.TextSv)},
		{"text_en", w.T("schemedesk.rulebook.text_en"), short(f.Rulebook.TextEn)},
		{"rulebook_from", w.T("schemedesk.rulebook.from"), []string{w.Date(f.Rulebook.From)}},
	}
}

// firstLine begins a long text; two texts that differ further down are told apart by the row of changes anyway.
func firstLine(text string) string {
	const most = 200
	line, rest, _ := strings.Cut(text, "\n")
	runes := []rune(line)
	if len(runes) > most {
		return strings.TrimSpace(string(runes[:most])) + " …"
	}
	if strings.TrimSpace(rest) != "" {
		return line + " …"
	}
	return line
}

func (w words) priceRows(f scheme.Form) []row {
	p := f.Prices
	months, most := w.T("schemedesk.prices.any_month"), w.T("schemedesk.prices.any_number")
	if len(p.Months) > 0 {
		names := make([]string, len(p.Months))
		for i, m := range p.Months {
			names[i] = w.month(m)
		}
		months = strings.Join(names, ", ")
	}
	if p.MaxChangesYear != nil {
		most = w.Number(*p.MaxChangesYear)
	}
	return []row{
		{"notice_days", w.T("schemedesk.prices.notice_days"), []string{w.T("schemedesk.prices.days", "Count", p.NoticeDays)}},
		{"months", w.T("schemedesk.prices.months"), []string{months}},
		{"max_changes", w.T("schemedesk.prices.max_changes_year"), []string{most}},
		{"approval", w.T("schemedesk.prices.approval"), []string{w.yesNo(p.Approval)}},
	}
}

func (w words) month(m int) string { return w.T("schemedesk.month." + strconv.Itoa(m)) }

func (w words) handlingRows(f scheme.Form, n scheme.Named) []row {
	h := f.Handling
	operator := w.T("schemedesk.handling.own")
	for _, o := range n.Operators {
		if h.Operator.Valid && o.ID == h.Operator.UUID {
			operator = o.Name
		}
	}
	if !scheme.Applied(f.Regime) {
		return []row{
			{"open", w.T("schemedesk.handling.open"), []string{w.T("schemedesk.handling.enrolled")}},
			{"operator", w.T("schemedesk.handling.operator"), []string{operator}},
		}
	}
	days := w.byRules(n.Rules)
	if h.DecisionDays != nil {
		days = w.T("schemedesk.days."+h.DaysKind, "Count", *h.DecisionDays)
	}
	out := []row{
		{"open", w.T("schemedesk.handling.open"), []string{w.yesNo(h.Open)}},
		{"days", w.T("schemedesk.handling.decision_days"), []string{days}},
		{"stops", w.T("schemedesk.handling.clock_stops"), []string{w.yesNo(h.ClockStops)}},
		{"four_eyes", w.T("schemedesk.handling.four_eyes"), []string{w.yesNo(h.FourEyes)}},
		{"operator", w.T("schemedesk.handling.operator"), []string{operator}},
	}
	if f.Regime == scheme.RegimeDPS {
		out = append(out, row{"closing", w.T("schemedesk.handling.closing_reserved"), []string{w.yesNo(h.ClosingReserved)}})
	}
	return out
}

// byRules is the time in which applications are handled where a scheme says none: the law's, or the product's own default.
func (w words) byRules(r scheme.Rules) string {
	switch {
	case r.Days == nil:
		return w.T("schemedesk.handling.no_days")
	case r.Fixed:
		return w.T("schemedesk.handling.by_law", "Days", w.T("schemedesk.days."+r.DaysKind, "Count", *r.Days), "Source", w.statute(r))
	default:
		return w.T("schemedesk.handling.by_default", "Days", w.T("schemedesk.days."+r.DaysKind, "Count", *r.Days))
	}
}

// statute is where the rules of a regime stand.
func (w words) statute(r scheme.Rules) string { return wording.Words{Printer: w.Printer}.Law(r.Source) }

func summary(rows []row) []components.SummaryRow {
	out := make([]components.SummaryRow, len(rows))
	for i, r := range rows {
		out[i] = components.SummaryRow{Key: r.label, Lines: r.lines}
	}
	return out
}

// sections is all that a form says.
func (w words) sections(f scheme.Form, n scheme.Named) []views.Section {
	out := make([]views.Section, 0, len(scheme.Sections()))
	for _, s := range scheme.Sections() {
		out = append(out, views.Section{Title: w.T("schemedesk.section." + string(s)), Rows: summary(w.rows(f, s, n)), None: w.T("schemedesk.check.nothing")})
	}
	return out
}

// changes is what differs between what is published and what will be, in the order of the sections.
func (w words) changes(was, now scheme.Form, n scheme.Named) [][]components.Cell {
	var out [][]components.Cell
	for _, s := range scheme.Sections() {
		before, after := w.rows(was, s, n), w.rows(now, s, n)
		old := map[string]row{}
		for _, r := range before {
			old[r.key] = r
		}
		for _, r := range after {
			o, there := old[r.key]
			delete(old, r.key)
			if there && strings.Join(o.lines, "\n") == strings.Join(r.lines, "\n") && !w.longer(was, now, r.key) {
				continue
			}
			out = append(out, w.change(s, r.label, o.lines, r.lines))
		}
		for _, r := range before {
			if _, gone := old[r.key]; gone {
				out = append(out, w.change(s, r.label, r.lines, nil))
			}
		}
	}
	return out
}

// longer tells whether a text of the rulebook differs, of which the row shows only the beginning.
func (w words) longer(was, now scheme.Form, key string) bool {
	switch key {
	case "text_fi":
		return was.Rulebook.TextFi != now.Rulebook.TextFi
	case "text_sv":
		return was.Rulebook.TextSv != now.Rulebook.TextSv
	case "text_en":
		return was.Rulebook.TextEn != now.Rulebook.TextEn
	}
	return false
}

func (w words) change(s scheme.Section, label string, before, after []string) []components.Cell {
	text := func(lines []string) string {
		if len(lines) == 0 {
			return w.T("schemedesk.check.absent")
		}
		return sentences(lines)
	}
	return []components.Cell{{Text: label, Note: w.T("schemedesk.section." + string(s))}, {Text: text(before)}, {Text: text(after)}}
}

// sentences joins lines into one text.
func sentences(lines []string) string {
	var b strings.Builder
	for i, line := range lines {
		if i > 0 {
			if !strings.ContainsAny(lastLetter(b.String()), ".?!…") {
				b.WriteByte('.')
			}
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	return b.String()
}

// lastLetter is the last letter of a text.
func lastLetter(text string) string {
	runes := []rune(text)
	if len(runes) == 0 {
		return ""
	}
	return string(runes[len(runes)-1:])
}

// state is how a published scheme stands on a day.
func (w words) state(s scheme.Scheme, today calendar.Date) components.TagArgs {
	switch {
	case s.ValidTo != nil && s.ValidTo.Before(today):
		return components.TagArgs{Text: w.T("schemedesk.state.ended")}
	case today.Before(s.ValidFrom):
		return components.TagArgs{Text: w.T("schemedesk.state.coming"), Kind: "info"}
	case s.ClosedOn(today):
		return components.TagArgs{Text: w.T("schemedesk.state.closed"), Kind: "wait"}
	case s.Open:
		return components.TagArgs{Text: w.T("schemedesk.state.open"), Kind: "good"}
	default:
		return components.TagArgs{Text: w.T("schemedesk.state.in_force"), Kind: "good"}
	}
}

// affected is whom a change touches, in words; nil when nobody is counted.
func (w words) affected(a scheme.Affected, text string) *views.Affected {
	v := &views.Affected{Title: w.T("schemedesk.affected.title"), Text: text, Rows: []components.SummaryRow{
		{Key: w.T("schemedesk.affected.drafts"), Value: w.Number(a.Drafts)},
		{Key: w.T("schemedesk.affected.cases"), Value: w.Number(a.Cases)},
		{Key: w.T("schemedesk.affected.admitted"), Value: w.Number(a.Admitted)},
		{Key: w.T("schemedesk.affected.offerings"), Value: w.Number(a.Offerings)},
	}}
	if a.Outside > 0 {
		v.Rows = append(v.Rows, components.SummaryRow{Key: w.T("schemedesk.affected.outside"), Lines: []string{w.Number(a.Outside), w.T("schemedesk.affected.outside_note")}})
	}
	if a.Apart > 0 {
		v.Rows = append(v.Rows, components.SummaryRow{Key: w.T("schemedesk.affected.apart"), Lines: []string{w.Number(a.Apart), w.T("schemedesk.affected.apart_note")}})
	}
	const most = 50
	for i, o := range a.OverCap {
		if i == most {
			break
		}
		v.Over = append(v.Over, []components.Cell{{Text: o.Producer, Note: o.Point}, {Text: w.service(o.Service), Note: w.unit(o.Unit) + ", " + strings.ToLower(w.T("prices.class."+o.Time))},
			{Text: w.Money(o.Cents), Num: true}, {Text: w.Money(o.Cap), Num: true}})
	}
	if len(a.OverCap) > 0 {
		v.Note = w.T("schemedesk.affected.over", "Count", len(a.OverCap))
		v.Head = []components.Cell{{Text: w.T("schemedesk.affected.producer")}, {Text: w.T("schemedesk.affected.service")},
			{Text: w.T("schemedesk.affected.price"), Num: true}, {Text: w.T("schemedesk.affected.cap"), Num: true}}
	}
	return v
}
