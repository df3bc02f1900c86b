package failover

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/sony/gobreaker/v2"

	"github.com/tuottajatori/tuottajatori/search"
)

// seen is what the watch has seen last.
type seen struct {
	state   State
	stateAt time.Time // zero: never
	mark    search.Mark
	markAt  time.Time
	trouble string // why the remote cannot be used; empty when it can
	silent  int    // how many times in a row it did not answer the watch
	lives   int    // how many times it was found to be unusable
	steps   []step // the log's versions that the remote had not had when it was last asked, oldest first
}

// step is when a version of the log was first seen.
type step struct {
	version int64
	at      time.Time
}

// Watch looks at the log and the remote engine until ctx ends.
func (e *Engine) Watch(ctx context.Context) {
	var both sync.WaitGroup
	both.Go(func() { every(ctx, watchEvery, e.watchState) })
	if e.remote != nil {
		both.Go(func() { every(ctx, watchEvery, e.watchRemote) })
	}
	both.Wait()
}

func every(ctx context.Context, pause time.Duration, do func(context.Context)) {
	for ctx.Err() == nil {
		do(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

func (e *Engine) watchState(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	state, err := e.state(ctx)
	if err != nil {
		return // what was seen is not relied upon for long
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.now.saw(state, time.Now())
}

func (s *seen) saw(state State, at time.Time) {
	if state.Database != s.state.Database {
		s.steps = nil
	}
	if state != s.state && state.Version > s.mark.Version {
		if len(s.steps) == mostSteps { // the oldest tells how far behind we are
			s.steps = s.steps[:mostSteps-1]
		}
		s.steps = append(s.steps, step{state.Version, at})
	}
	s.state, s.stateAt = state, at
}

const mostSteps = 1000

// watchRemote asks the remote how it is, and closes the breaker again when it is well.
func (e *Engine) watchRemote(ctx context.Context) {
	asking, cancel := context.WithTimeout(ctx, askTimeout)
	mark, err := e.remote.Mark(asking)
	cancel()
	if ctx.Err() != nil {
		return
	}
	trouble := ""
	if err != nil {
		trouble = "it does not answer: " + err.Error()
	}
	e.mu.Lock()
	before := e.now
	e.now.heard(mark, trouble, e.remote.Settings(), time.Now())
	trouble = e.now.trouble
	e.mu.Unlock()
	e.report(ctx, before, trouble)
	if trouble == "" && e.breaker.State() == gobreaker.StateHalfOpen {
		_, _ = e.breaker.Execute(func() (search.Result, error) { return e.ask(ctx, search.Query{Limit: 1}, askTimeout) })
	}
}

// mostSilent is how many times in a row the watch may be left without an answer, as by a server that has much to do.
// Those who search find out by themselves, and open the breaker.
const mostSilent = 1

// heard notes a mark, or why there is none, and judges it.
func (s *seen) heard(mark search.Mark, trouble, settings string, at time.Time) {
	s.silent++
	if trouble == "" {
		s.silent = 0
	}
	if s.silent > 0 && s.silent <= mostSilent && !s.markAt.IsZero() {
		return
	}
	well := s.trouble == ""
	s.markAt = at
	if s.trouble = trouble; trouble == "" {
		s.judge(mark, settings, at)
	}
	if well && s.trouble != "" {
		s.lives++
	}
}

func (s *seen) judge(mark search.Mark, settings string, at time.Time) {
	if mark.Version < s.mark.Version { // an older copy
		s.lives++
	}
	s.mark = mark
	for len(s.steps) > 0 && s.steps[0].version <= mark.Version {
		s.steps = s.steps[1:]
	}
	foreign := mark.Foreign(s.state.Database, settings)
	switch {
	case s.stateAt.IsZero():
		s.trouble = "the log is not known yet"
	case foreign != "":
		s.trouble = foreign
	case s.behind(at) > mostBehind:
		s.trouble = fmt.Sprintf("it is more than %s behind", mostBehind)
	}
}

// behind is how long the remote has lacked something.
func (s *seen) behind(at time.Time) time.Duration {
	if len(s.steps) == 0 {
		return 0
	}
	return at.Sub(s.steps[0].at)
}

// well tells whether the remote may be asked. What was seen too long ago, as when this machine slept, is not believed.
func (e *Engine) well(at time.Time) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.now.trouble == "" && at.Sub(e.now.markAt) < stateGood && e.now.behind(at) <= mostBehind
}

// Answers tells which engine would answer now and, at the least, which edition of its index. It is false when that is
// not known. An engine that was lost and came back has a new edition even if it says that nothing has changed.
func (e *Engine) Answers() (engine, edition string, known bool) {
	by := e.answering()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.remote != nil && by == e.remote {
		return by.Name(), strconv.Itoa(e.now.lives) + "." + strconv.FormatInt(e.now.mark.Version, 10), true
	}
	return by.Name(), strconv.FormatInt(e.now.state.Version, 10), time.Since(e.now.stateAt) < stateGood
}

// report logs when the remote becomes usable or ceases to be, and the first trouble at all.
func (e *Engine) report(ctx context.Context, before seen, trouble string) {
	e.metrics.watched(trouble == "", e.lag())
	switch {
	case trouble == "" && (before.trouble != "" || before.markAt.IsZero()):
		e.log.InfoContext(ctx, "searches go to the remote engine", "engine", e.remote.Name())
	case trouble != "" && before.trouble == "":
		e.log.WarnContext(ctx, "the embedded engine answers searches", "instead_of", e.remote.Name(), "because", trouble)
	}
}

func (e *Engine) lag() time.Duration {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.now.behind(time.Now())
}
