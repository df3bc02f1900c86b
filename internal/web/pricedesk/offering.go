package pricedesk

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/pricedesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// offering shows the prices of an offering of the organiser's schemes, with all that has been done to them.
func (d *desk) offering(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	ctx, a, w := c.Request.Context(), d.Kit.Actor(c), d.words(c)
	o, err := d.offerings.Look(ctx, a, id)
	if err != nil {
		return err
	}
	proposals, err := d.offerings.ProposalsOf(ctx, a, id)
	if err != nil {
		return err
	}
	history, err := d.offerings.History(ctx, a, id)
	if err != nil {
		return err
	}
	v := views.Offering{Trail: d.Trail(c, o.ID),
		Crumbs: []components.Crumb{{Text: w.T("prices.officer.title"), Href: paths.Officer(w.Lang(), "prices")}},
		Title:  w.serviceName(o.Service), Lead: o.ProducerName + ", " + o.PointName, Facts: w.facts(o),
		Prices: w.lines(o), History: w.PriceHistory(history), None: w.T("producerdesk.offering.no_prices"),
	}
	if over := o.OverCap(); over != nil {
		v.Notice = w.T("prices.officer.over_cap", "Cap", w.Money(over.Cents), "Day", over.From)
	}
	for _, p := range proposals {
		v.Proposals = append(v.Proposals, []components.Cell{
			{Text: w.Date(calendar.Today(p.ProposedAt))}, {Text: w.ProposalText(p), Note: p.Reasons}, {Part: components.Tag(w.ProposalState(p, o.Today))},
		})
	}
	d.Page(c, http.StatusOK, officerframe.Prices, v.Title, views.OfferingPage(v))
	return nil
}

func (w words) facts(o offering.Listed) []components.SummaryRow {
	rows := []components.SummaryRow{{Key: w.T("producerdesk.offering.scheme"), Value: o.SchemeNames.In(w.lang())}}
	for _, c := range o.Caps {
		if (offering.PriceLine{From: c.From, To: c.To}).On(o.Today) {
			rows = append(rows, components.SummaryRow{Key: w.T("prices.officer.cap"), Lines: w.caps(c)})
		}
	}
	if !o.AtHome {
		return rows
	}
	var where []string
	for _, name := range o.DrawnNames {
		where = append(where, name.In(w.lang()))
	}
	return append(rows, components.SummaryRow{Key: w.T("prices.officer.where"), Lines: append(where, w.Parts(o.Own)...)})
}

// caps is the cap on weekdays, and at times that have another.
func (w words) caps(c offering.Cap) []string {
	out := []string{w.Money(c.Cents) + w.Per(c.Unit)}
	for _, class := range offering.Classes() {
		if own := c.Times.Own(class); own != nil {
			out = append(out, w.T("prices.class."+class)+": "+w.Money(*own)+w.Per(c.Unit))
		}
	}
	return out
}

func (w words) lines(o offering.Listed) [][]components.Cell {
	var rows [][]components.Cell
	for _, line := range append(o.Prices[:len(o.Prices):len(o.Prices)], o.Classes...) {
		state := components.TagArgs{Text: w.T("producerdesk.offering.price_past")}
		switch {
		case line.On(o.Today):
			state = components.TagArgs{Text: w.T("producerdesk.offering.price_now"), Kind: "good"}
		case o.Today.Before(line.From):
			state = components.TagArgs{Text: w.T("producerdesk.offering.price_future"), Kind: "info"}
		}
		rows = append(rows, []components.Cell{{Text: w.PriceDays(line)}, {Text: w.PriceClass(line.Class)}, {Text: w.PriceAmount(line), Num: true}, {Part: components.Tag(state)}})
	}
	return rows
}
