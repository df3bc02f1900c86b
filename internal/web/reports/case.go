package reports

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/reports"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

type answered struct {
	ID      string `form:"id"`
	Outcome string `form:"outcome"`
	Text    string `form:"text"`
	To      string `form:"to"`
}

func (d Desk) one(c *gin.Context) error {
	return d.show(c, http.StatusOK, answered{ID: webkit.NewID()}, nil)
}

// show draws a report with what was typed in vain.
func (d Desk) show(c *gin.Context, status int, f answered, errors map[string]string) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	r, err := d.Reports.Read(c.Request.Context(), d.Kit.Actor(c), id)
	if err != nil {
		return err
	}
	w := say(d.Kit.Printer(c))
	l := w.Lang()
	v := views.Case{
		Crumbs: []components.Crumb{{Text: w.T("report.queue.title"), Href: d.Base(l, section)}},
		Title:  w.T("report.case.title", "Reference", report.Reference(r.ID)), Rows: w.facts(r, d.holder()), Text: wording.Paragraphs(r.Text), Lang: r.Lang,
		NoText: w.T("report.case.forgotten"), Typed: f.Text, Errors: errors, Hint: w.T("report.case.hint_page"),
	}
	if r.AnswerWanted {
		v.Hint = w.T("report.case.hint_mail")
	}
	if key := "report.done." + c.Query("done"); w.Has(key) {
		v.Done = w.T(key)
	}
	for _, e := range inOrder(r.Events) {
		v.Events = append(v.Events, w.event(e))
	}
	if r.ClosedAt == nil {
		v.Answer, v.ID = d.Base(l, section, id.String(), "answer"), f.ID
		for _, o := range []report.Outcome{report.Mended, report.Kept} {
			v.Outcomes = append(v.Outcomes, components.Choice{Value: string(o), Text: w.T("report.case.outcome_" + string(o)), Checked: f.Outcome == string(o)})
		}
		v.Forward, v.FID = d.Base(l, section, id.String(), "forward"), webkit.NewID()
		for _, h := range r.Onward {
			v.Onward = append(v.Onward, components.Choice{Value: string(h), Text: w.holderName(r.Report, h, d.holder())})
		}
	}
	d.Page(c, status, v.Title, views.CasePage(v))
	return nil
}

func (w words) facts(r report.Case, own report.Holder) []components.SummaryRow {
	rows := []components.SummaryRow{
		{Key: w.T("report.case.page"), Value: w.about(r.Report), Actions: []components.Action{{Text: w.T("report.case.look"), Href: r.Path}}},
		{Key: w.T("report.queue.kind"), Value: w.T("report.kind." + string(r.Kind))},
	}
	if r.ProducerName != "" {
		rows = append(rows, components.SummaryRow{Key: w.T("report.holder.producer"), Value: r.ProducerName})
	}
	if name := r.Organisers(w.lang()); name != "" {
		rows = append(rows, components.SummaryRow{Key: w.T("report.holder.organiser"), Value: name})
	}
	age := w.age(r.Report, calendar.Today(r.Now))
	due := w.T("report.case.due_target")
	if r.Kind == report.Accessibility {
		due = w.T("report.case.due_law")
	}
	wanted := w.T("report.case.no_answer_wanted")
	if r.AnswerWanted {
		wanted = w.T("report.case.answer_wanted")
	}
	rows = append(rows,
		components.SummaryRow{Key: w.T("report.queue.received"), Lines: []string{w.DateTime(r.ReceivedAt), age}},
		components.SummaryRow{Key: w.T("report.queue.due"), Lines: []string{w.Date(r.DueOn), due}},
		components.SummaryRow{Key: w.T("report.case.wanted"), Value: wanted})
	if r.ClosedAt == nil {
		holder := "report.holder." + string(r.Holder)
		if r.Holder == own {
			holder = "report.holder.you"
		}
		return append(rows, components.SummaryRow{Key: w.T("report.queue.holder"), Value: w.T(holder)})
	}
	return append(rows, components.SummaryRow{Key: w.T("report.queue.ended"), Value: w.T("report.outcome." + string(r.Outcome))})
}

// holderName is to whom a report may be forwarded; own is the side whose desk it is.
func (w words) holderName(r report.Report, h, own report.Holder) string {
	switch name := r.Organisers(w.lang()); {
	case h == own:
		return w.T("report.case.to_you")
	case h == report.ByProducer:
		return r.ProducerName
	case h == report.ByOrganiser && name != "":
		return name
	}
	return w.T("report.holder." + string(h))
}

// inOrder puts an answer before the closing that it came with: the closing is noted first, so that one alone closes.
func inOrder(events []report.Event) []report.Event {
	out := slices.Clone(events)
	for i := 1; i < len(out); i++ {
		if out[i].Kind == report.Answered && out[i-1].Kind == report.Closed {
			out[i-1], out[i] = out[i], out[i-1]
		}
	}
	return out
}

func (w words) event(e report.Event) []components.Cell {
	what := components.Cell{Text: w.T("report.event." + e.Kind)}
	switch e.Kind {
	case report.Received, report.Forwarded:
		what.Text += " " + w.T("report.event.to_"+string(e.Holder))
	case report.Answered:
		what.Note = e.Text
	case report.Closed:
		what.Note = w.T("report.outcome." + string(e.Outcome))
	}
	return []components.Cell{{Text: w.DateTime(e.At)}, what, {Text: w.T("report.as." + e.As)}}
}

// answer closes a report.
func (d Desk) answer(c *gin.Context) error {
	return d.handle(c, "answered", func(f answered, n report.Answer) error {
		n.Outcome, n.Text = report.Outcome(f.Outcome), f.Text
		return d.Reports.Answer(c.Request.Context(), d.Kit.Actor(c), n)
	})
}

// forward makes a report another's turn.
func (d Desk) forward(c *gin.Context) error {
	return d.handle(c, "forwarded", func(f answered, n report.Answer) error {
		if f.To == "" {
			return fault.Invalid().On("to", "fault.report.to")
		}
		return d.Reports.Forward(c.Request.Context(), d.Kit.Actor(c), report.Forward{ID: n.ID, Report: n.Report, To: report.Holder(f.To)})
	})
}

func (d Desk) handle(c *gin.Context, done string, do func(f answered, n report.Answer) error) error {
	var f answered
	if err := d.Kit.Bind(c, &f); err != nil {
		return err
	}
	id, err := pathID(c)
	if err != nil {
		return err
	}
	form, err := webkit.FormID(f.ID)
	if err != nil {
		return err
	}
	if err = do(f, report.Answer{ID: form, Report: id}); err == nil {
		d.Kit.SeeOther(c, d.Base(d.Kit.Lang(c), section)+"?done="+done)
		return nil
	}
	if errors := d.Kit.FieldErrors(c, err); errors != nil && fault.Is(err, fault.CodeInvalid) {
		return d.show(c, http.StatusUnprocessableEntity, f, errors)
	}
	return err
}
