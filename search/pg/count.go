package pg

import "github.com/tuottajatori/tuottajatori/search"

// counter counts lines by the values of the facets.
type counter struct {
	counts [facetCount][]int32
	stamps [facetCount][]int32 // the line that was last counted for a value, and one more
}

func newCounter(c *columns) *counter {
	n := &counter{}
	for facet := range n.counts {
		n.counts[facet] = make([]int32, len(c.values[facet].values))
		n.stamps[facet] = make([]int32, len(c.values[facet].values))
	}
	return n
}

// facet counts lines that have one row only by the values of a facet. Few rows are looked at one by one; of many it is
// quicker to ask each value's set how many it shares.
func (n *counter) facet(c *columns, facet int, rows set, many int) {
	counts := n.counts[facet]
	if many > len(rows)*len(counts)/8 {
		for value, with := range c.with[facet] {
			counts[value] += int32(rows.common(with))
		}
		return
	}
	for no := range rows.all() {
		r := &c.rows[no]
		if facet != facetSpoken {
			counts[r.facets[facet]]++
			continue
		}
		for _, language := range c.spoken.members[r.spoken] {
			counts[language]++
		}
	}
}

// also counts one of several rows of a line, each value once for the line: in every facet when the row passes, in the
// one whose choice it fails otherwise, since it would be shown if something else were chosen there.
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
