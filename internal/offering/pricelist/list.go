package pricelist

import (
	"context"
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// Limits are how large a price list may be.
var Limits = sheet.Limits{Bytes: 5 << 20, Rows: 5000}

// textLimits are for a list that was kept: as text it is longer than as a workbook.
var textLimits = sheet.Limits{Bytes: 8 * Limits.Bytes, Rows: Limits.Rows}

// Kind is what a list changes.
type Kind string

// The kinds.
const (
	Prices    Kind = "prices"
	Offerings Kind = "offerings" // vacancies, languages, areas and descriptions
)

// File is a file that was kept.
type File struct {
	ID        uuid.UUID
	Producer  uuid.UUID
	Name      string
	MadeAt    time.Time
	AppliedAt *time.Time // nil: not yet
	Applied   int        // how many rows changed something
	Emptied   bool       // its content is no longer kept
}

// List is a file of prices with what it would do, or did.
type List struct {
	File
	Rows []Row // as they would be now
}

// Count is how many rows are in a state.
func (l List) Count(state string) int {
	n := 0
	for _, r := range l.Rows {
		if r.State == state {
			n++
		}
	}
	return n
}

// errRows answers for applying all of a file that has wrong rows.
var errRows = fault.New(fault.CodeConflict, "fault.pricelist.wrong_rows")

// Service holds the use cases.
type Service struct {
	db        *db.DB
	offerings *offering.Service
}

// New makes the use cases over those of offerings.
func New(d *db.DB, offerings *offering.Service) *Service {
	return &Service{db: d, offerings: offerings}
}

func allow(a actor.Actor, producer uuid.UUID) error {
	return identity.Allow(a, identity.OfferingEdit, identity.Object{Producer: producer})
}

// Keep keeps a file of prices to be looked at before it is applied. The caller makes the id, so that a form sent twice keeps one.
// A file that cannot be read is a fault on the field "file".
func (s *Service) Keep(ctx context.Context, a actor.Actor, producer, id uuid.UUID, name string, content io.ReaderAt, size int64) error {
	return s.keep(ctx, a, producer, id, Prices, name, content, size)
}

func (s *Service) keep(ctx context.Context, a actor.Actor, producer, id uuid.UUID, k Kind, name string, content io.ReaderAt, size int64) error {
	if err := allow(a, producer); err != nil {
		return err
	}
	text, err := sheet.Text(content, size, Limits)
	if err != nil {
		return err
	}
	table, err := sheet.OpenBytes([]byte(text), textLimits)
	if err != nil {
		return err
	}
	if _, err := places(k, table.Head); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		return insertList(ctx, tx, id, producer, k, name, text)
	})
}

// Sent lists a producer's latest files of a kind, the newest first.
func (s *Service) Sent(ctx context.Context, a actor.Actor, k Kind) ([]File, error) {
	if err := allow(a, a.Organisation); err != nil {
		return nil, err
	}
	files, err := latestOf(ctx, s.db, a.Organisation, k)
	return files, s.db.Translate(err)
}

// Look tells what a file would do now. Another's is not found.
func (s *Service) Look(ctx context.Context, a actor.Actor, id uuid.UUID) (List, error) {
	if err := allow(a, a.Organisation); err != nil {
		return List{}, err
	}
	file, content, err := listOf(ctx, s.db, a.Organisation, id, Prices, false)
	if err != nil {
		return List{}, s.db.Translate(err)
	}
	list := List{File: file}
	if list.Rows, err = s.understand(ctx, a, file, content); err != nil {
		return List{}, err
	}
	rows, at := list.asked()
	results, err := s.offerings.CheckPrices(ctx, a, rows)
	if err != nil {
		return List{}, err
	}
	list.told(at, results)
	return list, nil
}

// Apply does what a file says, in one transaction: all of its rows, or the right ones when the producer says so. A file
// that has been applied is not applied again.
func (s *Service) Apply(ctx context.Context, a actor.Actor, id uuid.UUID, rightOnly bool) error {
	if err := allow(a, a.Organisation); err != nil {
		return err
	}
	file, content, err := listOf(ctx, s.db, a.Organisation, id, Prices, false)
	if err != nil {
		return s.db.Translate(err)
	}
	understood, err := s.understand(ctx, a, file, content)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		file, _, err := listOf(ctx, tx, a.Organisation, id, Prices, true)
		if err != nil || file.AppliedAt != nil {
			return err
		}
		list := List{File: file, Rows: append([]Row(nil), understood...)}
		rows, at := list.asked()
		results, err := offering.SetPricesIn(ctx, tx, rows)
		if err != nil {
			return err
		}
		list.told(at, results)
		wrong := list.Count(RowWrong)
		if wrong > 0 && !rightOnly {
			return errRows
		}
		done := list.Count(RowNew) + list.Count(RowChanged) + list.Count(RowProposed)
		if err := closeList(ctx, tx, id, done); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "price_list.applied", ObjectKind: "price_list", ObjectID: id,
			Details: map[string]any{"rows": len(list.Rows), "done": done, "wrong": wrong}})
	})
}

