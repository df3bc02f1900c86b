package app_test

import (
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/report"
)

// TestMailOutlivesADayWithoutItsServer adds up how long each kind of mail is tried.
func TestMailOutlivesADayWithoutItsServer(t *testing.T) {
	policy := &river.DefaultClientRetryPolicy{}
	for _, args := range []interface {
		river.JobArgs
		river.JobArgsWithInsertOpts
	}{identity.MailArgs{}, report.MailArgs{}} {
		job, clock := &rivertype.JobRow{MaxAttempts: args.InsertOpts().MaxAttempts}, time.Duration(0)
		for job.Attempt = 1; job.Attempt < job.MaxAttempts; job.Attempt++ {
			clock += time.Until(policy.NextRetry(job))
			job.Errors = append(job.Errors, rivertype.AttemptError{Attempt: job.Attempt})
		}
		if clock < 24*time.Hour || clock > 72*time.Hour {
			t.Errorf("%s is tried for %s", args.Kind(), clock)
		}
	}
}
