package sheetdesk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/sheets"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/importing"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/offering/pricelist"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// tables is the page from which an officer takes what the desk shows as files.
func (d *desk) tables(c *gin.Context) error {
	p := d.kit.Printer(c)
	list, err := d.Admissions.QueueSchemes(c.Request.Context(), d.kit.Actor(c))
	if err != nil {
		return err
	}
	own := func(parts ...string) string { return paths.Officer(p.Lang(), append([]string{"tables"}, parts...)...) }
	v := views.Tables{Title: p.T("tables.title"), Lead: p.T("tables.lead")}
	if importing.May(d.kit.Actor(c)) == nil {
		v.Import = listPath(p)
	}
	for _, view := range admission.Views() {
		v.Lists = append(v.Lists, views.List{Name: p.T("officer.queue.caption_" + string(view)), Takes: takesWith(p, own("queue"), "view="+string(view))})
	}
	v.Lists = append(v.Lists, views.List{Name: p.T("officer.admissions.title"), Takes: takes(p, own("admissions"))})
	for _, t := range d.officerLists() {
		v.Lists = append(v.Lists, views.List{Name: p.T("tables." + t.key), Takes: takes(p, own(t.key))})
	}
	for _, s := range list {
		v.Schemes = append(v.Schemes, views.List{Name: s.Name(string(p.Lang())), Takes: takesWith(p, own("offerings"), "scheme="+s.ID.String())})
	}
	d.frame().Page(c, http.StatusOK, officerframe.Tables, v.Title, views.TablesPage(v))
	return nil
}

func takesWith(p *locale.Printer, path, query string) []views.Link {
	links := takes(p, path)
	for i := range links {
		links[i].Href += "?" + query
	}
	return links
}

// narrowed is how a list that is taken is narrowed, as the desk's own pages are.
type narrowed struct {
	Text   string `form:"text"`
	Scheme string `form:"scheme"`
	View   string `form:"view"`
	Sort   string `form:"sort"`
	Desc   string `form:"desc"`
	State  string `form:"state"`
	Who    string `form:"who"`
	Stage  string `form:"stage"`
	Due    string `form:"due"`
	scheme uuid.UUID
}

// longest text that is looked for: no longer one can match anything.
const maxText = 100

func (d *desk) narrowed(c *gin.Context) (narrowed, error) {
	var n narrowed
	if err := d.kit.Bind(c, &n); err != nil {
		return n, err
	}
	if runes := []rune(n.Text); len(runes) > maxText {
		n.Text = string(runes[:maxText])
	}
	if n.Scheme == "" {
		return n, nil
	}
	var err error
	if n.scheme, err = uuid.Parse(n.Scheme); err != nil {
		return n, fault.New(fault.CodeMalformed, "fault.form.malformed").Because(err)
	}
	return n, nil
}

// longestSheet is the longest name of a workbook's sheet, in characters.
const longestSheet = 31

// table is a list on its way into a file: its columns have the ends of their heads' keys and their widths.
func table(p *locale.Printer, name string, heads ...string) sheet.Sheet {
	s := sheet.Sheet{Lang: p.Lang(), Name: p.T(name)}
	if runes := []rune(s.Name); len(runes) > longestSheet {
		s.Name = string(runes[:longestSheet])
	}
	for _, h := range heads {
		key, width, _ := strings.Cut(h, " ")
		n, _ := strconv.ParseFloat(width, 64)
		s.Columns = append(s.Columns, sheet.Column{Head: p.T("tables.column." + key), Width: n})
	}
	return s
}

// takeQueue gives the queue of applications, all of it.
func (d *desk) takeQueue(form sheet.Form) webkit.Handler {
	return func(c *gin.Context) error {
		n, err := d.narrowed(c)
		if err != nil {
			return err
		}
		p := d.kit.Printer(c)
		q := admission.QueueQuery{Scheme: n.scheme, Text: n.Text, View: admission.View(n.View), Sort: admission.Column(n.Sort), Desc: n.Desc != "",
			Who: admission.Who(n.Who), Stage: admission.Stage(n.Stage), Due: admission.DueIn(n.Due)}
		s := table(p, "tables.queue", "producer 32", "business_id 12", "scheme 32", "case 16", "received 12", "due 12", "left 14", "state 18", "reviewer 24", "closed 12")
		return d.give(c, form, p.T("tables.queue_file"), s, func(row func([]any) error) error {
			return d.Admissions.EachQueued(c.Request.Context(), d.kit.Actor(c), q, func(r admission.QueueRow) error {
				var closed calendar.Date
				left := any(r.Left.Days)
				if r.Left.Overdue {
					left = -r.Left.Days
				}
				if r.ClosedAt != nil {
					closed, left = calendar.Today(*r.ClosedAt), ""
				}
				return row([]any{r.Producer, r.BusinessID, r.SchemeName(string(p.Lang())), r.CaseNumber, calendar.Today(r.At), r.DueOn, left,
					casework.Status(p, r.Status).Text, r.Assignee, closed})
			})
		})
	}
}

