package public

import (
	"context"
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// byIncome tells whether the amount is a range that the client's income decides.
func (p Pays) byIncome() bool { return p.Kind == "client_fee" && strings.Contains(p.Sum, "–") }

// help is the page that explains the form of paying; "" where its name says all.
func (p Pays) help(ctx context.Context) string {
	l := locale.From(ctx).Lang()
	switch {
	case p.Kind == "own_share":
		return paths.Help(l, paths.HelpVoucher)
	case p.byIncome():
		return paths.Help(l, paths.HelpIncome)
	case p.Kind == "client_fee":
		return paths.Help(l, paths.HelpFee)
	}
	return ""
}
