package report

import (
	"context"
	"slices"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Answer closes a report: what was wrong is mended, or the page stays as it is and the text says why.
type Answer struct {
	ID      uuid.UUID // made by the form
	Report  uuid.UUID
	Outcome Outcome
	Text    string // in plain words, to who reported; may be empty when it was mended
}

func (n Answer) check() error {
	bad := fault.Invalid()
	if n.Outcome != Mended && n.Outcome != Kept {
		bad = bad.On("outcome", "fault.report.outcome")
	}
	if size := utf8.RuneCountInString(n.Text); size > MaxText {
		bad = bad.On("text", "fault.report.long", "Limit", MaxText, "Over", size-MaxText)
	} else if size == 0 && n.Outcome == Kept {
		bad = bad.On("text", "fault.report.answer")
	}
	return bad.OrNil()
}

// Answer closes a report and writes to who asked for an answer. Sent twice, it is done once; a report that somebody else
// has closed meanwhile is ErrClosed.
func (s *Service) Answer(ctx context.Context, a actor.Actor, n Answer) error {
	return s.handle(ctx, a, n.Report, n.ID, n.check, func(ctx context.Context, tx *db.Tx, r Report) error {
		made, err := insertEvent(ctx, tx, n.ID, r.ID, Event{Kind: Closed, Outcome: n.Outcome})
		if err != nil || !made {
			return err
		}
		if n.Text != "" {
			if _, err := insertEvent(ctx, tx, uuid.Must(uuid.NewV7()), r.ID, Event{Kind: Answered, Text: n.Text}); err != nil {
				return err
			}
		}
		has, err := hasAddress(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		if has {
			if err := s.queue.Enqueue(ctx, tx, MailArgs{ID: r.ID}); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "report.closed", ObjectKind: "report", ObjectID: r.ID, Organiser: r.Organiser.UUID,
			Details: map[string]any{"outcome": string(n.Outcome), "mailed": has}})
	})
}

// Forward gives a report to another holder.
type Forward struct {
	ID     uuid.UUID // made by the form
	Report uuid.UUID
	To     Holder
}

// Forward makes the report another's turn. Those who saw it go on seeing it.
func (s *Service) Forward(ctx context.Context, a actor.Actor, n Forward) error {
	return s.handle(ctx, a, n.Report, n.ID, func() error { return nil }, func(ctx context.Context, tx *db.Tx, r Report) error {
		if r.ClosedAt != nil {
			return ErrClosed
		}
		if r.Holder == n.To {
			return nil // sent twice
		}
		if !slices.Contains(onward(r.Holder, r.owned()), n.To) {
			return errHolder
		}
		if err := s.give(ctx, tx, r.ID, Forwarded, n.To, r.Producer.UUID, n.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "report.forwarded", ObjectKind: "report", ObjectID: r.ID, Organiser: r.Organiser.UUID,
			Details: map[string]any{"to": string(n.To)}})
	})
}

// handle does something to a report that the actor may handle, while nobody else does.
func (s *Service) handle(ctx context.Context, a actor.Actor, id, form uuid.UUID, check func() error,
	do func(ctx context.Context, tx *db.Tx, r Report) error) error {
	if err := may(a); err != nil {
		return err
	}
	if form == uuid.Nil {
		return fault.New(fault.CodeMalformed, "fault.form.malformed")
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		if err := lockReport(ctx, tx, id); err != nil {
			return err
		}
		r, err := readReport(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := identity.Allow(a, identity.ReportHandle, object(a, r)); err != nil {
			return hidden(err)
		}
		if err := check(); err != nil {
			return err
		}
		return do(ctx, tx, r)
	})
}
