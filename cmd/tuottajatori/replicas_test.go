package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/bench"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit/chain"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// killsVariable says how many processes are killed; five when it is not set, of which one is a server, since these take
// long to start, and none is replaced.
const killsVariable = "KILLS"

// cluster is two servers and two workers over one database, and one more house that only looks and puts in work.
type cluster struct {
	*app.App
	t         *testing.T
	db        *dbtest.DB
	env       []string
	processes []*process
	proxy     string
	producer  actor.Actor
	session   string
	offerings []uuid.UUID
	log       *lockedLog
}

// process is a server or worker that is started again when it was killed.
type process struct {
	verb, listen, admin string
	cmd                 *exec.Cmd
	ended               chan error
}

// lockedLog is what processes write, which can be read while they do.
type lockedLog struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	c := &cluster{t: t, db: dbtest.New(t), log: &lockedLog{}}
	settings := map[string]string{"DATA_DIR": t.TempDir(), "DATABASE_URL": c.db.ServiceURL, "DEMO": "on", "SEARCH_ENGINE": "pg", "DRAIN_SECONDS": "1"}
	cfg, err := config.Load(func(name string) string { return settings[name] })
	c.ok(err)
	c.App, err = app.New(t.Context(), cfg, slog.New(slog.DiscardHandler))
	c.ok(err)
	t.Cleanup(func() { c.ok(c.Close()) })
	c.ok(c.LoadDemo(t.Context(), 60, 1, calendar.Today(time.Now())))
	c.ok(c.Indexer.Reindex(t.Context(), nil))
	for name, value := range settings {
		c.env = append(c.env, name+"="+value)
	}
	c.signIn()
	var servers []string
	for _, verb := range []string{"serve", "serve", "worker", "worker"} {
		p := &process{verb: verb, listen: freePort(t), admin: freePort(t)}
		c.processes = append(c.processes, p)
		c.start(p)
		if verb == "serve" {
			servers = append(servers, "http://"+p.listen)
		}
	}
	t.Cleanup(func() {
		for _, p := range c.processes {
			_ = p.cmd.Process.Kill()
			<-p.ended
		}
		if t.Failed() {
			for line := range strings.Lines(c.log.String()) {
				if !strings.Contains(line, `"INFO"`) {
					t.Log(line)
				}
			}
		}
	})
	for _, p := range c.processes {
		c.ready(p)
	}
	proxy, err := bench.NewProxy(servers...)
	c.ok(err)
	go proxy.Watch(t.Context())
	address, stop, err := proxy.Listen()
	c.ok(err)
	t.Cleanup(stop)
	c.proxy = address
	return c
}

func (c *cluster) ok(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// signIn signs the demo's producer in, and lists what it offers.
func (c *cluster) signIn() {
	c.t.Helper()
	token, err := c.Identity.Demo(c.t.Context(), actor.RoleProducer, "127.0.0.1")
	c.ok(err)
	view, err := c.Identity.Session(c.t.Context(), token, "")
	c.ok(err)
	c.producer, c.session = view.Actor, token
	list, _, err := c.Offerings.List(c.t.Context(), c.producer, c.producer.Organisation, false, uuid.Nil)
	c.ok(err)
	for _, l := range list {
		c.offerings = append(c.offerings, l.ID)
	}
}

func (c *cluster) start(p *process) {
	c.t.Helper()
	p.cmd = program(c.t, append(slices.Clone(c.env), "LISTEN_ADDR="+p.listen, "ADMIN_ADDR="+p.admin), p.verb)
	p.cmd.Stdout, p.cmd.Stderr = c.log, c.log
	c.ok(p.cmd.Start())
	ended := make(chan error, 1)
	p.ended = ended
	go func(cmd *exec.Cmd) { ended <- cmd.Wait() }(p.cmd)
}

func (c *cluster) ready(p *process) {
	c.t.Helper()
	c.eventually(p.verb+" is ready", func() bool { return status(p.admin, "/readyz") == http.StatusOK })
}

func status(address, path string) int {
	res, err := patient.Get("http://" + address + path)
	if err != nil {
		return 0
	}
	res.Body.Close()
	return res.StatusCode
}

func (c *cluster) eventually(what string, holds func() bool) {
	c.t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			c.t.Fatalf("not so: %s", what)
		}
	}
}

// writer sets vacancies over the proxy, over and over, of offerings that are its own, and knows what was answered.
type writer struct {
	*cluster
	mine   []uuid.UUID
	told   map[uuid.UUID]int
	acked  int
	failed int    // requests that were not done
	why    string // of the last of them
}

