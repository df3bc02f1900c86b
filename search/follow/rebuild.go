package follow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tuottajatori/tuottajatori/search"
)

// allAtOne is how many documents are read and posted at a time when everything is.
const allAtOne = 2_000

// A new index is put in place when what it lacked last took less than this to post, or after so many rounds.
const (
	littleMissing = time.Second
	mostRounds    = 10
)

// patience is how long Rebuild waits while the engine cannot be fed.
const patience = 3 * time.Second

// errCut is a log that went past what a rebuild had read of it.
var errCut = errors.New("the log was cut off while the index was built; it is built again")

// rebuild builds the index anew beside the one that answers: all documents as they are now, then what the log got
// meanwhile, until there is no more. With live, the index that answers is fed all the while.
func (s *shift) rebuild(ctx context.Context, at position, reason string, live bool) (err error) {
	s.log.InfoContext(ctx, "the search index is built anew", "engine", s.remote.Name(), "because", reason)
	began := time.Now()
	total, err := countDocuments(ctx, s.d)
	if err != nil {
		return s.d.Translate(err)
	}
	if err := s.lead.tell(ctx, PhaseRebuilding, 0, total, ""); err != nil {
		return fmt.Errorf("tell of the rebuild: %w", err)
	}
	fresh, err := s.remote.Rebuild(ctx)
	if err != nil {
		return fmt.Errorf("begin a new index: %w", err)
	}
	defer func() {
		if err != nil {
			s.abandon(ctx, fresh)
		}
	}()
	if err := s.fill(ctx, fresh, total, live); err != nil {
		return err
	}
	upTo, err := s.catchUp(ctx, fresh, at)
	if err != nil {
		return err
	}
	if err := s.lead.raise(ctx, upTo); err != nil {
		return err
	}
	finish, cancel := context.WithTimeout(ctx, 5*postTimeout) // all that is on its way
	defer cancel()
	mark := search.Mark{Database: at.Database, Version: upTo, Settings: s.remote.Settings()}
	if err := fresh.Finish(finish, mark); err != nil {
		return fmt.Errorf("put the new index in place: %w", err)
	}
	s.mark, s.markedAt, s.toldAt, s.count = search.Mark{}, time.Time{}, time.Time{}, counts{}
	s.log.InfoContext(ctx, "the search index is built", "engine", s.remote.Name(), "documents", total, "took", time.Since(began))
	return errors.Join(s.lead.built(ctx, at.Now), s.following(ctx))
}

// fill posts every document there is.
func (s *shift) fill(ctx context.Context, fresh search.Rebuild, total int, live bool) error {
	group, ctx := errgroup.WithContext(ctx)
	filled := make(chan struct{})
	if live {
		group.Go(func() error { return s.keepFeeding(ctx, filled) })
	}
	group.Go(func() error {
		defer close(filled)
		done, told := 0, time.Now()
		return s.pages(ctx, entry{}, allAtOne, readAll, func(p page) error {
			if err := s.give(ctx, fresh, p); err != nil {
				return err
			}
			done += len(p.put)
			if time.Since(told) < tellEvery {
				return nil
			}
			told = time.Now()
			return s.lead.tell(ctx, PhaseRebuilding, done, max(done, total), "")
		})
	})
	return group.Wait()
}

// keepFeeding gives what changes to the index that answers while another is being filled.
func (s *shift) keepFeeding(ctx context.Context, filled <-chan struct{}) error {
	mark := s.mark
	for {
		at, err := s.lead.position(ctx)
		if err == nil && at.Version > mark.Version {
			mark, err = s.feed(ctx, at, mark)
		}
		if err != nil {
			return err
		}
		select {
		case <-filled:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pollEvery):
		}
	}
}

// catchUp gives the new index what the log got since a position, and answers how far that is: to the end or, where
// changes never stop, to where so little is missing that the follower has it soon enough.
func (s *shift) catchUp(ctx context.Context, fresh search.Rebuild, since position) (int64, error) {
	upTo := since.Version
	for round := 1; ; round++ {
		at, err := s.lead.position(ctx)
		switch {
		case err != nil:
			return 0, fmt.Errorf("read the log's position: %w", err)
		case at.Floor > upTo:
			return 0, errCut
		case at.Version == upTo:
			return upTo, nil
		}
		began := time.Now()
		if err := s.replay(ctx, fresh, upTo, at.Version, func(int64) error { return nil }); err != nil {
			return 0, err
		}
		upTo = at.Version
		if time.Since(began) < littleMissing || round == mostRounds {
			return upTo, nil
		}
	}
}

// abandon removes what was built, unless another process may be building there by now.
func (s *shift) abandon(ctx context.Context, fresh search.Rebuild) {
	if !s.lead.held(ctx) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), markTimeout)
	defer cancel()
	if err := fresh.Abandon(ctx); err != nil {
		s.log.DebugContext(ctx, "a half-built index is left until the next one", "engine", s.remote.Name(), "cause", err)
	}
}

// Rebuild asks for a rebuild and waits until one that began after that is in use. Whichever process feeds does it; if
// none does, this one. It tells the status a few times a second. When the engine cannot be fed it returns that error
// after some seconds, and the rebuild begins by itself when it can.
func (f *Follower) Rebuild(ctx context.Context, progress func(Status)) error {
	asked, err := ask(ctx, f.d, f.remote.Name())
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { defer close(ended); f.Run(running) }()
	defer func() { stop(); <-ended }()
	giveUp := time.Now().Add(patience)
	for ctx.Err() == nil {
		all, err := ReadStatus(ctx, f.d)
		if err != nil {
			return err
		}
		for _, status := range all {
			switch {
			case status.Engine != f.remote.Name():
			case status.BuiltAt != nil && !status.BuiltAt.Before(asked):
				return nil
			case status.Error == "" || status.SeenAt.Before(asked):
				giveUp = time.Now().Add(patience)
				progress(status)
			case time.Now().After(giveUp):
				return fmt.Errorf("the rebuild begins when the engine can be fed again: %s", status.Error)
			}
		}
		sleep(ctx, pollEvery)
	}
	return ctx.Err()
}

var _ taker = search.Rebuild(nil)
