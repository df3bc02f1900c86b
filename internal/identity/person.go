package identity

import (
	"context"
	"fmt"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

const (
	nameMax  = 120 // characters
	emailMax = 254 // RFC 5321
)

var errEmailTaken = fault.New(fault.CodeConflict, "fault.identity.email_taken")

// NormalEmail is the address as it is stored: trimmed and in lower case. The answer is an Invalid fault on the field
// "email" when it is no address that mail can be sent to.
func NormalEmail(text string) (string, error) {
	email := strings.ToLower(strings.TrimSpace(text))
	if email == "" {
		return "", fault.Invalid().On("email", "fault.identity.email_missing")
	}
	wrong := fault.Invalid().On("email", "fault.identity.email_wrong")
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email || len(email) > emailMax {
		return "", wrong
	}
	local, domain, _ := strings.Cut(email, "@")
	if local == "" || !strings.Contains(strings.Trim(domain, "."), ".") {
		return "", wrong
	}
	for _, r := range email { // names outside ASCII need a mail server of a rare kind; domains have a form in ASCII
		if r <= ' ' || r > unicode.MaxASCII-1 || strings.ContainsRune(`"(),:;<>[\]`, r) {
			return "", wrong
		}
	}
	return email, nil
}

// CheckName tells what is wrong with a person's name as an Invalid fault on the field "name", or nil.
func CheckName(name string) error {
	bad := fault.Invalid()
	switch name = strings.TrimSpace(name); {
	case name == "":
		bad = bad.On("name", "fault.identity.name_missing")
	case utf8.RuneCountInString(name) > nameMax:
		bad = bad.On("name", "fault.identity.name_long", "Max", nameMax)
	case strings.ContainsFunc(name, unseen):
		bad = bad.On("name", "fault.identity.name_wrong")
	}
	return bad.OrNil()
}

// unseen tells a sign that nobody sees, or that changes what is seen of others, as those do that turn the direction of writing.
func unseen(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }

// normal checks and tidies what a person is made of.
func (p NewPerson) normal() (NewPerson, error) {
	var err error
	if p.Email, err = NormalEmail(p.Email); err != nil {
		return p, err
	}
	if err := CheckName(p.Name); err != nil {
		return p, err
	}
	p.Name = strings.TrimSpace(p.Name)
	if p.Lang != "sv" && p.Lang != "en" {
		p.Lang = "fi"
	}
	if p.ID == uuid.Nil {
		if p.ID, err = uuid.NewV7(); err != nil {
			return p, fmt.Errorf("person id: %w", err)
		}
	}
	return p, nil
}

// Me is the signed-in person's own account.
func (s *Service) Me(ctx context.Context, a actor.Actor) (Person, error) {
	if !a.SignedIn() {
		return Person{}, ErrSignIn
	}
	person, ok, err := personByID(ctx, s.db, a.Person)
	if err == nil && !ok {
		return Person{}, ErrNotFound
	}
	return person, s.db.Translate(err)
}

// CreatePerson makes an account. An address that has one is a Conflict ("fault.identity.email_taken"): use Register
// where the answer would go to a stranger.
func (s *Service) CreatePerson(ctx context.Context, tx *db.Tx, p NewPerson) (Person, error) {
	p, err := p.normal()
	if err != nil {
		return Person{}, err
	}
	now, err := s.now(ctx, tx)
	if err != nil {
		return Person{}, err
	}
	made, err := insertPerson(ctx, tx, p, now)
	if err != nil {
		return Person{}, err
	}
	if !made {
		return Person{}, errEmailTaken
	}
	person, _, err := personByID(ctx, tx, p.ID)
	if err != nil {
		return Person{}, err
	}
	return person, audit.Record(ctx, tx, audit.Entry{Action: "person.created", ObjectKind: "person", ObjectID: p.ID})
}

// Register makes an account for somebody who signs up, and mails a link to confirm the address. When the address has
// an account already, made is false: its owner is told by mail, and the caller answers the visitor exactly as if the
// account had been made, so that nobody learns who has one. A form that is sent twice mails once.
func (s *Service) Register(ctx context.Context, tx *db.Tx, p NewPerson) (person Person, made bool, err error) {
	if p, err = p.normal(); err != nil {
		return Person{}, false, err
	}
	old, exists, err := personByEmail(ctx, tx, p.Email)
	if err != nil {
		return Person{}, false, err
	}
	if exists {
		return Person{}, false, s.registeredAgain(ctx, tx, old, p)
	}
	if _, taken, err := personByID(ctx, tx, p.ID); err != nil {
		return Person{}, false, err
	} else if taken { // the same form again, with the address corrected
		p.ID = uuid.Nil
		if p, err = p.normal(); err != nil {
			return Person{}, false, err
		}
	}
	person, err = s.CreatePerson(ctx, tx, p)
	if fault.Is(err, fault.CodeConflict) { // the same address at the same moment: that one has been mailed
		return Person{}, false, nil
	}
	if err != nil {
		return Person{}, false, err
	}
	tx.Actor.Person = person.ID // who acts from here on, for the audit trail
	return person, true, s.mailConfirmation(ctx, tx, person)
}

// registeredAgain tells the owner of an account that somebody has tried to sign up with the address. When the account
// was never confirmed, somebody else may have made it, with a password of theirs: its confirmation link is closed, and
// the owner gets a link to set a password instead, which confirms too.
func (s *Service) registeredAgain(ctx context.Context, tx *db.Tx, old Person, p NewPerson) error {
	if old.ID == p.ID {
		return nil
	}
	if err := recordRefused(ctx, tx, refusal{action: "person.sign_up_refused", kind: "person", object: old.ID, err: errEmailTaken}); err != nil || old.DisabledAt != nil {
		return err
	}
	if may, err := s.mayMail(ctx, tx, old.Email); err != nil || !may {
		return err
	}
	if old.ConfirmedAt == nil {
		if err := s.closeLinks(ctx, tx, purposeConfirm, old.ID); err != nil {
			return err
		}
		return s.mailReset(ctx, tx, old.ID)
	}
	return s.QueueMail(ctx, tx, MailOut{Template: MailExists, Person: old.ID})
}

func (s *Service) mailConfirmation(ctx context.Context, tx *db.Tx, p Person) error {
	link, err := s.newLink(ctx, tx, newLink{purpose: purposeConfirm, person: p.ID})
	if err != nil {
		return err
	}
	return s.QueueMail(ctx, tx, MailOut{Template: MailConfirm, Person: p.ID, Link: link})
}
