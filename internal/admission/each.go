package admission

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// eachBatch is how many rows are read at once where all are read.
const eachBatch = 1000

// EachQueued reads all of the queue that a query asks for, in its order, for a file. That it was taken is in the audit
// trail; what was looked for is not, since it may be a name.
func (s *Service) EachQueued(ctx context.Context, a actor.Actor, q QueueQuery, fn func(QueueRow) error) error {
	if err := mayEver(a, identity.ApplicationReview); err != nil {
		return err
	}
	q.After = ""
	f, err := s.queueFilter(ctx, a, q)
	if err != nil {
		return err
	}
	if f.today, err = db.Today(ctx, s.db); err != nil {
		return s.db.Translate(err)
	}
	total, _, err := countQueue(ctx, s.db, &f)
	if err != nil {
		return s.db.Translate(err)
	}
	if err := s.noteTaken(ctx, a, "queue", map[string]any{"view": f.View, "narrowed": f.Text != "" || f.Scheme != uuid.Nil || f.Who != "" || f.Stage != "" || f.Due != ""}); err != nil {
		return err
	}
	for {
		rows, err := queueRows(ctx, s.db, f, total, eachBatch)
		if err != nil {
			return s.db.Translate(err)
		}
		for _, r := range rows {
			if f.View == ViewOpen {
				r.Left = DaysLeft(r.DueOn, f.today)
			}
			if err := fn(r); err != nil {
				return err
			}
			f.after = &cursor{Key: r.SortKey, ID: r.ID}
		}
		if len(rows) < eachBatch {
			return nil
		}
	}
}

// EachAdmission reads all admissions that a query asks for, by the producer's name, for a file; in the audit trail as
// EachQueued.
func (s *Service) EachAdmission(ctx context.Context, a actor.Actor, q AdmissionQuery, fn func(AdmissionRow) error) error {
	q.After = ""
	first, err := s.AdmissionList(ctx, a, q) // whether the actor may, and whether the query is one
	if err != nil || first.Total == 0 {
		return err
	}
	f, err := newQueueFilter(a, QueueQuery{Scheme: q.Scheme, Text: q.Text})
	if err != nil {
		return err
	}
	today, err := db.Today(ctx, s.db)
	if err != nil {
		return s.db.Translate(err)
	}
	if err := s.noteTaken(ctx, a, "admissions", map[string]any{"state": q.State, "narrowed": q.Text != "" || q.Scheme != uuid.Nil}); err != nil {
		return err
	}
	for {
		rows, _, err := admissionRows(ctx, s.db, f, q.State, today, eachBatch)
		if err != nil {
			return s.db.Translate(err)
		}
		for _, r := range rows {
			if err := fn(r); err != nil {
				return err
			}
			f.after = &cursor{Key: r.SortKey, ID: r.ID}
		}
		if len(rows) < eachBatch {
			return nil
		}
	}
}

// noteTaken writes to the audit trail that a list was taken as a file.
func (s *Service) noteTaken(ctx context.Context, a actor.Actor, list string, details map[string]any) error {
	details["list"] = list
	entry := audit.Entry{Action: "list.taken", ObjectKind: string(a.Role), ObjectID: a.Organisation, Details: details}
	if a.Role == actor.RoleOfficer {
		entry.ObjectKind, entry.Organiser = "organiser", a.Organisation
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error { return audit.Record(ctx, tx, entry) })
}
