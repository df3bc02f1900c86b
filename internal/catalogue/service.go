package catalogue

import (
	"sync/atomic"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/search"
)

// ErrNotFound answers for an offering or a producer that the public may not see today, or that never was.
var ErrNotFound = fault.New(fault.CodeNotFound, "fault.catalogue.not_found")

// Options change how the catalogue reads.
type Options struct {
	Now func() time.Time // nil: time.Now. The catalogue shows the day in Helsinki that this falls on
}

// Service answers the public's questions. It is safe for concurrent use.
type Service struct {
	store  *store
	engine search.Engine
	now    func() time.Time

	organisers atomic.Pointer[organisersAt] // as read last
	counts     counts                       // of public lists
}

// New gives a catalogue that reads the database and asks the engine which offerings match.
func New(d *db.DB, engine search.Engine, opt Options) *Service {
	return &Service{store: &store{db: d}, engine: engine, now: opt.clock()}
}

func (o Options) clock() func() time.Time {
	if o.Now == nil {
		return time.Now
	}
	return o.Now
}

func (s *Service) today() calendar.Date { return calendar.Today(s.now()) }
