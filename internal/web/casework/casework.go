// Package casework writes what package admission knows into the views that the applicant's and the officer's pages
// share: states as tags, the time left in words, answers and evidence, the decision as a document.
package casework

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/pages/casefile"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

var statusKinds = map[admission.Status]string{
	admission.StatusDraft: "", admission.StatusSubmitted: "info", admission.StatusInReview: "info", admission.StatusWaiting: "wait",
	admission.StatusApproved: "good", admission.StatusRejected: "stop", admission.StatusWithdrawn: "",
}

// Status draws an application's status.
func Status(p *locale.Printer, s admission.Status) components.TagArgs {
	return components.TagArgs{Text: p.T("casefile.status." + string(s)), Kind: statusKinds[s]}
}

var stateKinds = map[admission.State]string{
	admission.StateFuture: "info", admission.StateActive: "good", admission.StateSuspended: "wait", admission.StateRemoved: "stop", admission.StateEnded: "",
}

// State draws an admission's state; a suspension with its last day.
func State(p *locale.Printer, s admission.State, until calendar.Date) components.TagArgs {
	tag := components.TagArgs{Text: p.T("casefile.state." + string(s)), Kind: stateKinds[s]}
	if s == admission.StateSuspended && !until.IsZero() {
		tag.Text = p.T("casefile.suspended_until", "Date", until)
	}
	return tag
}

var dueKinds = map[admission.Urgency]string{
	admission.UrgencyOverdue: "stop", admission.UrgencySoon: "stop", admission.UrgencyWeek: "wait", admission.UrgencyRoomy: "good",
}

// Due writes the time left in words, with the last day as its note.
func Due(p *locale.Printer, left admission.Left, due calendar.Date) *casefile.Due {
	d := &casefile.Due{Kind: dueKinds[left.Urgency()], Note: p.Date(due)}
	switch {
	case left.Overdue && left.Days == 0:
		d.Text = p.T("casefile.left.just_over")
	case left.Overdue:
		d.Text = p.T("casefile.left.over", "Count", left.Days)
	case left.Days == 0:
		d.Text = p.T("casefile.left.today")
	default:
		d.Text = p.T("casefile.left.days", "Count", left.Days)
	}
	return d
}

// Application is what an application is called in a regime: a DPS has its own word.
func Application(p *locale.Printer, r scheme.Regime) string {
	if r == scheme.RegimeDPS {
		return p.T("casefile.application_dps")
	}
	return p.T("casefile.application")
}

// Regime is the regime's name.
func Regime(p *locale.Printer, r scheme.Regime) string { return p.T("casefile.regime." + string(r)) }

// Services writes service keys as names.
func Services(p *locale.Printer, keys []string) []string {
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = key
		if known, ok := service.ByKey(key); ok {
			names[i] = known.Name(string(p.Lang()))
		}
	}
	return names
}

// Points writes service points, each with its unit and place.
func Points(p *locale.Printer, points []admission.SnapshotPoint) []string {
	out := make([]string, len(points))
	for i, one := range points {
		where := one.PostalCode
		if m, ok := place.MunicipalityByCode(one.Municipality); ok {
			where = strings.TrimSpace(where + " " + m.Name(string(p.Lang())))
		}
		parts := []string{one.Point}
		if one.Unit != one.Point {
			parts = []string{one.Unit, one.Point}
		}
		if one.Street != "" {
			parts = append(parts, one.Street)
		}
		out[i] = strings.Join(append(parts, where), ", ")
	}
	return out
}

// Lapse says in how many days what was shown ceases to hold; it is pressing from the second telling on.
func Lapse(p *locale.Printer, left int) components.TagArgs {
	tag := components.TagArgs{Text: p.T("evidence.lapse.days", "Count", left), Kind: "info"}
	if left == 0 {
		tag.Text = p.T("evidence.lapse.today")
	}
	if tenure.StageOf(left) < tenure.Stages()[0] {
		tag.Kind = "wait"
	}
	return tag
}

