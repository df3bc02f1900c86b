package app_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/mail"
)

// What a mail server does.
const (
	takes   = "takes what it is given"
	away    = "is not there"
	busy    = "is busy from the first word (421)"
	later   = "wants the recipient later (451)"
	full    = "has no room for the content (452)"
	falls   = "falls over in the middle of the content"
	hangsUp = "hangs up without a word"
)

// mailServer is one on a real connection, for a test. It refuses one recipient for good.
type mailServer struct {
	address, refuses string
	group            sync.WaitGroup

	mu       sync.Mutex
	does     string
	listener net.Listener
	got      map[string]int // by the message's id
	asked    int            // conversations
}

func (s *mailServer) now(t *testing.T, does string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.does = does
	switch {
	case does == away && s.listener != nil:
		_ = s.listener.Close()
		s.listener = nil
	case does != away && s.listener == nil:
		l, err := net.Listen("tcp", s.address)
		if err != nil {
			t.Fatal(err)
		}
		s.listener, s.address = l, l.Addr().String()
		s.group.Go(func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				s.group.Go(func() { s.talk(c) })
			}
		})
	}
}

func (s *mailServer) talk(c net.Conn) {
	defer c.Close()
	s.mu.Lock()
	does := s.does
	s.asked++
	s.mu.Unlock()
	say := func(line string) { _, _ = fmt.Fprint(c, line, "\r\n") }
	switch does {
	case hangsUp:
		return
	case busy:
		say("421 too much to do")
		return
	}
	say("220 mail.example.fi")
	for lines := bufio.NewReader(c); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(line); {
		case strings.HasPrefix(verb, "RCPT") && strings.Contains(line, s.refuses):
			say("550 no such mailbox: " + s.refuses)
		case strings.HasPrefix(verb, "RCPT") && does == later:
			say("451 try again later")
		case strings.HasPrefix(verb, "DATA"):
			say("354 send it")
			if !s.content(lines, does, say) {
				return
			}
		case strings.HasPrefix(verb, "QUIT"):
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// content reads a message, and tells whether the conversation goes on.
func (s *mailServer) content(lines *bufio.Reader, does string, say func(string)) bool {
	id := ""
	for {
		line, err := lines.ReadString('\n')
		if err != nil || does == falls {
			return false
		}
		if found, ok := strings.CutPrefix(line, "Message-ID: "); ok {
			id = strings.TrimSpace(found)
		}
		if line == ".\r\n" {
			break
		}
	}
	if does == full {
		say("452 no room")
		return true
	}
	s.mu.Lock()
	s.got[id]++
	s.mu.Unlock()
	say("250 taken")
	return true
}

// TestAMailServerIsAwayForADay lets a real mail server be away, refuse, fall over and hang up for a day while mail is queued, and
// then be there again: each mail comes once and within half an hour, and none is lost. The one whose recipient is refused for
// good hinders nobody, and is at last among what failed, without the address, from where the administrator sends it again.
func TestAMailServerIsAwayForADay(t *testing.T) {
	t.Parallel() // it waits, mostly
	d := dbtest.New(t)
	server := &mailServer{address: "127.0.0.1:0", refuses: "vaara@hoiva.example", got: map[string]int{}}
	server.now(t, takes)
	t.Cleanup(func() { server.now(t, away); server.group.Wait() })
	o := outage{t: t, d: d, server: server, skips: true}
	o.start()
	server.now(t, away)
	const letters = 3
	for i := range letters {
		o.queue(fmt.Sprintf("maija%d@hoiva.example", i))
	}
	refused := o.queue(server.refuses)
	modes := []string{away, busy, later, full, falls, hangsUp}
	for i := 0; o.clock < 24*time.Hour; i++ {
		server.now(t, modes[i%len(modes)])
		o.tries(letters + 1)
	}
	if len(server.got) != 0 || len(o.failed()) != 0 {
		t.Fatalf("during the day %d mails came and %d failed for good", len(server.got), len(o.failed()))
	}
	waits, err := o.runner.Queue().Delayed(t.Context())
	if err != nil || len(waits) != 1 || waits[0].Count != letters+1 || waits[0].Error == "" || strings.Contains(waits[0].Error, "@") {
		t.Errorf("the administrator is told %+v, %v, want that %d mails wait", waits, err, letters+1)
	}
	server.now(t, takes)
	back := o.clock
	o.skips = false
	o.tries(letters + 1)
	if o.clock-back > 40*time.Minute {
		t.Errorf("mail goes %v after the server's return", o.clock-back)
	}
	if len(server.got) != letters {
		t.Errorf("%d of %d mails came", len(server.got), letters)
	}
	o.skips = true
	for o.clock < 72*time.Hour && len(o.failed()) == 0 {
		o.tries(1)
	}
	failed := o.failed()
	if len(failed) != 1 || !strings.Contains(failed[0].Args, refused.String()) || strings.Contains(failed[0].Error, server.refuses) || !strings.Contains(failed[0].Error, "550") {
		t.Fatalf("what failed for good: %+v", failed)
	}
	if o.clock < 30*time.Hour {
		t.Errorf("the refused mail is tried for %v", o.clock)
	}
	server.refuses = "nobody@nowhere.example"
	o.wants(o.runner.Queue().Retry(t.Context(), failed[0].ID))
	o.settles(0)
	for id, times := range server.got {
		if times != 1 {
			t.Errorf("%s came %d times", id, times)
		}
	}
	if waits, err := o.runner.Queue().Delayed(t.Context()); err != nil || len(waits) != 0 {
		t.Errorf("at last the administrator is told %+v, %v", waits, err)
	}
	if len(server.got) != letters+1 || len(o.failed()) != 0 {
		t.Errorf("at last %d of %d mails came, %d failed", len(server.got), letters+1, len(o.failed()))
	}
}

// outage is the part of the house that sends mail, and how much time would have gone by.
type outage struct {
	t      *testing.T
	d      *dbtest.DB
	server *mailServer
	people *identity.Service
	runner *jobs.Runner
	clock  time.Duration
	skips  bool // most of the tries that are half an hour apart
}

func (o *outage) wants(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *outage) start() {
	o.t.Helper()
	ring, err := keys.LoadOrCreate(filepath.Join(o.t.TempDir(), "keys"))
	o.wants(err)
	texts, err := locale.Load(frontend.Locales)
	o.wants(err)
	cfg, err := config.Load(func(name string) string {
		return map[string]string{"SMTP_URL": "smtp://" + o.server.address + "?tls=off&from=palvelu@example.fi"}[name]
	})
	o.wants(err)
	sender, err := mail.New(cfg)
	o.wants(err)
	worker := identity.NewMailWorker(o.d.Service, ring, sender, texts, func(identity.MailTarget) string { return "http://localhost/" })
	o.runner, err = jobs.New(o.d.Service, slog.New(slog.DiscardHandler), func(known *river.Workers) { river.AddWorker(known, worker) }, nil)
	o.wants(err)
	o.people = identity.New(o.d.Service, o.runner.Queue(), ring, identity.Options{PublicURL: &url.URL{Scheme: "http", Host: "localhost"}})
	o.wants(o.runner.Start(o.t.Context()))
	o.t.Cleanup(func() {
		stop, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		o.wants(o.runner.Stop(stop))
	})
}

// queue queues a mail to somebody new, and answers the mail's id.
func (o *outage) queue(address string) (id uuid.UUID) {
	o.t.Helper()
	o.wants(o.d.Service.InTx(o.t.Context(), actor.System("test"), func(ctx context.Context, tx *db.Tx) error {
		p, err := o.people.CreatePerson(ctx, tx, identity.NewPerson{Email: address, Name: "Maija", Confirmed: true})
		if err != nil {
			return err
		}
		return errors.Join(o.people.QueueMail(ctx, tx, identity.MailOut{Template: identity.MailUpkeep, Person: p.ID}),
			tx.GetContext(ctx, &id, `SELECT id FROM mail_out WHERE person_id = $1`, p.ID))
	}))
	return id
}

// tries waits until so many mails wait for their next try, lets the longest wait go by, and has them tried.
func (o *outage) tries(waiting int) {
	o.t.Helper()
	o.settles(waiting)
	var wait float64
	var left, skipped int // tries that would go as the one before them
	o.wants(o.d.Owner.QueryRow(`SELECT coalesce(max(extract(epoch FROM scheduled_at - attempted_at)), 0)::float8, coalesce(min(max_attempts - 1 - attempt), 0)
		FROM river_job WHERE kind = 'identity_mail' AND state = 'retryable'`).Scan(&wait, &left))
	if o.skips && wait > 25*60 {
		skipped = min(left, 7)
	}
	o.clock += time.Duration(wait*float64(1+skipped)) * time.Second
	if _, err := o.d.Owner.Exec(`UPDATE river_job SET state = 'available', scheduled_at = now(), attempt = attempt + $1 WHERE kind = 'identity_mail' AND state = 'retryable'`, skipped); err != nil {
		o.t.Fatal(err)
	}
	o.settles(-1)
}

// settles waits until no mail is being tried, and holds how many wait for another try unless that is -1.
func (o *outage) settles(waiting int) {
	o.t.Helper()
	var busy, wait int
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		o.wants(o.d.Owner.QueryRow(`SELECT count(*) FILTER (WHERE state IN ('available', 'running', 'scheduled')), count(*) FILTER (WHERE state = 'retryable') FROM river_job WHERE kind = 'identity_mail'`).Scan(&busy, &wait))
		if busy == 0 {
			break
		}
		if time.Now().After(deadline) {
			o.t.Fatalf("%d mails are being tried", busy)
		}
	}
	if waiting >= 0 && wait != waiting {
		o.t.Fatalf("%d mails wait for another try, want %d", wait, waiting)
	}
}

func (o *outage) failed() []jobs.FailedJob {
	o.t.Helper()
	list, err := o.runner.Queue().Failed(o.t.Context())
	o.wants(err)
	return list
}
