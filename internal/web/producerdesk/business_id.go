package producerdesk

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/producerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

type businessIDForm struct {
	ID         string `form:"id"`
	Version    int    `form:"version"`
	BusinessID string `form:"business_id"`
	Why        string `form:"why"`
}

func (d *desk) businessID(c *gin.Context) error {
	a, err := d.own(c)
	if err != nil {
		return err
	}
	p, err := d.Producers.Profile(c.Request.Context(), a, a.Organisation)
	if err != nil {
		return err
	}
	return d.showBusinessID(c, p, businessIDForm{ID: webkit.NewID(), Version: p.Version}, refused{status: http.StatusOK})
}

func (d *desk) saveBusinessID(c *gin.Context) error {
	a, err := d.own(c)
	if err != nil {
		return err
	}
	var form businessIDForm
	if err := d.kit.Bind(c, &form); err != nil {
		return err
	}
	id, err := webkit.FormID(form.ID)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	err = d.Producers.ChangeBusinessID(ctx, a, producer.ChangeBusinessID{ID: id, Producer: a.Organisation, Version: form.Version, BusinessID: form.BusinessID, Why: form.Why})
	if err == nil {
		d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), "profile")+"?saved=1")
		return nil
	}
	r, ok := d.again(c, err)
	if !ok {
		return err
	}
	p, err := d.Producers.Profile(ctx, a, a.Organisation)
	if err != nil {
		return err
	}
	return d.showBusinessID(c, p, form, r)
}

func (d *desk) showBusinessID(c *gin.Context, p producer.Producer, form businessIDForm, r refused) error {
	w := words{d.kit.Printer(c)}
	touched, err := d.touched(c, w, d.kit.Actor(c), "id")
	if err != nil {
		return err
	}
	v := views.BusinessID{Now: w.orNone(p.BusinessID), Value: form.BusinessID, Why: form.Why, Touched: touched,
		Form: views.Form{Crumbs: crumbs(w.Printer, components.Crumb{Text: w.T("producerdesk.profile.title"), Href: paths.Desk(w.Lang(), "profile")}),
			Title: w.T("producerdesk.business_id.title"), Lead: w.T("producerdesk.business_id.lead"), ID: form.ID, Version: strconv.Itoa(form.Version),
			Submit: w.T("producerdesk.business_id.save"), Cancel: paths.Desk(w.Lang(), "profile")}}
	r.onto(&v.Form, p.Version, []components.SummaryRow{{Key: w.T("producerdesk.profile.business_id"), Value: w.orNone(p.BusinessID)}})
	changes, err := d.Producers.BusinessIDChanges(c.Request.Context(), d.kit.Actor(c), p.ID)
	if err != nil {
		return err
	}
	for _, one := range changes {
		v.Before = append(v.Before, components.SummaryRow{Key: w.DateTime(one.At), Lines: []string{w.T("producerdesk.business_id.changed", "Was", w.orNone(one.Was), "Became", one.Became), one.Why}})
	}
	d.page(c, r.status, v.Title, views.BusinessIDPage(v))
	return nil
}

// touched lists the admissions and the open applications that a change of the profile touches, each with what follows; what
// names the texts: "profile" for a name, a form or a website, "id" for the business id.
func (d *desk) touched(c *gin.Context, w words, a actor.Actor, what string) ([]views.Touch, error) {
	ctx, lang := c.Request.Context(), string(w.Lang())
	sent, err := d.Admissions.Applications(ctx, a)
	if err != nil {
		return nil, err
	}
	admitted, err := d.Admissions.Admissions(ctx, a, a.Organisation)
	if err != nil {
		return nil, err
	}
	var out []views.Touch
	for _, one := range admitted {
		if one.State == admission.StateRemoved || one.State == admission.StateEnded {
			continue
		}
		out = append(out, views.Touch{Text: one.Scheme.Name(lang) + ", " + one.Organiser.Name(lang), Href: paths.Desk(w.Lang(), "admissions", one.ID.String()),
			Tag: casework.State(w.Printer, one.State, calendar.Date{}), Follows: w.T("producerdesk.touched." + what + "_admission")})
	}
	for _, one := range sent {
		if !one.Status.Open() {
			continue
		}
		follows := "_sent"
		if one.Status == admission.StatusDraft {
			follows = "_draft"
		}
		out = append(out, views.Touch{Text: one.SchemeName(lang) + ", " + one.OrganiserName(lang), Href: paths.Desk(w.Lang(), "applications", one.ID.String()),
			Tag: casework.Status(w.Printer, one.Status), Follows: w.T("producerdesk.touched." + what + follows)})
	}
	return out, nil
}
