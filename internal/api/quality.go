package api

import (
	"encoding/json"
	"fmt"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/quality"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

type indicatorJSON struct {
	Key          string      `json:"key"`
	Name         string      `json:"name"`
	Measures     string      `json:"measures"`
	Origin       string      `json:"origin"`
	MoreIsBetter bool        `json:"more_is_better"`
	Unit         string      `json:"unit"`
	Counts       string      `json:"counts"`
	Worst        json.Number `json:"worst"`
	Best         json.Number `json:"best"`
}

type weightsJSON struct {
	ID        int            `json:"id"`
	Main      bool           `json:"main"`
	ValidFrom string         `json:"valid_from"`
	Name      string         `json:"name"`
	Grounds   string         `json:"grounds"`
	Weights   map[string]int `json:"weights"`
}

type measuredJSON struct {
	Indicator string       `json:"indicator"`
	Unit      namedIDJSON  `json:"unit"`
	Value     *json.Number `json:"value"`
	Count     int          `json:"count"`
	From      string       `json:"from"`
	To        string       `json:"to"`
	AsOf      string       `json:"as_of"`
	Source    string       `json:"source"`
	Demo      bool         `json:"demo"`
	Corrected *string      `json:"corrected_on"`
}

type namedIDJSON struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
}

type stepJSON struct {
	Indicator string       `json:"indicator"`
	Counts    bool         `json:"counts"`
	Why       *string      `json:"why"`
	Points    *json.Number `json:"points"`
	Weight    int          `json:"weight"`
}

type composedJSON struct {
	Weights     int          `json:"weights"`
	Mean        *json.Number `json:"mean"`
	Grade       string       `json:"grade"`
	Answers     int          `json:"answers"`
	WeightUsed  int          `json:"weight_used"`
	WeightTotal int          `json:"weight_total"`
	Steps       []stepJSON   `json:"steps"`
}

type toldJSON struct {
	Unit      namedIDJSON    `json:"unit"`
	Service   string         `json:"service"`
	Needed    int            `json:"needed"`
	Successor *namedIDJSON   `json:"successor"`
	Composed  []composedJSON `json:"composed"`
	Values    []measuredJSON `json:"values"`
	Demo      bool           `json:"demo"`
}

func decimal(n int) json.Number { return json.Number(fmt.Sprintf("%d.%02d", n/100, n%100)) }

// only reads the language, the one parameter that these answers take.
func onlyLang(c *gin.Context) (string, error) {
	criteria, err := catalogue.ParseQuery(c.Request.URL.RawQuery, "lang")
	return criteria.Lang, err
}

func (h *handlers) indicators(c *gin.Context) error {
	lang, err := onlyLang(c)
	if err != nil {
		return err
	}
	items := []indicatorJSON{}
	for _, i := range quality.Indicators() {
		items = append(items, indicatorJSON{i.Key, i.Name.In(lang), i.Measures.In(lang), i.Origin.In(lang), i.More, i.Unit, i.Counts, decimal(i.Worst), decimal(i.Best)})
	}
	return answer(c, map[string]any{"items": items})
}

func (h *handlers) weights(c *gin.Context) error {
	lang, err := onlyLang(c)
	if err != nil {
		return err
	}
	sets, err := h.quality.Weights(c.Request.Context())
	if err != nil {
		return err
	}
	items := []weightsJSON{}
	for _, s := range sets {
		items = append(items, weightsJSON{s.ID, s.Main, s.ValidFrom.String(), s.Name.In(lang), s.Grounds.In(lang), s.Of})
	}
	return answer(c, map[string]any{"items": items})
}

func (h *handlers) told(c *gin.Context) error {
	if _, err := onlyLang(c); err != nil {
		return err
	}
	unit, err := uuid.Parse(c.Param("unit"))
	if err != nil {
		return quality.ErrNotFound
	}
	svc, known := service.ByKey(c.Param("service"))
	if !known {
		return quality.ErrNotFound
	}
	t, err := h.quality.Told(c.Request.Context(), unit, svc.Key)
	if err != nil {
		return err
	}
	out := toldJSON{Unit: namedIDJSON{t.Unit, t.UnitName}, Service: t.Service, Needed: t.Needed, Demo: t.Demo, Composed: []composedJSON{}, Values: []measuredJSON{}}
	if t.Successor != nil {
		out.Successor = &namedIDJSON{t.Successor.ID, t.Successor.Name}
	}
	for _, set := range t.Sets {
		out.Composed = append(out.Composed, composedOf(set))
	}
	for _, v := range t.History {
		if v.TakenBack {
			continue
		}
		m := measuredJSON{Indicator: v.Indicator, Unit: namedIDJSON{v.Unit, v.UnitName}, Count: v.N, From: v.From.String(), To: v.To.String(),
			AsOf: v.AsOf.String(), Source: v.Source, Demo: v.Demo}
		if t.Enough(v.Part) {
			value := decimal(v.Value)
			m.Value = &value
		}
		if !v.Corrected.IsZero() {
			day := v.Corrected.String()
			m.Corrected = &day
		}
		out.Values = append(out.Values, m)
	}
	return answer(c, out)
}

func composedOf(set quality.Composed) composedJSON {
	out := composedJSON{Weights: set.Weights.ID, Grade: string(quality.NotRated), Answers: set.Answers, WeightUsed: set.Weight, WeightTotal: set.Of, Steps: []stepJSON{}}
	if set.Known {
		mean := decimal(set.Mean)
		out.Mean, out.Grade = &mean, string(quality.Word(set.Mean))
	}
	for _, s := range set.Steps {
		step := stepJSON{Indicator: s.Indicator.Key, Counts: s.Why == quality.Counted, Why: orNil(s.Why), Weight: s.Weight}
		if step.Counts {
			points := decimal(s.Points)
			step.Points = &points
		}
		out.Steps = append(out.Steps, step)
	}
	return out
}
