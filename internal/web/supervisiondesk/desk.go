// Package supervisiondesk serves the desk of an organiser's quality supervisor.
//
//	desk.go   what is served where, and what the desk begins with
//	list.go   what was told, a page at a time
//	story.go  what was told, with its history: corrected or taken back
//	forms.go  one value, an inspection, a unit that moved
//	file.go   values from a file, looked at before they are saved
package supervisiondesk

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/supervisiondesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

type desk struct {
	kit     *webkit.Kit
	quality *quality.Service
}

// Mount adds the pages in the three languages.
func Mount(r gin.IRouter, k *webkit.Kit, q *quality.Service) {
	d := &desk{kit: k, quality: q}
	for _, l := range locale.Langs() {
		get := func(path string, h webkit.Handler) { r.GET(paths.Supervision(l)+path, k.H(d.only(h))) }
		post := func(path string, h webkit.Handler) { r.POST(paths.Supervision(l)+path, k.H(d.only(h))) }
		get("", d.home)
		post("/least", d.least)
		get("/values", d.values)
		get("/inspections", d.inspections)
		get("/values/new", d.askValue)
		post("/values/new", d.value)
		get("/values/:id", d.valueStory)
		post("/values/:id", d.correctValue)
		post("/values/:id/taken-back", d.takeBackValue)
		get("/files/new", d.askFile)
		post("/files/new", d.file)
		get("/files/example.csv", d.example)
		get("/files/:id", d.preview)
		post("/files/:id", d.saveFile)
		get("/inspections/new", d.askInspection)
		post("/inspections/new", d.inspection)
		get("/inspections/:id", d.inspectionStory)
		post("/inspections/:id", d.correctInspection)
		post("/inspections/:id/taken-back", d.takeBackInspection)
		get("/moved/new", d.askMoved)
		post("/moved/new", d.moved)
	}
}

// only keeps the desk to supervisors.
func (d *desk) only(h webkit.Handler) webkit.Handler {
	return func(c *gin.Context) error {
		if err := quality.MayEver(d.kit.Actor(c)); err != nil {
			return err
		}
		return h(c)
	}
}

// words are the wording of these pages.
func (d *desk) words(c *gin.Context) wording.Words { return wording.Words{Printer: d.kit.Printer(c)} }

func (d *desk) page(c *gin.Context, status int, title string, body templ.Component) {
	p, l := d.kit.Printer(c), d.kit.Lang(c)
	nav := []layout.NavLink{{Text: p.T("supervision.home.title"), Href: paths.Supervision(l), Current: c.FullPath() == paths.Supervision(l)}}
	for _, section := range []struct{ folder, first string }{{"values", ""}, {"inspections", ""}, {"files", "new"}} {
		href := paths.Supervision(l, section.folder)
		nav = append(nav, layout.NavLink{Text: p.T("supervision.nav." + section.folder), Href: strings.TrimSuffix(href+"/"+section.first, "/"),
			Current: strings.HasPrefix(c.FullPath()+"/", href+"/")})
	}
	d.kit.Page(c, status, layout.Page{Title: title, Desk: true, NoIndex: true, Nav: nav, Error: status == http.StatusUnprocessableEntity || status == http.StatusConflict}, body)
}

// done lists what can have been done before coming to the desk: keys of the table supervision.done.
var done = map[string]bool{"value": true, "correction": true, "few": true, "same": true, "inspection": true, "moved": true, "least": true,
	"taken_back": true, "inspection_corrected": true, "inspection_taken_back": true}

func (d *desk) home(c *gin.Context) error { return d.showHome(c, http.StatusOK, "", nil) }

func (d *desk) showHome(c *gin.Context, status int, least string, errs map[string]string) error {
	w, l := d.words(c), d.kit.Lang(c)
	find := strings.TrimSpace(c.Query("find"))
	all, err := d.quality.Desk(c.Request.Context(), d.kit.Actor(c), find)
	if err != nil {
		return err
	}
	v := views.Home{
		Value: paths.Supervision(l, "values", "new"), File: paths.Supervision(l, "files", "new"), Inspection: paths.Supervision(l, "inspections", "new"),
		Moved: paths.Supervision(l, "moved", "new"), LeastAction: paths.Supervision(l, "least"), Least: least, Errors: errs,
		Here: paths.Supervision(l), Find: find, Weights: paths.Quality(l),
	}
	if all.Entered.Next != uuid.Nil {
		v.AllValues = found(paths.Supervision(l, "values"), find, uuid.Nil)
	}
	if all.Inspected.Next != uuid.Nil {
		v.AllInspections = found(paths.Supervision(l, "inspections"), find, uuid.Nil)
	}
	if errs == nil {
		v.Least = strconv.Itoa(all.Least)
	}
	if what := c.Query("done"); done[what] {
		v.Done = w.T("supervision.done." + what)
	}
	v.Values, v.Inspections = valueRows(w, all.Entered.Rows, all.Least), inspectionRows(w, all.Inspected.Rows)
	d.page(c, status, w.T("supervision.home.title"), views.HomePage(v))
	return nil
}

func (d *desk) least(c *gin.Context) error {
	var f struct {
		Least string `form:"least"`
	}
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	n, err := strconv.Atoi(f.Least)
	if err != nil {
		err = fault.Invalid().On("least", "fault.form.not_a_number")
	} else {
		err = d.quality.SetLeast(c.Request.Context(), d.kit.Actor(c), n)
	}
	if errs := d.faults(c, err); errs != nil {
		return d.showHome(c, http.StatusUnprocessableEntity, f.Least, errs)
	}
	return d.back(c, "least", err)
}

// faults are what is wrong with the fields of a form; nil when nothing is, or something else than its fields.
func (d *desk) faults(c *gin.Context, err error) map[string]string {
	if err == nil {
		return nil
	}
	return d.kit.FieldErrors(c, err)
}

// back goes to the desk with a word of what was done.
func (d *desk) back(c *gin.Context, what string, err error) error {
	if err == nil {
		d.kit.SeeOther(c, paths.Supervision(d.kit.Lang(c))+"?done="+what)
	}
	return err
}

func serviceName(w wording.Words, key string) string {
	if svc, ok := service.ByKey(key); ok {
		return svc.Name(string(w.Lang()))
	}
	return key
}

// units are the names of the units that may be told of, for the list below a field.
func (d *desk) units(c *gin.Context) ([]string, error) {
	list, err := d.quality.Units(c.Request.Context(), d.kit.Actor(c))
	out := make([]string, len(list))
	for i, u := range list {
		out[i] = u.Name
	}
	return out, err
}
