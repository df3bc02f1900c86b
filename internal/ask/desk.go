package ask

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/vault"
)

// pageSize is how many requests a page of the list has.
const pageSize = 50

// Query asks for a page of a producer's requests: of open ones from the oldest, or of closed ones from the newest.
type Query struct {
	Closed bool
	After  int64 // the number of the last request on the page before; 0: the first page
}

// Queue is a page of a producer's requests. Nothing that is sealed is in it.
type Queue struct {
	Rows    []Request
	Open    int
	Waiting int // of them those that wait for the producer
	Late    int
	Next    int64 // After of the next page; 0: this is the last
	Takes   bool  // whether the producer takes requests here
	Whole   bool  // the reader acts for all of the producer: for others these are the requests to their units
	Now     time.Time
}

// may asks whether the actor handles requests at all: its own organisation's, or some of them.
func may(a actor.Actor) error {
	return identity.Ever(a, identity.AskHandle, identity.Object{Producer: a.Organisation})
}

// Queue is a page of the requests to the actor's producer, or to the units for which the actor acts.
func (s *Service) Queue(ctx context.Context, a actor.Actor, q Query) (Queue, error) {
	if err := may(a); err != nil {
		return Queue{}, err
	}
	now, err := db.Now(ctx, s.db)
	if err != nil {
		return Queue{}, s.db.Translate(err)
	}
	rows, err := readQueue(ctx, s.db, a, q, pageSize+1)
	if err != nil {
		return Queue{}, s.db.Translate(err)
	}
	out := Queue{Rows: rows, Whole: a.Part == nil, Now: now}
	if len(rows) > pageSize {
		out.Rows = rows[:pageSize]
		out.Next = out.Rows[pageSize-1].No
	}
	if out.Open, out.Waiting, out.Late, err = countOpen(ctx, s.db, a, calendar.Today(now)); err != nil {
		return Queue{}, s.db.Translate(err)
	}
	refuses, err := refuses(ctx, s.db, a.Organisation)
	out.Takes = !refuses
	return out, s.db.Translate(err)
}

// Waiting is how many requests wait for the actor, for the desk's navigation.
func (s *Service) Waiting(ctx context.Context, a actor.Actor) (int, error) {
	if err := may(a); err != nil {
		return 0, err
	}
	_, waiting, _, err := countOpen(ctx, s.db, a, calendar.Date{})
	return waiting, s.db.Translate(err)
}

// Read opens a request to who may handle it, and records that it was looked at. Another's is not found.
func (s *Service) Read(ctx context.Context, a actor.Actor, id uuid.UUID) (Case, error) {
	if err := may(a); err != nil {
		return Case{}, err
	}
	var c Case
	err := s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		r, all, err := mine(ctx, tx, a, id)
		if err != nil {
			return err
		}
		now, err := db.Now(ctx, tx)
		if err != nil {
			return err
		}
		if c, err = s.open(ctx, tx, r, now); err != nil || c.Erased {
			return err
		}
		c.Answers = answersOf(r, all)
		return record(ctx, tx, "ask.opened", r, nil)
	})
	return c, err
}

// mine reads a request that is the actor's to answer, and tells whether all of it is: see reach.
func mine(ctx context.Context, tx *db.Tx, a actor.Actor, id uuid.UUID) (r Request, all bool, err error) {
	if r, err = readRequest(ctx, tx, id); err != nil {
		return r, false, err
	}
	all, err = reach(a, r)
	return r, all, err
}

// open opens what is sealed in a request. What was erased meanwhile is erased.
func (s *Service) open(ctx context.Context, q sqlx.QueryerContext, r Request, now time.Time) (Case, error) {
	c := Case{Request: r, Now: now}
	var err error
	if c.Events, err = readEvents(ctx, q, r.ID); err != nil {
		return c, err
	}
	words, err := readWords(ctx, q, r.ID)
	if err != nil {
		return c, err
	}
	for id, sealed := range words {
		field := eventField + id.String()
		if id == r.ID {
			field = askField
		}
		text, err := s.vault.Open(ctx, q, r.Key, field, sealed)
		switch {
		case errors.Is(err, vault.ErrDestroyed):
			c.Erased = true
			return c, nil
		case err != nil:
			return c, err
		case id == r.ID:
			if err := json.Unmarshal(text, &c.Content); err != nil {
				return c, fmt.Errorf("read a request: %w", err)
			}
			continue
		}
		if at := slices.IndexFunc(c.Events, func(e Event) bool { return e.ID == id }); at >= 0 {
			c.Events[at].Text = string(text)
		}
	}
	return c, nil
}

// Answer is what a producer answers.
type Answer struct {
	ID       uuid.UUID // made by the form
	Request  uuid.UUID
	Kind     Kind
	RoomFrom *calendar.Date
	Text     string
}

func (n Answer) check(r Request, may []Kind) error {
	bad := fault.Invalid()
	switch {
	case !slices.Contains(answers(), n.Kind):
		bad = bad.On("kind", "fault.ask.answer")
	case !slices.Contains(may, n.Kind):
		bad = bad.On("kind", "fault.ask.in_part")
	}
	size := utf8.RuneCountInString(n.Text)
	switch {
	case size > MaxText:
		bad = bad.On("text", "fault.ask.long", "Limit", MaxText, "Over", size-MaxText)
	case blank(n.Text) && n.Kind == Question:
		bad = bad.On("text", "fault.ask.question")
	case blank(n.Text) && n.Kind == Closed && r.Standing == Made:
		bad = bad.On("text", "fault.ask.why")
	}
	return bad.OrNil()
}

// Answer adds a producer's answer, and writes to who asked that there is one. Sent twice, it is there once.
func (s *Service) Answer(ctx context.Context, a actor.Actor, n Answer) error {
	if err := may(a); err != nil {
		return err
	}
	if n.ID == uuid.Nil {
		return fault.New(fault.CodeMalformed, "fault.form.malformed")
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		if err := lock(ctx, tx, "ask request", n.Request); err != nil {
			return err
		}
		r, all, err := mine(ctx, tx, a, n.Request)
		if err != nil {
			return err
		}
		if there, err := hasEvent(ctx, tx, n.ID); err != nil || there {
			return err
		}
		if !r.Open() {
			return ErrClosed
		}
		if err := n.check(r, answersOf(r, all)); err != nil {
			return err
		}
		if n.Kind != Room {
			n.RoomFrom = nil
		}
		if err := s.say(ctx, tx, n.ID, r, n.Kind, n.RoomFrom, n.Text); err != nil {
			return err
		}
		if err := s.queue.Enqueue(ctx, tx, MailArgs{ID: n.ID}); err != nil {
			return err
		}
		return record(ctx, tx, "ask.answered", r, map[string]any{"answer": string(n.Kind)})
	})
}

// say adds an event with its text.
func (s *Service) say(ctx context.Context, tx *db.Tx, id uuid.UUID, r Request, kind Kind, from *calendar.Date, text string) error {
	if made, err := insertEvent(ctx, tx, id, r.ID, kind, from); err != nil || !made || text == "" {
		return err
	}
	sealed, err := s.vault.Seal(ctx, tx, r.Key, eventField+id.String(), []byte(text))
	if err != nil {
		return err
	}
	return insertWords(ctx, tx, id, r.ID, sealed, nil)
}
