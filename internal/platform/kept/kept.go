// Package kept says how long is kept what need not be kept for ever: each rule once, as data, with the least and the most that
// law or we allow. An administrator may choose another time in between; it stands in the database and holds at once in every
// process, since whoever cleans up reads it when it does.
package kept

import (
	"slices"
	"time"
)

// Name is what is kept. The texts' keys end with it (keeping.rule.*).
type Name string

// What is kept.
const (
	Messages        Name = "messages"         // mails that are messages at a desk, from the day they were made
	SentFiles       Name = "sent_files"       // the content of price lists and of organisers' lists, once applied or left
	Drafts          Name = "drafts"           // begun offerings that nobody touches
	Applications    Name = "applications"     // begun applications that nobody touches
	Schemes         Name = "schemes"          // begun schemes that nobody touches and that were never published
	Requests        Name = "requests"         // of visitors, from when they ended: who asked and what
	ReportAddresses Name = "report_addresses" // of who reported an error, from the answer
	ReportWords     Name = "report_words"     // what they wrote, from the answer
	FinishedJobs    Name = "finished_jobs"
	FailedJobs      Name = "failed_jobs" // they wait for the administrator
	AuditMonths     Name = "audit"       // rows of the audit trail; `tuottajatori audit drop` removes older ones
)

// Unit is what a time is counted in.
type Unit string

// The units.
const (
	Days   Unit = "days"
	Months Unit = "months"
)

// Rule is how long one thing is kept.
type Rule struct {
	Name               Name
	Unit               Unit
	Least, Most, Usual int
	Source             string // the paragraph that bounds it; "": our own bounds, of which the texts tell the reason
}

// minimisation is the paragraph under which all of it goes some day.
const minimisation = "EU 2016/679 art. 5(1)(e)"

// rules are in the order in which pages list them. Their reasons are in words in keeping.why.*.
var rules = []Rule{
	{Name: Messages, Unit: Months, Least: 6, Most: 120, Usual: 24, Source: minimisation},
	{Name: SentFiles, Unit: Days, Least: 30, Most: 730, Usual: 90, Source: minimisation},
	{Name: Drafts, Unit: Months, Least: 1, Most: 36, Usual: 12, Source: minimisation},
	{Name: Applications, Unit: Months, Least: 3, Most: 36, Usual: 12, Source: minimisation},
	{Name: Schemes, Unit: Months, Least: 6, Most: 60, Usual: 24},
	{Name: Requests, Unit: Days, Least: 14, Most: 365, Usual: 90, Source: minimisation},
	{Name: ReportAddresses, Unit: Days, Least: 14, Most: 90, Usual: 30, Source: minimisation},
	{Name: ReportWords, Unit: Days, Least: 90, Most: 730, Usual: 365, Source: minimisation},
	{Name: FinishedJobs, Unit: Days, Least: 2, Most: 90, Usual: 7},
	{Name: FailedJobs, Unit: Days, Least: 14, Most: 365, Usual: 90},
	{Name: AuditMonths, Unit: Months, Least: 24, Most: 240, Usual: 144, Source: "703/2023"},
}

// Rules lists every rule.
func Rules() []Rule { return slices.Clone(rules) }

// Of is a name's rule; false when there is none of that name.
func Of(name Name) (Rule, bool) {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.Name == name })
	if i < 0 {
		return Rule{}, false
	}
	return rules[i], true
}

// Allows tells whether a time may be chosen.
func (r Rule) Allows(count int) bool { return r.Least <= count && count <= r.Most }

// Before is the moment before which a thing is too old, when it is kept so long. What was made exactly then stays.
func (r Rule) Before(now time.Time, count int) time.Time {
	if r.Unit == Months {
		return now.AddDate(0, -count, 0)
	}
	return now.Add(-time.Duration(count) * 24 * time.Hour)
}

// Counts are the times that hold now, by name.
type Counts map[Name]int

// Of is the time that holds: what was chosen, while the rule still allows it, else the usual one.
func (c Counts) Of(name Name) int {
	r, ok := Of(name)
	if n, chosen := c[name]; chosen && ok && r.Allows(n) {
		return n
	}
	return r.Usual
}
