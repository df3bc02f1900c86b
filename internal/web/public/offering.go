package public

import (
	"context"
	mapsof "maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	domain "github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/web/linked"
	"github.com/tuottajatori/tuottajatori/internal/web/maps"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

func (p *pages) offering(c *gin.Context) error {
	w := say(p.kit.Printer(c))
	values, err := webkit.Query(c)
	if err != nil {
		return err
	}
	if err := webkit.Only(values, "place", "minutes", "times", wording.ListParam, wording.CompareParam); err != nil {
		return err
	}
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return gone(catalogue.ErrNotFound, "fault.points.offering_gone")
	}
	at := whereabouts(values)
	status := http.StatusOK
	usage, wrong := catalogue.ParseUsage(values)
	switch {
	case fault.Is(wrong, fault.CodeInvalid):
		status = http.StatusUnprocessableEntity
	case wrong != nil:
		return wrong
	}
	it, err := p.catalogue.Item(c.Request.Context(), id, at.Place)
	if err != nil {
		return p.missing(c, catalogue.KindOffering, id, at, err)
	}
	it.By(usage)
	byCode, err := p.counties(c.Request.Context())
	if err != nil {
		return err
	}
	organiser := byCode[it.Scheme.Organiser]
	here := at
	here.Usage = usage
	view := w.offeringView(it, here, organiser)
	if err := p.addPrices(c.Request.Context(), w, &view, it, organiser); err != nil {
		return err
	}
	if err := p.addAreas(c.Request.Context(), w, &view, it); err != nil {
		return err
	}
	view.KeepHref = w.ShortlistHref(here, it.ID.String())
	if view.Moved, err = p.movedTo(c.Request.Context(), catalogue.KindOffering, id, w, at); err != nil {
		return err
	}
	if view.AskHref, err = p.askHref(c.Request.Context(), w, it.Producer.ID, url.Values{"id": {it.ID.String()}}, at); err != nil {
		return err
	}
	view.Usage, view.How = w.offeringUsage(it, at, usage), w.How(it)
	w.WrongUsage(view.Usage, values, wrong)
	webkit.MayBeKept(c)
	p.kit.Page(c, status, layout.Page{
		Title: view.Title, Image: paths.ShareCard(w.Lang(), paths.PageResults, id.String()), Error: wrong != nil, Organiser: w.Clothes(organiser), NoIndex: it.Demo,
		Description: w.T("public.offering.description", "Service", it.Service.Name(w.lang()), "Name", view.Title),
		Linked:      linked.Of(linked.Offering(p.kit.Base(), w.Words, it, organiser), linked.Breadcrumbs(p.kit.Base(), view.Crumbs, view.Title)),
	}, views.OfferingPage(view))
	return nil
}

// addPrices adds since when the price holds, what it was and will be, and, beside an own share, the organiser's own fee.
func (p *pages) addPrices(ctx context.Context, w words, view *views.Offering, it catalogue.Item, organiser catalogue.Organiser) error {
	lines, err := p.catalogue.Prices(ctx, it.ID)
	if err != nil {
		return err
	}
	if it.Pays.Kind == domain.OwnShare {
		own, err := p.catalogue.OwnFees(ctx, it.Scheme.Organiser, it.Service.Key)
		if err != nil {
			return err
		}
		view.Prices = append(view.Prices, [2]string{w.OwnFeeTitle(organiser), w.OwnFee(own.Of(it.Service.Key, it.Pays.Per))})
	}
	today := p.catalogue.Today()
	if it.Price != nil { // a price that is the public's
		times, err := p.catalogue.PricesByTime(ctx, it.ID)
		if err != nil {
			return err
		}
		view.Times = w.times(it, domain.ClassesOn(domain.Offering{Prices: lines, Classes: times}, it.Price.Unit, today))
	}
	view.Since = w.since(it, lines, today)
	view.Coming, view.Earlier = w.otherPrices(it.Pays.Kind, lines, today)
	return nil
}

// times are what each time of day and week costs, and what of that the client pays: "Ilta 55,32 €/t, omavastuuosuus 28,92 €/t".
func (w words) times(it catalogue.Item, lines []domain.PriceLine) []string {
	var out []string
	for _, l := range lines {
		text := w.T("prices.public.time", "Time", w.PriceClass(l.Class), "Price", w.PriceAmount(domain.PriceLine{Unit: l.Unit, Cents: l.Cents}))
		if it.Pays.Kind == domain.OwnShare && it.Value != nil && it.Pays.Per == l.Unit {
			pays := domain.WhatClientPays(domain.Terms{ClientPays: domain.OwnShare, Unit: l.Unit, ValueCents: it.Value}, &domain.PriceLine{Unit: l.Unit, Cents: l.Cents})
			text = w.T("prices.public.time_share", "Text", text, "Share", w.Money(*pays.Cents)+w.Per(l.Unit))
		}
		out = append(out, text)
	}
	return out
}

