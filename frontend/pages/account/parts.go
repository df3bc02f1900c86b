package account

import (
	"context"

	"github.com/tuottajatori/tuottajatori/frontend/components"
)

func kinds(ctx context.Context, v SignUp) []components.Option {
	options := []components.Option{{Text: t(ctx, "signup.kind_choose")}}
	for _, kind := range v.Kinds {
		options = append(options, components.Option{Value: kind, Text: t(ctx, "signup.kind."+kind), Selected: kind == v.Kind})
	}
	return options
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
		name := components.Cell{Text: p.Name}
		if p.You {
			name.Text += " (" + t(ctx, "members.you") + ")"
		}
		rows = append(rows, []components.Cell{name, {Text: p.Email}, {Text: p.Since}})
	}
	return rows
}

func pendingHead(ctx context.Context, v Pending) []components.Cell {
	head := []components.Cell{{Text: t(ctx, "members.name")}, {Text: t(ctx, "members.email")}}
	if v.Producer {
		head = append(head, components.Cell{Text: t(ctx, "members.pending_producer")})
	}
	return append(head, components.Cell{Text: t(ctx, "members.pending_since")}, components.Cell{})
}

func pendingRows(ctx context.Context, v Pending) [][]components.Cell {
	rows := make([][]components.Cell, 0, len(v.Rows))
	for _, r := range v.Rows {
		row := []components.Cell{{Text: r.Name}, {Text: r.Email}}
		if v.Producer {
			row = append(row, components.Cell{Text: r.Producer, Note: r.BusinessID})
		}
		rows = append(rows, append(row, components.Cell{Text: r.Since}, components.Cell{Part: answer(r)}))
	}
	return rows
}
