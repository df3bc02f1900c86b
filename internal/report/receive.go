package report

import (
	"context"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/vault"
	"slices"
)

// sealPurpose is what addresses are sealed for.
const sealPurpose = "report.address"

// Sealed is where they are, for when the key changes.
var Sealed = vault.Column{Table: "report_words", ID: "report_id", Name: "address", Purpose: sealPurpose}

// Allow takes one report from the network address's share.
func (s *Service) Allow(host string) error { return s.ids.AllowReport(host) }

// Check tells what is wrong with what was typed.
func Check(n New) error {
	bad := fault.Invalid()
	if !slices.Contains(Kinds(), n.Kind) {
		bad = bad.On("kind", "fault.report.kind")
	}
	switch size := utf8.RuneCountInString(n.Text); {
	case size == 0:
		bad = bad.On("text", "fault.report.text")
	case size > MaxText:
		bad = bad.On("text", "fault.report.long", "Limit", MaxText, "Over", size-MaxText)
	}
	if n.Email != "" && !IsAddress(n.Email) {
		bad = bad.On("email", "fault.report.email")
	}
	return bad.OrNil()
}

// IsAddress tells whether a text is an e-mail address and nothing more.
func IsAddress(text string) bool {
	parsed, err := mail.ParseAddress(text)
	return err == nil && parsed.Address == text && len(text) <= MaxEmail && !strings.ContainsAny(text, "\r\n")
}

// Receive takes a report. One that is there already, because its form was sent twice, is left as it is. What the page's
// object is and whose is looked up now; an object that is gone makes the report one of the page alone.
func (s *Service) Receive(ctx context.Context, a actor.Actor, n New) error {
	if n.ID == uuid.Nil {
		return fault.New(fault.CodeMalformed, "fault.form.malformed")
	}
	if err := Check(n); err != nil {
		return err
	}
	var sealed []byte
	if n.Email != "" {
		var err error
		if sealed, err = s.ring.Seal(sealPurpose, n.ID, n.Email); err != nil {
			return err
		}
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		of, err := ownerOf(ctx, tx, n.About)
		if err != nil {
			return err
		}
		now, err := db.Now(ctx, tx)
		if err != nil {
			return err
		}
		made, err := insertReport(ctx, tx, n, of, Due(n.Kind, now))
		if err != nil || !made {
			return err
		}
		if err := insertWords(ctx, tx, n.ID, n.Text, sealed); err != nil {
			return err
		}
		holder := first(n.Kind, of.owned())
		if err := s.give(ctx, tx, n.ID, Received, holder, of.Producer.UUID, uuid.Must(uuid.NewV7())); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "report.received", ObjectKind: "report", ObjectID: n.ID, Organiser: of.Organiser.UUID,
			Details: map[string]any{"kind": string(n.Kind), "page": n.About.Page, "holder": string(holder)}})
	})
}

// give writes that a holder has the report from now on, and tells a producer's people by mail, unless another report
// waits for them already: they have been told.
func (s *Service) give(ctx context.Context, tx *db.Tx, id uuid.UUID, event string, holder Holder, producer, eventID uuid.UUID) error {
	tell := false
	if holder == ByProducer {
		waiting, err := waitsForProducer(ctx, tx, producer)
		if err != nil {
			return err
		}
		tell = !waiting
	}
	if _, err := insertEvent(ctx, tx, eventID, id, Event{Kind: event, Holder: holder}); err != nil {
		return err
	}
	if !tell {
		return nil
	}
	return s.ids.MailMembers(ctx, tx, actor.RoleProducer, producer, identity.MailOut{
		Template: identity.MailReportWaiting, Args: map[string]uuid.UUID{"report": id},
	})
}

// Receipt is what anybody who has the address of a receipt is told: nothing of what was written.
type Receipt struct {
	ID           uuid.UUID
	Kind         Kind
	Path         string
	ReceivedAt   time.Time
	DueOn        calendar.Date
	AnswerWanted bool
	ClosedAt     *time.Time
	Outcome      Outcome
	Answer       string
}

// Receipt reads a receipt. Its address has the report's id, which nobody can guess.
func (s *Service) Receipt(ctx context.Context, id uuid.UUID) (Receipt, error) {
	r, err := readReport(ctx, s.db, id)
	if err != nil {
		return Receipt{}, s.db.Translate(err)
	}
	events, err := readEvents(ctx, s.db, id)
	if err != nil {
		return Receipt{}, s.db.Translate(err)
	}
	out := Receipt{ID: id, Kind: r.Kind, Path: r.Path, ReceivedAt: r.ReceivedAt, DueOn: r.DueOn, AnswerWanted: r.AnswerWanted,
		ClosedAt: r.ClosedAt, Outcome: r.Outcome}
	for _, e := range events {
		if e.Kind == Answered {
			out.Answer = e.Text
		}
	}
	return out, nil
}
