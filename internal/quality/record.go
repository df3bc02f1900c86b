package quality

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/search"
)

// Record enters one value under an id of the form's. Sent twice, it is there once. What is wrong is told by field.
func (s *Service) Record(ctx context.Context, a actor.Actor, id uuid.UUID, e Entry) (Row, error) {
	organiser, err := may(a)
	if err != nil {
		return Row{}, err
	}
	rows := []Row{{Line: 1, Entry: e}}
	err = s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		if there, err := valueThere(ctx, tx, id); err != nil || there {
			rows[0].State = RowSame
			return err
		}
		rows[0] = Row{Line: 1, Entry: e}
		if err := s.checkRows(ctx, tx, organiser, rows); err != nil {
			return err
		}
		if r := &rows[0]; r.State == RowWrong {
			bad := fault.Invalid()
			bad.Fields = r.Faults
			return bad
		}
		rows[0].Told.ID = id
		_, err := save(ctx, tx, a, uuid.NullUUID{}, rows)
		return err
	})
	return rows[0], err
}

// checkRows reads what the rows are held against and checks them. In a transaction that saves, the units are locked, so
// that two who tell the same at once do it one after the other.
func (s *Service) checkRows(ctx context.Context, q querier, organiser uuid.UUID, rows []Row) error {
	for i := range rows {
		if len(rows[i].Faults) == 0 {
			rows[i].read(s.today())
		}
	}
	k := known{organiser: organiser}
	var err error
	if k.least, err = leastOf(ctx, q, organiser); err != nil {
		return err
	}
	if k.units, err = unitsOf(ctx, q, organiser); err != nil {
		return err
	}
	var named []uuid.UUID
	var texts []string
	for _, r := range rows {
		if u, wrong := k.find(r.Entry); wrong == nil {
			named = append(named, u.ID)
		} else {
			texts = append(texts, fold(r.Unit), fold(r.BusinessID))
		}
	}
	slices.SortFunc(named, compareIDs)
	named = slices.Compact(named)
	if tx, saving := q.(*db.Tx); saving {
		if err := lockUnits(ctx, tx, named); err != nil {
			return err
		}
	}
	if k.told, err = toldOf(ctx, q, named); err != nil {
		return err
	}
	if k.elsewhere, err = existing(ctx, q, texts); err != nil {
		return err
	}
	check(rows, k)
	return nil
}

// save keeps the rows that are new or correct something, and gives how many.
func save(ctx context.Context, tx *db.Tx, a actor.Actor, from uuid.NullUUID, rows []Row) (int, error) {
	saved := 0
	touched := map[uuid.UUID]bool{}
	for i := range rows {
		r := &rows[i]
		if r.State != RowNew && r.State != RowCorrects {
			continue
		}
		if err := insertValue(ctx, tx, a, from, r); err != nil {
			return 0, err
		}
		saved++
		if !touched[r.Told.Unit] {
			touched[r.Told.Unit] = true
			if err := search.Touch(ctx, tx, search.KindUnit, r.Told.Unit); err != nil {
				return 0, err
			}
		}
		if from.Valid {
			continue // the file's own entry tells of all of them
		}
		action := "indicator_value.recorded"
		if r.Reason != "" {
			action = "indicator_value.corrected"
		}
		err := audit.Record(ctx, tx, audit.Entry{
			Action: action, ObjectKind: "indicator_value", ObjectID: r.Told.ID, Organiser: a.Organisation,
			Details: map[string]any{"unit": r.Told.Unit, "service": r.Told.Service, "indicator": r.Told.Indicator, "corrects": r.Was != nil},
		})
		if err != nil {
			return 0, err
		}
	}
	return saved, nil
}