func (w *writer) run(ctx context.Context, r *rand.Rand) {
	for n := 0; ctx.Err() == nil; n++ {
		id, days := w.mine[n%len(w.mine)], r.IntN(90)
		for !w.set(id, days) {
			w.failed++
			time.Sleep(20 * time.Millisecond)
			if ctx.Err() != nil && w.failed > 1000 {
				w.t.Error("nobody answers")
				return
			}
		}
		w.told[id] = days
		w.acked++
		time.Sleep(10 * time.Millisecond)
	}
}

func (w *writer) set(id uuid.UUID, days int) bool {
	form := url.Values{"vacancy": {"queue"}, "wait_days": {strconv.Itoa(days)}, "back": {"offer"}}
	req, err := http.NewRequest(http.MethodPost, w.proxy+paths.Desk(locale.Fi, "offerings", id.String(), "vacancy"), strings.NewReader(form.Encode()))
	if err != nil {
		return false
	}
	req.AddCookie(&http.Cookie{Name: "session", Value: w.session})
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		w.why = err.Error()
		return false
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusSeeOther {
		w.why = fmt.Sprint(res.StatusCode, " ", err, " ", string(answer))
		return false
	}
	return true
}

// TestKilledReplicas lets two servers and two workers be killed at random moments under load, and one server be replaced
// as it should be. Nobody notices the replacement; after the kills nothing that was answered is lost, each mail is there once,
// the index says what the rows say and the audit trail is whole.
func TestKilledReplicas(t *testing.T) {
	t.Parallel()
	kills, servers, text := 5, 5, os.Getenv(killsVariable)
	if text != "" {
		var err error
		if kills, err = strconv.Atoi(text); err != nil {
			t.Fatalf("%s: %v", killsVariable, err)
		}
		servers = 2
	}
	c := newCluster(t)
	if len(c.offerings) < 4 {
		t.Fatalf("the demo's producer has %d offerings", len(c.offerings))
	}
	before := 0
	if text != "" {
		_, acked, failed, _ := c.under(4, func() { c.replace(c.processes[0]) })
		if failed > 0 || acked < 10 {
			t.Errorf("while a server was replaced %d requests failed, %d were answered", failed, acked)
		}
		before = acked
	}
	r := rand.New(rand.NewPCG(uint64(kills), 7))
	told, acked, failed, mails := c.under(4, func() {
		for kill := range kills {
			time.Sleep(time.Duration(r.IntN(400)) * time.Millisecond)
			p := c.processes[2+r.IntN(2)]
			if kill%servers == 0 {
				p = c.processes[r.IntN(2)]
				if text != "" && r.IntN(4) > 0 { // mostly while it answers, and else while it may be starting
					c.ready(p)
					time.Sleep(time.Duration(r.IntN(400)) * time.Millisecond)
				}
			}
			c.ok(p.cmd.Process.Kill())
			<-p.ended
			c.start(p)
		}
		c.eventually("a server answers", func() bool { return status(strings.TrimPrefix(c.proxy, "http://"), "/healthz") == http.StatusOK })
	})
	t.Logf("%d changes and %d mails in %d kills, %d requests asked again", acked, mails, kills, failed)
	c.nothingLost(told, before+acked)
	c.mailedOnce(mails)
	c.indexRight()
	c.trailWhole()
}

// under runs do while writers write and mails are put in.
func (c *cluster) under(writers int, do func()) (told map[uuid.UUID]int, acked, failed, mails int) {
	ctx, stop := context.WithCancel(context.Background())
	all := make([]*writer, writers)
	var running sync.WaitGroup
	for i := range all {
		all[i] = &writer{cluster: c, told: map[uuid.UUID]int{}}
		for n := i; n < len(c.offerings); n += writers {
			all[i].mine = append(all[i].mine, c.offerings[n])
		}
		running.Go(func() { all[i].run(ctx, rand.New(rand.NewPCG(uint64(i), 1))) })
	}
	var queued atomic.Int64
	running.Go(func() {
		for ctx.Err() == nil {
			err := c.DB.InTx(context.Background(), actor.System("test"), func(ctx context.Context, tx *db.Tx) error {
				return c.Identity.QueueMail(ctx, tx, identity.MailOut{Template: identity.MailMembershipSettled, Person: c.producer.Person})
			})
			if err != nil {
				c.t.Error(err)
			}
			pause := 5 * time.Millisecond
			if queued.Add(1) > 500 { // enough to be in the middle of some at each kill
				pause = 50 * time.Millisecond
			}
			time.Sleep(pause)
		}
	})
	do()
	stop()
	running.Wait()
	told = map[uuid.UUID]int{}
	for _, w := range all {
		acked, failed = acked+w.acked, failed+w.failed
		if w.failed > 0 {
			c.t.Logf("%d requests were not done, the last: %s", w.failed, w.why)
		}
		for id, days := range w.told {
			told[id] = days
		}
	}
	return told, acked, failed, int(queued.Load())
}

