package mergedesk

import (
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/internal/duplicate"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

var stateKinds = map[string]string{"waiting": "wait", "refused": "stop", "withdrawn": "", "done": "good", "undone": ""}

func state(p *locale.Printer, s string) components.TagArgs {
	return components.TagArgs{Text: p.T("merge.state." + s), Kind: stateKinds[s]}
}

func businessID(p *locale.Printer, id string) string {
	if id == "" {
		return p.T("merge.no_business_id")
	}
	return id
}

// changes are what a plan does, in words.
func changes(p *locale.Printer, v duplicate.Preview) []components.SummaryRow {
	plan := v.Plan
	rows := []components.SummaryRow{{Key: p.T("merge.change.address"), Value: p.T("merge.change.address_text", "Kept", v.Kept.Producer.Name)}}
	add := func(key string, lines ...string) {
		if len(lines) > 0 {
			rows = append(rows, components.SummaryRow{Key: p.T("merge.change." + key), Lines: lines})
		}
	}
	if plan.TakesID {
		add("business_id", v.Gone.Producer.BusinessID)
	}
	add("units", cutOff(p, plan.Units)...)
	var pairs []string
	for _, pair := range plan.Pairs {
		pairs = append(pairs, pair.Gone)
	}
	add("pairs", cutOff(p, pairs)...)
	add("admitted", schemes(p, plan.Admitted)...)
	add("joined", schemes(p, plan.Joined)...)
	for _, count := range []struct {
		key string
		n   int
	}{{"offerings", plan.Offerings}, {"withdrawn", plan.Withdrawn}, {"people", plan.People}, {"drafts", plan.Drafts}, {"tokens", plan.Tokens}, {"invited", plan.Invited}} {
		if count.n > 0 {
			add(count.key, p.T("merge.change."+count.key+"_text", "Count", count.n))
		}
	}
	return rows
}

// mostLines is how many names are told of; the rest are counted.
const mostLines = 15

func cutOff(p *locale.Printer, names []string) []string {
	if len(names) <= mostLines {
		return names
	}
	return append(append([]string{}, names[:mostLines]...), p.T("merge.change.others", "Count", len(names)-mostLines))
}

func schemes(p *locale.Printer, list []duplicate.Admission) []string {
	var out []string
	for _, a := range list {
		out = append(out, schemeName(p, a)+", "+p.T("casefile.state."+a.State))
	}
	return out
}

func schemeName(p *locale.Printer, a duplicate.Admission) string {
	return locale.Pick(string(p.Lang()), a.NameFi, a.NameSv, a.NameEn)
}

// stays is what a merge leaves in the name that it is in.
func stays(p *locale.Printer, v duplicate.Preview) []string {
	out := []string{p.T("merge.stays.sent"), p.T("merge.stays.prices")}
	if len(v.Plan.Pairs) > 0 {
		out = append(out, p.T("merge.stays.places"))
	}
	for _, count := range []struct {
		key string
		n   int
	}{{"evidence", v.Gone.Evidence}, {"checks", v.Gone.Checks}, {"drafts", v.Plan.DraftsStay}, {"claims", v.Gone.Claims}} {
		if count.n > 0 {
			out = append(out, p.T("merge.stays."+count.key, "Count", count.n))
		}
	}
	return out
}

func blocks(p *locale.Printer, v duplicate.Preview) []string {
	var out []string
	for _, b := range v.Plan.Blocks {
		out = append(out, p.T("merge.block."+b.Why, "Scheme", b.About, "Gone", v.Gone.Producer.Name, "Kept", v.Kept.Producer.Name))
	}
	return out
}

// compared puts the two beside each other.
func compared(p *locale.Printer, kept, gone duplicate.Side) [][]components.Cell {
	row := func(key string, of func(duplicate.Side) string) []components.Cell {
		return []components.Cell{{Text: p.T("merge.compared." + key)}, {Text: of(kept)}, {Text: of(gone)}}
	}
	number := func(n func(duplicate.Side) int) func(duplicate.Side) string {
		return func(s duplicate.Side) string { return p.Number(n(s)) }
	}
	return [][]components.Cell{
		row("business_id", func(s duplicate.Side) string { return businessID(p, s.Producer.BusinessID) }),
		row("origin", func(s duplicate.Side) string { return p.T("merge.origin." + string(s.Producer.Origin)) }),
		row("people", number(func(s duplicate.Side) int { return len(s.People) })),
		row("units", func(s duplicate.Side) string { return strings.Join(cutOff(p, unitNames(s)), ", ") }),
		row("admissions", func(s duplicate.Side) string { return strings.Join(schemes(p, s.Admissions), "; ") }),
		row("offerings", number(func(s duplicate.Side) (n int) {
			for _, o := range s.Offerings {
				if !o.Withdrawn {
					n++
				}
			}
			return n
		})),
	}
}

func unitNames(s duplicate.Side) (names []string) {
	for _, u := range s.Units {
		names = append(names, u.Name)
	}
	return names
}
