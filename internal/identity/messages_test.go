package identity

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// What is mailed to an organisation's people stands at their desk, each with their own mark of having read it; at another
// desk of the same person, and to everybody else, it is not there.
func TestMailIsAMessageAtTheDesk(t *testing.T) {
	w := newWorld(t)
	first, second := w.producer("signup"), w.producer("signup")
	maija := w.person("maija@example.fi")
	here, there := w.member(maija, actor.RoleProducer, first), w.member(maija, actor.RoleProducer, second)
	colleague := w.member(w.person("pekka@example.fi"), actor.RoleProducer, first)
	stranger := w.member(w.person("outi@example.fi"), actor.RoleProducer, second)
	application := uuid.New()
	w.tx(func(ctx context.Context, tx *db.Tx) error {
		if err := w.MailMembers(ctx, tx, actor.RoleProducer, first, MailOut{Template: MailApplicationDecided, Args: map[string]uuid.UUID{"application": application}}); err != nil {
			return err
		}
		if err := w.QueueMail(ctx, tx, MailOut{Template: MailExists, Person: maija.ID}); err != nil { // about the person alone
			return err
		}
		return w.MailMembers(ctx, tx, actor.RoleProducer, first, MailOut{Template: MailEvidenceLapsing})
	})
	told := func(a actor.Actor, messages, unread int) []Message {
		t.Helper()
		list, n, err := w.Messages(w.ctx, a)
		w.must(err)
		if len(list) != messages || n != unread {
			t.Fatalf("%d messages, %d unread; want %d and %d: %+v", len(list), n, messages, unread, list)
		}
		return list
	}
	list := told(here, 2, 2)
	if list[0].Template != MailEvidenceLapsing || list[1].Template != MailApplicationDecided || list[1].Args["application"] != application {
		t.Errorf("%+v", list)
	}
	told(there, 0, 0)
	told(stranger, 0, 0)
	if _, err := w.ReadMessage(w.ctx, colleague, list[1].ID); err != nil { // the mail was passed on
		t.Errorf("a colleague opens it: %v", err)
	}
	told(here, 2, 2)
	for range 2 {
		if m, err := w.ReadMessage(w.ctx, there, list[1].ID); err != nil || m.Template != MailApplicationDecided {
			t.Errorf("opened while acting for another: %+v, %v", m, err)
		}
	}
	told(here, 2, 1)
	told(colleague, 2, 2)
	for who, a := range map[string]actor.Actor{"stranger": stranger, "visitor": actor.Visitor("r")} {
		want := map[string]error{"stranger": ErrNotFound, "visitor": ErrSignIn}[who]
		if _, err := w.ReadMessage(w.ctx, a, list[0].ID); !errors.Is(err, want) {
			t.Errorf("%s: %v", who, err)
		}
	}
	w.must(w.ReadMessages(w.ctx, here, list[0].At.Add(-time.Second)))
	told(here, 2, 1)
	w.must(w.ReadMessages(w.ctx, here, list[0].At))
	told(here, 2, 0)
	if n, err := w.UnreadMessages(w.ctx, colleague); err != nil || n != 2 {
		t.Errorf("the colleague's: %d, %v", n, err)
	}

	// When its time is over a message goes from every desk, read or not, and the trail says how many of whose went.
	w.exec(`UPDATE mail_out SET created_at = '2020-03-31T12:00Z' WHERE template = $1 OR organisation_id IS NULL`, MailApplicationDecided)
	over := time.Date(2022, 3, 31, 12, 0, 0, 0, time.UTC)
	for _, step := range []struct {
		at   time.Time
		gone int
	}{{over, 0}, {over.Add(time.Second), 3}, {over.Add(time.Second), 0}} {
		if n, err := w.ForgetMessages(w.ctx, step.at); err != nil || n != step.gone {
			t.Errorf("at %s %d went, want %d: %v", step.at, n, step.gone, err)
		}
	}
	if n := w.count(`SELECT count(*) FROM audit_event WHERE action = 'messages.removed' AND
		(object_kind = 'producer' AND object_id = $1 AND details->>'count' = '2' OR object_kind = 'person' AND object_id = $2 AND details->>'count' = '1')`, first, maija.ID); n != 2 {
		t.Errorf("%d rows in the trail tell of what went", n)
	}
	told(here, 1, 0)
	told(colleague, 1, 1)
}
