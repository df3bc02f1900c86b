package importing

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// bringMany brings rows in together: each table is written once. It answers what was done with each row, or what is wrong
// with it.
func (w *work) bringMany(ctx context.Context, tx *db.Tx, units []unit) ([]outcomes, [][]RowError, error) {
	sch, err := scheme.EnsureListing(ctx, tx, w.organiser, w.opt.Scheme)
	if err != nil {
		return nil, nil, err
	}
	m := &many{work: w, units: units, done: make([]outcomes, len(units)), wrong: make([][]RowError, len(units)), producers: make([]uuid.UUID, len(units)), parts: make([]uuid.UUID, len(units))}
	for i, u := range units {
		m.wrong[i] = m.check(u)
	}
	for _, step := range []func(context.Context, *db.Tx) error{m.bringProducers, m.bringUnits, m.bringPoints} {
		if err := step(ctx, tx); err != nil {
			return nil, nil, err
		}
	}
	return m.done, m.wrong, m.bringOfferings(ctx, tx, sch)
}

// many are rows on their way in.
type many struct {
	*work
	units     []unit
	done      []outcomes
	wrong     [][]RowError
	producers []uuid.UUID // of each row
	parts     []uuid.UUID // the unit of each row, and then its point
}

func (m *many) external(value string) producer.External {
	return producer.External{System: m.opt.Mapping.System, Value: value, Source: m.opt.Mapping.Source, CheckedOn: m.today}
}

// right are the places of the rows that nothing is wrong with so far.
func (m *many) right() []int {
	out := make([]int, 0, len(m.units))
	for i := range m.units {
		if len(m.wrong[i]) == 0 {
			out = append(out, i)
		}
	}
	return out
}

// check tells what the rooms find wrong with a row by itself, before anything of it is written.
func (m *many) check(u unit) []RowError {
	for _, err := range []error{m.producerOf(u).Check(), m.unitOf(u, uuid.Nil).Check(), m.pointOf(u, uuid.Nil).Check()} {
		if err != nil {
			return m.opt.Mapping.fieldErrors(u.line, fault.From(err))
		}
	}
	return nil
}

func (m *many) producerOf(u unit) producer.ImportedProducer {
	return producer.ImportedProducer{External: m.external(u.producerID), BusinessID: u.businessID, Name: u.producer, Kind: u.kind}
}

func (m *many) unitOf(u unit, producerID uuid.UUID) producer.ImportedUnit {
	return producer.ImportedUnit{External: m.external(u.id), ProducerID: producerID, Name: u.name, Phone: u.phone, Email: u.email, Website: u.website}
}

func (m *many) pointOf(u unit, unitID uuid.UUID) producer.ImportedPoint {
	return producer.ImportedPoint{External: m.external(u.id), UnitID: unitID, Name: u.name, Street: u.street, PostalCode: u.postalCode,
		Municipality: u.municipality, Lat: u.lat, Lon: u.lon}
}

// take keeps what became of rows. A fault that only the database could tell ends the transaction: the rows then go one
// by one.
func (m *many) take(at []int, rows []producer.ImportedRow, ids []uuid.UUID, outcome func(*outcomes) *producer.Outcome) error {
	for n, r := range rows {
		if r.Err != nil {
			return r.Err
		}
		ids[at[n]] = r.ID
		*outcome(&m.done[at[n]]) = r.Outcome
	}
	return nil
}

func (m *many) bringProducers(ctx context.Context, tx *db.Tx) error {
	at := m.right()
	in := make([]producer.ImportedProducer, len(at))
	for n, i := range at {
		in[n] = m.producerOf(m.units[i])
	}
	rows, err := producer.UpsertImportedProducers(ctx, tx, in)
	if err != nil {
		return err
	}
	return m.take(at, rows, m.producers, func(o *outcomes) *producer.Outcome { return &o.producer })
}

func (m *many) bringUnits(ctx context.Context, tx *db.Tx) error {
	at := m.right()
	in := make([]producer.ImportedUnit, len(at))
	for n, i := range at {
		in[n] = m.unitOf(m.units[i], m.producers[i])
	}
	rows, err := producer.UpsertImportedUnits(ctx, tx, in)
	if err != nil {
		return err
	}
	return m.take(at, rows, m.parts, func(o *outcomes) *producer.Outcome { return &o.unit })
}

func (m *many) bringPoints(ctx context.Context, tx *db.Tx) error {
	at := m.right()
	in := make([]producer.ImportedPoint, len(at))
	for n, i := range at {
		in[n] = m.pointOf(m.units[i], m.parts[i])
	}
	rows, err := producer.UpsertImportedPoints(ctx, tx, in)
	if err != nil {
		return err
	}
	return m.take(at, rows, m.parts, func(o *outcomes) *producer.Outcome { return &o.point })
}

func (m *many) bringOfferings(ctx context.Context, tx *db.Tx, sch scheme.Scheme) error {
	at := m.right()
	producers := make([]uuid.UUID, len(at))
	for n, i := range at {
		producers[n] = m.producers[i]
	}
	admissions, err := admission.EnrolMany(ctx, tx, sch, producers, []string{m.service.Key}, admission.OriginListing, m.today)
	if err != nil {
		return err
	}
	in := make([]offering.Imported, len(at))
	for n, i := range at {
		in[n] = offering.Imported{Admission: admissions[m.producers[i]], Organiser: m.organiser, Service: m.service.Key, Point: m.parts[i],
			AtHome: m.service.AtHome, Areas: m.areas, Spoken: m.units[i].spoken}
	}
	rows, err := offering.UpsertImportedMany(ctx, tx, in)
	if err != nil {
		return err
	}
	return m.take(at, rows, make([]uuid.UUID, len(m.units)), func(o *outcomes) *producer.Outcome { return &o.offering })
}
