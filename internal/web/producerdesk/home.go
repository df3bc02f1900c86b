package producerdesk

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/producerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
)

// standing is what the task list is drawn from.
type standing struct {
	profile      producer.Producer
	units        []producer.Unit
	points       int
	applications []admission.Sent
	admissions   []admission.Admission
	offerings    []offering.Listed // of the first page: enough to say what comes next
	more         bool
	waiting      int              // people who wait for a yes
	shown        int              // kinds of evidence that hold today
	lapsing      int              // of those, how many lapse soon
	lapses       calendar.Date    // when the first of them does
	asked        []tenure.Concern // hearings that wait for an answer, the first last day first
	unread       int              // messages
	today        calendar.Date
	reported     int // reports of errors that wait for the producer
	requests     int // of visitors that wait for the producer
}

func (d *desk) standing(ctx context.Context, a actor.Actor) (s standing, err error) {
	if s.profile, err = d.Producers.Profile(ctx, a, a.Organisation); err != nil {
		return s, err
	}
	if s.units, err = d.Producers.Units(ctx, a, a.Organisation); err != nil {
		return s, err
	}
	for _, u := range s.units {
		s.points += len(u.Points)
	}
	if s.applications, err = d.Admissions.Applications(ctx, a); err != nil {
		return s, err
	}
	if s.admissions, err = d.Admissions.ActiveAdmissions(ctx, a, a.Organisation); err != nil {
		return s, err
	}
	list, next, err := d.Offerings.List(ctx, a, a.Organisation, false, uuid.Nil)
	if err != nil {
		return s, err
	}
	s.offerings, s.more = list, next != uuid.Nil
	pending, err := d.Identity.PendingMemberships(ctx, a)
	if err != nil {
		return s, err
	}
	s.waiting = len(pending)
	if s.asked, err = d.Tenure.Asked(ctx, a); err != nil {
		return s, err
	}
	if s.unread, err = d.Identity.UnreadMessages(ctx, a); err != nil {
		return s, err
	}
	if d.Asks != nil {
		if s.requests, err = d.Asks.Waiting(ctx, a); err != nil {
			return s, err
		}
	}
	if s.reported, err = d.Reports.Waiting(ctx, a); err != nil {
		return s, err
	}
	return s, d.evidenceStanding(ctx, a, &s)
}

// evidenceStanding counts what the library can show today, and what of that lapses soon.
func (d *desk) evidenceStanding(ctx context.Context, a actor.Actor, s *standing) error {
	items, err := d.Evidence.Library(ctx, a)
	if err != nil {
		return err
	}
	if s.today, err = d.Evidence.Today(ctx); err != nil {
		return err
	}
	for _, one := range evidence.Pick(items, s.profile.BusinessID, s.today) {
		s.shown++
		if one.On(s.today, s.profile.BusinessID) == evidence.Lapsing {
			s.lapsing++
			if s.lapses.IsZero() || one.ValidTo.Before(s.lapses) {
				s.lapses = *one.ValidTo
			}
		}
	}
	return nil
}

func (d *desk) home(c *gin.Context) error {
	a, err := d.own(c)
	if err != nil {
		return err
	}
	if a.Part != nil { // nothing but what is asked of their units waits for them
		to := "offerings"
		if d.Asks != nil {
			n, err := d.Asks.Waiting(c.Request.Context(), a)
			if err != nil {
				return err
			}
			if n > 0 {
				to = "requests"
			}
		}
		d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), to))
		return nil
	}
	s, err := d.standing(c.Request.Context(), a)
	if err != nil {
		return err
	}
	w := words{d.kit.Printer(c)}
	v := views.Home{Name: s.profile.Name, Tasks: w.tasks(s), Next: w.next(s), Facts: w.facts(s)}
	d.page(c, http.StatusOK, w.T("producerdesk.home.title"), views.HomePage(v))
	return nil
}

// tag is a task's state.
func (w words) tag(state string) components.TagArgs {
	kinds := map[string]string{"done": "good", "open": "info", "waits": "", "mend": "wait", "answer": "stop", "unread": "info"}
	icons := map[string]string{"done": "check"}
	return components.TagArgs{Text: w.T("producerdesk.task." + state), Kind: kinds[state], Icon: icons[state]}
}

