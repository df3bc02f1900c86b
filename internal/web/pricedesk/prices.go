package pricedesk

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/pricedesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
)

// The lists of prices, as addresses name them.
const (
	listWaiting = ""
	listDecided = "decided"
	listOver    = "over"
)

func (d *desk) prices(c *gin.Context) error {
	v := views.Prices{}
	if n, err := strconv.Atoi(c.Query("done")); err == nil && n > 0 {
		v.Done = d.Kit.Printer(c).T("prices.officer.done", "Count", n)
	}
	return d.showPrices(c, http.StatusOK, v, nil)
}

// showPrices draws one of the lists. Chosen are the proposals that were ticked, when an answer was refused.
func (d *desk) showPrices(c *gin.Context, status int, v views.Prices, chosen []string) error {
	ctx, a, w := c.Request.Context(), d.Kit.Actor(c), d.words(c)
	list := c.Query("list")
	waiting, n, err := d.offerings.Proposals(ctx, a, offering.ProposalQuery{Decided: list == listDecided})
	if err != nil {
		return err
	}
	over, err := d.offerings.OverCaps(ctx, a)
	if err != nil {
		return err
	}
	own := paths.Officer(w.Lang(), "prices")
	count := func(n int) string {
		if n == 0 {
			return ""
		}
		return w.Number(n)
	}
	v.Views = []views.View{
		{Text: w.T("prices.officer.view_waiting"), Href: own, Current: list == listWaiting, Count: count(n)},
		{Text: w.T("prices.officer.view_decided"), Href: own + "?list=" + listDecided, Current: list == listDecided},
		{Text: w.T("prices.officer.view_over"), Href: own + "?list=" + listOver, Current: list == listOver, Count: count(len(over))},
	}
	switch list {
	case listOver:
		v.Lead, v.None = w.T("prices.officer.lead_over"), w.T("prices.officer.none_over")
		for _, one := range over {
			v.Rows = append(v.Rows, w.overRow(one))
		}
	default:
		v.Lead, v.None = w.T("prices.officer.lead_waiting"), w.T("prices.officer.none")
		v.Decides = list == listWaiting && a.Role == actor.RoleOfficer
		if list == listDecided {
			v.Lead = w.T("prices.officer.lead_decided")
		}
		for _, one := range waiting {
			row := w.proposalRow(one)
			row.Checked = slices.Contains(chosen, row.ID)
			v.Rows = append(v.Rows, row)
		}
	}
	d.Page(c, status, officerframe.Prices, w.T("prices.officer.title"), views.PricesPage(v))
	return nil
}

func (w words) serviceName(key string) string {
	if s, ok := service.ByKey(key); ok {
		return s.Name(w.lang())
	}
	return key
}

func (w words) proposalRow(p offering.Waiting) views.Row {
	line := offering.PriceLine{Unit: p.Unit, Class: p.Class, Cents: p.Cents, Percent: p.Percent}
	row := views.Row{
		ID: p.ID.String(), FieldID: "p-" + p.ID.String(), Title: p.Producer + ": " + w.serviceName(p.Service), Place: p.Point, Scheme: p.SchemeNames.In(w.lang()),
		Href: paths.Officer(w.Lang(), "prices", "offerings", p.Offering.String()), OldKey: w.T("prices.officer.old"), Old: w.T("prices.officer.nothing"),
		New: w.PriceAmount(line), Rise: w.Rise(p.Proposal), From: w.Date(p.From), Proposed: w.Date(calendar.Today(p.ProposedAt)), Reasons: p.Reasons,
	}
	if p.Class != "" {
		row.Title += ", " + w.PriceClass(p.Class)
	}
	if p.Old != nil {
		row.Old = w.PriceAmount(*p.Old)
	}
	if p.Cap != nil {
		row.Cap = w.Money(*p.Cap) + w.Per(p.Unit)
	}
	if p.Outcome != "" || p.Late(p.Today) {
		row.Tag = w.ProposalState(p.Proposal, p.Today)
	}
	if p.Late(p.Today) {
		row.CannotApprove = w.T("fault.offering.proposal_late")
	}
	return row
}

func (w words) overRow(o offering.Over) views.Row {
	return views.Row{
		Title: o.Producer + ": " + w.serviceName(o.Service), Place: o.Point, Scheme: o.SchemeNames.In(w.lang()),
		Href: paths.Officer(w.Lang(), "prices", "offerings", o.Offering.String()), OldKey: w.T("prices.officer.cap"),
		Old: w.Money(o.Cap) + w.Per(o.Unit), New: w.Money(o.Cents) + w.Per(o.Unit), From: w.Date(o.From),
	}
}

func (d *desk) decide(c *gin.Context) error {
	var f struct {
		Proposals []string `form:"proposals"`
		Act       string   `form:"act"`
		Reasons   string   `form:"reasons"`
	}
	if err := d.Kit.Bind(c, &f); err != nil {
		return err
	}
	if f.Act != "approve" && f.Act != "refuse" {
		return fault.New(fault.CodeMalformed, "fault.form.malformed")
	}
	ids := make([]uuid.UUID, 0, len(f.Proposals))
	for _, text := range f.Proposals {
		id, err := uuid.Parse(text)
		if err != nil {
			return fault.New(fault.CodeMalformed, "fault.form.malformed").Because(err)
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	results, err := d.offerings.DecidePrices(c.Request.Context(), d.Kit.Actor(c), ids, f.Act == "approve", f.Reasons)
	if err != nil {
		errs := d.Kit.FieldErrors(c, err)
		if errs == nil {
			return err
		}
		return d.showPrices(c, http.StatusUnprocessableEntity, views.Prices{Errors: errs, Reasons: f.Reasons}, f.Proposals)
	}
	p := d.Kit.Printer(c)
	v, done, left := views.Prices{Reasons: f.Reasons}, 0, []string{}
	for _, r := range results {
		if r.Err == nil {
			done++
			continue
		}
		left = append(left, r.ID.String())
		of := fault.From(r.Err)
		text := p.Text(of.Key, of.Args)
		if len(of.Fields) > 0 {
			text = p.Text(of.Fields[0].Key, of.Fields[0].Args)
		}
		if !slices.Contains(v.Failed, text) {
			v.Failed = append(v.Failed, text)
		}
	}
	if len(left) == 0 {
		d.Kit.SeeOther(c, paths.Officer(p.Lang(), "prices")+"?done="+strconv.Itoa(done))
		return nil
	}
	if done > 0 {
		v.Done = p.T("prices.officer.done", "Count", done)
	}
	return d.showPrices(c, http.StatusConflict, v, left)
}
