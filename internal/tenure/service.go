package tenure

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Service is the room's use cases.
type Service struct {
	db         *db.DB
	people     *identity.Service
	admissions *admission.Service
	today      func(context.Context, sqlx.QueryerContext) (calendar.Date, error)
}

// New wires the room: its database, people (for mail), and admissions, which it suspends and removes.
func New(d *db.DB, people *identity.Service, admissions *admission.Service) *Service {
	return &Service{db: d, people: people, admissions: admissions, today: db.Today}
}