// addAreas adds the organiser's areas and the places smaller than a municipality where the service is given.
func (p *pages) addAreas(ctx context.Context, w words, view *views.Offering, it catalogue.Item) error {
	if !it.AtHome {
		return nil
	}
	drawn, err := p.catalogue.Drawn(ctx, it.ID)
	if err != nil {
		return err
	}
	var names, smaller []string
	for _, name := range drawn {
		names = append(names, name.In(w.lang()))
	}
	for _, code := range it.Areas {
		if len(code) > 3 {
			smaller = append(smaller, code)
		}
	}
	if len(names) > 0 {
		view.Areas = append(view.Areas, w.T("prices.public.drawn", "List", strings.Join(names, ", ")))
	}
	if len(smaller) > 0 {
		view.Areas = append(view.Areas, w.T("prices.public.smaller", "List", strings.Join(w.Parts(smaller), "; ")))
	}
	return nil
}

// compared are the offerings in the comparison, with one more.
func compared(at wording.Here, id string) []string {
	return catalogue.ReadChoice(append([]string{id}, at.Chosen...)).First(wording.MostCompared).Texts()
}

// offeringUsage is the form that changes by which usage the offering's amount a month is told, where it is worked out.
func (w words) offeringUsage(it catalogue.Item, at wording.Here, asked domain.Usage) *views.Usage {
	if !it.Month.Converted {
		return nil
	}
	v := w.UsageForm(it.Service.Key, asked)
	if v == nil {
		return nil
	}
	v.Form.Action = paths.Offering(w.Lang(), it.ID.String())
	keep := at.With(url.Values{})
	for _, name := range slices.Sorted(mapsof.Keys(keep)) {
		for _, value := range keep[name] {
			v.Form.Keep = append(v.Form.Keep, views.Field{Name: name, Value: value})
		}
	}
	if asked != (domain.Usage{}) {
		v.Reset = w.ItemHref(it, at)
	}
	return v
}

func (w words) offeringView(it catalogue.Item, at wording.Here, organiser catalogue.Organiser) views.Offering {
	v := views.Offering{
		Card: w.Card(it, at), Lead: w.Sub(it), Description: w.Written(it.Description), About: it.Service.Description(w.lang()),
		Verified: w.Verified(it), Inspection: w.Inspection(it.Inspection), Prices: w.prices(it), PricesNote: w.pricesNote(it, organiser, calendar.Today(time.Now())), AreaTitle: w.T("public.offering.where"),
		Steps: w.steps(it, organiser), Contact: w.contact(it, at, organiser), Phone: w.UnitPhone(it), County: w.Phone(organiser),
		CompareHref: w.BackToResults(at.With(url.Values{"service": {it.Service.Key}}), compared(at, it.ID.String())),
		Crumbs: []components.Crumb{
			{Text: w.T("public.producer.front"), Href: paths.Front(w.Lang())},
			{Text: it.Service.Name(w.lang()), Href: w.BackToResults(at.With(url.Values{"service": {it.Service.Key}}), at.Chosen)},
		},
	}
	if it.Pays.Kind == domain.ClientFee && v.Pays.More.Text == "" && (it.Pays.Cents == nil || it.Pays.CentsMax != nil) {
		v.Pays.More = views.Link{Text: w.T("estimate.help"), Href: paths.Help(w.Lang(), paths.HelpIncome)}
	}
	v.Hours = w.Hours(it.Point.Hours, wording.WrittenIn([]catalogue.Item{it}), time.Now())
	if it.AtHome {
		v.AreaTitle = w.T("public.offering.area")
		if v.Hours.Told {
			v.HoursNote = w.T("hours.at_home")
		}
	} else {
		access := w.Accessibility(it.Point)
		v.Access = &access
	}
	v.Included = w.Included(it)
	v.Map = maps.Draw(w.Printer, w.mapOf(it, at))
	return v
}

// mapOf is what the map of an offering shows: where it comes to, or where one goes to get it.
func (w words) mapOf(it catalogue.Item, at wording.Here) maps.Asked {
	point := maps.Point{
		Name: it.Point.Name, Address: w.Address(it.Point), Municipality: it.Point.Municipality, Lat: it.Point.Lat, Lon: it.Point.Lon, About: it.Point.About(),
	}
	if point.Name == "" {
		point.Name = wording.Title(it)
	}
	asked := maps.Asked{Points: []maps.Point{point}, Place: at.Place}
	if it.AtHome {
		asked.Served = wording.Mapped(it.Areas)
	} else if it.DistanceM != nil {
		asked.Points[0].Address += " (" + w.Away(*it.DistanceM) + ")"
	}
	return asked
}

