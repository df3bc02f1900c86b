package public

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/money"
	domain "github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/offering/fees"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// homeCare is the service whose fee a law sets by income (734/1992 §10 e).
const homeCare = "home_care"

// estimateForm is what a person tells of themselves. It comes in the body of a POST, so that income never stands in an
// address, and is neither stored nor logged.
type estimateForm struct {
	Persons  string `form:"persons"`
	Income   string `form:"income"`
	Hours    string `form:"hours"`
	Place    string `form:"place"`
	Offering string `form:"offering"`
}

// estimate asks, and when it has been told, answers.
func (p *pages) estimate(c *gin.Context) error {
	w := say(p.kit.Printer(c))
	values, err := webkit.Query(c)
	if err != nil {
		return err
	}
	if err := webkit.Only(values, "place", "offering"); err != nil {
		return err
	}
	posted := c.Request.Method == http.MethodPost
	form := estimateForm{Hours: "20", Place: values.Get("place"), Offering: values.Get("offering")}
	if posted {
		form = estimateForm{}
		if err := p.kit.Bind(c, &form); err != nil {
			return err
		}
	}
	found, err := p.estimable(c.Request.Context(), form)
	if err != nil {
		return err
	}
	view := w.estimateView(form, found)
	status := http.StatusOK
	if posted {
		if w.answerEstimate(&view, form, found, p.catalogue.Today()); len(view.Errors) > 0 {
			status = http.StatusUnprocessableEntity
		}
	}
	c.Header("Cache-Control", "no-store")
	p.kit.Page(c, status, layout.Page{
		Title: w.T("estimate.title"), Description: w.T("estimate.description"), Error: status != http.StatusOK, Organiser: w.Clothes(found.organiser),
	}, views.EstimatePage(view))
	return nil
}

// estimable is what can be worked out at a place.
type estimable struct {
	place     *place.Place
	unknown   bool // a place was typed that is none
	organiser catalogue.Organiser
	vouchers  []catalogue.Item // whose own share by the hour is known, the least first
	most      *money.Cents     // that the county takes in a month; nil when not told
}

func (p *pages) estimable(ctx context.Context, form estimateForm) (estimable, error) {
	var e estimable
	at := wording.Whereabouts(url.Values{"place": {form.Place}})
	if e.place = at.Place; e.place == nil {
		e.unknown = form.Place != ""
		return e, nil
	}
	byCode, err := p.counties(ctx)
	if err != nil {
		return e, err
	}
	e.organiser = byCode[e.place.Organiser]
	search := func(pays, per string) ([]catalogue.Item, error) {
		criteria, err := catalogue.ParseCriteria(url.Values{"service": {homeCare}, "place": {form.Place}, "pays": {pays}, "per": {per}, "sort": {"pays"}})
		if err != nil {
			return nil, err
		}
		page, err := p.catalogue.Search(ctx, criteria)
		return page.Items, err
	}
	if e.vouchers, err = search(domain.OwnShare, service.Hour); err != nil {
		return e, err
	}
	if id, err := uuid.Parse(form.Offering); err == nil && !slices.ContainsFunc(e.vouchers, func(it catalogue.Item) bool { return it.ID == id }) {
		if it, err := p.catalogue.Item(ctx, id, e.place); err == nil && it.Scheme.Organiser == e.place.Organiser {
			e.vouchers = append(e.vouchers, it)
		}
	}
	e.vouchers = slices.DeleteFunc(e.vouchers, func(it catalogue.Item) bool {
		return it.Service.Key != homeCare || it.Pays.Kind != domain.OwnShare || it.Pays.Per != service.Hour || it.Pays.Cents == nil || it.Pays.From
	})
	own, err := search(domain.ClientFee, service.Month)
	for _, it := range own {
		if it.Scheme.Regime == "own_production" && it.Pays.CentsMax != nil {
			e.most = it.Pays.CentsMax
		}
	}
	return e, err
}

func (w words) estimateView(form estimateForm, found estimable) views.Estimate {
	v := views.Estimate{
		Crumbs:  []components.Crumb{{Text: w.T("public.producer.front"), Href: paths.Front(w.Lang())}},
		Action:  paths.To(w.Lang(), paths.PageEstimate) + "#result", // on a phone the answer stands below the questions
		Persons: form.Persons, Income: form.Income, Hours: form.Hours, Place: form.Place, Phone: w.Phone(found.organiser),
		Help: paths.Help(w.Lang(), paths.HelpIncome),
	}
	for _, it := range found.vouchers {
		id := it.ID.String()
		v.Producers = append(v.Producers, components.Option{
			Value: id, Text: wording.Title(it) + ", " + w.Amount(it.Pays) + w.Per(it.Pays.Per), Selected: id == form.Offering,
		})
	}
	return v
}