// takeAdmissions gives the register of admissions.
func (d *desk) takeAdmissions(form sheet.Form) webkit.Handler {
	return func(c *gin.Context) error {
		n, err := d.narrowed(c)
		if err != nil {
			return err
		}
		p := d.kit.Printer(c)
		q := admission.AdmissionQuery{Scheme: n.scheme, State: admission.State(n.State), Text: n.Text}
		s := table(p, "tables.admissions", "producer 32", "business_id 12", "scheme 32", "origin 28", "from 12", "state 18", "until 12")
		return d.give(c, form, p.T("tables.admissions_file"), s, func(row func([]any) error) error {
			return d.Admissions.EachAdmission(c.Request.Context(), d.kit.Actor(c), q, func(r admission.AdmissionRow) error {
				return row([]any{r.Producer, r.BusinessID, r.SchemeName(string(p.Lang())), p.T("officer.origin." + string(r.Origin)), r.ValidFrom,
					casework.State(p, r.State, calendar.Date{}).Text, r.Until})
			})
		})
	}
}

// takeOfferings gives all that is offered under a scheme, a row for each price that holds or will hold.
func (d *desk) takeOfferings(form sheet.Form) webkit.Handler {
	return func(c *gin.Context) error {
		n, err := d.narrowed(c)
		if err != nil {
			return err
		}
		p := d.kit.Printer(c)
		s := table(p, "tables.offerings", "producer 32", "business_id 12", "service 30", "unit 30", "point 30", "municipality 16", "areas 30", "per 12", "time 16", "price 10",
			"price_from 12", "price_to 12", "vacancy 18", "wait 12", "spoken 24", "state 18", "withdrawn 12")
		return d.give(c, form, p.T("tables.offerings_file"), s, func(row func([]any) error) error {
			return d.Offerings.EachUnder(c.Request.Context(), d.kit.Actor(c), n.scheme, func(o offering.Under) error {
				return offeringRows(p, o, row)
			})
		})
	}
}

// offeringRows writes an offering: a row for each price that is not past, one without a price when there is none.
func offeringRows(p *locale.Printer, o offering.Under, row func([]any) error) error {
	lang := string(p.Lang())
	of, _ := service.ByKey(o.Service)
	town, _ := place.MunicipalityByCode(o.Municipality)
	var withdrawn calendar.Date
	if o.WithdrawnAt != nil {
		withdrawn = calendar.Today(*o.WithdrawnAt)
	}
	spoken := make([]string, len(o.Spoken))
	for i, code := range o.Spoken {
		spoken[i] = p.Language(code)
	}
	wait := any("")
	if o.WaitDays != nil {
		wait = *o.WaitDays
	}
	write := func(unit, time string, price any, from, to calendar.Date) error {
		if unit != "" {
			unit = p.T("registers.unit." + unit)
		}
		return row([]any{o.Producer, o.BusinessID, of.Name(lang), o.UnitName, o.PointName, town.Name(lang), areas(lang, o.Areas), unit, time, price, from, to,
			p.T("producerdesk.vacancy.state_" + o.Vacancy), wait, strings.Join(spoken, ", "), casework.State(p, o.State, calendar.Date{}).Text, withdrawn})
	}
	written := false
	for _, l := range slices.Concat(o.Prices, o.Classes) {
		var to calendar.Date
		if l.To != nil {
			to = *l.To
		}
		if !to.IsZero() && to.Before(o.Today) {
			continue
		}
		written = true
		price := any(&l.Cents)
		if l.Percent != 0 {
			price = strconv.Itoa(l.Percent) + " %"
		}
		if err := write(l.Unit, pricelist.TimeName(l.Class, p.Lang()), price, l.From, to); err != nil {
			return err
		}
	}
	if written {
		return nil
	}
	return write("", "", "", calendar.Date{}, calendar.Date{})
}

// areas are the names of the places that something is given in, with semicolons between: a neighbourhood has a comma.
func areas(lang string, codes []string) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = code
		if part, ok := place.PartByCode(code); ok {
			names[i] = part.Label(lang)
		}
	}
	return strings.Join(names, "; ")
}
