package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// LoadParts is what a mixed load is measured on: a database with demo data that may be written to and thrown away.
type LoadParts struct {
	OwnerURL, ServiceURL string
	Env                  []string // for servers and workers in processes of their own
	Handler              http.Handler
	Use                  func(pool *sqlx.DB) (before *sqlx.DB) // has Handler work on another pool
	Session              func(ctx context.Context, role string) (token string, err error)
}

// LoadOptions say how long is measured.
type LoadOptions struct {
	For time.Duration // under the mixed load; as long again is the bare handler asked
	Say func(format string, args ...any)
}

const (
	loadClients = 64
	loadRounds  = 10 // in which the two take turns
	// The shares of the mixed load, in percent; the rest is catalogue.
	desksShare, writesShare = 8, 2
	settle                  = 2 * time.Second // to get going, and not counted
)

// loaded is a measurement of the mixed load.
type loaded struct {
	LoadParts
	LoadOptions
	kinds    [3][]visit // catalogue, desks, writes
	owner    *db.DB
	servers  []*server
	workers  []*server
	sessions map[string]string
	settings []string // of the servers and workers
}

// Load measures a mixed load on two servers and two workers, beside a bare Gin handler that runs the same statements in the
// same run; what memory the servers hold, how soon the audit trail is sealed, and whether anybody notices that one of
// them is replaced.
func Load(ctx context.Context, p LoadParts, o LoadOptions) (report Report, err error) {
	l := &loaded{LoadParts: p, LoadOptions: o, sessions: map[string]string{}, settings: []string{"SEARCH_ENGINE=pg", "SEARCH_REMEMBER=off"}}
	if l.owner, err = db.Open(ctx, p.OwnerURL, db.WithPool(2)); err != nil {
		return Report{}, err
	}
	defer func() { err = errors.Join(err, l.owner.Close()) }()
	if err := l.signIn(ctx); err != nil {
		return Report{}, err
	}
	all, err := l.record(ctx)
	if err != nil {
		return Report{}, err
	}
	plain, err := db.Open(ctx, p.ServiceURL, db.WithPool(2*poolOfServer), db.WithTimeLimits())
	if err != nil {
		return Report{}, err
	}
	defer func() { err = errors.Join(err, plain.Close()) }()
	address, stopBare, err := startBare(ctx, plain, all)
	if err != nil {
		return Report{}, err
	}
	defer stopBare()
	defer func() { err = errors.Join(err, l.stop()) }()
	if err := l.startAll(ctx); err != nil {
		return Report{}, err
	}
	if err := l.compare(ctx, &report, address); err != nil {
		return Report{}, err
	}
	return report, l.replaceOne(ctx, &report)
}

func (l *loaded) signIn(ctx context.Context) (err error) {
	for _, role := range []string{roleProducer, roleOfficer} {
		if l.sessions[role], err = l.Session(ctx, role); err != nil {
			return err
		}
	}
	return nil
}

// poolOfServer is how many connections each process has here, so that all of them together find room in a PostgreSQL as
// it is installed.
const poolOfServer = 16

func (l *loaded) say(format string, args ...any) {
	if l.Say != nil {
		l.Say(format, args...)
	}
}

func (l *loaded) startAll(ctx context.Context) error {
	settings := append(slices.Clone(l.settings), "DRAIN_SECONDS=3", fmt.Sprint("DATABASE_POOL=", poolOfServer))
	for range 2 {
		s, err := startServer(ctx, l.Env, onPostgres, settings...)
		if err != nil {
			return err
		}
		l.servers = append(l.servers, s)
		w, err := startProcess("worker", l.Env, settings...)
		if err != nil {
			return err
		}
		l.workers = append(l.workers, w)
	}
	return nil
}

func (l *loaded) stop() (err error) {
	for _, s := range append(l.servers, l.workers...) {
		err = errors.Join(err, s.stop())
	}
	return err
}

// tally is what clients have met.
type tally struct {
	answered, failed atomic.Int64
	mu               sync.Mutex
	why              error // of the first failure
}

func (t *tally) note(err error) {
	if err == nil {
		t.answered.Add(1)
		return
	}
	t.failed.Add(1)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.why == nil {
		t.why = err
	}
}

// during lets all clients ask, in the shares of the mixed load, until a time is over and after that finish what they have begun.
func (l *loaded) during(ctx context.Context, how time.Duration, seed uint64, ask func(v visit, client int) error) (*tally, time.Duration) {
	t, began := &tally{}, time.Now()
	var clients sync.WaitGroup
	for client := range loadClients {
		clients.Go(func() {
			for r := rand.New(rand.NewPCG(seed, uint64(client))); time.Since(began) < how && ctx.Err() == nil; {
				kind := l.kinds[0]
				switch n := r.IntN(100); {
				case n < writesShare:
					kind = l.kinds[2]
				case n < writesShare+desksShare:
					kind = l.kinds[1]
				}
				t.note(ask(kind[r.IntN(len(kind))], client))
			}
		})
	}
	clients.Wait()
	return t, time.Since(began)
}

// asker asks the product over a transport, which may be a proxy.
func (l *loaded) asker(over http.RoundTripper, base func(client int) string) func(v visit, client int) error {
	return func(v visit, client int) error {
		r := v.request(base(client), l.sessions)
		return finish(v.path, r, over)
	}
}

