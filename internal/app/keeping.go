package app

import (
	"context"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/keeping"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit/chain"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
	"github.com/tuottajatori/tuottajatori/internal/taking"
)

// keeping asks each room what it would remove.
func (a *App) keeping(queue *jobs.Queue) *keeping.Service {
	ended := func(name kept.Name) keeping.Old {
		return func(ctx context.Context, before time.Time) (int, error) { return queue.Old(ctx, name, before) }
	}
	return keeping.New(a.DB, map[kept.Name]keeping.Old{
		kept.Messages: a.Identity.OldMessages, kept.Requests: a.Asks.Old, kept.SentFiles: taking.New(a.DB).Old, kept.Drafts: a.Offerings.OldDrafts, kept.Applications: a.Admissions.OldDrafts, kept.Schemes: a.Schemes.OldDrafts,
		kept.ReportAddresses: a.Reports.OldAddresses, kept.ReportWords: a.Reports.OldWords,
		kept.FinishedJobs: ended(kept.FinishedJobs), kept.FailedJobs: ended(kept.FailedJobs),
		kept.AuditMonths: func(ctx context.Context, before time.Time) (int, error) { return chain.Old(ctx, a.DB, before) },
	})
}
