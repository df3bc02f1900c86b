package admission

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// SchemeTouches counts the applications and admissions that a change of a scheme touches.
func (s *Service) SchemeTouches(ctx context.Context, q sqlx.QueryerContext, c scheme.Change, a *scheme.Affected) error {
	return countTouched(ctx, q, c, a)
}

// SchemeChanged lets drafts follow a change of their scheme: an answer that still fits goes over to the question that
// took the old one's place, a form that is open in a browser becomes stale, and those who have applied or are admitted
// are told. What was submitted never changes.
func (s *Service) SchemeChanged(ctx context.Context, tx *db.Tx, c scheme.Change) error {
	asksAnew := len(c.Asked) > 0 || len(c.Dropped) > 0 || c.Rulebook
	for _, one := range c.Asked {
		if one.Carries() {
			if err := carryAnswers(ctx, tx, one.Replaces.ID, one.New.ID); err != nil {
				return err
			}
		}
	}
	if asksAnew {
		if err := raiseDrafts(ctx, tx, c.Scheme.ID); err != nil {
			return err
		}
	}
	producers, err := touchedProducers(ctx, tx, c)
	if err != nil {
		return err
	}
	for _, id := range producers {
		mail := identity.MailOut{Template: identity.MailSchemeChanged, Args: map[string]uuid.UUID{"scheme": c.Scheme.ID}}
		if err := s.identity.MailMembers(ctx, tx, actor.RoleProducer, id, mail); err != nil {
			return err
		}
	}
	return nil
}
