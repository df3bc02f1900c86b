package catalogue

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/search"
)

// fold shows the same service of the same point once, by its cheapest terms. Where other terms cost something else, the
// amount is said to be "from".
func fold(found []hit) []hit {
	type line struct {
		point   uuid.UUID
		service string
	}
	groups := map[line][]hit{}
	for _, h := range found {
		key := line{h.Point.ID, h.Service.Key}
		groups[key] = append(groups[key], h)
	}
	out := make([]hit, 0, len(groups))
	for _, group := range groups {
		slices.SortFunc(group, cheaper)
		best := group[0]
		if slices.ContainsFunc(group[1:], func(other hit) bool { return !samePays(best.Pays, other.Pays) }) {
			best.Pays = from(best.Pays)
		}
		out = append(out, best)
	}
	return out
}

// cheaper puts exact amounts first, in the engines' order (search.Cheaper), then ranges by their least, then what is not
// known; equals by id, so that the answer is the same each time.
func cheaper(a, b hit) int {
	if x, y := exactly(a.Pays), exactly(b.Pays); x != nil || y != nil {
		return search.Cheaper(
			&search.Document{ID: a.ID, PaysKind: a.Pays.Kind, PaysCents: x},
			&search.Document{ID: b.ID, PaysKind: b.Pays.Kind, PaysCents: y},
		)
	}
	if byRank := costRank(a.Pays) - costRank(b.Pays); byRank != 0 {
		return byRank
	}
	if a.Pays.Cents != nil && b.Pays.Cents != nil && *a.Pays.Cents != *b.Pays.Cents {
		return cmp.Compare(*a.Pays.Cents, *b.Pays.Cents)
	}
	return bytes.Compare(a.ID[:], b.ID[:])
}

// costRank orders what has no exact amount.
func costRank(p offering.Pays) int {
	switch {
	case p.Cents != nil:
		return 0
	case p.Kind != offering.Unknown:
		return 1
	}
	return 2
}

// from says that the amount is the least of several. Free and unknown have no less and no more.
func from(p offering.Pays) offering.Pays {
	if p.Cents == nil || p.Kind == offering.Free {
		return p
	}
	p.From, p.CentsMax = true, nil
	return p
}

func samePays(a, b offering.Pays) bool {
	return a.Kind == b.Kind && a.Per == b.Per && a.From == b.From && sameCents(a.Cents, b.Cents) && sameCents(a.CentsMax, b.CentsMax)
}

func sameCents(a, b *money.Cents) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
