// Package failover lets a remote engine answer while it is well, and the embedded one whenever it is not.
//
// Each process watches the remote by itself, a few times a second: it must answer, hold this database by this program's
// settings, and be at most some seconds behind the log. A search goes there only while the watch is content and the
// circuit breaker is closed, with little time to answer; whatever goes wrong, the embedded engine answers the same
// question. Once the breaker has opened only the watch asks the remote, so nobody waits for a server that hangs.
package failover

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/sony/gobreaker/v2"

	"github.com/tuottajatori/tuottajatori/search"
)

const (
	searchTimeout = time.Second            // after this the embedded engine is asked
	slow          = 400 * time.Millisecond // an answer that is used and still counts as a failure, and so much later
	slowEach      = 8 * time.Millisecond   // for each search that is under way: with many, each waits for the others
	failuresOpen  = 4                      // in a row, until the breaker opens
	shareOpen     = 0.5                    // or this share of
	sharedAmong   = 20                     // so many within
	countFor      = 10 * time.Second
	openFor       = time.Second // before the watch tries again
	watchEvery    = 200 * time.Millisecond
	askTimeout    = time.Second     // of one question of the watch
	stateGood     = 2 * time.Second // how long what the watch saw may be relied upon
	mostBehind    = 3 * time.Second // a change shows no later than this, by whichever engine
)

// State says which database this is and how far its log has come.
type State struct {
	Database uuid.UUID
	Version  int64
}

// Engine is search.Engine of two.
type Engine struct {
	embedded search.Engine
	remote   search.Remote // nil: there is none
	state    func(context.Context) (State, error)
	log      *slog.Logger
	breaker  *gobreaker.CircuitBreaker[search.Result]
	metrics  metrics
	underWay atomic.Int64 // searches that the remote has not answered yet

	mu  sync.Mutex // guards what the watch has seen
	now seen
}

var _ search.Engine = (*Engine)(nil)

// New makes an engine. Without a remote (nil) the embedded one answers everything. State reads the log's state from the
// database. Until Watch runs, the embedded engine answers.
func New(embedded search.Engine, remote search.Remote, state func(context.Context) (State, error), log *slog.Logger) *Engine {
	e := &Engine{embedded: embedded, remote: remote, state: state, log: log, metrics: newMetrics()}
	e.breaker = gobreaker.NewCircuitBreaker[search.Result](gobreaker.Settings{
		Name: "search", Interval: countFor, BucketPeriod: countFor / 10, Timeout: openFor,
		ReadyToTrip: func(c gobreaker.Counts) bool {
			return c.ConsecutiveFailures >= failuresOpen || c.Requests >= sharedAmong && float64(c.TotalFailures) >= shareOpen*float64(c.Requests)
		},
		IsExcluded: func(err error) bool { _, gone := errors.AsType[*leftError](err); return gone },
		OnStateChange: func(_ string, _, to gobreaker.State) {
			if to == gobreaker.StateOpen {
				e.metrics.opened.Inc()
			}
		},
	})
	return e
}

// Name is the name of the engine that would answer now.
func (e *Engine) Name() string { return e.answering().Name() }

func (e *Engine) answering() search.Engine {
	if e.remote != nil && e.well(time.Now()) && e.breaker.State() == gobreaker.StateClosed {
		return e.remote
	}
	return e.embedded
}

// Search answers q by the remote or, when it is not well, the embedded engine. An order by a usage that is asked is the
// embedded engine's to work out: the remote's index holds that of the usual one.
func (e *Engine) Search(ctx context.Context, q search.Query) (search.Result, error) {
	if e.answering() == e.remote && !q.ByUsage() {
		result, err := e.breaker.Execute(func() (search.Result, error) { return e.ask(ctx, q, searchTimeout) })
		if _, gone := errors.AsType[*leftError](err); gone {
			return search.Result{}, ctx.Err()
		}
		if err == nil || errors.Is(err, errSlow) {
			e.metrics.answered(e.remote.Name())
			return result, nil
		}
		e.metrics.failures.Inc()
		e.log.DebugContext(ctx, "the remote search engine failed, the embedded one answers", "cause", err)
	}
	result, err := e.embedded.Search(ctx, q)
	if err == nil {
		e.metrics.answered(e.embedded.Name())
	}
	return result, err
}

// errSlow comes with a good answer that took too long to wait for often.
var errSlow = errors.New("slow")

// leftError is the end of whoever asked, which says nothing of the engine.
type leftError struct{ cause error }

func (l *leftError) Error() string { return "whoever asked has left: " + l.cause.Error() }

func (e *Engine) ask(ctx context.Context, q search.Query, timeout time.Duration) (search.Result, error) {
	began := time.Now()
	others := e.underWay.Add(1) - 1
	defer e.underWay.Add(-1)
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	result, err := e.remote.Search(limited, q)
	switch {
	case err != nil && ctx.Err() != nil:
		return search.Result{}, &leftError{ctx.Err()}
	case err != nil:
		return search.Result{}, err
	case time.Since(began) > slow+time.Duration(others)*slowEach:
		return result, errSlow
	}
	return result, nil
}

// Put adds documents to the embedded engine; the remote follows by itself. See search.Engine.
func (e *Engine) Put(ctx context.Context, docs []search.Document) error {
	return e.embedded.Put(ctx, docs)
}

// Delete removes documents from the embedded engine; the remote follows by itself. See search.Engine.
func (e *Engine) Delete(ctx context.Context, ids []uuid.UUID) error {
	return e.embedded.Delete(ctx, ids)
}

// Clear removes everything from the embedded engine; the remote follows by itself.
func (e *Engine) Clear(ctx context.Context) error { return e.embedded.Clear(ctx) }

// Count says how many documents the embedded engine has.
func (e *Engine) Count(ctx context.Context) (int, error) { return e.embedded.Count(ctx) }
