package offering

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
)

// OldDrafts counts the unfinished drafts that nobody has touched since a moment.
func (s *Service) OldDrafts(ctx context.Context, before time.Time) (int, error) {
	n, err := countOldDrafts(ctx, s.db, before)
	return n, s.db.Translate(err)
}

// ForgetDrafts throws away the unfinished drafts that nobody has touched for as long as platform/kept says, and tells how many.
func (s *Service) ForgetDrafts(ctx context.Context, now time.Time) (int, error) {
	total := 0
	err := s.db.InTx(ctx, actor.System(forgetDraftsArgs{}.Kind()), func(ctx context.Context, tx *db.Tx) error {
		before, err := kept.Before(ctx, tx, kept.Drafts, now)
		if err != nil {
			return err
		}
		gone, err := removeOldDrafts(ctx, tx, before)
		if err != nil {
			return err
		}
		entries := make([]audit.Entry, len(gone))
		for i, id := range gone {
			entries[i] = audit.Entry{Action: "offering.draft_forgotten", ObjectKind: "offering_draft", ObjectID: id}
		}
		total = len(gone)
		return audit.RecordAll(ctx, tx, entries)
	})
	return total, err
}

// forgetDraftsArgs is the job that throws old drafts away.
type forgetDraftsArgs struct{}

// Kind names the job.
func (forgetDraftsArgs) Kind() string { return "offering_drafts_forgetting" }

type forgetDraftsWorker struct {
	river.WorkerDefaults[forgetDraftsArgs]
	service *Service
}

// Work throws away what is old now.
func (w *forgetDraftsWorker) Work(ctx context.Context, _ *river.Job[forgetDraftsArgs]) error {
	now, err := db.Now(ctx, w.service.db)
	if err != nil {
		return w.service.db.Translate(err)
	}
	_, err = w.service.ForgetDrafts(ctx, now)
	return err
}

// Register adds the room's worker.
func (s *Service) Register(known *river.Workers) {
	river.AddWorker(known, &forgetDraftsWorker{service: s})
}

// Periodic is the room's regular work, for jobs.New.
func Periodic() []*river.PeriodicJob {
	return []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(24*time.Hour),
		func() (river.JobArgs, *river.InsertOpts) { return forgetDraftsArgs{}, nil }, &river.PeriodicJobOpts{RunOnStart: true})}
}
