// Package follow keeps an engine outside the database like the embedded one, whatever befalls it.
//
// The embedded engine's table is a log: each of its rows has the version at which it was last written, a removed row
// stays for a while, and the document stands beside it as it was written. A [Follower] reads what is newer than the
// engine's own [search.Mark] and posts it, then moves the mark. So nothing is lost when a process or the engine dies at
// any point: what was posted before the mark moved is posted again, and what the engine lost it lost with the mark.
// An engine whose mark is missing, foreign, of other settings or too old is built anew, beside the index that answers.
//
// Any number of processes may run a follower; one at a time feeds, under a lock of its own.
//
//	follow.go   who feeds, and what is to be done next
//	feed.go     posting what the log has
//	rebuild.go  building beside
//	store.go    SQL
package follow

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/search"
)

const (
	pollEvery     = 200 * time.Millisecond // for changes
	markEvery     = time.Second            // an idle engine is asked whether it still has its mark
	countEvery    = 10 * time.Second       // and how many documents it has
	countPatience = 10 * time.Minute       // between two rebuilds for a wrong number
	retryAtMost   = 3 * time.Second        // after failures
	markTimeout   = 5 * time.Second
	postTimeout   = 2 * time.Minute // of one batch
	logAtOne      = 4_000           // entries of the log posted at a time: posting has a price of its own in a large index
	tellEvery     = time.Second     // progress of a rebuild
	aliveEvery    = 10 * time.Second
	troubleAtMax  = 500 // bytes kept of an error
)

// The phases of Status.
const (
	PhaseWaiting    = "waiting"    // the engine cannot be fed; Error says why
	PhaseRebuilding = "rebuilding" // it is built anew
	PhaseFollowing  = "following"  // it is fed what changes
)

// Follower feeds a remote engine.
type Follower struct {
	d          *db.DB
	remote     search.Remote
	log        *slog.Logger
	countEvery time.Duration // countEvery, but in tests

	troubled  bool      // a failure has been logged and not yet its end
	recounted time.Time // when a wrong number of documents last led to a rebuild
	unsure    bool      // something was posted after the lock may have been lost
}

// New makes a follower of a database's log that feeds remote.
func New(d *db.DB, remote search.Remote, logger *slog.Logger) *Follower {
	return &Follower{d: d, remote: remote, log: logger, countEvery: countEvery}
}

// Run feeds the engine until ctx ends, or stands by while another process does. A failure is logged once, and tried
// again until it is over.
func (f *Follower) Run(ctx context.Context) {
	wait := pollEvery
	for ctx.Err() == nil {
		f.settle(ctx)
		fed, err := f.takeTurn(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			if fed {
				wait = pollEvery
			}
			wait = min(2*wait, retryAtMost)
		default:
			wait = markEvery // another feeds
		}
		sleep(ctx, wait)
	}
}

// takeTurn feeds while it can, if no other process does. It tells whether anything went well before it failed.
func (f *Follower) takeTurn(ctx context.Context) (fed bool, err error) {
	l, err := takeLead(ctx, f.d, f.remote.Name(), false)
	if err != nil || l == nil {
		return false, err
	}
	defer l.leave(ctx)
	s := &shift{Follower: f, lead: l, count: counts{at: time.Now()}}
	for err == nil {
		if _, err = s.step(ctx); err == nil {
			fed = true
			s.posted.Store(false)
			f.recovered(ctx)
			sleep(ctx, pollEvery)
			err = ctx.Err()
		}
	}
	f.unsure = f.unsure || s.posted.Load() && !l.held(ctx)
	f.failed(ctx, l, err)
	return fed, err
}

// settle asks for a rebuild when this process may have posted something while another was feeding: what was read earlier
// may then have come last. It takes a database that goes away in the middle, and a server or process that sleeps.
func (f *Follower) settle(ctx context.Context) {
	if !f.unsure {
		return
	}
	if _, err := ask(ctx, f.d, f.remote.Name()); err == nil {
		f.unsure = false
	}
}

// CatchUp feeds the engine everything that is in the log now, waiting for another process to let go if need be. One that
// was killed may have left the engine a mark to set, which then moves while it is fed: it begins again, a few times.
func (f *Follower) CatchUp(ctx context.Context) error {
	l, err := takeLead(ctx, f.d, f.remote.Name(), true)
	if err != nil {
		return err
	}
	defer l.leave(ctx)
	s := &shift{Follower: f, lead: l}
	for lost := 0; ; {
		more, err := s.step(ctx)
		switch {
		case errors.Is(err, errLost) && lost < mostLost:
			s = &shift{Follower: f, lead: l}
			lost++
		case err != nil || !more:
			return err
		}
	}
}

