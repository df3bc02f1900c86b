package catalogue

import (
	"strconv"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/quality"
)

// rating composes what was read of a unit's service.
func (r *itemRow) rating() *quality.Rating {
	if len(r.Parts) == 0 {
		return nil
	}
	return quality.Rate(r.UnitID, r.Service, readParts(r.Parts), readWeights(r.Weights), r.Needed)
}

// Grade is the word for the item's rating.
func (it *Item) Grade() string {
	if it.Quality == nil {
		return string(quality.NotRated)
	}
	return string(it.Quality.Grade())
}

// readParts reads the newest values of the indicators: "feedback 456 128 2026-01-01 2026-06-30 2026-07-02 -".
func readParts(texts []string) []quality.Part {
	parts := make([]quality.Part, 0, len(texts))
	for _, text := range texts {
		f := strings.Fields(text)
		if len(f) != 7 {
			continue
		}
		p := quality.Part{Indicator: f[0], Demo: f[6] == "demo"}
		p.Value, _ = strconv.Atoi(f[1])
		p.N, _ = strconv.Atoi(f[2])
		for i, day := range []*calendar.Date{&p.From, &p.To, &p.AsOf} {
			*day, _ = calendar.Parse(f[3+i])
		}
		parts = append(parts, p)
	}
	return parts
}

// readWeights reads the set in force: "feedback 40 thl 20".
func readWeights(text string) quality.Weights {
	f := strings.Fields(text)
	w := quality.Weights{Main: true, Of: make(map[string]int, len(f)/2)}
	for i := 0; i+1 < len(f); i += 2 {
		w.Of[f[i]], _ = strconv.Atoi(f[i+1])
	}
	return w
}

func (r *itemRow) inspection() *quality.Inspection {
	if r.InspectedOn.IsZero() {
		return nil
	}
	return &quality.Inspection{
		Unit: r.UnitID, On: r.InspectedOn, Inspector: r.Inspector.String, Kind: r.InspectionKind.String, Finding: r.Finding.String,
		Outcome: quality.Text{Fi: r.OutcomeFi.String, Sv: r.OutcomeSv.String, En: r.OutcomeEn.String}, Link: r.InspectionLink.String,
		Demo: r.InspectionDemo.Bool,
	}
}
