package catalogue

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/search"
)

// Options change how the catalogue reads.
type Options struct {
	Now func() time.Time // nil: time.Now. The catalogue shows the day in Helsinki that this falls on.
}

// Service answers the public's questions. It is safe for concurrent use.
type Service struct {
	store  *store
	engine search.Engine
	now    func() time.Time
}

// New gives a catalogue that reads the database and asks the engine which offerings match.
func New(d *db.DB, engine search.Engine, opt Options) *Service {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	return &Service{store: &store{db: d}, engine: engine, now: opt.Now}
}

func (s *Service) today() calendar.Date { return calendar.Today(s.now()) }
