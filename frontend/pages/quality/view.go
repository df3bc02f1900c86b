// Package quality draws how quality is told: what is measured and weighed, and how the figure of one unit's service comes
// about, step by step.
package quality

import (
	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/pages/public"
)

// Figure is the page of one unit's service.
type Figure struct {
	Crumbs      []components.Crumb
	Title       string // the unit
	Lead        string // "Kotihoito · Kotihoiva Aamurusko Oy"
	Rating      public.Quality
	Demo        bool
	Moved       string // "Yksikkö siirtyi 1.5.2026. Seuraaja on"; empty when it has not
	Successor   components.Crumb
	Chart       components.BarsArgs // no rows: nothing to draw
	Steps       [][]components.Cell
	Sum         string // "(4,56 × 40 + 4,00 × 15) ÷ 55 = 4,41"
	Rule        string // why there is no figure, or what the rule is
	LeftOut     string // "Painoista jäi pois 35 / 100"
	Sets        [][]components.Cell
	History     [][]components.Cell
	Inspections []public.Inspection
	Unit        string // address of the unit's own page
	About       string // address of the page that explains
}

// About is the page that explains indicators, weights and the rule.
type About struct {
	Crumbs     []components.Crumb
	Rule       string
	Grades     []string
	Indicators [][]components.Cell
	WeightHead []components.Cell
	Weights    [][]components.Cell
	Sets       [][2]string // name, grounds with the day
	API        []components.Crumb
}
