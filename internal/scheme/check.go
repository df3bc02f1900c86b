package scheme

import (
	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// Problem is what keeps a form from being published: the section to go to and the key of its words.
type Problem struct {
	Section Section
	Key     string
	Args    []any
}

// Problems lists what is still wrong with a form on a day, in the order of the sections. Was is the published scheme
// that it changes, or nil when it makes a new one.
func (f Form) Problems(rules Rules, was *Form, today calendar.Date) []Problem {
	var out []Problem
	add := func(s Section, key string, args ...any) {
		out = append(out, Problem{Section: s, Key: "fault.scheme." + key, Args: args})
	}
	copied := f // parts are put into a copy, so that each rule is stated in its part alone
	if err := f.Basics.put(&copied); err != nil {
		add(SectionBasics, "basics_unfinished")
	} else {
		f.dates(rules, was, today, add)
	}
	if len(f.Terms.List) == 0 && !(Scheme{Regime: f.Regime}).TakesAny() {
		add(SectionServices, "no_services")
	}
	for _, t := range f.Terms.List {
		if err := (PutTerms{t}).put(&copied); err != nil {
			add(SectionServices, "terms_unfinished")
			break
		}
	}
	if was != nil && f.termsChanged(*was) && f.Terms.From.Before(today) {
		add(SectionServices, "terms_past")
	}
	for _, r := range f.Requirements {
		if _, err := (PutRequirement{r}).clean(f); err != nil {
			add(SectionRequirements, "requirement_unfinished", "Number", r.Position)
		}
	}
	if err := f.Rulebook.put(&copied); err != nil {
		add(SectionRulebook, "rulebook_unfinished")
	} else if was != nil && f.rulebookChanged(*was) && f.Rulebook.From.Before(today) {
		add(SectionRulebook, "rulebook_past")
	} else if was != nil && f.Rulebook.Empty() && !was.Rulebook.Empty() {
		add(SectionRulebook, "rulebook_gone") // what has been accepted is not taken away; say in a new text that nothing is asked
	}
	if err := f.Prices.put(&copied); err != nil {
		add(SectionPrices, "prices_unfinished")
	}
	if err := (PutHandling{f.Handling, rules}).put(&copied); err != nil {
		add(SectionHandling, "handling_unfinished")
	}
	return out
}

func (f Form) dates(rules Rules, was *Form, today calendar.Date, add func(Section, string, ...any)) {
	b := f.Basics
	switch {
	case was == nil && b.ValidFrom.Before(today):
		add(SectionBasics, "starts_past")
	case was != nil && b.ValidFrom != was.Basics.ValidFrom && (!was.Basics.ValidFrom.After(today) || b.ValidFrom.Before(today)):
		add(SectionBasics, "has_started") // what has begun does not begin on another day
	case was != nil && b.ValidTo != nil && (was.Basics.ValidTo == nil || b.ValidTo.Before(*was.Basics.ValidTo)):
		add(SectionBasics, "end_instead") // ending is an act of its own, which shows whom it touches
	case rules.FirstRoundDays != nil && b.ValidTo != nil && b.ValidFrom.DaysUntil(*b.ValidTo) < *rules.FirstRoundDays:
		add(SectionBasics, "first_round", "Limit", *rules.FirstRoundDays)
	}
	if was != nil && was.Regime == RegimeDPS && f.Handling.ClosingReserved != was.Handling.ClosingReserved {
		add(SectionHandling, "reserved_later") // a DPS reserves it when it is established (1397/2016 §49(3))
	}
	if was != nil && b.ClientPays != was.Basics.ClientPays {
		add(SectionBasics, "pays_fixed") // prices and decisions stand on it
	}
}

func (f Form) rulebookChanged(was Form) bool {
	return !f.Rulebook.Empty() && !f.Rulebook.sameText(was.Rulebook)
}

// fourYears is the day on which a framework agreement that began on a day has lasted four years (1397/2016 §42).
func fourYears(from calendar.Date) calendar.Date { return from.AddMonths(4 * 12) }
