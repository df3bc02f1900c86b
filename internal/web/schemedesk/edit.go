package schemedesk

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/schemedesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// change begins a working copy of a published scheme, or goes on with the one that is there.
func (d *desk) change(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	if err := d.schemes.Change(c.Request.Context(), d.Kit.Actor(c), id); err != nil {
		return err
	}
	d.Kit.SeeOther(c, at(d.Kit.Lang(c), id, "edit"))
	return nil
}

func (d *desk) tasks(c *gin.Context) error {
	e, done, err := d.editing(c)
	if err != nil || done {
		return err
	}
	w := d.words(c)
	v := views.Tasks{Crumbs: d.crumbs(c), Kicker: casework.Regime(w.Printer, e.Form.Regime), Title: e.Form.Basics.Name(w.lang()), Saved: c.Query("saved") != "",
		Lead: w.T("schemedesk.edit.lead_new"), SavedAt: w.T("schemedesk.edit.saved_at", "At", e.SavedAt, "Name", e.SavedBy),
		Discard: at(w.Lang(), e.SchemeID, "edit", "discard")}
	if e.Was != nil {
		v.Crumbs = d.crumbs(c, components.Crumb{Text: e.Was.Basics.Name(w.lang()), Href: at(w.Lang(), e.SchemeID)})
		v.Lead = w.T("schemedesk.edit.lead_change")
	}
	for _, s := range scheme.Sections() {
		v.Tasks = append(v.Tasks, w.task(e, s))
	}
	v.Check = components.Task{Title: w.T("schemedesk.edit.check"), Href: at(w.Lang(), e.SchemeID, "edit", "check"), Note: w.T("schemedesk.edit.check_note"),
		Tag: components.TagArgs{Text: w.T("schemedesk.tag.todo")}}
	if n := len(e.Problems); n > 0 {
		v.Check.Note = w.T("schemedesk.edit.problems", "Count", n)
	}
	d.page(c, http.StatusOK, v.Title, views.TasksPage(v))
	return nil
}

// task is a section of the form with its state.
func (w words) task(e scheme.Editing, s scheme.Section) components.Task {
	t := components.Task{Title: w.T("schemedesk.section." + string(s)), Href: at(w.Lang(), e.SchemeID, "edit", string(s)), Note: w.short(e.Form, s),
		Tag: components.TagArgs{Text: w.T("schemedesk.tag.ready"), Kind: "good", Icon: "check"}}
	for _, p := range e.Problems {
		if p.Section == s {
			t.Note, t.Tag = w.T(p.Key, p.Args...), components.TagArgs{Text: w.T("schemedesk.tag.fix"), Kind: "wait"}
			break
		}
	}
	return t
}

// short is what a section says, in one line.
func (w words) short(f scheme.Form, s scheme.Section) string {
	switch s {
	case scheme.SectionServices:
		return w.T("schemedesk.services.count", "Count", len(f.Terms.List))
	case scheme.SectionRequirements:
		return w.T("schemedesk.requirements.count", "Count", len(f.Requirements))
	case scheme.SectionBasics:
		return w.T("schemedesk.list.from_to", "From", f.Basics.ValidFrom, "To", w.until(f.Basics.ValidTo))
	case scheme.SectionAreas:
		if len(f.Areas.IDs) == 0 {
			return w.T("schemedesk.areas.whole")
		}
		return w.T("schemedesk.areas.count", "Count", len(f.Areas.IDs))
	case scheme.SectionRulebook:
		if f.Rulebook.Empty() {
			return w.T("schemedesk.rulebook.none")
		}
	}
	return ""
}

func (d *desk) askDiscard(c *gin.Context) error {
	e, done, err := d.editing(c)
	if err != nil || done {
		return err
	}
	w := d.words(c)
	v := d.form(c, e, w.T("schemedesk.discard.title"))
	v.Lead, v.Submit, v.Danger = w.T("schemedesk.discard.text"), w.T("schemedesk.discard.submit"), true
	d.page(c, http.StatusOK, v.Title, views.FormPage(v))
	return nil
}

func (d *desk) discard(c *gin.Context) error {
	e, done, err := d.editing(c)
	if err != nil || done {
		return err
	}
	if err := d.schemes.Discard(c.Request.Context(), d.Kit.Actor(c), e.SchemeID); err != nil {
		return err
	}
	l := d.Kit.Lang(c)
	if e.Was != nil {
		d.Kit.SeeOther(c, at(l, e.SchemeID)+"?done=discarded")
		return nil
	}
	d.Kit.SeeOther(c, paths.Officer(l, "schemes")+"?done=discarded")
	return nil
}
