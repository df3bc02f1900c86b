package catalogue

import (
	"slices"

	"golang.org/x/text/language"

	"github.com/tuottajatori/tuottajatori/internal/grade"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// aland is a county in the statistics but arranges its services by its own law: it is no organiser here.
const aland = "91"

// signLanguage stands beside the two-letter codes, which have none for sign languages.
const signLanguage = "sgn"

// Parameters lists the names that a search takes.
func Parameters() []string {
	return []string{
		"q", "exact", "lang", "place", "radius_km", "service", "spoken", "organiser", "scheme", "producer_type", "pays", "pays_max",
		"per", "vacancy", "quality", "minutes", "times", "sort", "page", "per_page",
	}
}

// Units lists what an amount can be for.
func Units() []string { return []string{"hour", "visit", "day", "month", "meal", "trip", "piece"} }

// Regimes lists the ways to arrange services, which the parameter scheme narrows by.
func Regimes() []string {
	return []string{
		"voucher", "dps", "annex_e", "framework", "own_production", "in_house", "alliance", "self_paid_listing",
		"free_listing", "listing",
	}
}

// ProducerTypes lists the kinds of producers.
func ProducerTypes() []string {
	return []string{
		"company", "sole_trader", "cooperative", "association", "foundation", "parish", "municipality", "county", "unknown",
	}
}

// PaysKinds lists the forms of what the client pays.
func PaysKinds() []string {
	return []string{offering.OwnShare, offering.ClientFee, offering.Price, offering.Free, offering.Unknown}
}

// Grades lists the words for ratings, and last that nobody has rated yet.
func Grades() []string { return grade.All() }

// OrganiserCodes lists the codes of the counties and Helsinki.
func OrganiserCodes() []string {
	var out []string
	for _, county := range place.Counties() {
		if county.Code != aland {
			out = append(out, county.Code)
		}
	}
	return out
}

// Allowed lists the values of a parameter that takes many; nil where they are not a list to print.
func Allowed(parameter string) []string {
	switch parameter {
	case "service":
		keys := make([]string, 0, 64)
		for _, s := range service.All() {
			keys = append(keys, s.Key)
		}
		return keys
	case "organiser":
		return OrganiserCodes()
	case "scheme":
		return Regimes()
	case "producer_type":
		return ProducerTypes()
	case "pays":
		return PaysKinds()
	case "quality":
		return Grades()
	case "kind":
		return SuggestKinds()
	}
	return nil
}

// known tells whether a value is one that a list parameter takes.
func known(parameter, value string) bool {
	switch parameter {
	case "spoken":
		return value == signLanguage || isLanguage(value)
	case "service":
		_, ok := service.ByKey(value)
		return ok
	}
	return slices.Contains(Allowed(parameter), value)
}

// isLanguage tells whether a text is a two-letter code of ISO 639-1.
func isLanguage(code string) bool {
	if len(code) != 2 {
		return false
	}
	base, err := language.ParseBase(code)
	return err == nil && base.String() == code
}
