// Package jobs does work later: mail, indexing, what time alone brings. It is River over database/sql.
//
// A job is enqueued in the transaction of the use case, so it is there exactly when the change is. Its arguments are
// ids only: a worker reads the current row, and can run twice. A job that failed for the last time is discarded, which
// the administrator sees (Failed) and can undo (Retry). Any number of processes may run jobs; those of one that was killed
// are run by another within seconds (alive.go). What comes again and again is regular.go's.
package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivertype"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

const (
	// poll is how soon another process's job is seen. Jobs of the same process start within milliseconds.
	poll = 200 * time.Millisecond
	// workers is how many jobs run at once in a process. Each may hold a connection to the database.
	workers = 8
	// timeout is how long one job may run.
	timeout = 2 * time.Minute
	// never is for what River would clean up by itself: how long jobs are kept is platform/kept's.
	never = -1
)

// Queue takes jobs. It is safe for concurrent use.
type Queue struct {
	client *river.Client[*sql.Tx]
	db     *db.DB
}

// NewQueue makes a queue that only takes jobs, for commands and for tests that do not run them.
func NewQueue(d *db.DB) (*Queue, error) {
	client, err := river.NewClient(riverdatabasesql.New(d.DB.DB), &river.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, fmt.Errorf("make the job queue: %w", err)
	}
	return &Queue{client: client, db: d}, nil
}

// Enqueue adds a job in the transaction. The args' own InsertOpts say its queue, tries and uniqueness.
func (q *Queue) Enqueue(ctx context.Context, tx *db.Tx, args river.JobArgs) error {
	if _, err := q.client.InsertTx(ctx, tx.Tx.Tx, args, nil); err != nil {
		return fmt.Errorf("enqueue %s: %w", args.Kind(), err)
	}
	return nil
}

// FailedJob is a job that failed for the last time.
type FailedJob struct {
	ID       int64
	Kind     string
	Args     string // JSON; ids only
	Attempts int
	Error    string // of the last try
	FailedAt time.Time
}

// failedLimit is how many failed jobs are listed.
const failedLimit = 200

// Failed lists the discarded jobs, the newest first.
func (q *Queue) Failed(ctx context.Context) ([]FailedJob, error) {
	found, err := q.client.JobList(ctx, river.NewJobListParams().States(rivertype.JobStateDiscarded).
		OrderBy(river.JobListOrderByID, river.SortOrderDesc).First(failedLimit))
	if err != nil {
		return nil, fmt.Errorf("list failed jobs: %w", q.db.Translate(err))
	}
	list := make([]FailedJob, 0, len(found.Jobs))
	for _, row := range found.Jobs {
		job := FailedJob{ID: row.ID, Kind: row.Kind, Args: string(row.EncodedArgs), Attempts: row.Attempt}
		if n := len(row.Errors); n > 0 {
			job.Error = row.Errors[n-1].Error
		}
		if row.FinalizedAt != nil {
			job.FailedAt = row.FinalizedAt.UTC()
		}
		list = append(list, job)
	}
	return list, nil
}

// Delayed is work of one kind that has failed some times and is tried again by itself, as mail is while its server is away.
type Delayed struct {
	Kind  string    `db:"kind"`
	Count int       `db:"count"`
	Since time.Time `db:"since"` // when the oldest was asked for
	Next  time.Time `db:"next"`  // when the first of them is tried again
	Error string    `db:"error"` // of the latest try
}

// delayedAfter is after how many tries work counts as delayed: fewer are over in a minute or two.
const delayedAfter = 3

// Delayed lists what waits to be tried again, by kind.
func (q *Queue) Delayed(ctx context.Context) ([]Delayed, error) {
	list, err := delayed(ctx, q.db)
	return list, q.db.Translate(err)
}

// Retry makes a failed job run again, at once. A job that has gone is fault.CodeNotFound.
func (q *Queue) Retry(ctx context.Context, id int64) error {
	_, err := q.client.JobRetry(ctx, id)
	if errors.Is(err, rivertype.ErrNotFound) {
		return fault.New(fault.CodeNotFound, "fault.jobs.not_found").Because(err)
	}
	if err != nil {
		return fmt.Errorf("retry job %d: %w", id, q.db.Translate(err))
	}
	return nil
}

