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
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// maxText is the longest text that is looked for.
const maxText = 100

// queueForm is the queue's filter as the address has it.
type queueForm struct {
	Text   string `form:"text"`
	Scheme string `form:"scheme"`
	View   string `form:"view"`
	Who    string `form:"who"`
	Stage  string `form:"stage"`
	Due    string `form:"due"`
	Sort   string `form:"sort"`
	Desc   string `form:"desc"`
	After  string `form:"after"`
}

func (f queueForm) query() (admission.QueueQuery, error) {
	q := admission.QueueQuery{Text: cut(f.Text), View: admission.View(f.View), Who: admission.Who(f.Who), Stage: admission.Stage(f.Stage),
		Due: admission.DueIn(f.Due), Sort: admission.Column(f.Sort), Desc: f.Desc != "", After: f.After}
	var err error
	q.Scheme, err = optionalID(f.Scheme)
	return q.Usual(), err
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
	return d.showQueue(c, http.StatusOK, q, shown{})
}

// shown is what a page of the queue shows besides its rows.
type shown struct {
	saved *admission.SavedView
	name  string // typed for a view, in vain
	errs  map[string]string
}

func (d *desk) showQueue(c *gin.Context, status int, q admission.QueueQuery, more shown) error {
	ctx, a := c.Request.Context(), d.kit.Actor(c)
	page, err := d.admissions.Queue(ctx, a, q)
	if err != nil {
		return err
	}
	own, err := d.admissions.SavedViews(ctx, a)
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	v := views.Queue{Action: paths.Officer(p.Lang()), Text: q.Text, Views: queueViews(p, q, own, more.saved), Head: queueHead(p, q),
		Caption: p.T("officer.queue.caption_" + string(q.View)), None: p.T("officer.queue.none"), Note: p.T("officer.queue.note"), Summary: summary(p, page),
		Who: whoOptions(p, q.Who), Save: paths.Officer(p.Lang(), "views"), SaveID: webkit.NewID(), Query: queuePairs(q), Name: more.name, Errors: more.errs}
	if v.Schemes, err = d.schemeOptions(c, q.Scheme); err != nil {
		return err
	}
	if q.Text != "" || q.Scheme != uuid.Nil || q.Who != "" || q.Stage != "" || q.Due != "" {
		v.None = p.T("officer.queue.none_found")
	}
	if q.View == admission.ViewOpen {
		v.Stages, v.Times = stageOptions(p, q.Stage), timeOptions(p, q.Due)
	} else {
		v.Keep = append(v.Keep, [2]string{"view", string(q.View)})
	}
	if a.Role == actor.RoleOperator {
		v.Operator = p.T("officer.queue.operator")
	} else if q.Stage == admission.StageReady && len(page.Rows) > 0 {
		v.Alike = with(paths.Officer(p.Lang(), "approve"), "scheme", optional(q.Scheme))
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
	if saved := more.saved; saved != nil {
		v.Saved = p.T("officer.view.shared", "Name", saved.Name, "By", saved.By.Name)
		if saved.Own {
			v.Saved, v.Forget = p.T("officer.view.own", "Name", saved.Name), paths.Officer(p.Lang(), "views", saved.ID.String(), "forget")
		}
	}
	if done := c.Query("done"); done == "saved" || done == "forgotten" {
		v.Done = p.T("officer.view." + done)
	}
	d.Page(c, status, officerframe.Queue, p.T("officer.queue.title"), views.QueuePage(v))
	return nil
}

// summary says how many there are, as far as they are counted.
func summary(p *locale.Printer, page admission.Queue) string {
	if page.Total > admission.CountMost {
		return p.T("officer.queue.summary_many", "Most", p.Number(admission.CountMost), "At", page.Now)
	}
	if page.Overdue > 0 {
		return p.T("officer.queue.summary_overdue", "Count", page.Total, "At", page.Now, "Overdue", p.Number(page.Overdue))
	}
	return p.T("officer.queue.summary", "Count", page.Total, "At", page.Now)
}

// queuePairs writes a query as the address has it; what is usual is left out.
func queuePairs(q admission.QueueQuery) [][2]string {
	view, sort, desc := string(q.View), string(q.Sort), ""
	if q.View == admission.ViewOpen {
		view = ""
	}
	if q.Desc {
		desc = "1"
	}
	if q.Sort == admission.ByDue && q.Desc == (q.View != admission.ViewOpen) {
		sort, desc = "", ""
	}
	var out [][2]string
	for _, pair := range [][2]string{{"view", view}, {"text", q.Text}, {"scheme", optional(q.Scheme)}, {"who", string(q.Who)},
		{"stage", string(q.Stage)}, {"due", string(q.Due)}, {"sort", sort}, {"desc", desc}} {
		if pair[1] != "" {
			out = append(out, pair)
		}
	}
	return out
}

// queueAddress is the queue with a query.
func queueAddress(p *locale.Printer, q admission.QueueQuery, after string) string {
	pairs := []string{}
	for _, pair := range queuePairs(q) {
		pairs = append(pairs, pair[0], pair[1])
	}
	return with(paths.Officer(p.Lang()), append(pairs, "after", after)...)
}

// usualViews are the views that everybody has, by the keys of their names.
var usualViews = []struct {
	key string
	q   admission.QueueQuery
}{
	{"open", admission.QueueQuery{}},
	{"mine", admission.QueueQuery{Who: admission.WhoMine}},
	{"nobodys", admission.QueueQuery{Who: admission.WhoNobody}},
	{"overdue", admission.QueueQuery{Due: admission.DueOverdue}},
	{"question", admission.QueueQuery{Stage: admission.StageQuestion}},
	{"prepared", admission.QueueQuery{Stage: admission.StagePrepared}},
	{"decided", admission.QueueQuery{View: admission.ViewDecided}},
	{"withdrawn", admission.QueueQuery{View: admission.ViewWithdrawn}},
}

// queueViews lists the usual views and the reader's own. The one that is shown is marked, in whatever order its rows are.
func queueViews(p *locale.Printer, q admission.QueueQuery, own []admission.SavedView, saved *admission.SavedView) []views.View {
	bare := q
	bare.After, bare.Sort, bare.Desc = "", "", false
	var out []views.View
	for _, one := range usualViews {
		to := one.q.Usual()
		same := one.q
		same.View = to.View
		out = append(out, views.View{Text: p.T("officer.queue." + one.key), Href: queueAddress(p, to, ""), Current: saved == nil && bare == same})
	}
	for _, one := range own {
		out = append(out, views.View{Text: one.Name, Href: paths.Officer(p.Lang(), "views", one.ID.String()), Current: saved != nil && saved.ID == one.ID})
	}
	return out
}

func options[T ~string](p *locale.Printer, chosen T, prefix string, all ...T) []components.Option {
	out := []components.Option{{Text: p.T("officer.queue.all"), Selected: chosen == ""}}
	for _, one := range all {
		out = append(out, components.Option{Value: string(one), Text: p.T(prefix + string(one)), Selected: one == chosen})
	}
	return out
}

func whoOptions(p *locale.Printer, chosen admission.Who) []components.Option {
	return options(p, chosen, "officer.who.", admission.WhoMine, admission.WhoNobody)
}

func stageOptions(p *locale.Printer, chosen admission.Stage) []components.Option {
	return options(p, chosen, "officer.stage.", admission.StageNew, admission.StageReview, admission.StageQuestion, admission.StagePrepared, admission.StageReady)
}

func timeOptions(p *locale.Printer, chosen admission.DueIn) []components.Option {
	return options(p, chosen, "officer.time.", admission.DueOverdue, admission.DueSoon, admission.DueWeek)
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
	{"decided_on", admission.ByDue, "q-due", []admission.View{admission.ViewDecided}},
	{"withdrawn_on", admission.ByDue, "q-due", []admission.View{admission.ViewWithdrawn}},
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
	reviewer := r.Assignee
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
	case r.ClosedAt != nil:
		row = append(row, components.Cell{Text: p.Date(calendar.Today(*r.ClosedAt)), Class: "q-due"})
	}
	status := casework.Status(p, r.Status)
	if r.Prepared && view == admission.ViewOpen {
		status = components.TagArgs{Text: p.T("officer.stage.prepared"), Kind: "brand"}
	}
	return append(row,
		components.Cell{Part: components.Tag(status), Class: "q-state"},
		components.Cell{Text: reviewer, Class: "q-hide"},
		components.Cell{Text: r.CaseNumber, Class: "q-hide"})
}
