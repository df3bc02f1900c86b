package admission

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// The mails that this room sends: that something has happened and where to see it, never what.
const (
	mailReceipt  = identity.MailApplicationReceived
	mailDecision = identity.MailApplicationDecided
)

// tell queues a mail about an application to everybody who acts for its producer.
func (s *Service) tell(ctx context.Context, tx *db.Tx, app Application, template string) error {
	return s.identity.MailMembers(ctx, tx, actor.RoleProducer, app.Producer.ID,
		identity.MailOut{Template: template, Args: map[string]uuid.UUID{"application": app.ID}})
}

// tellOfAdmission queues a mail about what has happened to an admission.
func (s *Service) tellOfAdmission(ctx context.Context, tx *db.Tx, one Admission, event EventKind) error {
	template := identity.MailAdmissionSuspended
	switch event {
	case EventLift:
		template = identity.MailAdmissionLifted
	case EventRemove:
		template = identity.MailAdmissionRemoved
	}
	return s.identity.MailMembers(ctx, tx, actor.RoleProducer, one.ProducerID,
		identity.MailOut{Template: template, Args: map[string]uuid.UUID{"admission": one.ID}})
}