// answerEstimate works out both ways, or says what cannot be understood.
func (w words) answerEstimate(v *views.Estimate, form estimateForm, found estimable, today calendar.Date) {
	wrong := func(at *string, field, text string) {
		*at = text
		v.Errors = append(v.Errors, components.ErrorItem{Text: text, Href: "#" + field})
	}
	var q fees.Question
	var err error
	if q.Persons, err = strconv.Atoi(form.Persons); err != nil || q.Persons < 1 || q.Persons > fees.MaxPersons {
		wrong(&v.PersonsError, "persons", w.T("fault.estimate.persons", "Min", 1, "Max", fees.MaxPersons))
	}
	if q.Income, err = money.Parse(form.Income); err != nil || q.Income < 0 || q.Income > fees.MaxIncome {
		wrong(&v.IncomeError, "income", w.T("fault.estimate.income"))
	}
	hours, err := money.Parse(form.Hours) // two decimals are fine enough for hours, too
	if err != nil || hours < 10 || hours > fees.MaxHours*100 {
		wrong(&v.HoursError, "hours", w.T("fault.estimate.hours", "Max", fees.MaxHours))
	}
	if found.unknown {
		wrong(&v.PlaceError, "place", w.T("fault.catalogue.unknown_place", "Place", form.Place))
	}
	if len(v.Errors) > 0 {
		return
	}
	q.Minutes, q.Cost = int((hours*60+50)/100), found.most
	fee, ok := fees.HomeCare(today, q)
	if !ok {
		return
	}
	v.Results = []views.EstimateCard{w.feeCard(q, fee)}
	v.Title = w.T("estimate.only_fee", "Amount", w.Money(fee.Cents))
	switch {
	case len(found.vouchers) == 0 && found.place == nil:
		v.Note = w.T("estimate.ask_place")
	case len(found.vouchers) == 0:
		v.Note = w.T("estimate.no_voucher")
	default:
		at := max(slices.IndexFunc(found.vouchers, func(it catalogue.Item) bool { return it.ID.String() == form.Offering }), 0)
		card, cents := w.voucherCard(found.vouchers[at], q.Minutes)
		v.Results = []views.EstimateCard{card, v.Results[0]}
		v.Title = w.cheaper(cents, fee.Cents)
	}
}

func (w words) cheaper(voucher, fee money.Cents) string {
	switch {
	case voucher < fee:
		return w.T("estimate.cheaper_voucher", "Amount", w.Money(fee-voucher))
	case fee < voucher:
		return w.T("estimate.cheaper_fee", "Amount", w.Money(voucher-fee))
	}
	return w.T("estimate.same")
}

func (w words) voucherCard(it catalogue.Item, minutes int) (views.EstimateCard, money.Cents) {
	cents := domain.ForMinutes(*it.Pays.Cents, minutes)
	plain := it
	plain.Month = domain.Estimate{} // by the hours told, not by a usage
	return views.EstimateCard{
		Pays: views.Pays{Kind: domain.OwnShare, Title: w.T("estimate.voucher"), Sum: w.Money(cents), Per: w.Per(service.Month), Note: w.T("estimate.voucher_lead", "Name", wording.Title(it))},
		How: append(w.How(plain),
			views.PayStep{Text: w.T("estimate.step.help"), Amount: w.Length(minutes)},
			views.PayStep{Text: w.T("estimate.step.sum"), Amount: w.Money(cents)}),
	}, cents
}

func (w words) feeCard(q fees.Question, fee fees.Fee) views.EstimateCard {
	steps := []views.PayStep{
		{Text: w.T("estimate.step.income"), Amount: w.Money(q.Income)},
		{Text: w.T("estimate.step.limit", "Count", q.Persons), Amount: w.Money(fee.Limit), Law: w.Law(fees.Source)},
		{Text: w.T("estimate.step.over"), Amount: w.Money(fee.Over)},
		{Text: w.T("estimate.step.percent") + ", " + w.T("estimate.step.hours", "Count", fee.Hours), Amount: w.T("estimate.step.percent_value", "Number", w.Hundredths(int64(fee.Percent))), Law: w.Law(fees.Source)},
	}
	if fee.AtCost {
		steps = append(steps, views.PayStep{Text: w.T("estimate.step.at_cost"), Amount: w.Money(*q.Cost)})
	}
	return views.EstimateCard{
		Pays: views.Pays{Kind: domain.ClientFee, Title: w.T("estimate.fee"), Sum: w.Money(fee.Cents), Per: w.Per(service.Month), Note: w.T("estimate.fee_lead")},
		How:  append(steps, views.PayStep{Text: w.T("estimate.step.most"), Amount: w.Money(fee.Cents)}),
	}
}
