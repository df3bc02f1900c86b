package offering

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// pageSize is how many offerings of a producer are listed at once.
const pageSize = 50

// Listed is an offering with what its producer's people want to see beside it.
type Listed struct {
	Offering
	PointName     string
	UnitName      string
	Municipality  string // code of the point's
	SchemeID      uuid.UUID
	SchemeNames   Text
	OrganiserID   uuid.UUID
	OrganiserCode string // of the county
	ClientPays    string
	State         admission.State // of the admission, today
	Pays          Pays            // today
	Today         calendar.Date
}

// Shown tells whether the public finds the offering today.
func (l Listed) Shown() bool { return l.WithdrawnAt == nil && l.State == admission.StateActive }

// List returns a producer's offerings in the order they were made, those after the given id (zero: from the first),
// and the id to go on from, which is zero on the last page. Withdrawn ones are a list of their own.
func (s *Service) List(ctx context.Context, a actor.Actor, producerID uuid.UUID, withdrawn bool, after uuid.UUID) ([]Listed, uuid.UUID, error) {
	if err := identity.Allow(a, identity.ProducerView, identity.Object{Producer: producerID}); err != nil {
		return nil, uuid.Nil, err
	}
	list, err := s.read(ctx, selectListed+`WHERE a.producer_id = $2 AND (o.withdrawn_at IS NOT NULL) = $3 AND o.id > $4
		ORDER BY o.id LIMIT $5`, producerID, withdrawn, after, pageSize+1)
	if err != nil {
		return nil, uuid.Nil, err
	}
	if len(list) > pageSize {
		list = list[:pageSize]
		return list, list[pageSize-1].ID, nil
	}
	return list, uuid.Nil, nil
}

// Get returns one offering to its producer. Another's is not found.
func (s *Service) Get(ctx context.Context, a actor.Actor, id uuid.UUID) (Listed, error) {
	if err := mayEver(a); err != nil {
		return Listed{}, err
	}
	list, err := s.read(ctx, selectListed+`WHERE o.id = $2`, id)
	switch {
	case err != nil:
		return Listed{}, err
	case len(list) == 0:
		return Listed{}, identity.ErrNotFound
	}
	if err := identity.Allow(a, identity.OfferingEdit, identity.Object{Producer: list[0].ProducerID}); err != nil {
		return Listed{}, err
	}
	return list[0], nil
}

// UnitsFor lists the units in which an offering can be priced today, see Units.
func (s *Service) UnitsFor(ctx context.Context, l Listed) ([]string, error) {
	terms, err := termsOf(ctx, s.db, []Listed{l}, l.Today)
	return Units(l.Service, l.ClientPays, terms[keyOf(l)]), s.db.Translate(err)
}

// read runs a query of selectListed, whose $1 is the day, and adds areas, prices and what the client pays.
func (s *Service) read(ctx context.Context, query string, args ...any) ([]Listed, error) {
	now, err := db.Now(ctx, s.db)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	today := calendar.Today(now)
	list, err := listed(ctx, s.db, query, append([]any{today}, args...))
	if err != nil || len(list) == 0 {
		return nil, s.db.Translate(err)
	}
	ids := make([]uuid.UUID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	areas, err := areasOf(ctx, s.db, ids)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	prices, err := pricesOf(ctx, s.db, ids)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	terms, err := termsOf(ctx, s.db, list, today)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	for i := range list {
		l := &list[i]
		l.Today, l.Areas, l.Prices = today, areas[l.ID], prices[l.ID]
		of, _ := service.ByKey(l.Service)
		l.Pays = Best(of.Units, l.ClientPays, terms[keyOf(*l)], PricesOn(l.Prices, today))
	}
	return list, nil
}

// termsKey is what terms are kept by: a scheme's service.
type termsKey struct {
	scheme  uuid.UUID
	service string
}

func keyOf(l Listed) termsKey { return termsKey{l.SchemeID, l.Service} }
