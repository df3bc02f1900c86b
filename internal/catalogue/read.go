package catalogue

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/place"
)

// Item is one offering. Without a place (nil) no distance is told. An offering that may not be shown today is not found.
func (s *Service) Item(ctx context.Context, id uuid.UUID, at *place.Place) (Item, error) {
	return Item{}, nil
}

// Items are several offerings in the order of the ids, for comparison. Those that may not be shown today are left out.
func (s *Service) Items(ctx context.Context, ids []uuid.UUID, at *place.Place) ([]Item, error) {
	return nil, nil
}

// Producer is what the public may see of a producer. One that offers nothing today is not found.
func (s *Service) Producer(ctx context.Context, id uuid.UUID, at *place.Place) (ProducerPage, error) {
	return ProducerPage{}, nil
}

// Organisers are the counties and Helsinki by code.
func (s *Service) Organisers(ctx context.Context) ([]Organiser, error) { return nil, nil }