// Limit writes what an answer must reach; "" when nothing is set. The day is that of sending.
func Limit(p *locale.Printer, r scheme.Requirement, day calendar.Date) string {
	switch {
	case r.Kind == scheme.KindNumber && r.AtLeast != nil:
		return p.T("casefile.at_least", "Number", r.AtLeast.Format(string(p.Lang())))
	case r.Kind == scheme.KindDate && r.ValidDays != nil:
		return p.T("casefile.reaches", "Date", r.EarliestDate(day))
	case r.Kind == scheme.KindScored && r.MaxPoints != nil:
		return p.T("casefile.max_points", "Count", *r.MaxPoints)
	default:
		return ""
	}
}

// Must says whether a requirement is mandatory.
func Must(p *locale.Printer, r scheme.Requirement) string {
	if r.Mandatory {
		return p.T("casefile.mandatory")
	}
	return p.T("casefile.optional")
}

// Closer says what a requirement asks for more closely than its kind does, on any day: which evidence or register, how much,
// how long; "": nothing.
func Closer(p *locale.Printer, r scheme.Requirement) string {
	switch {
	case r.EvidenceKind != "":
		return p.T("schemedesk.evidence." + string(r.EvidenceKind))
	case r.Registry != "":
		return p.T("schemedesk.registry." + r.Registry)
	case r.Exclusion != "":
		return p.T("schemedesk.exclusion." + r.Exclusion)
	case r.AtLeast != nil:
		return p.T("schemedesk.requirement.at_least_is", "Number", r.AtLeast.Format(string(p.Lang())))
	case r.ValidDays != nil:
		return p.T("schemedesk.requirement.valid_days_is", "Count", *r.ValidDays)
	case r.MaxPoints != nil:
		return p.T("schemedesk.requirement.points_is", "Count", *r.MaxPoints)
	}
	return ""
}

// DemandID is the id of a requirement's element.
func DemandID(id uuid.UUID) string { return "r-" + id.String() }

// Demands writes the requirements of a snapshot with their answers; fileHref gives a file's address.
func Demands(p *locale.Printer, s admission.Snapshot, fileHref func(requirement uuid.UUID) string) []casefile.Demand {
	out := make([]casefile.Demand, len(s.Requirements))
	for i, d := range s.Requirements {
		out[i] = Demand(p, d, calendar.Today(s.SubmittedAt), fileHref(d.ID))
	}
	return out
}

// Demand writes a requirement with its answer as it was sent.
func Demand(p *locale.Printer, d admission.AnsweredDemand, sent calendar.Date, fileHref string) casefile.Demand {
	lang, answer := string(p.Lang()), Answer(p, d.Requirement, d.Answer, fileHref)
	title, help := d.Others(lang)
	return casefile.Demand{ID: DemandID(d.ID), Title: d.Title(lang), Help: d.Help(lang), Lang: title, HelpIn: help, Limit: Limit(p, d.Requirement, sent),
		Must: Must(p, d.Requirement), Answer: answer}
}

// Answer writes an answer.
func Answer(p *locale.Printer, r scheme.Requirement, a scheme.Answer, fileHref string) casefile.Answer {
	if !a.Given(r.Kind) {
		return casefile.Answer{None: p.T("casefile.no_answer")}
	}
	switch r.Kind {
	case scheme.KindDeclaration, scheme.KindRegistry:
		if *a.Declared {
			return casefile.Answer{Text: p.T("casefile.yes")}
		}
		return casefile.Answer{Text: p.T("casefile.no")}
	case scheme.KindExclusion:
		if *a.Declared {
			return casefile.Answer{Text: p.T("casefile.exclusion_none")}
		}
		return casefile.Answer{Text: p.T("casefile.exclusion_some", "Mended", a.Text)}
	case scheme.KindNumber:
		return casefile.Answer{Text: a.Number.Format(string(p.Lang()))}
	case scheme.KindDate:
		return casefile.Answer{Text: p.Date(a.Date)}
	case scheme.KindAttachment:
		if a.File.ID == uuid.Nil { // what may not be kept
			return casefile.Answer{Text: p.T("casefile.seen", "Name", a.File.SeenBy, "Date", a.File.IssuedOn)}
		}
		return casefile.Answer{File: File(p, *a.File, fileHref)}
	default:
		return casefile.Answer{Text: a.Text}
	}
}

