package sheetdesk

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/sheets"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/importing"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func listPath(p *locale.Printer, parts ...string) string {
	return paths.Officer(p.Lang(), append([]string{"tables", "lists"}, parts...)...)
}

func listCrumbs(p *locale.Printer, more ...components.Crumb) []components.Crumb {
	return append([]components.Crumb{{Text: p.T("tables.title"), Href: paths.Officer(p.Lang(), "tables")}}, more...)
}

// onlyLists keeps lists to those who bring them in.
func (d *desk) onlyLists(h webkit.Handler) webkit.Handler {
	return func(c *gin.Context) error {
		if err := importing.May(d.kit.Actor(c)); err != nil {
			return err
		}
		return h(c)
	}
}

func (d *desk) askList(c *gin.Context) error {
	return d.showList(c, http.StatusOK, webkit.NewID(), nil)
}

func (d *desk) showList(c *gin.Context, status int, id string, errs map[string]string) error {
	kept, err := d.kept(c)
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	v := views.File{Crumbs: listCrumbs(p), Title: p.T("lists.title"), Lead: p.T("lists.lead"), Send: p.T("lists.send"), ID: id, Label: p.T("sheets.file"),
		Hint: p.T("sheets.limits", "Rows", p.Number(importing.DeskLimits.Rows), "Megabytes", importing.DeskLimits.Bytes>>20), Kept: kept,
		Submit: p.T("lists.onward"), Errors: errs, Before: p.T("lists.before"), SentHead: head(p.T("lists.file"), p.T("lists.day"), p.T("lists.state"))}
	sent, err := d.Lists.Lists(c.Request.Context(), d.kit.Actor(c))
	if err != nil {
		return err
	}
	for _, l := range sent {
		state := fileState(p, l.PublishedAt != nil, l.Emptied, "lists.state_published")
		v.Sent = append(v.Sent, sentRow(p, l.Name, listPath(p, l.ID.String()), l.MadeAt, state, l.Emptied))
	}
	d.frame().Page(c, status, officerframe.Tables, v.Title, views.FilePage(v))
	return nil
}

func (d *desk) sendList(c *gin.Context) error {
	id, typed, err := d.sent(c, func(id uuid.UUID, name string, content io.ReaderAt, size int64) error {
		return d.Lists.Keep(c.Request.Context(), d.kit.Actor(c), id, name, content, size)
	})
	if err == nil {
		d.kit.SeeOther(c, listPath(d.kit.Printer(c), id.String()))
		return nil
	}
	if errs := d.kit.FieldErrors(c, err); errs != nil {
		return d.showList(c, http.StatusUnprocessableEntity, typed, errs)
	}
	return err
}

// lookList shows what a list would do, and first asks what its columns mean.
func (d *desk) lookList(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	look, err := d.Lists.Look(c.Request.Context(), d.kit.Actor(c), id)
	if errs := (map[string]string)(nil); err != nil {
		if errs = d.kit.FieldErrors(c, err); errs != nil && look.Mapping != nil { // the columns have been told wrong
			told, err := d.toldBefore(c, look.List)
			if err != nil {
				return err
			}
			return d.showColumns(c, http.StatusUnprocessableEntity, look.List, told, errs)
		}
		return err
	}
	if look.Mapping == nil {
		kept, err := d.Lists.Mappings(c.Request.Context(), d.kit.Actor(c))
		if err != nil {
			return err
		}
		return d.showColumns(c, http.StatusOK, look.List, importing.Guess(look.Head, kept), nil)
	}
	p := d.kit.Printer(c)
	v := dry(p, look)
	d.frame().Page(c, http.StatusOK, officerframe.Tables, v.Title, views.DryPage(v))
	return nil
}

