package ask

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/mail"
	"github.com/tuottajatori/tuottajatori/internal/platform/vault"
)

// MailArgs is the job that writes to who asked that something has happened.
type MailArgs struct {
	ID uuid.UUID `json:"id"` // of the event
}

// Kind names the job.
func (MailArgs) Kind() string { return "ask_mail" }

// InsertOpts bounds the tries.
func (MailArgs) InsertOpts() river.InsertOpts { return jobs.MailOpts() }

// Worker writes to visitors.
type Worker struct {
	jobs.Mail[MailArgs]
	service *Service
	sender  mail.Sender
	texts   *locale.Bundle
	address func(l locale.Lang, token string) string
}

// NewWorker makes the worker. Address makes the whole address of a link, since this room knows no pages.
func NewWorker(s *Service, sender mail.Sender, texts *locale.Bundle, address func(locale.Lang, string) string) *Worker {
	return &Worker{service: s, sender: sender, texts: texts, address: address}
}

// Register adds the worker.
func (w *Worker) Register(known *river.Workers) { river.AddWorker(known, w) }

// Work sends one mail. A failed try is tried again later, without the recipient's address in its error.
func (w *Worker) Work(ctx context.Context, job *river.Job[MailArgs]) error {
	l, to, err := w.service.addressee(ctx, job.Args.ID)
	if err != nil || to == "" {
		return err
	}
	lang, ok := locale.Parse(l.Lang)
	if !ok {
		lang = locale.Fi
	}
	p, link, text := w.texts.Printer(lang), w.address(lang, w.service.Link(l.Ask)), "mail.ask_news"
	if l.Kind == Made {
		text = "mail.ask_receipt"
	}
	message := mail.Message{ID: job.Args.ID, To: to, Subject: p.T(text + ".subject"), Text: p.T(text+".body", "Link", link) + "\n\n" + p.T("mail.signature")}
	if err := w.sender.Send(ctx, message); err != nil {
		return errors.New("send mail: " + strings.ReplaceAll(err.Error(), to, "(recipient)"))
	}
	return setMailed(ctx, w.service.db, job.Args.ID)
}

// addressee is who is to be written to about an event; "" when nobody is: no address was given, it is erased, or it is done.
func (s *Service) addressee(ctx context.Context, event uuid.UUID) (l letter, to string, err error) {
	if l, err = readLetter(ctx, s.db, event); err != nil {
		return l, "", s.db.Translate(err)
	}
	if l.MailedAt != nil || l.Sealed == nil || !l.Kind.told() {
		return l, "", nil
	}
	text, err := s.vault.Open(ctx, s.db, l.Key, askField, l.Sealed)
	if errors.Is(err, vault.ErrDestroyed) {
		return l, "", nil
	}
	if err != nil {
		return l, "", err
	}
	var c Content
	if err := json.Unmarshal(text, &c); err != nil {
		return l, "", fmt.Errorf("read a request: %w", err)
	}
	return l, c.Email, nil
}