// urgent are the tasks that are there only while somebody waits for the producer: hearings, each with its last day, what an
// organiser asks of an application, messages that the reader has not read, and errors that visitors tell of.
func (w words) urgent(s standing) []components.Task {
	l := w.Lang()
	var out []components.Task
	for _, one := range s.asked {
		note := one.OrganiserName(w.lang()) + ", " + one.SchemeName(w.lang()) + ". " + w.lastDay(one)
		out = append(out, components.Task{Title: w.T("producerdesk.task.hearing"), Note: note, Tag: w.tag("answer"),
			Href: paths.Desk(l, "admissions", one.Admission.String(), "hearing")})
	}
	for _, one := range s.applications {
		if one.Status == admission.StatusWaiting {
			out = append(out, components.Task{Title: w.T("producerdesk.task.question"), Note: one.OrganiserName(w.lang()) + ", " + one.SchemeName(w.lang()) + ". " + w.answerBy(one.AnswerBy, s.today),
				Tag: w.tag("answer"), Href: paths.Desk(l, "applications", one.ID.String(), "question")})
		}
	}
	if s.unread > 0 {
		out = append(out, components.Task{Title: w.T("producerdesk.nav.messages"), Note: w.T("producerdesk.task.messages_unread", "Count", s.unread),
			Tag: w.tag("unread"), Href: paths.Desk(l, "messages")})
	}
	if s.requests > 0 {
		out = append(out, components.Task{Title: w.T("ask.queue.title"), Note: w.T("ask.queue.waiting", "Count", s.requests), Tag: w.tag("answer"), Href: paths.Desk(l, "requests")})
	}
	if s.reported > 0 {
		out = append(out, components.Task{Title: w.T("report.queue.title"), Note: w.T("producerdesk.task.reports_wait", "Count", s.reported),
			Tag: w.tag("answer"), Href: paths.Desk(l, "reports")})
	}
	return out
}

// answerBy tells the last day of a question about an application; after it an answer counts until the officers go on without.
func (w words) answerBy(last, today calendar.Date) string {
	if last.Before(today) {
		return w.T("producerdesk.task.question_late", "Date", last)
	}
	return w.T("producerdesk.task.hearing_by", "Date", last)
}

// lastDay tells until when a hearing is to be answered; after the day an answer counts until the matter is decided.
func (w words) lastDay(one tenure.Concern) string {
	if one.Stage == tenure.StageUnanswered {
		return w.T("producerdesk.task.hearing_late", "Date", one.AnswerBy)
	}
	return w.T("producerdesk.task.hearing_by", "Date", one.AnswerBy)
}

func (w words) tasks(s standing) []components.Task {
	l := w.Lang()
	profile := components.Task{Title: w.T("producerdesk.task.profile"), Href: paths.Desk(l, "profile"), Tag: w.tag("done"), Note: s.profile.BusinessID}
	units := components.Task{Title: w.T("producerdesk.task.units"), Href: paths.Desk(l, "units"), Tag: w.tag("open"), Note: w.T("producerdesk.task.units_none")}
	if len(s.units) > 0 {
		units.Note = w.T("producerdesk.task.units_count", "Count", len(s.units)) + ", " + w.T("producerdesk.task.points_count", "Count", s.points)
	}
	if s.points > 0 {
		units.Tag = w.tag("done")
	}
	applications := components.Task{Title: w.T("producerdesk.task.applications"), Href: paths.Desk(l, "applications"), Tag: w.tag("open"), Note: w.applicationsNote(s)}
	if len(s.admissions) > 0 {
		applications.Tag = w.tag("done")
	}
	proofs := components.Task{Title: w.T("producerdesk.task.evidence"), Href: paths.Desk(l, "evidence"), Tag: w.tag("open"), Note: w.T("producerdesk.task.evidence_none")}
	switch {
	case s.lapsing > 0:
		proofs.Tag, proofs.Note = w.tag("mend"), w.T("producerdesk.task.evidence_lapsing", "Count", s.lapsing, "Days", evidence.LapsingDays, "First", s.lapses)
	case s.shown > 0:
		proofs.Tag, proofs.Note = w.tag("done"), w.T("producerdesk.task.evidence_count", "Count", s.shown)
	}
	offers := components.Task{Title: w.T("producerdesk.task.offerings"), Href: paths.Desk(l, "offerings"), Tag: w.tag("waits"), Note: w.T("producerdesk.task.offerings_wait")}
	switch untold := s.untold(); {
	case len(s.offerings) > 0 && untold > 0:
		offers.Tag, offers.Note = w.tag("mend"), w.T("producerdesk.task.vacancy_untold", "Count", untold)
	case len(s.offerings) > 0:
		offers.Tag, offers.Note = w.tag("done"), w.T("producerdesk.task.offerings_count", "Count", len(s.offerings))
	case len(s.admissions) > 0:
		offers.Tag, offers.Note = w.tag("open"), w.T("producerdesk.task.offerings_none")
	}
	members := components.Task{Title: w.T("producerdesk.task.members"), Href: paths.Desk(l, "members"), Note: w.T("producerdesk.task.members_text")}
	if s.waiting > 0 {
		members.Tag, members.Note = w.tag("mend"), w.T("producerdesk.task.members_wait", "Count", s.waiting)
	}
	return append(w.urgent(s), profile, units, applications, proofs, offers, members)
}

