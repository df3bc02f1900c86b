package producer

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// SignUp is what a person fills in to begin to use the service for a producer.
type SignUp struct {
	ID           uuid.UUID // of the person to be; the form carries it, so that sending it twice makes one account
	Name         string    // the person's
	Email        string
	Password     string
	BusinessID   string
	ProducerName string
	Kind         Kind
	Lang         string // fi, sv or en: of the mails
}

// SignUp makes an account and the producer that it is for, in one transaction, and mails a link that confirms the
// address. The first whose address is confirmed acts for a producer that came to be by sign-up; everybody else waits
// for a yes, also where an import or an officer has brought the producer in (see identity.JoinProducer). Of two people
// who sign up for one business id at the same moment, one makes the producer and the other finds it.
//
// When the e-mail address has an account, nothing is made and the answer is the same nil: its owner is told by mail,
// and whoever typed it learns nothing.
func (s *Service) SignUp(ctx context.Context, cmd SignUp) error {
	businessID, err := cmd.check()
	if err != nil {
		return err
	}
	hash, err := s.people.HashPassword(ctx, cmd.Password)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, actor.From(ctx), func(ctx context.Context, tx *db.Tx) error {
		person, made, err := s.people.Register(ctx, tx, identity.NewPerson{
			ID: cmd.ID, Email: cmd.Email, Name: cmd.Name, Lang: cmd.Lang, PasswordHash: hash,
		})
		if err != nil || !made {
			return err
		}
		producerID, err := findOrMake(ctx, tx, cmd, businessID)
		if err != nil {
			return err
		}
		_, err = s.people.JoinProducer(ctx, tx, person.ID, producerID)
		return err
	})
}

// check cleans the command and returns the business id in its one form. All faults are told at once.
func (cmd *SignUp) check() (string, error) {
	c := newChecked()
	c.take(identity.CheckName(cmd.Name))
	_, err := identity.NormalEmail(cmd.Email)
	c.take(err)
	c.take(identity.CheckPassword(cmd.Password, cmd.Email))
	businessID, err := BusinessID(cmd.BusinessID)
	if err != nil {
		c.on("business_id", "fault.producer.business_id")
	}
	cmd.ProducerName = c.name("producer_name", cmd.ProducerName, "fault.producer.name_missing")
	if !slices.Contains(SignUpKinds(), cmd.Kind) {
		c.on("kind", "fault.producer.kind")
	}
	return businessID, c.bad.OrNil()
}

// findOrMake returns the producer with the business id, made here and now if it is not there.
func findOrMake(ctx context.Context, tx *db.Tx, cmd SignUp, businessID string) (uuid.UUID, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return uuid.Nil, err
	}
	made, err := insertProducer(ctx, tx, Producer{ID: id, BusinessID: businessID, Name: cmd.ProducerName, Kind: cmd.Kind, Origin: FromSignUp})
	if err != nil {
		return uuid.Nil, err
	}
	if !made {
		there, err := lockByBusinessID(ctx, tx, businessID)
		return there.ID, err
	}
	return id, audit.Record(ctx, tx, audit.Entry{Action: "producer.signed_up", ObjectKind: "producer", ObjectID: id})
}
