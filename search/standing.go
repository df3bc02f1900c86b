package search

import (
	"bytes"
	"cmp"
	"slices"
)

// Standing says how a document stands among the documents of its line: the same service of the same point under other
// terms, of which a search without a place shows one, the cheapest that fits. An engine that cannot group counts lines
// exactly by it: if a query chooses at most one value of each of some Terms, then of every line that has a fitting
// document exactly one fitting document leads by those terms.
type Standing struct {
	Alone bool // the line has no other document; it then leads by all terms
	// Loose says that documents of the line differ in more than their terms and vacancy (the languages spoken, or the
	// grade, where organisers ask for different counts of answers), so that Leads does not hold for choices of those.
	Loose bool
	Leads uint32 // bit 1<<t is set when the document leads by the Terms t
}

// Leading tells whether the document leads by the terms.
func (s Standing) Leading(t Terms) bool { return s.Leads&(1<<t) != 0 }

// Terms is a set of what may differ between documents of a line.
type Terms uint8

// What may differ between documents of a line and can be chosen in a query.
const (
	TermOrganiser Terms = 1 << iota
	TermRegime
	TermPaysKind
	TermPer
	TermVacancy
	TermsEnd // one more than the greatest set of them
)

// AllLead is Standing.Leads of a document that is alone.
const AllLead uint32 = 1<<TermsEnd - 1

// Stand sets the standing of the documents of one line, which must be all there are.
func Stand(line []Document) {
	loose := false
	for i := range line {
		loose = loose || differs(&line[0], &line[i])
	}
	for i := range line {
		one := &line[i]
		one.Standing = Standing{Alone: len(line) == 1, Loose: loose, Leads: AllLead}
		for j := range line {
			if other := &line[j]; i != j && Cheaper(other, one) < 0 {
				one.Standing.Leads &^= competing(other, one)
			}
		}
	}
}

// competing is a bit 1<<t for each Terms t by which another document competes.
func competing(other, one *Document) uint32 {
	var bits uint32
	for t := range TermsEnd {
		if competes(t, other, one) {
			bits |= 1 << t
		}
	}
	return bits
}

// competes tells whether another document fits every query that chooses the one's values of the terms. What is free
// fits any unit.
func competes(t Terms, other, one *Document) bool {
	return (t&TermOrganiser == 0 || other.Organiser == one.Organiser) &&
		(t&TermRegime == 0 || other.Regime == one.Regime) &&
		(t&TermPaysKind == 0 || other.PaysKind == one.PaysKind) &&
		(t&TermPer == 0 || other.PaysPer == one.PaysPer || other.PaysKind == PaysFree) &&
		(t&TermVacancy == 0 || other.Vacancy == one.Vacancy)
}

func differs(a, b *Document) bool {
	return a.ProducerType != b.ProducerType || a.Municipality != b.Municipality || a.Grade() != b.Grade() ||
		!slices.Equal(slices.Sorted(slices.Values(a.Spoken)), slices.Sorted(slices.Values(b.Spoken)))
}

// Cheaper orders the documents of a line as Paid.Cheaper does, and equals by id.
func Cheaper(a, b *Document) int {
	return cmp.Or(a.paid().Cheaper(b.paid()), bytes.Compare(a.ID[:], b.ID[:]))
}
