package officerdesk

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/pages/casefile"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/officerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
)

// maxText is the longest text that is looked for.
const maxText = 100

// queueForm is the queue's filter as the address has it.
type queueForm struct {
	Text   string `form:"text"`
	Scheme string `form:"scheme"`
	View   string `form:"view"`
	Sort   string `form:"sort"`
	Desc   string `form:"desc"`
	After  string `form:"after"`
}

func (f queueForm) query() (admission.QueueQuery, error) {
	q := admission.QueueQuery{Text: cut(f.Text), View: admission.View(f.View), Sort: admission.Column(f.Sort), Desc: f.Desc != "", After: f.After}
	var err error
	q.Scheme, err = optionalID(f.Scheme)
	return q, err
}

// cut keeps what is looked for to a length that can match anything.
func cut(text string) string {
	if runes := []rune(text); len(runes) > maxText {
		return string(runes[:maxText])
	}
	return text
}

func optionalID(text string) (uuid.UUID, error) {
	if text == "" {
		return uuid.Nil, nil
	}
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil, fault.New(fault.CodeMalformed, "fault.form.malformed").Because(err)
	}
	return id, nil
}

func (d *desk) queue(c *gin.Context) error {
	var f queueForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	q, err := f.query()
	if err != nil {
		return err
	}
	page, err := d.admissions.Queue(c.Request.Context(), d.kit.Actor(c), q)
	if err != nil {
		return err
	}
	if q.View == "" {
		q.View = admission.ViewOpen
	}
	if q.Sort == "" {
		q.Sort = admission.ByDue
	}
	p := d.kit.Printer(c)
	v := views.Queue{Action: paths.Officer(p.Lang()), Text: f.Text, Views: queueViews(p, q), Head: queueHead(p, q), Caption: p.T("officer.queue.caption_" + string(q.View)),
		None: p.T("officer.queue.none"), Note: p.T("officer.queue.note"), Summary: p.T("officer.queue.summary", "Count", page.Total, "At", page.Now)}
	if v.Schemes, err = d.schemeOptions(c, q.Scheme); err != nil {
		return err
	}
	if page.Overdue > 0 {
		v.Summary = p.T("officer.queue.summary_overdue", "Count", page.Total, "At", page.Now, "Overdue", p.Number(page.Overdue))
	}
	if q.Text != "" || q.Scheme != uuid.Nil {
		v.None = p.T("officer.queue.none_found")
	}
	if q.View != admission.ViewOpen {
		v.Keep = append(v.Keep, [2]string{"view", string(q.View)})
	}
	if d.kit.Actor(c).Role == actor.RoleOperator {
		v.Operator = p.T("officer.queue.operator")
	}
	if page.Next != "" {
		v.Next = queueAddress(p, q, page.Next)
	}
	if q.After != "" {
		v.First = queueAddress(p, q, "")
	}
	for _, r := range page.Rows {
		v.Rows = append(v.Rows, queueRow(p, q.View, r))
	}
	d.Page(c, http.StatusOK, officerframe.Queue, p.T("officer.queue.title"), views.QueuePage(v))
	return nil
}

// queueAddress is the queue with a query; what is usual is left out of the address.
func queueAddress(p *locale.Printer, q admission.QueueQuery, after string) string {
	view, sort, desc := string(q.View), string(q.Sort), ""
	if q.View == admission.ViewOpen {
		view = ""
	}
	if q.Desc {
		desc = "1"
	}
	if q.Sort == admission.ByDue && !q.Desc {
		sort = ""
	}
	return with(paths.Officer(p.Lang()), "view", view, "text", q.Text, "scheme", optional(q.Scheme), "sort", sort, "desc", desc, "after", after)
}

func queueViews(p *locale.Printer, q admission.QueueQuery) []views.View {
	var out []views.View
	for _, view := range admission.Views() {
		to := q
		to.View, to.Sort, to.Desc = view, admission.ByDue, false
		out = append(out, views.View{Text: p.T("officer.queue." + string(view)), Href: queueAddress(p, to, ""), Current: q.View == view})
	}
	return out
}

// columns is the table's heads: which of them sorts by what, and which phones leave out.
var columns = []struct {
	key    string
	by     admission.Column
	class  string
	onlyIn []admission.View // nil: in all
}{
	{"producer", admission.ByProducer, "", nil},
	{"scheme", admission.ByScheme, "q-hide", nil},
	{"received", admission.ByReceived, "q-hide", nil},
	{"due", admission.ByDue, "q-due", []admission.View{admission.ViewOpen}},
	{"decided_on", "", "q-due", []admission.View{admission.ViewDecided}},
	{"state", admission.ByState, "q-state", nil},
	{"reviewer", "", "q-hide", nil},
	{"case", admission.ByCase, "q-hide", nil},
}

func queueHead(p *locale.Printer, q admission.QueueQuery) []components.Cell {
	var head []components.Cell
	for _, column := range columns {
		if column.onlyIn != nil && !slices.Contains(column.onlyIn, q.View) {
			continue
		}
		cell := components.Cell{Text: p.T("officer.queue." + column.key), Class: column.class}
		if column.by != "" {
			to := q
			to.Sort, to.Desc = column.by, q.Sort == column.by && !q.Desc
			cell.Href, cell.Sort = queueAddress(p, to, ""), "none"
			switch {
			case q.Sort == column.by && q.Desc:
				cell.Sort = "descending"
			case q.Sort == column.by:
				cell.Sort = "ascending"
			}
		}
		head = append(head, cell)
	}
	return head
}

func queueRow(p *locale.Printer, view admission.View, r admission.QueueRow) []components.Cell {
	reviewer := r.Reviewer
	if reviewer == "" && view == admission.ViewOpen {
		reviewer = p.T("officer.queue.nobody")
	}
	row := []components.Cell{
		{Text: r.Producer, Note: r.BusinessID, Href: paths.Officer(p.Lang(), "applications", r.ID.String())},
		{Text: r.SchemeName(string(p.Lang())), Class: "q-hide"},
		{Text: p.Date(calendar.Today(r.At)), Class: "q-hide"},
	}
	switch {
	case view == admission.ViewOpen:
		row = append(row, components.Cell{Part: casefile.DueCell(*casework.Due(p, r.Left, r.DueOn)), Class: "q-due"})
	case view == admission.ViewDecided && r.DecidedAt != nil:
		row = append(row, components.Cell{Text: p.Date(calendar.Today(*r.DecidedAt)), Class: "q-due"})
	}
	return append(row,
		components.Cell{Part: components.Tag(casework.Status(p, r.Status)), Class: "q-state"},
		components.Cell{Text: reviewer, Class: "q-hide"},
		components.Cell{Text: r.CaseNumber, Class: "q-hide"})
}
