package officerdesk

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/officerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// The steps that have a page of their own, by the last part of its address.
const (
	stepAsk    = "ask"
	stepHand   = "hand"
	stepExtend = "extend"
)

// stepForm is what an officer fills on the page of a step.
type stepForm struct {
	ID       string `form:"id"`
	From     string `form:"from"`
	To       string `form:"to"`
	Question string `form:"question"`
	Reasons  string `form:"reasons"`
	Day      string `form:"until-day"`
	Month    string `form:"until-month"`
	Year     string `form:"until-year"`
}

// caseOf reads the case of the address.
func (d *desk) caseOf(c *gin.Context) (admission.Receipt, error) {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return admission.Receipt{}, err
	}
	return d.admissions.Receipt(c.Request.Context(), d.kit.Actor(c), id)
}

func (d *desk) toCase(c *gin.Context, id uuid.UUID, done string) {
	d.kit.SeeOther(c, with(paths.Officer(d.kit.Lang(c), "applications", id.String()), "done", done))
}

// take gives the case to who asks; the form tells who had it.
func (d *desk) take(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	from, err := optionalID(c.PostForm("from"))
	if err != nil {
		return err
	}
	a := d.kit.Actor(c)
	if err := d.admissions.Assign(c.Request.Context(), a, admission.Assign{ApplicationID: id, From: from, To: a.Person}); err != nil {
		return err
	}
	d.toCase(c, id, "taken")
	return nil
}

// goOn goes on without an answer whose day is over.
func (d *desk) goOn(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	if err := d.admissions.GoOn(c.Request.Context(), d.kit.Actor(c), id); err != nil {
		return err
	}
	d.toCase(c, id, "")
	return nil
}

// step shows the page of a step, empty; a case that no longer takes it shows itself.
func (d *desk) step(step string) func(*gin.Context) error {
	return func(c *gin.Context) error {
		r, err := d.caseOf(c)
		if err != nil {
			return err
		}
		if step == stepExtend && d.kit.Actor(c).Role == actor.RoleOperator {
			return admission.FaultOfficialDecides
		}
		_, asks := admission.Next(r.Status, admission.StepAsk)
		if !r.Status.InQueue() || step == stepAsk && !asks {
			d.toCase(c, r.ID, "")
			return nil
		}
		return d.showStep(c, http.StatusOK, step, r, stepForm{ID: webkit.NewID(), From: optional(r.Assignee.ID)}, nil)
	}
}

func (d *desk) showStep(c *gin.Context, status int, step string, r admission.Receipt, f stepForm, errs map[string]string) error {
	p := d.kit.Printer(c)
	webkit.MatterOf(c, r.Organiser.Code, r.Organiser.Name(string(p.Lang())))
	key := "officer." + step + "."
	v := views.Step{Back: paths.Officer(p.Lang(), "applications", r.ID.String()), Kicker: r.Snapshot.Producer.Name + ", " + r.CaseNumber,
		Title: p.T(key + "title"), Text: p.T(key + "text"), Button: p.T(key + "button"), ID: f.ID, Errors: errs}
	switch step {
	case stepHand:
		people, err := d.admissions.Colleagues(c.Request.Context(), d.kit.Actor(c), r.ID)
		if err != nil {
			return err
		}
		v.From, v.PeopleLabel = f.From, p.T("officer.hand.to")
		v.People = []components.Option{{Text: p.T("officer.hand.nobody")}}
		for _, one := range people {
			v.People = append(v.People, components.Option{Value: one.ID.String(), Text: one.Name, Selected: one.ID.String() == f.To || f.To == "" && one.ID == r.Assignee.ID})
		}
	case stepAsk:
		time, err := d.admissions.TimeOf(c.Request.Context(), d.kit.Actor(c), r.ID)
		if err != nil {
			return err
		}
		if !time.Clock.Stops {
			v.Text = p.T("officer.ask.text_runs")
		}
		v.Area, v.AreaLabel, v.AreaHint, v.Typed = "question", p.T("officer.ask.question"), p.T("officer.ask.hint"), f.Question
		v.Until, v.UntilHint, v.Day, v.Month, v.Year = p.T("officer.ask.until"), p.T("officer.ask.until_hint"), f.Day, f.Month, f.Year
	case stepExtend:
		time, err := d.admissions.TimeOf(c.Request.Context(), d.kit.Actor(c), r.ID)
		if err != nil {
			return err
		}
		if !time.MayReach.IsZero() {
			v.Text = p.T("officer.extend.reaches", "Date", time.MayReach)
		}
		v.Area, v.AreaLabel, v.AreaHint, v.Typed = "reasons", p.T("officer.extend.reasons"), p.T("officer.extend.hint"), f.Reasons
	}
	d.Page(c, status, officerframe.Queue, v.Title, views.StepPage(v))
	return nil
}

