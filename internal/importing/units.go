package importing

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// limits are how large a file may be.
var limits = sheet.Limits{Bytes: 10 << 20, Rows: 50_000}

// DefaultScheme is the key of the listing that rows are brought into when no other is named.
const DefaultScheme = "listing"

// Options say what to import and where to.
type Options struct {
	Organiser string // code, as "03"
	Scheme    string // key of a plain listing of the organiser; "" is DefaultScheme
	Mapping   Mapping
	DryRun    bool // tell what would happen and write nothing
	File      io.Reader
}

// The faults of where a file is to be brought.
var (
	errOrganiser = fault.New(fault.CodeNotFound, "fault.import.organiser")
	errScheme    = fault.New(fault.CodeInvalid, "fault.import.scheme")
)

// errRollBack undoes the row of a dry run.
var errRollBack = errors.New("importing: a dry run writes nothing")

// Units brings the file's rows in, each in its own transaction: a row with errors is left out and told of, the others come in.
// Rows are found again by their identifiers, so the same file changes nothing the second time, also when two imports run at
// once. It answers an error only when the file cannot be read at all or the database goes away; the report then holds what was
// done until that. Progress, which may be nil, is called after each row.
func Units(ctx context.Context, d *db.DB, opt Options, progress func(done, total int)) (Report, error) {
	report := Report{DryRun: opt.DryRun, Source: opt.Mapping.Source}
	content, err := io.ReadAll(io.LimitReader(opt.File, limits.Bytes+1))
	if err != nil {
		return report, fault.Invalid().On(sheet.Field, "fault.sheet.unreadable").Because(err)
	}
	file, err := sheet.OpenBytes(content, limits)
	if err != nil {
		return report, err
	}
	report.Encoding, report.Separator = file.Encoding, file.Separator
	t, err := tableOf(file, opt.Mapping)
	if err != nil {
		return report, err
	}
	report.Unread = t.strange
	w, err := prepare(ctx, d, opt)
	if err != nil {
		return report, err
	}
	seen := map[string]int{} // identifier → line
	for i, l := range t.lines {
		if err := ctx.Err(); err != nil {
			return report, err
		}
		u, wrong := opt.Mapping.understand(l)
		if first, twice := seen[u.id]; twice && len(wrong) == 0 {
			wrong = []RowError{{Line: l.number, Key: "import.row.twice", Args: map[string]any{"First": first}}}
		}
		if len(wrong) == 0 {
			seen[u.id] = l.number
			if wrong, err = w.bring(ctx, u, &report); err != nil {
				return report, fmt.Errorf("line %d: %w", l.number, err)
			}
		}
		report.add(wrong)
		if progress != nil {
			progress(i+1, len(t.lines))
		}
	}
	return report, nil
}

// work is what stays the same from row to row.
type work struct {
	db        *db.DB
	opt       Options
	organiser uuid.UUID
	service   service.Service
	areas     []string
	today     calendar.Date
}

func prepare(ctx context.Context, d *db.DB, opt Options) (*work, error) {
	if opt.Scheme == "" {
		opt.Scheme = DefaultScheme
	}
	w := &work{db: d, opt: opt}
	var err error
	if w.organiser, err = organiserByCode(ctx, d, opt.Organiser); err != nil {
		return nil, d.Translate(err)
	}
	if err := schemeFits(ctx, d, w.organiser, opt.Scheme); err != nil {
		return nil, d.Translate(err)
	}
	now, err := db.Now(ctx, d)
	if err != nil {
		return nil, d.Translate(err)
	}
	w.today = calendar.Today(now)
	w.service, _ = service.ByKey(opt.Mapping.Service)
	if w.service.AtHome {
		for _, name := range opt.Mapping.Defaults.Areas {
			code, _ := municipality(name)
			w.areas = append(w.areas, code)
		}
	}
	return w, nil
}

// bring brings one row in and counts what it did. Faults that the rooms find in the row are errors of the row; anything else
// ends the import.
func (w *work) bring(ctx context.Context, u unit, report *Report) ([]RowError, error) {
	var done outcomes
	err := w.db.InTx(ctx, actor.System("import"), func(ctx context.Context, tx *db.Tx) (err error) {
		if done, err = w.bringIn(ctx, tx, u); err == nil && w.opt.DryRun {
			err = errRollBack
		}
		return err
	})
	if err != nil && !errors.Is(err, errRollBack) {
		if f, ok := errors.AsType[*fault.Error](err); ok && (f.Code == fault.CodeInvalid || f.Code == fault.CodeConflict) {
			return w.opt.Mapping.fieldErrors(u.line, f), nil
		}
		return nil, err
	}
	report.count(done)
	return nil, nil
}

// outcomes are what a row did to producer, unit, point and offering.
type outcomes struct{ producer, unit, point, offering producer.Outcome }

func (w *work) bringIn(ctx context.Context, tx *db.Tx, u unit) (done outcomes, err error) {
	m := w.opt.Mapping
	external := func(value string) producer.External {
		return producer.External{System: m.System, Value: value, Source: m.Source, CheckedOn: w.today}
	}
	sch, err := scheme.EnsureListing(ctx, tx, w.organiser, w.opt.Scheme)
	if err != nil {
		return done, err
	}
	producerID, outcome, err := producer.UpsertImportedProducer(ctx, tx, producer.ImportedProducer{External: external(u.producerID),
		BusinessID: u.businessID, Name: u.producer, Kind: u.kind})
	if err != nil {
		return done, err
	}
	done.producer = outcome
	unitID, outcome, err := producer.UpsertImportedUnit(ctx, tx, producer.ImportedUnit{External: external(u.id), ProducerID: producerID,
		Name: u.name, Phone: u.phone, Email: u.email, Website: u.website})
	if err != nil {
		return done, err
	}
	done.unit = outcome
	pointID, outcome, err := producer.UpsertImportedPoint(ctx, tx, producer.ImportedPoint{External: external(u.id), UnitID: unitID, Name: u.name,
		Street: u.street, PostalCode: u.postalCode, Municipality: u.municipality, Lat: u.lat, Lon: u.lon})
	if err != nil {
		return done, err
	}
	done.point = outcome
	admissionID, err := admission.Enrol(ctx, tx, sch.ID, producerID, []string{w.service.Key}, admission.OriginListing, w.today)
	if err != nil {
		return done, err
	}
	_, done.offering, err = offering.UpsertImported(ctx, tx, offering.Imported{Admission: admissionID, Organiser: w.organiser,
		Service: w.service.Key, Point: pointID, AtHome: w.service.AtHome, Areas: w.areas, Spoken: u.spoken})
	return done, err
}
