package admindesk

import (
	"context"

	"github.com/a-h/templ"

	"github.com/tuottajatori/tuottajatori/frontend/components"
)

// langs are the languages of an organiser's texts, in the order of the view's arrays.
var langs = [3]string{"fi", "sv", "en"}

func organiserRows(ctx context.Context, list []OrganiserRow) [][]components.Cell {
	or := func(text string) string {
		if text == "" {
			return t(ctx, "admindesk.organisers.none")
		}
		return text
	}
	rows := make([][]components.Cell, 0, len(list))
	for _, r := range list {
		rows = append(rows, []components.Cell{{Text: r.Name, Href: r.Href}, {Text: or(r.Phone), Note: r.Hours}})
	}
	return rows
}

func personRows(list []PersonRow) [][]components.Cell {
	rows := make([][]components.Cell, 0, len(list))
	for _, r := range list {
		rows = append(rows, []components.Cell{
			{Text: r.Name, Href: r.Href, Note: r.Email}, {Part: lines(r.Roles)}, {Part: components.Tag(r.State)},
		})
	}
	return rows
}

func operatorRows(ctx context.Context, list []OperatorRow) [][]components.Cell {
	rows := make([][]components.Cell, 0, len(list))
	for _, r := range list {
		if r.BusinessID == "" {
			r.BusinessID = t(ctx, "admindesk.organisers.none")
		}
		rows = append(rows, []components.Cell{{Text: r.Name, Href: r.Href}, {Text: r.BusinessID}})
	}
	return rows
}

func jobRows(v Jobs, list []JobRow) [][]components.Cell {
	rows := make([][]components.Cell, 0, len(list))
	for _, r := range list {
		rows = append(rows, []components.Cell{{Text: r.FailedAt, Note: r.Attempts}, {Part: code(r.Error)}, {Part: settleJob(v, r)}})
	}
	return rows
}

func auditRows(list []AuditRow) [][]components.Cell {
	rows := make([][]components.Cell, 0, len(list))
	for _, r := range list {
		rows = append(rows, []components.Cell{{Text: r.At}, {Text: r.Who, Note: r.Role}, {Text: r.Action}, {Part: about(r)}})
	}
	return rows
}

func factorTag(ctx context.Context, on bool) templ.Component {
	if on {
		return components.Tag(components.TagArgs{Text: t(ctx, "admindesk.person.factor_on"), Kind: "good"})
	}
	return components.Tag(components.TagArgs{Text: t(ctx, "admindesk.person.factor_off")})
}
