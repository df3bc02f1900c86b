package identity

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// purpose is what a mailed link is for. A link of one purpose opens nothing else: the purpose is part of what the
// key signs.
type purpose string

const (
	purposeConfirm purpose = "confirm"
	purposeReset   purpose = "reset"
	purposeInvite  purpose = "invite"
)

// How long links are good. A link to set a password is the most dangerous one to leave lying in a mailbox.
const (
	confirmFor = 24 * time.Hour
	resetFor   = time.Hour
	inviteFor  = 7 * 24 * time.Hour
	// firstPasswordFor is for accounts made on the command line, whose owner may not be at the desk.
	firstPasswordFor = 24 * time.Hour
)

func (p purpose) ring() string { return "mail." + string(p) }

func (p purpose) lasts() time.Duration {
	switch p {
	case purposeReset:
		return resetFor
	case purposeInvite:
		return inviteFor
	default:
		return confirmFor
	}
}

// What can be wrong with a link.
var (
	ErrLinkUnknown = fault.New(fault.CodeNotFound, "fault.identity.link_unknown")
	ErrLinkUsed    = fault.New(fault.CodeGone, "fault.identity.link_used")
	ErrLinkExpired = fault.New(fault.CodeGone, "fault.identity.link_expired")
)

type newLink struct {
	id       uuid.UUID // zero: made here
	purpose  purpose
	person   uuid.UUID
	email    string    // of an invitation
	producer uuid.UUID // of an invitation
	extent   Extent    // of an invitation
	lasts    time.Duration
}

// newLink writes the link's row. Its secret is made from the id when the mail is sent, and is stored nowhere.
func (s *Service) newLink(ctx context.Context, tx *db.Tx, l newLink) (uuid.UUID, error) {
	now, err := s.now(ctx, tx)
	if err != nil {
		return uuid.Nil, err
	}
	if l.id == uuid.Nil {
		if l.id, err = uuid.NewV7(); err != nil {
			return uuid.Nil, fmt.Errorf("link id: %w", err)
		}
	}
	if l.lasts == 0 {
		l.lasts = l.purpose.lasts()
	}
	return l.id, insertLink(ctx, tx, l, now.Add(l.lasts))
}

// closeLinks makes the person's open links of the purpose useless.
func (s *Service) closeLinks(ctx context.Context, tx *db.Tx, p purpose, person uuid.UUID) error {
	now, err := s.now(ctx, tx)
	if err != nil {
		return err
	}
	return useLinksOf(ctx, tx, p, person, now)
}

// openLink finds the link of a token and locks it until the transaction ends, so that of two uses at once the second
// sees that the first was there.
func (s *Service) openLink(ctx context.Context, tx *db.Tx, p purpose, token string) (link, time.Time, error) {
	id, err := s.ring.Open(p.ring(), token)
	if err != nil {
		return link{}, time.Time{}, ErrLinkUnknown.Because(err)
	}
	l, ok, err := lockLink(ctx, tx, id, p)
	if err != nil {
		return link{}, time.Time{}, err
	}
	if !ok {
		return link{}, time.Time{}, ErrLinkUnknown
	}
	now, err := s.now(ctx, tx) // after the lock: waiting for it does not lengthen the link's life
	if err != nil {
		return link{}, time.Time{}, err
	}
	return l, now, l.usable(now)
}

// peekLink answers whether the link could be used now, and uses nothing.
func (s *Service) peekLink(ctx context.Context, p purpose, token string) (link, error) {
	id, err := s.ring.Open(p.ring(), token)
	if err != nil {
		return link{}, ErrLinkUnknown.Because(err)
	}
	l, ok, err := readLink(ctx, s.db, id, p)
	if err != nil {
		return link{}, s.db.Translate(err)
	}
	if !ok {
		return link{}, ErrLinkUnknown
	}
	now, err := s.now(ctx, s.db)
	if err != nil {
		return link{}, s.db.Translate(err)
	}
	return l, l.usable(now)
}

func (l link) usable(now time.Time) error {
	switch {
	case l.UsedAt != nil:
		return ErrLinkUsed
	case !now.Before(l.ExpiresAt):
		return ErrLinkExpired
	default:
		return nil
	}
}

// CheckConfirm answers whether a confirmation link can be used, for the page that shows the button. Programs that
// open links in mail before people do use nothing up by it.
func (s *Service) CheckConfirm(ctx context.Context, token string) error {
	_, err := s.peekLink(ctx, purposeConfirm, token)
	return err
}

// CheckReset answers whether a link to set a password can be used.
func (s *Service) CheckReset(ctx context.Context, token string) error {
	_, err := s.peekLink(ctx, purposeReset, token)
	return err
}

