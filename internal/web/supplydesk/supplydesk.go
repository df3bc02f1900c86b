// Package supplydesk serves the part of the officers' desk that answers who could serve a client: at a place, in a language,
// from a day on; as a page, as CSV and as a workbook.
package supplydesk

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/supplydesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/supply"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

type desk struct {
	officerframe.Frame
	supply *supply.Service
	today  func() calendar.Date
}

// Mount adds the pages in the three languages.
func Mount(r gin.IRouter, f officerframe.Frame, who *supply.Service, today func() calendar.Date) {
	d := &desk{Frame: f, supply: who, today: today}
	for _, l := range locale.Langs() {
		r.GET(paths.Officer(l, "supply"), f.Kit.H(may(f.Kit, d.page)))
		r.GET(paths.Officer(l, "supply", "list.csv"), f.Kit.H(may(f.Kit, d.file(sheet.CSV))))
		r.GET(paths.Officer(l, "supply", "list.xlsx"), f.Kit.H(may(f.Kit, d.file(sheet.XLSX))))
	}
}

// may keeps the pages to those who may ask, guidance workers among them, who have nothing else at this desk.
func may(k *webkit.Kit, h webkit.Handler) webkit.Handler {
	return func(c *gin.Context) error {
		if err := supply.May(k.Actor(c)); err != nil {
			return err
		}
		return h(c)
	}
}

// form is the question as it stands in an address.
type form struct {
	Service string `form:"service"`
	Place   string `form:"place"`
	Area    string `form:"area"`
	Spoken  string `form:"spoken"`
	From    string `form:"from"`
	State   string `form:"state"`
	Ready   string `form:"ready"`
	Page    string `form:"page"`
}

// usual is the service that is asked about when none is named.
const usual = "home_care"

// read understands the form; what is wrong is told by field.
func (d *desk) read(c *gin.Context, f *form) (supply.Question, map[string]string, error) {
	if err := d.Kit.Bind(c, f); err != nil {
		return supply.Question{}, nil, err
	}
	p, errs := d.Kit.Printer(c), map[string]string{}
	if _, known := service.ByKey(f.Service); !known {
		f.Service = usual
	}
	q := supply.Question{Service: f.Service, Spoken: f.Spoken, State: f.State, Ready: f.Ready != ""}
	if f.From == "" {
		f.From = supply.Beginning(d.today()).String()
	}
	var err error
	switch q.From, err = calendar.Parse(f.From); {
	case err != nil || q.From.Year > 2100:
		q.From, errs["from"] = supply.Beginning(d.today()), p.T("fault.form.date")
	case q.From.Before(d.today()): // who could have, nobody asks, and what room there was is not known
		errs["from"] = p.T("supply.from_past")
	}
	if id, err := uuid.Parse(f.Area); err == nil {
		q.Area = id
	}
	if f.Place != "" {
		if found, err := place.Find(webkit.Short(f.Place)); err == nil {
			q.Place = &found
		} else {
			errs["place"] = p.T("supply.place_unknown")
		}
	}
	return q, errs, nil
}

// atOnce is how many lines a page shows.
const atOnce = 100

