package catalogue

import (
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	"github.com/tuottajatori/tuottajatori/search"
)

// world is a register, and the catalogue that reads it as the service's role does, by the register's clock.
type world struct{ *cataloguetest.World }

func newWorld(t *testing.T) *world { return &world{cataloguetest.New(t)} }

func (w *world) options() Options { return Options{Now: func() time.Time { return w.Now }} }

func (w *world) catalogue(engine search.Engine) *Service {
	return New(w.DB.Service, engine, w.options())
}

func (w *world) source() *Source { return NewSource(w.DB.Service, w.options()) }
