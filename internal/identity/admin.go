package identity

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
)

// peoplePage is how many people the administrator sees on one page.
const peoplePage = 50

// Listed is a person in the administrator's list, with the roles that are active or pending.
type Listed struct {
	Person
	Memberships []Membership
}

// PeopleFilter narrows the list of people. What is zero narrows nothing.
type PeopleFilter struct {
	Text         string // a part of the name or of the address
	Role         actor.Role
	Organisation uuid.UUID
	State        string // open, unconfirmed or closed
}

// People lists people by address, a page at a time. After is the person that the page before ended with, zero for the
// first page; next is what to give for the page after, zero when this is the last.
func (s *Service) People(ctx context.Context, a actor.Actor, f PeopleFilter, after uuid.UUID) (list []Listed, next uuid.UUID, err error) {
	if err := Allow(a, PersonAdmin, Object{}); err != nil {
		return nil, uuid.Nil, err
	}
	people, err := peopleFound(ctx, s.db, f, after, peoplePage+1)
	if err != nil {
		return nil, uuid.Nil, s.db.Translate(err)
	}
	if len(people) > peoplePage {
		people = people[:peoplePage]
		next = people[peoplePage-1].ID
	}
	list, err = s.listed(ctx, people)
	return list, next, s.db.Translate(err)
}

// Person is one person as the administrator sees people.
func (s *Service) Person(ctx context.Context, a actor.Actor, id uuid.UUID) (Listed, error) {
	if err := Allow(a, PersonAdmin, Object{}); err != nil {
		return Listed{}, err
	}
	person, ok, err := personByID(ctx, s.db, id)
	if err != nil {
		return Listed{}, s.db.Translate(err)
	}
	if !ok {
		return Listed{}, ErrNotFound
	}
	list, err := s.listed(ctx, []Person{person})
	if err != nil {
		return Listed{}, s.db.Translate(err)
	}
	return list[0], nil
}

// listed adds the people's memberships.
func (s *Service) listed(ctx context.Context, people []Person) ([]Listed, error) {
	ids := make([]uuid.UUID, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	memberships, err := membershipsOfMany(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	byPerson := map[uuid.UUID][]Membership{}
	for _, m := range memberships {
		byPerson[m.PersonID] = append(byPerson[m.PersonID], m)
	}
	list := make([]Listed, len(people))
	for i, p := range people {
		list[i] = Listed{Person: p, Memberships: byPerson[p.ID]}
	}
	return list, nil
}

// SetDisabled closes an account, which ends its sessions at once, or opens it again. The last administrator stays.
func (s *Service) SetDisabled(ctx context.Context, a actor.Actor, id uuid.UUID, disabled bool) error {
	if err := Allow(a, PersonAdmin, Object{}); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		person, ok, err := lockPerson(ctx, tx, id)
		if err != nil {
			return err
		}
		if !ok {
			return ErrNotFound
		}
		if (person.DisabledAt != nil) == disabled {
			return nil
		}
		if disabled {
			return s.disable(ctx, tx, person)
		}
		if err := setDisabled(ctx, tx, id, nil); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "person.enabled", ObjectKind: "person", ObjectID: id})
	})
}

func (s *Service) disable(ctx context.Context, tx *db.Tx, person Person) error {
	administers, err := isAdministrator(ctx, tx, person.ID)
	if err != nil {
		return err
	}
	if administers {
		if err := s.keepOneAdministrator(ctx, tx, person.ID); err != nil {
			return err
		}
	}
	now, err := s.now(ctx, tx)
	if err != nil {
		return err
	}
	if err := setDisabled(ctx, tx, person.ID, &now); err != nil {
		return err
	}
	if err := endSessionsOf(ctx, tx, person.ID); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "person.disabled", ObjectKind: "person", ObjectID: person.ID})
}

// NewAdministrator is who is to administer the service.
type NewAdministrator struct {
	Email    string
	Name     string
	Password string // "": sets one by the link of the token that CreateAdministrator answers
	Lang     string
}

