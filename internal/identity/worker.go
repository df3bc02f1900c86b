package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/mail"
)

// MailTarget is where a mail leads.
type MailTarget struct {
	Template string
	Message  uuid.UUID // the message at the desk that the mail is; zero: it is none
	Role     actor.Role
	Lang     locale.Lang
	Token    string               // of the link; "": a page that asks to sign in
	Args     map[string]uuid.UUID // the mail's arguments
}

// MailWorker sends the mails that use cases have queued: it reads the row, renders the texts in the recipient's
// language with a link, and hands the mail over. A mail that has been sent is not sent again.
type MailWorker struct {
	jobs.Mail[MailArgs]
	db      *db.DB
	ring    *keys.Ring
	sender  mail.Sender
	texts   *locale.Bundle
	address func(MailTarget) string
}

// InsertOpts bounds the tries.
func (MailArgs) InsertOpts() river.InsertOpts { return jobs.MailOpts() }

// NewMailWorker makes the worker. Address makes the whole address of a page, since this room knows no pages.
func NewMailWorker(d *db.DB, ring *keys.Ring, sender mail.Sender, texts *locale.Bundle, address func(MailTarget) string) *MailWorker {
	return &MailWorker{db: d, ring: ring, sender: sender, texts: texts, address: address}
}

// Register adds the worker.
func (w *MailWorker) Register(known *river.Workers) { river.AddWorker(known, w) }

// Work sends one mail. A failed try is tried again later, without the recipient's address in its error.
func (w *MailWorker) Work(ctx context.Context, job *river.Job[MailArgs]) error {
	l, ok, err := readLetter(ctx, w.db, job.Args.ID)
	switch {
	case err != nil:
		return err
	case !ok:
		return river.JobCancel(errors.New("no such mail"))
	case l.Sent:
		return nil
	case l.LinkOver:
		return river.JobCancel(errors.New("the link is over"))
	case l.Disabled:
		return river.JobCancel(errors.New("the account is closed"))
	}
	message, err := w.render(l)
	if err != nil {
		return err
	}
	message.ID = job.Args.ID
	if err := w.sender.Send(ctx, message); err != nil {
		return errors.New("send mail: " + strings.ReplaceAll(err.Error(), l.Email, "(recipient)"))
	}
	return setSent(ctx, w.db, job.Args.ID)
}

func (w *MailWorker) render(l letter) (mail.Message, error) {
	lang, ok := locale.Parse(l.Lang)
	if !ok {
		lang = locale.Fi
	}
	target := MailTarget{Template: l.Template, Message: l.Message.UUID, Role: actor.Role(l.Role), Lang: lang}
	if err := json.Unmarshal([]byte(l.Args), &target.Args); err != nil {
		return mail.Message{}, fmt.Errorf("mail arguments: %w", err)
	}
	if l.Link.Valid {
		target.Token = w.ring.Token(purpose(l.Purpose).ring(), l.Link.UUID)
	}
	p := w.texts.Printer(lang)
	subject, body := "mail."+l.Template+".subject", "mail."+l.Template+".body"
	if !p.Has(subject) || !p.Has(body) {
		return mail.Message{}, fmt.Errorf("no texts for mail %q", l.Template)
	}
	link := w.address(target)
	text := p.T(body, "Link", link, "Producer", oneLine(l.Producer)) + "\n\n" + p.T("mail.signature")
	return mail.Message{To: l.Email, Subject: p.T(subject), Text: text}, nil
}

// oneLine keeps a name that somebody chose from looking like more than a name.
func oneLine(name string) string { return strings.Join(strings.Fields(name), " ") }
