package applydesk

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/applydesk"
	"github.com/tuottajatori/tuottajatori/frontend/pages/casefile"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"

	"github.com/google/uuid"
)

// receipt shows what was sent, and where it stands. A draft that was withdrawn has nothing sent to show.
func (d *desk) receipt(c *gin.Context, app admission.Application) error {
	p := d.kit.Printer(c)
	lang := string(p.Lang())
	v := views.Receipt{Crumbs: d.crumbs(c), New: c.Query("sent") != "" && app.Status.InQueue(), Title: applicationTitle(p, app),
		Kicker: app.Organiser.Name(lang), Facts: receiptFacts(p, app), Next: next(p, app)}
	if app.Submission != nil {
		r, err := d.admissions.Receipt(c.Request.Context(), d.kit.Actor(c), app.ID)
		if err != nil {
			return err
		}
		if v.Asked, err = d.asked(c, app.ID); err != nil {
			return err
		}
		for _, one := range v.Asked {
			if one.Until != "" && app.Status == admission.StatusWaiting {
				v.Question, v.Until = at(p.Lang(), app.ID, "question"), one.Until
			}
		}
		if now, was := casework.BusinessID(p, app.Producer.BusinessID), casework.BusinessID(p, r.Snapshot.Producer.BusinessID); now != was {
			v.Moved = p.T("apply.receipt.moved", "Was", was, "Now", now)
		}
		v.Answered = c.Query("answered") != ""
		v.Unchanged = p.T("apply.receipt.unchanged", "At", app.Submission.At)
		v.Services = casework.Services(p, r.Snapshot.ServiceKeys())
		v.Demands = casework.Demands(p, r.Snapshot, func(id uuid.UUID) string {
			return at(p.Lang(), app.ID, "requirements", id.String(), "file")
		})
	}
	if app.Status.InQueue() {
		v.Withdraw = at(p.Lang(), app.ID, "withdraw")
	}
	if app.Status.Decided() {
		v.Outcome, v.Decision = p.T("apply.receipt."+string(app.Decision.Outcome)), at(p.Lang(), app.ID, "decision")
	}
	d.page(c, http.StatusOK, v.Title, views.ReceiptPage(v))
	return nil
}

func receiptFacts(p *locale.Printer, app admission.Application) []casefile.Fact {
	status := casework.Status(p, app.Status)
	facts := []casefile.Fact{{Name: p.T("apply.receipt.case"), Text: app.CaseNumber}, {Name: p.T("apply.receipt.state"), Tag: &status}}
	if app.Submission != nil {
		facts = append(facts, casefile.Fact{Name: p.T("apply.receipt.received"), Text: p.DateTime(app.Submission.At)},
			casefile.Fact{Name: p.T("apply.receipt.by"), Text: app.Submission.By})
	}
	if app.Status.InQueue() {
		facts = append(facts, casefile.Fact{Name: p.T("apply.receipt.due"), Text: p.Date(app.DueOn)})
	}
	if app.WithdrawnAt != nil {
		facts = append(facts, casefile.Fact{Name: p.T("apply.receipt.withdrawn"), Text: p.DateTime(*app.WithdrawnAt)})
	}
	return facts
}

// next tells what happens next to an application that waits for its decision.
func next(p *locale.Printer, app admission.Application) []string {
	if !app.Status.InQueue() {
		return nil
	}
	lines := []string{p.T("apply.receipt.next_wait", "Date", app.DueOn)}
	if app.Review != nil {
		lines = append(lines, p.T("apply.receipt.next_review", "At", app.Review.At))
	}
	return append(lines, p.T("apply.receipt.next_withdraw"))
}

func (d *desk) decision(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	verdict, err := d.admissions.Verdict(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return err
	}
	d.matterOf(c, verdict.Organiser)
	p := d.kit.Printer(c)
	v := views.Verdict{Document: casework.Document(d.kit.Locales, verdict),
		Crumbs: d.crumbs(c, components.Crumb{Text: verdict.Scheme.Name(string(p.Lang())), Href: at(p.Lang(), id)})}
	if verdict.AdmissionID.Valid {
		v.Next = &views.Link{Text: p.T("apply.receipt.offer_next"), Href: paths.Desk(p.Lang(), "offerings")}
	}
	d.page(c, http.StatusOK, v.Document.Title, views.VerdictPage(v))
	return nil
}

func (d *desk) file(c *gin.Context) error { return casework.Evidence(c, d.admissions, d.kit.Actor(c)) }

func (d *desk) askWithdraw(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	app, err := d.admissions.Application(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return err
	}
	d.matterOf(c, app.Organiser)
	p := d.kit.Printer(c)
	if _, may := admission.Next(app.Status, admission.StepWithdraw); !may {
		d.kit.SeeOther(c, at(p.Lang(), id))
		return nil
	}
	v := views.Withdraw{Back: at(p.Lang(), id), Kicker: app.Scheme.Name(string(p.Lang())), Draft: app.Submission == nil}
	d.page(c, http.StatusOK, p.T("apply.withdraw.title"), views.WithdrawPage(v))
	return nil
}

func (d *desk) withdraw(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	if err := d.admissions.Withdraw(c.Request.Context(), d.kit.Actor(c), id); err != nil {
		return err
	}
	d.kit.SeeOther(c, at(d.kit.Lang(c), id))
	return nil
}
