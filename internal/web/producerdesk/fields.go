package producerdesk

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/producerdesk"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// areaView asks where the service is given, among the organiser's municipalities and those chosen before.
func (w words) areaView(f views.Form, organiser, atHome string, chosen []string) views.Area {
	county, _ := place.CountyByCode(organiser)
	codes := slices.Clone(county.Municipalities)
	for _, code := range chosen {
		if _, known := place.MunicipalityByCode(code); known && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	order := collate.New(language.Make(w.lang())) // å, ä and ö last, as in Finland
	slices.SortFunc(codes, func(a, b string) int { return order.CompareString(w.municipality(a), w.municipality(b)) })
	areas := components.ChoiceArgs{Name: "areas", Legend: w.T("producerdesk.area.areas"), Hint: w.T("producerdesk.area.areas_hint"), Error: f.Errors["areas"], Small: true}
	for _, code := range codes {
		areas.Items = append(areas.Items, components.Choice{Value: code, Text: w.municipality(code), Checked: slices.Contains(chosen, code)})
	}
	return views.Area{Form: f, Home: w.T("producerdesk.area.home"), Elsewhere: w.T("producerdesk.area.elsewhere"), AtHome: atHome, Areas: areas}
}

// detailsView asks for languages and descriptions.
func (w words) detailsView(f views.Form, spoken []string, text offering.Text) views.Details {
	codes := offering.SpokenOffered()
	for _, code := range spoken {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	choice := components.ChoiceArgs{Name: "spoken", Legend: w.T("producerdesk.details.spoken"), Hint: w.T("producerdesk.details.spoken_hint"), Error: f.Errors["spoken"], Small: true}
	for _, code := range codes {
		choice.Items = append(choice.Items, components.Choice{Value: code, Text: w.Language(code), Checked: slices.Contains(spoken, code)})
	}
	return views.Details{Form: f, Spoken: choice, Fi: text.Fi, Sv: text.Sv, En: text.En}
}

// PriceForm is what the form of a price sends.
type PriceForm struct {
	ID      string `form:"id"`
	Unit    string `form:"unit"`
	Timed   bool   `form:"timed"` // it is for a time of day or week
	Class   string `form:"class"`
	Percent string `form:"percent"`
	Price   string `form:"price"`
	Day     string `form:"from-day"`
	Month   string `form:"from-month"`
	Year    string `form:"from-year"`
}

// read makes the price that was typed, or the faults of its fields. Without a price it is nil, where that may be.
func (f PriceForm) read(required bool) (*offering.NewPrice, error) {
	if f.Price == "" && !required {
		return nil, nil
	}
	bad := fault.Invalid()
	p := offering.NewPrice{ID: lineID(f.ID), Unit: f.Unit}
	var err error
	if f.Timed {
		p.Class, p.Percent, bad = f.time(bad)
	}
	switch p.Cents, err = money.Parse(f.Price); {
	case f.Price == "" && p.Percent != 0:
	case f.Price == "" && f.Timed && bad.HasField("percent"):
	case f.Price == "":
		bad = bad.On("price", "fault.offering.price_missing")
	case f.Timed && f.Percent != "":
		bad = bad.On("percent", "fault.offering.percent_or_price")
	case errors.Is(err, money.ErrDecimals):
		bad = bad.On("price", "fault.offering.price_decimals")
	case err != nil:
		bad = bad.On("price", "fault.offering.price_format")
	}
	if f.Unit == "" {
		bad = bad.On("unit", "fault.offering.unit_missing")
	}
	if f.Day+f.Month+f.Year != "" { // the rule says what it means that there is no day
		year, badYear := strconv.Atoi(f.Year)
		month, badMonth := strconv.Atoi(f.Month)
		day, badDay := strconv.Atoi(f.Day)
		p.From, err = calendar.New(year, time.Month(month), day)
		if err != nil || badYear != nil || badMonth != nil || badDay != nil {
			bad = bad.On("from", "fault.offering.from_format")
		}
	} else {
		bad = bad.On("from", "fault.offering.from_missing")
	}
	return &p, bad.OrNil()
}

// time reads for which time a price is, and its percentage when there is one.
func (f PriceForm) time(bad *fault.Error) (string, int, *fault.Error) {
	if f.Class == "" {
		bad = bad.On("class", "fault.offering.class_missing")
	}
	if f.Percent == "" {
		return f.Class, 0, bad
	}
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(f.Percent), "%")))
	if err != nil || n <= 0 {
		return f.Class, 0, bad.On("percent", "fault.offering.percent", "Limit", offering.MaxPercent)
	}
	return f.Class, n, bad
}

// priceView asks for a price. A form that nothing was typed in begins today, in the only unit if there is but one.
func (w words) priceView(f views.Form, form PriceForm, pricing offering.Pricing) views.Price {
	if form.Day+form.Month+form.Year == "" && len(f.Errors) == 0 {
		form.Day, form.Month, form.Year = strconv.Itoa(pricing.Today.Day), strconv.Itoa(int(pricing.Today.Month)), strconv.Itoa(pricing.Today.Year)
	}
	if len(pricing.Units) == 1 {
		form.Unit = pricing.Units[0].Unit
	}
	v := views.Price{Form: f, Price: form.Price, Hint: w.T("producerdesk.price.hint"),
		Units: components.ChoiceArgs{Name: "unit", Legend: w.T("producerdesk.price.unit"), Error: f.Errors["unit"]},
		From: components.DateArgs{Name: "from", Legend: w.T("producerdesk.price.from"), Hint: w.T("producerdesk.price.from_hint"), Error: f.Errors["from"],
			Day: form.Day, Month: form.Month, Year: form.Year}}
	for _, u := range pricing.Units {
		v.Units.Items = append(v.Units.Items, components.Choice{Value: u.Unit, Text: w.T("public.unit." + u.Unit), Hint: w.termsHint(u, pricing.Today), Checked: form.Unit == u.Unit})
	}
	if !pricing.Required {
		v.Optional = w.T("producerdesk.price.optional")
	}
	return v
}

// termsHint is what the scheme says of a unit: "Palvelusetelin arvo 36,00 €. Hinta enintään 60,00 €."
func (w words) termsHint(u offering.UnitTerms, today calendar.Date) string {
	var parts []string
	if u.Value != nil {
		parts = append(parts, w.T("producerdesk.price.value", "Value", w.Money(*u.Value)))
	}
	for _, c := range u.Caps {
		key := "producerdesk.price.cap"
		if today.Before(c.From) {
			key = "producerdesk.price.cap_from"
		}
		parts = append(parts, w.T(key, "Cap", w.Money(c.Cents), "Day", c.From))
	}
	return strings.Join(parts, " ")
}

// capsHint says the highest prices at a time of day or week, in each unit that has any.
func (w words) capsHint(units []offering.UnitTerms, class string, today calendar.Date) string {
	var parts []string
	for _, u := range units {
		for _, c := range u.Caps {
			key := "producerdesk.price.cap"
			if today.Before(c.From) {
				key = "producerdesk.price.cap_from"
			}
			parts = append(parts, w.T(key, "Cap", w.Money(c.At(class))+w.per(u.Unit), "Day", c.From))
		}
	}
	return strings.Join(parts, " ")
}
