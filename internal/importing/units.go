package importing

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// Limits are how large a file may be.
var Limits = sheet.Limits{Bytes: 10 << 20, Rows: 50_000}

// DefaultScheme is the key of the listing that rows are brought into when no other is named.
const DefaultScheme = "listing"

// Options say what to import and where to.
type Options struct {
	Organiser string // code, as "03"
	Scheme    string // key of a plain listing of the organiser; "" is DefaultScheme
	Mapping   Mapping
	DryRun    bool        // tell what would happen and write nothing
	LeftOut   []int       // lines that somebody has looked at and does not want
	Batch     int         // rows in a transaction; 0: some hundreds
	Looked    func(unit)  // is shown each row that is understood; nil: nobody
	By        actor.Actor // who brings it in; zero: a command
	File      io.Reader
}

// The faults of where a file is to be brought.
var (
	errOrganiser = fault.New(fault.CodeNotFound, "fault.import.organiser")
	errScheme    = fault.New(fault.CodeInvalid, "fault.import.scheme")
)

// errRollBack undoes the row of a dry run.
var errRollBack = errors.New("importing: a dry run writes nothing")

// batch is how many rows one transaction takes when nothing else is said.
const batch = 500

// Units brings the file's rows in, some hundreds in a transaction: a row with errors is left out and told of, the others
// come in. Rows are found again by their identifiers, so the same file changes nothing the second time, also when two
// imports run at once. It answers an error only when the file cannot be read at all or the database goes away; the report
// then holds what was done until that. Progress, which may be nil, is called after each transaction.
func Units(ctx context.Context, d *db.DB, opt Options, progress func(done, total int)) (Report, error) {
	report := Report{DryRun: opt.DryRun, Source: opt.Mapping.Source}
	t, err := open(opt, &report)
	if err != nil {
		return report, err
	}
	w, err := prepare(ctx, d, opt)
	if err != nil {
		return report, err
	}
	return report, w.bringAll(ctx, t, &report, progress)
}

// bringAll understands all rows, in their order, and then brings the right ones in.
func (w *work) bringAll(ctx context.Context, t table, report *Report, progress func(done, total int)) error {
	seen := map[string]unit{}
	units := make([]unit, 0, len(t.lines))
	for _, l := range t.lines {
		u, wrong := w.opt.Mapping.understandOnce(l, seen)
		if report.add(wrong); w.opt.Looked != nil && len(wrong) == 0 {
			w.opt.Looked(u)
		}
		if len(wrong) == 0 && !slices.Contains(w.opt.LeftOut, l.number) {
			units = append(units, u)
		}
	}
	size := w.opt.Batch
	if size == 0 {
		size = batch
	}
	b := &bringing{work: w, report: report, size: size, done: len(t.lines) - len(units), total: len(t.lines), progress: progress}
	err := b.run(ctx, units)
	slices.SortStableFunc(report.Errors, func(a, b RowError) int { return a.Line - b.Line })
	return err
}

// open reads the whole file and takes it apart.
func open(opt Options, report *Report) (table, error) {
	content, err := io.ReadAll(io.LimitReader(opt.File, Limits.Bytes+1))
	if err != nil {
		return table{}, fault.Invalid().On(sheet.Field, "fault.sheet.unreadable").Because(err)
	}
	file, err := sheet.OpenBytes(content, Limits)
	if err != nil {
		return table{}, err
	}
	report.Encoding, report.Separator = file.Encoding, file.Separator
	t, err := tableOf(file, opt.Mapping)
	report.Unread = t.strange
	return t, err
}

// understandOnce reads a row and refuses one that is the same unit as an earlier one. Where rows name their services, a
// unit may have a row for each: what is told of the unit itself is then what its first row tells.
func (m Mapping) understandOnce(l line, seen map[string]unit) (unit, []RowError) {
	u, wrong := m.understand(l)
	if len(wrong) > 0 {
		return u, wrong
	}
	first, again := seen[u.id]
	if !again {
		seen[u.id] = u
		return u, nil
	}
	for _, o := range u.offers {
		if first.offering(o.service.Key) {
			return u, []RowError{{Line: l.number, Key: "import.row.twice", Args: map[string]any{"First": first.line}}}
		}
	}
	known := first
	known.offers = slices.Concat(first.offers, u.offers)
	seen[u.id] = known
	first.line, first.offers = u.line, u.offers
	return first, nil
}

// work is what stays the same from row to row.
type work struct {
	db        *db.DB
	opt       Options
	organiser uuid.UUID
	areas     []string
	today     calendar.Date
}

func prepare(ctx context.Context, d *db.DB, opt Options) (*work, error) {
	if opt.Scheme == "" {
		opt.Scheme = DefaultScheme
	}
	if opt.By == (actor.Actor{}) {
		opt.By = actor.System("import")
	}
	w := &work{db: d, opt: opt}
	var err error
	if w.organiser, err = organiserByCode(ctx, d, opt.Organiser); err != nil {
		return nil, d.Translate(err)
	}
	if err := schemeFits(ctx, d, w.organiser, opt.Scheme); err != nil {
		return nil, d.Translate(err)
	}
	if w.today, err = db.Today(ctx, d); err != nil {
		return nil, d.Translate(err)
	}
	for _, name := range opt.Mapping.Defaults.Areas {
		code, _ := municipality(name)
		w.areas = append(w.areas, code)
	}
	return w, nil
}

// bring brings rows in and counts what it did in a report of its own. When the database refuses something among them they go one by one, so that
// only those with a fault of their own are left out. Anything else ends the import.
func (w *work) bring(ctx context.Context, units []unit, report *Report) error {
	if len(units) == 0 {
		return nil
	}
	var done []outcomes
	var wrong [][]RowError
	err := w.inTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		done, wrong, err = w.bringMany(ctx, tx, units)
		return err
	})
	switch {
	case refused(err) && len(units) > 1:
		for i := range units {
			if err := w.bring(ctx, units[i:i+1], report); err != nil {
				return err
			}
		}
		return nil
	case refused(err):
		report.add(w.opt.Mapping.fieldErrors(units[0].line, fault.From(err)))
		return nil
	case err != nil:
		return err
	}
	for i := range units {
		if len(wrong[i]) > 0 {
			report.add(wrong[i])
			continue
		}
		report.count(done[i])
	}
	return nil
}

// refused tells whether it is the rows that are at fault.
func refused(err error) bool {
	f, ok := errors.AsType[*fault.Error](err)
	return ok && (f.Code == fault.CodeInvalid || f.Code == fault.CodeConflict)
}

// inTx runs fn in a transaction that a dry run undoes.
func (w *work) inTx(ctx context.Context, fn func(ctx context.Context, tx *db.Tx) error) error {
	err := w.db.InTx(ctx, w.opt.By, func(ctx context.Context, tx *db.Tx) error {
		err := fn(ctx, tx)
		if err == nil && w.opt.DryRun {
			return errRollBack
		}
		return err
	})
	if errors.Is(err, errRollBack) {
		return nil
	}
	return err
}

// outcomes are what a row did to producer, unit, point and offerings.
type outcomes struct {
	producer, unit, point producer.Outcome
	offerings             []producer.Outcome
}
