package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
)

// greet is a job that is tried once.
type greet struct {
	Person uuid.UUID `json:"person"`
}

func (greet) Kind() string                 { return "greet" }
func (greet) InsertOpts() river.InsertOpts { return river.InsertOpts{MaxAttempts: 1} }

type worker struct {
	river.WorkerDefaults[greet]
	work func(ctx context.Context, person uuid.UUID) error
}

func (w *worker) Work(ctx context.Context, job *river.Job[greet]) error {
	return w.work(ctx, job.Args.Person)
}

// lockedBuffer is a log that many goroutines write.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// running starts a runner with the service's rights, and checks at the end that River asked for no others.
func running(t *testing.T, d *dbtest.DB, work func(context.Context, uuid.UUID) error, regular ...jobs.Regular) (*jobs.Runner, *lockedBuffer) {
	t.Helper()
	log := &lockedBuffer{}
	if work == nil {
		work = func(context.Context, uuid.UUID) error { return nil }
	}
	r, err := jobs.New(d.Service, slog.New(slog.NewTextHandler(log, nil)), func(known *river.Workers) {
		river.AddWorker(known, &worker{work: work})
	}, regular)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := r.Stop(stop); err != nil {
			t.Error(err)
		}
		if strings.Contains(log.String(), "permission denied") || strings.Contains(log.String(), "42501") {
			t.Errorf("the service lacks a right:\n%s", log)
		}
	})
	return r, log
}

func enqueue(t *testing.T, d *dbtest.DB, q *jobs.Queue, person uuid.UUID, answer error) {
	t.Helper()
	err := d.Service.InTx(t.Context(), actor.System("test"), func(ctx context.Context, tx *db.Tx) error {
		return errors.Join(answer, q.Enqueue(ctx, tx, greet{Person: person}))
	})
	if !errors.Is(err, answer) {
		t.Fatal(err)
	}
}

func wait[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(30 * time.Second):
		t.Fatal("nothing happened")
	}
	panic("unreachable")
}

// eventually waits for what the runner writes after a job's end.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 600 {
		if holds() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s: not so", what)
}

func TestAJobIsThereWhenTheChangeIs(t *testing.T) {
	d := dbtest.New(t)
	seen := make(chan uuid.UUID, 10)
	r, _ := running(t, d, func(_ context.Context, person uuid.UUID) error { seen <- person; return nil })
	rolledBack, here, elsewhere := uuid.New(), uuid.New(), uuid.New()
	enqueue(t, d, r.Queue(), rolledBack, errors.New("boom"))
	enqueue(t, d, r.Queue(), here, nil)
	if got := wait(t, seen); got != here {
		t.Errorf("ran for %v, want %v", got, here)
	}
	other, err := jobs.NewQueue(d.Service) // as another process has
	if err != nil {
		t.Fatal(err)
	}
	enqueue(t, d, other, elsewhere, nil)
	if got := wait(t, seen); got != elsewhere {
		t.Errorf("ran for %v, want %v", got, elsewhere)
	}
	var n int
	if err := d.Owner.Get(&n, `SELECT count(*) FROM river_job WHERE args->>'person' = $1`, rolledBack.String()); err != nil || n != 0 {
		t.Errorf("%d jobs of a change that was not made, %v", n, err)
	}
}

