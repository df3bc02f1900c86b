package api

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/quality"
)

// The JSON of the API, as openapi.yaml describes it. What is not known is null and never left out.

type listJSON[T any] struct {
	Items []T `json:"items"`
}

type pageJSON struct {
	Items      []offeringJSON            `json:"items"`
	Total      int                       `json:"total"`
	Facets     map[string]map[string]int `json:"facets"`
	Engine     string                    `json:"engine"`
	Page       int                       `json:"page"`
	PerPage    int                       `json:"per_page"`
	Understood []string                  `json:"understood"`
	Mended     []mendedJSON              `json:"mended"`
	Place      *placeJSON                `json:"place"`
}

type mendedJSON struct {
	Typed string `json:"typed"`
	As    string `json:"as"`
}

type placeJSON struct {
	Label        string  `json:"label"`
	PostalCode   *string `json:"postal_code"`
	Municipality string  `json:"municipality"`
	Organiser    string  `json:"organiser"`
}

type offeringJSON struct {
	ID           uuid.UUID       `json:"id"`
	Service      namedJSON       `json:"service"`
	Producer     producerJSON    `json:"producer"`
	Unit         unitJSON        `json:"unit"`
	Point        pointJSON       `json:"point"`
	Organiser    codedJSON       `json:"organiser"`
	Scheme       schemeJSON      `json:"scheme"`
	Pays         paysJSON        `json:"pays"`
	Month        *monthJSON      `json:"month"`
	Price        *amountJSON     `json:"price"`
	VoucherValue *amountJSON     `json:"voucher_value"`
	Vacancy      vacancyJSON     `json:"vacancy"`
	DistanceM    *int            `json:"distance_m"`
	AtHome       bool            `json:"at_home"`
	Areas        []string        `json:"areas"`
	AreaParts    []string        `json:"area_parts"`
	Spoken       []string        `json:"spoken"`
	Description  string          `json:"description"`
	Quality      *qualityJSON    `json:"quality"`
	Inspection   *inspectionJSON `json:"inspection"`
	Verified     bool            `json:"verified"`
	Demo         bool            `json:"demo"`
}

type namedJSON struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

type producerJSON struct {
	ID         uuid.UUID `json:"id"`
	Name       string    `json:"name"`
	Type       string    `json:"type"`
	BusinessID *string   `json:"business_id"`
	Website    *string   `json:"website"`
}

type unitJSON struct {
	ID      uuid.UUID `json:"id"`
	Name    string    `json:"name"`
	Phone   *string   `json:"phone"`
	Website *string   `json:"website"`
}

type pointJSON struct {
	ID             uuid.UUID  `json:"id"`
	Name           string     `json:"name"`
	Street         *string    `json:"street"`
	PostalCode     *string    `json:"postal_code"`
	Municipality   codedJSON  `json:"municipality"`
	Lat            *float64   `json:"lat"`
	Lon            *float64   `json:"lon"`
	LocationSource string     `json:"location_source"`
	Hours          *hoursJSON `json:"hours"`
}

type codedJSON struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

type schemeJSON struct {
	ID     uuid.UUID `json:"id"`
	Key    string    `json:"key"`
	Regime string    `json:"regime"`
	Name   string    `json:"name"`
}

type paysJSON struct {
	Kind     string  `json:"kind"`
	Cents    *int64  `json:"cents"`
	CentsMax *int64  `json:"cents_max"`
	Per      *string `json:"per"`
	From     bool    `json:"from"`
}

type monthJSON struct {
	Cents    int64  `json:"cents"`
	CentsMax *int64 `json:"cents_max"`
	From     bool   `json:"from"`
	Minutes  *int   `json:"minutes"`
	Times    *int   `json:"times"`
}

type amountJSON struct {
	Cents int64  `json:"cents"`
	Per   string `json:"per"`
}

type vacancyJSON struct {
	State     string     `json:"state"`
	WaitDays  *int       `json:"wait_days"`
	UpdatedAt *time.Time `json:"updated_at"`
}

type qualityJSON struct {
	Grade      quality.Grade `json:"grade"`
	Mean       *json.Number  `json:"mean"` // one decimal
	Answers    int           `json:"answers"`
	Needed     int           `json:"needed"`
	Source     *string       `json:"source"`
	Indicators int           `json:"indicators"`
	From       *string       `json:"from"`
	To         *string       `json:"to"`
	AsOf       *string       `json:"as_of"`
	Demo       bool          `json:"demo"`
	Parts      string        `json:"parts"` // address
}

type inspectionJSON struct {
	On        string  `json:"on"`
	Inspector string  `json:"inspector"`
	Kind      string  `json:"kind"`
	Finding   string  `json:"finding"`
	Outcome   string  `json:"outcome"`
	Link      *string `json:"link"`
	Demo      bool    `json:"demo"`
}

type serviceDetailJSON struct {
	namedJSON
	Description string    `json:"description"`
	Group       namedJSON `json:"group"`
	Units       []string  `json:"units"`
	Basis       string    `json:"basis"`
	AtHome      bool      `json:"at_home"`
}

type organiserDetailJSON struct {
	codedJSON
	Slug       string  `json:"slug"`
	Phone      *string `json:"phone"`
	PhoneHours *string `json:"phone_hours"`
	URL        *string `json:"url"`
}

