package importing

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// DeskLimits are how large a list may be that an officer sends by the desk; the command takes larger ones.
var DeskLimits = sheet.Limits{Bytes: 5 << 20, Rows: 5000}

// Desk holds the use cases with which an officer brings a list in: keep it, say what its columns mean, look at what it
// would do, and publish it.
type Desk struct{ db *db.DB }

// NewDesk makes the use cases.
func NewDesk(d *db.DB) *Desk { return &Desk{db: d} }

// List is a list that an officer sent.
type List struct {
	ID          uuid.UUID
	Name        string
	MadeAt      time.Time
	PublishedAt *time.Time
	Head        []string // its columns
	Rows        int
	Mapping     *Mapping // nil: its columns have not been told
	LeftOut     []int
	Done        *Report // what publishing did
	Emptied     bool    // its content is no longer kept
}

// Look is what a list would do, with what is likely there already.
type Look struct {
	List
	Would Report
	Alike []Alike
	First []Understood // the first rows as they were understood, for comparing with the file
}

// Understood is a row as it was understood.
type Understood struct {
	Line           int
	Producer, Unit string
	Street         string
	PostalCode     string
	Municipality   string // code
	Offers         []UnderstoodOffer
}

// UnderstoodOffer is a service that a row offers, and its price where the list tells one.
type UnderstoodOffer struct {
	Service string
	Price   *offering.ImportedPrice
}

// keptErrors is how many errors of a list that was published are kept for those who mend its rows.
const keptErrors = 200

// firstRows is how many rows a look shows as they were understood.
const firstRows = 20

func understood(units []unit) []Understood {
	out := make([]Understood, 0, firstRows)
	for _, u := range units[:min(len(units), firstRows)] {
		row := Understood{Line: u.line, Producer: u.producer, Unit: u.name, Street: u.street, PostalCode: u.postalCode, Municipality: u.municipality}
		for _, o := range u.offers {
			row.Offers = append(row.Offers, UnderstoodOffer{Service: o.service.Key, Price: o.price})
		}
		out = append(out, row)
	}
	return out
}

// Saved is a mapping that is kept by its name.
type Saved struct {
	Name string
	Mapping
}

func may(a actor.Actor) (uuid.UUID, error) {
	return a.Organisation, identity.Allow(a, identity.ListImport, identity.Object{Organiser: a.Organisation})
}

// May answers whether somebody brings lists in.
func May(a actor.Actor) error {
	_, err := may(a)
	return err
}

// Keep keeps a list. The caller makes the id, so that a form sent twice keeps one.
func (s *Desk) Keep(ctx context.Context, a actor.Actor, id uuid.UUID, name string, content io.ReaderAt, size int64) error {
	organiser, err := may(a)
	if err != nil {
		return err
	}
	text, err := sheet.Text(content, size, DeskLimits)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error { return insertList(ctx, tx, id, organiser, name, text) })
}

// Lists are the organiser's lists, the newest first.
func (s *Desk) Lists(ctx context.Context, a actor.Actor) ([]List, error) {
	organiser, err := may(a)
	if err != nil {
		return nil, err
	}
	list, err := listsOf(ctx, s.db, organiser)
	return list, s.db.Translate(err)
}

// List is one list with its columns. Another organiser's is not found.
func (s *Desk) List(ctx context.Context, a actor.Actor, id uuid.UUID) (List, error) {
	organiser, err := may(a)
	if err != nil {
		return List{}, err
	}
	list, content, err := listOf(ctx, s.db, organiser, id, false)
	if err != nil {
		return List{}, s.db.Translate(err)
	}
	return list, list.count(content)
}

func (l *List) count(content string) error {
	t, err := sheet.OpenBytes([]byte(content), textLimits)
	if err != nil {
		return err
	}
	l.Head = t.Head
	for {
		if _, err := t.Next(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		l.Rows++
	}
}

// textLimits are for a list that was kept: as text it is longer than as a workbook.
var textLimits = sheet.Limits{Bytes: 8 * DeskLimits.Bytes, Rows: DeskLimits.Rows}

// Mappings are those that the organiser has kept, by name.
func (s *Desk) Mappings(ctx context.Context, a actor.Actor) ([]Saved, error) {
	organiser, err := may(a)
	if err != nil {
		return nil, err
	}
	list, err := mappingsOf(ctx, s.db, organiser)
	return list, s.db.Translate(err)
}

// Tell says what a list's columns mean, and keeps that by its name for the next list.
func (s *Desk) Tell(ctx context.Context, a actor.Actor, id uuid.UUID, name string, m Mapping) error {
	organiser, err := may(a)
	if err != nil {
		return err
	}
	list, err := s.List(ctx, a, id)
	if err != nil {
		return err
	}
	if m, err = complete(name, m, list.Head); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		list, _, err := listOf(ctx, tx, organiser, id, true)
		if err != nil || list.PublishedAt != nil {
			return err
		}
		county, err := countyOf(ctx, tx, organiser)
		if err != nil {
			return err
		}
		if of, _ := service.ByKey(m.Service); (of.AtHome || m.Columns.Services != "") && len(m.Defaults.Areas) == 0 {
			m.Defaults.Areas = townsOf(county)
		}
		m.Source = list.Name
		if err := m.check(); err != nil {
			return fault.Invalid().On("columns", "fault.list.mapping").Because(err)
		}
		if err := saveMapping(ctx, tx, organiser, Saved{Name: name, Mapping: m}); err != nil {
			return err
		}
		return updateMapping(ctx, tx, id, m)
	})
}

