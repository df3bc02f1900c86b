package pg

import "github.com/tuottajatori/tuottajatori/search"

// counter counts lines by the values of the facets.
type counter struct {
	counts [facetCount][]int32
	stamps [facetCount][]int32 // the line that was last counted for a value, and one more
	sets   []int32             // by set of languages, of lines that have one row only
}

func newCounter(c *columns) *counter {
	n := &counter{sets: make([]int32, len(c.spoken.members))}
	for facet := range n.counts {
		n.counts[facet] = make([]int32, len(c.values[facet].values))
		n.stamps[facet] = make([]int32, len(c.values[facet].values))
	}
	return n
}

// one counts a line of a single row: in every facet when the row passes, in the one whose choice it fails otherwise,
// since it would be shown if something else were chosen there.
func (n *counter) one(r *row, failing int) {
	if failing == passes {
		for facet := range n.counts {
			if facet != facetSpoken {
				n.counts[facet][r.facets[facet]]++
			}
		}
		n.sets[r.spoken]++
		return
	}
	if failing == facetSpoken {
		n.sets[r.spoken]++
		return
	}
	n.counts[failing][r.facets[failing]]++
}

// also counts one of several rows of a line, each value once for the line.
func (n *counter) also(c *columns, r *row, failing int) {
	for facet := range n.counts {
		if failing != passes && failing != facet {
			continue
		}
		if facet == facetSpoken {
			for _, value := range c.spoken.members[r.spoken] {
				n.stamp(facet, value, r.line)
			}
			continue
		}
		n.stamp(facet, r.facets[facet], r.line)
	}
}

func (n *counter) stamp(facet int, value uint16, line int32) {
	if n.stamps[facet][value] != line+1 {
		n.stamps[facet][value] = line + 1
		n.counts[facet][value]++
	}
}

// facets names what was counted.
func (n *counter) facets(c *columns) map[string]map[string]int {
	for set, count := range n.sets {
		if count > 0 {
			for _, value := range c.spoken.members[set] {
				n.counts[facetSpoken][value] += count
			}
		}
	}
	out := make(map[string]map[string]int, facetCount)
	for facet, name := range search.Facets() {
		values := make(map[string]int)
		for value, count := range n.counts[facet] {
			if count > 0 {
				values[c.values[facet].values[value]] = int(count)
			}
		}
		out[name] = values
	}
	return out
}
