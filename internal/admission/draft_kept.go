package admission

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
)

// toldDays is how many days before its begun application is removed a producer is told.
const toldDays = 14

// OldDrafts counts the begun applications that nobody has touched since a moment. Each goes when its producer has been told for
// toldDays.
func (s *Service) OldDrafts(ctx context.Context, before time.Time) (int, error) {
	n, err := countOldDrafts(ctx, s.db, before)
	return n, s.db.Translate(err)
}

// ForgetDrafts tells producers of begun applications that will be removed unless somebody touches them, and removes those that
// nobody has touched for as long as platform/kept says and that were told of so long ago: with their answers, and the files that
// were sent for them alone. Evidence stays. It answers how many are gone.
func (s *Service) ForgetDrafts(ctx context.Context, now time.Time) (int, error) {
	total := 0
	err := s.db.InTx(ctx, actor.System(forgetDraftsKind), func(ctx context.Context, tx *db.Tx) error {
		before, err := kept.Before(ctx, tx, kept.Applications, now)
		if err != nil {
			return err
		}
		told, err := markLeaving(ctx, tx, before.AddDate(0, 0, toldDays), now)
		if err != nil {
			return err
		}
		for _, d := range told {
			if err := s.identity.MailMembers(ctx, tx, actor.RoleProducer, d.Producer, identity.MailOut{
				Template: identity.MailDraftLeaving, Args: map[string]uuid.UUID{"application": d.ID}}); err != nil {
				return err
			}
		}
		gone, err := removeOldDrafts(ctx, tx, before, now.AddDate(0, 0, -toldDays))
		if err != nil {
			return err
		}
		entries := make([]audit.Entry, len(gone)) // without the organiser: a draft was the producer's own
		for i, id := range gone {
			entries[i] = audit.Entry{Action: "application.forgotten", ObjectKind: "application", ObjectID: id}
		}
		total = len(gone)
		return audit.RecordAll(ctx, tx, entries)
	})
	return total, err
}

const forgetDraftsKind = "applications_forgetting"
