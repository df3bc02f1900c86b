package jobs

import (
	"context"
	"database/sql/driver"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

const (
	// lookEvery is how often a runner looks for jobs whose runner has died.
	lookEvery = 2 * time.Second
	// deadLooks is how many times in a row it must find a runner dead. One that has lost its connection, as all do when
	// the database starts again, has that time to come back.
	deadLooks = 3
	// wakeEvery is how many looks there are for one that looks for jobs whose time a wrong clock has set.
	wakeEvery = 15
	// mostDeaths is how many runners may die under a job without that counting as a try of it. A job that kills its
	// runner must come to an end.
	mostDeaths = 3
)

// alive says to the others that a runner lives: a connection that holds the lock of its name. The lock ends with the
// process, however that ends, and the others then have its jobs run again within seconds, rather than after the hour
// that River waits.
type alive struct {
	name  string
	db    *db.DB
	log   *slog.Logger
	every time.Duration
	conn  *sqlx.Conn
	dead  map[string]int // looks in a row that found a runner dead
	looks int
}

// newName is a name that no other runner has.
func newName() string {
	host, _ := os.Hostname() // only so that people can tell them apart
	return fmt.Sprintf("%.40s-%d-%s", host, os.Getpid(), uuid.NewString())
}

// hold takes the lock.
func (a *alive) hold(ctx context.Context) error {
	conn, err := a.db.Connx(ctx)
	if err != nil {
		return a.db.Translate(err)
	}
	a.conn = conn
	if err := takeName(ctx, conn, a.name); err != nil {
		a.letGo()
		return a.db.Translate(err)
	}
	return nil
}

// letGo gives the lock back with the connection.
func (a *alive) letGo() {
	if a.conn == nil {
		return
	}
	_ = a.conn.Raw(func(any) error { return driver.ErrBadConn }) // what database/sql understands as: do not reuse
	_ = a.conn.Close()
	a.conn = nil
}

// watch keeps the lock and looks after the jobs of those who have lost theirs, until ctx ends.
func (a *alive) watch(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(a.every):
		}
		if err := a.look(ctx); err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "jobs of runners that died are not looked for", "cause", err)
		}
		if a.looks++; a.looks%wakeEvery == 0 {
			a.wake(ctx)
		}
	}
}

// wake has those jobs tried now that would be tried too late: a clock was ahead when it was said when, and was set right.
func (a *alive) wake(ctx context.Context) {
	n, err := wakeLate(ctx, a.db)
	if err != nil && ctx.Err() == nil {
		a.log.WarnContext(ctx, "jobs that a wrong clock put off are not looked for", "cause", a.db.Translate(err))
	}
	if n > 0 {
		a.log.WarnContext(ctx, "jobs were put off by a clock that was ahead, and run now", "jobs", n)
	}
}

func (a *alive) look(ctx context.Context) error {
	if a.conn != nil && !holdsName(ctx, a.conn) {
		a.letGo()
	}
	if a.conn == nil {
		if err := a.hold(ctx); err != nil {
			return err
		}
	}
	names, err := runnerNames(ctx, a.conn)
	if err != nil {
		return a.db.Translate(err)
	}
	seen := map[string]int{}
	for _, name := range names {
		if name == a.name {
			continue
		}
		gone, err := a.bury(ctx, name, a.dead[name]+1 >= deadLooks)
		if err != nil {
			return err
		}
		if gone {
			seen[name] = a.dead[name] + 1
		}
	}
	a.dead = seen
	return nil
}

// bury tells whether a runner is dead, and if it is for certain has its jobs run again and lets another lead.
func (a *alive) bury(ctx context.Context, name string, certain bool) (dead bool, err error) {
	var again int
	err = a.db.InTx(ctx, actor.System("jobs"), func(ctx context.Context, tx *db.Tx) error {
		var err error
		if dead, err = nameIsFree(ctx, tx, name); err != nil || !dead || !certain {
			return err
		}
		again, err = runAgain(ctx, tx, name)
		return err
	})
	if err == nil && again > 0 {
		a.log.WarnContext(ctx, "a worker ended in the middle of jobs, which run again", "worker", name, "jobs", again)
	}
	return dead, err
}