func (d *desk) page(c *gin.Context) error {
	var f form
	q, errs, err := d.read(c, &f)
	if err != nil {
		return err
	}
	var answer supply.Answer
	q.Page, _ = strconv.Atoi(f.Page)
	q.PerPage = atOnce
	if len(errs) == 0 {
		if answer, err = d.supply.Who(c.Request.Context(), d.Kit.Actor(c), q); err != nil {
			return err
		}
	}
	p := d.Kit.Printer(c)
	own := paths.Officer(p.Lang(), "supply")
	v := views.Page{Action: own, Place: f.Place, From: f.From, Ready: q.Ready, Errors: errs, None: p.T("supply.none"), Lead: p.T("supply.lead"),
		Services: services(p, q.Service), Areas: areas(p, answer.Drawn, q.Area), Languages: languages(p, q.Spoken), States: states(p, q.State)}
	v.Count = p.T("supply.count", "Count", answer.Total, "Date", p.Date(q.From))
	if len(errs) == 0 && !calendar.IsWorkingDay(q.From) {
		next := f
		next.From = calendar.NextWorkingDay(q.From).String()
		v.DayOff, v.NextDay = dayOff(p, q.From), p.T("supply.next_day", "Date", p.Date(calendar.NextWorkingDay(q.From)))
		v.NextHref = address(own, next, 1)
	}
	if answer.Page > 1 {
		v.First = address(own, f, 1)
	}
	if answer.Page*atOnce < answer.Total {
		v.Next = address(own, f, answer.Page+1)
	}
	if len(answer.Lines) > 0 {
		v.CSV, v.XLSX = address(own+"/list.csv", f, 1), address(own+"/list.xlsx", f, 1)
	}
	for _, l := range answer.Lines {
		v.Rows = append(v.Rows, d.row(c, p, l))
	}
	for _, s := range answer.Schemes {
		v.Schemes = append(v.Schemes, []components.Cell{{Text: locale.Pick(string(p.Lang()), s.Fi, s.Sv, s.En)}, count(p, s.States[supply.Active]),
			count(p, s.States[supply.Pending]), count(p, s.States[supply.Suspended]), count(p, s.Rooms[supply.Yes]), {Text: spreads(p, s.Prices)}})
	}
	for _, g := range answer.Areas {
		v.ByArea = append(v.ByArea, []components.Cell{{Text: locale.Pick(string(p.Lang()), g.NameFi, g.NameSv, g.NameEn)}, count(p, g.States[supply.Active]),
			count(p, g.States[supply.Pending]), count(p, g.States[supply.Suspended]), count(p, g.Rooms[supply.Yes])})
	}
	for _, key := range []string{"active", "pending", "suspended", "has_room"} {
		v.Counted = append(v.Counted, components.Cell{Text: p.T("supply.counted." + key), Num: true})
	}
	v.HistoryHead, v.History = history(p, answer.History, q.From)
	for _, t := range answer.Towns {
		v.Towns = append(v.Towns, []components.Cell{{Text: town(p, t.Town)}, count(p, t.States[supply.Active]), count(p, t.States[supply.Pending]),
			count(p, t.States[supply.Suspended]), count(p, t.Rooms[supply.Yes])})
	}
	status := http.StatusOK
	if len(errs) > 0 {
		status = http.StatusUnprocessableEntity
	}
	d.Page(c, status, officerframe.Supply, p.T("supply.title"), views.WhoPage(v))
	return nil
}

// address is the question in an address, with a page of its answer.
func address(path string, f form, page int) string {
	q := url.Values{}
	for name, value := range map[string]string{"service": f.Service, "place": f.Place, "area": f.Area, "spoken": f.Spoken, "from": f.From, "state": f.State, "ready": f.Ready} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	return path + "?" + q.Encode()
}

func services(p *locale.Printer, chosen string) (out []components.Option) {
	for _, s := range service.All() {
		out = append(out, components.Option{Value: s.Key, Text: s.Name(string(p.Lang())), Selected: s.Key == chosen})
	}
	return out
}

func areas(p *locale.Printer, drawn []supply.Area, chosen uuid.UUID) []components.Option {
	if len(drawn) == 0 {
		return nil
	}
	out := []components.Option{{Text: p.T("supply.any"), Selected: chosen == uuid.Nil}}
	for _, g := range drawn {
		out = append(out, components.Option{Value: g.ID.String(), Text: locale.Pick(string(p.Lang()), g.NameFi, g.NameSv, g.NameEn), Selected: g.ID == chosen})
	}
	return out
}

func languages(p *locale.Printer, chosen string) []components.Option {
	out := []components.Option{{Text: p.T("supply.any"), Selected: chosen == ""}}
	for _, code := range offering.SpokenOffered() {
		out = append(out, components.Option{Value: code, Text: p.Language(code), Selected: code == chosen})
	}
	return out
}

func states(p *locale.Printer, chosen string) []components.Option {
	out := []components.Option{{Text: p.T("supply.any"), Selected: chosen == ""}}
	for _, s := range []string{supply.Active, supply.Pending, supply.Suspended} {
		out = append(out, components.Option{Value: s, Text: p.T("supply.is." + s), Selected: s == chosen})
	}
	return out
}
