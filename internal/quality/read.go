package quality

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// Told is all that the public may know of the quality of a unit's service.
type Told struct {
	Unit      uuid.UUID
	UnitName  string
	Producer  string
	Service   string // key
	Needed    int
	Demo      bool
	Successor *Successor // nil: it has not moved
	Sets      []Composed // one for each published set of weights; the one in force first
	Newest    []Part     // by indicator
	// History is all values that hold, and that others were taken back, newest first; those of units that became this one
	// have that unit's name.
	History   []Value
	Inspected []Inspection
}

// Composed is what a set of weights makes of the parts.
type Composed struct {
	Weights Weights
	Composite
}

// Told tells how the figure of a unit's service comes about. It is ErrNotFound when the public may not see it today.
func (s *Service) Told(ctx context.Context, unit uuid.UUID, service string) (Told, error) {
	today := s.today()
	t, err := shownUnit(ctx, s.db, unit, service, today)
	if err != nil {
		return Told{}, s.db.Translate(err)
	}
	sets, err := weightSets(ctx, s.db)
	if err != nil {
		return Told{}, s.db.Translate(err)
	}
	rows, err := history(ctx, s.db, unit, service)
	if err != nil {
		return Told{}, s.db.Translate(err)
	}
	t.History = present(rows, t.Needed)
	if t.Inspected, err = inspectionsOf(ctx, s.db, unit, 20); err != nil {
		return Told{}, s.db.Translate(err)
	}
	for _, i := range Indicators() {
		for _, v := range t.History {
			if v.Unit == unit && v.Indicator == i.Key && !v.TakenBack {
				t.Newest = append(t.Newest, v.Part)
				break
			}
		}
	}
	for _, w := range published(sets, func(w Weights) bool { return !w.ValidFrom.After(today) }) {
		t.Sets = append(t.Sets, Composed{w, Compose(t.Newest, w, t.Needed)})
	}
	// What clients might be known by is nobody's to see, in no list.
	for i := range t.History {
		if v := &t.History[i]; !enough(v.Part, t.Needed) {
			v.Value = 0
		}
	}
	return t, nil
}

// InspectionsOf are the latest inspections of a unit, the newest first, at most so many.
func InspectionsOf(ctx context.Context, q querier, unit uuid.UUID, most int) ([]Inspection, error) {
	return inspectionsOf(ctx, q, unit, most)
}

func enough(p Part, needed int) bool {
	i, ok := ByKey(p.Indicator)
	return ok && i.Enough(p.N, needed)
}

// Enough tells whether a value may be shown.
func (t Told) Enough(p Part) bool { return enough(p, t.Needed) }

// published puts the set in force first and leaves out main sets that it has replaced or that are not yet in force.
func published(sets []Weights, begun func(Weights) bool) []Weights {
	var out []Weights
	main := false
	for _, w := range sets { // the main ones come first, newest first
		if begun(w) && (!w.Main || !main) {
			out = append(out, w)
			main = main || w.Main
		}
	}
	return out
}

// Weights are all published sets, those in force and those before and after.
func (s *Service) Weights(ctx context.Context) ([]Weights, error) {
	sets, err := weightSets(ctx, s.db)
	return sets, s.db.Translate(err)
}

// Units are the units that the actor's organiser may tell of.
func (s *Service) Units(ctx context.Context, a actor.Actor) ([]Unit, error) {
	organiser, err := may(a)
	if err != nil {
		return nil, err
	}
	list, err := unitsOf(ctx, s.db, organiser)
	return list, s.db.Translate(err)
}

// MayEver tells whether the actor's role enters quality at all.
func MayEver(a actor.Actor) error {
	return identity.Allow(a, identity.QualityEdit, identity.Object{Organiser: a.Organisation})
}
