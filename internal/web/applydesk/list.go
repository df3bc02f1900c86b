package applydesk

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/applydesk"
	"github.com/tuottajatori/tuottajatori/frontend/pages/casefile"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func (d *desk) list(c *gin.Context) error {
	ctx, a, p := c.Request.Context(), d.kit.Actor(c), d.kit.Printer(c)
	open, err := d.admissions.OpenSchemes(ctx, a)
	if err != nil {
		return err
	}
	sent, err := d.admissions.Applications(ctx, a)
	if err != nil {
		return err
	}
	admitted, err := d.admissions.Admissions(ctx, a, a.Organisation)
	if err != nil {
		return err
	}
	v := views.List{Action: paths.Desk(p.Lang(), "applications") + "#open", Together: paths.Desk(p.Lang(), "together")}
	for _, one := range sent {
		v.Mine = append(v.Mine, mine(p, one))
	}
	for _, one := range admitted {
		v.Admissions = append(v.Admissions, []components.Cell{
			{Text: one.Scheme.Name(string(p.Lang())), Note: one.Organiser.Name(string(p.Lang())), Href: paths.Desk(p.Lang(), "admissions", one.ID.String())},
			{Text: p.Date(one.ValidFrom), Class: "q-hide"},
			{Part: components.Tag(casework.State(p, one.State, calendar.Date{})), Class: "q-state"},
		})
	}
	own, err := d.ownCounties(c)
	if err != nil {
		return err
	}
	v.Organisers, v.Open = openGroups(p, open, c.Query("organiser"), own)
	d.page(c, http.StatusOK, p.T("apply.list.title"), views.ListPage(v))
	return nil
}

// mine is one of the producer's own applications as a row.
func mine(p *locale.Printer, one admission.Sent) []components.Cell {
	lang := string(p.Lang())
	when := components.Cell{Text: p.T("apply.list.not_sent"), Note: p.T("apply.list.saved", "At", one.SavedAt), Class: "q-hide"}
	if one.SubmittedAt != nil {
		when.Text, when.Note = p.Date(calendar.Today(*one.SubmittedAt)), ""
		switch {
		case !one.AnswerBy.IsZero():
			when.Note = p.T("apply.question.by", "Date", one.AnswerBy)
		case one.Status.InQueue():
			when.Note = p.T("apply.list.due", "Date", one.DueOn)
		}
	}
	return []components.Cell{
		{Text: one.SchemeName(lang), Note: one.OrganiserName(lang), Href: at(p.Lang(), one.ID)},
		{Text: one.CaseNumber, Class: "q-hide"},
		when,
		{Part: components.Tag(casework.Status(p, one.Status)), Class: "q-state"},
	}
}

// ownCounties are the codes of the counties in which the producer has service points.
func (d *desk) ownCounties(c *gin.Context) (map[string]bool, error) {
	a := d.kit.Actor(c)
	units, err := d.producers.Units(c.Request.Context(), a, a.Organisation)
	if err != nil {
		return nil, err
	}
	own := map[string]bool{}
	for _, unit := range units {
		for _, point := range unit.Points {
			if m, ok := place.MunicipalityByCode(point.Municipality); ok {
				own[m.County] = true
			}
		}
	}
	return own, nil
}

// allOrganisers is the filter's value for every organiser. Without a choice, those of the producer's own counties are
// shown, since hardly anybody applies all over the country; a producer without service points sees all.
const allOrganisers = "all"

// openGroups gathers the open schemes by organiser: of the chosen one, of all, or of the producer's own counties.
func openGroups(p *locale.Printer, open []admission.OpenScheme, chosen string, own map[string]bool) ([]components.Option, []views.Group) {
	var options []components.Option
	if len(own) > 0 {
		options = append(options, components.Option{Text: p.T("apply.list.own"), Selected: chosen == ""})
	} else if chosen == "" {
		chosen = allOrganisers
	}
	options = append(options, components.Option{Value: allOrganisers, Text: p.T("apply.list.all"), Selected: chosen == allOrganisers})
	var groups []views.Group
	seen := ""
	for _, one := range open {
		code, name := one.Organiser.Code, one.Organiser.Name(string(p.Lang()))
		shown := chosen == allOrganisers || chosen == code || chosen == "" && own[code]
		if code != seen {
			seen = code
			options = append(options, components.Option{Value: code, Text: name, Selected: chosen == code})
			if shown {
				groups = append(groups, views.Group{Organiser: name})
			}
		}
		if shown {
			last := &groups[len(groups)-1]
			last.Schemes = append(last.Schemes, openTask(p, one))
		}
	}
	return options, groups
}

