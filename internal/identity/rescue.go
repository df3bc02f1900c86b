package identity

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// What the command line can do for somebody who cannot get in, when no administrator can either.
const (
	RescueFactor   = "two-step" // turns the second factor off
	RescuePassword = "password" // makes a link to set a new one
	RescueSessions = "sessions" // ends them
	RescueTries    = "tries"    // gives back the tries that somebody has used up
)

// Rescues lists what can be rescued.
func Rescues() []string {
	return []string{RescueFactor, RescuePassword, RescueSessions, RescueTries}
}

// Rescue is the last resort of whoever runs the servers, who holds the database anyhow. The token, of RescuePassword, opens the
// page to set a password (paths.Reset) once, within 24 hours. It is recorded like everything else.
func (s *Service) Rescue(ctx context.Context, address, what string) (token string, err error) {
	email, err := NormalEmail(address)
	if err != nil {
		return "", err
	}
	err = s.db.InTx(ctx, actor.System("admin rescue"), func(ctx context.Context, tx *db.Tx) error {
		person, ok, err := personByEmail(ctx, tx, email)
		if err != nil || !ok || person.Demo {
			return orFault(err, ErrNotFound)
		}
		if token, err = s.rescue(ctx, tx, person, what); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Action: "person.rescued", ObjectKind: "person", ObjectID: person.ID, Details: map[string]any{"what": what},
		})
	})
	return token, err
}

func (s *Service) rescue(ctx context.Context, tx *db.Tx, person Person, what string) (token string, err error) {
	switch what {
	case RescueFactor:
		return "", s.takeOff(ctx, tx, person.ID, map[string]any{"by": "command"})
	case RescuePassword:
		if err := s.closeLinks(ctx, tx, purposeReset, person.ID); err != nil {
			return "", err
		}
		var link uuid.UUID
		if link, err = s.newLink(ctx, tx, newLink{purpose: purposeReset, person: person.ID, lasts: firstPasswordFor}); err != nil {
			return "", err
		}
		return s.ring.Token(purposeReset.ring(), link), nil
	case RescueSessions:
		return "", endSessionsOf(ctx, tx, person.ID)
	case RescueTries:
		return "", s.forgive(ctx, tx, person)
	default:
		return "", fmt.Errorf("nothing is rescued by %q", what)
	}
}

func (s *Service) forgive(ctx context.Context, tx *db.Tx, person Person) error {
	a := s.attempts
	if err := a.shared.Forgive(ctx, tx, a.emails, person.Email); err != nil {
		return err
	}
	if err := a.shared.Forgive(ctx, tx, a.mail, person.Email); err != nil {
		return err
	}
	return a.shared.Forgive(ctx, tx, a.codes, person.ID.String())
}
