package pricelist

import (
	"context"
	"io"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

// ToldList is a file of offerings with what it would do, or did.
type ToldList struct {
	File
	Rows []ToldRow // as they would be now
}

// Count is how many rows are in a state.
func (l ToldList) Count(state string) int {
	n := 0
	for _, r := range l.Rows {
		if r.State == state {
			n++
		}
	}
	return n
}

// ToldTable is a producer's offerings as they are told of now, a row for each. Another's list is not found.
func (s *Service) ToldTable(ctx context.Context, a actor.Actor, producer uuid.UUID, l locale.Lang, name string) (sheet.Sheet, sheet.Rows, error) {
	if err := allow(a, producer); err != nil {
		return sheet.Sheet{}, nil, err
	}
	return emptySheet(Offerings, l, name), func(row func([]any) error) error {
		return s.offerings.Each(ctx, a, producer, func(o offering.Listed) error {
			cells := aboutCells(o, l)
			for _, field := range told {
				if field == FieldWait && o.WaitDays != nil {
					cells = append(cells, *o.WaitDays)
					continue
				}
				cells = append(cells, cellOf(o, field, l))
			}
			return row(append(cells, o.ID.String()))
		})
	}, nil
}

// KeepTold is Keep for a file of offerings.
func (s *Service) KeepTold(ctx context.Context, a actor.Actor, producer, id uuid.UUID, name string, content io.ReaderAt, size int64) error {
	return s.keep(ctx, a, producer, id, Offerings, name, content, size)
}

// LookTold is Look for a file of offerings.
func (s *Service) LookTold(ctx context.Context, a actor.Actor, id uuid.UUID) (ToldList, error) {
	list, err := s.openTold(ctx, a, id)
	if err != nil {
		return ToldList{}, err
	}
	rows, at := list.asked()
	results, err := s.offerings.CheckTells(ctx, a, rows)
	if err != nil {
		return ToldList{}, err
	}
	list.told(at, results)
	return list, nil
}

// ApplyTold is Apply for a file of offerings.
func (s *Service) ApplyTold(ctx context.Context, a actor.Actor, id uuid.UUID, rightOnly bool) error {
	list, err := s.openTold(ctx, a, id)
	if err != nil {
		return err
	}
	understood := list.Rows
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		file, _, err := listOf(ctx, tx, a.Organisation, id, Offerings, true)
		if err != nil || file.AppliedAt != nil {
			return err
		}
		list := ToldList{File: file, Rows: append([]ToldRow(nil), understood...)}
		rows, at := list.asked()
		results, err := offering.TellIn(ctx, tx, rows)
		if err != nil {
			return err
		}
		list.told(at, results)
		wrong := list.Count(RowWrong)
		if wrong > 0 && !rightOnly {
			return errRows
		}
		done := list.Count(RowChanged)
		if err := closeList(ctx, tx, id, done); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "offering_list.applied", ObjectKind: "price_list", ObjectID: id,
			Details: map[string]any{"rows": len(list.Rows), "done": done, "wrong": wrong}})
	})
}

// openTold reads a file, and what its rows are about and tell.
func (s *Service) openTold(ctx context.Context, a actor.Actor, id uuid.UUID) (ToldList, error) {
	if err := allow(a, a.Organisation); err != nil {
		return ToldList{}, err
	}
	file, content, err := listOf(ctx, s.db, a.Organisation, id, Offerings, false)
	if err != nil {
		return ToldList{}, s.db.Translate(err)
	}
	list := ToldList{File: file}
	there, err := s.there(ctx, a, file.Producer)
	if err != nil {
		return ToldList{}, err
	}
	drawn := map[uuid.UUID][]offering.Area{}
	for _, o := range there.byID {
		if _, read := drawn[o.OrganiserID]; !read {
			if drawn[o.OrganiserID], err = s.offerings.AreasOf(ctx, o.OrganiserID); err != nil {
				return ToldList{}, err
			}
		}
	}
	first := map[uuid.UUID]int{}
	err = eachRow(content, Offerings, func(read sheet.Row, at map[Field]int) {
		r := ToldRow{About: aboutOf(read, at)}
		if !r.broken {
			there.find(&r.About)
		}
		if r.once(first); r.State == "" {
			r.tell(drawn[r.Offering.OrganiserID])
		}
		list.Rows = append(list.Rows, r)
	})
	return list, err
}

// asked are what the rows tell, with the places of their rows.
func (l *ToldList) asked() ([]offering.Tell, []int) {
	var rows []offering.Tell
	var at []int
	for i, r := range l.Rows {
		if r.State == "" {
			rows, at = append(rows, r.Tell), append(at, i)
		}
	}
	return rows, at
}

func (l *ToldList) told(at []int, results []offering.TellResult) {
	for i, result := range results {
		l.Rows[at[i]].answered(result)
	}
}
