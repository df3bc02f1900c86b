package db

import (
	"context"
	"sync/atomic"
	"time"
)

// clockPatience is how long the database is waited for when it is asked for the time.
const clockPatience = time.Second

// Clock is the database's clock for what is asked too often to ask it each time: it is asked again when its last answer is older
// than a time, and in between that answer is counted on from, by what no setting of the machine's own clock changes. The machine's
// own is told only until the database has answered once.
func (d *DB) Clock(every time.Duration) func() time.Time {
	type answer struct{ told, at time.Time }
	var last atomic.Pointer[answer]
	var asked atomic.Pointer[time.Time]
	return func() time.Time {
		before := asked.Load()
		now := time.Now()
		if (before == nil || now.Sub(*before) >= every) && asked.CompareAndSwap(before, &now) {
			ctx, cancel := context.WithTimeout(context.Background(), clockPatience)
			defer cancel()
			if told, err := Now(ctx, d); err == nil {
				last.Store(&answer{told: told, at: time.Now()})
			}
		}
		if a := last.Load(); a != nil {
			return a.told.Add(time.Since(a.at))
		}
		return time.Now()
	}
}
