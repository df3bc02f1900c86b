package app

import (
	"context"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/demo"
)

// LoadDemo fills an empty register with made-up data, evidence files included, and lets visitors ask for services. The index does not know of it yet.
func (a *App) LoadDemo(ctx context.Context, offerings int, seed uint64, asOf calendar.Date) error {
	if err := demo.Load(ctx, a.DB, demo.Options{Offerings: offerings, Seed: seed, AsOf: asOf, Files: a.Files}); err != nil {
		return err
	}
	return demo.Ask(ctx, a.DB, a.Asks, asOf)
}
