package linked

import (
	"time"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// Organization is who gives services, or arranges them.
type Organization struct {
	Type       string      `json:"@type"`
	ID         string      `json:"@id,omitempty"`
	Name       string      `json:"name"`
	URL        string      `json:"url,omitempty"`
	SameAs     string      `json:"sameAs,omitempty"`
	Telephone  string      `json:"telephone,omitempty"`
	Identifier *Identifier `json:"identifier,omitempty"`
	// Departments are its units.
	Departments []Business `json:"department,omitempty"`
}

// Identifier is a number in somebody's register.
type Identifier struct {
	Type     string `json:"@type"`
	Register string `json:"propertyID"`
	Value    string `json:"value"`
}

// Business is a unit or a point: a place where somebody gives services.
type Business struct {
	Type      string         `json:"@type"`
	ID        string         `json:"@id,omitempty"`
	Name      string         `json:"name"`
	URL       string         `json:"url,omitempty"`
	SameAs    string         `json:"sameAs,omitempty"`
	Telephone string         `json:"telephone,omitempty"`
	Email     string         `json:"email,omitempty"`
	Address   *Address       `json:"address,omitempty"`
	Geo       *Geo           `json:"geo,omitempty"`
	Hours     []OpeningHours `json:"openingHoursSpecification,omitempty"`
	Features  []Feature      `json:"amenityFeature,omitempty"`
	Parent    any            `json:"parentOrganization,omitempty"`
	Places    []Business     `json:"department,omitempty"`
}

// Address is where a letter comes to.
type Address struct {
	Type     string `json:"@type"`
	Street   string `json:"streetAddress,omitempty"`
	Postal   string `json:"postalCode,omitempty"`
	Locality string `json:"addressLocality"`
	Country  string `json:"addressCountry"`
}

// Geo is a place in degrees.
type Geo struct {
	Type      string  `json:"@type"`
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// OpeningHours is when a place is open: days by schema.org's English names, times as "08:00". A day that it is closed has
// both times "00:00".
type OpeningHours struct {
	Type   string   `json:"@type"`
	Days   []string `json:"dayOfWeek,omitempty"`
	Opens  string   `json:"opens"`
	Closes string   `json:"closes"`
	From   string   `json:"validFrom,omitempty"`
	To     string   `json:"validThrough,omitempty"`
}

// Feature is something that a place has, or has been told not to have. What nobody has told is left out.
type Feature struct {
	Type  string `json:"@type"`
	Name  string `json:"name"`
	Value bool   `json:"value"`
}

// features are what is told of a place's accessibility.
func features(l locale.Lang, told *producer.PointFacts) []Feature {
	if told == nil {
		return nil
	}
	var out []Feature
	for _, yes := range []bool{true, false} {
		for _, f := range told.Answered(yes) {
			out = append(out, Feature{Type: "LocationFeatureSpecification", Name: f.Name(string(l)), Value: yes})
		}
	}
	return out
}

// Open is a line of opening hours.
func Open(opens, closes string, days ...string) OpeningHours {
	return OpeningHours{Type: "OpeningHoursSpecification", Days: days, Opens: opens, Closes: closes}
}

// Producer is a producer as an organisation.
func Producer(base string, l locale.Lang, p catalogue.Producer) Organization {
	address := base + paths.Producer(l, p.ID.String())
	o := Organization{Type: "Organization", ID: address + "#producer", Name: p.Name, URL: address, SameAs: p.Website}
	if p.BusinessID != "" {
		o.Identifier = &Identifier{Type: "PropertyValue", Register: "FI business ID", Value: p.BusinessID}
	}
	return o
}

// Unit is a service unit with its points.
func Unit(u catalogue.Unit, points ...Business) Business {
	return Business{Type: "LocalBusiness", Name: u.Name, SameAs: u.Website, Telephone: u.Phone, Email: u.Email, Places: points}
}

// Point is a service point of a unit, with the hours in which it is open when they are known.
func Point(l locale.Lang, pt catalogue.Point, u catalogue.Unit, hours ...OpeningHours) Business {
	if len(hours) == 0 {
		hours = Hours(pt.Hours, calendar.Today(time.Now()))
	}
	b := Business{
		Type: "LocalBusiness", Name: pt.Name, Telephone: u.Phone, Email: u.Email,
		Address: addressOf(l, pt), Hours: hours, Parent: Organization{Type: "Organization", Name: u.Name},
	}
	if b.Name == "" {
		b.Name = u.Name
	}
	b.Features = features(l, pt.Accessibility)
	if pt.Lat != nil && pt.Lon != nil {
		b.Geo = &Geo{Type: "GeoCoordinates", Latitude: *pt.Lat, Longitude: *pt.Lon}
	}
	return b
}

func addressOf(l locale.Lang, pt catalogue.Point) *Address {
	a := &Address{Type: "PostalAddress", Street: pt.Street, Postal: pt.PostalCode, Country: "FI"}
	if postal, ok := place.PostalByCode(pt.PostalCode); ok {
		a.Locality = postal.Name(string(l))
	} else if m, ok := place.MunicipalityByCode(pt.Municipality); ok {
		a.Locality = m.Name(string(l))
	} else {
		return nil
	}
	return a
}