// CreateAdministrator makes an administrator, as the command line does; whoever can run it on the server holds the
// database anyhow. An account that the address has gets the role, and the password if one is given. The token, when
// no password was given, opens the page to set one (paths.Reset) once, within 24 hours. Somebody who is an
// administrator already is a Conflict.
func (s *Service) CreateAdministrator(ctx context.Context, cmd NewAdministrator) (token string, err error) {
	email, err := NormalEmail(cmd.Email)
	if err != nil {
		return "", err
	}
	fresh := NewPerson{Email: email, Name: cmd.Name, Lang: cmd.Lang, Confirmed: true}
	if cmd.Password != "" {
		if err := CheckPassword(cmd.Password, email); err != nil {
			return "", err
		}
		if fresh.PasswordHash, err = s.HashPassword(ctx, cmd.Password); err != nil {
			return "", err
		}
	}
	err = s.db.InTx(ctx, actor.System("admin create"), func(ctx context.Context, tx *db.Tx) error {
		person, err := s.administratorToBe(ctx, tx, fresh)
		if err != nil {
			return err
		}
		if _, err := s.AddMembership(ctx, tx, NewMembership{Person: person, Role: actor.RoleAdministrator, State: Active}); err != nil {
			return err
		}
		if cmd.Password != "" {
			return nil
		}
		link, err := s.newLink(ctx, tx, newLink{purpose: purposeReset, person: person, lasts: firstPasswordFor})
		token = s.ring.Token(purposeReset.ring(), link)
		return err
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// administratorToBe is the person with the address, made when there is none.
func (s *Service) administratorToBe(ctx context.Context, tx *db.Tx, fresh NewPerson) (uuid.UUID, error) {
	old, exists, err := personByEmail(ctx, tx, fresh.Email)
	if err != nil {
		return uuid.Nil, err
	}
	if !exists {
		person, err := s.CreatePerson(ctx, tx, fresh)
		return person.ID, err
	}
	if old.DisabledAt != nil || old.Demo {
		return uuid.Nil, ErrNotFound
	}
	if fresh.PasswordHash == "" {
		return old.ID, nil
	}
	now, err := s.now(ctx, tx)
	if err != nil {
		return uuid.Nil, err
	}
	return old.ID, s.changePassword(ctx, tx, old, fresh.PasswordHash, now)
}

// FailedJobs lists the work that failed for the last time, the newest first.
func (s *Service) FailedJobs(ctx context.Context, a actor.Actor) ([]jobs.FailedJob, error) {
	if err := Allow(a, JobAdmin, Object{}); err != nil {
		return nil, err
	}
	return s.queue.Failed(ctx)
}

// DelayedJobs lists the work that failed and is tried again by itself.
func (s *Service) DelayedJobs(ctx context.Context, a actor.Actor) ([]jobs.Delayed, error) {
	if err := Allow(a, JobAdmin, Object{}); err != nil {
		return nil, err
	}
	return s.queue.Delayed(ctx)
}

// RetryJob makes failed work run again. The audit trail has it under the administrator, since a job has no id of the
// kind that objects have.
func (s *Service) RetryJob(ctx context.Context, a actor.Actor, id int64) error {
	return s.settleJobs(ctx, a, "job.retried", map[string]any{"job": id}, func() (int, error) { return 1, s.queue.Retry(ctx, id) })
}

// RetryJobs makes all failed work of a kind run again, and tells how many.
func (s *Service) RetryJobs(ctx context.Context, a actor.Actor, kind string) (n int, err error) {
	err = s.settleJobs(ctx, a, "job.retried", map[string]any{"kind": kind}, func() (int, error) {
		n, err = s.queue.RetryAll(ctx, kind)
		return n, err
	})
	return n, err
}

// GivingUp are the reasons for which failed work is given up, as the audit trail has them.
func GivingUp() []string { return []string{"not_needed", "done_otherwise", "cannot_succeed"} }

// GiveUpJob removes failed work, for a reason.
func (s *Service) GiveUpJob(ctx context.Context, a actor.Actor, id int64, reason string) error {
	if err := Allow(a, JobAdmin, Object{}); err != nil {
		return err
	}
	if !slices.Contains(GivingUp(), reason) {
		return fault.Invalid().On("reason", "fault.identity.job_reason")
	}
	return s.settleJobs(ctx, a, "job.abandoned", map[string]any{"job": id, "reason": reason}, func() (int, error) { return 1, s.queue.GiveUp(ctx, id) })
}

func (s *Service) settleJobs(ctx context.Context, a actor.Actor, action string, details map[string]any, settle func() (int, error)) error {
	if err := Allow(a, JobAdmin, Object{}); err != nil {
		return err
	}
	n, err := settle()
	if err != nil || n == 0 {
		return err
	}
	details["count"] = n
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Action: action, ObjectKind: "person", ObjectID: a.Person, Details: details})
	})
}
