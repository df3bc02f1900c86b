package quality

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// A Look asks for what the actor's organiser has told, a page at a time.
type Look struct {
	Unit  string    // in the unit's name; empty: of every unit
	After uuid.UUID // the last row of the page before; Nil: the first page
}

// A Looked is a page of what was told, what was told last first.
type Looked[T any] struct {
	Rows []T
	Next uuid.UUID // what the next page is After; Nil: this is the last
}

const (
	lookPage = 25 // rows of a page
	newest   = 5  // rows of each kind that the desk begins with
)

// page makes a page of rows that were read one too many.
func page[T any](rows []T, size int, id func(T) uuid.UUID) Looked[T] {
	if len(rows) <= size {
		return Looked[T]{Rows: rows}
	}
	return Looked[T]{rows[:size], id(rows[size-1])}
}

// Desk is what a supervisor begins from: the newest of what the organiser has told.
type Desk struct {
	Least     int
	Entered   Looked[Entered]
	Inspected Looked[Inspection]
}

// Desk reads the newest of what the actor's organiser has told, of all units or of those with a text in their names.
func (s *Service) Desk(ctx context.Context, a actor.Actor, unit string) (Desk, error) {
	organiser, err := may(a)
	if err != nil {
		return Desk{}, err
	}
	var d Desk
	if d.Least, err = leastOf(ctx, s.db, organiser); err != nil {
		return Desk{}, s.db.Translate(err)
	}
	if d.Entered, err = s.entered(ctx, organiser, Look{Unit: unit}, newest); err != nil {
		return Desk{}, err
	}
	d.Inspected, err = s.inspected(ctx, organiser, Look{Unit: unit}, newest)
	return d, err
}

// Entered is a page of the values that hold or were taken back, the one told last first, and how many answers they need.
func (s *Service) Entered(ctx context.Context, a actor.Actor, l Look) (Looked[Entered], int, error) {
	organiser, err := may(a)
	if err != nil {
		return Looked[Entered]{}, 0, err
	}
	least, err := leastOf(ctx, s.db, organiser)
	if err != nil {
		return Looked[Entered]{}, 0, s.db.Translate(err)
	}
	found, err := s.entered(ctx, organiser, l, lookPage)
	return found, least, err
}

// Inspected is a page of the inspections that hold, the one told last first.
func (s *Service) Inspected(ctx context.Context, a actor.Actor, l Look) (Looked[Inspection], error) {
	organiser, err := may(a)
	if err != nil {
		return Looked[Inspection]{}, err
	}
	return s.inspected(ctx, organiser, l, lookPage)
}

func (s *Service) entered(ctx context.Context, organiser uuid.UUID, l Look, size int) (Looked[Entered], error) {
	rows, err := entered(ctx, s.db, organiser, l, size+1)
	return page(rows, size, func(e Entered) uuid.UUID { return e.ID }), s.db.Translate(err)
}

func (s *Service) inspected(ctx context.Context, organiser uuid.UUID, l Look, size int) (Looked[Inspection], error) {
	rows, err := inspectionsTold(ctx, s.db, organiser, l, size+1)
	return page(rows, size, func(i Inspection) uuid.UUID { return i.ID }), s.db.Translate(err)
}
