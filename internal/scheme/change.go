package scheme

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Change is what happens to a published scheme: a new version, a closing, or its end.
type Change struct {
	Scheme   Scheme         // as it is before
	On       calendar.Date  // the day on which it is made
	From     calendar.Date  // from which changed terms hold, or the first closed day
	Terms    []TermsChange  // changed terms, by service and unit
	Asked    []AskedChange  // requirements that are asked anew
	Moved    bool           // it is for other areas than before
	Areas    AreaList       // for which it will be
	Dropped  []uuid.UUID    // requirements that are asked no more
	Rulebook bool           // a new version of the rulebook is to be accepted
	LastDay  *calendar.Date // the scheme ends on it
}

// TermsChange is what the scheme said of a service by a unit, and will say.
type TermsChange struct {
	Old, New *FormTerms // nil: not there
}

// Caps are the caps that the changed terms set, by time; none when they set none. Whether one lowers anything is told by
// the prices.
func (t TermsChange) Caps() map[string]money.Cents {
	if t.New == nil || t.New.Cap == nil {
		return nil
	}
	caps := map[string]money.Cents{TimeWeekday: *t.New.Cap}
	for _, time := range Times() {
		caps[time] = t.New.At(time, *t.New.Cap)
	}
	return caps
}

// AskedChange is a requirement that is new, or whose question is another than that of the one whose place it takes.
type AskedChange struct {
	New      Requirement
	Replaces *Requirement
}

// Carries tells whether an answer given to the old question still is one to the new: a number, a date, a file or a text
// is held against the new limit again, but what was declared of another question was not said of this one.
func (a AskedChange) Carries() bool {
	if a.Replaces == nil || a.Replaces.Kind != a.New.Kind {
		return false
	}
	switch a.New.Kind {
	case KindNumber, KindDate, KindText, KindSystem:
		return true
	case KindAttachment:
		return a.New.EvidenceKind == a.Replaces.EvidenceKind
	default:
		return false
	}
}

// Affected is whom a change touches, told to the officer before it is made.
type Affected struct {
	Drafts    int           // applications that are being written
	Cases     int           // applications that are sent and not yet decided
	LatestDue calendar.Date // of Cases
	Admitted  int           // producers whose admission is in force or will be
	Offerings int           // what they offer under the scheme
	Outside   int           // of Offerings: those that the new areas cut
	Apart     int           // of Offerings: those of which the new areas leave nothing
	OverCap   []OverCap     // prices over a lowered cap, the greatest first
}

// OverCap is a price that is over a cap on the day on which the cap is lowered, or later.
type OverCap struct {
	Offering uuid.UUID   `db:"offering"`
	Producer string      `db:"producer"`
	Point    string      `db:"point"`
	Service  string      `db:"service_key"`
	Unit     string      `db:"unit"`
	Time     string      `db:"class"` // TimeWeekday or one of Times
	Cents    money.Cents `db:"cents"`
	Cap      money.Cents `db:"cap"`
}

// Seen is what a form carries of whom the officer was shown. When others have come since, it is shown again.
func (a Affected) Seen() string {
	return fmt.Sprintf("%d-%d-%d-%d-%d-%d-%d", a.Drafts, a.Cases, a.Admitted, a.Offerings, len(a.OverCap), a.Outside, a.Apart)
}

// Above is a room above this one that holds what a change of a scheme touches. It counts what is touched before, and
// does its own part in the transaction of the change.
type Above interface {
	SchemeTouches(ctx context.Context, q sqlx.QueryerContext, c Change, a *Affected) error
	SchemeChanged(ctx context.Context, tx *db.Tx, c Change) error
}

// termsChanges compares terms by service and unit.
func termsChanges(was, now []FormTerms) []TermsChange {
	var out []TermsChange
	for _, n := range now {
		i := slices.IndexFunc(was, func(o FormTerms) bool { return o.Key() == n.Key() })
		switch {
		case i < 0:
			out = append(out, TermsChange{New: &n})
		case !was[i].same(n):
			out = append(out, TermsChange{Old: &was[i], New: &n})
		}
	}
	for _, o := range was {
		if !slices.ContainsFunc(now, func(n FormTerms) bool { return n.Key() == o.Key() }) {
			out = append(out, TermsChange{Old: &o})
		}
	}
	return out
}

func (f Form) termsChanged(was Form) bool { return len(termsChanges(was.Terms.List, f.Terms.List)) > 0 }

// sameQuestion tells whether two requirements, b in the place of a, ask the same of a producer: help and place may differ, and words may be
// there in one language more, as when an organiser begins to write in it. Those who read that language read another until then.
func sameQuestion(a, b Requirement) bool {
	same := func(was, now string) bool { return was == now || was == "" }
	return a.Kind == b.Kind && a.Mandatory == b.Mandatory && same(a.TitleFi, b.TitleFi) && same(a.TitleSv, b.TitleSv) && same(a.TitleEn, b.TitleEn) &&
		equal(a.AtLeast, b.AtLeast) && equal(a.ValidDays, b.ValidDays) && a.EvidenceKind == b.EvidenceKind && a.Registry == b.Registry &&
		a.Exclusion == b.Exclusion && equal(a.MaxPoints, b.MaxPoints)
}

// plan is what a form changes of what is published. Requirements that are asked anew get ids of their own in the form
// that it answers, so that an answer always belongs to the question that was read.
func plan(s Scheme, was, f Form, today calendar.Date) (Form, Change) {
	c := Change{Scheme: s, On: today, From: f.Terms.From, Terms: termsChanges(was.Terms.List, f.Terms.List), Rulebook: f.rulebookChanged(was),
		Moved: !slices.Equal(was.Areas.IDs, f.Areas.IDs), Areas: f.Areas}
	f.Requirements = slices.Clone(f.Requirements)
	kept := map[uuid.UUID]bool{}
	for i, r := range f.Requirements {
		old, there := was.Requirement(r.ID)
		kept[r.ID] = there
		switch {
		case !there:
			c.Asked = append(c.Asked, AskedChange{New: r})
		case !sameQuestion(old, r):
			r.ID = newID()
			f.Requirements[i] = r
			c.Asked = append(c.Asked, AskedChange{New: r, Replaces: &old})
		}
	}
	for _, old := range was.Requirements {
		if !kept[old.ID] {
			c.Dropped = append(c.Dropped, old.ID)
		}
	}
	return f, c
}