func pageOf(page catalogue.Page, c catalogue.Criteria) pageJSON {
	out := pageJSON{
		Items: make([]offeringJSON, len(page.Items)), Total: page.Total, Facets: page.Facets, Engine: page.Engine,
		Page: c.Page, PerPage: c.PerPage, Understood: orEmpty(page.Understood), Mended: make([]mendedJSON, len(page.Mended)),
	}
	for i, m := range page.Mended {
		out.Mended[i] = mendedJSON(m)
	}
	if out.Facets == nil {
		out.Facets = map[string]map[string]int{}
	}
	for i, item := range page.Items {
		out.Items[i] = offeringOf(item, c.Lang)
	}
	if page.Place != nil {
		at := placeOf(*page.Place, c.Lang)
		out.Place = &at
	}
	return out
}

func placeOf(p place.Place, lang string) placeJSON {
	return placeJSON{
		Label: p.Label(lang), PostalCode: orNil(p.PostalCode), Municipality: p.Municipality.Code, Organiser: p.Organiser,
	}
}

func offeringOf(it catalogue.Item, lang string) offeringJSON {
	out := offeringJSON{
		ID:        it.ID,
		Service:   namedJSON{it.Service.Key, it.Service.Name(lang)},
		Producer:  producerOf(it.Producer),
		Unit:      unitOf(it.Unit),
		Point:     pointOf(it.Point, lang),
		Organiser: organiserOf(it.Scheme.Organiser, lang),
		Scheme:    schemeJSON{it.Scheme.ID, it.Scheme.Key, it.Scheme.Regime, it.Scheme.Name.In(lang)},
		Pays:      paysOf(it),
		Month:     monthOf(it),
		Vacancy:   vacancyOf(it.Vacancy),
		DistanceM: it.DistanceM, AtHome: it.AtHome, Areas: orEmpty(towns(it.Areas)), AreaParts: orEmpty(smaller(it.Areas)), Spoken: orEmpty(it.Spoken),
		Description: it.Description.In(lang), Quality: qualityOf(it.Quality), Inspection: inspectionOf(it.Inspection, lang),
		Verified: it.Scheme.Verified, Demo: it.Demo,
	}
	if it.Price != nil {
		out.Price = &amountJSON{int64(it.Price.Cents), it.Price.Unit}
	}
	if it.Value != nil && it.Pays.Per != "" {
		out.VoucherValue = &amountJSON{int64(*it.Value), it.Pays.Per}
	}
	return out
}

func paysOf(it catalogue.Item) paysJSON {
	p := paysJSON{Kind: it.Pays.Kind, Per: orNil(it.Pays.Per), From: it.Pays.From}
	if it.Pays.Cents != nil {
		cents := int64(*it.Pays.Cents)
		p.Cents = &cents
	}
	if it.Pays.CentsMax != nil {
		cents := int64(*it.Pays.CentsMax)
		p.CentsMax = &cents
	}
	return p
}

// monthOf is what the client pays in a month, with the usage by which it was worked out.
func monthOf(it catalogue.Item) *monthJSON {
	e := it.Month
	if !e.Known {
		return nil
	}
	m := &monthJSON{Cents: int64(e.Cents), CentsMax: (*int64)(e.Max), From: e.From}
	if e.Converted {
		if it.Usage.Minutes > 0 {
			m.Minutes = &it.Usage.Minutes
		}
		m.Times = &it.Usage.Times
	}
	return m
}

func vacancyOf(v catalogue.Vacancy) vacancyJSON {
	out := vacancyJSON{State: v.State, WaitDays: v.WaitDays}
	if v.At != nil {
		at := v.At.UTC()
		out.UpdatedAt = &at
	}
	return out
}

func qualityOf(r *quality.Rating) *qualityJSON {
	if r == nil {
		return nil
	}
	out := &qualityJSON{Grade: r.Grade(), Answers: r.Answers, Needed: r.Needed, Demo: r.Demo,
		Parts: Prefix + "/quality/units/" + r.Unit.String() + "/" + r.Service}
	if r.Published() {
		mean := pointsOf(r.Mean)
		out.Mean, out.Source, out.Indicators = &mean, orNil(r.Source), r.Indicators
		out.From, out.To, out.AsOf = orNil(r.From.String()), orNil(r.To.String()), orNil(r.AsOf.String())
	}
	return out
}

// pointsOf writes hundredths of a point with one decimal.
func pointsOf(hundredths int) json.Number {
	tenths := (hundredths + 5) / 10
	return json.Number(fmt.Sprintf("%d.%d", tenths/10, tenths%10))
}

func inspectionOf(i *quality.Inspection, lang string) *inspectionJSON {
	if i == nil {
		return nil
	}
	return &inspectionJSON{On: i.On.String(), Inspector: i.Inspector, Kind: i.Kind, Finding: i.Finding, Outcome: i.Outcome.In(lang),
		Link: orNil(i.Link), Demo: i.Demo}
}

func municipalityOf(code, lang string) codedJSON {
	m, _ := place.MunicipalityByCode(code)
	return codedJSON{code, m.Name(lang)}
}

func organiserOf(code, lang string) codedJSON {
	county, _ := place.CountyByCode(code)
	return codedJSON{code, county.Name(lang)}
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// towns are the municipalities among the areas served, smaller the postal codes and neighbourhoods.
func towns(codes []string) []string {
	return slices.DeleteFunc(slices.Clone(codes), func(code string) bool { return len(code) != 3 })
}

func smaller(codes []string) []string {
	return slices.DeleteFunc(slices.Clone(codes), func(code string) bool { return len(code) == 3 })
}
