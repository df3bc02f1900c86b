package duplicate

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// Candidate is a producer that may stand in the register twice. What is told of it is public, or the organiser's own.
type Candidate struct {
	Likeness
	Kind     producer.Kind
	Origin   producer.Origin
	Own      bool // it has to do with the actor's organiser, or is the actor's own
	People   int  // who act for it
	Units    int
	Demo     bool
	Released bool // nobody acts for it and nobody signed it up: a producer may claim it
}

// Suggestion is two producers that may be one, the one to keep first.
type Suggestion struct {
	Kept, Gone Candidate
	Grounds    []Ground
}

// Suggestions are the pairs that an officer should look at, those with most grounds first: one of the two has to do with the
// organiser, the other is public. A producer is told what it may claim.
func (s *Service) Suggestions(ctx context.Context, a actor.Actor) ([]Suggestion, error) {
	if err := mayEver(a); err != nil {
		return nil, err
	}
	all, err := candidates(ctx, s.db, a, "")
	if err != nil {
		return nil, s.db.Translate(err)
	}
	apart, err := apartBy(ctx, s.db, a.Organisation)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	return pairs(all, apart, a.Role == actor.RoleProducer), nil
}

// LeastText is how many characters somebody writes at least to look for a producer.
const LeastText = 3

// MostFound is how many are found at once.
const MostFound = 30

// Find looks for producers by a part of their name or by their business id: an officer for any that is public or in its
// register, a producer for what was imported and nobody acts for. Too short a text finds nothing.
func (s *Service) Find(ctx context.Context, a actor.Actor, text string) ([]Candidate, error) {
	if err := mayEver(a); err != nil {
		return nil, err
	}
	if text = strings.Join(strings.Fields(text), " "); utf8.RuneCountInString(text) < LeastText {
		return nil, nil
	}
	found, err := candidates(ctx, s.db, a, text)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	if a.Role == actor.RoleProducer {
		found = slices.DeleteFunc(found, func(c Candidate) bool { return c.Own || !c.Released })
	}
	slices.SortFunc(found, func(a, b Candidate) int { return cmp.Or(cmp.Compare(a.Name, b.Name), compareID(a.ID, b.ID)) })
	return found[:min(len(found), MostFound)], nil
}

// pairs compares those that share a name, an address or a business id, without which there are no grounds: comparing each with
// each would take the square of their number.
func pairs(all []Candidate, apart map[[2]uuid.UUID]bool, claims bool) []Suggestion {
	groups := map[string][]int{}
	for i, c := range all {
		keys := []string{"n" + NameKey(c.Name)}
		for _, id := range append([]string{idOf(c.Likeness)}, c.Former...) {
			if id != "" {
				keys = append(keys, "i"+id)
			}
		}
		for _, ad := range c.Addresses {
			if key := addressKey(ad); key != "" {
				keys = append(keys, "a"+key)
			}
		}
		slices.Sort(keys)
		for _, key := range slices.Compact(keys) {
			groups[key] = append(groups[key], i)
		}
	}
	seen := map[[2]uuid.UUID]bool{}
	var out []Suggestion
	for _, group := range groups {
		for x, i := range group {
			for _, j := range group[x+1:] {
				one, other := all[i], all[j]
				pair := pairOf(one.ID, other.ID)
				if seen[pair] || apart[pair] || !one.Own && !other.Own || one.Demo != other.Demo {
					continue
				}
				seen[pair] = true
				if grounds := Grounds(one.Likeness, other.Likeness); len(grounds) > 0 {
					kept, gone := order(one, other, claims)
					if !claims || kept.Own && gone.Released {
						out = append(out, Suggestion{kept, gone, grounds})
					}
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Suggestion) int {
		return cmp.Or(len(b.Grounds)-len(a.Grounds), cmp.Compare(a.Kept.Name, b.Kept.Name), compareID(a.Kept.ID, b.Kept.ID), compareID(a.Gone.ID, b.Gone.ID))
	})
	return out
}

func pairOf(a, b uuid.UUID) [2]uuid.UUID {
	if compareID(a, b) > 0 {
		a, b = b, a
	}
	return [2]uuid.UUID{a, b}
}

// order proposes which to keep: the claiming producer itself; else the one for which somebody acts, which has a business id,
// which is not from a list, which has more units.
func order(a, b Candidate, claims bool) (kept, gone Candidate) {
	rank := func(c Candidate) []int {
		return []int{truth(claims && c.Own), truth(c.People > 0), truth(idOf(c.Likeness) != ""), truth(c.Origin != producer.FromImport), c.Units}
	}
	if slices.Compare(rank(b), rank(a)) > 0 {
		return b, a
	}
	return a, b
}

func truth(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Apart says that two are not the same: they are not suggested to the organiser's officers again.
func (s *Service) Apart(ctx context.Context, a actor.Actor, one, other uuid.UUID) error {
	if err := mayEver(a); err != nil {
		return err
	}
	if a.Role != actor.RoleOfficer {
		return identity.ErrForbidden
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		if _, err := read(ctx, tx, a, one, other, Duplicate); err != nil {
			return err
		}
		pair := pairOf(one, other)
		made, err := insertApart(ctx, tx, a.Organisation, pair)
		if err != nil || !made {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "producer.told_apart", ObjectKind: "producer", ObjectID: pair[0], Organiser: a.Organisation,
			Details: map[string]any{"other": pair[1]}})
	})
}

// Look is which merges somebody wants to see.
type Look struct {
	Text  string // a part of a producer's name, or its business id
	State string
}

// States are the states of a merge.
func States() []string { return []string{"waiting", "done", "refused", "withdrawn", "undone"} }

// Merges are those that the actor's organiser has to do with, or that the producer asked for, the latest first; those that wait
// before the others.
func (s *Service) Merges(ctx context.Context, a actor.Actor, l Look) ([]Merge, error) {
	if err := mayEver(a); err != nil {
		return nil, err
	}
	if a.Role == actor.RoleProducer {
		list, err := claimsOf(ctx, s.db, a.Organisation)
		return list, s.db.Translate(err)
	}
	list, err := mergesOf(ctx, s.db, a.Organisation, l, MostMerges)
	return list, s.db.Translate(err)
}

// MostMerges is how many merges and requests are listed at once, the latest.
const MostMerges = 100
