package tenuredesk

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/pages/casefile"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/tenure"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
)

// dones are the last words of addresses after something was done, each with its text.
var dones = map[string]string{"suspend": "officer.act.suspended.done", "lift": "officer.act.lifted.done", "remove": "officer.act.removed.done",
	"doubt": "tenure.doubt.done", "hearing": "tenure.hearing.done", "settle": "tenure.settle.done", "check": "tenure.check.done", "reply": "tenure.reply.done", "letter": "tenure.letter.done", "renew": "tenure.renew.done", "enrol": "tenure.enrol.done"}

func (d *desk) admission(c *gin.Context) error {
	f, err := d.acted(c)
	if err != nil {
		return err
	}
	p, names := d.Kit.Printer(c), !d.producer(c)
	v := views.Admission{Doubts: doubts(p, f.Doubts, names), Hearings: hearings(p, f, names, func(h tenure.Hearing) string { return d.at(c, f.ID, "letters", h.ID.String()) }), Shown: shown(p, f.Shown, f.Day, d.renewal(c, f)),
		Services: casework.Services(p, f.Services), Names: names}
	for _, e := range f.History.Events {
		v.Events = append(v.Events, casework.Event(p, e, names))
	}
	unheard, err := d.tenure.Unheard(c.Request.Context(), d.Kit.Actor(c), f.ID)
	if err != nil {
		return err
	}
	for _, u := range unheard {
		v.Unheard = append(v.Unheard, views.Said{Text: u.Why,
			Title: p.T("tenure.was_unheard."+string(u.Kind), "Date", u.On, "Ground", p.T("tenure.ground."+string(u.Ground)))})
	}
	if key, ok := dones[c.Query("done")]; ok {
		v.Done = p.T(key)
	}
	if names {
		err = d.officers(c, f, &v)
	} else {
		d.producers(c, f, &v)
	}
	if err != nil {
		return err
	}
	d.page(c, http.StatusOK, officerframe.Admissions, v.Title, views.AdmissionPage(v))
	return nil
}

// producers fills in what the page tells a producer.
func (d *desk) producers(c *gin.Context, f acted, v *views.Admission) {
	p := d.Kit.Printer(c)
	state := casework.State(p, f.State, f.History.Until())
	v.Crumbs = []components.Crumb{{Text: p.T("apply.list.title"), Href: paths.Desk(p.Lang(), "applications")}}
	v.Title = p.T("apply.admission.title", "Scheme", f.Scheme.Name(string(p.Lang())))
	v.Facts = []casefile.Fact{{Name: p.T("apply.admission.organiser"), Text: f.History.Organiser.Name(string(p.Lang()))},
		{Name: p.T("apply.admission.state"), Tag: &state}, {Name: p.T("apply.admission.from"), Text: p.Date(f.ValidFrom)}}
	v.Headings = [2]string{p.T("apply.admission.services"), p.T("apply.admission.events")}
	switch f.Stage {
	case tenure.StageAsked, tenure.StageUnanswered:
		v.Next = p.T("tenure.next.reply", "Date", f.Open().AnswerBy)
		v.Actions = []components.ButtonArgs{{Text: p.T("tenure.reply.link"), Href: d.at(c, f.ID, "hearing")}}
	case tenure.StageDoubted:
		v.Next = p.T("tenure.next.renew")
		if !slices.ContainsFunc(f.OpenDoubts(), func(d tenure.Doubt) bool { return d.Rule.Cause == tenure.CauseEvidence }) {
			v.Next = p.T("tenure.next.wait_own")
			break
		}
		v.Actions = []components.ButtonArgs{{Text: p.T("tenure.next.evidence"), Href: paths.Desk(p.Lang(), "evidence"), Kind: "secondary"}}
	}
}