// finish sends a request and reads the answer to its end.
func finish(what string, r *http.Request, over http.RoundTripper) error {
	ctx, cancel := context.WithTimeout(r.Context(), time.Minute)
	defer cancel()
	response, err := over.RoundTrip(r.WithContext(ctx))
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if response.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s answers %d", what, response.StatusCode)
	}
	return nil
}

// compare lets the product and the bare handler take turns under the same load.
func (l *loaded) compare(ctx context.Context, report *Report, bare string) error {
	over := &http.Transport{MaxIdleConns: 4 * loadClients, MaxIdleConnsPerHost: 2 * loadClients, DisableCompression: true}
	product := l.asker(over, func(client int) string { return l.servers[client%len(l.servers)].base })
	least := func(v visit, _ int) error {
		r := httptest.NewRequest(http.MethodGet, bare+"/"+fmt.Sprint(v.n), nil)
		r.RequestURI = ""
		return finish(v.path, r, over)
	}
	for _, ask := range []func(visit, int) error{product, least} {
		if t, _ := l.during(ctx, settle, 0, ask); t.failed.Load() > 0 {
			return fmt.Errorf("%d of the first requests failed: %w", t.failed.Load(), t.why)
		}
	}
	lag, endLag := l.watchLag(ctx)
	defer endLag()
	watch := &rss{}
	var answered [2]int64
	var took [2]time.Duration
	var failed int64
	for round := range uint64(loadRounds) {
		l.say("round %d of %d", round+1, loadRounds)
		for i, ask := range []func(visit, int) error{product, least} {
			t, seconds := l.during(ctx, l.For/loadRounds, round+1, ask)
			answered[i] += t.answered.Load()
			took[i] += seconds
			if i == 1 && t.failed.Load() > 0 {
				return fmt.Errorf("the bare handler: %w", t.why)
			}
			if i == 0 {
				failed += t.failed.Load()
				if t.why != nil {
					l.say("failed: %v", t.why)
				}
				watch.look(l.servers)
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	rate, leastRate := float64(answered[0])/took[0].Seconds(), float64(answered[1])/took[1].Seconds()
	report.add("mixed load, two servers and two workers, 64 clients (requests/s)", rate)
	report.add("mixed load, bare Gin handler with the same statements (requests/s)", leastRate)
	report.add(loadRatio, rate/leastRate)
	report.add(loadErrors, float64(failed))
	watch.tell(report)
	endLag()
	report.add("mixed load, age of what is not sealed, median (s)", percentile(*lag, 50).Seconds())
	report.add(loadLag, percentile(*lag, 100).Seconds())
	return nil
}

// watchLag looks several times a second how old the oldest row is that is not sealed.
func (l *loaded) watchLag(ctx context.Context) (ages *[]time.Duration, end func()) {
	ages = new([]time.Duration)
	ctx, cancel := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() {
		for ctx.Err() == nil {
			if seconds, err := unsealedFor(ctx, l.owner); err == nil {
				*ages = append(*ages, time.Duration(seconds*float64(time.Second)))
			}
			time.Sleep(200 * time.Millisecond)
		}
	})
	return ages, func() { cancel(); watching.Wait() }
}

// replaceOne ends one of the two servers under the load and starts it again, behind a proxy.
func (l *loaded) replaceOne(ctx context.Context, report *Report) error {
	proxy, err := NewProxy(l.servers[0].base, l.servers[1].base)
	if err != nil {
		return err
	}
	if err := l.signIn(ctx); err != nil { // sessions change after a quarter of an hour
		return err
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	go proxy.Watch(ctx)
	l.say("a server is replaced")
	replaced := make(chan error, 1)
	go func() {
		time.Sleep(settle)
		s := l.servers[0]
		err := s.cmd.Process.Signal(syscall.SIGTERM)
		<-s.done
		if err == nil {
			err = s.start()
		}
		if err == nil {
			err = s.ready(ctx, onPostgres)
		}
		replaced <- err
	}()
	t := &tally{}
	for err = nil; ; {
		more, _ := l.during(ctx, settle, uint64(t.answered.Load())+99, l.asker(proxy, func(int) string { return "http://proxy" }))
		t.answered.Add(more.answered.Load())
		t.failed.Add(more.failed.Load())
		if more.why != nil {
			l.say("failed: %v", more.why)
		}
		select {
		case err := <-replaced:
			report.add("mixed load, requests while a server was replaced", float64(t.answered.Load()))
			report.add(loadReplaced, float64(t.failed.Load()))
			return err
		default:
		}
	}
}

// visit is one request of the mixed load.
type visit struct {
	n            int // among all that were recorded
	method, path string
	role         string // who is signed in; "": nobody
	form         url.Values
}

const (
	roleProducer = "producer"
	roleOfficer  = "officer"
)

func (v visit) request(base string, sessions map[string]string) *http.Request {
	r := httptest.NewRequest(v.method, base+v.path, strings.NewReader(v.form.Encode()))
	r.RequestURI = ""
	if v.form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if token := sessions[v.role]; token != "" {
		r.AddCookie(&http.Cookie{Name: "session", Value: token})
	}
	return r
}