// mostLost is how many times CatchUp begins again.
const mostLost = 3

// failed tells of a failure: others through the database, if it can, and the log unless it knows already.
func (f *Follower) failed(ctx context.Context, l *lead, err error) {
	if ctx.Err() != nil {
		return
	}
	text := err.Error()
	text = strings.ToValidUTF8(text[:min(len(text), troubleAtMax)], "")
	_ = l.tell(ctx, PhaseWaiting, 0, 0, text) // if the database is away, it is the trouble
	if !f.troubled {
		f.troubled = true
		f.log.WarnContext(ctx, "the search engine cannot be fed, will try until it can", "engine", f.remote.Name(), "cause", err)
	}
}

func (f *Follower) recovered(ctx context.Context) {
	if f.troubled {
		f.troubled = false
		f.log.InfoContext(ctx, "the search engine is fed again", "engine", f.remote.Name())
	}
}

// shift is one time of feeding under the lock.
type shift struct {
	*Follower
	lead *lead

	posted   atomic.Bool // something, in the step under way
	mark     search.Mark // as the engine told last
	markedAt time.Time
	toldAt   time.Time // that we follow
	count    counts
}

// step does what is to be done now, if anything, and tells whether it did.
func (s *shift) step(ctx context.Context) (bool, error) {
	at, err := s.lead.position(ctx)
	if err != nil {
		return false, fmt.Errorf("read the log's position: %w", err)
	}
	if at.Version == s.mark.Version && !at.Asked && time.Since(s.markedAt) < markEvery {
		return false, nil
	}
	if err := s.readMark(ctx); err != nil {
		return false, err
	}
	reason := at.reject(s.mark, s.remote.Settings())
	if reason == "" && at.Version == s.mark.Version {
		if reason, err = s.compareCounts(ctx, at.Version); err != nil {
			return false, err
		}
	}
	switch {
	case reason != "":
		return true, s.rebuild(ctx, at, reason, false)
	case at.Asked:
		return true, s.rebuild(ctx, at, "it was asked for", true)
	case at.Version > s.mark.Version:
		mark, err := s.feed(ctx, at, s.mark)
		s.mark = mark
		return true, errors.Join(err, s.following(ctx))
	}
	return false, s.following(ctx)
}

func (s *shift) readMark(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, markTimeout)
	defer cancel()
	mark, err := s.remote.Mark(ctx)
	if err != nil {
		return fmt.Errorf("ask how far the engine has been fed: %w", err)
	}
	s.mark, s.markedAt = mark, time.Now()
	return nil
}

// reject tells why an engine with a mark cannot be fed further and must be built anew; nothing when it can.
func (at position) reject(mark search.Mark, settings string) string {
	if foreign := mark.Foreign(at.Database, settings); foreign != "" {
		return foreign
	}
	switch {
	case mark.Version < at.Floor:
		return "it is older than the log goes back"
	case mark.Version > at.Version || mark.Version > at.FedTo:
		return "the database was set back"
	}
	return ""
}

// following tells others from time to time that all is well.
func (s *shift) following(ctx context.Context) error {
	if time.Since(s.toldAt) < aliveEvery {
		return nil
	}
	if err := s.lead.tell(ctx, PhaseFollowing, 0, 0, ""); err != nil {
		return fmt.Errorf("tell that the engine is followed: %w", err)
	}
	s.toldAt = time.Now()
	return nil
}

// counts is how many documents the engine was short of or had too many, and at which version.
type counts struct {
	at      time.Time
	version int64
	differ  bool
}

// compareCounts asks now and then whether an engine that has everything has as many documents. Told twice of the same
// version that it has not, it gives that as the reason to build anew.
func (s *shift) compareCounts(ctx context.Context, version int64) (reason string, err error) {
	if time.Since(s.count.at) < s.countEvery && !(s.count.differ && s.count.version == version) || time.Since(s.recounted) < countPatience {
		return "", nil
	}
	ctx, cancel := context.WithTimeout(ctx, markTimeout)
	defer cancel()
	want, err := countDocuments(ctx, s.d)
	if err != nil {
		return "", s.d.Translate(err)
	}
	have, err := s.remote.Count(ctx)
	if err != nil {
		have = -1 // it told its mark a moment ago, so it answers, and yet has no index
	}
	again := s.count.differ && s.count.version == version
	s.count = counts{at: time.Now(), version: version, differ: have != want}
	if s.count.differ && again {
		s.recounted = time.Now()
		return fmt.Sprintf("it has %d documents of %d (-1 is no index)", have, want), nil
	}
	return "", nil
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
