package identity

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Operator is an organisation to which organisers may delegate schemes.
type Operator struct {
	ID         uuid.UUID `db:"id"`
	Name       string    `db:"name"`
	BusinessID string    `db:"business_id"` // "": not known
}

// Operators lists all of them by name, for the administrator.
func (s *Service) Operators(ctx context.Context, a actor.Actor) ([]Operator, error) {
	if err := Allow(a, PersonAdmin, Object{}); err != nil {
		return nil, err
	}
	list, err := operators(ctx, s.db)
	return list, s.db.Translate(err)
}

// Operator reads one, for the administrator's form.
func (s *Service) Operator(ctx context.Context, a actor.Actor, id uuid.UUID) (Operator, error) {
	if err := Allow(a, PersonAdmin, Object{}); err != nil {
		return Operator{}, err
	}
	o, ok, err := operatorByID(ctx, s.db, id)
	if err == nil && !ok {
		return Operator{}, ErrNotFound
	}
	return o, s.db.Translate(err)
}

// MakeOperator makes one with the id and the name. The same again makes nothing; another name with the same id is another operator.
func (s *Service) MakeOperator(ctx context.Context, a actor.Actor, o Operator) error {
	return s.nameOperator(ctx, a, o, "operator.made", func(ctx context.Context, tx *db.Tx, o *Operator) (bool, error) {
		done, err := insertOperator(ctx, tx, *o)
		if err != nil || done {
			return done, err
		}
		was, _, err := operatorByID(ctx, tx, o.ID)
		if err != nil || was.Name == o.Name {
			return false, err
		}
		o.ID = uuid.New()
		return insertOperator(ctx, tx, *o)
	})
}

// RenameOperator gives it another name.
func (s *Service) RenameOperator(ctx context.Context, a actor.Actor, o Operator) error {
	return s.nameOperator(ctx, a, o, "operator.renamed", func(ctx context.Context, tx *db.Tx, o *Operator) (bool, error) {
		done, err := renameOperator(ctx, tx, *o)
		if err == nil && !done {
			err = ErrNotFound
		}
		return done, err
	})
}

func (s *Service) nameOperator(ctx context.Context, a actor.Actor, o Operator, action string, write func(context.Context, *db.Tx, *Operator) (bool, error)) error {
	if err := Allow(a, PersonAdmin, Object{}); err != nil {
		return err
	}
	if err := CheckName(o.Name); err != nil {
		return err
	}
	o.Name = strings.TrimSpace(o.Name)
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		done, err := write(ctx, tx, &o)
		if err != nil || !done {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: action, ObjectKind: "operator", ObjectID: o.ID})
	})
}
