package reports

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/reports"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

const viewClosed = "closed"

// Count is how many reports wait for the actor's side, for the navigation of a desk; "" when none do, when the actor
// handles none, or when it cannot be told now.
func Count(c *gin.Context, k *webkit.Kit, reports *report.Service) string {
	n, err := reports.Waiting(c.Request.Context(), k.Actor(c))
	if err != nil || n == 0 {
		return ""
	}
	return k.Printer(c).Number(n)
}

func (d Desk) queue(c *gin.Context) error {
	w := say(d.Kit.Printer(c))
	q := report.Query{Closed: c.Query("view") == viewClosed}
	if text := c.Query("after"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			return fault.New(fault.CodeMalformed, "fault.form.malformed")
		}
		q.After = n
	}
	found, err := d.Reports.Queue(c.Request.Context(), d.Kit.Actor(c), q)
	if err != nil {
		return err
	}
	list := d.Base(w.Lang(), section)
	v := views.Queue{
		Title: w.T("report.queue.title"), Lead: w.T(d.Guide), Caption: w.T("report.queue.title"), None: w.T("report.queue.none"),
		Views: []views.View{
			{Text: w.T("report.queue.open"), Count: w.Number(found.Open), Href: list, Current: !q.Closed},
			{Text: w.T("report.queue.closed"), Href: list + "?view=" + viewClosed, Current: q.Closed},
		},
		Head: w.queueHead(q.Closed),
	}
	if !q.Closed {
		v.Summary = w.T("report.queue.summary", "Count", found.Own)
	}
	if !q.Closed && found.Late > 0 {
		v.Summary += ". " + w.T("report.queue.late", "Count", found.Late)
	}
	if key := "report.done." + c.Query("done"); w.Has(key) {
		v.Done = w.T(key)
	}
	for _, r := range found.Rows {
		v.Rows = append(v.Rows, w.queueRow(d.Base(w.Lang(), section, r.ID.String()), r, calendar.Today(found.Now), d.holder()))
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

func (w words) queueHead(closed bool) []components.Cell {
	when, state := "report.queue.due_head", "report.queue.holder"
	if closed {
		when, state = "report.case.at", "report.queue.outcome"
	}
	return []components.Cell{
		{Text: w.T("report.queue.about")}, {Text: w.T("report.queue.kind")}, {Text: w.T("report.queue.received"), Class: "q-hide"},
		{Text: w.T(when), Class: "q-due"}, {Text: w.T(state), Class: "q-state"},
	}
}

// queueRow is a line of the queue of whose desk it is.
func (w words) queueRow(href string, r report.Report, today calendar.Date, own report.Holder) []components.Cell {
	row := []components.Cell{
		{Text: w.about(r), Note: r.ProducerName, Href: href},
		{Text: w.T("report.kind." + string(r.Kind))},
		{Text: w.Date(calendar.Today(r.ReceivedAt)), Class: "q-hide"},
	}
	if r.ClosedAt != nil {
		return append(row, components.Cell{Text: w.T("report.queue.closed_on", "Date", calendar.Today(*r.ClosedAt)), Class: "q-due"},
			components.Cell{Part: components.Tag(components.TagArgs{Text: w.T("report.outcome." + string(r.Outcome)), Kind: "good"}), Class: "q-state"})
	}
	due := components.Cell{Text: w.T("report.queue.due_by", "Date", r.DueOn), Note: w.age(r, today), Class: "q-due"}
	if r.DueOn.Before(today) {
		due.Part = components.Tag(components.TagArgs{Text: w.T("report.queue.is_late"), Kind: "stop"})
	}
	with := components.TagArgs{Text: w.T("report.holder." + string(r.Holder)), Kind: "info"}
	if r.Holder == own {
		with = components.TagArgs{Text: w.T("report.holder.you"), Kind: "wait"}
	}
	return append(row, due, components.Cell{Part: components.Tag(with), Class: "q-state"})
}

// holder is the side whose desk it is.
func (d Desk) holder() report.Holder {
	switch d.Role {
	case actor.RoleProducer:
		return report.ByProducer
	case actor.RoleAdministrator:
		return report.ByAdministrator
	}
	return report.ByOrganiser
}

// age is how long a report has waited.
func (w words) age(r report.Report, today calendar.Date) string {
	if n := report.Age(r.ReceivedAt, today); n > 0 {
		return w.T("report.queue.age", "Count", n)
	}
	return w.T("report.queue.today")
}

// about is what a report is about, in words.
func (w words) about(r report.Report) string {
	of, ok := service.ByKey(r.Service)
	switch {
	case ok && r.Place != "":
		return of.Name(w.lang()) + ", " + r.Place
	case r.Place != "" && (r.Page == string(paths.PageUnit) || r.Page == string(paths.PagePoint)): // which often have one name
		return w.T("public.offering."+r.Page) + ", " + r.Place
	case r.Place != "":
		return r.Place
	}
	return w.page(r.Page)
}
