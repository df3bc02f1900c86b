package asks

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/asks"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/web/producerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

type desk struct{ producerframe.Frame }

// section is where requests are below the producers' desk.
const section = "requests"

const viewClosed = "closed"

// MountDesk adds the part of the producers' desk in the three languages.
func MountDesk(r gin.IRouter, f producerframe.Frame) {
	d := &desk{Frame: f}
	for _, l := range locale.Langs() {
		base := paths.Desk(l, section)
		r.GET(base, f.Kit.H(d.queue))
		r.POST(base+"/taking", f.Kit.H(d.taking))
		r.GET(base+"/:id", f.Kit.H(d.one))
		r.POST(base+"/:id/answer", f.Kit.H(d.answer))
	}
}

func (d *desk) queue(c *gin.Context) error {
	w := say(d.Kit.Printer(c))
	q := ask.Query{Closed: c.Query("view") == viewClosed}
	if text := c.Query("after"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			return fault.New(fault.CodeMalformed, "fault.form.malformed")
		}
		q.After = n
	}
	found, err := d.Asks.Queue(c.Request.Context(), d.Kit.Actor(c), q)
	if err != nil {
		return err
	}
	list, today := paths.Desk(w.Lang(), section), calendar.Today(found.Now)
	v := views.Queue{
		Title: w.T("ask.queue.title"), Lead: w.T("ask.queue.lead"), None: w.T("ask.queue.none"),
		Views: []views.View{
			{Text: w.T("report.queue.open"), Count: w.Number(found.Open), Href: list, Current: !q.Closed},
			{Text: w.T("report.queue.closed"), Href: list + "?view=" + viewClosed, Current: q.Closed},
		},
		Head: []components.Cell{{Text: w.T("ask.queue.what")}, {Text: w.T("ask.queue.made"), Class: "q-hide"}, {Text: w.T("ask.queue.by"), Class: "q-due"}, {Text: w.T("ask.queue.state"), Class: "q-state"}},
	}
	if found.Whole {
		v.Taking = paths.Desk(w.Lang(), section, "taking")
		v.Takes = []components.Choice{{Value: "yes", Text: w.T("ask.taking.yes"), Checked: found.Takes},
			{Value: "no", Text: w.T("ask.taking.no"), Hint: w.T("ask.taking.no_hint"), Checked: !found.Takes}}
	} else {
		v.Lead = w.T("ask.queue.lead_in_part")
	}
	if q.Closed {
		v.Head[2].Text = w.T("ask.queue.ended")
	} else {
		v.Summary = w.T("ask.queue.waiting", "Count", found.Waiting)
		if found.Late > 0 {
			v.Summary += ". " + w.T("ask.queue.late", "Count", found.Late)
		}
	}
	if key := "ask.done." + c.Query("done"); w.Has(key) {
		v.Done = w.T(key)
	}
	for _, r := range found.Rows {
		v.Rows = append(v.Rows, w.queueRow(r, today))
	}
	view := list + "?"
	if q.Closed {
		view += "view=" + viewClosed + "&"
	}
	if found.Next != 0 {
		v.Next = view + "after=" + strconv.FormatInt(found.Next, 10)
	}
	if q.After != 0 {
		v.First = view
	}
	d.Page(c, http.StatusOK, v.Title, views.QueuePage(v))
	return nil
}

func (w words) queueRow(r ask.Request, today calendar.Date) []components.Cell {
	by := components.Cell{Class: "q-due"}
	switch {
	case !r.Open():
		by.Text = w.DateTime(r.At)
	case r.Standing == ask.Made:
		by.Text = w.T("report.queue.due_by", "Date", r.AnswerBy)
	default:
		by.Class = "q-hide" // nothing to say takes no line on a phone
	}
	if r.Late(today) {
		by.Part = components.Tag(components.TagArgs{Text: w.T("report.queue.is_late"), Kind: "stop"})
	}
	return []components.Cell{
		{Text: w.services(r), Note: report.Reference(r.ID), Href: paths.Desk(w.Lang(), section, r.ID.String())},
		{Text: w.DateTime(r.MadeAt), Class: "q-hide"}, by,
		{Part: components.Tag(w.deskState(r)), Class: "q-state"},
	}
}

// deskState is where a request stands, as its producer reads it.
func (w words) deskState(r ask.Request) components.TagArgs {
	tag := w.state(r)
	if r.Open() {
		tag.Text = w.T("ask.desk_state." + string(r.Standing))
	}
	if r.Standing == ask.Question {
		tag.Kind = "info"
	}
	return tag
}

// services are what is asked for, and where: of each unit together.
func (w words) services(r ask.Request) string {
	var units []uuid.UUID
	names, of := map[uuid.UUID]string{}, map[uuid.UUID][]string{}
	for _, a := range r.Asked {
		who := w.asked(a)
		if of[a.UnitID] == nil {
			units = append(units, a.UnitID)
		}
		if names[a.UnitID] = who.Name; !slices.Contains(of[a.UnitID], who.Service) {
			of[a.UnitID] = append(of[a.UnitID], who.Service)
		}
	}
	var all []string
	for _, unit := range units {
		all = append(all, strings.Join(of[unit], " + ")+", "+names[unit])
	}
	return strings.Join(all, "; ")
}

