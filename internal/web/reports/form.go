package reports

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/reports"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

type sent struct {
	ID      string `form:"id"`
	Page    string `form:"page"`
	Kind    string `form:"kind"`
	Text    string `form:"text"`
	Email   string `form:"email"`
	Company string `form:"company"` // nobody sees this field, so who fills it in is a program
}

// form shows the form, about the page that the address names.
func (p *pages) form(c *gin.Context) error {
	f := sent{ID: webkit.NewID(), Page: c.Query("page"), Kind: c.Query("kind")}
	return p.show(c, http.StatusOK, f, nil)
}

func (p *pages) show(c *gin.Context, status int, f sent, errors map[string]string) error {
	w := say(p.kit.Printer(c))
	about := pageOf(f.Page, w.Lang())
	v := views.Form{
		Crumbs: []components.Crumb{{Text: w.T("public.producer.front"), Href: paths.Front(w.Lang())}},
		Title:  w.T("report.form.title"), Lead: w.T("report.form.lead"), Action: paths.Report(w.Lang(), ""), ID: f.ID, Page: about.Path,
		PageText: p.name(c.Request.Context(), w, about), Kinds: w.kinds(about, report.Kind(f.Kind)), Text: f.Text, Email: f.Email, Errors: errors,
	}
	if report.Kind(f.Kind) == report.Accessibility {
		v.Title, v.Accessibility = w.T("report.form.title_accessibility"), w.T("report.form.accessibility")
	}
	c.Header("Cache-Control", "no-store")
	p.kit.Page(c, status, layout.Page{Title: v.Title, NoIndex: true, Error: len(errors) > 0}, views.FormPage(v))
	return nil
}

// kinds are the choices of what is wrong: what a page says of a producer only where it does.
func (w words) kinds(about report.About, chosen report.Kind) []components.Choice {
	var out []components.Choice
	for _, k := range report.Kinds() {
		switch k {
		case report.Contact, report.Price, report.Vacancy, report.Place, report.Quality:
			if !hasObject(about) && k != chosen {
				continue
			}
		}
		out = append(out, components.Choice{Value: string(k), Text: w.T("report.kind." + string(k)), Checked: k == chosen})
	}
	return out
}

// send takes the form. A program that has filled in the trap is thanked, and nothing is kept.
func (p *pages) send(c *gin.Context) error {
	var f sent
	if err := p.kit.Bind(c, &f); err != nil {
		return err
	}
	id, err := webkit.FormID(f.ID)
	if err != nil {
		return err
	}
	l := p.kit.Lang(c)
	if f.Company != "" {
		p.kit.SeeOther(c, paths.Front(l))
		return nil
	}
	n := report.New{ID: id, About: pageOf(f.Page, l), Kind: report.Kind(f.Kind), Text: f.Text, Email: f.Email, Lang: string(l)}
	err = report.Check(n)
	if err == nil {
		err = p.reports.Allow(c.ClientIP())
	}
	if err == nil {
		err = p.reports.Receive(c.Request.Context(), p.kit.Actor(c), n)
	}
	if err == nil {
		p.kit.SeeOther(c, paths.ReportReceipt(l, id.String()))
		return nil
	}
	if errors := p.kit.FieldErrors(c, err); errors != nil && fault.Is(err, fault.CodeInvalid) {
		return p.show(c, http.StatusUnprocessableEntity, f, errors)
	}
	return err
}

func (p *pages) receipt(c *gin.Context) error {
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return report.ErrNotFound
	}
	r, err := p.reports.Receipt(c.Request.Context(), id)
	if err != nil {
		return err
	}
	w := say(p.kit.Printer(c))
	v := views.Receipt{
		Title: w.T("report.receipt.title"), Reference: report.Reference(id), Back: r.Path, BackText: w.T("report.receipt.back"),
		Rows: []components.SummaryRow{
			{Key: w.T("report.receipt.kind"), Value: w.T("report.kind." + string(r.Kind))},
			{Key: w.T("report.receipt.at"), Value: w.DateTime(r.ReceivedAt)},
		},
		Text: w.T("report.receipt.open", "Date", r.DueOn),
	}
	if r.AnswerWanted {
		v.Text = w.T("report.receipt.open_mail", "Date", r.DueOn)
	}
	if r.ClosedAt != nil {
		v.Text = w.T("report.receipt."+string(r.Outcome), "Date", calendar.Today(*r.ClosedAt))
		v.AnswerTitle, v.Answer = w.T("report.receipt.answer"), wording.Paragraphs(r.Answer)
	}
	c.Header("Cache-Control", "no-store")
	p.kit.Page(c, http.StatusOK, layout.Page{Title: v.Title, NoIndex: true}, views.ReceiptPage(v))
	return nil
}