// TestADiscardedJobIsSeenAndRunsAgain lets a job fail for the last time, by error and by panic, mends what was wrong,
// and retries it.
func TestADiscardedJobIsSeenAndRunsAgain(t *testing.T) {
	for name, fail := range map[string]func() error{
		"error": func() error { return errors.New("the mail server is away") },
		"panic": func() error { panic("the mail server is away") },
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.New(t)
			var mended atomic.Bool
			done := make(chan uuid.UUID, 1)
			r, log := running(t, d, func(_ context.Context, person uuid.UUID) error {
				if !mended.Load() {
					return fail()
				}
				done <- person
				return nil
			})
			person := uuid.New()
			enqueue(t, d, r.Queue(), person, nil)
			var failed []jobs.FailedJob
			eventually(t, "the job is discarded", func() bool {
				var err error
				if failed, err = r.Queue().Failed(t.Context()); err != nil {
					t.Fatal(err)
				}
				return len(failed) == 1
			})
			job := failed[0]
			if job.Kind != "greet" || !strings.Contains(job.Error, "mail server") || job.Attempts != 1 ||
				!strings.Contains(job.Args, person.String()) || job.FailedAt.IsZero() {
				t.Errorf("failed job %+v", job)
			}
			if !strings.Contains(log.String(), "kind=greet") {
				t.Errorf("the log does not tell:\n%s", log)
			}
			mended.Store(true)
			if err := r.Queue().Retry(t.Context(), job.ID); err != nil {
				t.Fatal(err)
			}
			if got := wait(t, done); got != person {
				t.Errorf("ran for %v", got)
			}
			if failed, err := r.Queue().Failed(t.Context()); err != nil || len(failed) != 0 {
				t.Errorf("still failed: %v, %v", failed, err)
			}
		})
	}
}

func TestRetryOfNoJob(t *testing.T) {
	d := dbtest.New(t)
	q, err := jobs.NewQueue(d.Service)
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Retry(t.Context(), 4711); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("answer %v", err)
	}
	if failed, err := q.Failed(t.Context()); err != nil || failed == nil || len(failed) != 0 {
		t.Errorf("failed jobs %v, %v", failed, err)
	}
}

func TestStopWaitsForAJob(t *testing.T) {
	d := dbtest.New(t)
	begun, end := make(chan bool), make(chan bool)
	var finished atomic.Bool
	r, _ := running(t, d, func(ctx context.Context, _ uuid.UUID) error {
		begun <- true
		<-end
		finished.Store(ctx.Err() == nil)
		return nil
	})
	enqueue(t, d, r.Queue(), uuid.New(), nil)
	wait(t, begun)
	stopped := make(chan error)
	go func() { stopped <- r.Stop(context.Background()) }()
	close(end)
	if err := wait(t, stopped); err != nil || !finished.Load() {
		t.Errorf("stopped with %v, job finished %v", err, finished.Load())
	}
}

func TestStopCancelsAJobThatTakesTooLong(t *testing.T) {
	d := dbtest.New(t)
	begun := make(chan bool)
	var cancelled atomic.Bool
	r, _ := running(t, d, func(ctx context.Context, _ uuid.UUID) error {
		begun <- true
		<-ctx.Done()
		cancelled.Store(true)
		return ctx.Err()
	})
	enqueue(t, d, r.Queue(), uuid.New(), nil)
	wait(t, begun)
	hurry, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := r.Stop(hurry); err != nil || !cancelled.Load() {
		t.Errorf("stopped with %v, job cancelled %v", err, cancelled.Load())
	}
}

// TestOldJobsGo keeps what ended well a week and what failed three months, or as long as was chosen.
func TestOldJobsGo(t *testing.T) {
	d := dbtest.New(t)
	_, err := d.Owner.Exec(`INSERT INTO river_job (kind, args, state, finalized_at, attempt, max_attempts, queue)
SELECT 'greet', '{}', s::river_job_state, clock_timestamp() - make_interval(days => a), 1, 1, 'default'
FROM unnest('{completed,discarded}'::text[]) s, unnest('{6,8,89,91}'::integer[]) a`)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		change string
		gone   int
	}{{`SELECT`, 4}, {`SELECT`, 0}, {`INSERT INTO retention (rule, count) VALUES ('failed_jobs', 14)`, 1}, {`UPDATE retention SET count = 1`, 0}} { // one day is not allowed
		if _, err := d.Owner.Exec(step.change); err != nil {
			t.Fatal(err)
		}
		if gone, err := jobs.Forget(t.Context(), d.Service, time.Now()); err != nil || gone != step.gone {
			t.Errorf("%s: %d jobs went, %v", step.change, gone, err)
		}
	}
}
