package tenuredesk

import (
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/tenure"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func (d *desk) askCheck(c *gin.Context) error {
	checking := checking
	chosen := c.Query("register")
	checking.in = func(f acted) form {
		in := form{Register: chosen}
		in.OnDay, in.OnMonth, in.OnYear = webkit.DateParts(f.Day)
		return in
	}
	return d.ask(c, checking)
}

func (d *desk) check(c *gin.Context) error { return d.take(c, checking) }

// findings lists each finding once, in the order of the registers.
func findings() (out []tenure.Finding) {
	for _, r := range scheme.Registers() {
		for _, f := range tenure.FindingsOf(r) {
			if !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out
}

var checking = asks{all: true,
	view: func(d *desk, c *gin.Context, _ acted, in form, v *views.Form) {
		p := d.Kit.Printer(c)
		v.Title, v.Text, v.Button = p.T("tenure.check.title"), p.T("tenure.check.text"), p.T("tenure.check.button")
		v.Select = &components.SelectArgs{Name: "register", Label: p.T("tenure.check.register"), Error: v.Errors["register"],
			Options: []components.Option{{Text: p.T("tenure.check.choose"), Selected: in.Register == ""}}}
		for _, r := range scheme.Registers() {
			v.Select.Options = append(v.Select.Options, components.Option{Value: r, Text: register(p, r), Selected: in.Register == r})
		}
		v.Choice = &components.ChoiceArgs{Name: "finding", Legend: p.T("tenure.check.finding"), Error: v.Errors["finding"]}
		for _, f := range findings() {
			v.Choice.Items = append(v.Choice.Items, components.Choice{Value: string(f), Text: p.T("tenure.finding." + string(f)), Checked: in.Finding == string(f)})
		}
		v.Inputs = []components.InputArgs{{Name: "source", Label: p.T("tenure.check.source"), Hint: p.T("tenure.check.source_hint"), Value: in.Source, Error: v.Errors["source"]}}
		v.Dates = []components.DateArgs{
			{Name: "on", Legend: p.T("tenure.check.on"), Day: in.OnDay, Month: in.OnMonth, Year: in.OnYear, Error: v.Errors["on"]},
			{Name: "due", Legend: p.T("tenure.check.due"), Hint: p.T("tenure.check.due_hint"), Day: in.DueDay, Month: in.DueMonth, Year: in.DueYear, Error: v.Errors["due"]}}
		v.Areas = []components.TextareaArgs{{Name: "note", Label: p.T("tenure.check.note"), Hint: p.T("tenure.check.note_hint"), Value: in.Note, Error: v.Errors["note"], Rows: 3}}
	},
	do: func(d *desk, c *gin.Context, f acted, in form) (string, error) {
		id, err := webkit.FormID(in.ID)
		if err != nil {
			return "", err
		}
		cmd := tenure.Examine{ID: id, AdmissionID: f.ID, Register: in.Register, Finding: tenure.Finding(in.Finding), Source: in.Source, Note: in.Note}
		bad := fault.Invalid()
		var ok bool
		if cmd.On, ok = webkit.ParseDate(in.OnDay, in.OnMonth, in.OnYear); !ok {
			bad = bad.On("on", "fault.admission.date")
		}
		if cmd.DueOn, ok = webkit.ParseDate(in.DueDay, in.DueMonth, in.DueYear); !ok {
			bad = bad.On("due", "fault.admission.date")
		}
		if err := bad.OrNil(); err != nil {
			return "", err
		}
		return "check", d.tenure.Examine(c.Request.Context(), d.Kit.Actor(c), cmd)
	}}

var findingKinds = map[tenure.Finding]string{tenure.InOrder: "good", tenure.Pending: "info", tenure.NotRequired: "", tenure.PaymentPlan: "info",
	tenure.NotFound: "stop", tenure.Neglected: "stop"}

func finding(p *locale.Printer, f tenure.Finding) components.TagArgs {
	return components.TagArgs{Text: p.T("tenure.finding." + string(f)), Kind: findingKinds[f]}
}

// checked writes what was found in registers.
func checked(p *locale.Printer, list []tenure.Check, f acted) [][]components.Cell {
	var out [][]components.Cell
	seen := map[string]bool{}
	for _, k := range list {
		again := components.Cell{Text: "–"}
		if !k.DueOn.IsZero() && !seen[k.Register] {
			again.Text = p.Date(k.DueOn)
			if !k.DueOn.After(f.Day) {
				again = components.Cell{Part: components.Tag(components.TagArgs{Text: p.T("tenure.check.due_now", "Date", k.DueOn), Kind: "wait"})}
			}
		}
		seen[k.Register] = true
		out = append(out, []components.Cell{{Text: register(p, k.Register), Note: k.Note}, {Part: components.Tag(finding(p, k.Finding))},
			{Text: p.Date(k.On), Note: k.By}, again, {Text: k.Source}})
	}
	return out
}