func openTask(p *locale.Printer, one admission.OpenScheme) components.Task {
	tag := components.TagArgs{Text: p.T("apply.list.tag_open"), Kind: "brand"}
	switch {
	case one.Mine.Valid:
		tag = components.TagArgs{Text: p.T("apply.list.tag_mine"), Kind: "info"}
	case one.Admitted:
		tag = components.TagArgs{Text: p.T("apply.list.tag_admitted"), Kind: "good"}
	case one.May != nil:
		tag = components.TagArgs{Text: p.T("apply.list.tag_refused")}
	}
	return components.Task{Title: one.Scheme.Name(string(p.Lang())), Lang: one.Scheme.Other(string(p.Lang())), Note: summary(p, one), Tag: tag,
		Href: paths.Desk(p.Lang(), "schemes", one.Scheme.ID.String())}
}

// summary is a scheme in one line: its regime, unless that is its name, and the first of its services.
func summary(p *locale.Printer, one admission.OpenScheme) string {
	const most = 4
	regime, names := casework.Regime(p, one.Scheme.Regime), casework.Services(p, one.Services)
	if regime == one.Scheme.Name(string(p.Lang())) { // said already, in the scheme's name
		switch {
		case len(names) == 0:
			return p.T("apply.list.only_any")
		case len(names) <= most:
			return strings.Join(names, ", ")
		}
		return p.T("apply.list.only_more", "Services", strings.Join(names[:most-1], ", "), "Count", len(names)-most+1)
	}
	switch {
	case len(names) == 0:
		return p.T("apply.list.services_any", "Regime", regime)
	case len(names) <= most:
		return p.T("apply.list.services", "Regime", regime, "Services", strings.Join(names, ", "))
	}
	return p.T("apply.list.services_more", "Regime", regime, "Services", strings.Join(names[:most-1], ", "), "Count", len(names)-most+1)
}

func (d *desk) scheme(c *gin.Context) error {
	id, err := webkit.PathID(c, "scheme")
	if err != nil {
		return err
	}
	one, err := d.admissions.SchemeToApply(c.Request.Context(), d.kit.Actor(c), id)
	if err != nil {
		return err
	}
	d.matterOf(c, one.Organiser)
	p := d.kit.Printer(c)
	lang := string(p.Lang())
	v := views.Scheme{
		Crumbs: d.crumbs(c), Organiser: one.Organiser.Name(lang), Name: one.Scheme.Name(lang), NameLang: one.Scheme.Other(lang), Services: casework.Services(p, one.Services), ID: webkit.NewID(),
		Others: casework.Others(p, one.Scheme, one.Requirements...),
		Due:    due(p, "apply.scheme.due_", one.Clock, one.DueIfToday),
	}
	if regime := casework.Regime(p, one.Scheme.Regime); regime != v.Name {
		v.Regime = regime
	}
	for _, r := range one.Requirements {
		title, help := r.Others(lang)
		v.Requirements = append(v.Requirements, casefile.Demand{Title: r.Title(lang), Help: r.Help(lang), Lang: title, HelpIn: help, Must: casework.Must(p, r), Limit: casework.Limit(p, r, one.Today)})
	}
	if one.Rulebook != nil {
		v.Rulebook = p.T("apply.scheme.rulebook", "Version", one.Rulebook.Version)
	}
	if one.Admitted {
		v.Admitted = p.T("apply.scheme.admitted")
	}
	switch {
	case one.Mine.Valid:
		v.Mine = at(p.Lang(), one.Mine.UUID)
	case one.May != nil:
		f := fault.From(one.May)
		v.Refusal = p.Text(f.Key, f.Args)
	default:
		v.Start = paths.Desk(p.Lang(), "schemes", id.String())
	}
	d.page(c, http.StatusOK, v.Name, views.SchemePage(v))
	return nil
}

// due writes when a decision comes, by the kind of days in which the scheme counts.
func due(p *locale.Printer, key string, clock admission.Clock, day calendar.Date) string {
	return p.T(key+clock.Kind, "Date", day, "Days", clock.Days)
}

func (d *desk) start(c *gin.Context) error {
	sch, err := webkit.PathID(c, "scheme")
	if err != nil {
		return err
	}
	var cmd struct {
		ID string `form:"id"`
	}
	if err := d.kit.Bind(c, &cmd); err != nil {
		return err
	}
	id, err := webkit.FormID(cmd.ID)
	if err != nil {
		return err
	}
	got, err := d.admissions.Start(c.Request.Context(), d.kit.Actor(c), id, sch)
	if err != nil {
		return err
	}
	d.kit.SeeOther(c, at(d.kit.Lang(c), got))
	return nil
}
