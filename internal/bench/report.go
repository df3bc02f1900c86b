package bench

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Report is what was measured, and what was not. Its JSON is {"rows":[{"name","value","target","holds"}],"skipped":[…]}.
type Report struct {
	Rows    []Row    `json:"rows"`
	Skipped []string `json:"skipped,omitempty"` // what was not measured, and why

	documents int
}

// Row is one figure. A target is the most that it may be, or the least; without one it holds always.
type Row struct {
	Name   string   `json:"name"` // with its unit
	Value  float64  `json:"value"`
	Target *float64 `json:"target"`
	Least  bool     `json:"least,omitempty"` // the target is the least
	Holds  bool     `json:"holds"`
}

// Holds tells whether every target is met.
func (r Report) Holds() bool {
	return !slices.ContainsFunc(r.Rows, func(row Row) bool { return !row.Holds })
}

// String is the report for people, one line for each figure, and loudly what is missing.
func (r Report) String() string {
	var b strings.Builder
	for _, row := range r.Rows {
		fmt.Fprintf(&b, "%-72s %9.2f", row.Name, row.Value)
		if row.Target != nil {
			verdict, bound := "holds", "at most"
			if !row.Holds {
				verdict = "DOES NOT HOLD"
			}
			if row.Least {
				bound = "at least"
			}
			fmt.Fprintf(&b, "   %s %g: %s", bound, *row.Target, verdict)
		}
		b.WriteByte('\n')
	}
	for _, what := range r.Skipped {
		fmt.Fprintf(&b, "NOT MEASURED: %s\n", what)
	}
	return b.String()
}

// add notes a figure, with its target when targets has one of that name.
func (r *Report) add(name string, value float64) {
	row := Row{Name: name, Value: math.Round(value*1000) / 1000, Holds: true}
	of := name
	if strings.HasPrefix(name, soakGrowth) {
		of = soakGrowth
	}
	if t, there := targets[of]; there {
		if name == changeSeen && r.documents <= smallCatalogue {
			t.bound = changeSeenSmall
		}
		row.Target, row.Least = &t.bound, t.least
		row.Holds = value <= t.bound
		if t.least {
			row.Holds = value >= t.bound
		}
	}
	r.Rows = append(r.Rows, row)
}

func (r *Report) skip(what string, because any) {
	r.Skipped = append(r.Skipped, fmt.Sprintf("%s: %v", what, because))
}

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
