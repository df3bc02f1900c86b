package demo_test

import (
	"context"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/demo"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

func TestOptionsThatCannotBe(t *testing.T) {
	d := dbtest.New(t)
	day := calendar.Date{Year: 2026, Month: 5, Day: 18}
	for _, opt := range []demo.Options{
		{AsOf: day}, {Offerings: -1, AsOf: day}, {Offerings: 1_000_000_000, AsOf: day}, {Offerings: 1},
		{Offerings: 1, AsOf: calendar.Date{Year: 1, Month: 1, Day: 1}}, {Offerings: 1, AsOf: calendar.Date{Year: 9999, Month: 12, Day: 31}},
	} {
		if err := demo.Load(t.Context(), d.Service, opt); !fault.Is(err, fault.CodeInvalid) {
			t.Errorf("%+v: %v", opt, err)
		}
	}
}

// TestAnEndInTheMiddle ends loading at many moments: it stops soon, leaves nothing half done, and can be done again.
func TestAnEndInTheMiddle(t *testing.T) {
	d := dbtest.New(t)
	opt := demo.Options{Offerings: 1500, Seed: 1, AsOf: calendar.Date{Year: 2026, Month: 5, Day: 18}}
	load := func(ctx context.Context) error {
		ended := make(chan error, 1)
		go func() { ended <- demo.Load(ctx, d.Service, opt) }()
		select {
		case err := <-ended:
			return err
		case <-time.After(20 * time.Second):
			t.Fatal("still loading long after it was ended")
			return nil
		}
	}
	stopped := 0
	for after := 10 * time.Millisecond; after < 2*time.Second; after += 20 * time.Millisecond {
		ctx, cancel := context.WithTimeout(t.Context(), after)
		err := load(ctx)
		cancel()
		if err == nil {
			break // it was quicker
		}
		stopped++
		if empty, err := demo.Empty(t.Context(), d.Service); err != nil || !empty {
			t.Fatalf("ended after %v: something is there, %v", after, err)
		}
	}
	if stopped == 0 {
		t.Error("loading was never ended in its middle")
	}
	if empty, err := demo.Empty(t.Context(), d.Service); err != nil || empty {
		if err := load(t.Context()); err != nil {
			t.Errorf("the next load: %v", err)
		}
	}
}