// ConfirmEmail uses a confirmation link. Using it again says that it is used; the address stays confirmed.
func (s *Service) ConfirmEmail(ctx context.Context, token string) error {
	err := s.db.InTx(ctx, actor.From(ctx), func(ctx context.Context, tx *db.Tx) error {
		l, now, err := s.openLink(ctx, tx, purposeConfirm, token)
		if err != nil {
			return err
		}
		person, ok, err := lockPerson(ctx, tx, l.PersonID.UUID)
		if err != nil {
			return err
		}
		if !ok || person.DisabledAt != nil {
			return ErrLinkUnknown
		}
		if err := useLink(ctx, tx, l.ID, now); err != nil {
			return err
		}
		tx.Actor.Person = person.ID
		return s.confirmed(ctx, tx, person, now)
	})
	return s.linkRefused(ctx, purposeConfirm, token, err)
}

// confirmed notes that the address is the person's, and lets the producers that the person asked to join know.
func (s *Service) confirmed(ctx context.Context, tx *db.Tx, person Person, now time.Time) error {
	if person.ConfirmedAt != nil {
		return nil
	}
	if err := setConfirmed(ctx, tx, person.ID, now); err != nil {
		return err
	}
	entry := audit.Entry{Action: "person.confirmed", ObjectKind: "person", ObjectID: person.ID}
	if err := audit.Record(ctx, tx, entry); err != nil {
		return err
	}
	pending, err := pendingOf(ctx, tx, person.ID)
	if err != nil {
		return err
	}
	for _, m := range pending {
		if err := s.claimOrAsk(ctx, tx, m, now); err != nil {
			return err
		}
	}
	return nil
}

// RequestReset mails a link to set a new password to the address, if it has an account. The answer is the same for
// every address. Host is the visitor's network address, whose tries are limited.
func (s *Service) RequestReset(ctx context.Context, email, host string) error {
	email, err := NormalEmail(email)
	if err != nil {
		return err
	}
	if err := s.AllowVisitor(ctx, host); err != nil {
		return err
	}
	return s.db.InTx(ctx, actor.From(ctx), func(ctx context.Context, tx *db.Tx) error {
		person, ok, err := personByEmail(ctx, tx, email)
		if err != nil {
			return err
		}
		no := refusal{action: "person.reset_refused", err: ErrClosed}
		switch may, err := s.mayMail(ctx, tx, email); {
		case err != nil:
			return err
		case !may:
			no.err = ErrTooMany
		case !ok:
			no.err = ErrWrongPassword
		case person.DisabledAt == nil && !person.Demo:
			return s.mailReset(ctx, tx, person.ID)
		}
		if ok {
			no.kind, no.object = "person", person.ID
		}
		return recordRefused(ctx, tx, no)
	})
}

func (s *Service) mailReset(ctx context.Context, tx *db.Tx, person uuid.UUID) error {
	link, err := s.newLink(ctx, tx, newLink{purpose: purposeReset, person: person})
	if err != nil {
		return err
	}
	if err := s.QueueMail(ctx, tx, MailOut{Template: MailReset, Person: person, Link: link}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "person.reset_asked", ObjectKind: "person", ObjectID: person})
}

// ResetPassword uses a link to set a password. All sessions of the person end, and so do other such links. The
// mailbox is the person's, so the address counts as confirmed.
func (s *Service) ResetPassword(ctx context.Context, token, password string) error {
	if _, err := s.peekLink(ctx, purposeReset, token); err != nil { // before hashing: a forged link costs little
		return s.linkRefused(ctx, purposeReset, token, err)
	}
	hash, err := s.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	err = s.db.InTx(ctx, actor.From(ctx), func(ctx context.Context, tx *db.Tx) error {
		l, now, err := s.openLink(ctx, tx, purposeReset, token)
		if err != nil {
			return err
		}
		person, ok, err := lockPerson(ctx, tx, l.PersonID.UUID)
		if err != nil {
			return err
		}
		if !ok || person.DisabledAt != nil {
			return ErrLinkUnknown
		}
		if err := CheckPassword(password, person.Email); err != nil {
			return err
		}
		tx.Actor.Person = person.ID
		return s.changePassword(ctx, tx, person, hash, now)
	})
	return s.linkRefused(ctx, purposeReset, token, err)
}

func (s *Service) changePassword(ctx context.Context, tx *db.Tx, person Person, hash string, now time.Time) error {
	if err := useLinksOf(ctx, tx, purposeReset, person.ID, now); err != nil {
		return err
	}
	if err := useLinksOf(ctx, tx, purposeConfirm, person.ID, now); err != nil {
		return err
	}
	if err := setPassword(ctx, tx, person.ID, hash); err != nil {
		return err
	}
	if err := endSessionsOf(ctx, tx, person.ID); err != nil {
		return err
	}
	if err := s.confirmed(ctx, tx, person, now); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "person.password_changed", ObjectKind: "person", ObjectID: person.ID})
}
