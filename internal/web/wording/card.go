package wording

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/search"
)

// here is where the visitor is, so far as they have said.
type Here struct {
	Place  *place.Place
	Text   string         // as typed, for addresses
	Usage  offering.Usage // asked; zero: the usual
	List   string         // the shortlist so far, as ListParam carries it
	Chosen []string       // what is in the comparison, as CompareParam carries it
}

// With puts the place, the usage, the shortlist and the comparison into a query.
func (h Here) With(v url.Values) url.Values {
	if h.Text != "" {
		v.Set("place", h.Text)
	}
	if h.List != "" {
		v.Set(ListParam, h.List)
	}
	for _, id := range h.Chosen {
		v.Add(CompareParam, id)
	}
	for name, n := range map[string]int{"minutes": h.Usage.Minutes, "times": h.Usage.Times} {
		if n > 0 {
			v.Set(name, strconv.Itoa(n))
		}
	}
	return v
}

// item is the address of an offering's page, which keeps the place.
func (w Words) ItemHref(it catalogue.Item, at Here) string {
	address := paths.Offering(w.Lang(), it.ID.String())
	if q := at.With(url.Values{}).Encode(); q != "" {
		return address + "?" + q
	}
	return address
}

func (w Words) Card(it catalogue.Item, at Here) views.Card {
	pays := w.Pays(it)
	pays.More = w.byIncome(it, at)
	return views.Card{
		ID: it.ID.String(), Title: Title(it), Href: w.ItemHref(it, at), Sub: w.Sub(it),
		Pays: pays, Vacancy: w.Vacancy(it.Vacancy), Quality: w.Quality(it.Quality), Place: w.Place(it, at),
		Spoken: w.Spoken(it.Spoken), Unproven: !it.Scheme.Verified, Listed: slices.Contains(Kept(at.List), it.ID.String()),
	}
}

// byIncome leads from a fee that depends on income to where one can work out one's own: that of home care is set by law
// (734/1992 §10 e).
func (w Words) byIncome(it catalogue.Item, at Here) views.Link {
	if it.Pays.Kind != offering.ClientFee || it.Pays.Cents != nil && it.Pays.CentsMax == nil || it.Service.Key != "home_care" {
		return views.Link{}
	}
	q := url.Values{}
	if at.Text != "" {
		q.Set("place", at.Text)
	}
	return views.Link{Text: w.T("estimate.link"), Href: paths.EstimateWith(w.Lang(), q)}
}

// title is what the unit is called. A unit is often named after its producer; otherwise the producer stands below it.
func Title(it catalogue.Item) string {
	if it.Unit.Name == "" {
		return it.Producer.Name
	}
	return it.Unit.Name
}

// sub tells the service and who gives it: "Kotihoito · yritys", with the producer's name when the unit has another,
// and that it is made up when it is.
func (w Words) Sub(it catalogue.Item) string {
	parts := []string{it.Service.Name(w.lang())}
	if it.Producer.Kind != "county" && !strings.Contains(Title(it), bare(it.Producer.Name)) {
		parts = append(parts, it.Producer.Name)
	}
	if kind := w.ProducerKind(it.Producer); kind != "" {
		parts = append(parts, kind)
	}
	if it.Demo {
		parts = append(parts, w.T("public.card.demo"))
	}
	return strings.Join(parts, " · ")
}

// producerKind is what the producer is: "yritys". Nothing when that is not known.
func (w Words) ProducerKind(p catalogue.Producer) string {
	if p.Kind == "" || p.Kind == "unknown" {
		return ""
	}
	return w.T("public.producer_type." + p.Kind)
}

// producerName is who gives the service. A county goes by its name in the page's language.
func (w Words) ProducerName(it catalogue.Item, organiser catalogue.Organiser) string {
	if it.Producer.Kind == "county" && it.Scheme.Regime == "own_production" && organiser.Slug != "" {
		return organiser.Name.In(w.lang())
	}
	return it.Producer.Name
}

// bare is a company's name without its form, which units leave out: "Kotihoiva Aamurusko" of "Kotihoiva Aamurusko Oy".
func bare(name string) string {
	for _, form := range []string{" Oy", " Ab", " Oyj", " ry", " rf", " osk", " Tmi", " Ky", " sr"} {
		name = strings.TrimSuffix(name, form)
	}
	return name
}

// fewAreas is how many municipalities a card names before it counts the rest.
const fewAreas = 2

func (w Words) Place(it catalogue.Item, at Here) views.Place {
	note := w.Municipality(it.Point.Municipality)
	if it.DistanceM != nil {
		note += ", " + w.Away(*it.DistanceM)
	}
	switch {
	case it.AtHome && at.Place != nil && len(it.Areas) > 0 && !search.At(*at.Place).Serves(it.Areas):
		return views.Place{Text: w.T("public.card.serves_not_you"), Note: w.Serves(it.Areas)}
	case it.AtHome && at.Place != nil && !servedWhole(it.Areas, *at.Place):
		return views.Place{Text: w.Serves(it.Areas), Note: note}
	case it.AtHome && at.Place != nil:
		return views.Place{Text: w.T("public.card.serves_you"), Note: note}
	case it.AtHome && len(it.Areas) > 0:
		return views.Place{Text: w.Serves(it.Areas)}
	case it.AtHome:
		return views.Place{Text: w.T("public.card.at_home")}
	case it.Point.Street != "":
		return views.Place{Text: it.Point.Street, Note: note}
	default:
		return views.Place{Text: note}
	}
}

func (w Words) Serves(areas []string) string {
	names := w.Towns(areas)
	if len(names) <= fewAreas+1 { // "and one more" is no shorter than its name
		return w.T("public.card.serves", "List", strings.Join(names, ", "))
	}
	return w.T("public.card.serves_more", "List", strings.Join(names[:fewAreas], ", "), "Count", len(names)-fewAreas)
}

func (w Words) Municipalities(codes []string) []string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = w.Municipality(code)
	}
	return names
}

// whereabouts reads the place of an address. One that is not found is none: the page is about something else.
func Whereabouts(v url.Values) Here {
	here := Here{List: ReadList(v)}
	text := v.Get("place")
	if text == "" {
		return here
	}
	found, err := place.Find(text)
	if err != nil {
		return here
	}
	here.Place, here.Text = &found, text
	return here
}

// Verified tells what the organiser has done: approved, contracted, or runs it itself. Empty when it has done nothing.
func (w Words) Verified(it catalogue.Item) string {
	if !it.Scheme.Verified {
		return ""
	}
	switch it.Scheme.Regime {
	case "voucher":
		return w.T("public.verified.voucher")
	case "own_production":
		return w.T("public.verified.own_production")
	case "self_paid_listing", "free_listing", "listing":
		return w.T("public.verified.listing")
	default:
		return w.T("public.verified.contract")
	}
}

// UnitPhone is the unit's own number, or none.
func (w Words) UnitPhone(it catalogue.Item) views.Phone {
	if it.Unit.Phone == "" {
		return views.Phone{}
	}
	return views.Phone{Name: Title(it), Number: it.Unit.Phone, Href: components.Tel(it.Unit.Phone)}
}
