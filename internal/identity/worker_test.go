package identity

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/mail"
)

// texts are the real ones; the folder is read, since this room lies below the one that embeds them.
func texts(t *testing.T) *locale.Bundle {
	t.Helper()
	b, err := locale.Load(os.DirFS("../../frontend"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// outbox is a mail server that the test owns: it keeps what it is given, or is down.
type outbox struct {
	mu   sync.Mutex
	down error
	got  []mail.Message
}

func (o *outbox) Send(_ context.Context, m mail.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.down != nil {
		return o.down
	}
	o.got = append(o.got, m)
	return nil
}

func (w *world) worker(o *outbox) *MailWorker {
	return NewMailWorker(w.db, w.ring, o, texts(w.t), func(target MailTarget) string {
		parts := []string{"http://localhost:8080", string(target.Lang), target.Template, target.Token}
		for name, id := range target.Args {
			parts = append(parts, name, id.String())
		}
		return strings.Join(parts, "/")
	})
}

// work runs the jobs that are queued, each as often as given, and answers the first error.
func (w *world) work(worker *MailWorker, times int) (first error) {
	w.t.Helper()
	var ids []uuid.UUID
	w.must(w.owner.SelectContext(w.ctx, &ids, `SELECT (args->>'id')::uuid FROM river_job WHERE kind = 'identity_mail' ORDER BY id`))
	for _, id := range ids {
		for range times {
			err := worker.Work(w.ctx, &river.Job[MailArgs]{JobRow: &rivertype.JobRow{}, Args: MailArgs{ID: id}})
			if first == nil {
				first = err
			}
		}
	}
	return first
}

func TestEveryMailIsWrittenInEveryLanguage(t *testing.T) {
	w := newWorld(t)
	box := &outbox{}
	worker := w.worker(box)
	person := w.person("maija@hoiva.example")
	link := uuid.Must(uuid.NewV7())
	for _, template := range MailTemplates() {
		for _, l := range locale.Langs() {
			w.exec(`DELETE FROM river_job`)
			args := map[string]uuid.UUID{"application": link}
			w.tx(func(ctx context.Context, tx *db.Tx) error {
				return w.QueueMail(ctx, tx, MailOut{Template: template, Person: person.ID, Lang: string(l), Args: args})
			})
			w.must(w.work(worker, 1))
			got := box.got[len(box.got)-1]
			if got.To != person.Email || strings.ContainsAny(got.Subject, "\n⟦") || strings.Contains(got.Text, "⟦") {
				t.Errorf("%s in %s: to %q, %q, %q", template, l, got.To, got.Subject, got.Text)
			}
			if want := "http://localhost:8080/" + string(l) + "/" + template + "//application/" + link.String(); !strings.Contains(got.Text, want) {
				t.Errorf("%s in %s does not lead to %s:\n%s", template, l, want, got.Text)
			}
			if strings.Contains(got.Text, person.Name) {
				t.Errorf("%s in %s names somebody", template, l)
			}
		}
	}
	if missing := worker.texts.Missing(); len(missing) != 0 {
		t.Errorf("texts are missing: %v", missing)
	}
}

func TestALinkInAMailWorksAndIsSentOnce(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Now = nil }) // the worker reads the database's clock
	box := &outbox{}
	worker := w.worker(box)
	w.register(uuid.Must(uuid.NewV7()), "maija@hoiva.example", w.producer("signup"))
	w.must(w.work(worker, 3))
	if len(box.got) != 1 {
		t.Fatalf("the job that ran three times sent %d mails", len(box.got))
	}
	_, rest, found := strings.Cut(box.got[0].Text, "http://localhost:8080/sv/confirm/")
	if !found {
		t.Fatalf("no link in the person's language: %s", box.got[0].Text)
	}
	w.must(w.ConfirmEmail(w.ctx, strings.Fields(rest)[0]))
}

func TestMailThatNobodyNeedsIsNotSent(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Now = nil })
	box := &outbox{}
	worker := w.worker(box)
	person := w.person("maija@hoiva.example")
	for name, change := range map[string]string{
		"used link":      `UPDATE mail_link SET used_at = now()`,
		"expired link":   `UPDATE mail_link SET expires_at = now()`,
		"closed account": `UPDATE person SET disabled_at = now()`,
		"no mail":        `DELETE FROM mail_out`,
	} {
		w.exec(`DELETE FROM river_job`)
		w.exec(`UPDATE person SET disabled_at = NULL`)
		w.must(w.db.InTx(w.ctx, actor.Visitor("r"), func(ctx context.Context, tx *db.Tx) error { return w.mailReset(ctx, tx, person.ID) }))
		w.exec(change)
		err := w.work(worker, 1)
		if cancelled, ok := errors.AsType[*rivertype.JobCancelError](err); !ok || cancelled == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(box.got) != 0 {
		t.Errorf("%d mails were sent", len(box.got))
	}
}

// What a mail server says may quote the address; the job's error is kept and logged.
func TestAFailedMailSaysNothingOfItsRecipient(t *testing.T) {
	w := newWorld(t)
	box := &outbox{down: errors.New("550 <maija@hoiva.example> unknown; maija@hoiva.example")}
	worker := w.worker(box)
	person := w.person("maija@hoiva.example")
	w.tx(func(ctx context.Context, tx *db.Tx) error {
		return w.QueueMail(ctx, tx, MailOut{Template: MailExists, Person: person.ID})
	})
	err := w.work(worker, 1)
	if err == nil || strings.Contains(err.Error(), "maija") {
		t.Errorf("got %v", err)
	}
	box.down = nil
	w.must(w.work(worker, 1))
	if len(box.got) != 1 {
		t.Error("not sent when the server was back")
	}
}

func TestMailsGoToActiveMembersOnly(t *testing.T) {
	w := newWaiting(t)
	closed := w.person("poissa@hoiva.example")
	w.member(closed, actor.RoleProducer, w.first.Organisation)
	w.exec(`UPDATE person SET disabled_at = now() WHERE id = $1`, closed.ID)
	w.exec(`DELETE FROM mail_out`)
	w.tx(func(ctx context.Context, tx *db.Tx) error {
		return w.MailMembers(ctx, tx, actor.RoleProducer, w.first.Organisation, MailOut{Template: MailApplicationReceived})
	})
	if n := w.count(`SELECT count(*) FROM mail_out WHERE person_id = $1`, w.first.Person); n != 1 || w.count(`SELECT count(*) FROM mail_out`) != 1 {
		t.Errorf("%d of %d mails went to the one who acts for the producer", n, w.count(`SELECT count(*) FROM mail_out`))
	}
}