func dry(p *locale.Printer, look importing.Look) views.Dry {
	id := look.ID.String()
	v := views.Dry{Preview: views.Preview{Crumbs: listCrumbs(p, components.Crumb{Text: p.T("lists.title"), Href: listPath(p)}), Title: p.T("lists.dry.title"), Name: look.Name,
		Again: listPath(p), AgainText: p.T("lists.again")}}
	sums := look.Would
	if look.Done != nil {
		sums, v.Title, v.Done = *look.Done, p.T("lists.dry.title_done"), p.T("lists.dry.done")
	}
	for _, s := range []struct {
		key   string
		count int
	}{{"added", sums.Added}, {"updated", sums.Updated}, {"unchanged", sums.Unchanged}, {"kept", sums.Kept}, {"failed", sums.Failed}, {"left_out", len(look.LeftOut)}} {
		if s.count > 0 {
			v.Summary = append(v.Summary, p.T("lists.count."+s.key, "Count", s.count))
		}
	}
	v.Wrong = views.Rows{Heading: p.T("sheets.wrong"), Lead: p.T("lists.dry.wrong_lead"), Head: head(p.T("sheets.line"), p.T("sheets.column"), p.T("sheets.fault"))}
	for _, e := range sums.Errors[:min(len(sums.Errors), shownRows)] {
		v.Wrong.Rows = append(v.Wrong.Rows, []components.Cell{{Text: lineText(p, e.Line)}, {Text: e.Column}, {Text: sentence(p.Text(e.Key, e.Args))}})
	}
	if rest := len(sums.Errors) - shownRows; rest > 0 {
		v.More = p.T("sheets.more", "Count", rest)
	}
	if look.Done != nil {
		return v
	}
	v.Columns, v.Right = listPath(p, id, "columns"), firstRows(p, look.First)
	v.AlikeText, v.LeaveOut = p.T("lists.dry.alike_lead"), listPath(p, id, "left-out")
	for _, a := range look.Alike[:min(len(look.Alike), shownRows)] {
		why := "lists.dry.same_address"
		if a.ByName {
			why = "lists.dry.same_name"
		}
		v.Alike = append(v.Alike, views.Alike{Line: strconv.Itoa(a.Line), Row: lineText(p, a.Line), LeftOut: slices.Contains(look.LeftOut, a.Line),
			There: fmt.Sprintf("%s, %s, %s", a.Unit, a.Producer, a.Address), Why: p.T(why)})
	}
	if n := sums.Added + sums.Updated; n > 0 {
		v.Publish, v.Button = listPath(p, id, "publish"), p.T("lists.dry.button", "Count", n)
	} else {
		v.Nothing = p.T("lists.dry.nothing")
	}
	return v
}

func (d *desk) askColumns(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	list, err := d.Lists.List(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return err
	}
	if list.PublishedAt != nil { // what its columns mean has been settled
		d.kit.SeeOther(c, listPath(d.kit.Printer(c), id.String()))
		return nil
	}
	told, err := d.toldBefore(c, list)
	if err != nil {
		return err
	}
	return d.showColumns(c, http.StatusOK, list, told, nil)
}

// toldBefore is what was told of a list's columns, with the name under which that is kept; else what they may mean.
func (d *desk) toldBefore(c *gin.Context, list importing.List) (importing.Saved, error) {
	if list.Mapping == nil {
		return importing.Guess(list.Head, nil), nil
	}
	told := importing.Saved{Mapping: *list.Mapping}
	kept, err := d.Lists.Mappings(c.Request.Context(), d.kit.Actor(c))
	for _, k := range kept {
		if k.System == list.Mapping.System {
			told.Name = k.Name
		}
	}
	return told, err
}

// firstRows are rows as they were understood.
func firstRows(p *locale.Printer, rows []importing.Understood) views.Rows {
	v := views.Rows{Heading: p.T("lists.dry.first"), Lead: p.T("lists.dry.first_lead", "Count", len(rows)),
		Head: head(p.T("sheets.line"), p.T("lists.field.producer"), p.T("lists.field.unit"), p.T("lists.field.services"))}
	for _, r := range rows {
		town, _ := place.MunicipalityByCode(r.Municipality)
		var where, offers []string
		for _, text := range []string{r.Street, strings.TrimSpace(r.PostalCode + " " + town.Name(string(p.Lang())))} {
			if text != "" {
				where = append(where, text)
			}
		}
		for _, o := range r.Offers {
			of, _ := service.ByKey(o.Service)
			text := of.Name(string(p.Lang()))
			if o.Price != nil {
				text += " " + priceText(p, o.Price.Cents, 0, o.Price.Unit)
			}
			offers = append(offers, text)
		}
		v.Rows = append(v.Rows, []components.Cell{{Text: lineText(p, r.Line)}, {Text: r.Producer}, {Text: r.Unit, Note: strings.Join(where, ", ")}, {Text: strings.Join(offers, ", ")}})
	}
	return v
}

