package identity

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Impartial is asked before somebody of an organiser or an operator takes part in a matter of a producer: ErrPartial when
// the same person acts for that producer, in whichever role they have signed in (434/2003 §27–28: a party's own people
// take no part in handling its matter). An organiser's own production is no outsider to it.
func Impartial(ctx context.Context, tx *db.Tx, producer uuid.UUID) error {
	if tx.Actor.Role == actor.RoleProducer || tx.Actor.Role == actor.RoleSystem {
		return nil
	}
	partial, err := worksFor(ctx, tx, tx.Actor.Person, producer)
	if err == nil && partial {
		return ErrPartial
	}
	return err
}
