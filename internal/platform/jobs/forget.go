package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
)

// ended is how jobs end that are kept for a time: done, to answer "was it sent?", or failed for the last time, to wait for the
// administrator.
var ended = map[kept.Name]rivertype.JobState{kept.FinishedJobs: rivertype.JobStateCompleted, kept.FailedJobs: rivertype.JobStateDiscarded}

// Old counts the jobs that ended in a way before a moment.
func (q *Queue) Old(ctx context.Context, name kept.Name, before time.Time) (int, error) {
	n, err := countOld(ctx, q.db, ended[name], before)
	if err != nil {
		return 0, fmt.Errorf("count old jobs: %w", q.db.Translate(err))
	}
	return n, nil
}

// Forget removes the jobs that are too old at a moment, and tells how many.
func Forget(ctx context.Context, d *db.DB, now time.Time) (int, error) {
	total := 0
	for name, state := range ended {
		before, err := kept.Before(ctx, d, name, now)
		if err != nil {
			return total, d.Translate(err)
		}
		for removed := forgetBatch; removed == forgetBatch; total += removed {
			if removed, err = removeOld(ctx, d, state, before, forgetBatch); err != nil {
				return total, fmt.Errorf("remove old jobs: %w", d.Translate(err))
			}
		}
	}
	return total, nil
}

// forgetBatch is how many jobs are removed at once.
const forgetBatch = 5000

// forgetArgs is the job that removes old jobs.
type forgetArgs struct{}

// Kind names the job.
func (forgetArgs) Kind() string { return "jobs_forgetting" }

type forgetWorker struct {
	river.WorkerDefaults[forgetArgs]
	db *db.DB
}

// Work removes what is old now.
func (w *forgetWorker) Work(ctx context.Context, _ *river.Job[forgetArgs]) error {
	now, err := db.Now(ctx, w.db)
	if err != nil {
		return err
	}
	_, err = Forget(ctx, w.db, now)
	return err
}

func forgetting() *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(time.Hour), func() (river.JobArgs, *river.InsertOpts) { return forgetArgs{}, nil }, nil)
}
