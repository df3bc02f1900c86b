package tenuredesk

import (
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/tenure"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// ground asks why the producer is not heard.
func ground(p *locale.Printer, legend, chosen, err string) *components.ChoiceArgs {
	out := &components.ChoiceArgs{Name: "ground", Legend: legend, Hint: p.T("tenure.remove.ground_hint"), Error: err}
	for _, g := range tenure.Grounds() {
		out.Items = append(out.Items, components.Choice{Value: string(g), Text: capital(p.T("tenure.ground." + string(g))), Checked: chosen == string(g)})
	}
	return out
}

// capital begins a text with a capital letter.
func capital(text string) string {
	r, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[n:]
}

func (d *desk) askRemove(c *gin.Context) error { return d.ask(c, removing) }
func (d *desk) remove(c *gin.Context) error    { return d.take(c, removing) }

var removing = asks{step: tenure.StepRemoveUnheard,
	view: func(d *desk, c *gin.Context, f acted, in form, v *views.Form) {
		p := d.Kit.Printer(c)
		v.Title, v.Text, v.Button = p.T("officer.act.removed.title"), p.T("officer.act.removed.text"), p.T("officer.act.removed.button")
		v.Danger, v.Warning = true, p.T("officer.act.removed.warning")
		if f.MustHear() {
			v.Inset = p.T("tenure.remove.hear", "Law", law(p, f.Removal.Source))
			v.Link = views.Link{Text: p.T("tenure.doubt.link"), Href: d.at(c, f.ID, "doubt")}
			if len(f.OpenDoubts()) > 0 {
				v.Link = views.Link{Text: p.T("tenure.settle.link"), Href: d.at(c, f.ID, "settle")}
			}
			v.Choice = ground(p, p.T("tenure.remove.ground"), in.Ground, v.Errors["ground"])
			v.Areas = []components.TextareaArgs{{Name: "why", Label: p.T("tenure.remove.why"), Hint: p.T("tenure.remove.why_hint"), Value: in.Why, Error: v.Errors["why"], Rows: 3}}
		}
		v.Areas = append(v.Areas, components.TextareaArgs{Name: "reasons", Label: p.T("tenure.remove.reasons"), Hint: p.T("officer.act.reasons_hint"), Value: in.Reasons, Error: v.Errors["reasons"]})
	},
	do: func(d *desk, c *gin.Context, f acted, in form) (string, error) {
		id, err := webkit.FormID(in.ID)
		if err != nil {
			return "", err
		}
		return "remove", d.tenure.Remove(c.Request.Context(), d.Kit.Actor(c),
			tenure.Remove{ID: id, AdmissionID: f.ID, Reasons: in.Reasons, Ground: tenure.Ground(in.Ground), Why: in.Why, Shown: in.seen()})
	}}
