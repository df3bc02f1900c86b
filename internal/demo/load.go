package demo

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// What is loaded when nobody says otherwise.
const (
	DefaultOfferings = 3_000
	DefaultSeed      = 1
	mostOfferings    = 1_000_000
	firstYear        = 2000 // what is told reaches some years back and ahead, and has to be days that people write
	lastYear         = 2100
)

// Options decide every row. The same ones give the same rows in any empty database.
type Options struct {
	Offerings int
	Seed      uint64
	AsOf      calendar.Date // the day that everything is told from
	Files     Keeper        // keeps the bytes of evidence; nil: the rows are there and their files are not
}

// Keeper keeps a file under an id that it already has.
type Keeper interface {
	Keep(ctx context.Context, id uuid.UUID, r io.Reader) error
}

// The faults of loading.
var (
	errNotEmpty = fault.New(fault.CodeConflict, "fault.demo.not_empty")
	errOptions  = fault.New(fault.CodeInvalid, "fault.demo.options", "Limit", mostOfferings)
)

// Empty tells whether the database has no producer yet: only then may demo data be loaded.
func Empty(ctx context.Context, d *db.DB) (bool, error) {
	empty, err := noProducers(ctx, d)
	return empty, d.Translate(err)
}

// Load makes the demo data in an empty database, all or nothing. The caller indexes afterwards: there are too many changes
// to note one by one.
func Load(ctx context.Context, d *db.DB, opt Options) error {
	if opt.Offerings < 1 || opt.Offerings > mostOfferings || opt.AsOf.Year < firstYear || opt.AsOf.Year > lastYear {
		return errOptions
	}
	organisers, err := readOrganisers(ctx, d)
	if err != nil {
		return d.Translate(err)
	}
	w := generate(opt, organisers)
	if opt.Files != nil {
		for _, f := range w.files {
			if err := opt.Files.Keep(ctx, f.id, bytes.NewReader(evidencePage())); err != nil {
				return fmt.Errorf("keep demo evidence: %w", err)
			}
		}
	}
	// A transaction whose context ends rolls back at once, and waits for ever if that meets the driver in a COPY. So the
	// transaction does not know of ctx; what is done in it does.
	return d.InTx(context.WithoutCancel(ctx), actor.System("demo"), func(_ context.Context, tx *db.Tx) error {
		if err := lockOut(ctx, tx); err != nil {
			return err
		}
		if empty, err := noProducers(ctx, tx); err != nil || !empty {
			return notEmpty(err)
		}
		if err := w.write(ctx, tx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "demo.loaded", ObjectKind: "demo", ObjectID: opt.id("demo", 0, w.now),
			Details: map[string]any{"offerings": len(w.offerings), "seed": opt.Seed, "as_of": opt.AsOf.String()}})
	})
}

func notEmpty(err error) error {
	if err != nil {
		return err
	}
	return errNotEmpty
}

// generate makes the whole of the data in memory. What comes first does not depend on how many offerings follow.
func generate(opt Options, organisers []*organiser) *world {
	w := &world{opt: opt, now: opt.AsOf.In(calendar.Helsinki).Add(9 * time.Hour).UTC(), organisers: organisers, codes: codesByMunicipality(),
		names: map[string]bool{}, used: map[usedKey]bool{}, firms: map[bucket][]*firm{}, chains: map[string][]*firm{}, near: map[int][]int{}}
	w.settle()
	w.makeSchemes()
	own := w.addPeople()
	w.addApplications(own)
	w.fill(w.plan())
	w.suspend(own)
	w.opened = w.open()
	w.tell(own)
	w.furnish(own)
	return w
}
