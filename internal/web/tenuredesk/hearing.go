package tenuredesk

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/tenure"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// form is what the pages ask, each its part of it.
type form struct {
	ID          string `form:"id"`
	Hearing     string `form:"hearing"`
	Cause       string `form:"cause"`
	Outcome     string `form:"outcome"`
	Question    string `form:"question"`
	Reasons     string `form:"reasons"`
	ByDay       string `form:"by-day"`
	ByMonth     string `form:"by-month"`
	ByYear      string `form:"by-year"`
	UntilDay    string `form:"until-day"`
	UntilMonth  string `form:"until-month"`
	UntilYear   string `form:"until-year"`
	Text        string `form:"text"`
	Cleaning    string `form:"cleaning"`
	Compensated string `form:"compensated"`
	Cooperated  string `form:"cooperated"`
	Measures    string `form:"measures"`
	Register    string `form:"register"`
	Finding     string `form:"finding"`
	Source      string `form:"source"`
	Note        string `form:"note"`
	OnDay       string `form:"on-day"`
	OnMonth     string `form:"on-month"`
	OnYear      string `form:"on-year"`
	DueDay      string `form:"due-day"`
	DueMonth    string `form:"due-month"`
	DueYear     string `form:"due-year"`
	Ground      string `form:"ground"`
	Why         string `form:"why"`
	Item        string `form:"item"`
	ByName      string `form:"by_name"`
	Shown       string `form:"shown"` // the doubts that were open when the form was shown
}

// seen are the doubts that the form has shown.
func (f form) seen() []uuid.UUID {
	out := []uuid.UUID{}
	for _, text := range strings.Fields(f.Shown) {
		if id, err := uuid.Parse(text); err == nil {
			out = append(out, id)
		}
	}
	return out
}

// order is the order in which an error summary lists fields.
var order = []string{"register", "cause", "outcome", "ground", "item", "finding", "source", "by_name", "on=on-day", "due=due-day", "date=on-day", "by=by-day", "until=until-day",
	"question", "text", "file", "compensated", "cooperated", "measures", "why", "reasons", "note"}

// asks is one page with a form: when it may be shown, how it looks, and what sending it does.
type asks struct {
	step tenure.Step                                                            // "": in any stage
	view func(d *desk, c *gin.Context, f acted, in form, v *views.Form)         // fills in the form
	do   func(d *desk, c *gin.Context, f acted, in form) (done string, e error) // and takes it
	in   func(f acted) form                                                     // what the empty form holds
	all  bool                                                                   // an operator's people may too
}

func (d *desk) ask(c *gin.Context, a asks) error {
	f, err := d.acted(c)
	if err != nil {
		return err
	}
	if !a.all && d.Kit.Actor(c).Role == actor.RoleOperator {
		return admission.FaultOfficialDecides
	}
	if _, ok := tenure.Next(f.Stage, a.step); a.step != "" && !ok { // it has moved on: the admission's page shows where to
		d.Kit.SeeOther(c, d.at(c, f.ID))
		return nil
	}
	in := form{}
	if a.in != nil {
		in = a.in(f)
	}
	in.ID = webkit.NewID()
	d.show(c, http.StatusOK, a, f, in, nil, "")
	return nil
}

// show shows the form, and above all else of it what has changed since it was shown before.
func (d *desk) show(c *gin.Context, status int, a asks, f acted, in form, errs map[string]string, changed string) {
	shown := make([]string, 0, 4)
	for _, doubt := range f.OpenDoubts() {
		shown = append(shown, doubt.ID.String())
	}
	v := views.Form{Back: d.at(c, f.ID), Kicker: d.kicker(c, f), Hidden: [][2]string{{"id", in.ID}, {"shown", strings.Join(shown, " ")}}, Errors: errs, Order: order}
	a.view(d, c, f, in, &v)
	v.Inset = strings.TrimSpace(changed + " " + v.Inset)
	d.page(c, status, officerframe.Admissions, v.Title, views.FormPage(v))
}

