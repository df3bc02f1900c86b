package supervisiondesk

import (
	"encoding/csv"
	"io"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/supervisiondesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

func (d *desk) askFile(c *gin.Context) error {
	d.showFile(c, http.StatusOK, webkit.NewID(), nil)
	return nil
}

func (d *desk) showFile(c *gin.Context, status int, id string, errs map[string]string) {
	w := d.words(c)
	v := views.File{Back: paths.Supervision(w.Lang()), ID: id, Example: paths.Supervision(w.Lang(), "files", "example.csv"), Errors: errs}
	for _, field := range quality.Fields() {
		v.Columns = append(v.Columns, []components.Cell{{Text: quality.Heading(field, string(w.Lang()))}, {Text: w.T("supervision.column." + field)}})
	}
	d.page(c, status, w.T("supervision.file.title"), views.FilePage(v))
}

func (d *desk) file(c *gin.Context) error {
	var f struct {
		ID string `form:"id"`
	}
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	id, err := webkit.FormID(f.ID)
	if err != nil {
		return err
	}
	sent, err := d.kit.File(c, "file")
	if err != nil {
		return err
	}
	if sent == nil {
		err = fault.Invalid().On("file", "fault.sheet.missing")
	} else {
		var content []byte
		opened, openErr := sent.Open()
		if openErr != nil {
			return openErr
		}
		defer opened.Close()
		if content, err = io.ReadAll(io.LimitReader(opened, quality.MaxTableBytes+1)); err != nil {
			return err
		}
		err = d.quality.Upload(c.Request.Context(), d.kit.Actor(c), id, sent.Filename, content)
	}
	if errs := d.faults(c, err); errs != nil {
		d.showFile(c, http.StatusUnprocessableEntity, f.ID, errs)
		return nil
	}
	if err == nil {
		d.kit.SeeOther(c, paths.Supervision(d.kit.Lang(c), "files", id.String()))
	}
	return err
}

func (d *desk) preview(c *gin.Context) error { return d.showPreview(c, http.StatusOK, "") }

// shownRows is how many rows a preview lists; all wrong ones come first.
const shownRows = 200

func (d *desk) showPreview(c *gin.Context, status int, problem string) error {
	w := d.words(c)
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	file, err := d.quality.Import(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return err
	}
	v := views.Preview{Back: paths.Supervision(w.Lang(), "files", "new"), Name: file.Name, Problem: problem}
	for _, state := range []string{quality.RowNew, quality.RowCorrects, quality.RowSame, quality.RowWrong} {
		if n := file.Count(state); n > 0 {
			v.Summary = append(v.Summary, w.T("supervision.count."+state, "Count", n))
		}
	}
	for _, r := range file.Rows {
		switch {
		case r.State == quality.RowWrong && len(v.Wrong) < shownRows:
			v.Wrong = append(v.Wrong, d.wrongRow(w, r))
		case r.State != quality.RowWrong && len(v.Rows) < shownRows:
			v.Rows = append(v.Rows, goodRow(w, r))
		}
	}
	if rest := len(file.Rows) - len(v.Wrong) - len(v.Rows); rest > 0 {
		v.More = w.T("supervision.preview.more", "Count", rest)
	}
	good, bad := file.Count(quality.RowNew)+file.Count(quality.RowCorrects), file.Count(quality.RowWrong)
	switch {
	case file.SavedAt != nil:
		v.Done = w.T("supervision.preview.saved", "Count", file.Saved)
	case good == 0:
		v.Nothing = w.T("supervision.preview.nothing")
	case bad == 0:
		v.All = w.T("supervision.preview.all", "Count", good)
	default:
		v.Good = w.T("supervision.preview.good", "Count", good)
	}
	d.page(c, status, w.T("supervision.preview.title"), views.PreviewPage(v))
	return nil
}

func (d *desk) wrongRow(w wording.Words, r quality.Row) []components.Cell {
	texts := make([]string, len(r.Faults))
	for i, f := range r.Faults {
		texts[i] = w.Text(f.Key, f.Args)
		if label := "supervision.field." + f.Name; f.Name != "row" {
			texts[i] = w.T("supervision.wrong", "Field", w.T(label), "Fault", texts[i])
		}
	}
	return []components.Cell{{Text: w.T("supervision.preview.line_number", "Line", r.Line)}, {Text: r.Unit, Note: r.Service}, {Part: views.Faults(texts)}}
}

func goodRow(w wording.Words, r quality.Row) []components.Cell {
	i, _ := quality.ByKey(r.Told.Indicator)
	what := components.Cell{Text: w.T("supervision.state." + r.State)}
	if r.Was != nil && r.State == quality.RowCorrects {
		what.Note = w.T("supervision.preview.was", "Value", w.Measure(i, r.Was.Part.Value), "Counted", w.Counted(i, r.Was.N))
	}
	value := components.Cell{Text: w.Measure(i, r.Told.Part.Value), Note: w.Counted(i, r.Told.N)}
	if r.Few {
		value.Note += ", " + w.T("supervision.home.few")
	}
	return []components.Cell{{Text: w.T("supervision.preview.line_number", "Line", r.Line)}, {Text: r.Told.UnitName, Note: serviceName(w, r.Told.Service)}, {Text: i.Name.In(string(w.Lang()))},
		{Text: w.Period(r.Told.From, r.Told.To)}, value, what}
}

func (d *desk) saveFile(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	var f struct {
		Rows string `form:"rows"`
	}
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	err = d.quality.SaveImport(c.Request.Context(), d.kit.Actor(c), id, f.Rows == "good")
	if is := fault.From(err); err != nil && is.Code == fault.CodeConflict { // somebody told something since the preview
		return d.showPreview(c, http.StatusConflict, d.kit.Printer(c).Text(is.Key, is.Args))
	}
	if err == nil {
		d.kit.SeeOther(c, paths.Supervision(d.kit.Lang(c), "files", id.String()))
	}
	return err
}

// example is a file to begin from, with a unit of the organiser's own where there is one.
func (d *desk) example(c *gin.Context) error {
	w := d.words(c)
	lang := string(w.Lang())
	units, err := d.quality.Units(c.Request.Context(), d.kit.Actor(c))
	if err != nil {
		return err
	}
	unit, svc, business := w.T("supervision.file.example_unit"), "home_care", ""
	if len(units) > 0 {
		unit, svc, business = units[0].Name, units[0].Services[0], units[0].BusinessID
	}
	var b strings.Builder
	b.WriteString("\ufeff") // spreadsheets take it for UTF-8 by this
	out := csv.NewWriter(&b)
	out.Comma = ';'
	head := make([]string, 0, len(quality.Fields()))
	for _, field := range quality.Fields() {
		head = append(head, quality.Heading(field, lang))
	}
	value := "4" + w.DecimalMark() + "56"
	feedback, _ := quality.ByKey("feedback")
	_ = out.WriteAll([][]string{head, {feedback.Name.In(lang), unit, business, serviceName(w, svc), "1.1.2026", "30.6.2026", value, "21", w.T("supervision.file.example_source"), ""}})
	c.Header("Content-Disposition", `attachment; filename="example.csv"`)
	c.Header("Cache-Control", "private, no-store")
	c.Data(http.StatusOK, "text/csv; charset=utf-8", []byte(b.String()))
	return nil
}
