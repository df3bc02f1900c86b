package quality_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/quality"
)

func TestSaveReplacesAndTellsTheIndex(t *testing.T) {
	d := dbtest.New(t)
	ctx := t.Context()
	producer, unit := uuid.New(), uuid.New()
	d.Owner.MustExecContext(ctx, `INSERT INTO producer (id, name, kind, origin) VALUES ($1, 'P', 'company', 'signup')`, producer)
	d.Owner.MustExecContext(ctx, `INSERT INTO service_unit (id, producer_id, name) VALUES ($1, $2, 'U')`, unit, producer)
	save := func(r quality.Rating) error {
		return d.Service.InTx(ctx, actor.System("test"), func(ctx context.Context, tx *db.Tx) error { return quality.Save(ctx, tx, r) })
	}
	first := quality.Rating{
		Unit: unit, Service: "home_care", Mean: 333, Answers: 3, Source: quality.SourceFeedback,
		AsOf: calendar.Date{Year: 2026, Month: 4, Day: 30},
	}
	second := first
	second.Mean, second.Answers = 467, 12
	for _, r := range []quality.Rating{first, second} {
		if err := save(r); err != nil {
			t.Fatal(err)
		}
	}
	got, err := quality.OfUnits(ctx, d.Service, []uuid.UUID{unit, uuid.New()})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]quality.Rating{second}, got); diff != "" {
		t.Error(diff)
	}
	for table, want := range map[string]int{
		`search_change WHERE kind = 'unit' AND ref = $1`:                  2,
		`audit_event WHERE action = 'rating.recorded' AND object_id = $1`: 2,
	} {
		var n int
		if err := d.Owner.GetContext(ctx, &n, `SELECT count(*) FROM `+table, unit); err != nil || n != want {
			t.Errorf("%s: %d, error %v; want %d", table, n, err, want)
		}
	}
	for _, bad := range []quality.Rating{
		{Unit: unit, Service: "home_care", Mean: 99, Answers: 5, Source: quality.SourceFeedback},
		{Unit: unit, Service: "home_care", Mean: 501, Answers: 5, Source: quality.SourceFeedback},
		{Unit: unit, Service: "home_care", Mean: 400, Source: quality.SourceFeedback},
	} {
		if err := save(bad); !errors.Is(err, quality.ErrImpossible) {
			t.Errorf("mean %d of %d: %v, want impossible", bad.Mean, bad.Answers, err)
		}
	}
}
