package failover

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/search"
)

// TestSeenIsJudged goes through what a watch may see, in order.
func TestSeenIsJudged(t *testing.T) {
	ours, other := uuid.New(), uuid.New()
	start := time.Date(2026, 5, 18, 12, 0, 0, 0, time.UTC)
	at := func(seconds float64) time.Time { return start.Add(time.Duration(seconds * float64(time.Second))) }
	mark := func(database uuid.UUID, version int64, settings string) search.Mark {
		return search.Mark{Database: database, Version: version, Settings: settings}
	}
	for _, c := range []struct {
		name string
		do   func(s *seen)
		want string // in the trouble; empty: none
	}{
		{"all is well", func(s *seen) { s.heard(mark(ours, 10, "a"), "", "a", at(1)) }, ""},
		{"it does not answer once", func(s *seen) { s.heard(search.Mark{}, "away", "a", at(1)) }, ""},
		{"it does not answer now and then", func(s *seen) {
			for n := range 10 {
				s.heard(search.Mark{}, "away", "a", at(float64(2*n)))
				s.heard(mark(ours, 10, "a"), "", "a", at(float64(2*n+1)))
			}
		}, ""},
		{"it does not answer twice", func(s *seen) {
			s.heard(search.Mark{}, "away", "a", at(1))
			s.heard(search.Mark{}, "away", "a", at(2))
		}, "away"},
		{"it is empty", func(s *seen) { s.heard(search.Mark{}, "", "a", at(1)) }, "holds nothing"},
		{"another database", func(s *seen) { s.heard(mark(other, 10, "a"), "", "a", at(1)) }, "another database"},
		{"other settings", func(s *seen) { s.heard(mark(ours, 10, "b"), "", "a", at(1)) }, "settings"},
		{"a moment behind", func(s *seen) {
			s.saw(State{ours, 12}, at(1))
			s.heard(mark(ours, 10, "a"), "", "a", at(3.5))
		}, ""},
		{"too long behind", func(s *seen) {
			s.saw(State{ours, 12}, at(1))
			s.saw(State{ours, 13}, at(5))
			s.heard(mark(ours, 11, "a"), "", "a", at(6.1))
		}, "behind"},
		{"always a moment behind is not long behind", func(s *seen) {
			for n := range int64(100) {
				s.saw(State{ours, 11 + n}, at(float64(n)))
				s.heard(mark(ours, 10+n, "a"), "", "a", at(float64(n)+0.5))
			}
		}, ""},
		{"more steps than are kept", func(s *seen) {
			for n := range int64(2 * mostSteps) {
				s.saw(State{ours, 11 + n}, at(float64(n)/1000))
			}
			s.heard(mark(ours, 10, "a"), "", "a", at(5.5))
			if len(s.steps) > mostSteps {
				t.Errorf("%d steps kept", len(s.steps))
			}
		}, "behind"},
		{"it recovers", func(s *seen) {
			s.saw(State{ours, 12}, at(1))
			s.heard(mark(ours, 11, "a"), "", "a", at(20))
			s.heard(mark(ours, 12, "a"), "", "a", at(21))
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &seen{}
			s.saw(State{ours, 10}, at(0))
			s.heard(mark(ours, 10, "a"), "", "a", at(0))
			c.do(s)
			if c.want == "" && s.trouble != "" || !strings.Contains(s.trouble, c.want) {
				t.Errorf("trouble %q, want %q", s.trouble, c.want)
			}
		})
	}
}

func TestNothingIsWellBeforeTheLogIsKnown(t *testing.T) {
	s := &seen{}
	s.heard(search.Mark{Database: uuid.New(), Version: 1, Settings: "a"}, "", "a", time.Now())
	if s.trouble == "" {
		t.Error("no trouble")
	}
}

// TestAnEngineThatWasLostHasANewLife: what was remembered of it meanwhile may be of an empty index.
func TestAnEngineThatWasLostHasANewLife(t *testing.T) {
	ours, now := uuid.New(), time.Now()
	full := search.Mark{Database: ours, Version: 10, Settings: "a"}
	s := &seen{}
	s.saw(State{ours, 10}, now)
	s.heard(full, "", "a", now)
	before := s.lives
	s.heard(full, "", "a", now)
	if s.lives != before {
		t.Error("a new life without a death")
	}
	s.heard(search.Mark{}, "", "a", now)
	s.heard(full, "", "a", now)
	if s.lives == before {
		t.Error("no new life after a death")
	}
	before = s.lives
	older := full
	older.Version = 9
	s.heard(older, "", "a", now)
	if s.lives == before {
		t.Error("an older copy has the same life")
	}
}
