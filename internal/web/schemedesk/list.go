package schemedesk

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/schemedesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func (d *desk) list(c *gin.Context) error {
	a, w := d.Kit.Actor(c), d.words(c)
	list, err := d.schemes.List(c.Request.Context(), a)
	if err != nil {
		return err
	}
	v := views.List{Lead: w.T("schemedesk.list.lead"), None: w.T("schemedesk.list.none")}
	if a.Role == actor.RoleOfficer {
		v.New = paths.Officer(w.Lang(), "schemes", "new")
	} else {
		v.Lead = w.T("schemedesk.list.lead_operator")
	}
	if c.Query("done") == "discarded" {
		v.Done = w.T("schemedesk.discard.done")
	}
	for _, b := range list.Begun {
		v.Begun = append(v.Begun, []components.Cell{
			{Text: b.Form.Basics.Name(w.lang()), Href: at(w.Lang(), b.SchemeID, "edit")},
			{Text: casework.Regime(w.Printer, b.Form.Regime)},
			{Text: w.DateTime(b.SavedAt), Note: b.SavedBy},
		})
	}
	for _, one := range list.Schemes {
		s := one.Scheme
		name := components.Cell{Text: s.Name(w.lang()), Href: at(w.Lang(), s.ID)}
		if one.Copy {
			name.Note = w.T("schemedesk.list.copy")
		}
		operator := components.Cell{Text: one.Operator}
		if one.Operator == "" {
			operator.Text = w.T("schemedesk.handling.own")
		}
		v.Rows = append(v.Rows, []components.Cell{name, {Text: casework.Regime(w.Printer, s.Regime)},
			{Part: components.Tag(w.state(s, list.Today))}, {Text: w.T("schemedesk.list.from_to", "From", s.ValidFrom, "To", w.until(s.ValidTo))}, operator})
	}
	d.page(c, http.StatusOK, w.T("schemedesk.list.title"), views.ListPage(v))
	return nil
}

func (d *desk) choose(c *gin.Context) error {
	if err := identity.Allow(d.Kit.Actor(c), identity.SchemeEdit, identity.Object{Organiser: d.Kit.Actor(c).Organisation}); err != nil {
		return err
	}
	d.showChoose(c, http.StatusOK, webkit.NewID(), nil)
	return nil
}

func (d *desk) showChoose(c *gin.Context, status int, id string, errs map[string]string) {
	w := d.words(c)
	v := views.Choose{Back: paths.Officer(w.Lang(), "schemes"), ID: id, Errors: components.ErrorList(errs, "regime"),
		Choice: components.ChoiceArgs{Name: "regime", Heading: true, Legend: w.T("schemedesk.new.title"), Hint: w.T("schemedesk.new.hint"), Error: errs["regime"]}}
	for _, p := range scheme.Presets() {
		v.Choice.Items = append(v.Choice.Items, components.Choice{Value: string(p.Regime), Text: p.Name(w.lang()), Hint: w.T("schemedesk.preset." + string(p.Regime))})
	}
	d.page(c, status, w.T("schemedesk.new.title"), views.ChoosePage(v))
}

func (d *desk) begin(c *gin.Context) error {
	var f struct {
		ID     string `form:"id"`
		Regime string `form:"regime" validate:"required"`
	}
	err := d.Kit.Bind(c, &f)
	id, bad := webkit.FormID(f.ID)
	if bad != nil {
		return bad
	}
	if err == nil {
		if err = d.schemes.Begin(c.Request.Context(), d.Kit.Actor(c), id, scheme.Regime(f.Regime)); err == nil {
			d.Kit.SeeOther(c, at(d.Kit.Lang(c), id, "edit"))
			return nil
		}
	}
	if d.Kit.FieldErrors(c, err) == nil {
		return err
	}
	d.showChoose(c, http.StatusUnprocessableEntity, f.ID, map[string]string{"regime": d.words(c).T("fault.form.choose")})
	return nil
}
