package admindesk

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/admindesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/keeping"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// retention lists how long things are kept.
func (d *desk) retention(c *gin.Context) error {
	l, pr := d.kit.Lang(c), d.kit.Printer(c)
	all, err := d.keeps.All(c.Request.Context(), d.kit.Actor(c))
	if err != nil {
		return err
	}
	v := views.Retention{Saved: c.Query("done") == "saved"}
	for _, s := range all {
		v.Rows = append(v.Rows, views.RetentionRow{
			Name: pr.T("keeping.rule." + string(s.Name)), Href: paths.Admin(l, retention, string(s.Name)), Time: span(pr, s.Rule, s.Count),
			Bounds: strconv.Itoa(s.Least) + "–" + span(pr, s.Rule, s.Most), Old: removes(pr, s.Old),
		})
	}
	d.kit.Page(c, http.StatusOK, d.section(c, retention), views.RetentionPage(v))
	return nil
}

// span is a time in its unit: "90 days".
func span(pr *locale.Printer, r kept.Rule, count int) string {
	return pr.T("keeping.span."+string(r.Unit), "Count", count)
}

// removes is what the next clean-up does.
func removes(pr *locale.Printer, old int) string {
	if old == 0 {
		return pr.T("keeping.removes_none")
	}
	return pr.T("keeping.removes", "Count", old)
}

// keepForm is how long a thing is to be kept, as typed.
type keepForm struct {
	Count string `form:"count"`
	Was   string `form:"was"`  // what held when the form was shown
	Seen  string `form:"seen"` // the time of which the form tells what it would remove
	Step  string `form:"step"` // look or save
}

func (d *desk) keep(c *gin.Context) error { return d.showKeep(c, http.StatusOK, keepForm{}, nil) }

func (d *desk) saveKeep(c *gin.Context) error {
	if err := identity.Allow(d.kit.Actor(c), identity.KeepingEdit, identity.Object{}); err != nil {
		return err
	}
	var f keepForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	was, err := strconv.Atoi(f.Was)
	if err != nil {
		return fault.New(fault.CodeMalformed, "fault.form.malformed").Because(err)
	}
	count, err := strconv.Atoi(strings.TrimSpace(f.Count))
	if err != nil {
		return d.showKeep(c, http.StatusUnprocessableEntity, f, map[string]string{"count": d.kit.Printer(c).T("fault.keeping.number")})
	}
	name := kept.Name(c.Param("rule"))
	now, _, err := d.keeps.One(c.Request.Context(), d.kit.Actor(c), name, count)
	if err != nil {
		return err
	}
	err = keeping.Check(now.Rule, count)
	if err == nil && (f.Step != "save" || f.Seen != strconv.Itoa(count)) { // what was not looked at is shown, and not saved
		f.Seen = strconv.Itoa(count)
		return d.showKeep(c, http.StatusOK, f, nil)
	}
	if err == nil {
		err = d.keeps.Set(c.Request.Context(), d.kit.Actor(c), name, was, count)
	}
	switch {
	case err == nil:
		d.back(c, "saved", retention)
		return nil
	case fault.Is(err, fault.CodeConflict):
		f.Was, f.Seen = "", ""
		return d.showKeep(c, http.StatusConflict, f, map[string]string{"count": d.kit.Printer(c).T("fault.keeping.stale")})
	}
	if errors := d.kit.FieldErrors(c, err); errors != nil {
		f.Seen = ""
		return d.showKeep(c, http.StatusUnprocessableEntity, f, errors)
	}
	return err
}

// showKeep shows the form of one time: what holds, what may be chosen, and, when a time was looked at, what it would remove.
func (d *desk) showKeep(c *gin.Context, status int, f keepForm, errors map[string]string) error {
	l, pr := d.kit.Lang(c), d.kit.Printer(c)
	name := kept.Name(c.Param("rule"))
	seen, err := strconv.Atoi(f.Seen)
	looked := err == nil && len(errors) == 0
	now, would, err := d.keeps.One(c.Request.Context(), d.kit.Actor(c), name, seen)
	if err != nil {
		return err
	}
	v := views.Keep{
		Title: pr.T("keeping.rule." + string(name)), Why: pr.T("keeping.why." + string(name)), Now: span(pr, now.Rule, now.Count),
		Least: span(pr, now.Rule, now.Least), Most: span(pr, now.Rule, now.Most), Usual: span(pr, now.Rule, now.Usual), Source: now.Source,
		Removes: removes(pr, now.Old), Unit: pr.T("keeping.unit." + string(now.Unit)),
		Count: f.Count, Was: f.Was, Back: paths.Admin(l, retention), Errors: errors, ByHand: name == kept.AuditMonths,
	}
	if v.Was == "" {
		v.Was = strconv.Itoa(now.Count)
	}
	if f.Count == "" && len(errors) == 0 {
		v.Count = strconv.Itoa(now.Count)
	}
	if looked {
		v.Seen, v.Looked = f.Seen, pr.T("keeping.would", "Time", span(pr, now.Rule, seen), "Count", would)
	}
	page := d.page(c, v.Title, retention)
	page.Error = len(errors) > 0
	d.kit.Page(c, status, page, views.KeepPage(v))
	return nil
}
