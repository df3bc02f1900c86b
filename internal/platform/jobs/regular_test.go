package jobs_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/riverqueue/river/rivertype"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
)

// TestRegularWorkComesAgain has two processes over one database do work whose next time comes while a run goes on, and fails
// now and then: never are two runs there at once, each comes as of the database's clock, what it did is logged, and what
// failed for the last time waits for the administrator while the next run comes.
func TestRegularWorkComesAgain(t *testing.T) {
	d := dbtest.New(t)
	var runs, now, failing atomic.Int32
	done := make(chan int32, 100)
	failing.Store(1)
	sweep := jobs.Every(300*time.Millisecond, "sweep", jobs.Counted("swept", func(_ context.Context, at time.Time) (int, error) {
		defer now.Add(-1)
		if now.Add(1) > 1 {
			t.Error("two runs at once")
		}
		if ago := time.Since(at); ago < -time.Minute || ago > time.Minute {
			t.Errorf("as of %s", at)
		}
		n := runs.Add(1)
		time.Sleep(400 * time.Millisecond) // past the next time
		if failing.Load() > 0 {
			return 0, errors.New("the broom is away")
		}
		done <- n
		return 7, nil
	}))
	quiet := jobs.Every(time.Hour, "quiet", func(context.Context, time.Time) (jobs.Did, error) { return jobs.Did{"nothing": 0}, nil })
	here, log := running(t, d, nil, sweep, quiet)
	_, other := running(t, d, nil, sweep, quiet)

	there := func() (n int) {
		if err := d.Owner.Get(&n, `SELECT count(*) FROM river_job WHERE kind = 'sweep' AND state <> 'completed' AND state <> 'discarded'`); err != nil {
			t.Fatal(err)
		}
		return n
	}
	eventually(t, "it failed and is tried again", func() bool { return runs.Load() >= 2 })
	if n := there(); n != 1 {
		t.Errorf("%d runs are there", n)
	}
	if _, err := d.Owner.Exec(`UPDATE river_job SET max_attempts = attempt WHERE kind = 'sweep'`); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it waits for the administrator", func() bool {
		failed, err := here.Queue().Failed(t.Context())
		return err == nil && len(failed) > 0 && failed[0].Kind == "sweep" && strings.Contains(failed[0].Error, "broom")
	})
	failing.Store(0)
	wait(t, done)
	wait(t, done) // the next, and the next after it
	if n := there(); n > 1 {
		t.Errorf("%d runs are there", n)
	}
	eventually(t, "the log tells what was done", func() bool {
		return strings.Contains(log.String()+other.String(), "kind=sweep swept=7")
	})
	if strings.Contains(log.String()+other.String(), "kind=quiet") {
		t.Error("the log tells of nothing")
	}
}

// TestARegularRunIsTriedBeforeTheNextWouldCome holds that tries come soon, then rarer, and never farther apart than runs do.
func TestARegularRunIsTriedBeforeTheNextWouldCome(t *testing.T) {
	now := time.Now()
	for attempt := 1; attempt <= 25; attempt++ {
		at := jobs.RetryAt(&rivertype.JobRow{Attempt: attempt, Errors: make([]rivertype.AttemptError, attempt-1)}, time.Hour, now)
		if after := at.Sub(now); after <= 0 || after > time.Hour || attempt == 1 && after > 3*time.Second || attempt > 12 && after < time.Hour {
			t.Errorf("try %d comes after %s", attempt+1, after)
		}
	}
}
