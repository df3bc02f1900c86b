package evidence

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// maxSeenBy is the longest word on who has seen something, in characters; the database holds it to the same.
const maxSeenBy = 200

// Service is the room's use cases.
type Service struct {
	db    *db.DB
	above []Above
}

// Above is a room above this one that follows what is added to a library, in the same transaction.
type Above interface {
	EvidenceAdded(ctx context.Context, tx *db.Tx, producer uuid.UUID) error
}

// Above names the rooms that follow.
func (s *Service) Above(rooms ...Above) { s.above = rooms }

// New makes the room's use cases over a database.
func New(d *db.DB) *Service { return &Service{db: d} }

// Add is an item to add. ID is the form's, so that a double click adds one.
type Add struct {
	ID       uuid.UUID
	Kind     Kind
	File     uuid.UUID // of a file that the producer has uploaded; zero where none may be kept
	SeenBy   string    // where none may be kept
	IssuedOn calendar.Date
	ValidTo  calendar.Date // what the document says itself; zero: nothing
}

// Add puts an item into the library of the actor's producer. The faults are on the fields kind, file, seen_by, issued
// and valid_to; a file of another producer is not found.
func (s *Service) Add(ctx context.Context, a actor.Actor, cmd Add) (Item, error) {
	if err := identity.Allow(a, identity.ProducerEdit, identity.Object{Producer: a.Organisation}); err != nil {
		return Item{}, err
	}
	rule, ok := RuleOf(cmd.Kind)
	if !ok {
		return Item{}, FaultKind
	}
	cmd.SeenBy = strings.Join(strings.Fields(cmd.SeenBy), " ")
	var made Item
	err := s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		today, err := db.Today(ctx, tx)
		if err != nil {
			return err
		}
		if err := cmd.check(rule, today); err != nil {
			return err
		}
		added, err := insertItem(ctx, tx, cmd, rule.Last(cmd.IssuedOn, cmd.ValidTo))
		if err != nil {
			return err
		}
		if made, err = ItemOf(ctx, tx, a.Organisation, cmd.ID); err != nil || !added {
			return err
		}
		for _, room := range s.above {
			if err := room.EvidenceAdded(ctx, tx, a.Organisation); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "evidence.added", ObjectKind: "evidence_item", ObjectID: cmd.ID,
			Details: map[string]any{"kind": string(cmd.Kind)}})
	})
	return made, err
}

// check gathers what is wrong with an item.
func (a Add) check(rule Rule, today calendar.Date) error {
	bad := fault.Invalid()
	if rule.File && a.File == uuid.Nil {
		bad = bad.On("file", "fault.evidence.file_missing")
	}
	if !rule.File && a.File != uuid.Nil {
		bad = bad.On("file", "fault.evidence.file_forbidden")
	}
	switch n := utf8.RuneCountInString(a.SeenBy); {
	case !rule.File && n == 0:
		bad = bad.On("seen_by", "fault.evidence.seen_by_missing")
	case rule.File && n > 0, n > maxSeenBy:
		bad = bad.On("seen_by", "fault.evidence.seen_by_long", "Limit", maxSeenBy)
	}
	if err := rule.Check(a.IssuedOn, a.ValidTo, today); err != nil {
		bad.Fields = append(bad.Fields, fault.From(err).Fields...)
	}
	return bad.OrNil()
}

// Library lists all that the actor's producer has ever added, the latest first.
func (s *Service) Library(ctx context.Context, a actor.Actor) ([]Item, error) {
	if err := identity.Allow(a, identity.FileView, identity.Object{Producer: a.Organisation}); err != nil {
		return nil, err
	}
	if a.Role != actor.RoleProducer {
		return nil, identity.ErrForbidden // an organiser sees what an application shows it, never the library
	}
	list, err := itemsOf(ctx, s.db, a.Organisation)
	return list, s.db.Translate(err)
}

// Retire takes an item out of use. What was sent keeps it. Twice is once.
func (s *Service) Retire(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	if err := identity.Allow(a, identity.ProducerEdit, identity.Object{Producer: a.Organisation}); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		if _, err := ItemOf(ctx, tx, a.Organisation, id); err != nil {
			return err
		}
		done, err := insertRetired(ctx, tx, id)
		if err != nil || !done {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "evidence.retired", ObjectKind: "evidence_item", ObjectID: id})
	})
}

// Today is the day on which the library is looked at.
func (s *Service) Today(ctx context.Context) (calendar.Date, error) {
	day, err := db.Today(ctx, s.db)
	return day, s.db.Translate(err)
}
