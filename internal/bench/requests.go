package bench

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/search"
)

// request is a search as the API takes it, and as Meilisearch does.
type request struct {
	API  string          `json:"api"`
	Body json.RawMessage `json:"meilisearch"`
}

// requestsDay is the day that the bodies in bench.json were made for: which of seven orders decides between equals.
var requestsDay = calendar.Date{Year: 2026, Month: 5, Day: 18}

const apiPath = "/api/v1/offerings?"

// page is the address of the result page that shows the same.
func (r request) page() string {
	query, _ := url.ParseQuery(strings.TrimPrefix(r.API, apiPath))
	lang := query.Get("lang")
	query.Del("lang")
	for _, s := range locale.Langs() {
		if string(s) == lang {
			return searchOf{lang: s, query: query}.page()
		}
	}
	return searchOf{lang: locale.Langs()[0], query: query}.page()
}

// fixedRequests reads bench.json.
func fixedRequests() ([]request, error) {
	var all []request
	if err := json.Unmarshal(search.BenchRequests, &all); err != nil {
		return nil, fmt.Errorf("bench.json: %w", err)
	}
	return all, nil
}

// bodied is an engine that tells the body of a query.
type bodied interface {
	Body(q search.Query) ([]byte, error)
}

// bodyOf is what the product posts to Meilisearch for a query of the API, on a day.
func bodyOf(engine bodied, query string, day calendar.Date) (json.RawMessage, error) {
	criteria, err := catalogue.ParseQuery(query)
	if err != nil {
		return nil, fmt.Errorf("search %q: %w", query, err)
	}
	return engine.Body(criteria.Query(day))
}

// mixed makes n different searches of all kinds, the same each time: texts, places, filters and orders in turn. The
// numbers that the lists are stepped by have no common divisor with their lengths, so combinations do not repeat soon.
func mixed(n int) []string {
	texts := map[string][]string{
		"fi": {"kotihoito", "siivous", "fysioterapia", "hoivakoti", "lääkäri", "kuljetuspalvelu", "turvapuhelin", "hammashoito", "ateriapalvelu", "lyhytaikainen asuminen"},
		"sv": {"hemvård", "städning", "fysioterapi", "vårdhem", "läkare", "färdtjänst", "tandvård"},
		"en": {"home care", "cleaning", "physiotherapy", "nursing home", "doctor", "meals on wheels"},
	}
	places := []string{"00100", "Espoo", "Tampere", "Turku", "Oulu", "Kuopio", "Lahti", "Vaasa", "40520", "Rovaniemi", "Pori", "Joensuu", "Vantaa"}
	services := []string{"home_care", "cleaning", "physiotherapy", "round_the_clock_housing", "meals", "home_nursing", "personal_assistance"}
	filters := []string{"", "vacancy=true", "spoken=sv", "pays=price,own_share", "scheme=voucher", "producer_type=company", "pays_max=5000&per=hour",
		"spoken=en,ru", "pays=free", "producer_type=association,foundation", "organiser=15,17"}
	sorts := []string{"", "pays", "quality", "distance", "vacancy"}
	var all []string
	seen := map[string]bool{}
	for i := 0; len(all) < n; i++ {
		query, err := url.ParseQuery(filters[i%len(filters)])
		if err != nil {
			panic(err) // of the list above
		}
		lang := []string{"fi", "fi", "fi", "sv", "en"}[i*3%5]
		query.Set("lang", lang)
		if i%3 == 0 {
			query.Set("q", texts[lang][i/3%len(texts[lang])])
		}
		if i%2 == 0 {
			query.Set("place", places[i/2%len(places)])
		}
		if i%5 == 1 {
			query.Set("service", services[i/5%len(services)])
		}
		if sort := sorts[i/3%len(sorts)]; sort != "" {
			query.Set("sort", sort)
		}
		if i/len(filters)%7 == 3 {
			query.Set("page", fmt.Sprint(2+i%4))
		}
		if i > 1000 { // the lists are at an end
			query.Set("per_page", fmt.Sprint(10+i%40))
		}
		if encoded := query.Encode(); !seen[encoded] {
			seen[encoded] = true
			all = append(all, encoded)
		}
	}
	return all
}

// fixedQueries are the 200 searches of bench.json: those of requests.tsv, and mixed ones.
func fixedQueries() ([]string, error) {
	visitors, err := searches()
	if err != nil {
		return nil, err
	}
	var all []string
	for _, s := range visitors {
		all = append(all, strings.TrimPrefix(s.api(), apiPath))
	}
	for _, query := range mixed(200) {
		if len(all) < 200 && !slices.Contains(all, query) {
			all = append(all, query)
		}
	}
	return all, nil
}