func (d *desk) showColumns(c *gin.Context, status int, list importing.List, told importing.Saved, errs map[string]string) error {
	p := d.kit.Printer(c)
	v := views.Columns{Crumbs: listCrumbs(p, components.Crumb{Text: p.T("lists.title"), Href: listPath(p)}), Title: p.T("lists.columns.title"), File: list.Name,
		Action: listPath(p, list.ID.String(), "columns"), Name: told.Name, Errors: errs, ErrorFields: append([]string{"name", "service", "columns"}, importing.Fields()...)}
	v.Services = []components.Option{{Text: p.T("lists.columns.choose"), Selected: told.Service == ""}}
	for _, s := range service.All() {
		v.Services = append(v.Services, components.Option{Value: s.Key, Text: s.Name(string(p.Lang())), Selected: s.Key == told.Service})
	}
	for _, field := range importing.Fields() {
		chosen := *told.Columns.Column(field)
		choice := views.Choice{Name: field, Label: p.T("lists.field." + field), Options: []components.Option{{Text: p.T("lists.columns.none"), Selected: chosen == ""}}}
		if field == "services" || field == "price" {
			choice.Hint = p.T("lists.columns.hint_" + field)
		}
		for _, h := range list.Head {
			if h != "" {
				choice.Options = append(choice.Options, components.Option{Value: h, Text: h, Selected: sheet.Fold(h) == sheet.Fold(chosen)})
			}
		}
		v.Fields = append(v.Fields, choice)
	}
	d.frame().Page(c, status, officerframe.Tables, v.Title, views.ColumnsPage(v))
	return nil
}

// columnsForm is what the form of the columns sends.
type columnsForm struct {
	Name         string `form:"name"`
	Service      string `form:"service"`
	Producer     string `form:"producer"`
	BusinessID   string `form:"business_id"`
	Unit         string `form:"unit"`
	Street       string `form:"street"`
	PostalCode   string `form:"postal_code"`
	Municipality string `form:"municipality"`
	Phone        string `form:"phone"`
	Email        string `form:"email"`
	Website      string `form:"website"`
	Spoken       string `form:"spoken"`
	Services     string `form:"services"`
	Price        string `form:"price"`
	Per          string `form:"per"`
	Lat          string `form:"lat"`
	Lon          string `form:"lon"`
}

func (f columnsForm) mapping() importing.Mapping {
	return importing.Mapping{Service: f.Service, Columns: importing.Columns{Producer: f.Producer, BusinessID: f.BusinessID, Unit: f.Unit, Street: f.Street,
		PostalCode: f.PostalCode, Municipality: f.Municipality, Phone: f.Phone, Email: f.Email, Website: f.Website, Spoken: f.Spoken, Services: f.Services,
		Price: f.Price, Per: f.Per, Lat: f.Lat, Lon: f.Lon}}
}

func (d *desk) saveColumns(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	var form columnsForm
	if err := d.kit.Bind(c, &form); err != nil {
		return err
	}
	err = d.Lists.Tell(c.Request.Context(), d.kit.Actor(c), id, form.Name, form.mapping())
	if err == nil {
		d.kit.SeeOther(c, listPath(d.kit.Printer(c), id.String()))
		return nil
	}
	errs := d.kit.FieldErrors(c, err)
	if errs == nil {
		return err
	}
	list, err := d.Lists.List(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return err
	}
	return d.showColumns(c, http.StatusUnprocessableEntity, list, importing.Saved{Name: form.Name, Mapping: form.mapping()}, errs)
}

// leaveOut keeps which rows are there already.
func (d *desk) leaveOut(c *gin.Context) error {
	var form struct {
		Lines []int `form:"line"`
	}
	if err := d.kit.Bind(c, &form); err != nil {
		return err
	}
	return d.listDone(c, func(id uuid.UUID) error { return d.Lists.LeaveOut(c.Request.Context(), d.kit.Actor(c), id, form.Lines) })
}

func (d *desk) publishList(c *gin.Context) error {
	return d.listDone(c, func(id uuid.UUID) error { return d.Lists.Publish(c.Request.Context(), d.kit.Actor(c), id) })
}

func (d *desk) listDone(c *gin.Context, do func(uuid.UUID) error) error {
	id, err := webkit.PathID(c, "id")
	if err == nil {
		err = do(id)
	}
	if err == nil {
		d.kit.SeeOther(c, listPath(d.kit.Printer(c), id.String()))
	}
	return err
}
