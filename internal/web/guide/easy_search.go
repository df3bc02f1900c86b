package guide

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/guide"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// easyChoices are the services that the small search offers: those that most people come for.
var easyChoices = []string{"home_care", "meals", "cleaning", "safety_alarm", "transport", "round_the_clock_housing"}

// fewCards is how many results the small search shows.
const fewCards = 5

// easySearch asks what and where, and shows a few answers above the question.
func (p *pages) easySearch(c *gin.Context, w words, at int) error {
	values, err := webkit.Query(c)
	if err != nil {
		return err
	}
	if err := webkit.Only(values, "service", "place"); err != nil {
		return err
	}
	what, place := values.Get("service"), strings.TrimSpace(values.Get("place"))
	if what != "" && !has(easyChoices, what) {
		return fault.New(fault.CodeMalformed, "fault.guide.no_such_choice")
	}
	view := w.easyView(easySteps[at], at)
	form := views.EasyForm{Action: paths.Easy(w.Lang(), paths.EasySearch), Place: place}
	for _, key := range easyChoices {
		form.Choices = append(form.Choices, components.Choice{Value: key, Text: w.T("easy.help." + key), Checked: key == what})
	}
	view.Form = &form
	if len(values) == 0 {
		p.showEasy(c, w, 200, view, w.Clothes(catalogue.Organiser{}))
		return nil
	}
	criteria, err := catalogue.ParseCriteria(url.Values{"service": {what}, "place": {place}, "sort": {catalogue.SortPays}})
	if err != nil && !fault.Is(err, fault.CodeInvalid) {
		return err
	}
	if what == "" || criteria.Place == nil {
		p.showEasy(c, w, 422, w.easyWrong(view, what == "", criteria.Place == nil), w.Clothes(catalogue.Organiser{}))
		return nil
	}
	criteria.Lang, criteria.PerPage = string(w.Lang()), fewCards
	found, err := p.catalogue.Search(c.Request.Context(), criteria)
	if err != nil {
		return err
	}
	byCode, err := p.catalogue.OrganisersByCode(c.Request.Context())
	if err != nil {
		return err
	}
	view.Title, view.Blocks, form.Again = w.T("easy.search.results"), nil, true
	view.Found = w.easyFound(found, byCode, wording.Here{Place: criteria.Place, Text: place}, what)
	p.showEasy(c, w, 200, view, w.Clothes(byCode[criteria.Place.Organiser]))
	return nil
}

func (w words) easyWrong(view views.Easy, what, place bool) views.Easy {
	if what {
		view.Form.What = w.T("easy.search.what_missing")
		view.Errors = append(view.Errors, components.ErrorItem{Text: view.Form.What, Href: "#service"})
	}
	if place {
		view.Form.PlaceError = w.T("easy.search.where_unknown")
		view.Errors = append(view.Errors, components.ErrorItem{Text: view.Form.PlaceError, Href: "#place"})
	}
	return view
}

func (w words) easyFound(found catalogue.Page, byCode map[string]catalogue.Organiser, at wording.Here, what string) *views.Found {
	out := &views.Found{All: paths.ResultsWith(w.Lang(), at.With(url.Values{"service": {what}}))}
	switch shown := len(found.Items); {
	case shown == 0:
		out.Count = w.T("easy.search.none")
	case shown < found.Total:
		out.Count = w.T("easy.search.count_some", "Count", found.Total, "Shown", shown) + " " + w.T("easy.search.order")
	default:
		out.Count = w.T("easy.search.count_all", "Count", shown)
	}
	for _, it := range found.Items {
		card := views.EasyCard{
			Title: wording.Title(it), Href: w.ItemHref(it, at), Sub: it.Service.Name(string(w.Lang())),
			Pays: w.easyPays(it.Pays), Room: w.easyRoom(it.Vacancy),
		}
		card.CallText, card.Call = w.whomToCall(it, byCode[it.Scheme.Organiser])
		out.Cards = append(out.Cards, card)
	}
	return out
}

// whomToCall is the county's guidance for what needs its decision, and the producer for the rest.
func (w words) whomToCall(it catalogue.Item, organiser catalogue.Organiser) (string, views.Phone) {
	if offering.ByOrganiser(it.Pays.Kind) {
		if organiser.Phone == "" {
			return w.T("easy.search.call_county"), views.Phone{Number: w.T("easy.search.find_number"), Href: paths.Easy(w.Lang(), paths.EasyCall)}
		}
		return w.T("easy.search.call_county"), views.Phone{Number: organiser.Phone, Href: components.Tel(organiser.Phone)}
	}
	if it.Unit.Phone == "" {
		return w.T("easy.search.no_phone"), views.Phone{}
	}
	return w.T("easy.search.call_producer"), views.Phone{Number: it.Unit.Phone, Href: components.Tel(it.Unit.Phone)}
}

// euros writes an amount in words: "12,10 euroa".
func (w words) euros(c money.Cents) string {
	return w.T("easy.pays.euros", "Number", w.bareAmount(c))
}

// bareAmount is an amount without its sign of currency: "12,10", "420".
func (w words) bareAmount(c money.Cents) string {
	return strings.TrimSpace(strings.NewReplacer("€", "", "\u00a0", " ").Replace(w.Whole(c)))
}

// easyPays says what one pays as sentences.
func (w words) easyPays(p offering.Pays) string {
	if p.Kind == offering.Free || p.Cents != nil && *p.Cents == 0 && p.CentsMax == nil && !p.From {
		if p.Kind == offering.OwnShare {
			return w.T("easy.pays.nothing")
		}
		return w.T("easy.pays.free")
	}
	if p.Cents == nil {
		if p.Kind == offering.ClientFee {
			return w.T("easy.pays.client_fee_ask")
		}
		return w.T("easy.pays.unknown")
	}
	per := ""
	if p.Per != "" {
		per = w.T("easy.per." + p.Per)
	}
	if p.CentsMax != nil {
		return w.T("easy.pays.client_fee_income", "Min", w.bareAmount(*p.Cents), "Amount", w.euros(*p.CentsMax), "Per", per)
	}
	if p.From {
		return w.T("easy.pays.client_fee_from", "Amount", w.euros(*p.Cents), "Per", per)
	}
	kinds := []string{offering.OwnShare, offering.ClientFee, offering.Price}
	if !slices.Contains(kinds, p.Kind) {
		return w.T("easy.pays.unknown")
	}
	return w.T("easy.pays."+p.Kind, "Amount", w.euros(*p.Cents), "Per", per)
}

// easyRoom says whether there is room.
func (w words) easyRoom(v catalogue.Vacancy) string {
	switch v.State {
	case offering.VacancyFree:
		return w.T("easy.room.now")
	case offering.VacancyQueue:
		return w.T("easy.room.wait")
	case offering.VacancyFull:
		return w.T("easy.room.full")
	default:
		return w.T("easy.room.unknown")
	}
}