// replace ends a server as systemd does, and starts it again.
func (c *cluster) replace(p *process) {
	c.t.Helper()
	c.ok(p.cmd.Process.Signal(syscall.SIGTERM))
	unready := false
	for {
		select {
		case err := <-p.ended:
			if err != nil || !unready {
				c.t.Errorf("%v; it said that it was not ready: %v", err, unready)
			}
			c.start(p)
			c.ready(p)
			return
		case <-time.After(10 * time.Millisecond):
			unready = unready || status(p.listen, "/readyz") == http.StatusServiceUnavailable
		}
	}
}

func (c *cluster) nothingLost(told map[uuid.UUID]int, acked int) {
	c.t.Helper()
	for id, days := range told {
		var got int
		c.ok(c.db.Owner.Get(&got, `SELECT wait_days FROM offering WHERE id = $1`, id))
		if got != days {
			c.t.Errorf("offering %s has %d, %d was told and answered", id, got, days)
		}
	}
	var rows int
	c.ok(c.db.Owner.Get(&rows, `SELECT count(*) FROM audit_event WHERE action = 'offering.vacancy_set'`))
	if rows < acked {
		c.t.Errorf("%d changes were answered and %d are in the audit trail", acked, rows)
	}
}

// mailedOnce waits until nothing is left to do, and holds that every mail of the database is there once.
func (c *cluster) mailedOnce(atLeast int) {
	c.t.Helper()
	const left = `FROM river_job WHERE state IN ('available', 'running', 'retryable', 'scheduled') AND kind = 'identity_mail'`
	c.t.Cleanup(func() {
		var jobs []string
		if c.t.Failed() && c.db.Owner.Select(&jobs, `SELECT concat_ws(' ', count(*), state, attempt, left(max(errors[array_upper(errors, 1)]::text), 200)) `+left+` GROUP BY state, attempt`) == nil {
			c.t.Log("jobs that are not done: ", jobs)
		}
	})
	c.eventually("every job is done", func() bool {
		var n int
		c.ok(c.db.Owner.Get(&n, `SELECT count(*) `+left))
		return n == 0
	})
	var discarded []json.RawMessage
	c.ok(c.db.Owner.Select(&discarded, `SELECT to_json(errors) FROM river_job WHERE state = 'discarded'`))
	if len(discarded) > 0 {
		c.t.Errorf("%d jobs failed for good: %s", len(discarded), discarded[0])
	}
	var ids []string
	c.ok(c.db.Owner.Select(&ids, `SELECT args->>'id' FROM river_job WHERE kind = 'identity_mail'`))
	if len(ids) < atLeast {
		c.t.Errorf("%d mails were put in, %d jobs are there", atLeast, len(ids))
	}
	files, err := filepath.Glob(filepath.Join(c.Config.MailDir(), "*.eml"))
	c.ok(err)
	names := strings.Join(files, "\n")
	for _, id := range ids {
		if n := strings.Count(names, id); n != 1 {
			c.t.Errorf("mail %s is there %d times", id, n)
		}
	}
}

// indexRight holds that a rebuild changes nothing.
func (c *cluster) indexRight() {
	c.t.Helper()
	c.eventually("the index is up to date", func() bool {
		n, err := c.Indexer.Pending(c.t.Context())
		c.ok(err)
		return n == 0
	})
	snapshot := func() (all []string) {
		c.ok(c.db.Owner.Select(&all, `SELECT id || ' ' || encode(digest, 'hex') FROM search_document WHERE NOT gone ORDER BY id`))
		return all
	}
	c.ok(c.Indexer.Drain(c.t.Context()))
	before := snapshot()
	c.ok(c.Indexer.Reindex(c.t.Context(), nil))
	if after := snapshot(); !slices.Equal(before, after) || len(before) == 0 {
		c.t.Errorf("the index was wrong: %d documents, after a rebuild %d", len(before), len(after))
	}
}

func (c *cluster) trailWhole() {
	c.t.Helper()
	var report chain.Report
	c.eventually("the audit trail is sealed", func() bool {
		var err error
		report, err = chain.Verify(c.t.Context(), c.db.Owner, c.Keys.AuditKeys(), nil)
		c.ok(err)
		return report.Tail == 0
	})
	if report.Count > 0 || report.Sealed == 0 {
		c.t.Errorf("the audit trail: %+v", report)
	}
}
