package account

import (
	"context"
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/components"
)

func kinds(ctx context.Context, v SignUp) []components.Option {
	options := []components.Option{{Text: t(ctx, "signup.kind_choose")}}
	for _, kind := range v.Kinds {
		options = append(options, components.Option{Value: kind, Text: t(ctx, "signup.kind."+kind), Selected: kind == v.Kind})
	}
	return options
}

// who is the account's name with its organisation.
func (d DemoAccount) who() string {
	if d.Organisation == "" {
		return d.Name
	}
	return d.Name + ", " + d.Organisation
}

func waiting(roles []Role) bool {
	for _, r := range roles {
		if r.Waiting {
			return true
		}
	}
	return false
}

func memberRows(ctx context.Context, people []Member) [][]components.Cell {
	rows := make([][]components.Cell, 0, len(people))
	for _, p := range people {
		name := components.Cell{Text: p.Name, Note: p.Email}
		if p.You {
			name.Text += " (" + t(ctx, "members.you") + ")"
		}
		rows = append(rows, []components.Cell{name, {Text: p.For}, {Text: p.Since}, {Part: changeLink(p)}})
	}
	return rows
}

// about is what is known of one who waits, in one line.
func (r PendingRow) about(ctx context.Context, withProducer bool) string {
	parts := []string{r.Email}
	if withProducer {
		parts = append(parts, strings.TrimSpace(r.Producer+" "+r.BusinessID))
	}
	return strings.Join(append(parts, t(ctx, "members.pending_since", "Date", r.Since)), " · ")
}

// factor is the line of the second factor.
func (v Account) factor(ctx context.Context) components.SummaryRow {
	row := components.SummaryRow{
		Key: t(ctx, "account.factor"), Part: components.Tag(components.TagArgs{Text: t(ctx, "account.factor_off")}),
		Actions: []components.Action{{Text: t(ctx, "account.factor_start"), Hidden: t(ctx, "account.factor"), Href: v.FactorTo}},
	}
	if v.FactorOn {
		row.Part = components.Tag(components.TagArgs{Text: t(ctx, "account.factor_on"), Kind: "good"})
		row.Actions[0].Text = t(ctx, "account.factor_change")
	}
	return row
}
