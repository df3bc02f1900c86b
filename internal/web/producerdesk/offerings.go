package producerdesk

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/producerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

func (d *desk) offerings(c *gin.Context) error {
	a, err := d.own(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	withdrawn := c.Query("list") == "withdrawn" && a.Part == nil
	after, err := uuid.Parse(c.DefaultQuery("after", uuid.Nil.String()))
	if err != nil {
		after = uuid.Nil // an address that somebody has cut short shows the first page
	}
	list, next, err := d.Offerings.List(ctx, a, a.Organisation, withdrawn, after)
	if err != nil {
		return err
	}
	w := words{d.kit.Printer(c)}
	v := views.Offerings{Saved: w.savedText(c), Views: w.offeringViews(withdrawn), Empty: w.T("producerdesk.offerings.empty")}
	if withdrawn {
		v.Empty = w.T("producerdesk.offerings.empty_withdrawn")
	}
	for _, l := range list {
		v.Rows = append(v.Rows, w.offerRow(l))
	}
	if next != uuid.Nil {
		v.More = w.offeringsPath(withdrawn, next)
	}
	if a.Part != nil {
		v.InPart, v.Views = w.T("producerdesk.offerings.in_part"), nil
		d.page(c, http.StatusOK, w.T("producerdesk.offerings.title"), views.OfferingsPage(v))
		return nil
	}
	if !withdrawn && len(list) > 0 {
		v.PriceList, v.List = paths.Desk(w.Lang(), "offerings", "prices"), paths.Desk(w.Lang(), "offerings", "list")
		v.Tokens = paths.Desk(w.Lang(), "tokens")
	}
	if !withdrawn && after == uuid.Nil {
		if v.Answered, err = d.answered(ctx, a, w, c.Query("answered") != ""); err != nil {
			return err
		}
	}
	if err := d.beginnings(ctx, a, w, &v); err != nil {
		return err
	}
	d.page(c, http.StatusOK, w.T("producerdesk.offerings.title"), views.OfferingsPage(v))
	return nil
}

// answered lists the changes of price that organisers have answered of late, each with its offering: a mail of several
// answers leads here.
func (d *desk) answered(ctx context.Context, a actor.Actor, w words, open bool) (views.Answered, error) {
	list, err := d.Offerings.Answered(ctx, a)
	if err != nil || len(list) == 0 {
		return views.Answered{}, err
	}
	say := wording.Words{Printer: w.Printer}
	v := views.Answered{Title: w.T("prices.desk.answered", "Count", len(list), "Days", offering.AnsweredDays), Open: open}
	for _, one := range list {
		v.List = append(v.List, components.Task{Title: w.service(one.Service) + ", " + spot(one.UnitName, one.PointName), Note: say.ProposalText(one.Proposal),
			Tag: say.ProposalState(one.Proposal, calendar.Today(*one.DecidedAt)), Href: paths.Desk(w.Lang(), "offerings", one.Offering.String())})
	}
	return v, nil
}

// beginnings fills in the button that begins an offering, or what must be there first, and the drafts.
func (d *desk) beginnings(ctx context.Context, a actor.Actor, w words, v *views.Offerings) error {
	admissions, err := d.Admissions.ActiveAdmissions(ctx, a, a.Organisation)
	if err != nil {
		return err
	}
	units, err := d.Producers.Units(ctx, a, a.Organisation)
	if err != nil {
		return err
	}
	points := 0
	for _, u := range units {
		points += len(u.Points)
	}
	switch {
	case points == 0:
		v.Missing = w.missing("points", paths.Desk(w.Lang(), "units"))
	case len(admissions) == 0:
		v.Missing = w.missing("admission", paths.Desk(w.Lang(), "applications"))
	default:
		v.Begin, v.BeginID = paths.Desk(w.Lang(), "offerings", "new"), webkit.NewID()
	}
	drafts, err := d.Offerings.Drafts(ctx, a, a.Organisation)
	if err != nil {
		return err
	}
	for _, draft := range drafts {
		v.Drafts = append(v.Drafts, views.Draft{
			Title: w.service(draft.Answers.Service), Note: w.T("producerdesk.offerings.draft_saved", "Date", w.DateTime(draft.SavedAt)),
			Continue: paths.Desk(w.Lang(), "offerings", "new", draft.ID.String()),
			Discard:  paths.Desk(w.Lang(), "offerings", "new", draft.ID.String(), "discard"),
		})
	}
	return nil
}

func (w words) missing(what, href string) views.Next {
	return views.Next{Title: w.T("producerdesk.missing." + what + "_title"), Text: w.T("producerdesk.missing." + what + "_text"),
		Button: w.T("producerdesk.missing." + what + "_button"), Href: href}
}

func (w words) offeringsPath(withdrawn bool, after uuid.UUID) string {
	path := paths.Desk(w.Lang(), "offerings") + "?after=" + after.String()
	if withdrawn {
		path += "&list=withdrawn"
	}
	return path
}

func (w words) offeringViews(withdrawn bool) []views.View {
	list := paths.Desk(w.Lang(), "offerings")
	return []views.View{
		{Text: w.T("producerdesk.offerings.view_current"), Href: list, Current: !withdrawn},
		{Text: w.T("producerdesk.offerings.view_withdrawn"), Href: list + "?list=withdrawn", Current: withdrawn},
	}
}

func (w words) offerRow(l offering.Listed) views.OfferRow {
	row := views.OfferRow{
		Title: w.service(l.Service), Href: paths.Desk(w.Lang(), "offerings", l.ID.String()), Place: w.place(l),
		Scheme: l.SchemeNames.In(w.lang()) + ", " + w.county(l.OrganiserCode), Price: w.prices(l), Pays: w.pays(l.Pays),
		Vacancy: w.vacancyView(l, "list"),
	}
	switch {
	case l.WithdrawnAt != nil:
		row.Restore = paths.Desk(w.Lang(), "offerings", l.ID.String(), "restore")
	case l.State != admission.StateActive:
		row.State = casework.State(w.Printer, l.State, calendar.Date{})
	}
	return row
}

// place is unit, point and municipality, without saying the same twice: "Kotihoito Keskusta, Toimisto, Jyväskylä".
func (w words) place(l offering.Listed) string {
	text, town := spot(l.UnitName, l.PointName), w.municipality(l.Municipality)
	if strings.Contains(text, town) {
		return text
	}
	return text + ", " + town
}

// spot is unit and point. A point often goes by its unit's name, with a place after it.
func spot(unit, point string) string {
	if strings.HasPrefix(point, unit) {
		return point
	}
	return unit + ", " + point
}

// vacancyView is the state with the form that tells a new one; back says which page comes after it.
func (w words) vacancyView(l offering.Listed, back string) views.Vacancy {
	v := views.Vacancy{Tag: w.vacancy(l.Offering), At: w.updated(l.VacancyAt), About: w.service(l.Service) + ", " + l.PointName,
		FieldID: "wait-" + l.ID.String(), Back: back}
	if l.WithdrawnAt == nil {
		v.Action = paths.Desk(w.Lang(), "offerings", l.ID.String(), "vacancy")
	}
	if l.WaitDays != nil {
		v.Wait = strconv.Itoa(*l.WaitDays)
	}
	for _, state := range offering.Vacancies() {
		v.Buttons = append(v.Buttons, components.Option{Value: state, Text: w.T("producerdesk.vacancy.state_" + state)})
	}
	return v
}