// doStep does what was filled. What was typed comes back when something is lacking.
func (d *desk) doStep(step string) func(*gin.Context) error {
	return func(c *gin.Context) error {
		r, err := d.caseOf(c)
		if err != nil {
			return err
		}
		var f stepForm
		if err := d.kit.Bind(c, &f); err != nil {
			return err
		}
		done, err := d.takeStep(c, step, r.ID, f)
		if err == nil {
			d.toCase(c, r.ID, done)
			return nil
		}
		if errs := d.kit.FieldErrors(c, err); errs != nil {
			return d.showStep(c, http.StatusUnprocessableEntity, step, r, f, errs)
		}
		return err
	}
}

func (d *desk) takeStep(c *gin.Context, step string, application uuid.UUID, f stepForm) (done string, err error) {
	ctx, a := c.Request.Context(), d.kit.Actor(c)
	id, err := webkit.FormID(f.ID)
	if err != nil {
		return "", err
	}
	switch step {
	case stepHand:
		cmd := admission.Assign{ApplicationID: application}
		if cmd.From, err = optionalID(f.From); err != nil {
			return "", err
		}
		if cmd.To, err = optionalID(f.To); err != nil {
			return "", err
		}
		return "handed", d.admissions.Assign(ctx, a, cmd)
	case stepAsk:
		until, ok := webkit.ParseDate(f.Day, f.Month, f.Year)
		if !ok {
			return "", fault.Invalid().On("answer_by", "fault.admission.date")
		}
		return "asked", d.admissions.AskApplicant(ctx, a, admission.Ask{ID: id, ApplicationID: application, Question: f.Question, AnswerBy: until})
	default:
		return "extended", d.admissions.Extend(ctx, a, id, application, f.Reasons)
	}
}

// prepare saves a proposal. What was typed comes back when something is lacking.
func (d *desk) prepare(c *gin.Context) error {
	receipt, err := d.caseOf(c)
	if err != nil {
		return err
	}
	cmd, err := d.readDecision(c, receipt)
	if err != nil {
		return err
	}
	err = d.admissions.Prepare(c.Request.Context(), d.kit.Actor(c), cmd)
	if err == nil {
		d.toCase(c, receipt.ID, "prepared")
		return nil
	}
	return d.typedAgain(c, receipt.ID, cmd, err)
}

// typedAgain shows a case with what was typed in vain: something is lacking, or somebody else was there first.
func (d *desk) typedAgain(c *gin.Context, id uuid.UUID, cmd admission.Decide, because error) error {
	switch {
	case errors.Is(because, admission.FaultAlreadyDecided), errors.Is(because, admission.FaultAnswerOpen):
		return d.tooLate(c, id, cmd, because)
	case errors.Is(because, admission.FaultPrepared):
		return d.showTyped(c, http.StatusConflict, id, cmd, nil, because)
	}
	errs := d.kit.FieldErrors(c, because)
	if errs == nil {
		return because
	}
	return d.showTyped(c, http.StatusUnprocessableEntity, id, cmd, errs, nil)
}

func (d *desk) showTyped(c *gin.Context, status int, id uuid.UUID, cmd admission.Decide, errs map[string]string, because error) error {
	receipt, err := d.admissions.Receipt(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return err
	}
	v, err := d.reviewView(c, receipt, cmd)
	if err != nil {
		return err
	}
	v.ID, v.Errors = webkit.NewID(), errs
	v.Lacks = lacks(v.Demands, errs)
	if because != nil {
		v.Lacks = []components.ErrorItem{{Text: d.kit.Printer(c).T("fault.admission.prepared")}}
	}
	for i := range v.Demands {
		v.Demands[i].Errors = errs
	}
	d.Page(c, status, officerframe.Queue, v.Title, views.ReviewPage(v))
	return nil
}

func (d *desk) answerFile(c *gin.Context) error {
	return casework.AnswerFile(c, d.admissions, d.kit.Actor(c))
}
