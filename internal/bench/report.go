package bench

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Report is what was measured. Its JSON is {"rows":[{"name","value","target","holds"}]}.
type Report struct {
	Rows []Row `json:"rows"`
}

// Row is one figure. A target is the most that it may be; without one it holds always.
type Row struct {
	Name   string   `json:"name"` // with its unit
	Value  float64  `json:"value"`
	Target *float64 `json:"target"`
	Holds  bool     `json:"holds"`
}

// Holds tells whether every target is met.
func (r Report) Holds() bool {
	return !slices.ContainsFunc(r.Rows, func(row Row) bool { return !row.Holds })
}

// String is the report for people, one line for each figure.
func (r Report) String() string {
	var b strings.Builder
	for _, row := range r.Rows {
		fmt.Fprintf(&b, "%-50s %9.2f", row.Name, row.Value)
		if row.Target != nil {
			verdict := "holds"
			if !row.Holds {
				verdict = "DOES NOT HOLD"
			}
			fmt.Fprintf(&b, "   at most %g: %s", *row.Target, verdict)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func (r *Report) add(name string, value float64, target *float64) {
	value = math.Round(value*1000) / 1000
	r.Rows = append(r.Rows, Row{Name: name, Value: value, Target: target, Holds: target == nil || value <= *target})
}

func most(x float64) *float64 { return &x }

// percentile is the smallest duration that at least p percent are not above; 0 of none.
func percentile(all []time.Duration, p int) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[max((len(sorted)*p+99)/100-1, 0)]
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// kilobytes are of 1 000 bytes, as networks count.
func kilobytes(bytes int) float64 { return float64(bytes) / 1000 }
