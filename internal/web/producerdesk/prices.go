package producerdesk

import (
	"context"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/producerdesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// priceRows are the lines of the price itself and of times of day and week, the past ones too.
func (w words) priceRows(o offering.Listed) [][]components.Cell {
	rows := make([][]components.Cell, 0, len(o.Prices)+len(o.Classes))
	for _, line := range append(o.Prices[:len(o.Prices):len(o.Prices)], o.Classes...) {
		state := components.TagArgs{Text: w.T("producerdesk.offering.price_past")}
		switch {
		case line.On(o.Today):
			state = components.TagArgs{Text: w.T("producerdesk.offering.price_now"), Kind: "good"}
		case o.Today.Before(line.From):
			state = components.TagArgs{Text: w.T("producerdesk.offering.price_future"), Kind: "info"}
		}
		rows = append(rows, []components.Cell{
			{Text: w.validity(line), Note: w.class(line.Class)}, {Text: w.Amount(line), Num: true}, {Part: components.Tag(state)},
		})
	}
	return rows
}

func (w words) class(class string) string {
	if class == "" {
		return ""
	}
	return w.T("prices.class." + class)
}

// Amount is what a line says: "48,10 €/t", "120 % arkihinnasta".
func (w words) Amount(l offering.PriceLine) string {
	return wording.Words{Printer: w.Printer}.PriceAmount(l)
}

// pricesOf fills in what waits for the organiser's yes, and the history.
func (d *desk) pricesOf(ctx context.Context, a actor.Actor, w words, o offering.Listed, v *views.Offer) error {
	proposals, err := d.Offerings.ProposalsOf(ctx, a, o.ID)
	if err != nil {
		return err
	}
	history, err := d.Offerings.History(ctx, a, o.ID)
	if err != nil {
		return err
	}
	say := wording.Words{Printer: w.Printer}
	for _, p := range proposals {
		v.Proposals = append(v.Proposals, w.proposal(say, o, p))
	}
	v.History = say.PriceHistory(history)
	v.Window = w.window(o.PriceRules)
	if over := o.OverCap(); over != nil {
		v.OverCap = w.T("prices.desk.over_cap", "Cap", w.Money(over.Cents), "Day", over.From)
	}
	return nil
}

func (w words) proposal(say wording.Words, o offering.Listed, p offering.Proposal) views.Proposal {
	v := views.Proposal{Text: say.ProposalText(p), Tag: say.ProposalState(p, o.Today), Reasons: p.Reasons}
	if p.Outcome == "" {
		v.Withdraw = paths.Desk(w.Lang(), "offerings", o.ID.String(), "proposals", p.ID.String())
	}
	return v
}

// window says in sentences how prices may change under the scheme; none where they may change as one likes.
func (w words) window(r offering.PriceRules) []string {
	var lines []string
	if r.NoticeDays > 0 {
		lines = append(lines, w.T("prices.window.notice", "Count", r.NoticeDays))
	}
	if len(r.Months) > 0 {
		lines = append(lines, w.T("prices.window.months", "Months", wording.Words{Printer: w.Printer}.Months(r.Months)))
	}
	if r.MaxChangesYear != nil {
		lines = append(lines, w.T("prices.window.changes", "Count", *r.MaxChangesYear))
	}
	if r.Approval {
		lines = append(lines, w.T("prices.window.approval"))
	}
	return lines
}

func (d *desk) withdrawProposal(c *gin.Context) error {
	a, id, err := d.ownID(c)
	if err != nil {
		return err
	}
	proposal, err := webkit.PathID(c, "proposal")
	if err != nil {
		return err
	}
	if err := d.Offerings.WithdrawProposal(c.Request.Context(), a, proposal); err != nil {
		return err
	}
	d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), "offerings", id.String())+"?saved=taken_back")
	return nil
}

