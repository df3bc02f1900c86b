package quality

import (
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// ErrNotFound answers for a unit, a service or a file that is not there, or not for this actor.
var ErrNotFound = fault.New(fault.CodeNotFound, "fault.quality.not_found")

// Service enters and tells quality. It is safe for concurrent use.
type Service struct {
	db  *db.DB
	now func() time.Time
}

// New gives the room over a database. A nil clock is time.Now.
func New(d *db.DB, now func() time.Time) *Service {
	if now == nil {
		now = time.Now
	}
	return &Service{db: d, now: now}
}

func (s *Service) today() calendar.Date { return calendar.Today(s.now()) }

// may asks whether the actor enters quality for an organiser, and which.
func may(a actor.Actor) (organiser uuid.UUID, err error) {
	return a.Organisation, identity.Allow(a, identity.QualityEdit, identity.Object{Organiser: a.Organisation})
}
