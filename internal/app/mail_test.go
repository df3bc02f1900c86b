package app_test

import (
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/report"
)

// TestMailOutlivesADayWithoutItsServer adds up how long each kind of mail is tried, and how long it waits at most.
func TestMailOutlivesADayWithoutItsServer(t *testing.T) {
	for kind, opts := range map[string]river.InsertOpts{
		"identity": identity.MailArgs{}.InsertOpts(), "report": report.MailArgs{}.InsertOpts(), "ask": ask.MailArgs{}.InsertOpts(),
	} {
		job, clock := &river.Job[identity.MailArgs]{JobRow: &rivertype.JobRow{MaxAttempts: opts.MaxAttempts}}, time.Duration(0)
		for job.Attempt = 1; job.Attempt < job.MaxAttempts; job.Attempt++ {
			wait := time.Until(jobs.Mail[identity.MailArgs]{}.NextRetry(job))
			if clock += wait; wait > 31*time.Minute || wait < 0 {
				t.Errorf("%s waits for %v after %d tries", kind, wait, job.Attempt)
			}
		}
		if clock < 24*time.Hour || clock > 72*time.Hour {
			t.Errorf("%s is tried for %s", kind, clock)
		}
	}
}
