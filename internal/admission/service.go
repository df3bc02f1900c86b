package admission

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// Service is the room's use cases.
type Service struct {
	db        *db.DB
	identity  *identity.Service
	producers *producer.Service
}

// New wires the room: its database, identity (for mail to people), and the producers, whose files are the evidence.
func New(d *db.DB, people *identity.Service, producers *producer.Service) *Service {
	return &Service{db: d, identity: people, producers: producers}
}

// ActiveAdmissions lists the producer's admissions that are active today in Helsinki, each with its scheme and
// services: those under which it may make offerings.
func (s *Service) ActiveAdmissions(ctx context.Context, a actor.Actor, producerID uuid.UUID) ([]Admission, error) {
	all, err := s.Admissions(ctx, a, producerID)
	if err != nil {
		return nil, err
	}
	active := all[:0]
	for _, one := range all {
		if one.State == StateActive {
			active = append(active, one)
		}
	}
	return active, nil
}

// Admissions lists the producer's admissions in every state.
func (s *Service) Admissions(ctx context.Context, a actor.Actor, producerID uuid.UUID) ([]Admission, error) {
	if err := identity.Allow(a, identity.ProducerView, identity.Object{Producer: producerID}); err != nil {
		return nil, err
	}
	today, err := db.Today(ctx, s.db)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	list, err := admissionsWhere(ctx, s.db, `a.producer_id = $1`, today, producerID)
	return list, s.db.Translate(err)
}
