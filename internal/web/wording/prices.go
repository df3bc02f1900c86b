package wording

import (
	"strconv"
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/offering"
)

// PriceAmount is what a line says: "48,10 €/t", "120 % arkihinnasta".
func (w Words) PriceAmount(l offering.PriceLine) string {
	if l.Percent != 0 {
		return w.T("prices.of_weekday", "Percent", l.Percent)
	}
	return w.Money(l.Cents) + w.Per(l.Unit)
}

// PriceDays are a line's days: "1.6.2026 alkaen", "1.1.2026–31.5.2026".
func (w Words) PriceDays(l offering.PriceLine) string {
	if l.To == nil {
		return w.T("producerdesk.from_day", "Date", w.Date(l.From))
	}
	return w.Date(l.From) + "–" + w.Date(*l.To)
}

// PriceClass is the time that a line is for: "arki", "ilta".
func (w Words) PriceClass(class string) string {
	if class == "" {
		class = "weekday"
	}
	return w.T("prices.class." + class)
}

// PriceHistory are rows of when what was done to a price.
func (w Words) PriceHistory(events []offering.PriceEvent) [][]components.Cell {
	rows := make([][]components.Cell, 0, len(events))
	for _, e := range events {
		text := w.PriceAmount(e.New)
		if e.Old != nil {
			text = w.T("prices.history.changed", "Old", w.PriceAmount(*e.Old), "New", text)
		}
		note := ""
		if e.New.Class != "" {
			note = w.PriceClass(e.New.Class)
		}
		if e.Approved {
			note = strings.Trim(note+", "+w.T("prices.history.approved"), ", ")
		}
		rows = append(rows, []components.Cell{{Text: w.Date(calendar.Today(e.At))}, {Text: text, Note: note}, {Text: w.Date(e.New.From)}})
	}
	return rows
}

// ProposalText is a proposed price in a line: "52,00 €/t 1.7.2026 alkaen, nyt 48,10 €/t".
func (w Words) ProposalText(p offering.Proposal) string {
	line := offering.PriceLine{Unit: p.Unit, Class: p.Class, Cents: p.Cents, Percent: p.Percent}
	text := w.T("prices.proposal.text", "Price", w.PriceAmount(line), "Day", p.From)
	if p.Class != "" {
		text = w.PriceClass(p.Class) + ": " + text
	}
	if p.Old != nil {
		text = w.T("prices.proposal.instead", "Text", text, "Old", w.PriceAmount(*p.Old))
	}
	return text
}

var proposalKinds = map[string]string{offering.OutcomeApproved: "good", offering.OutcomeRefused: "stop"}

// ProposalState is where a proposed price stands.
func (w Words) ProposalState(p offering.Proposal, today calendar.Date) components.TagArgs {
	switch {
	case p.Late(today):
		return components.TagArgs{Text: w.T("prices.proposal.late"), Kind: "stop"}
	case p.Outcome == "":
		return components.TagArgs{Text: w.T("prices.proposal.waits"), Kind: "wait"}
	}
	return components.TagArgs{Text: w.T("prices.proposal." + p.Outcome), Kind: proposalKinds[p.Outcome]}
}

// Rise is by how much a price goes up or down: "+8,1 %", "−3,0 %"; "" when that cannot be told.
func (w Words) Rise(p offering.Proposal) string {
	n, ok := p.Rise()
	if !ok {
		return ""
	}
	sign := "+"
	if n < 0 {
		sign, n = "−", -n
	}
	if n == 0 {
		sign = ""
	}
	mark := ","
	if w.lang() == "en" {
		mark = "."
	}
	return sign + strconv.Itoa(n/10) + mark + strconv.Itoa(n%10) + "\u00a0%"
}

// Months lists months of the year by name.
func (w Words) Months(months []int) string {
	names := make([]string, 0, len(months))
	for _, m := range months {
		names = append(names, w.T("prices.month."+strconv.Itoa(m)))
	}
	return strings.Join(names, ", ")
}
