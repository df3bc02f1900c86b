package e2e

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/issuer/issuertest"
	accountpages "github.com/tuottajatori/tuottajatori/internal/web/account"
)

// world is the whole application with demo data, answering on a loopback address, with its jobs and indexer running.
type world struct {
	*app.App
	away *proxy // between the application and its database
	url  string
	dir  string
	logs *lockedBuffer

	issuer *issuertest.Server // at which staff sign in; nil: here
}

// offerings is enough for every service, form of payment and page of results, and quick to make.
const offerings = 1200

// settings are what a world may have otherwise than the most.
type settings struct {
	offerings int    // 0: as many as most worlds
	demo      string // DEMO; "": on
	publicURL string // PUBLIC_URL; "": where it listens
	issuer    bool   // staff sign in at an issuer in process
}

// newWorld starts a world that ends with the test.
func newWorld(t testing.TB, s settings) *world {
	t.Helper()
	d := dbtest.New(t)
	dir := t.TempDir()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + l.Addr().String()
	away := newProxy(t, d.ServiceURL)
	env := map[string]string{
		"DATA_DIR": dir, "DATABASE_URL": away.url, "DEMO": cmp.Or(s.demo, "on"), "PUBLIC_URL": cmp.Or(s.publicURL, base),
		"LISTEN_ADDR": l.Addr().String(), "ADMIN_ADDR": "127.0.0.1:0",
	}
	var issuer *issuertest.Server
	if s.issuer {
		issuer = issuertest.Start(t, base+accountpages.ReturnPath)
		env["OIDC_ISSUER"], env["OIDC_CLIENT_ID"], env["OIDC_CLIENT_SECRET"] = issuer.URL, issuertest.ClientID, issuertest.Secret
		env["OIDC_ROLES"] = "groups: ohjaus = guidance 15"
	}
	cfg, err := config.Load(func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	w := &world{away: away, url: base, dir: dir, logs: &lockedBuffer{}, issuer: issuer}
	w.App, err = app.New(t.Context(), cfg, slog.New(slog.NewTextHandler(w.logs, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.LoadDemo(t.Context(), cmp.Or(s.offerings, offerings), 1, calendar.Today(time.Now())); err != nil {
		t.Fatal(err)
	}
	if err := w.Indexer.Reindex(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	w.start(t, l)
	return w
}

func (w *world) start(t testing.TB, l net.Listener) {
	t.Helper()
	server := httptest.NewUnstartedServer(w.Handler)
	server.Listener = l
	server.Start()
	if err := w.Jobs.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var indexing sync.WaitGroup
	indexing.Go(func() { w.Indexer.Run(ctx) })
	t.Cleanup(func() {
		server.Close()
		stop()
		indexing.Wait()
		if err := w.Jobs.Stop(context.Background()); err != nil {
			t.Error(err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Log(clip(w.logs.errors(), 4000))
		}
	})
}

// lockedBuffer gathers the log, and which mails have been read.
type lockedBuffer struct {
	mu    sync.Mutex
	b     strings.Builder
	mails map[string]bool
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) mark(file string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.mails == nil {
		l.mails = map[string]bool{}
	}
	l.mails[file] = true
}

func (l *lockedBuffer) marked() map[string]bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := map[string]bool{}
	for file := range l.mails {
		out[file] = true
	}
	return out
}

func (l *lockedBuffer) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *lockedBuffer) errors() string {
	var out []string
	for line := range strings.Lines(l.text()) {
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "level=WARN") {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}

// patient follows nothing and waits only so long.
var patient = &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// get asks for a path as a program would.
func (w *world) get(t *testing.T, path string) (status int, body string, header http.Header) {
	t.Helper()
	u, err := url.Parse(w.url + path)
	if err != nil {
		t.Fatal(err)
	}
	res, err := patient.Get(u.String())
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(raw), res.Header
}

func (w *world) json(path string, into any) error {
	res, err := patient.Get(w.url + path)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, res.Status)
	}
	return json.NewDecoder(res.Body).Decode(into)
}
