package schemedesk

import (
	"errors"
	"net/http"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/schemedesk"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// publishForm is what an officer sends to publish.
type publishForm struct {
	ID      string `form:"id"`
	Version int    `form:"version"`
	Seen    string `form:"seen"`
	Reasons string `form:"reasons"`
}

func (d *desk) publishing(c *gin.Context) (scheme.Publishing, bool, error) {
	e, done, err := d.editing(c)
	if err != nil || done {
		return scheme.Publishing{}, done, err
	}
	p, err := d.schemes.Publishing(c.Request.Context(), d.Kit.Actor(c), e.SchemeID)
	return p, false, err
}

func (d *desk) check(c *gin.Context) error {
	p, done, err := d.publishing(c)
	if err != nil || done {
		return err
	}
	d.showCheck(c, http.StatusOK, p, publishForm{ID: webkit.NewID()}, nil, nil)
	return nil
}

func (d *desk) showCheck(c *gin.Context, status int, p scheme.Publishing, f publishForm, errs map[string]string, stale *views.Stale) {
	w := d.words(c)
	v := views.Check{Form: d.form(c, p.Editing, w.T("schemedesk.check.title")), Head: w.changeHead()}
	v.Lead, v.Errors, v.Stale, v.Submit = w.T("schemedesk.check.lead_new"), components.ErrorList(errs, "reasons"), stale, ""
	for _, one := range p.Problems {
		v.Problems = append(v.Problems, components.ErrorItem{Text: w.T("schemedesk.section."+string(one.Section)) + ": " + w.T(one.Key, one.Args...),
			Href: at(w.Lang(), p.SchemeID, "edit", string(one.Section))})
	}
	publishable := len(p.Problems) == 0
	if p.Was != nil {
		v.Lead = w.T("schemedesk.check.lead_change")
		if v.Changes = w.changes(*p.Was, p.Form, p.Named); len(v.Changes) == 0 {
			v.Same, publishable = w.T("schemedesk.check.same"), false
		} else {
			v.Affected = w.affected(p.Affected, w.consequence(p))
		}
	} else {
		v.Sections = w.sections(p.Form, p.Named)
	}
	if publishable {
		v.Submit = w.T("schemedesk.check.submit")
		v.Hidden = append(v.Hidden, [2]string{"id", f.ID}, [2]string{"seen", p.Affected.Seen()})
		v.Fields = []templ.Component{components.Textarea(components.TextareaArgs{Name: "reasons", Label: w.T("schemedesk.check.reasons"),
			Hint: w.T("schemedesk.check.reasons_hint"), Value: f.Reasons, Error: errs["reasons"]})}
	}
	d.page(c, status, v.Title, views.CheckPage(v))
}

// consequence tells what the change means for those whom it touches.
func (w words) consequence(p scheme.Publishing) string {
	text := w.T("schemedesk.affected.told")
	if len(p.Change.Asked) > 0 || len(p.Change.Dropped) > 0 {
		text += " " + w.T("schemedesk.affected.asked")
	}
	if p.Change.Rulebook {
		text += " " + w.T("schemedesk.affected.rulebook")
	}
	if len(p.Change.Terms) > 0 {
		text += " " + w.T("schemedesk.affected.terms", "Date", p.Change.From)
	}
	if p.Change.Moved {
		text += " " + w.T("schemedesk.affected.areas")
	}
	return text
}

func (d *desk) publish(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	var f publishForm
	if err := d.Kit.Bind(c, &f); err != nil {
		return err
	}
	version, err := webkit.FormID(f.ID)
	if err != nil {
		return err
	}
	err = d.schemes.Publish(c.Request.Context(), d.Kit.Actor(c), scheme.Publish{ID: version, Scheme: id, Version: f.Version, Seen: f.Seen, Reasons: f.Reasons})
	if err == nil {
		d.Kit.SeeOther(c, at(d.Kit.Lang(c), id)+"?done=published")
		return nil
	}
	return d.notPublished(c, f, err)
}

// notPublished draws the check again: something is to be mended, or a colleague has been at it meanwhile.
func (d *desk) notPublished(c *gin.Context, f publishForm, err error) error {
	errs := d.Kit.FieldErrors(c, err)
	status := http.StatusUnprocessableEntity
	if errs == nil {
		if !errors.Is(err, scheme.FaultStale) && !errors.Is(err, scheme.FaultMoreTouched) && !errors.Is(err, scheme.FaultUnready) && !errors.Is(err, scheme.FaultUsed) {
			return err
		}
		status = http.StatusConflict
	}
	p, done, again := d.publishing(c)
	if again != nil || done {
		return again
	}
	var stale *views.Stale
	w := d.words(c)
	switch {
	case errors.Is(err, scheme.FaultStale):
		stale = &views.Stale{Text: w.T("schemedesk.stale.text", "Name", p.SavedBy, "At", p.SavedAt)}
	case errors.Is(err, scheme.FaultUsed):
		f.ID, stale = webkit.NewID(), &views.Stale{Text: w.T("fault.scheme.form_used")}
	case errors.Is(err, scheme.FaultMoreTouched):
		stale = &views.Stale{Text: w.T("fault.scheme.more_touched")}
	}
	d.showCheck(c, status, p, f, errs, stale)
	return nil
}
