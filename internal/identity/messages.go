package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Message is what somebody was told by mail of an organisation's matters. The same row is the mail and the message, so
// that nothing is told in one place only; the text is the template's, and what it is about is read from its arguments.
type Message struct {
	ID       uuid.UUID
	Template string
	Args     map[string]uuid.UUID
	At       time.Time
	Read     bool
}

// messagesShown is how many messages are listed.
const messagesShown = 100

// Messages lists what the actor was told at the desk it sits at, the latest first, and how many of all are unread. What
// officers are told of cases has a list of its own, which names each case (MailCases is not here).
func (s *Service) Messages(ctx context.Context, a actor.Actor) ([]Message, int, error) {
	if a.Person == uuid.Nil {
		return nil, 0, ErrSignIn
	}
	list, err := messagesOf(ctx, s.db, a, messagesShown)
	if err != nil {
		return nil, 0, s.db.Translate(err)
	}
	n, err := countUnread(ctx, s.db, a)
	return list, n, s.db.Translate(err)
}

// UnreadMessages counts what the actor has not read at the desk it sits at; nothing for who is not signed in.
func (s *Service) UnreadMessages(ctx context.Context, a actor.Actor) (int, error) {
	if a.Person == uuid.Nil {
		return 0, nil
	}
	n, err := countUnread(ctx, s.db, a)
	return n, s.db.Translate(err)
}

// ReadMessage answers a message and records that its recipient has opened it. A colleague at the same desk, to whom the
// mail was passed on, may open it too, which leaves it unread; to everybody else it is not there.
func (s *Service) ReadMessage(ctx context.Context, a actor.Actor, id uuid.UUID) (Message, error) {
	if a.Person == uuid.Nil {
		return Message{}, ErrSignIn
	}
	var m Message
	err := s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) (err error) {
		if m, err = messageByID(ctx, tx, a, id); err != nil || m.Read {
			return err
		}
		return setRead(ctx, tx, a.Person, id)
	})
	return m, err
}

// ReadMessages records that the actor has read all that it was told at its desk up to a moment.
func (s *Service) ReadMessages(ctx context.Context, a actor.Actor, until time.Time) error {
	if a.Person == uuid.Nil {
		return ErrSignIn
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error { return setAllRead(ctx, tx, a, until) })
}
