package producer

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// ImportedRow is what became of one of many rows of a register.
type ImportedRow struct {
	ID      uuid.UUID
	Outcome Outcome
	Err     error // a fault of the row; nothing was written of it
}

// Check tells what is wrong with a row by itself.
func (in ImportedProducer) Check() error {
	_, err := in.clean()
	return err
}

// Check tells what is wrong with a row by itself.
func (in ImportedUnit) Check() error {
	_, err := in.clean()
	return err
}

// Check tells what is wrong with a row by itself.
func (in ImportedPoint) Check() error {
	_, _, err := in.clean()
	return err
}

// Each of the functions below does to many rows what the one for one row does, and in the same transaction. What is new,
// and what is there as it is told of, is written in one statement for all; the others go one by one.

// UpsertImportedProducers is UpsertImportedProducer for many. Rows with the same identifier are one producer.
func UpsertImportedProducers(ctx context.Context, tx *db.Tx, in []ImportedProducer) ([]ImportedRow, error) {
	m := newMany(in, targetProducer, func(p ImportedProducer) External { return p.External })
	want := make([]Producer, len(in))
	for i := range in {
		want[i], m.rows[i].Err = in[i].clean()
	}
	m.like = func(first, again int) bool { return want[first].tells(want[again].besides(want[first])) }
	if err := m.find(ctx, tx); err != nil {
		return nil, err
	}
	was, err := lockProducers(ctx, tx, m.known())
	if err != nil {
		return nil, err
	}
	taken, err := takenBusinessIDs(ctx, tx, want)
	if err != nil {
		return nil, err
	}
	var insert []Producer
	m.sort(func(i int, known bool) verdict {
		if known {
			there := was[m.rows[i].ID]
			return sameOr(there.tells(want[i].besides(there)))
		}
		if want[i].BusinessID != "" && taken[want[i].BusinessID] {
			return oneByOne
		}
		taken[want[i].BusinessID] = true
		if want[i].ID == uuid.Nil {
			want[i].ID = m.rows[i].ID
		}
		m.rows[i].ID, insert = want[i].ID, append(insert, want[i])
		return isNew
	})
	if err := insertProducers(ctx, tx, insert); err != nil {
		return nil, err
	}
	return m.finish(ctx, tx, func(i int) (uuid.UUID, Outcome, error) { return UpsertImportedProducer(ctx, tx, in[i]) })
}

// UpsertImportedUnits is UpsertImportedUnit for many.
func UpsertImportedUnits(ctx context.Context, tx *db.Tx, in []ImportedUnit) ([]ImportedRow, error) {
	m := newMany(in, targetUnit, func(u ImportedUnit) External { return u.External })
	want := make([]SaveUnit, len(in))
	for i := range in {
		want[i], m.rows[i].Err = in[i].clean()
	}
	if err := m.find(ctx, tx); err != nil {
		return nil, err
	}
	was, err := lockUnits(ctx, tx, m.known())
	if err != nil {
		return nil, err
	}
	var insert []SaveUnit
	m.sort(func(i int, known bool) verdict {
		if known {
			return sameOr(was[m.rows[i].ID].tells(want[i]))
		}
		if want[i].ID == uuid.Nil {
			want[i].ID = m.rows[i].ID
		}
		m.rows[i].ID, insert = want[i].ID, append(insert, want[i])
		return isNew
	})
	if err := insertUnits(ctx, tx, insert); err != nil {
		return nil, err
	}
	return m.finish(ctx, tx, func(i int) (uuid.UUID, Outcome, error) { return UpsertImportedUnit(ctx, tx, in[i]) })
}

// UpsertImportedPoints is UpsertImportedPoint for many.
func UpsertImportedPoints(ctx context.Context, tx *db.Tx, in []ImportedPoint) ([]ImportedRow, error) {
	m := newMany(in, targetPoint, func(p ImportedPoint) External { return p.External })
	want, at := make([]SavePoint, len(in)), make([]located, len(in))
	for i := range in {
		want[i], at[i], m.rows[i].Err = in[i].clean()
	}
	if err := m.find(ctx, tx); err != nil {
		return nil, err
	}
	was, err := lockPoints(ctx, tx, m.known())
	if err != nil {
		return nil, err
	}
	var insert []SavePoint
	var places []located
	m.sort(func(i int, known bool) verdict {
		if known {
			return sameOr(was[m.rows[i].ID].tells(want[i], at[i]))
		}
		if want[i].ID == uuid.Nil {
			want[i].ID = m.rows[i].ID
		}
		m.rows[i].ID, insert, places = want[i].ID, append(insert, want[i]), append(places, at[i])
		return isNew
	})
	if err := insertPoints(ctx, tx, insert, places); err != nil {
		return nil, err
	}
	return m.finish(ctx, tx, func(i int) (uuid.UUID, Outcome, error) { return UpsertImportedPoint(ctx, tx, in[i]) })
}

