package catalogue

import (
	"slices"
	"testing"

	"github.com/google/uuid"
)

// Parts of any size hold everything once, in order.
func TestListedInParts(t *testing.T) {
	w := newWorld(t)
	c := w.catalogue(nil)
	var want []string
	for range 7 {
		want = append(want, w.HomeCare("Kotihoiva").Offering.String())
	}
	slices.Sort(want)
	for _, kind := range []ListedKind{ListedOfferings, ListedProducers, ListedUnits, ListedPoints} {
		for size := 1; size <= 8; size++ {
			parts, err := c.ListedParts(w.Ctx, kind, size)
			if err != nil {
				t.Fatal(err)
			}
			if len(parts) != (7+size-1)/size {
				t.Errorf("%s by %d: %d parts", kind, size, len(parts))
			}
			var got []string
			for _, first := range parts {
				if err := c.EachListed(w.Ctx, kind, first, size, func(l Listed) error {
					got = append(got, l.ID.String())
					if (kind == ListedOfferings) == l.Changed.IsZero() {
						t.Errorf("%s changed at %v", kind, l.Changed)
					}
					return nil
				}); err != nil {
					t.Fatal(err)
				}
			}
			if len(got) != 7 || !slices.IsSorted(got) || kind == ListedOfferings && !slices.Equal(got, want) {
				t.Errorf("%s by %d: %v", kind, size, got)
			}
		}
	}
	if parts, err := c.ListedParts(w.Ctx, ListedOfferings, 100); err != nil || len(parts) != 1 || parts[0] == uuid.Nil {
		t.Errorf("%v, %v", parts, err)
	}
}