// officers fills in what the page tells those who review, and what they may do.
func (d *desk) officers(c *gin.Context, f acted, v *views.Admission) error {
	p, h := d.Kit.Printer(c), f.History
	state, at := casework.State(p, f.State, h.Until()), stage(p, f.Stage)
	v.Crumbs = []components.Crumb{{Text: p.T("officer.nav_admissions"), Href: paths.Officer(p.Lang(), "admissions")}}
	v.Title, v.Lead = h.Producer.Name, p.T("officer.admission.lead", "Scheme", h.Scheme.Name(string(p.Lang())))
	v.Facts = []casefile.Fact{{Name: p.T("officer.admission.state"), Tag: &state}, {Name: p.T("tenure.page.stage"), Tag: &at},
		{Name: p.T("officer.admission.from"), Text: p.Date(f.ValidFrom)},
		{Name: p.T("officer.admission.origin"), Text: p.T("officer.origin." + string(f.Origin))},
		{Name: p.T("officer.admission.business_id"), Text: casework.BusinessID(p, h.Producer.BusinessID)}}
	v.Headings = [2]string{p.T("officer.admission.services"), p.T("officer.admission.events")}
	checks, err := d.tenure.Checks(c.Request.Context(), d.Kit.Actor(c), f.ID)
	if err != nil {
		return err
	}
	v.History = d.at(c, f.ID, "day")
	v.Trail = d.Frame.Trail(c, f.ID)
	v.Checks, v.AddCheck = checked(p, checks, f), d.at(c, f.ID, "check")
	if _, ok := tenure.Next(f.Stage, tenure.StepDoubt); ok {
		v.AddDoubt = d.at(c, f.ID, "doubt")
	}
	switch {
	case f.Stage == tenure.StageOver:
		v.Closed = p.T("officer.admission.over")
	case d.Kit.Actor(c).Role == actor.RoleOperator:
		v.Closed = p.T("fault.admission.official_decides")
	default:
		v.Next, v.Actions = next(p, f), d.actions(c, p, f)
	}
	return nil
}

// next says what an official has to do now; "" when nothing.
func next(p *locale.Printer, f acted) string {
	switch {
	case f.Stage == tenure.StageDoubted && f.State == admission.StateSuspended:
		return p.T("tenure.next.suspended_open")
	case f.Stage == tenure.StageDoubted && f.Duty():
		return p.T("tenure.next.ask_duty")
	case f.Stage == tenure.StageDoubted:
		return p.T("tenure.next.ask")
	case f.Stage == tenure.StageAsked:
		return p.T("tenure.next.wait", "Date", f.Open().AnswerBy)
	case f.Stage == tenure.StageUnanswered:
		return p.T("tenure.next.unanswered", "Date", f.Open().AnswerBy)
	case f.Stage == tenure.StageAnswered:
		return p.T("tenure.next.answered")
	case f.State == admission.StateSuspended:
		return p.T("tenure.next.lift")
	default:
		return ""
	}
}

// actions are the buttons: what is next to do stands first.
func (d *desk) actions(c *gin.Context, p *locale.Printer, f acted) []components.ButtonArgs {
	var out []components.ButtonArgs
	add := func(kind, key string, path string) {
		out = append(out, components.ButtonArgs{Text: p.T(key), Href: d.at(c, f.ID, path), Kind: kind})
	}
	if _, ok := tenure.Next(f.Stage, tenure.StepAsk); ok {
		add("", "tenure.hearing.link", "hearing")
	}
	if _, ok := tenure.Next(f.Stage, tenure.StepAnswer); ok {
		add("secondary", "tenure.letter.link", "letter")
	}
	heard := f.Stage == tenure.StageAnswered || f.Stage == tenure.StageUnanswered
	if _, ok := tenure.Next(f.Stage, tenure.StepKeep); ok {
		kind := "secondary"
		if heard {
			kind = ""
		}
		add(kind, "tenure.settle.link", "settle")
	}
	if admission.MayHappen(f.State, admission.EventLift) {
		add("secondary", "officer.act.lifted.link", "lift")
	}
	if f.Stage == tenure.StageCalm {
		if admission.MayHappen(f.State, admission.EventSuspend) {
			add("secondary", "officer.act.suspended.link", "suspend")
		}
		if admission.MayHappen(f.State, admission.EventRemove) {
			add("warning", "officer.act.removed.link", "remove")
		}
	}
	return out
}
