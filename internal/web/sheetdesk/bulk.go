package sheetdesk

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/sheets"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/offering/pricelist"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"

	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// bulk is what a producer changes by a file: prices, or what else is told of offerings. The pages are the same.
type bulk struct {
	kind    pricelist.Kind
	path    string // the end of its pages' address
	words   string // the beginning of its texts' keys
	table   func(ctx context.Context, a actor.Actor, producer uuid.UUID, l locale.Lang, name string) (sheet.Sheet, sheet.Rows, error)
	keep    func(ctx context.Context, a actor.Actor, producer, id uuid.UUID, name string, content io.ReaderAt, size int64) error
	apply   func(ctx context.Context, a actor.Actor, id uuid.UUID, rightOnly bool) error
	preview func(c *gin.Context, status int, problem string) error
}

func (d *desk) prices() bulk {
	return bulk{kind: pricelist.Prices, path: "prices", words: "pricelist.", table: d.PriceLists.Table, keep: d.PriceLists.Keep, apply: d.PriceLists.Apply,
		preview: d.previewPrices}
}

func (d *desk) told() bulk {
	return bulk{kind: pricelist.Offerings, path: "list", words: "offerlist.", table: d.PriceLists.ToldTable, keep: d.PriceLists.KeepTold, apply: d.PriceLists.ApplyTold,
		preview: d.previewTold}
}

func (b bulk) at(l locale.Lang, parts ...string) string {
	return paths.Desk(l, append([]string{"offerings", b.path}, parts...)...)
}

// mountBulk adds the pages of a kind in a language.
func (d *desk) mountBulk(r gin.IRouter, l locale.Lang, b bulk) {
	r.GET(b.at(l), d.kit.H(func(c *gin.Context) error { return d.askBulk(c, b, http.StatusOK, webkit.NewID(), nil) }))
	r.POST(b.at(l), d.kit.H(func(c *gin.Context) error { return d.sendBulk(c, b) }))
	for _, form := range []sheet.Form{sheet.CSV, sheet.XLSX} {
		r.GET(b.at(l, "list"+form.Ending()), d.kit.H(d.takeBulk(b, form)))
	}
	r.GET(b.at(l, "files", ":id"), d.kit.H(func(c *gin.Context) error { return b.preview(c, http.StatusOK, "") }))
	r.POST(b.at(l, "files", ":id"), d.kit.H(func(c *gin.Context) error { return d.applyBulk(c, b) }))
}

func bulkCrumbs(p *locale.Printer, more ...components.Crumb) []components.Crumb {
	return append([]components.Crumb{{Text: p.T("producerdesk.home.title"), Href: paths.Desk(p.Lang())},
		{Text: p.T("producerdesk.offerings.title"), Href: paths.Desk(p.Lang(), "offerings")}}, more...)
}

func (d *desk) askBulk(c *gin.Context, b bulk, status int, id string, errs map[string]string) error {
	if err := pricelist.May(d.kit.Actor(c)); err != nil {
		return err
	}
	kept, err := d.kept(c)
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	v := views.File{Crumbs: bulkCrumbs(p), Title: p.T(b.words + "title"), Lead: p.T(b.words + "lead"), Take: p.T(b.words + "take"),
		Takes: takes(p, b.at(p.Lang())), Send: p.T(b.words + "send"), ID: id, Label: p.T("sheets.file"),
		Hint: p.T("sheets.limits", "Rows", p.Number(pricelist.Limits.Rows), "Megabytes", pricelist.Limits.Bytes>>20), Kept: kept,
		Submit: p.T("sheets.look"), Columns: p.T("sheets.columns"), TellHead: head(p.T("sheets.column"), p.T("sheets.holds")), Errors: errs}
	sent, err := d.PriceLists.Sent(c.Request.Context(), d.kit.Actor(c), b.kind)
	if err != nil {
		return err
	}
	v.Before, v.SentHead = p.T("sheets.before"), head(p.T("sheets.file"), p.T("lists.day"), p.T("lists.state"))
	for _, f := range sent {
		v.Sent = append(v.Sent, sentRow(p, f.Name, b.at(p.Lang(), "files", f.ID.String()), f.MadeAt, fileState(p, f.AppliedAt != nil, f.Emptied, "sheets.applied"), f.Emptied))
	}
	for _, f := range pricelist.Fields(b.kind) {
		v.Told = append(v.Told, []components.Cell{{Text: pricelist.Heading(f, p.Lang())}, {Text: p.T("pricelist.column." + string(f))}})
	}
	d.producerPage(c, status, v.Title, views.FilePage(v))
	return nil
}

// kept says how long the content of a file is kept.
func (d *desk) kept(c *gin.Context) (string, error) {
	days, err := d.Taking.KeptDays(c.Request.Context())
	return d.kit.Printer(c).T("sheets.kept", "Days", days), err
}

