package catalogue

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Kind is what an address is of.
type Kind string

// The kinds of things that have pages of their own.
const (
	KindOffering Kind = "offering"
	KindProducer Kind = "producer"
	KindUnit     Kind = "unit"
	KindPoint    Kind = "point"
)

var partOfKind = map[Kind]part{KindOffering: partOfOffering, KindProducer: partOfProducer, KindUnit: partOfUnit, KindPoint: partOfPoint}

// Past tells of what is not shown today whether it ever was, and where its unit has moved.
type Past struct {
	Shown     bool      // it was public once; why it is not any more is nobody's to know
	Successor uuid.UUID // the unit that its unit became, the last of several; nil when it did not
	Merged    uuid.UUID // what it is the same as, of its own kind, the last of several; nil when it was merged with nothing
}

// ErrGone answers for what was public once and is not any more. Its successor, for a part whose unit became another or that was
// merged with another, is the argument Successor.
var ErrGone = fault.New(fault.CodeGone, "fault.catalogue.gone")

// OrGone is what to answer for a thing that was read with err: ErrNotFound becomes ErrGone when it was public once, or is a
// unit that became another. Every other error stays as it is.
func (s *Service) OrGone(ctx context.Context, kind Kind, id uuid.UUID, err error) error {
	if id == uuid.Nil || !errors.Is(err, ErrNotFound) {
		return err
	}
	past, pastErr := s.Past(ctx, kind, id)
	switch {
	case pastErr != nil:
		return pastErr
	case past.Merged != uuid.Nil:
		return fault.New(ErrGone.Code, ErrGone.Key, "Successor", past.Merged.String()).Because(err)
	case past.Successor != uuid.Nil && past.Successor != id && (past.Shown || kind == KindUnit):
		return fault.New(ErrGone.Code, ErrGone.Key, "Successor", past.Successor.String()).Because(err)
	case past.Shown:
		return ErrGone.Because(err)
	}
	return err
}

// Past tells of a thing that is not shown today.
func (s *Service) Past(ctx context.Context, kind Kind, id uuid.UUID) (Past, error) {
	past, err := s.store.past(ctx, partOfKind[kind], id, s.today())
	if err != nil {
		return past, err
	}
	past.Merged, err = s.store.mergedInto(ctx, kind, id)
	return past, err
}