// townsOf are the names of a county's municipalities.
func townsOf(county string) []string {
	var names []string
	for _, m := range place.Municipalities() {
		if m.County == county {
			names = append(names, m.Fi)
		}
	}
	return names
}

// complete checks what was chosen of a list's columns, and fills in what follows from it.
func complete(name string, m Mapping, head []string) (Mapping, error) {
	bad := fault.Invalid()
	if strings.TrimSpace(name) == "" || len([]rune(name)) > 100 {
		bad = bad.On("name", "fault.list.name")
	}
	if _, ok := service.ByKey(m.Service); !ok && (m.Service != "" || m.Columns.Services == "") {
		bad = bad.On("service", "fault.list.service")
	}
	if m.Columns.Producer == "" {
		bad = bad.On("producer", "fault.list.producer")
	}
	if m.Columns.Unit == "" {
		bad = bad.On("unit", "fault.list.unit")
	}
	if m.Columns.PostalCode == "" && m.Columns.Municipality == "" {
		bad = bad.On("postal_code", "fault.list.place")
	}
	for _, column := range m.needed() {
		if !slices.ContainsFunc(head, func(h string) bool { return columnName(h) == columnName(column) }) {
			bad = bad.On("columns", "import.file.column_missing", "Column", column)
		}
	}
	if len(m.ExternalID) == 0 {
		for _, c := range []string{m.Columns.BusinessID, m.Columns.Producer, m.Columns.Unit, m.Columns.PostalCode, m.Columns.Municipality} {
			if c != "" && (c != m.Columns.Producer || m.Columns.BusinessID == "") {
				m.ExternalID = append(m.ExternalID, c)
			}
		}
	}
	m.System = "list." + strings.ReplaceAll(columnName(name), " ", "-")
	m.Languages, m.Kinds = spokenWords, kindWords
	return m, bad.OrNil()
}

// Look tells what a list would do now, and writes nothing.
func (s *Desk) Look(ctx context.Context, a actor.Actor, id uuid.UUID) (Look, error) {
	organiser, err := may(a)
	if err != nil {
		return Look{}, err
	}
	list, content, err := listOf(ctx, s.db, organiser, id, false)
	if err != nil {
		return Look{}, s.db.Translate(err)
	}
	out := Look{List: list}
	if err := out.count(content); err != nil || list.Mapping == nil || list.PublishedAt != nil {
		return out, err
	}
	var units []unit
	opt, err := s.options(ctx, a, organiser, list, content)
	if err != nil {
		return out, err
	}
	opt.DryRun, opt.Looked = true, func(u unit) { units = append(units, u) }
	if out.Would, err = Units(ctx, s.db, opt, nil); err != nil {
		return out, err
	}
	out.First = understood(units)
	out.Alike, err = alike(ctx, s.db, list.Mapping.System, units)
	return out, s.db.Translate(err)
}

func (s *Desk) options(ctx context.Context, a actor.Actor, organiser uuid.UUID, list List, content string) (Options, error) {
	code, err := countyOf(ctx, s.db, organiser)
	return Options{Organiser: code, Mapping: *list.Mapping, LeftOut: list.LeftOut, File: strings.NewReader(content), By: a}, s.db.Translate(err)
}

// LeaveOut keeps which lines an officer took for what is there already.
func (s *Desk) LeaveOut(ctx context.Context, a actor.Actor, id uuid.UUID, lines []int) error {
	organiser, err := may(a)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		list, _, err := listOf(ctx, tx, organiser, id, true)
		if err != nil || list.PublishedAt != nil {
			return err
		}
		return updateLeftOut(ctx, tx, id, lines)
	})
}

// Publish brings a list in, but for its wrong rows and those that were left out. A list that has been published is not
// published again; one that was cut off in the middle can be, since what has come in changes nothing.
func (s *Desk) Publish(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	organiser, err := may(a)
	if err != nil {
		return err
	}
	list, content, err := listOf(ctx, s.db, organiser, id, false)
	if err != nil || list.PublishedAt != nil {
		return s.db.Translate(err)
	}
	if list.Mapping == nil {
		return fault.New(fault.CodeConflict, "fault.list.untold")
	}
	opt, err := s.options(ctx, a, organiser, list, content)
	if err != nil {
		return err
	}
	report, err := Units(ctx, s.db, opt, nil)
	if err != nil {
		return err
	}
	report.Errors = report.Errors[:min(len(report.Errors), keptErrors)]
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		list, _, err := listOf(ctx, tx, organiser, id, true)
		if err != nil || list.PublishedAt != nil {
			return err
		}
		if err := closeList(ctx, tx, id, report); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "list.published", ObjectKind: "list_import", ObjectID: id, Organiser: organiser,
			Details: map[string]any{"added": report.Added, "updated": report.Updated, "unchanged": report.Unchanged, "failed": report.Failed, "left_out": len(list.LeftOut)}})
	})
}
