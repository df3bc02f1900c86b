package catalogue

import (
	"context"

	"github.com/google/uuid"
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
}

// Past tells of a thing that is not shown today.
func (s *Service) Past(ctx context.Context, kind Kind, id uuid.UUID) (Past, error) {
	return s.store.past(ctx, partOfKind[kind], id, s.today())
}
