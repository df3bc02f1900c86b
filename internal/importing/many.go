package importing

import (
	"context"
	"slices"

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

// bringOfferings brings in each of the services of each row.
func (m *many) bringOfferings(ctx context.Context, tx *db.Tx, sch scheme.Scheme) error {
	at := m.right()
	admitted := map[string]map[uuid.UUID]uuid.UUID{} // by service: the admission of each producer
	for _, of := range m.services(at) {
		var producers []uuid.UUID
		for _, i := range at {
			if m.units[i].offering(of) {
				producers = append(producers, m.producers[i])
			}
		}
		admissions, err := admission.EnrolMany(ctx, tx, sch, producers, []string{of}, admission.OriginListing, m.today)
		if err != nil {
			return err
		}
		admitted[of] = admissions
	}
	var in []offering.Imported
	var of []int
	for _, i := range at {
		for _, o := range m.units[i].offers {
			one := offering.Imported{Admission: admitted[o.service.Key][m.producers[i]], Organiser: m.organiser, Service: o.service.Key, Point: m.parts[i],
				AtHome: o.service.AtHome, Spoken: m.units[i].spoken, Price: o.price}
			if one.AtHome {
				one.Areas = m.areas
			}
			in, of = append(in, one), append(of, i)
		}
	}
	rows, err := offering.UpsertImportedMany(ctx, tx, in)
	if err != nil {
		return err
	}
	for n, r := range rows {
		if r.Err != nil {
			return r.Err
		}
		m.done[of[n]].offerings = append(m.done[of[n]].offerings, r.Outcome)
	}
	return nil
}

// services are those that rows offer, each once, in an order that is the same for every import: two at once never wait
// for each other in a circle.
func (m *many) services(at []int) []string {
	var out []string
	for _, i := range at {
		for _, o := range m.units[i].offers {
			if !slices.Contains(out, o.service.Key) {
				out = append(out, o.service.Key)
			}
		}
	}
	slices.Sort(out)
	return out
}

func (u unit) offering(key string) bool {
	return slices.ContainsFunc(u.offers, func(o offer) bool { return o.service.Key == key })
}
