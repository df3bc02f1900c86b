package jobs

import (
	"context"
	"fmt"
	"time"

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

// forgetting is the removal of old jobs, once an hour.
func forgetting(d *db.DB) Regular {
	return Every(time.Hour, "jobs_forgetting", Counted("removed", func(ctx context.Context, now time.Time) (int, error) { return Forget(ctx, d, now) }))
}
