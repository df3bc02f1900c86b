package api

import (
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

type comparisonJSON struct {
	Items   []offeringDetailJSON `json:"items"`
	Missing []uuid.UUID          `json:"missing"`
	Place   *placeJSON           `json:"place"`
}

type bundleJSON struct {
	Place    placeJSON         `json:"place"`
	Cheapest combinationJSON   `json:"cheapest"`
	FromOne  []combinationJSON `json:"from_one"`
	Nearly   *combinationJSON  `json:"nearly"`
}

type combinationJSON struct {
	Parts []partJSON `json:"parts"`
	Month sumJSON    `json:"month"`
}

type partJSON struct {
	Service  namedJSON     `json:"service"`
	Offering *offeringJSON `json:"offering"`
}

type sumJSON struct {
	Cents    *int64 `json:"cents"`
	CentsMax *int64 `json:"cents_max"`
	From     bool   `json:"from"`
	Told     int    `json:"told"`
	Untold   int    `json:"untold"`
	Missing  int    `json:"missing"`
}

// comparison gives offerings in the order that they are asked in, and tells which of them are not there.
func (h *handlers) comparison(c *gin.Context) error {
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return fault.New(fault.CodeMalformed, "fault.catalogue.bad_query").Because(err)
	}
	ids, err := catalogue.ParseIDs(values)
	if err != nil {
		return err
	}
	values.Del("id")
	criteria, err := catalogue.ParseCriteria(values, "lang", "place", "minutes", "times")
	if err != nil {
		return err
	}
	items, err := h.catalogue.Items(c.Request.Context(), ids, criteria.Place)
	if err != nil {
		return err
	}
	out := comparisonJSON{Items: []offeringDetailJSON{}, Missing: []uuid.UUID{}}
	for _, it := range items {
		it.By(criteria.Usage)
		out.Items = append(out.Items, detailOf(it, criteria.Lang))
	}
	for _, id := range ids {
		if !slices.ContainsFunc(items, func(it catalogue.Item) bool { return it.ID == id }) {
			out.Missing = append(out.Missing, id)
		}
	}
	if criteria.Place != nil {
		at := placeOf(*criteria.Place, criteria.Lang)
		out.Place = &at
	}
	return answer(c, out)
}

// bundle prices several services together at a place.
func (h *handlers) bundle(c *gin.Context) error {
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return fault.New(fault.CodeMalformed, "fault.catalogue.bad_query").Because(err)
	}
	q, err := catalogue.ParseWholeBundle(values)
	if err != nil {
		return err
	}
	found, err := h.catalogue.Bundle(c.Request.Context(), q)
	if err != nil {
		return err
	}
	out := bundleJSON{Place: placeOf(*q.Place, q.Lang), Cheapest: combinationOf(found.Cheapest, q.Lang), FromOne: []combinationJSON{}}
	for _, one := range found.FromOne {
		out.FromOne = append(out.FromOne, combinationOf(one, q.Lang))
	}
	if found.Nearly != nil {
		nearly := combinationOf(*found.Nearly, q.Lang)
		out.Nearly = &nearly
	}
	return answer(c, out)
}

func combinationOf(c catalogue.Combination, lang string) combinationJSON {
	s := c.Sum
	out := combinationJSON{Month: sumJSON{From: s.From, CentsMax: (*int64)(s.Max), Told: s.Told, Untold: s.Untold, Missing: len(c.Parts) - s.Told - s.Untold}}
	if s.Told > 0 {
		cents := int64(s.Cents)
		out.Month.Cents = &cents
	}
	for _, p := range c.Parts {
		part := partJSON{Service: namedJSON{p.Wanted.Service.Key, p.Wanted.Service.Name(lang)}}
		if p.Item != nil {
			it := *p.Item
			it.Usage, it.Month = p.Usage, p.Month
			of := offeringOf(it, lang)
			part.Offering = &of
		}
		out.Parts = append(out.Parts, part)
	}
	return out
}
