package producer

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/search"
)

// External is a thing's identifier in somebody else's register.
type External struct {
	System    string // whose identifier it is, such as "espoo.units"
	Value     string
	Source    string // where it was read: a file's or a page's name
	CheckedOn calendar.Date
}

// ImportedProducer is a producer as a register tells of it.
type ImportedProducer struct {
	External
	ID         uuid.UUID // of the row if it must be made; zero: a new one
	BusinessID string    // "" when the register does not say
	Name       string
	Kind       Kind // "" is UnknownKind
	Website    string
	Origin     Origin // "" is FromImport
	Demo       bool
}

// ImportedUnit is a service unit as a register tells of it.
type ImportedUnit struct {
	External
	ID         uuid.UUID // as above
	ProducerID uuid.UUID
	Name       string
	Phone      string
	Email      string
	Website    string
}

// ImportedPoint is a service point as a register tells of it. Without coordinates it lies at the centre of its postal
// code's area or of its municipality.
type ImportedPoint struct {
	External
	ID           uuid.UUID // as above
	UnitID       uuid.UUID
	Name         string
	Street       string
	PostalCode   string
	Municipality string // code; "" when the postal code says it
	Lat, Lon     *float64
}

// Outcome is what an import did to one row.
type Outcome string

// What an import can do to a row.
const (
	Made    Outcome = "made"
	Changed Outcome = "changed"
	Same    Outcome = "same"
	Kept    Outcome = "kept" // its producer has edited it since or has people of its own, whose word outranks the register's
)

// UpsertImportedProducer makes or refreshes the producer with the external id, or with the business id when the
// external id is new. Rows that their producers have edited, have signed up or look after themselves are kept as they are:
// any organiser's list may name them, and who a producer is changes by its own people's word, which others are told of.
func UpsertImportedProducer(ctx context.Context, tx *db.Tx, in ImportedProducer) (uuid.UUID, Outcome, error) {
	want, err := in.clean()
	if err != nil {
		return uuid.Nil, "", err
	}
	if err := lockExternal(ctx, tx, in.External); err != nil {
		return uuid.Nil, "", err
	}
	id, known, err := externalTarget(ctx, tx, targetProducer, in.External)
	if err != nil {
		return uuid.Nil, "", err
	}
	made := false
	if !known {
		if id, made, err = takeOrInsert(ctx, tx, want); err != nil {
			return uuid.Nil, "", err
		}
	}
	if next, merged, err := follow(ctx, tx, targetProducer, id); err != nil || merged {
		return firstMerged(ctx, tx, targetProducer, id, next, in.External, err)
	}
	outcome := Made
	if !made {
		if outcome, err = refreshProducer(ctx, tx, id, want); err != nil {
			return uuid.Nil, "", err
		}
	}
	return id, outcome, noteImport(ctx, tx, targetProducer, id, in.External, outcome)
}

// firstMerged answers for a row that was merged with another since: the other is kept as it is, and what comes next goes there.
func firstMerged(ctx context.Context, tx *db.Tx, t target, id, next uuid.UUID, e External, err error) (uuid.UUID, Outcome, error) {
	if err != nil {
		return uuid.Nil, "", err
	}
	return next, Kept, upsertExternal(ctx, tx, t, id, e)
}

// clean makes the row that the register asks for.
func (in ImportedProducer) clean() (Producer, error) {
	c := newChecked()
	p := Producer{ID: in.ID, Kind: in.Kind, Origin: in.Origin, Demo: in.Demo}
	p.Name = c.name("name", in.Name, "fault.producer.name_missing")
	p.Website = c.website("website", in.Website)
	if in.BusinessID != "" {
		var err error
		if p.BusinessID, err = BusinessID(in.BusinessID); err != nil {
			c.on("business_id", "fault.producer.business_id")
		}
	}
	if p.Kind == "" {
		p.Kind = UnknownKind
	}
	if p.Origin == "" {
		p.Origin = FromImport
	}
	in.External.check(c)
	return p, c.bad.OrNil()
}

func (e External) check(c *checked) {
	if e.System == "" || e.Value == "" || e.Source == "" {
		c.on("external_id", "fault.producer.external_id_missing")
	}
}

