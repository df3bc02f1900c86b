package guide

import (
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

func wordingOf(p *locale.Printer) wording.Words { return wording.Words{Printer: p} }

func moneyOf(c int64) money.Cents { return money.Cents(c) }
