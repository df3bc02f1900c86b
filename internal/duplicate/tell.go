package duplicate

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// The mails say that something has happened and where to see it.

// tellAsked tells the officers who must agree, but not those who asked.
func (s *Service) tellAsked(ctx context.Context, tx *db.Tx, id, asker uuid.UUID, v Preview) error {
	for _, organiser := range v.Plan.Must {
		if organiser == asker {
			continue
		}
		if err := s.people.MailMembers(ctx, tx, actor.RoleOfficer, organiser, mailOf(identity.MailMergeAsked, id)); err != nil {
			return err
		}
	}
	return nil
}

// tellAnswered tells those who asked that there is an answer: a producer, or officers who are not the ones that answer.
func (s *Service) tellAnswered(ctx context.Context, tx *db.Tx, id uuid.UUID, asker uuid.NullUUID, v Preview) error {
	if !asker.Valid {
		return s.people.MailMembers(ctx, tx, actor.RoleProducer, v.Kept.Producer.ID, mailOf(identity.MailMergeAnswered, id))
	}
	if asker.UUID == tx.Actor.Organisation {
		return nil
	}
	return s.people.MailMembers(ctx, tx, actor.RoleOfficer, asker.UUID, mailOf(identity.MailMergeSettled, id))
}

// tellDone tells those who asked, and those who have acted for either producer until now: the systems and the invitations of
// the one that goes end with it.
func (s *Service) tellDone(ctx context.Context, tx *db.Tx, id uuid.UUID, asker uuid.NullUUID, v Preview) error {
	if err := s.tellAnswered(ctx, tx, id, asker, v); err != nil {
		return err
	}
	if !asker.Valid { // the kept one's people have just been told
		return s.people.MailMembers(ctx, tx, actor.RoleProducer, v.Gone.Producer.ID, identity.MailOut{Template: identity.MailMerged})
	}
	return s.tellProducers(ctx, tx, identity.MailMerged, v)
}

func (s *Service) tellProducers(ctx context.Context, tx *db.Tx, template string, v Preview) error {
	for _, id := range []uuid.UUID{v.Kept.Producer.ID, v.Gone.Producer.ID} {
		if err := s.people.MailMembers(ctx, tx, actor.RoleProducer, id, identity.MailOut{Template: template}); err != nil {
			return err
		}
	}
	return nil
}

func mailOf(template string, id uuid.UUID) identity.MailOut {
	return identity.MailOut{Template: template, Args: map[string]uuid.UUID{"merge": id}}
}