func (d *desk) take(c *gin.Context, a asks) error {
	f, err := d.acted(c)
	if err != nil {
		return err
	}
	var in form
	if err := d.Kit.Bind(c, &in); err != nil {
		return err
	}
	done, err := a.do(d, c, f, in)
	if err == nil {
		d.done(c, f, done)
		return nil
	}
	if errs := d.Kit.FieldErrors(c, err); errs != nil {
		d.show(c, http.StatusUnprocessableEntity, a, f, in, errs, "")
		return nil
	}
	if errors.Is(err, tenure.FaultRaised) {
		if f, err = d.acted(c); err != nil { // as it stands now
			return err
		}
		d.show(c, http.StatusConflict, a, f, in, nil, d.Kit.Printer(c).T("fault.tenure.raised"))
		return nil
	}
	return err
}

func (d *desk) askDoubt(c *gin.Context) error   { return d.ask(c, doubting) }
func (d *desk) doubt(c *gin.Context) error      { return d.take(c, doubting) }
func (d *desk) askHearing(c *gin.Context) error { return d.ask(c, asking) }
func (d *desk) hearing(c *gin.Context) error    { return d.take(c, asking) }
func (d *desk) askSettle(c *gin.Context) error  { return d.ask(c, settling) }
func (d *desk) settle(c *gin.Context) error     { return d.take(c, settling) }

var doubting = asks{step: tenure.StepDoubt, all: true,
	view: func(d *desk, c *gin.Context, f acted, in form, v *views.Form) {
		p := d.Kit.Printer(c)
		v.Title, v.Text, v.Button = p.T("tenure.doubt.title"), p.T("tenure.doubt.text"), p.T("tenure.doubt.button")
		choice := components.ChoiceArgs{Name: "cause", Legend: p.T("tenure.doubt.cause"), Error: v.Errors["cause"]}
		for _, r := range f.Rules {
			if r.Cause.Raisable() && r.Cause != tenure.CauseRegistry { // a register's doubt comes from its check
				choice.Items = append(choice.Items, components.Choice{Value: string(r.Cause), Text: p.T("tenure.cause_name." + string(r.Cause)),
					Hint: law(p, r.Source), Checked: in.Cause == string(r.Cause)})
			}
		}
		v.Choice = &choice
		v.Areas = []components.TextareaArgs{{Name: "reasons", Label: p.T("tenure.doubt.reasons"), Hint: p.T("tenure.doubt.reasons_hint"), Value: in.Reasons, Error: v.Errors["reasons"]}}
	},
	do: func(d *desk, c *gin.Context, f acted, in form) (string, error) {
		id, err := webkit.FormID(in.ID)
		if err != nil {
			return "", err
		}
		return "doubt", d.tenure.Raise(c.Request.Context(), d.Kit.Actor(c), tenure.Raise{ID: id, AdmissionID: f.ID, Cause: tenure.Cause(in.Cause), Reasons: in.Reasons})
	}}

var asking = asks{step: tenure.StepAsk,
	in: func(f acted) form {
		var in form
		in.ByDay, in.ByMonth, in.ByYear = webkit.DateParts(f.EarliestAnswer())
		return in
	},
	view: func(d *desk, c *gin.Context, f acted, in form, v *views.Form) {
		p := d.Kit.Printer(c)
		v.Title, v.Text, v.Button = p.T("tenure.hearing.title"), p.T("tenure.hearing.text"), p.T("tenure.hearing.button")
		v.Doubts = doubts(p, f.OpenDoubts(), true)
		v.Areas = []components.TextareaArgs{{Name: "question", Label: p.T("tenure.hearing.question"), Hint: p.T("tenure.hearing.question_hint"), Value: in.Question, Error: v.Errors["question"]}}
		v.Dates = []components.DateArgs{{Name: "by", Legend: p.T("tenure.hearing.by"), Hint: p.T("tenure.hearing.by_hint", "Date", f.EarliestAnswer()),
			Day: in.ByDay, Month: in.ByMonth, Year: in.ByYear, Error: v.Errors["by"]}}
	},
	do: func(d *desk, c *gin.Context, f acted, in form) (string, error) {
		id, err := webkit.FormID(in.ID)
		if err != nil {
			return "", err
		}
		by, err := day("by", in.ByDay, in.ByMonth, in.ByYear)
		if err != nil {
			return "", err
		}
		return "hearing", d.tenure.Ask(c.Request.Context(), d.Kit.Actor(c), tenure.Ask{ID: id, AdmissionID: f.ID, Question: in.Question, AnswerBy: by, Shown: in.seen()})
	}}

