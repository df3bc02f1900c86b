package identity

import (
	"context"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

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
	ties, err := tiesOf(ctx, tx, []uuid.UUID{tx.Actor.Person}, []uuid.UUID{producer})
	if err == nil && len(ties) > 0 {
		return ErrPartial
	}
	return err
}

// tie is a person who acts for a producer.
type tie struct {
	Person   uuid.UUID `db:"person_id"`
	Producer uuid.UUID `db:"producer_id"`
}

// PartialPeople are those of these people whom Impartial would keep from a producer's matters: none of them is given one.
func PartialPeople(ctx context.Context, q sqlx.QueryerContext, producer uuid.UUID, people []uuid.UUID) ([]uuid.UUID, error) {
	ties, err := tiesOf(ctx, q, people, []uuid.UUID{producer})
	out := make([]uuid.UUID, len(ties))
	for i, t := range ties {
		out[i] = t.Person
	}
	return out, err
}

// PartialTo are those of these producers from whose matters Impartial keeps a person, for lists of what somebody may do.
func PartialTo(ctx context.Context, q sqlx.QueryerContext, person uuid.UUID, producers []uuid.UUID) ([]uuid.UUID, error) {
	ties, err := tiesOf(ctx, q, []uuid.UUID{person}, producers)
	out := make([]uuid.UUID, len(ties))
	for i, t := range ties {
		out[i] = t.Producer
	}
	return out, err
}
