package taking

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
)

// Old counts the files that a producer or an officer sent which were applied or published before a moment, or, where they were
// left, sent before it.
func (s *Service) Old(ctx context.Context, before time.Time) (int, error) {
	return countOld(ctx, s.db, before)
}

// KeptDays is how many days the content of a file is kept now.
func (s *Service) KeptDays(ctx context.Context) (int, error) {
	counts, err := kept.Read(ctx, s.db)
	return counts.Of(kept.SentFiles), s.db.Translate(err)
}

// Forget empties the files whose time is over at a moment, and tells how many: they are kept as long as somebody may want to see
// what they did (platform/kept). A file's name and what it did stay. Each is in the audit trail.
func (s *Service) Forget(ctx context.Context, now time.Time) (int, error) {
	before, err := kept.Before(ctx, s.db, kept.SentFiles, now)
	if err != nil {
		return 0, s.db.Translate(err)
	}
	total := 0
	err = s.db.InTx(ctx, actor.System(forgetArgs{}.Kind()), func(ctx context.Context, tx *db.Tx) error {
		var entries []audit.Entry
		for _, kind := range []struct{ action, object, statement string }{
			{"price_list.emptied", "price_list", emptyPriceLists}, {"list.emptied", "list_import", emptyLists}} {
			files, err := empty(ctx, tx, kind.statement, before)
			if err != nil {
				return err
			}
			for _, f := range files {
				entries = append(entries, audit.Entry{Action: kind.action, ObjectKind: kind.object, ObjectID: f.ID, Organiser: f.Organiser.UUID})
			}
		}
		total = len(entries)
		return audit.RecordAll(ctx, tx, entries)
	})
	return total, err
}

// forgetArgs is the job that empties files.
type forgetArgs struct{}

// Kind names the job.
func (forgetArgs) Kind() string { return "sent_files_forgetting" }

type forgetWorker struct {
	river.WorkerDefaults[forgetArgs]
	service *Service
}

// Work empties what is old now.
func (w *forgetWorker) Work(ctx context.Context, _ *river.Job[forgetArgs]) error {
	now, err := db.Now(ctx, w.service.db)
	if err != nil {
		return w.service.db.Translate(err)
	}
	_, err = w.service.Forget(ctx, now)
	return err
}

// Register adds the room's worker.
func (s *Service) Register(known *river.Workers) {
	river.AddWorker(known, &forgetWorker{service: s})
}

// forgetEvery is how soon a file is emptied after its time is over.
const forgetEvery = 24 * time.Hour

// Periodic is the room's regular work, for jobs.New.
func Periodic() []*river.PeriodicJob {
	return []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(forgetEvery),
		func() (river.JobArgs, *river.InsertOpts) { return forgetArgs{}, nil }, &river.PeriodicJobOpts{RunOnStart: true})}
}