// verdict is how a row is written.
type verdict int

const (
	isNew verdict = iota
	isSame
	oneByOne
)

func sameOr(same bool) verdict {
	if same {
		return isSame
	}
	return oneByOne
}

// many are rows that are brought in together.
type many struct {
	target   target
	external []External
	rows     []ImportedRow
	first    map[string]int // the first row with an identifier
	found    map[string]uuid.UUID
	merged   map[uuid.UUID]bool // with another, since
	verdicts []verdict
	like     func(first, again int) bool // whether two rows with one identifier tell the same
}

func newMany[T any](in []T, t target, of func(T) External) *many {
	m := &many{target: t, external: make([]External, len(in)), rows: make([]ImportedRow, len(in)), first: map[string]int{}, verdicts: make([]verdict, len(in)), like: func(int, int) bool { return false }}
	for i := range in {
		m.external[i] = of(in[i])
		if _, there := m.first[m.external[i].key()]; !there {
			m.first[m.external[i].key()] = i
		}
	}
	return m
}

func (e External) key() string { return e.System + "\x00" + e.Value }

// find waits for other imports of the same identifiers and finds what has them.
func (m *many) find(ctx context.Context, tx *db.Tx) (err error) {
	if err := lockExternals(ctx, tx, m.external); err != nil {
		return err
	}
	if m.found, err = externalTargets(ctx, tx, m.target, m.external); err != nil {
		return err
	}
	m.merged, err = mergedOf(ctx, tx, m.target, m.known())
	return err
}

func (m *many) known() []uuid.UUID {
	out := make([]uuid.UUID, 0, len(m.found))
	for _, id := range m.found {
		out = append(out, id)
	}
	return out
}

// sort asks of each row that is right and the first of its identifier how it is written.
func (m *many) sort(judge func(i int, known bool) verdict) {
	for i := range m.rows {
		key := m.external[i].key()
		if m.rows[i].Err != nil || m.first[key] != i {
			continue
		}
		id, known := m.found[key]
		if !known {
			id = uuid.Must(uuid.NewV7())
		}
		m.rows[i].ID = id
		if known && m.merged[id] {
			m.verdicts[i] = oneByOne
		} else {
			m.verdicts[i] = judge(i, known)
		}
		if m.verdicts[i] == isSame {
			m.rows[i].Outcome = Same
		} else {
			m.rows[i].Outcome = Made
		}
	}
}

// finish notes the identifiers and the audit trail of what was written together, and then brings in the others.
func (m *many) finish(ctx context.Context, tx *db.Tx, one func(i int) (uuid.UUID, Outcome, error)) ([]ImportedRow, error) {
	var ids []uuid.UUID
	var externals []External
	var entries []audit.Entry
	for i, r := range m.rows {
		if r.Err != nil || m.first[m.external[i].key()] != i || m.verdicts[i] == oneByOne {
			continue
		}
		ids, externals = append(ids, r.ID), append(externals, m.external[i])
		if r.Outcome == Made {
			entries = append(entries, audit.Entry{Action: string(m.target.kind) + ".imported", ObjectKind: m.target.table, ObjectID: r.ID,
				Details: map[string]any{"outcome": string(Made)}})
		}
	}
	if err := upsertExternals(ctx, tx, m.target, ids, externals); err != nil {
		return nil, err
	}
	if err := audit.RecordAll(ctx, tx, entries); err != nil {
		return nil, err
	}
	for i := range m.rows {
		r, first := &m.rows[i], m.first[m.external[i].key()]
		switch {
		case r.Err != nil || first == i && m.verdicts[i] != oneByOne:
			continue
		case first != i && m.rows[first].Err == nil && m.like(first, i): // the same told again, as a producer of many units is
			if r.ID, r.Outcome = m.rows[first].ID, Same; m.rows[first].Outcome == Kept {
				r.Outcome = Kept
			}
			continue
		}
		var err error
		if r.ID, r.Outcome, err = one(i); err != nil {
			if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.CodeInvalid {
				return nil, err
			}
			r.Err = err
		}
	}
	return m.rows, nil
}
