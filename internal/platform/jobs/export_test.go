package jobs

import "time"

// LookEvery lets a runner that has not started look for the dead more often.
func (r *Runner) LookEvery(d time.Duration) { r.alive.every = d }

// NameLock is how a runner's name becomes the number of its lock.
const NameLock = nameLock

// RetryAt is when a regular run that failed is tried again.
var RetryAt = retryAt