// takeOrInsert finds the producer with the business id, or makes one.
func takeOrInsert(ctx context.Context, tx *db.Tx, want Producer) (uuid.UUID, bool, error) {
	if err := newID(&want.ID); err != nil {
		return uuid.Nil, false, err
	}
	made, err := insertProducer(ctx, tx, want)
	if err != nil || made {
		return want.ID, made, err
	}
	if want.BusinessID == "" {
		there, err := lockProducer(ctx, tx, want.ID) // made before, and its external id was not noted
		return there.ID, false, err
	}
	there, err := lockByBusinessID(ctx, tx, want.BusinessID)
	return there.ID, false, err
}

func refreshProducer(ctx context.Context, tx *db.Tx, id uuid.UUID, want Producer) (Outcome, error) {
	was, err := lockProducer(ctx, tx, id)
	if err != nil {
		return "", err
	}
	want = want.besides(was)
	switch {
	case was.tells(want):
		return Same, nil
	case was.Version > 1 || was.Origin == FromSignUp || was.Origin == FromOfficer:
		return Kept, nil
	}
	if has, err := peopled(ctx, tx, id); err != nil || has {
		return Kept, err
	}
	return Changed, refreshProducerRow(ctx, tx, id, want)
}

// besides adds what a register does not know: it takes nothing away.
func (p Producer) besides(was Producer) Producer {
	if p.BusinessID == "" {
		p.BusinessID = was.BusinessID
	}
	if p.Kind == UnknownKind {
		p.Kind = was.Kind
	}
	return p
}

// tells whether a producer is told of as it is already.
func (p Producer) tells(want Producer) bool {
	return p.Name == want.Name && p.Kind == want.Kind && p.Website == want.Website && p.BusinessID == want.BusinessID
}

// UpsertImportedUnit makes or refreshes the unit with the external id.
func UpsertImportedUnit(ctx context.Context, tx *db.Tx, in ImportedUnit) (uuid.UUID, Outcome, error) {
	want, err := in.clean()
	if err != nil {
		return uuid.Nil, "", err
	}
	if err := lockExternal(ctx, tx, in.External); err != nil {
		return uuid.Nil, "", err
	}
	id, known, err := externalTarget(ctx, tx, targetUnit, in.External)
	if err != nil {
		return uuid.Nil, "", err
	}
	if next, merged, err := follow(ctx, tx, targetUnit, id); known && (err != nil || merged) {
		return firstMerged(ctx, tx, targetUnit, id, next, in.External, err)
	}
	outcome := Made
	if known {
		want.ID = id
		outcome, err = refreshUnit(ctx, tx, want)
	} else {
		if err := newID(&want.ID); err != nil {
			return uuid.Nil, "", err
		}
		_, err = insertUnit(ctx, tx, want)
	}
	if err != nil {
		return uuid.Nil, "", err
	}
	return want.ID, outcome, noteImport(ctx, tx, targetUnit, want.ID, in.External, outcome)
}

func (in ImportedUnit) clean() (SaveUnit, error) {
	c := newChecked()
	u := SaveUnit{ID: in.ID, ProducerID: in.ProducerID}
	u.Name = c.name("name", in.Name, "fault.producer.unit_name_missing")
	u.Phone = c.line("phone", in.Phone, maxContact) // registers write numbers in many ways, with words too
	u.Email = c.email("email", in.Email)
	u.Website = c.website("website", in.Website)
	in.External.check(c)
	return u, c.bad.OrNil()
}

func refreshUnit(ctx context.Context, tx *db.Tx, want SaveUnit) (Outcome, error) {
	was, err := lockUnit(ctx, tx, want.ID)
	if err != nil {
		return "", err
	}
	switch {
	case was.tells(want):
		return Same, nil
	case was.Version > 1:
		return Kept, nil
	}
	if has, err := peopled(ctx, tx, was.ProducerID); err != nil || has {
		return Kept, err
	}
	return Changed, refreshUnitRow(ctx, tx, want)
}

// tells whether a unit is told of as it is already.
func (u Unit) tells(want SaveUnit) bool {
	return u.Name == want.Name && u.Phone == want.Phone && u.Email == want.Email && u.Website == want.Website
}

