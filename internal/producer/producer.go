package producer

import (
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
)

// Kind is the legal kind of a producer. Only private kinds can be approved to a voucher scheme (569/2009 §4).
type Kind string

// The kinds that the database knows.
const (
	Company      Kind = "company"
	SoleTrader   Kind = "sole_trader"
	Cooperative  Kind = "cooperative"
	Association  Kind = "association"
	Foundation   Kind = "foundation"
	Parish       Kind = "parish"
	Municipality Kind = "municipality"
	County       Kind = "county"
	UnknownKind  Kind = "unknown"
)

// SignUpKinds returns the kinds that a person who signs up can choose from, in the order of the form.
// A county's own production is enrolled by the organiser, and "unknown" comes from imports only.
func SignUpKinds() []Kind {
	return []Kind{Company, SoleTrader, Cooperative, Association, Foundation, Parish, Municipality}
}

// Private tells whether a producer of this kind is a private one in the sense of voucher law (569/2009 §4).
func (k Kind) Private() bool {
	switch k {
	case Company, SoleTrader, Cooperative, Association, Foundation, Parish:
		return true
	}
	return false
}

// Origin tells where a producer's row came from.
type Origin string

// The origins that the database knows.
const (
	FromSignUp  Origin = "signup"
	FromImport  Origin = "import"
	FromDemo    Origin = "demo"
	FromOfficer Origin = "officer"
)

// Producer is one producer with what it tells of itself.
type Producer struct {
	ID         uuid.UUID
	BusinessID string // "" when not known
	Name       string
	Kind       Kind
	Website    string
	Origin     Origin
	Demo       bool
	CreatedAt  time.Time
	Version    int // raised by each edit
}

// Unit is a service unit (palveluyksikkö): a functional and administrative whole (741/2023 §4).
type Unit struct {
	ID         uuid.UUID
	ProducerID uuid.UUID
	Name       string
	Phone      string
	Email      string
	Website    string
	Version    int
	Points     []Point
}

// Point is a service point (palvelupiste): a place from which or in which a unit gives services.
type Point struct {
	ID           uuid.UUID
	UnitID       uuid.UUID
	ProducerID   uuid.UUID
	UnitName     string
	Name         string
	Street       string
	PostalCode   string // "" when only the municipality is known
	Municipality string // code of three digits
	Lat, Lon     *float64
	Source       LocationSource
	Version      int
}

// LocationSource tells how exact a point's coordinates are.
type LocationSource string

// From the most exact to the least.
const (
	Given          LocationSource = "given"
	ByPostalCode   LocationSource = "postal_code"
	ByMunicipality LocationSource = "municipality"
)

// File is what a producer has uploaded; its bytes lie in the file store under the same id.
type File struct {
	ID         uuid.UUID
	ProducerID uuid.UUID
	Name       string
	MediaType  string
	Size       int64 // bytes
	SHA256     []byte
	CreatedBy  uuid.UUID
	CreatedAt  time.Time
}

// Service holds the use cases of the room.
type Service struct {
	db     *db.DB
	people *identity.Service
	files  files.Store
}

// New makes the room's use cases over a database, the people's room and a store of bytes.
func New(d *db.DB, people *identity.Service, store files.Store) *Service {
	return &Service{db: d, people: people, files: store}
}