var settling = asks{step: tenure.StepKeep,
	view: func(d *desk, c *gin.Context, f acted, in form, v *views.Form) {
		p := d.Kit.Printer(c)
		v.Title, v.Text, v.Button = p.T("tenure.settle.title"), p.T("tenure.settle.text"), p.T("tenure.settle.button")
		v.Doubts = doubts(p, f.OpenDoubts(), true)
		choice := components.ChoiceArgs{Name: "outcome", Legend: p.T("tenure.settle.outcome"), Error: v.Errors["outcome"]}
		add := func(o tenure.Outcome) {
			choice.Items = append(choice.Items, components.Choice{Value: string(o), Text: p.T("tenure.settle." + string(o)), Hint: p.T("tenure.settle." + string(o) + "_hint"), Checked: in.Outcome == string(o)})
		}
		add(tenure.Kept)
		if f.Cleanable() {
			add(tenure.SelfCleaned)
		}
		if admission.MayHappen(f.State, admission.EventSuspend) {
			add(tenure.Suspended)
			v.Reveals = true
			v.Dates = []components.DateArgs{{Name: "until", Legend: p.T("tenure.settle.until"), Hint: p.T("tenure.settle.until_hint"),
				Day: in.UntilDay, Month: in.UntilMonth, Year: in.UntilYear, Error: v.Errors["until"]}}
			if f.MustHear() {
				v.Ground = ground(p, p.T("tenure.suspend.ground"), in.Ground, v.Errors["ground"])
				v.Why = &components.TextareaArgs{Name: "why", Label: p.T("tenure.remove.why"), Hint: p.T("tenure.suspend.why_hint"), Value: in.Why, Error: v.Errors["why"], Rows: 3}
			}
		}
		if _, ok := tenure.Next(f.Stage, tenure.StepRemove); ok {
			add(tenure.Removed)
		} else {
			v.Inset = p.T("fault.tenure.unheard")
			v.Link = views.Link{Text: p.T("tenure.remove.link_unheard"), Href: d.at(c, f.ID, "remove")}
		}
		if n := len(f.OpenDoubts()) - len(f.Decided(tenure.Kept)); n > 0 {
			v.Inset = strings.TrimSpace(p.T("tenure.settle.unasked", "Count", n) + " " + v.Inset)
		}
		v.Choice = &choice
		v.Areas = []components.TextareaArgs{{Name: "reasons", Label: p.T("officer.act.reasons"), Hint: p.T("officer.act.reasons_hint"), Value: in.Reasons, Error: v.Errors["reasons"]}}
	},
	do: func(d *desk, c *gin.Context, f acted, in form) (string, error) {
		id, err := webkit.FormID(in.ID)
		if err != nil {
			return "", err
		}
		cmd := tenure.Settle{ID: id, AdmissionID: f.ID, Outcome: tenure.Outcome(in.Outcome), Reasons: in.Reasons, Ground: tenure.Ground(in.Ground), Why: in.Why, Shown: in.seen()}
		if cmd.Outcome == tenure.Suspended {
			if cmd.Until, err = day("until", in.UntilDay, in.UntilMonth, in.UntilYear); err != nil {
				return "", err
			}
		}
		return "settle", d.tenure.Settle(c.Request.Context(), d.Kit.Actor(c), cmd)
	}}

// day reads a day of a form; all empty is the zero day.
func day(field, d, m, y string) (calendar.Date, error) {
	got, ok := webkit.ParseDate(d, m, y)
	if !ok {
		return got, fault.Invalid().On(field, "fault.admission.date")
	}
	return got, nil
}
