package jobs

import (
	"time"

	"github.com/riverqueue/river"
)

const (
	mailTries = 78               // over 36 hours, so that a mail server may be away for a day
	mailWait  = 30 * time.Minute // at most between two tries, so that mail goes soon after its return
)

// MailOpts is how often the job of one mail is tried.
func MailOpts() river.InsertOpts { return river.InsertOpts{MaxAttempts: mailTries} }

// Mail is the defaults of a worker that sends one mail: it is tried again soon at first, and then every half hour.
type Mail[T river.JobArgs] struct{ river.WorkerDefaults[T] }

// NextRetry is when a mail is tried again. One that an earlier program has queued, for fewer tries, waits as it would have.
func (Mail[T]) NextRetry(job *river.Job[T]) time.Time {
	if job.MaxAttempts < mailTries {
		return time.Time{}
	}
	return time.Now().Add(waitForMail(job.Attempt))
}

// waitForMail is how long a mail waits after so many tries.
func waitForMail(attempt int) time.Duration {
	if attempt >= 7 {
		return mailWait
	}
	return min(time.Duration(attempt*attempt*attempt*attempt)*time.Second, mailWait)
}