func (w words) prices(it catalogue.Item) [][2]string {
	var out [][2]string
	add := func(key, amount string) { out = append(out, [2]string{w.T(key), amount}) }
	switch it.Pays.Kind {
	case domain.OwnShare:
		if it.Pays.Cents != nil {
			add("public.offering.own_share", w.least(it.Pays))
		}
		if it.Price != nil {
			add("public.offering.whole_price", w.Money(it.Price.Cents)+w.Per(it.Price.Unit))
		}
		if it.Value != nil && it.Price != nil && it.Pays.Cents != nil {
			add("public.offering.voucher", w.Money(it.Price.Cents-*it.Pays.Cents)+w.Per(it.Pays.Per))
		}
	case domain.ClientFee:
		if it.Pays.Cents != nil {
			add("public.offering.client_fee", w.least(it.Pays))
		}
	case domain.Price:
		add("public.offering.whole_price", w.Amount(it.Pays)+w.PerOf(it.Pays))
	}
	return out
}

// least is the amount with its unit, and "from" before the least of several.
func (w words) least(p domain.Pays) string {
	sum := w.Amount(p) + w.PerOf(p)
	if p.From {
		return w.T("public.pays.from") + " " + sum
	}
	return sum
}

func (w words) pricesNote(it catalogue.Item, organiser catalogue.Organiser, today calendar.Date) string {
	switch it.Pays.Kind {
	case domain.OwnShare, domain.Price:
		return w.T("public.offering.price_note", "Date", w.Date(today))
	case domain.ClientFee:
		return w.T("public.offering.fee_note", "Organiser", organiser.Name.In(w.lang()))
	case domain.Free:
		return w.T("public.pays.note_free")
	default:
		return w.T("public.offering.unknown_note")
	}
}

// steps tell how one becomes a client. A voucher and a client fee take a decision of the county (569/2009 §6,
// 1301/2014 §45); what one buys oneself or gets free does not.
func (w words) steps(it catalogue.Item, organiser catalogue.Organiser) []views.Step {
	step := func(name string) views.Step {
		return views.Step{Title: w.T("public.step." + name + "_title"), Text: w.T("public.step." + name + "_text")}
	}
	call := func() views.Step {
		s := step("call")
		s.Phone = w.Phone(organiser)
		return s
	}
	switch it.Pays.Kind {
	case domain.OwnShare:
		return []views.Step{call(), step("voucher"), step("contract")}
	case domain.ClientFee:
		return []views.Step{call(), step("decision"), step("start")}
	case domain.Free:
		return []views.Step{step("contact"), step("join")}
	case domain.Price:
		return []views.Step{step("contact"), step("agree")}
	default:
		return []views.Step{{Title: w.T("public.step.contact_title"), Text: w.T("public.step.ask_text")}, step("agree")}
	}
}

// organiserKey is what the county is to the service: it arranges it, or only keeps the list that the service is on.
func (w words) organiserKey(it catalogue.Item) string {
	switch it.Scheme.Regime {
	case "self_paid_listing", "free_listing", "listing":
		return "lister"
	default:
		return "organiser"
	}
}

func (w words) contact(it catalogue.Item, at wording.Here, organiser catalogue.Organiser) []components.SummaryRow {
	var rows []components.SummaryRow
	text := func(key, value string) {
		if value != "" {
			rows = append(rows, components.SummaryRow{Key: w.T("public.offering." + key), Value: value})
		}
	}
	link := func(key, text, href string) {
		if text != "" {
			rows = append(rows, components.SummaryRow{Key: w.T("public.offering." + key), Part: views.Anchor(views.Link{Text: text, Href: href})})
		}
	}
	link("phone", it.Unit.Phone, components.Tel(it.Unit.Phone))
	link("email", it.Unit.Email, "mailto:"+it.Unit.Email)
	link("website", it.Unit.Website, it.Unit.Website)
	text("address", w.Address(it.Point))
	link("unit", it.Unit.Name, w.unitHref(it.Unit, at))
	link("point", it.Point.Name, w.pointHref(it.Point, at))
	link("producer", w.ProducerName(it, organiser), w.producerHref(it.Producer, at))
	text("business_id", it.Producer.BusinessID)
	if organiser.Slug != "" {
		link(w.organiserKey(it), organiser.Name.In(w.lang()), paths.Area(w.Lang(), organiser.Slug))
	}
	text("scheme", w.T("public.scheme."+it.Scheme.Regime))
	return rows
}

// askHref is where one asks a producer for something; "" when it is asked by phone only. The place that was searched near is
// where it is wanted.
func (p *pages) askHref(ctx context.Context, w words, producer uuid.UUID, what url.Values, at wording.Here) (string, error) {
	if p.asks == nil {
		return "", nil
	}
	takes, err := p.asks.Takers(ctx, []uuid.UUID{producer})
	if err != nil || !takes[producer] {
		return "", err
	}
	if at.Place != nil {
		what.Set("place", at.Text)
	}
	return paths.AskWith(w.Lang(), what), nil
}
