package identity

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// MessageMonths is how many months a message is kept where nobody has set another time: longer than any time in which what it
// tells of may be appealed against or asked about. What it is about is kept in its own place. Own rule; data are kept no longer
// than they are needed (EU 2016/679 art. 5(1)(e)).
const MessageMonths = 24

// MessageMonths is how many months messages are kept.
func (s *Service) MessageMonths() int { return s.opt.MessageMonths }

// ForgetMessages removes the mails, read or not, that are so old at a moment, and tells how many. The audit trail has how
// many they were of each organisation, or of a person alone.
func (s *Service) ForgetMessages(ctx context.Context, now time.Time) (int, error) {
	total := 0
	err := s.db.InTx(ctx, actor.System(forgetMessagesArgs{}.Kind()), func(ctx context.Context, tx *db.Tx) error {
		total = 0
		gone, err := removeMessages(ctx, tx, now.AddDate(0, -s.opt.MessageMonths, 0))
		if err != nil {
			return err
		}
		entries := make([]audit.Entry, len(gone))
		for i, g := range gone {
			entries[i] = audit.Entry{Action: "messages.removed", ObjectKind: g.Kind, ObjectID: g.ID, Organiser: g.Organiser.UUID, Details: map[string]any{"count": g.Count}}
			total += g.Count
		}
		return audit.RecordAll(ctx, tx, entries)
	})
	return total, err
}

// forgetMessagesArgs is the job that removes old messages.
type forgetMessagesArgs struct{}

// Kind names the job.
func (forgetMessagesArgs) Kind() string { return "messages_forgetting" }

type forgetMessagesWorker struct {
	river.WorkerDefaults[forgetMessagesArgs]
	service *Service
}

// Work removes what is old now.
func (w *forgetMessagesWorker) Work(ctx context.Context, _ *river.Job[forgetMessagesArgs]) error {
	now, err := db.Now(ctx, w.service.db)
	if err != nil {
		return w.service.db.Translate(err)
	}
	_, err = w.service.ForgetMessages(ctx, now)
	return err
}

// Workers adds the room's workers besides those that send mail.
func (s *Service) Workers(known *river.Workers) {
	river.AddWorker(known, &forgetMessagesWorker{service: s})
}
