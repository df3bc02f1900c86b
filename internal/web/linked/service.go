package linked

import (
	"encoding/json"
	"strconv"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// Service is what somebody offers.
type Service struct {
	Type        string   `json:"@type"`
	ID          string   `json:"@id"`
	Name        string   `json:"name"`
	Kind        string   `json:"serviceType"`
	URL         string   `json:"url"`
	Description string   `json:"description,omitempty"`
	Provider    any      `json:"provider"`
	Broker      any      `json:"broker,omitempty"` // the wellbeing services county that arranges it
	Areas       []Area   `json:"areaServed,omitempty"`
	Channel     *Channel `json:"availableChannel,omitempty"`
	Offer       *Offer   `json:"offers,omitempty"`
	Rating      *Rating  `json:"aggregateRating,omitempty"`
}

// Area is a municipality in which a service is given.
type Area struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

// Channel is where one goes for a service, and in which languages it is given.
type Channel struct {
	Type      string    `json:"@type"`
	Place     *Business `json:"serviceLocation,omitempty"`
	Languages []string  `json:"availableLanguage,omitempty"`
}

// Offer is on which terms a client gets a service.
type Offer struct {
	Type         string `json:"@type"`
	URL          string `json:"url"`
	Availability string `json:"availability,omitempty"`
	Price        *Price `json:"priceSpecification,omitempty"`
}

// Price is what the client pays. Amounts are numbers in euros, as they are written.
type Price struct {
	Type        string      `json:"@type"`
	Name        string      `json:"name"` // the form of paying: own share, client fee, price, free
	Description string      `json:"description,omitempty"`
	Price       json.Number `json:"price,omitempty"`
	Min         json.Number `json:"minPrice,omitempty"`
	Max         json.Number `json:"maxPrice,omitempty"`
	Currency    string      `json:"priceCurrency"`
	Unit        string      `json:"unitText,omitempty"`
	UnitCode    string      `json:"unitCode,omitempty"` // UN/CEFACT Recommendation 20
}

// Rating is what clients think.
type Rating struct {
	Type  string      `json:"@type"`
	Value json.Number `json:"ratingValue"`
	Best  int         `json:"bestRating"`
	Worst int         `json:"worstRating"`
	Count int         `json:"ratingCount"`
}

// Offering is an offering as a service with its terms. What is made up has no rating: a rating is somebody's word.
func Offering(base string, w wording.Words, it catalogue.Item, organiser catalogue.Organiser) Service {
	l := w.Lang()
	address := base + paths.Offering(l, it.ID.String())
	s := Service{
		Type: "Service", ID: address + "#service", URL: address, Kind: it.Service.Name(string(l)),
		Name: it.Service.Name(string(l)) + ", " + wording.Title(it), Description: w.Written(it.Description).Text,
		Provider: Producer(base, l, it.Producer), Offer: offer(address, w, it), Rating: ratingOf(it),
		Channel: &Channel{Type: "ServiceChannel", Languages: it.Spoken},
	}
	if s.Description == "" {
		s.Description = it.Service.Description(string(l))
	}
	if name := organiser.Name.In(string(l)); name != "" && organiser.Slug != "" {
		s.Broker = Organization{Type: "Organization", Name: name, URL: base + paths.Area(l, organiser.Slug), Telephone: organiser.Phone}
	}
	if it.AtHome {
		for _, code := range it.Areas {
			part, ok := place.PartByCode(code)
			switch {
			case !ok:
			case part.Kind == place.KindMunicipality:
				s.Areas = append(s.Areas, Area{Type: "City", Name: part.Municipality.Name(string(l))})
			default:
				s.Areas = append(s.Areas, Area{Type: "Place", Name: part.Label(string(l))})
			}
		}
	} else {
		point := Point(l, it.Point, it.Unit)
		s.Channel.Place = &point
	}
	return s
}

// offer is what the client pays. Where that is not known there is still an offer, without a price.
func offer(address string, w wording.Words, it catalogue.Item) *Offer {
	o := &Offer{Type: "Offer", URL: address, Price: priceOf(w, it)}
	switch it.Vacancy.State {
	case offering.VacancyFree:
		o.Availability = Context + "/InStock"
	case offering.VacancyQueue:
		o.Availability = Context + "/BackOrder"
	case offering.VacancyFull:
		o.Availability = Context + "/SoldOut"
	}
	if o.Price == nil && o.Availability == "" {
		return nil
	}
	return o
}

func priceOf(w wording.Words, it catalogue.Item) *Price {
	p := it.Pays
	price := &Price{Type: "UnitPriceSpecification", Name: w.T("public.pays.title_" + p.Kind), Currency: "EUR", Unit: p.Per, UnitCode: unitCodes[p.Per]}
	shown := w.Pays(it)
	price.Description = shown.Note
	switch {
	case p.Kind == offering.Free:
		price.Price = "0"
	case p.Cents == nil:
		return nil
	case p.CentsMax != nil:
		price.Min, price.Max = euros(*p.Cents), euros(*p.CentsMax)
	case p.From:
		price.Min = euros(*p.Cents)
	default:
		price.Price = euros(*p.Cents)
	}
	return price
}

// unitCodes are the codes of those units that have one.
var unitCodes = map[string]string{"hour": "HUR", "day": "DAY", "month": "MON"}

// euros writes cents as a decimal number: 1210 is 12.10.
func euros(c money.Cents) json.Number {
	s := strconv.FormatInt(int64(c)%100, 10)
	if len(s) == 1 {
		s = "0" + s
	}
	return json.Number(strconv.FormatInt(int64(c)/100, 10) + "." + s)
}

// ratingOf is what clients have answered. A figure that several indicators make is nobody's rating, and is left to the page.
func ratingOf(it catalogue.Item) *Rating {
	r := it.Quality
	if r == nil || it.Demo || r.Demo || !r.Published() || r.Indicators != 1 || r.Answers == 0 {
		return nil
	}
	tenths := r.Tenths()
	return &Rating{
		Type: "AggregateRating", Value: json.Number(strconv.Itoa(tenths/10) + "." + strconv.Itoa(tenths%10)), Best: 5, Worst: 1, Count: r.Answers,
	}
}
