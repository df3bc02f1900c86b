package jobs

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Regular is work that comes again and again without anybody asking for it. Make it with Every.
type Regular struct {
	kind    string
	every   time.Duration
	timeout time.Duration // 0: that of every job
	do      func(context.Context, time.Time) (Did, error)
}

// Did is what a run of regular work has done, by what is counted: it is logged, but for what is zero.
type Did map[string]int

// Every is work that is done when a process begins to run jobs and then after each such time, as of a moment by the database's
// clock. A process counts the time between two by a clock that nobody sets; a run that it puts off since its own clock is ahead is
// found by alive.wake. Over all processes one run of a kind is there at a time: the next is not made before one has ended. A run that
// fails is tried again, at the latest when the next would have come, until it has failed for the last time and waits for the
// administrator; then the next is made.
func Every(every time.Duration, kind string, do func(ctx context.Context, now time.Time) (Did, error)) Regular {
	return Regular{kind: kind, every: every, do: do}
}

// Within gives a run more time than other jobs have.
func (r Regular) Within(timeout time.Duration) Regular {
	r.timeout = timeout
	return r
}

// Counted makes work of a use case that answers how many it has done something to: what, as the log calls it.
func Counted(what string, do func(ctx context.Context, now time.Time) (int, error)) func(context.Context, time.Time) (Did, error) {
	return func(ctx context.Context, now time.Time) (Did, error) {
		n, err := do(ctx, now)
		return Did{what: n}, err
	}
}

// again is the arguments of each regular job: its kind alone.
type again struct{ kind string }

// Kind names the job.
func (a again) Kind() string { return a.kind }

// InsertOpts let one of a kind be there that has not ended.
func (again) InsertOpts() river.InsertOpts {
	return river.InsertOpts{UniqueOpts: river.UniqueOpts{ByState: []rivertype.JobState{rivertype.JobStateAvailable,
		rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled}}}
}

func (r Regular) periodic() *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(r.every), func() (river.JobArgs, *river.InsertOpts) { return again{r.kind}, nil },
		&river.PeriodicJobOpts{RunOnStart: true})
}

// regularWorker does regular work.
type regularWorker struct {
	river.WorkerDefaults[again]
	Regular
	db  *db.DB
	log *slog.Logger
}

// Work does it as of now, and logs what it did.
func (w *regularWorker) Work(ctx context.Context, _ *river.Job[again]) error {
	now, err := db.Now(ctx, w.db)
	if err != nil {
		return w.db.Translate(err)
	}
	did, err := w.do(ctx, now)
	counts := []any{"kind", w.kind}
	for _, what := range slices.Sorted(maps.Keys(did)) {
		if did[what] != 0 {
			counts = append(counts, what, did[what])
		}
	}
	if len(counts) > 2 {
		w.log.InfoContext(ctx, "regular work done", counts...)
	}
	return err
}

// Timeout is how long a run may take.
func (w *regularWorker) Timeout(*river.Job[again]) time.Duration { return w.timeout }

// NextRetry is when a run that failed is tried again: soon at first, and never later than the next would have come.
func (w *regularWorker) NextRetry(job *river.Job[again]) time.Time {
	return retryAt(job.JobRow, w.every, time.Now())
}

var usualRetry river.DefaultClientRetryPolicy

func retryAt(job *rivertype.JobRow, every time.Duration, now time.Time) time.Time {
	usual, next := usualRetry.NextRetry(job), now.Add(every)
	if next.Before(usual) {
		return next
	}
	return usual
}
