package jobs_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
)

// TestAClockThatWasAheadHoldsNoJobUp leaves jobs as they are when the clock was a week ahead, and a worker's clock was: they run
// now, a regular one too, and what waits for its next try waits.
func TestAClockThatWasAheadHoldsNoJobUp(t *testing.T) {
	d := dbtest.New(t)
	queue, err := jobs.NewQueue(d.Service)
	if err != nil {
		t.Fatal(err)
	}
	leave := func(set string) uuid.UUID {
		person := uuid.New()
		enqueue(t, d, queue, person, nil)
		if _, err := d.Owner.Exec(`UPDATE river_job SET `+set+` WHERE args->>'person' = $1`, person.String()); err != nil {
			t.Fatal(err)
		}
		return person
	}
	const week = `now() + interval '7 days'`
	late := []uuid.UUID{
		leave(`created_at = ` + week + `, scheduled_at = ` + week),
		leave(`state = 'retryable', attempt = 3, attempted_at = ` + week + `, scheduled_at = ` + week + ` + interval '5 minutes'`),
		leave(`state = 'retryable', attempt = 3, attempted_at = now(), scheduled_at = ` + week), // by the clock of the worker alone
	}
	leave(`state = 'retryable', attempt = 3, attempted_at = now(), scheduled_at = now() + interval '30 minutes'`)
	swept := make(chan time.Time, 10)
	sweep := jobs.Every(time.Hour, "sweep", func(_ context.Context, at time.Time) (jobs.Did, error) {
		swept <- at
		return nil, nil
	})
	if _, err := d.Owner.Exec(`INSERT INTO river_job (state, kind, args, max_attempts, created_at, scheduled_at, unique_key, unique_states)
		VALUES ('available', 'sweep', '{}', 25, ` + week + `, ` + week + `, '\x01', B'11110101')`); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var ran []uuid.UUID
	done := make(chan struct{}, 10)
	r, err := jobs.New(d.Service, slog.New(slog.DiscardHandler), func(known *river.Workers) {
		river.AddWorker(known, &worker{work: func(_ context.Context, person uuid.UUID) error {
			mu.Lock()
			defer mu.Unlock()
			ran = append(ran, person)
			done <- struct{}{}
			return nil
		}})
	}, []jobs.Regular{sweep})
	if err != nil {
		t.Fatal(err)
	}
	r.LookEvery(20 * time.Millisecond)
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	for range late {
		wait(t, done)
	}
	wait(t, swept) // at the start, unless that was there first
	wait(t, swept) // that which was put off
	mu.Lock()
	defer mu.Unlock()
	for _, person := range late {
		if !slices.Contains(ran, person) {
			t.Errorf("%s did not run", person)
		}
	}
	if len(ran) > len(late) {
		t.Error("what waits for its next try ran")
	}
}
