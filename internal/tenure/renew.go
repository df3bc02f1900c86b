package tenure

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Renew is a producer's new answer to a single requirement of an admission that it holds: until when something is valid, or
// a document of its library that is of no kind of its own. Evidence of a kind renews itself by being in the library.
type Renew struct {
	ID          uuid.UUID // the form's, so that a double click renews once
	AdmissionID uuid.UUID
	Requirement uuid.UUID
	Date        calendar.Date
	Item        uuid.UUID
}

// Renewable tells which single requirement of an admission may be renewed, by its id.
func (f File) Renewable(requirement string) (Shown, bool) {
	i := slices.IndexFunc(f.Shown, func(s Shown) bool { return s.Kind == requirement && s.TitleFi != "" })
	if i < 0 || f.Stage == StageOver {
		return Shown{}, false
	}
	return f.Shown[i], true
}

// Renew records the new answer. It ends a doubt about the requirement at once, as new evidence ends one about its kind.
func (s *Service) Renew(ctx context.Context, a actor.Actor, cmd Renew) error {
	return s.change(ctx, a, identity.ApplicationSubmit, cmd.AdmissionID, func(ctx context.Context, tx *db.Tx, f File) error {
		shown, ok := f.Renewable(cmd.Requirement.String())
		if !ok {
			return admission.FaultNotFound
		}
		if err := s.checkRenew(ctx, tx, f, shown, &cmd); err != nil {
			return err
		}
		if made, err := insertRenewal(ctx, tx, cmd); err != nil || !made {
			return err
		}
		for _, d := range f.OpenDoubts() {
			if d.Subject != shown.Kind {
				continue
			}
			if err := insertDoubtEnd(ctx, tx, d.ID, Renewed, uuid.Nil, ""); err != nil {
				return err
			}
		}
		if err := endEmptyHearings(ctx, tx); err != nil {
			return err
		}
		err := s.people.MailMembers(ctx, tx, actor.RoleOfficer, f.Scheme.OrganiserID, identity.MailOut{Template: identity.MailUpkeep})
		if err != nil {
			return err
		}
		return s.record(ctx, tx, f, "admission.renewed", map[string]any{"renewal": cmd.ID, "requirement": cmd.Requirement})
	})
}

// checkRenew holds a new answer to what was asked of the first one, and keeps the part of it that belongs to the requirement.
func (s *Service) checkRenew(ctx context.Context, tx *db.Tx, f File, shown Shown, cmd *Renew) error {
	if shown.Dated {
		cmd.Item = uuid.Nil
		days, err := validDays(ctx, tx, cmd.Requirement)
		earliest := f.Day.AddDays(days)
		switch {
		case err != nil:
			return err
		case cmd.Date.IsZero():
			return fault.Invalid().On("date", "fault.tenure.renew_missing")
		case cmd.Date.Before(earliest):
			return fault.Invalid().On("date", "fault.tenure.renew_soon", "Date", earliest)
		}
		return nil
	}
	cmd.Date = calendar.Date{}
	if cmd.Item == uuid.Nil {
		return fault.Invalid().On("item", "fault.tenure.renew_item")
	}
	item, err := evidence.ItemOf(ctx, tx, f.ProducerID, cmd.Item)
	if err != nil {
		return err
	}
	own, err := businessID(ctx, tx, f.ProducerID)
	if err != nil {
		return err
	}
	if item.Kind != evidence.Other || !item.On(f.Day, own).Holds() {
		return fault.Invalid().On("item", "fault.tenure.renew_item")
	}
	return nil
}

// Fit lists the documents in a producer's library that may renew an answer today.
func (s *Service) Fit(ctx context.Context, a actor.Actor) ([]evidence.Item, error) {
	day, err := s.today(ctx, s.db)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	list, err := evidence.New(s.db).Library(ctx, a)
	if err != nil {
		return nil, err
	}
	own, err := businessID(ctx, s.db, a.Organisation)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	return slices.DeleteFunc(list, func(i evidence.Item) bool { return i.Kind != evidence.Other || !i.On(day, own).Holds() }), nil
}