// UpsertImportedPoint makes or refreshes the point with the external id.
func UpsertImportedPoint(ctx context.Context, tx *db.Tx, in ImportedPoint) (uuid.UUID, Outcome, error) {
	want, at, err := in.clean()
	if err != nil {
		return uuid.Nil, "", err
	}
	if err := lockExternal(ctx, tx, in.External); err != nil {
		return uuid.Nil, "", err
	}
	id, known, err := externalTarget(ctx, tx, targetPoint, in.External)
	if err != nil {
		return uuid.Nil, "", err
	}
	if next, merged, err := follow(ctx, tx, targetPoint, id); known && (err != nil || merged) {
		return firstMerged(ctx, tx, targetPoint, id, next, in.External, err)
	}
	outcome := Made
	if known {
		want.ID = id
		outcome, err = refreshPoint(ctx, tx, want, at)
	} else {
		if err := newID(&want.ID); err != nil {
			return uuid.Nil, "", err
		}
		_, err = insertPoint(ctx, tx, want, at)
	}
	if err != nil {
		return uuid.Nil, "", err
	}
	return want.ID, outcome, noteImport(ctx, tx, targetPoint, want.ID, in.External, outcome)
}

func (in ImportedPoint) clean() (SavePoint, located, error) {
	c := newChecked()
	p := SavePoint{ID: in.ID, UnitID: in.UnitID}
	p.Name = c.name("name", in.Name, "fault.producer.point_name_missing")
	p.Street = c.line("street", in.Street, maxStreet)
	at, ok := in.locate()
	if !ok {
		c.on("place", "fault.producer.place_unknown")
	}
	in.External.check(c)
	return p, at, c.bad.OrNil()
}

// locate finds the place by postal code, else by municipality, and keeps coordinates that the register gave. A code that is
// in no table of areas is kept when the municipality is told: large customers have codes of their own.
func (in ImportedPoint) locate() (located, bool) {
	text := in.PostalCode
	if _, known := place.PostalByCode(text); !known {
		m, ok := place.MunicipalityByCode(in.Municipality)
		if !ok {
			return located{}, false
		}
		text = m.Fi
	}
	found, err := place.Find(text)
	if err != nil {
		return located{}, false
	}
	at := locate(found)
	at.PostalCode = in.PostalCode
	if in.Municipality != "" {
		at.Municipality = in.Municipality
	}
	if in.Lat != nil && in.Lon != nil {
		at.Lat, at.Lon, at.Source = in.Lat, in.Lon, Given
	}
	return at, true
}

func refreshPoint(ctx context.Context, tx *db.Tx, want SavePoint, at located) (Outcome, error) {
	was, err := lockPoint(ctx, tx, want.ID)
	if err != nil {
		return "", err
	}
	switch {
	case was.tells(want, at):
		return Same, nil
	case was.Version > 1:
		return Kept, nil
	}
	if has, err := peopled(ctx, tx, was.ProducerID); err != nil || has {
		return Kept, err
	}
	return Changed, refreshPointRow(ctx, tx, want, at)
}

// tells whether a point is told of as it is already.
func (p Point) tells(want SavePoint, at located) bool {
	return p.Name == want.Name && p.Street == want.Street && p.PostalCode == at.PostalCode &&
		p.Municipality == at.Municipality && p.Source == at.Source && sameNumber(p.Lat, at.Lat) && sameNumber(p.Lon, at.Lon)
}

func sameNumber(a, b *float64) bool { return a == b || (a != nil && b != nil && *a == *b) }

// noteImport notes the external id, what the index must look at again, and the audit row of a change.
func noteImport(ctx context.Context, tx *db.Tx, t target, id uuid.UUID, e External, outcome Outcome) error {
	if err := upsertExternal(ctx, tx, t, id, e); err != nil {
		return err
	}
	if outcome != Made && outcome != Changed {
		return nil
	}
	if outcome == Changed {
		if err := search.Touch(ctx, tx, t.kind, id); err != nil {
			return err
		}
	}
	return audit.Record(ctx, tx, audit.Entry{Action: string(t.kind) + ".imported", ObjectKind: t.table, ObjectID: id,
		Details: map[string]any{"outcome": string(outcome)}})
}

// newID fills in an id that the caller did not choose.
func newID(id *uuid.UUID) (err error) {
	if *id == uuid.Nil {
		*id, err = uuid.NewV7()
	}
	return err
}
