package producerdesk

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/producerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

func draftPath(l locale.Lang, draft uuid.UUID, more ...string) string {
	return paths.Desk(l, append([]string{"offerings", "new", draft.String()}, more...)...)
}

// begin makes a draft under the form's id and goes to its first step.
func (d *desk) begin(c *gin.Context) error {
	a, err := d.own(c)
	if err != nil {
		return err
	}
	var form struct {
		ID string `form:"id"`
	}
	if err := d.kit.Bind(c, &form); err != nil {
		return err
	}
	id, err := webkit.FormID(form.ID)
	if err != nil {
		return err
	}
	if err := d.Offerings.BeginDraft(c.Request.Context(), a, a.Organisation, id); err != nil {
		return err
	}
	d.kit.SeeOther(c, draftPath(d.kit.Lang(c), id))
	return nil
}

// draft reads the draft that the address names.
func (d *desk) draft(c *gin.Context) (actor.Actor, offering.Draft, error) {
	a, err := d.own(c)
	if err != nil {
		return a, offering.Draft{}, err
	}
	id, err := webkit.PathID(c, "draft")
	if err != nil {
		return a, offering.Draft{}, err
	}
	draft, err := d.Offerings.Draft(c.Request.Context(), a, id)
	return a, draft, err
}

// resume goes to where a draft was left.
func (d *desk) resume(c *gin.Context) error {
	_, draft, err := d.draft(c)
	if err != nil {
		return err
	}
	d.onward(c, draft)
	return nil
}

func (d *desk) onward(c *gin.Context, draft offering.Draft) {
	next := string(draft.Answers.Next())
	if draft.Done {
		next = "done"
	}
	d.kit.SeeOther(c, draftPath(d.kit.Lang(c), draft.ID, next))
}

func (d *desk) discard(c *gin.Context) error {
	a, draft, err := d.draft(c)
	if err != nil {
		return err
	}
	return d.backToList(c, d.Offerings.Discard(c.Request.Context(), a, draft.ID), "discarded")
}

// done says what was made and what comes next.
func (d *desk) done(c *gin.Context) error {
	_, draft, err := d.draft(c)
	if err != nil {
		return err
	}
	if !draft.Done {
		d.onward(c, draft)
		return nil
	}
	w := words{d.kit.Printer(c)}
	l := w.Lang()
	v := views.Done{Title: w.T("producerdesk.done.made", "Count", len(draft.Answers.At)), Text: w.T("producerdesk.done.text")}
	for _, at := range draft.Answers.At {
		v.Links = append(v.Links, views.Link{Text: w.T("producerdesk.done.public"), Href: paths.Offering(l, at.ID.String())})
		break // one is enough to see what the public sees
	}
	v.Links = append(v.Links, views.Link{Text: w.T("producerdesk.done.vacancy"), Href: paths.Desk(l, "offerings")},
		views.Link{Text: w.T("producerdesk.done.home"), Href: paths.Desk(l)})
	d.page(c, http.StatusOK, w.T("producerdesk.done.title"), views.DonePage(v))
	return nil
}

// checkRows are the answers so far, each with a link to its step.
func (w words) checkRows(draft offering.Draft, under choice, units []producer.Unit, pricing offering.Pricing, drawn []offering.Text) []components.SummaryRow {
	a := draft.Answers
	row := func(step offering.Step, key string, value string, lines ...string) components.SummaryRow {
		name := w.T("producerdesk.step." + key)
		return components.SummaryRow{Key: name, Value: value, Lines: lines, Actions: []components.Action{
			{Text: w.T("producerdesk.change"), Hidden: name, Href: draftPath(w.Lang(), draft.ID, string(step))}}}
	}
	var points []string
	for _, u := range units {
		for _, p := range u.Points {
			for _, at := range a.At {
				if at.Point == p.ID {
					points = append(points, spot(u.Name, p.Name)+", "+w.address(p))
				}
			}
		}
	}
	where := []string{w.where(a.Area.AtHome)}
	if a.Area.AtHome {
		where = append(where, w.areaLines(a.Area.Areas, drawn)...)
	}
	rows := []components.SummaryRow{
		row(offering.StepAdmission, "admission", under.text+", "+under.hint),
		row(offering.StepService, "service", w.service(a.Service)),
		row(offering.StepPoints, "points", "", points...),
		row(offering.StepArea, "area", "", where...),
		row(offering.StepDetails, "spoken", w.orNone(w.languages(a.Details.Spoken))),
		row(offering.StepDetails, "description", w.orNone(firstText(a.Details.Text))),
	}
	included := row(offering.StepIncluded, "included", "", w.includedLines(a.Service, *a.Included)...)
	if a.Price == nil {
		return append(rows, included)
	}
	if a.Price.Price == nil {
		return append(rows, row(offering.StepPrice, "price", w.orNone("")), included)
	}
	p := *a.Price.Price
	lines := []string{w.price(p.Cents, p.Unit) + ", " + w.T("producerdesk.from_day", "Date", w.Date(p.From))}
	for _, u := range pricing.Units {
		if u.Unit == p.Unit && u.Value != nil {
			pays := offering.WhatClientPays(offering.Terms{ClientPays: a.ClientPays, Unit: u.Unit, ValueCents: u.Value},
				&offering.PriceLine{Unit: p.Unit, Cents: p.Cents, From: p.From})
			lines = append(lines, w.T("producerdesk.price.client", "Pays", w.pays(pays)))
		}
	}
	return append(rows, row(offering.StepPrice, "price", "", lines...), included)
}

// firstText is the description in the first language that has one.
func firstText(t offering.Text) string {
	for _, text := range []string{t.Fi, t.Sv, t.En} {
		if text != "" {
			return text
		}
	}
	return ""
}
