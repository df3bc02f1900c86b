package catalogue

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

const (
	// countKept is for how long the length of a list is remembered. Its lines are read anew each time: who is suspended
	// is off them at commit, and only their number may be a moment behind.
	countKept = time.Second
	// countsKept is of how many lists at most.
	countsKept = 500
)

// countOf is what was counted.
type countOf struct {
	scheme                uuid.UUID
	day                   calendar.Date
	service, municipality string
}

type counted struct {
	producers, lines int
	at               time.Time
}

// counts remembers how long lists are, which costs about as much as reading a page of them.
type counts struct {
	mu   sync.Mutex
	kept map[countOf]counted
}

func (c *counts) find(of countOf, now time.Time) (counted, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, ok := c.kept[of]
	return known, ok && now.Sub(known.at) < countKept
}

func (c *counts) keep(of countOf, n counted) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= countsKept {
		c.kept = map[countOf]counted{}
	}
	c.kept[of] = n
}

// length is how many producers and lines a list has.
func (s *Service) length(ctx context.Context, scheme uuid.UUID, day calendar.Date, q ApprovedQuery) (producers, lines int, err error) {
	of := countOf{scheme, day, q.Service, q.Municipality}
	now := time.Now() // a clock that a test has stopped would keep it for good
	if known, ok := s.counts.find(of, now); ok {
		return known.producers, known.lines, nil
	}
	if producers, lines, err = s.store.countApproved(ctx, scheme, day, q); err == nil {
		s.counts.keep(of, counted{producers, lines, now})
	}
	return producers, lines, err
}