// File writes an uploaded file.
func File(p *locale.Printer, e scheme.Evidence, href string) *casefile.File {
	note := p.T("casefile.file", "Size", Size(p, e.Size), "Date", calendar.Today(e.AddedAt))
	switch {
	case e.ValidTo != nil:
		note += ". " + p.T("casefile.holds", "From", e.IssuedOn, "To", *e.ValidTo)
	case e.Item != uuid.Nil:
		note += ". " + p.T("casefile.holds_open", "From", e.IssuedOn)
	}
	return &casefile.File{Name: e.Name, Href: href, Note: note}
}

// Size writes a number of bytes as people count them.
func Size(p *locale.Printer, bytes int64) string {
	const kilo, mega = 1000, 1000 * 1000
	if bytes < mega {
		return p.T("casefile.kilobytes", "Number", p.Number(int(max(1, (bytes+kilo/2)/kilo))))
	}
	tenths := (bytes + mega/20) / (mega / 10)
	n, err := scheme.ParseNumber(fmt.Sprintf("%d.%d", tenths/10, tenths%10))
	if err != nil {
		return strconv.FormatInt(bytes, 10)
	}
	return p.T("casefile.megabytes", "Number", n.Format(string(p.Lang())))
}

// Evidence answers with the file that an application shows for one of its requirements, to keep: it is never shown by
// the browser in this service's name, whatever is in it. The address names both, as id and requirement.
func Evidence(c *gin.Context, admissions *admission.Service, a actor.Actor) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	requirement, err := webkit.PathID(c, "requirement")
	if err != nil {
		return err
	}
	e, body, err := admissions.Evidence(c.Request.Context(), a, id, requirement)
	return Send(c, e, body, err)
}

// AnswerFile answers with a file that came with the answer to a question, as Evidence does. The address names the
// application and the file, as id and file.
func AnswerFile(c *gin.Context, admissions *admission.Service, a actor.Actor) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	file, err := webkit.PathID(c, "file")
	if err != nil {
		return err
	}
	e, body, err := admissions.ClarificationFile(c.Request.Context(), a, id, file)
	return Send(c, e, body, err)
}

// Send answers with a file that has been opened, and closes it.
func Send(c *gin.Context, e scheme.Evidence, body io.ReadSeekCloser, err error) error {
	if err != nil {
		return err
	}
	defer body.Close()
	h := c.Writer.Header()
	h.Set("Content-Type", e.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": e.Name}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-store")
	http.ServeContent(c.Writer, c.Request, "", e.AddedAt, body)
	return nil
}

// Event writes what has happened to an admission as a row; with who did it for those who work for the organiser.
func Event(p *locale.Printer, e admission.Event, withName bool) []components.Cell {
	what := p.T("casefile.event." + string(e.Kind))
	if e.Kind == admission.EventSuspend && !e.Until.IsZero() {
		what = p.T("casefile.event.suspended_until", "Date", e.Until)
	}
	row := []components.Cell{{Text: p.DateTime(e.At)}, {Text: what}, {Text: e.Reasons}}
	if withName {
		row = append(row, components.Cell{Text: e.By})
	}
	return row
}

// BusinessID writes a business id, which may be unknown of an imported producer.
func BusinessID(p *locale.Printer, id string) string {
	if id == "" {
		return p.T("casefile.not_known")
	}
	return id
}

// Applicant writes the business id that an application was sent with, and what has changed of its applicant since.
func Applicant(p *locale.Printer, r admission.Receipt) string {
	text := BusinessID(p, r.Snapshot.Producer.BusinessID)
	if r.Producer.BusinessID != r.Snapshot.Producer.BusinessID {
		text += ". " + p.T("casefile.business_id_now", "ID", BusinessID(p, r.Producer.BusinessID))
	}
	if r.Producer.Name != r.Snapshot.Producer.Name {
		text += ". " + p.T("casefile.name_now", "Name", r.Producer.Name)
	}
	return text
}