// RetryAll makes every failed job of a kind run again, and tells how many.
func (q *Queue) RetryAll(ctx context.Context, kind string) (int, error) {
	n, err := retryAll(ctx, q.db, kind)
	if err != nil {
		return 0, fmt.Errorf("retry jobs: %w", q.db.Translate(err))
	}
	return n, nil
}

// GiveUp removes a failed job. One that has gone, or has not failed for the last time, is fault.CodeNotFound.
func (q *Queue) GiveUp(ctx context.Context, id int64) error {
	there, err := giveUp(ctx, q.db, id)
	if err != nil {
		return fmt.Errorf("give up job %d: %w", id, q.db.Translate(err))
	}
	if !there {
		return fault.New(fault.CodeNotFound, "fault.jobs.not_found")
	}
	return nil
}

// Runner runs the jobs, and takes them too.
type Runner struct {
	queue    *Queue
	client   *river.Client[*sql.Tx]
	alive    *alive
	stopLook context.CancelFunc
	looking  sync.WaitGroup
}

// New makes a runner. Register adds each room's workers; a job of a kind that has no worker is kept and retried, so
// that an older program does not lose a newer one's. Regular is every room's regular work. Nothing runs before Start.
func New(d *db.DB, logger *slog.Logger, register func(*river.Workers), regular []Regular) (*Runner, error) {
	known := river.NewWorkers()
	register(known)
	var periodic []*river.PeriodicJob
	for _, r := range append(slices.Clone(regular), forgetting(d)) {
		river.AddWorkerArgs(known, again{r.kind}, &regularWorker{Regular: r, db: d, log: logger})
		periodic = append(periodic, r.periodic())
	}
	name := newName()
	client, err := river.NewClient(riverdatabasesql.New(d.DB.DB), &river.Config{
		ID:                          name,
		Logger:                      logger,
		Workers:                     known,
		Queues:                      map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}},
		PeriodicJobs:                periodic,
		FetchPollInterval:           poll,
		FetchCooldown:               poll / 4,
		JobTimeout:                  timeout,
		CompletedJobRetentionPeriod: never,
		DiscardedJobRetentionPeriod: never,
		ReindexerIndexNames:         []string{}, // the reindexer needs the owner's rights, which the service has not
		ErrorHandler:                &logging{logger: logger},
	})
	if err != nil {
		return nil, fmt.Errorf("make the job runner: %w", err)
	}
	return &Runner{client: client, queue: &Queue{client: client, db: d}, alive: &alive{name: name, db: d, log: logger, every: lookEvery}}, nil
}

// Queue is the runner's queue: what it takes starts without waiting for a poll.
func (r *Runner) Queue() *Queue { return r.queue }

// Start begins to run jobs, and to have those run again whose runner has died. They are stopped by Stop, not by the end
// of ctx: a job that has begun is finished.
func (r *Runner) Start(ctx context.Context) error {
	if err := r.alive.hold(ctx); err != nil { // before it can have a job
		return fmt.Errorf("start the jobs: %w", err)
	}
	ctx = context.WithoutCancel(ctx)
	if err := r.client.Start(ctx); err != nil {
		r.alive.letGo()
		return fmt.Errorf("start the jobs: %w", err)
	}
	ctx, r.stopLook = context.WithCancel(ctx)
	r.looking.Go(func() { r.alive.watch(ctx) })
	return nil
}

// Stop takes no new jobs and waits for those that run. When ctx ends first, it cancels them and waits for that; they
// run again later.
func (r *Runner) Stop(ctx context.Context) error {
	defer r.alive.letGo()
	if r.stopLook != nil {
		r.stopLook()
		r.looking.Wait()
	}
	if err := r.client.Stop(ctx); err == nil || ctx.Err() == nil {
		return err
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := r.client.StopAndCancel(last); err != nil {
		return fmt.Errorf("stop the jobs: %w", err)
	}
	return nil
}

// logging writes a job's failure with its kind and number; River writes nothing about them by itself.
type logging struct{ logger *slog.Logger }

func (l *logging) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	l.logger.ErrorContext(ctx, "job failed", "kind", job.Kind, "job", job.ID, "attempt", job.Attempt,
		"last", job.Attempt >= job.MaxAttempts, "error", err)
	return nil
}

func (l *logging) HandlePanic(ctx context.Context, job *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	l.logger.ErrorContext(ctx, "job panicked", "kind", job.Kind, "job", job.ID, "attempt", job.Attempt,
		"panic", value, "trace", trace)
	return nil
}
