package scheme

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Version is what a scheme said from a publishing on.
type Version struct {
	ID      uuid.UUID
	Number  int
	Form    Form
	Reasons string
	By      string
	At      time.Time
}

type versionRow struct {
	ID      uuid.UUID `db:"id"`
	Number  int       `db:"number"`
	Content []byte    `db:"content"`
	Reasons string    `db:"reasons"`
	By      string    `db:"by"`
	At      time.Time `db:"at"`
}

// Event is something that has happened to a scheme besides its versions.
type Event struct {
	ID      uuid.UUID      `db:"id"`
	Kind    EventKind      `db:"kind"`
	From    calendar.Date  `db:"from_day"`
	Until   *calendar.Date `db:"until_day"`
	Reasons string         `db:"reasons"`
	By      string         `db:"by"`
	At      time.Time      `db:"at"`
}

// Listed is a scheme in the desk's list.
type Listed struct {
	Scheme   Scheme
	Operator string // name; "" when it is not delegated
	Copy     bool   // changes to it are being written
}

// List is the schemes of a desk: an organiser's own, or those delegated to an operator, which sees no working copies.
type List struct {
	Schemes []Listed
	Begun   []WorkingCopy // not published yet
	Today   calendar.Date
}

// List reads the schemes of the actor's desk.
func (s *Service) List(ctx context.Context, a actor.Actor) (List, error) {
	if err := mayEver(a, identity.SchemeView); err != nil {
		return List{}, err
	}
	l, err := s.list(ctx, a)
	return l, s.db.Translate(err)
}

func (s *Service) list(ctx context.Context, a actor.Actor) (l List, err error) {
	if l.Today, err = db.Today(ctx, s.db); err != nil {
		return l, err
	}
	officer, column := a.Role == actor.RoleOfficer, "operator_id"
	if officer {
		column = "organiser_id"
		if l.Begun, err = begun(ctx, s.db, a.Organisation); err != nil {
			return l, err
		}
	}
	rows, err := listed(ctx, s.db, column, a.Organisation, l.Today)
	for _, r := range rows {
		l.Schemes = append(l.Schemes, Listed{Scheme: r.Scheme, Operator: r.Operator, Copy: r.Copy && officer})
	}
	return l, err
}

// Page is a published scheme with all that it says and all that has happened to it.
type Page struct {
	Acting
	Form     Form
	Copy     *WorkingCopy // changes that are being written; the organiser's officers only
	Versions []Version    // the oldest first; those from before versions were kept are missing
	Events   []Event
	Named
}

// Page reads a published scheme for its organiser's officers, and for the operator to which it is delegated.
func (s *Service) Page(ctx context.Context, a actor.Actor, id uuid.UUID) (Page, error) {
	if err := mayEver(a, identity.SchemeView); err != nil {
		return Page{}, err
	}
	sch, err := ByID(ctx, s.db, id)
	if err != nil {
		return Page{}, s.db.Translate(err)
	}
	if err := sch.allow(a, identity.SchemeView); err != nil {
		return Page{}, err
	}
	p, err := s.page(ctx, a, sch)
	return p, s.db.Translate(err)
}

func (s *Service) page(ctx context.Context, a actor.Actor, sch Scheme) (p Page, err error) {
	if p.Acting, err = s.acting(ctx, s.db, sch); err != nil {
		return p, err
	}
	if p.Form, err = published(ctx, s.db, sch, p.Today); err != nil {
		return p, err
	}
	if p.Versions, err = versionsOf(ctx, s.db, sch.ID); err != nil {
		return p, err
	}
	if p.Events, err = eventsOf(ctx, s.db, sch.ID); err != nil {
		return p, err
	}
	if p.Named, err = named(ctx, s.db, sch.OrganiserID, sch.Regime, p.Today); err != nil {
		return p, err
	}
	if a.Role != actor.RoleOfficer {
		return p, nil
	}
	w, err := readCopy(ctx, s.db, sch.ID, false)
	switch {
	case err == nil:
		p.Copy = &w
	case !errors.Is(err, FaultNotFound):
		return p, err
	}
	return p, nil
}
