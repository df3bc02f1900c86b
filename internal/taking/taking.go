package taking

import (
	"context"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
)

// batch is how many rows are read at once.
const batch = 1000

// Service is the room's use cases.
type Service struct{ db *db.DB }

// New makes the room's use cases over a database.
func New(d *db.DB) *Service { return &Service{db: d} }

// Schemes reads the schemes, each with its lines after it.
func (s *Service) Schemes(ctx context.Context, a actor.Actor, fn func(SchemeLine) error) error {
	return each(ctx, s, a, identity.SchemeView, official, "schemes", schemeLines, fn)
}

// Producers reads producers that have applied or are admitted.
func (s *Service) Producers(ctx context.Context, a actor.Actor, fn func(Producer) error) error {
	return each(ctx, s, a, identity.ApplicationReview, official, "producers", producers, fn)
}

// Evidence reads what applications that were sent show: an organiser sees that, never a producer's library.
func (s *Service) Evidence(ctx context.Context, a actor.Actor, fn func(Evidence) error) error {
	return each(ctx, s, a, identity.ApplicationReview, official, "evidence", evidenceShown, fn)
}

// Checks reads checks of registers.
func (s *Service) Checks(ctx context.Context, a actor.Actor, fn func(Check) error) error {
	return each(ctx, s, a, identity.ApplicationReview, official, "checks", checks, fn)
}

// Doubts reads doubts and lapses, ended ones too.
func (s *Service) Doubts(ctx context.Context, a actor.Actor, fn func(Doubt) error) error {
	return each(ctx, s, a, identity.ApplicationReview, official, "doubts", doubts, fn)
}

// Lapses reads what lapses soon; of a producer its own.
func (s *Service) Lapses(ctx context.Context, a actor.Actor, fn func(tenure.Lapse) error) error {
	if err := s.begin(ctx, a, identity.AdmissionView, anyone, "lapses"); err != nil {
		return err
	}
	day, err := db.Today(ctx, s.db)
	if err != nil {
		return s.db.Translate(err)
	}
	list, err := tenure.Lapsing(ctx, s.db, a, day)
	if err != nil {
		return s.db.Translate(err)
	}
	for _, l := range list {
		if err := fn(l); err != nil {
			return err
		}
	}
	return nil
}

// Prices reads the history of prices; of a producer its own.
func (s *Service) Prices(ctx context.Context, a actor.Actor, fn func(Price) error) error {
	return each(ctx, s, a, identity.PriceView, anyone, "prices", prices, fn)
}

// Applications reads a producer's own applications, drafts too.
func (s *Service) Applications(ctx context.Context, a actor.Actor, fn func(Application) error) error {
	return each(ctx, s, a, identity.ApplicationView, producer, "applications", applications, fn)
}

// Library reads a producer's own library of evidence, a row for each application that shows an item.
func (s *Service) Library(ctx context.Context, a actor.Actor, fn func(Evidence) error) error {
	return each(ctx, s, a, identity.FileView, producer, "evidence", library, fn)
}

// Sides that take a list.
func official(r actor.Role) bool { return r == actor.RoleOfficer || r == actor.RoleOperator }
func producer(r actor.Role) bool { return r == actor.RoleProducer }
func anyone(r actor.Role) bool   { return official(r) || producer(r) }

// begin asks for permission and notes that the list is taken.
func (s *Service) begin(ctx context.Context, a actor.Actor, verb identity.Verb, side func(actor.Role) bool, list string) error {
	if err := admission.MayEver(a, verb); err != nil {
		return err
	}
	if !side(a.Role) {
		return identity.ErrForbidden
	}
	entry := audit.Entry{Action: "list.taken", ObjectKind: string(a.Role), ObjectID: a.Organisation, Details: map[string]any{"list": list}}
	if a.Role == actor.RoleOfficer {
		entry.ObjectKind, entry.Organiser = "organiser", a.Organisation
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error { return audit.Record(ctx, tx, entry) })
}

// each begins with a list and reads it.
func each[T interface{ place() at }](ctx context.Context, s *Service, a actor.Actor, verb identity.Verb, side func(actor.Role) bool, list, statement string, fn func(T) error) error {
	if err := s.begin(ctx, a, verb, side, list); err != nil {
		return err
	}
	var after at
	for {
		rows, err := read[T](ctx, s.db, a, statement, after)
		if err != nil {
			return s.db.Translate(err)
		}
		for _, r := range rows {
			if err := fn(r); err != nil {
				return err
			}
			after = r.place()
		}
		if len(rows) < batch {
			return nil
		}
	}
}
