package ask

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
)

// Regular is the room's regular work.
func (s *Service) Regular() []jobs.Regular {
	return []jobs.Regular{jobs.Every(time.Hour, tidyKind, s.Tidy)}
}

const tidyKind = "ask_tidy"

// Tidy does what time does at a moment: requests that nobody answered, that lapsed and of which nothing is offered any more
// end, and what ended long enough ago is erased. Each is a transaction of its own, so that one that fails holds no other.
func (s *Service) Tidy(ctx context.Context, now time.Time) (jobs.Did, error) {
	did := jobs.Did{}
	open, err := readOpen(ctx, s.db)
	if err != nil {
		return did, s.db.Translate(err)
	}
	if err := s.markAll(ctx, open); err != nil {
		return did, s.db.Translate(err)
	}
	for _, r := range open {
		over, err := s.end(ctx, r, now)
		if err != nil {
			return did, err
		}
		if over {
			did["ended"]++
		}
	}
	before, err := kept.Before(ctx, s.db, kept.Requests, now)
	if err != nil {
		return did, s.db.Translate(err)
	}
	old, err := readEnded(ctx, s.db, before)
	if err != nil {
		return did, s.db.Translate(err)
	}
	for _, id := range old {
		if err := s.each(ctx, id, s.erase); err != nil {
			return did, err
		}
		did["erased"]++
	}
	return did, nil
}

// Old counts the requests that ended before a moment and are not erased.
func (s *Service) Old(ctx context.Context, before time.Time) (int, error) {
	n, err := countEnded(ctx, s.db, before)
	return n, s.db.Translate(err)
}

// KeptDays is after how many days what has ended is erased now.
func (s *Service) KeptDays(ctx context.Context) (int, error) {
	counts, err := kept.Read(ctx, s.db)
	return counts.Of(kept.Requests), s.db.Translate(err)
}

// end ends a request if its time has come, and tells whether it did.
func (s *Service) end(ctx context.Context, r Request, now time.Time) (over bool, err error) {
	gone := true
	for _, a := range r.Asked {
		gone = gone && !a.Shown
	}
	if !gone && ended(r.Standing, r.At, now) == "" {
		return false, nil
	}
	err = s.each(ctx, r.ID, func(ctx context.Context, tx *db.Tx, r Request) error {
		over = false
		kind := ended(r.Standing, r.At, now) // as it stands now: somebody may have answered
		if kind == "" && gone && r.Open() {
			kind = Gone
		}
		if kind == "" {
			return nil
		}
		id := uuid.Must(uuid.NewV7())
		if _, err := insertEvent(ctx, tx, id, r.ID, kind, nil); err != nil {
			return err
		}
		if err := s.queue.Enqueue(ctx, tx, MailArgs{ID: id}); err != nil {
			return err
		}
		over = true
		return record(ctx, tx, "ask.ended", r, map[string]any{"how": string(kind)})
	})
	return over, err
}

// each does something to a request as the system, while nobody else does.
func (s *Service) each(ctx context.Context, id uuid.UUID, do func(context.Context, *db.Tx, Request) error) error {
	return s.db.InTx(ctx, actor.System(tidyKind), func(ctx context.Context, tx *db.Tx) error {
		if err := lock(ctx, tx, "ask request", id); err != nil {
			return err
		}
		r, err := readRequest(ctx, tx, id)
		if err != nil {
			return err
		}
		return do(ctx, tx, r)
	})
}

// markAll tells of many requests which of their offerings may still be shown.
func (s *Service) markAll(ctx context.Context, requests []Request) error {
	const many = 500
	for len(requests) > 0 {
		n := min(many, len(requests))
		var all []Asked
		for _, r := range requests[:n] {
			all = append(all, r.Asked...)
		}
		if err := s.mark(ctx, all); err != nil {
			return err
		}
		for i := range requests[:n] {
			size := len(requests[i].Asked)
			copy(requests[i].Asked, all[:size])
			all = all[size:]
		}
		requests = requests[n:]
	}
	return nil
}
