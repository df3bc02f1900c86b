package ask

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Whole is an asking as its maker sees it by the secret link.
type Whole struct {
	Lang  string
	Cases []Case // one for each producer, in the order in which they were asked
	Keep  int    // after how many days what is closed is erased
	Now   time.Time
}

// Content is what was written, from a request that is not erased; false when all are.
func (w Whole) Content() (Content, bool) {
	for _, c := range w.Cases {
		if !c.Erased {
			return c.Content, true
		}
	}
	return Content{}, false
}

// Link is the token of an asking's link.
func (s *Service) Link(ask uuid.UUID) string { return s.ring.Token(linkPurpose, ask) }

// linked is the asking that a link is of. Whatever is wrong with the link, it is not found.
func (s *Service) linked(token string) (uuid.UUID, error) {
	id, err := s.ring.Open(linkPurpose, token)
	if err != nil {
		return uuid.Nil, ErrNotFound.Because(err)
	}
	return id, nil
}

// Follow reads an asking by its link.
func (s *Service) Follow(ctx context.Context, token string) (Whole, error) {
	id, err := s.linked(token)
	if err != nil {
		return Whole{}, err
	}
	requests, err := readOf(ctx, s.db, id)
	if err != nil {
		return Whole{}, s.db.Translate(err)
	}
	if len(requests) == 0 {
		return Whole{}, ErrNotFound
	}
	now, err := db.Now(ctx, s.db)
	if err != nil {
		return Whole{}, s.db.Translate(err)
	}
	keep, err := s.KeptDays(ctx)
	if err != nil {
		return Whole{}, err
	}
	out := Whole{Lang: requests[0].Lang, Keep: keep, Now: now}
	for _, r := range requests {
		c, err := s.open(ctx, s.db, r, now)
		if err != nil {
			return Whole{}, s.db.Translate(err)
		}
		if err := s.mark(ctx, c.Asked); err != nil {
			return Whole{}, s.db.Translate(err)
		}
		out.Cases = append(out.Cases, c)
	}
	return out, nil
}

// mark tells which of the offerings may still be shown.
func (s *Service) mark(ctx context.Context, asked []Asked) error {
	ids := make([]uuid.UUID, len(asked))
	for i, a := range asked {
		ids[i] = a.Offering
	}
	offered, err := s.offers.Offered(ctx, s.db, ids)
	if err != nil {
		return err
	}
	for i := range asked {
		for _, o := range offered {
			asked[i].Shown = asked[i].Shown || o.ID == asked[i].Offering
		}
	}
	return nil
}

// Reply is what the visitor writes more.
type Reply struct {
	ID      uuid.UUID // made by the form
	Request uuid.UUID
	Text    string
}

// Reply adds to a request what its maker writes, and gives the turn to the producer. Sent twice, it is there once.
func (s *Service) Reply(ctx context.Context, a actor.Actor, token string, n Reply) error {
	bad := fault.Invalid()
	if size := utf8.RuneCountInString(n.Text); blank(n.Text) {
		bad = bad.On("text", "fault.ask.reply")
	} else if size > MaxText {
		bad = bad.On("text", "fault.ask.long", "Limit", MaxText, "Over", size-MaxText)
	}
	if n.ID == uuid.Nil {
		return fault.New(fault.CodeMalformed, "fault.form.malformed")
	}
	return s.asVisitor(ctx, a, token, n.Request, func(ctx context.Context, tx *db.Tx, r Request) error {
		if err := bad.OrNil(); err != nil {
			return err
		}
		if there, err := hasEvent(ctx, tx, n.ID); err != nil || there {
			return err
		}
		if !r.Open() {
			return ErrClosed
		}
		if r.Standing.Waits() { // the producer has the turn already: nobody is written to again and again
			return fault.New(fault.CodeConflict, "fault.ask.turn")
		}
		if err := s.say(ctx, tx, n.ID, r, Replied, nil, n.Text); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, r.Producer, r.ID); err != nil {
			return err
		}
		return record(ctx, tx, "ask.replied", r, nil)
	})
}

// Withdraw takes a request back: it ends, and what was written is erased at once, for the producer too.
func (s *Service) Withdraw(ctx context.Context, a actor.Actor, token string, request uuid.UUID) error {
	return s.asVisitor(ctx, a, token, request, func(ctx context.Context, tx *db.Tx, r Request) error {
		if r.Erased {
			return nil
		}
		if r.Open() {
			if _, err := insertEvent(ctx, tx, uuid.Must(uuid.NewV7()), r.ID, Withdrawn, nil); err != nil {
				return err
			}
			if err := record(ctx, tx, "ask.withdrawn", r, nil); err != nil {
				return err
			}
		}
		return s.erase(ctx, tx, r)
	})
}

// asVisitor does something to a request of the link's asking, while nobody else does.
func (s *Service) asVisitor(ctx context.Context, a actor.Actor, token string, request uuid.UUID, do func(context.Context, *db.Tx, Request) error) error {
	id, err := s.linked(token)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, actor.Visitor(a.RequestID), func(ctx context.Context, tx *db.Tx) error {
		if err := lock(ctx, tx, "ask request", request); err != nil {
			return err
		}
		r, err := readRequest(ctx, tx, request)
		if err != nil {
			return err
		}
		if r.Ask != id {
			return ErrNotFound
		}
		return do(ctx, tx, r)
	})
}

// erase destroys the key of a request, and removes what it had sealed.
func (s *Service) erase(ctx context.Context, tx *db.Tx, r Request) error {
	if err := s.vault.Destroy(ctx, tx, r.Key); err != nil {
		return err
	}
	if err := removeWords(ctx, tx, r.ID); err != nil {
		return err
	}
	made, err := insertEvent(ctx, tx, uuid.Must(uuid.NewV7()), r.ID, Erased, nil)
	if err != nil || !made {
		return err
	}
	return record(ctx, tx, "ask.erased", r, nil)
}

func record(ctx context.Context, tx *db.Tx, action string, r Request, details map[string]any) error {
	return audit.Record(ctx, tx, audit.Entry{Action: action, ObjectKind: "ask_request", ObjectID: r.ID, Details: details})
}
