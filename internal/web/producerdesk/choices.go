package producerdesk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// choices are the admissions under which something can be offered, in words.
func (d *desk) choices(ctx context.Context, a actor.Actor, w words) ([]choice, error) {
	admissions, err := d.Admissions.ActiveAdmissions(ctx, a, a.Organisation)
	if err != nil {
		return nil, err
	}
	codes, err := d.Offerings.OrganiserCodes(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]choice, 0, len(admissions))
	for _, one := range admissions {
		code := codes[one.Scheme.OrganiserID]
		list = append(list, choice{id: one.ID.String(), text: one.Scheme.Name(w.lang()), hint: w.county(code), organiser: code, organiserID: one.Scheme.OrganiserID, services: one.Services})
	}
	return list, nil
}

// under is the admission that a draft is made under. One that is no longer active is not found.
func (d *desk) under(ctx context.Context, a actor.Actor, w words, draft offering.Draft) (choice, error) {
	list, err := d.choices(ctx, a, w)
	if err != nil {
		return choice{}, err
	}
	for _, one := range list {
		if one.id == draft.Answers.Admission.String() {
			return one, nil
		}
	}
	return choice{}, offering.ErrAdmissionNotActive
}

// serviceItems are services in the order of their names.
func (w words) serviceItems(keys []string, chosen string) []components.Choice {
	keys = slices.Clone(keys)
	slices.SortFunc(keys, func(a, b string) int { return strings.Compare(w.service(a), w.service(b)) })
	items := make([]components.Choice, 0, len(keys))
	for _, key := range keys {
		s, _ := service.ByKey(key)
		items = append(items, components.Choice{Value: key, Text: w.service(key), Hint: s.Description(w.lang()), Checked: key == chosen || len(keys) == 1})
	}
	return items
}

// municipalitiesOf are the codes of an organiser's municipalities.
func municipalitiesOf(organiser string) []string {
	county, _ := place.CountyByCode(organiser)
	return slices.Clone(county.Municipalities)
}

// priceAnswer is the price that was answered, as its form shows it.
func (w words) priceAnswer(draft offering.Draft) PriceForm {
	if draft.Answers.Price == nil || draft.Answers.Price.Price == nil {
		return PriceForm{ID: webkit.NewID()}
	}
	p := draft.Answers.Price.Price
	amount := p.Cents.String()
	if w.Lang() != locale.En {
		amount = strings.ReplaceAll(amount, ".", ",")
	}
	return PriceForm{ID: p.ID.String(), Unit: p.Unit, Price: amount,
		Day: strconv.Itoa(p.From.Day), Month: strconv.Itoa(int(p.From.Month)), Year: strconv.Itoa(p.From.Year)}
}
