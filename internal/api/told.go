package api

import (
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// offeringDetailJSON is an offering with what answers about many offerings leave out.
type offeringDetailJSON struct {
	offeringJSON
	Accessibility *accessibilityJSON `json:"accessibility"`
	Included      *includedJSON      `json:"included"`
}

type accessibilityJSON struct {
	Yes    []namedJSON `json:"yes"`
	No     []namedJSON `json:"no"`
	Untold []namedJSON `json:"untold"`
	Note   string      `json:"note"`
	ToldOn string      `json:"told_on"`
}

type includedJSON struct {
	Included []namedJSON `json:"included"`
	Extra    []namedJSON `json:"extra"`
	Excluded []namedJSON `json:"excluded"`
	Untold   []namedJSON `json:"untold"`
	Note     string      `json:"note"`
	ToldOn   string      `json:"told_on"`
}

func detailOf(it catalogue.Item, lang string) offeringDetailJSON {
	return offeringDetailJSON{offeringJSON: offeringOf(it, lang), Accessibility: accessibilityOf(it.Point, lang), Included: includedOf(it, lang)}
}

// accessibilityOf is nil when nothing is told of the point.
func accessibilityOf(p catalogue.Point, lang string) *accessibilityJSON {
	told := p.Accessibility
	if told == nil {
		return nil
	}
	named := func(facts []producer.Fact) []namedJSON {
		out := make([]namedJSON, len(facts))
		for i, f := range facts {
			out[i] = namedJSON{f.Key, f.Name(lang)}
		}
		return out
	}
	return &accessibilityJSON{Yes: named(told.Answered(true)), No: named(told.Answered(false)), Untold: named(told.Untold()),
		Note: catalogue.Texts(told.Note).In(lang), ToldOn: told.On.String()}
}

// includedOf is nil when nothing is told of the price.
func includedOf(it catalogue.Item, lang string) *includedJSON {
	told := it.Included
	if told == nil {
		return nil
	}
	named := func(state string) []namedJSON {
		out := []namedJSON{}
		for _, t := range told.Of(it.Service.Key, state) {
			out = append(out, namedJSON{t.Key, t.Name(lang)})
		}
		return out
	}
	return &includedJSON{Included: named(offering.InPrice), Extra: named(offering.CostsExtra), Excluded: named(offering.NotOffered), Untold: named(""),
		Note: catalogue.Texts(told.Note).In(lang), ToldOn: told.On.String()}
}