func (w words) applicationsNote(s standing) string {
	drafts, sent := 0, 0
	for _, one := range s.applications {
		switch {
		case one.Status == admission.StatusDraft:
			drafts++
		case one.Status.InQueue():
			sent++
		}
	}
	switch {
	case len(s.admissions) > 0:
		return w.T("producerdesk.task.admissions_count", "Count", len(s.admissions))
	case sent > 0:
		return w.T("producerdesk.task.sent_count", "Count", sent)
	case drafts > 0:
		return w.T("producerdesk.task.drafts_count", "Count", drafts)
	}
	return w.T("producerdesk.task.applications_none")
}

// untold counts the offerings whose vacancy nobody has told.
func (s standing) untold() int {
	n := 0
	for _, o := range s.offerings {
		if o.Shown() && o.Vacancy == offering.VacancyUnknown {
			n++
		}
	}
	return n
}

// next is the one thing that helps most now.
func (w words) next(s standing) views.Next {
	l := w.Lang()
	step, href := "", ""
	sent := false
	for _, one := range s.applications {
		sent = sent || one.Status.InQueue()
	}
	switch {
	case len(s.asked) > 0:
		first := s.asked[0]
		return views.Next{Title: w.T("producerdesk.next.hearing_title"), Button: w.T("producerdesk.next.hearing_button"),
			Text: w.T("producerdesk.next.hearing_text", "Organiser", first.OrganiserName(w.lang())) + " " + w.lastDay(first),
			Href: paths.Desk(l, "admissions", first.Admission.String(), "hearing")}
	case s.waiting > 0:
		step, href = "members", paths.Desk(l, "members")
	case len(s.units) == 0:
		step, href = "unit", paths.Desk(l, "units", "new")
	case s.points == 0:
		step, href = "point", paths.Desk(l, "units", s.units[0].ID.String(), "points", "new")
	case len(s.admissions) == 0 && sent:
		step, href = "wait", paths.Desk(l, "applications")
	case len(s.admissions) == 0:
		step, href = "apply", paths.Desk(l, "applications")
	case len(s.offerings) == 0:
		step, href = "offer", paths.Desk(l, "offerings")
	case s.untold() > 0:
		step, href = "vacancy", paths.Desk(l, "offerings")
	default:
		step, href = "fresh", paths.Desk(l, "offerings")
	}
	return views.Next{Title: w.T("producerdesk.next." + step + "_title"), Text: w.T("producerdesk.next." + step + "_text"),
		Button: w.T("producerdesk.next." + step + "_button"), Href: href}
}

// facts are what there is to count once something can be offered.
func (w words) facts(s standing) []components.SummaryRow {
	if len(s.admissions) == 0 {
		return nil
	}
	shown := 0
	for _, o := range s.offerings {
		if o.Shown() {
			shown++
		}
	}
	count := w.Number(shown)
	if s.more {
		count += "+"
	}
	return []components.SummaryRow{
		{Key: w.T("producerdesk.home.shown"), Value: count},
		{Key: w.T("producerdesk.home.admissions"), Value: w.Number(len(s.admissions))},
	}
}
