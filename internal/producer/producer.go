package producer

import (
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
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
	ID         uuid.UUID `db:"id"`
	BusinessID string    `db:"business_id"` // "" when not known
	Name       string    `db:"name"`
	Kind       Kind      `db:"kind"`
	Website    string    `db:"website"`
	Origin     Origin    `db:"origin"`
	Demo       bool      `db:"demo"`
	CreatedAt  time.Time `db:"created_at"`
	Version    int       `db:"version"` // raised by each edit
}

// Unit is a service unit (palveluyksikkö): a functional and administrative whole (741/2023 §4).
type Unit struct {
	ID         uuid.UUID `db:"id"`
	ProducerID uuid.UUID `db:"producer_id"`
	Name       string    `db:"name"`
	Phone      string    `db:"phone"`
	Email      string    `db:"email"`
	Website    string    `db:"website"`
	Version    int       `db:"version"`
	Points     []Point   `db:"-"`
}

// Point is a service point (palvelupiste): a place from which or in which a unit gives services.
type Point struct {
	ID           uuid.UUID      `db:"id"`
	UnitID       uuid.UUID      `db:"unit_id"`
	ProducerID   uuid.UUID      `db:"producer_id"`
	UnitName     string         `db:"unit_name"`
	Name         string         `db:"name"`
	Street       string         `db:"street"`
	PostalCode   string         `db:"postal_code"`       // "" when only the municipality is known
	Municipality string         `db:"municipality_code"` // three digits
	Lat          *float64       `db:"lat"`
	Lon          *float64       `db:"lon"`
	Source       LocationSource `db:"location_source"`
	Version      int            `db:"version"`
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
	ID         uuid.UUID `db:"id"`
	ProducerID uuid.UUID `db:"producer_id"`
	Name       string    `db:"name"`
	MediaType  string    `db:"media_type"`
	Size       int64     `db:"size_bytes"`
	SHA256     []byte    `db:"sha256"`
	CreatedBy  uuid.UUID `db:"created_by"`
	CreatedAt  time.Time `db:"created_at"`
}

// ExternalID is an identifier of a producer, or of one of its units and points, in another register.
type ExternalID struct {
	System    string        `db:"system"`
	Value     string        `db:"value"`
	Source    string        `db:"source"`
	CheckedOn calendar.Date `db:"checked_on"`
	ObjectID  uuid.UUID     `db:"object_id"` // of the producer, unit or point
}

// Service holds the use cases of the room.
type Service struct {
	db     *db.DB
	files  files.Store
	people *identity.Service
	above  []Above
}

// New makes the room's use cases over a database, a store of the files' bytes, and the people's room.
func New(d *db.DB, store files.Store, people *identity.Service) *Service {
	return &Service{db: d, files: store, people: people}
}