// fileState is what became of a file that was sent; settled names what is done with such files.
func fileState(p *locale.Printer, done, emptied bool, settled string) components.TagArgs {
	switch {
	case done:
		return components.TagArgs{Text: p.T(settled), Kind: "good"}
	case emptied:
		return components.TagArgs{Text: p.T("sheets.left")}
	}
	return components.TagArgs{Text: p.T("lists.state_open"), Kind: "wait"}
}

// sentRow is a file that was sent before. What has been emptied leads nowhere.
func sentRow(p *locale.Printer, name, href string, at time.Time, state components.TagArgs, emptied bool) []components.Cell {
	file := components.Cell{Text: name, Href: href}
	if emptied {
		file.Href, file.Note = "", p.T("sheets.emptied")
	}
	return []components.Cell{file, {Text: p.Date(calendar.Today(at))}, {Part: components.Tag(state)}}
}

func (d *desk) takeBulk(b bulk, form sheet.Form) webkit.Handler {
	return func(c *gin.Context) error {
		p, a := d.kit.Printer(c), d.kit.Actor(c)
		table, rows, err := b.table(c.Request.Context(), a, a.Organisation, p.Lang(), p.T(b.words+"sheet"))
		if err != nil {
			return err
		}
		return d.give(c, form, p.T(b.words+"file"), table, rows)
	}
}

func (d *desk) sendBulk(c *gin.Context, b bulk) error {
	a := d.kit.Actor(c)
	if err := pricelist.May(a); err != nil {
		return err
	}
	id, typed, err := d.sent(c, func(id uuid.UUID, name string, content io.ReaderAt, size int64) error {
		return b.keep(c.Request.Context(), a, a.Organisation, id, name, content, size)
	})
	if err == nil {
		d.kit.SeeOther(c, b.at(d.kit.Lang(c), "files", id.String()))
		return nil
	}
	if errs := d.kit.FieldErrors(c, err); errs != nil {
		return d.askBulk(c, b, http.StatusUnprocessableEntity, typed, errs)
	}
	return err
}

// sent reads the form of a file and gives the file to keep. It answers the id as it was sent, too.
func (d *desk) sent(c *gin.Context, keep func(id uuid.UUID, name string, content io.ReaderAt, size int64) error) (uuid.UUID, string, error) {
	var form struct {
		ID string `form:"id"`
	}
	if err := d.kit.Bind(c, &form); err != nil {
		return uuid.Nil, "", err
	}
	id, err := webkit.FormID(form.ID)
	if err != nil {
		return uuid.Nil, "", err
	}
	sent, err := d.kit.File(c, sheet.Field)
	if err != nil {
		return id, form.ID, err
	}
	if sent == nil {
		return id, form.ID, fault.Invalid().On(sheet.Field, "fault.sheet.missing")
	}
	file, err := sent.Open()
	if err != nil {
		return id, form.ID, err
	}
	defer file.Close()
	return id, form.ID, keep(id, sent.Filename, file, sent.Size)
}

// emptyPreview is what both kinds of previews begin with.
func emptyPreview(p *locale.Printer, b bulk, file pricelist.File, problem string) views.Preview {
	ask := b.at(p.Lang())
	return views.Preview{Crumbs: bulkCrumbs(p, components.Crumb{Text: p.T(b.words + "title"), Href: ask}), Title: p.T(b.words + "preview.title"), Name: file.Name,
		Problem: problem, Again: ask, AgainText: p.T("sheets.again")}
}

// decide says what can be done with the file.
func decide(p *locale.Printer, v *views.Preview, b bulk, file pricelist.File, todo, wrong int) {
	words := b.words + "preview."
	switch {
	case file.AppliedAt != nil:
		v.Done = p.T(words+"done", "Count", file.Applied)
	case todo == 0 && wrong == 0:
		v.Nothing = p.T(words + "nothing")
	case todo == 0:
		v.Nothing = p.T("pricelist.preview.nothing_right")
	case wrong == 0:
		v.All = p.T(words+"all", "Count", todo)
	default:
		v.Good, v.GoodNote = p.T("pricelist.preview.good", "Count", todo), p.T("sheets.good_note")
	}
}

func (d *desk) applyBulk(c *gin.Context, b bulk) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	var form struct {
		Rows string `form:"rows"`
	}
	if err := d.kit.Bind(c, &form); err != nil {
		return err
	}
	err = b.apply(c.Request.Context(), d.kit.Actor(c), id, form.Rows == "good")
	if is := fault.From(err); err != nil && is.Code == fault.CodeConflict { // something changed since the preview
		return b.preview(c, http.StatusConflict, d.kit.Printer(c).Text(is.Key, is.Args))
	}
	if err == nil {
		d.kit.SeeOther(c, b.at(d.kit.Lang(c), "files", id.String()))
	}
	return err
}
