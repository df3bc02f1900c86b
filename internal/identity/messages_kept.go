package identity

import (
	"context"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
)

// MessageMonths is how many months messages are kept now. What they are about is kept in its own place.
func (s *Service) MessageMonths(ctx context.Context) (int, error) {
	counts, err := kept.Read(ctx, s.db)
	return counts.Of(kept.Messages), s.db.Translate(err)
}

// OldMessages counts the mails that are from before a moment.
func (s *Service) OldMessages(ctx context.Context, before time.Time) (int, error) {
	return countOld(ctx, s.db, before)
}

// ForgetMessages removes the mails, read or not, that are so old at a moment, and tells how many. The audit trail has how
// many they were of each organisation, or of a person alone.
func (s *Service) ForgetMessages(ctx context.Context, now time.Time) (int, error) {
	total := 0
	err := s.db.InTx(ctx, actor.System(forgetMessagesKind), func(ctx context.Context, tx *db.Tx) error {
		total = 0
		before, err := kept.Before(ctx, tx, kept.Messages, now)
		if err != nil {
			return err
		}
		gone, err := removeMessages(ctx, tx, before)
		if err != nil {
			return err
		}
		entries := make([]audit.Entry, len(gone))
		for i, g := range gone {
			entries[i] = audit.Entry{Action: "messages.removed", ObjectKind: g.Kind, ObjectID: g.ID, Organiser: g.Organiser.UUID, Details: map[string]any{"count": g.Count}}
			total += g.Count
		}
		return audit.RecordAll(ctx, tx, entries)
	})
	return total, err
}

const forgetMessagesKind = "messages_forgetting"
