package tenuredesk

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/tenure"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
)

func (d *desk) upkeep(c *gin.Context) error {
	var query tenure.UpkeepQuery
	if text := c.Query("scheme"); text != "" {
		var err error
		if query.Scheme, err = uuid.Parse(text); err != nil {
			return identity.ErrNotFound.Because(err)
		}
	}
	u, err := d.tenure.Upkeep(c.Request.Context(), d.Kit.Actor(c), query)
	if err != nil {
		return err
	}
	p, own := d.Kit.Printer(c), d.producer(c)
	v := views.Upkeep{Lead: p.T("tenure.upkeep.lead"), Concerns: d.concerns(c, u), Lapses: d.lapses(c, u)}
	if own {
		v.Lead = p.T("tenure.upkeep.lead_own")
		v.Lapses.Lead, v.Lapses.None = p.T("tenure.upkeep.lapses_lead_own"), p.T("tenure.upkeep.lapses_none_own")
	} else {
		v.Checks = d.due(c, u)
		if v.Schemes, err = d.schemes(c, query.Scheme); err != nil {
			return err
		}
	}
	for part, cut := range map[*views.Part]bool{&v.Concerns: u.Cut.Concerns, &v.Lapses: u.Cut.Lapses, v.Checks: u.Cut.Due} {
		switch {
		case cut && own:
			part.More = p.T("tenure.upkeep.cut_own", "Count", u.Most)
		case cut:
			part.More = p.T("tenure.upkeep.cut", "Count", u.Most)
		}
	}
	d.page(c, http.StatusOK, officerframe.Upkeep, p.T("tenure.upkeep.title"), views.UpkeepPage(v))
	return nil
}

// schemes are what the list can be narrowed to.
func (d *desk) schemes(c *gin.Context, chosen uuid.UUID) ([]components.Option, error) {
	p := d.Kit.Printer(c)
	list, err := d.Admissions.QueueSchemes(c.Request.Context(), d.Kit.Actor(c))
	out := []components.Option{{Text: p.T("officer.queue.all"), Selected: chosen == uuid.Nil}}
	for _, one := range list {
		out = append(out, components.Option{Value: one.ID.String(), Text: one.Name(string(p.Lang())), Selected: one.ID == chosen})
	}
	return out, err
}

// who is the first cell of a line: whose admission it is to an officer, whose scheme to a producer.
func (d *desk) who(c *gin.Context, href, producer, scheme, organiser string) components.Cell {
	if d.producer(c) {
		return components.Cell{Text: scheme, Note: organiser, Href: href}
	}
	return components.Cell{Text: producer, Note: scheme, Href: href}
}

func (d *desk) concerns(c *gin.Context, u tenure.Upkeep) views.Part {
	p := d.Kit.Printer(c)
	lang := string(p.Lang())
	part := views.Part{Title: p.T("tenure.upkeep.concerns"), None: p.T("tenure.upkeep.concerns_none"), Head: []components.Cell{
		{Text: d.head(c)}, {Text: p.T("tenure.upkeep.cause")}, {Text: p.T("tenure.page.stage")}, {Text: p.T("tenure.upkeep.day")}}}
	for _, one := range u.Concerns {
		what := components.Cell{Text: cause(p, one.Cause, one.Subject, one.Titles)}
		if one.Doubts > 1 {
			what.Note = p.T("tenure.upkeep.more", "Count", one.Doubts-1)
		}
		when := components.Cell{Text: p.T("tenure.upkeep.since", "Date", one.Since)}
		if !one.AnswerBy.IsZero() {
			when.Text = p.T("tenure.upkeep.answer_by", "Date", one.AnswerBy)
		}
		if one.Duty && !d.producer(c) {
			when.Note = p.T("tenure.upkeep.duty")
		}
		part.Rows = append(part.Rows, []components.Cell{d.who(c, d.at(c, one.Admission), one.Producer, one.SchemeName(lang), one.OrganiserName(lang)),
			what, {Part: components.Tag(stage(p, one.Stage))}, when})
	}
	return part
}

func (d *desk) lapses(c *gin.Context, u tenure.Upkeep) views.Part {
	p := d.Kit.Printer(c)
	lang := string(p.Lang())
	part := views.Part{Title: p.T("tenure.upkeep.lapses"), Lead: p.T("tenure.upkeep.lapses_lead"), None: p.T("tenure.upkeep.lapses_none"), Head: []components.Cell{
		{Text: d.head(c)}, {Text: p.T("tenure.page.kind")}, {Text: p.T("tenure.page.last")}}}
	for _, one := range u.Lapses {
		who, what := components.Cell{Text: p.T("tenure.upkeep.library")}, components.Cell{Text: kind(p, one.Kind, one.Titles)}
		if one.Admission != uuid.Nil {
			who = d.who(c, d.at(c, one.Admission), one.Producer, one.SchemeName(lang), one.OrganiserName(lang))
		}
		if d.producer(c) {
			what.Href = d.renewAt(c, one.Admission, one.Kind)
		}
		part.Rows = append(part.Rows, []components.Cell{who, what, {Text: p.Date(one.Last), Note: left(p, u.Day.DaysUntil(one.Last))}})
	}
	return part
}

func left(p *locale.Printer, days int) string {
	if days == 0 {
		return p.T("tenure.upkeep.today")
	}
	return p.T("tenure.upkeep.days", "Count", days)
}

func (d *desk) head(c *gin.Context) string {
	if d.producer(c) {
		return d.Kit.Printer(c).T("officer.queue.scheme")
	}
	return d.Kit.Printer(c).T("officer.admissions.producer")
}

func (d *desk) due(c *gin.Context, u tenure.Upkeep) *views.Part {
	p := d.Kit.Printer(c)
	part := views.Part{Title: p.T("tenure.upkeep.checks"), Lead: p.T("tenure.upkeep.checks_lead"), None: p.T("tenure.upkeep.checks_none"), Head: []components.Cell{
		{Text: d.head(c)}, {Text: p.T("tenure.check.register")}, {Text: p.T("tenure.page.checked")}, {Text: p.T("tenure.page.again")}}}
	for _, one := range u.Due {
		part.Rows = append(part.Rows, []components.Cell{{Text: one.Name, Href: d.at(c, one.Admission, "check") + "?register=" + one.Register},
			{Text: register(p, one.Register)}, {Text: p.Date(one.On)}, {Text: p.Date(one.DueOn)}})
	}
	return &part
}