type answered struct {
	ID    string `form:"id"`
	Kind  string `form:"kind"`
	Text  string `form:"text"`
	Day   string `form:"from-day"`
	Month string `form:"from-month"`
	Year  string `form:"from-year"`
}

func (d *desk) one(c *gin.Context) error {
	return d.show(c, http.StatusOK, answered{ID: webkit.NewID()}, nil)
}

// show draws a request with what was typed in vain.
func (d *desk) show(c *gin.Context, status int, f answered, errors map[string]string) error {
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return ask.ErrNotFound
	}
	r, err := d.Asks.Read(c.Request.Context(), d.Kit.Actor(c), id)
	if err != nil {
		return err
	}
	w := say(d.Kit.Printer(c))
	v := views.Case{
		Crumbs: []components.Crumb{{Text: w.T("ask.queue.title"), Href: paths.Desk(w.Lang(), section)}},
		Title:  w.T("ask.case.title", "Reference", report.Reference(r.ID)), State: w.deskState(r.Request), Rows: w.caseRows(r), Lang: r.Lang, Wish: wording.Paragraphs(r.Content.Wish),
		ID: f.ID, Text: f.Text, Errors: errors, Hint: w.T("ask.case.hint"),
		From:    components.DateArgs{Name: "from", Legend: w.T("ask.case.from"), Hint: w.T("ask.case.from_hint"), Day: f.Day, Month: f.Month, Year: f.Year, Error: errors["from"]},
		Summary: components.ErrorList(errors, "kind", "from=from-day", "text"),
	}
	if r.Erased {
		v.Erased = w.T("ask.case.erased")
	}
	for _, e := range r.Events {
		v.Events = append(v.Events, []components.Cell{{Text: w.DateTime(e.At)}, {Text: w.event(e), Note: e.Text}, {Text: w.T("ask.as." + e.As)}})
	}
	if len(r.Answers) > 0 {
		v.Answer = paths.Desk(w.Lang(), section, r.ID.String(), "answer")
		if !slices.Contains(r.Answers, ask.Closed) {
			v.KindsHint = w.T("fault.ask.in_part")
		}
		for _, k := range r.Answers {
			v.Kinds = append(v.Kinds, components.Choice{Value: string(k), Text: w.T("ask.answer." + string(k)), Checked: f.Kind == string(k)})
		}
	}
	d.Page(c, status, v.Title, views.CasePage(v))
	return nil
}

// caseRows are who asks and what, but the wish.
func (w words) caseRows(r ask.Case) []components.SummaryRow {
	rows := []components.SummaryRow{{Key: w.T("ask.queue.what"), Value: w.services(r.Request)}}
	n := r.Content
	n.Wish = ""
	for _, row := range w.rows(n) {
		switch row.Value {
		case n.Phone:
			row.Part = views.Anchor(views.Link{Text: n.Phone, Href: components.Tel(n.Phone)})
		case n.Email:
			row.Part = views.Anchor(views.Link{Text: n.Email, Href: "mailto:" + n.Email})
		}
		if row.Part != nil {
			row.Value = ""
		}
		rows = append(rows, row)
	}
	return append(rows, components.SummaryRow{Key: w.T("ask.queue.made"), Value: w.DateTime(r.MadeAt)},
		components.SummaryRow{Key: w.T("ask.case.lang"), Value: w.Language(r.Lang)})
}

// date reads the day from which there is room; nothing is no day.
func (f answered) date() (*calendar.Date, error) {
	if f.Day == "" && f.Month == "" && f.Year == "" {
		return nil, nil
	}
	day, err := calendar.Parse(strings.Join([]string{f.Year, pad(f.Month), pad(f.Day)}, "-"))
	if err != nil || day.Year < 2000 || day.Year > 2100 {
		return nil, fault.Invalid().On("from", "fault.form.date")
	}
	return &day, nil
}

func pad(text string) string {
	if len(text) == 1 {
		return "0" + text
	}
	return text
}

func (d *desk) answer(c *gin.Context) error {
	var f answered
	if err := d.Kit.Bind(c, &f); err != nil {
		return err
	}
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return ask.ErrNotFound
	}
	form, err := webkit.FormID(f.ID)
	if err != nil {
		return err
	}
	n := ask.Answer{ID: form, Request: id, Kind: ask.Kind(f.Kind), Text: f.Text}
	if n.Kind == ask.Room {
		n.RoomFrom, err = f.date()
	}
	if err == nil {
		err = d.Asks.Answer(c.Request.Context(), d.Kit.Actor(c), n)
	}
	if err == nil {
		d.Kit.SeeOther(c, paths.Desk(d.Kit.Lang(c), section)+"?done=answered")
		return nil
	}
	if errors := d.Kit.FieldErrors(c, err); errors != nil && fault.Is(err, fault.CodeInvalid) {
		return d.show(c, http.StatusUnprocessableEntity, f, errors)
	}
	return err
}

func (d *desk) taking(c *gin.Context) error {
	var f struct {
		Takes string `form:"takes" validate:"oneof=yes no"`
	}
	if err := d.Kit.Bind(c, &f); err != nil {
		return err
	}
	if err := d.Asks.SetTaking(c.Request.Context(), d.Kit.Actor(c), f.Takes == "yes"); err != nil {
		return err
	}
	d.Kit.SeeOther(c, paths.Desk(d.Kit.Lang(c), section)+"?done=taking")
	return nil
}
