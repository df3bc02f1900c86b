package producer

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/search"
)

// maxWhy is the longest explanation of a change, in characters; the database holds it to the same.
const maxWhy = 1000

// ChangeBusinessID is a new business id with the reason for it: a change of the legal form, a merger, a slip at sign-up.
// ID is the form's, so that a double click changes it once.
type ChangeBusinessID struct {
	ID         uuid.UUID
	Producer   uuid.UUID
	Version    int // of the producer that the form was filled from
	BusinessID string
	Why        string
}

// BusinessIDChange is a change that was made.
type BusinessIDChange struct {
	Was    string    `db:"was"` // "" when it was not known
	Became string    `db:"became"`
	Why    string    `db:"reasons"`
	At     time.Time `db:"at"`
}

// BusinessIDChanged is a change as the rooms above are told of it.
type BusinessIDChanged struct {
	ID          uuid.UUID // of the change
	Producer    uuid.UUID
	Was, Became string // Was is "" when it was not known
	Why         string
}

// Above is a room above this one that has to do with who a producer is. It does its part in the transaction of the change.
type Above interface {
	BusinessIDChanged(ctx context.Context, tx *db.Tx, c BusinessIDChanged) error
	// KindChanges answers why a producer may not be of another kind from now on, nil when it may.
	KindChanges(ctx context.Context, tx *db.Tx, producerID uuid.UUID, became Kind) error
}

// Above names the rooms that are told of a change.
func (s *Service) Above(rooms ...Above) { s.above = append(s.above, rooms...) }

// ChangeBusinessID gives a producer another business id. What was sent and decided keeps the old one, since a decision is
// about the one who applied; certificates that were issued to the old one no longer answer anything. The faults are on
// business_id and why; an id that is another producer's is refused, since merging two is an organiser's work.
func (s *Service) ChangeBusinessID(ctx context.Context, a actor.Actor, cmd ChangeBusinessID) error {
	if err := identity.Allow(a, identity.ProducerEdit, identity.Object{Producer: cmd.Producer}); err != nil {
		return err
	}
	c := newChecked()
	id, err := BusinessID(cmd.BusinessID)
	if err != nil {
		c.on("business_id", "fault.producer.business_id")
	}
	if cmd.Why = c.line("why", cmd.Why, maxWhy); cmd.Why == "" && !c.bad.HasField("why") {
		c.on("why", "fault.producer.why_missing")
	}
	if err := c.bad.OrNil(); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		was, err := lockProducer(ctx, tx, cmd.Producer)
		if err != nil {
			return err
		}
		done, err := businessIDChanged(ctx, tx, cmd.ID, cmd.Producer)
		if err != nil || done {
			return err // the same form again
		}
		if was.Version != cmd.Version {
			return errStale
		}
		if was.BusinessID == id {
			return newChecked().onErr("business_id", "fault.producer.business_id_same")
		}
		if _, err := lockByBusinessID(ctx, tx, id); err == nil {
			return newChecked().onErr("business_id", "fault.producer.business_id_of_another")
		} else if !errors.Is(err, identity.ErrNotFound) {
			return err
		}
		if err := insertBusinessIDChange(ctx, tx, cmd, was.BusinessID, id); err != nil {
			return err
		}
		for _, room := range s.above {
			if err := room.BusinessIDChanged(ctx, tx, BusinessIDChanged{ID: cmd.ID, Producer: cmd.Producer, Was: was.BusinessID, Became: id, Why: cmd.Why}); err != nil {
				return err
			}
		}
		if err := search.Touch(ctx, tx, search.KindProducer, cmd.Producer); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "producer.business_id_changed", ObjectKind: "producer", ObjectID: cmd.Producer,
			Details: map[string]any{"change": cmd.ID}})
	})
}

// onErr is the fault of one field.
func (c *checked) onErr(field, key string) error {
	c.on(field, key)
	return c.bad.OrNil()
}

// BusinessIDChanges lists how a producer's business id has changed, the latest first, for its own people.
func (s *Service) BusinessIDChanges(ctx context.Context, a actor.Actor, id uuid.UUID) ([]BusinessIDChange, error) {
	if err := identity.Allow(a, identity.ProducerView, identity.Object{Producer: id}); err != nil {
		return nil, err
	}
	list, err := businessIDChangesOf(ctx, s.db, id)
	return list, s.db.Translate(err)
}
