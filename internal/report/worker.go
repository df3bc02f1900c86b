package report

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/mail"
)

// MailArgs is the job that sends the answer to a report.
type MailArgs struct {
	ID uuid.UUID `json:"id"`
}

// Kind names the job.
func (MailArgs) Kind() string { return "report_mail" }

// InsertOpts bounds the tries.
func (MailArgs) InsertOpts() river.InsertOpts { return jobs.MailOpts() }

// Worker sends answers.
type Worker struct {
	jobs.Mail[MailArgs]
	db      *db.DB
	ring    *keys.Ring
	sender  mail.Sender
	texts   *locale.Bundle
	address func(l locale.Lang, id uuid.UUID) string
}

// NewWorker makes the worker. Address makes the whole address of a receipt, since this room knows no pages.
func NewWorker(d *db.DB, ring *keys.Ring, sender mail.Sender, texts *locale.Bundle, address func(locale.Lang, uuid.UUID) string) *Worker {
	return &Worker{db: d, ring: ring, sender: sender, texts: texts, address: address}
}

// Register adds the worker.
func (w *Worker) Register(known *river.Workers) { river.AddWorker(known, w) }

// Work sends one answer. A failed try is tried again later, without the recipient's address in its error.
func (w *Worker) Work(ctx context.Context, job *river.Job[MailArgs]) error {
	id := job.Args.ID
	l, there, err := readLetter(ctx, w.db, id)
	switch {
	case err != nil:
		return err
	case !there:
		return river.JobCancel(errors.New("the address is forgotten"))
	case l.MailedAt != nil:
		return nil
	}
	to, err := w.ring.Unseal(sealPurpose, id, l.Address)
	if err != nil {
		return river.JobCancel(fmt.Errorf("the address of a report: %w", err))
	}
	message, err := w.render(ctx, id)
	if err != nil {
		return err
	}
	message.To, message.ID = to, id
	if err := w.sender.Send(ctx, message); err != nil {
		return errors.New("send mail: " + strings.ReplaceAll(err.Error(), to, "(recipient)"))
	}
	return setMailed(ctx, w.db, id)
}

// render writes the mail: what happened, the answer in its writer's words, and the receipt's address.
func (w *Worker) render(ctx context.Context, id uuid.UUID) (mail.Message, error) {
	r, err := readReport(ctx, w.db, id)
	if err != nil {
		return mail.Message{}, w.db.Translate(err)
	}
	events, err := readEvents(ctx, w.db, id)
	if err != nil {
		return mail.Message{}, w.db.Translate(err)
	}
	lang, ok := locale.Parse(r.Lang)
	if !ok {
		lang = locale.Fi
	}
	p, answer, who := w.texts.Printer(lang), "", ""
	for _, e := range events {
		switch {
		case e.Kind == Answered:
			answer = e.Text
		case e.Kind == Closed && e.As == string(actor.RoleProducer):
			who = r.ProducerName
		case e.Kind == Closed && e.As == string(actor.RoleOfficer) && r.Organiser.Valid:
			who = r.Organisers(string(lang))
		}
	}
	if who == "" {
		who = "Tuottajatori"
	}
	parts := []string{p.T("mail.report.begin", "Reference", Reference(id), "Date", calendar.Today(r.ReceivedAt)), p.T("mail.report." + string(r.Outcome))}
	if answer != "" {
		parts = append(parts, p.T("mail.report.answer", "Who", who), answer)
	}
	parts = append(parts, p.T("mail.report.end", "Link", w.address(lang, id)), p.T("mail.signature"))
	return mail.Message{Subject: p.T("mail.report.subject", "Reference", Reference(id)), Text: strings.Join(parts, "\n\n")}, nil
}
