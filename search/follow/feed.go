package follow

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/search"
)

// taker is what can be given pages: the engine, or an index that is being built.
type taker interface {
	Put(ctx context.Context, docs []search.Document) error
	Delete(ctx context.Context, ids []uuid.UUID) error
}

// give posts a page.
func (s *shift) give(ctx context.Context, to taker, p page) error {
	s.posted.Store(true)
	ctx, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	if len(p.put) > 0 {
		if err := to.Put(ctx, p.put); err != nil {
			return fmt.Errorf("post documents: %w", err)
		}
	}
	if len(p.gone) > 0 {
		if err := to.Delete(ctx, p.gone); err != nil {
			return fmt.Errorf("delete documents: %w", err)
		}
	}
	return nil
}

// feed gives the engine what the log has after its mark up to a position, and answers the mark that it has then.
func (s *shift) feed(ctx context.Context, at position, mark search.Mark) (search.Mark, error) {
	err := s.replay(ctx, s.remote, mark.Version, at.Version, func(upTo int64) error {
		next := search.Mark{Database: at.Database, Version: upTo, Settings: s.remote.Settings()}
		if err := s.move(ctx, mark, next); err != nil {
			return err
		}
		mark = next
		return nil
	})
	return mark, err
}

// errLost is an engine that was emptied or replaced while it was fed: what was posted is all that it holds.
var errLost = errors.New("the engine lost its mark while it was fed")

// move moves the engine's mark, if it is still where it was.
func (s *shift) move(ctx context.Context, from, to search.Mark) error {
	if err := s.lead.raise(ctx, to.Version); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	there, err := s.remote.Mark(ctx)
	if err != nil {
		return fmt.Errorf("ask for the engine's mark: %w", err)
	}
	if there != from {
		return errLost
	}
	if err := s.remote.SetMark(ctx, to); err != nil {
		return fmt.Errorf("move the engine's mark: %w", err)
	}
	return nil
}

// replay gives what the log has after one version, and at least up to another. When given everything up to some version
// it calls reached with that.
func (s *shift) replay(ctx context.Context, to taker, after, upTo int64, reached func(version int64) error) error {
	return s.pages(ctx, entry{Version: after, ID: uuid.Max}, logAtOne, readLog, func(p page) error {
		if err := s.give(ctx, to, p); err != nil {
			return err
		}
		if !p.full {
			return reached(upTo)
		}
		if whole := p.last.Version - 1; whole > after {
			after = whole
			return reached(whole)
		}
		return nil
	})
}

// pages reads from the database while the page before is being posted.
func (s *shift) pages(ctx context.Context, after entry, limit int, read reading, do func(page) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	type answer struct {
		page
		err error
	}
	ahead := make(chan answer, 1)
	go func() {
		defer close(ahead)
		for more := true; more; {
			p, err := read(ctx, s.d, after, limit)
			select {
			case ahead <- answer{p, s.d.Translate(err)}:
			case <-ctx.Done():
				return
			}
			after, more = p.last, err == nil && p.full
		}
	}()
	for a := range ahead {
		if a.err != nil {
			return fmt.Errorf("read the log: %w", a.err)
		}
		if err := do(a.page); err != nil {
			return err
		}
	}
	return ctx.Err()
}