// understand reads the rows and finds what they are about. Rows that name their offerings by id, as a list that was taken
// does, are left to the use cases of offerings; only where one does not, or where a day has passed, all are read.
func (s *Service) understand(ctx context.Context, a actor.Actor, file File, content string) ([]Row, error) {
	today, err := db.Today(ctx, s.db)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	var rows []Row
	whole := true
	err = eachRow(content, Prices, func(read sheet.Row, at map[Field]int) {
		rows = append(rows, rowOf(read, at, file.ID))
		whole = whole && rows[len(rows)-1].whole(today)
	})
	if err != nil {
		return nil, err
	}
	known := byID
	if !whole {
		there, err := s.there(ctx, a, file.Producer)
		if err != nil {
			return nil, err
		}
		known = there.find
	}
	first := map[key]int{}
	for i := range rows {
		rows[i].settle(known)
		rows[i].once(first)
	}
	return rows, nil
}

// eachRow reads a list that was kept.
func eachRow(content string, k Kind, fn func(read sheet.Row, at map[Field]int)) error {
	table, err := sheet.OpenBytes([]byte(content), textLimits)
	if err != nil {
		return err
	}
	at, err := places(k, table.Head)
	if err != nil {
		return err
	}
	for {
		read, err := table.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		fn(read, at)
	}
}

// key is what two rows of a file must not both say.
type key struct {
	offering    uuid.UUID
	unit, class string
	from        string
}

// once refuses a row that says again what another of the file has said.
func (r *Row) once(first map[key]int) {
	if r.State == RowWrong || !r.asks {
		return
	}
	k := key{r.Offering.ID, r.Price.Unit, r.Price.Class, r.Price.From.String()}
	if line, twice := first[k]; twice {
		r.on(FieldFrom, "fault.pricelist.twice", "Line", line)
		return
	}
	first[k] = r.Line
}

// rowOf reads a row by itself.
func rowOf(read sheet.Row, at map[Field]int, list uuid.UUID) Row {
	r := Row{About: aboutOf(read, at)}
	if r.broken {
		return r
	}
	r.read()
	r.Price.ID = uuid.NewSHA1(list, []byte(strconv.Itoa(read.Line))) // the same row of the same file is always the same price
	return r
}

// there reads the producer's offerings.
func (s *Service) there(ctx context.Context, a actor.Actor, producer uuid.UUID) (there, error) {
	t := there{byID: map[uuid.UUID]*offering.Listed{}, byName: map[string][]*offering.Listed{}}
	err := s.offerings.Each(ctx, a, producer, func(o offering.Listed) error {
		t.byID[o.ID] = &o
		of, _ := service.ByKey(o.Service)
		named := map[string]bool{}
		for _, called := range []string{of.Fi, of.Sv, of.En, of.Key} {
			k := name(called, o.UnitName, o.PointName)
			if !named[k] {
				named[k] = true
				t.byName[k] = append(t.byName[k], &o)
			}
		}
		return nil
	})
	return t, err
}

// asked are the prices that the rows ask for, with the places of their rows.
func (l *List) asked() ([]offering.PriceRow, []int) {
	rows, at := make([]offering.PriceRow, 0, len(l.Rows)), make([]int, 0, len(l.Rows))
	for i := range l.Rows {
		if r := &l.Rows[i]; r.State == "" {
			rows, at = append(rows, offering.PriceRow{Offering: r.Offering.ID, NewPrice: r.Price}), append(at, i)
		}
	}
	return rows, at
}

// states are the states of rows by what becomes of their prices.
var states = map[offering.Outcome]string{offering.PriceSame: RowSame, offering.PriceSet: RowChanged, offering.PriceProposed: RowProposed, offering.PriceRefused: RowWrong}

// columnOf is where a fault of a price stands in the table.
var columnOf = map[string]Field{"unit": FieldPer, "class": FieldTime, "price": FieldPrice, "percent": FieldPrice, "from": FieldFrom,
	"vacancy": FieldVacancy, "wait_days": FieldWait, "spoken": FieldSpoken, "areas": FieldAreas, "description_fi": FieldDescriptionFi, "description_sv": FieldDescriptionSv,
	"description_en": FieldDescriptionEn}

// told puts what offerings answered to the rows that asked.
func (l *List) told(at []int, results []offering.PriceResult) {
	for i, result := range results {
		r := &l.Rows[at[i]]
		r.State, r.Was = states[result.Outcome], result.Was
		if r.State == RowChanged && r.Was == nil {
			r.State = RowNew
		}
		if result.Err == nil {
			continue
		}
		r.refused(result.Err)
	}
}

// refused puts what offerings answered under the columns of the table.
func (r *About) refused(err error) {
	f := fault.From(err)
	r.State = RowWrong
	if f.Code == fault.CodeNotFound { // another's, or nobody's
		r.on(FieldID, "fault.pricelist.unknown")
		return
	}
	if len(f.Fields) == 0 {
		r.Faults = append(r.Faults, fault.Field{Name: string(FieldService), Key: f.Key, Args: f.Args})
	}
	for _, field := range f.Fields {
		where, known := columnOf[field.Name]
		if !known {
			where = FieldService
		}
		r.Faults = append(r.Faults, fault.Field{Name: string(where), Key: field.Key, Args: field.Args})
	}
}

// May answers whether somebody has a price list of their own to change.
func May(a actor.Actor) error { return allow(a, a.Organisation) }