func (d *desk) newPrice(c *gin.Context) error {
	o, err := d.listed(c)
	if err != nil {
		return err
	}
	return d.showPrice(c, o, PriceForm{ID: webkit.NewID()}, refused{status: http.StatusOK})
}

func (d *desk) savePrice(c *gin.Context) error {
	a, id, err := d.ownID(c)
	if err != nil {
		return err
	}
	var form PriceForm
	if err := d.kit.Bind(c, &form); err != nil {
		return err
	}
	price, err := form.read(true)
	var outcome offering.Outcome
	if err == nil {
		outcome, err = d.Offerings.SetPrice(c.Request.Context(), a, id, *price)
	}
	if err == nil {
		saved := "?saved=price"
		if outcome == offering.PriceProposed {
			saved = "?saved=proposed"
		}
		d.kit.SeeOther(c, paths.Desk(d.kit.Lang(c), "offerings", id.String())+saved)
		return nil
	}
	r, ok := d.again(c, err)
	if !ok {
		return err
	}
	o, err := d.listed(c)
	if err != nil {
		return err
	}
	return d.showPrice(c, o, form, r)
}

func (d *desk) showPrice(c *gin.Context, o offering.Listed, form PriceForm, r refused) error {
	pricing, err := d.Offerings.Pricing(c.Request.Context(), d.kit.Actor(c), o.AdmissionID, o.Service)
	if err != nil {
		return err
	}
	w := words{d.kit.Printer(c)}
	if form.Unit == "" && len(o.Prices) > 0 {
		form.Unit = o.Prices[0].Unit
	}
	if form.Unit == "" && len(pricing.Units) > 0 {
		form.Unit = pricing.Units[0].Unit
	}
	timed := c.FullPath() == route(w.Lang(), "offerings", ":id", "times")
	if form.Day+form.Month+form.Year == "" && len(r.errors) == 0 && len(o.Prices) > 0 { // the first day that the scheme lets it begin
		day := o.PriceRules.Earliest(pricing.Today)
		form.Day, form.Month, form.Year = strconv.Itoa(day.Day), strconv.Itoa(int(day.Month)), strconv.Itoa(day.Year)
	}
	f := views.Form{Crumbs: w.offerCrumbs(o), Title: w.T("producerdesk.offering.new_price"), Lead: w.T("producerdesk.price.new_lead"), ID: form.ID,
		Submit: w.T("producerdesk.save"), Cancel: paths.Desk(w.Lang(), "offerings", o.ID.String()), Errors: r.errors}
	if timed {
		f.Title, f.Lead = w.T("prices.desk.times_title"), w.T("prices.desk.times_lead")
	}
	v := w.priceView(f, form, pricing)
	v.Window = w.window(o.PriceRules)
	if timed {
		w.timed(&v, form, pricing)
	}
	d.page(c, r.status, f.Title, views.PricePage(v))
	return nil
}

// timed asks also for which time of day or week the price is, each with its own highest prices, and lets it be a percentage.
func (w words) timed(v *views.Price, form PriceForm, pricing offering.Pricing) {
	for i := range v.Units.Items {
		v.Units.Items[i].Hint = ""
	}
	v.Times = components.ChoiceArgs{Name: "class", Legend: w.T("prices.desk.class"), Error: v.Errors["class"]}
	for _, class := range offering.Classes() {
		v.Times.Items = append(v.Times.Items, components.Choice{Value: class, Text: w.T("prices.class." + class), Checked: form.Class == class,
			Hint: w.capsHint(pricing.Units, class, pricing.Today)})
	}
	v.Percent = components.InputArgs{Name: "percent", Label: w.T("prices.desk.percent"), Hint: w.T("prices.desk.percent_hint"), Value: form.Percent,
		Error: v.Errors["percent"], Width: "4", InputMode: "numeric", Suffix: "%"}
}

// lineID is the id that a price form carries, or none: a form of ours always has one, and another makes a new line.
func lineID(text string) uuid.UUID {
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil
	}
	return id
}
