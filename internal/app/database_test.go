package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	_ "github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit/chain"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/local"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/migrate"
)

// faultsVariable has these tests run: they start a PostgreSQL of their own several times.
const faultsVariable = "FAULTS"

// sufferer is the running service on a PostgreSQL of its own, to which anything may happen.
type sufferer struct {
	*app.App
	t        *testing.T
	folder   string
	server   *local.Server
	session  string
	offering uuid.UUID
	told     int // what was answered last
	asked    int
	wrong    []string // answers that nobody should get
}

// newSufferer keeps its database in a folder.
func newSufferer(t *testing.T, folder string) *sufferer {
	t.Helper()
	s := &sufferer{t: t, folder: folder}
	s.startDatabase()
	t.Cleanup(func() { s.ok(s.server.Stop(context.Background())) })
	s.ok(migrate.Up(t.Context(), s.server.OwnerURL))
	cfg, err := config.Load(func(name string) string {
		return map[string]string{"DATA_DIR": t.TempDir(), "DATABASE_URL": s.server.ServiceURL, "DEMO": "on", "SEARCH_ENGINE": "pg", "SEARCH_REMEMBER": "off",
			"LISTEN_ADDR": "127.0.0.1:0", "ADMIN_ADDR": "127.0.0.1:0", "DRAIN_SECONDS": "0", "PUBLIC_URL": "http://localhost"}[name]
	})
	s.ok(err)
	s.App, err = app.New(t.Context(), cfg, slog.New(slog.DiscardHandler))
	s.ok(err)
	t.Cleanup(func() { s.ok(s.Close()) })
	s.ok(s.LoadDemo(t.Context(), 60, 1, calendar.Today(time.Now())))
	s.ok(s.Indexer.Reindex(t.Context(), nil))
	s.session, err = s.Identity.Demo(t.Context(), actor.RoleProducer, "127.0.0.1")
	s.ok(err)
	view, err := s.Identity.Session(t.Context(), s.session, "")
	s.ok(err)
	list, _, err := s.Offerings.List(t.Context(), view.Actor, view.Actor.Organisation, false, uuid.Nil)
	s.ok(err)
	s.offering = list[0].ID
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, nil) }()
	t.Cleanup(func() {
		end()
		s.ok(<-ended)
	})
	s.recovers()
	return s
}

func (s *sufferer) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *sufferer) startDatabase() {
	s.t.Helper()
	var err error
	s.server, err = local.Start(s.t.Context(), s.folder, slog.New(slog.DiscardHandler))
	s.ok(err)
}

// ask answers the status of a page, and notes what no visitor should see whatever happens.
func (s *sufferer) ask(r *http.Request) int {
	s.t.Helper()
	began, w := time.Now(), httptest.NewRecorder()
	s.Handler.ServeHTTP(w, r)
	switch body := w.Body.String(); {
	case w.Code == http.StatusInternalServerError || w.Code >= 500 && !strings.Contains(body, "<h1"):
		s.wrong = append(s.wrong, fmt.Sprintf("%s %s answers %d: %.200s", r.Method, r.URL.Path, w.Code, body))
	case time.Since(began) > 25*time.Second:
		s.wrong = append(s.wrong, fmt.Sprintf("%s %s took %s", r.Method, r.URL.Path, time.Since(began)))
	}
	return w.Code
}

// reads asks what nobody has asked before.
func (s *sufferer) reads() int {
	s.t.Helper()
	s.asked++
	return s.ask(httptest.NewRequest(http.MethodGet, fmt.Sprintf("/fi/palvelut?pays_max=%d", 6_000_000+s.asked), nil))
}

func (s *sufferer) writes() int {
	s.t.Helper()
	days := (s.told + 1) % 90
	r := httptest.NewRequest(http.MethodPost, paths.Desk(locale.Fi, "offerings", s.offering.String(), "vacancy"),
		strings.NewReader(url.Values{"vacancy": {"queue"}, "wait_days": {fmt.Sprint(days)}, "back": {"offer"}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "session", Value: s.session})
	code := s.ask(r)
	if code == http.StatusSeeOther {
		s.told = days
	}
	return code
}

// recovers waits, without anybody's help, until the service reads and writes, what was answered is there and the audit trail
// is sealed whole.
func (s *sufferer) recovers() {
	s.t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for s.reads() != http.StatusOK || s.writes() != http.StatusSeeOther {
		if time.Now().After(deadline) {
			s.t.Fatalf("does not recover: reading answers %d, writing %d", s.reads(), s.writes())
		}
		time.Sleep(50 * time.Millisecond)
	}
	var days int
	s.ok(s.DB.GetContext(s.t.Context(), &days, `SELECT wait_days FROM offering WHERE id = $1`, s.offering))
	if days != s.told {
		s.t.Errorf("the database has %d, %d was answered", days, s.told)
	}
	for {
		report, err := chain.Verify(s.t.Context(), s.DB, s.Keys.AuditKeys(), nil)
		s.ok(err)
		if report.Tail == 0 && report.Count == 0 {
			break
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("the audit trail: %+v", report)
		}
		time.Sleep(50 * time.Millisecond)
	}
	for _, wrong := range s.wrong {
		s.t.Error(wrong)
	}
	s.wrong = nil
}

// away holds the service to a page in words while it cannot read nor write, and to saying that it is not ready.
func (s *sufferer) away() {
	s.t.Helper()
	for range 3 {
		if read, written := s.reads(), s.writes(); read != http.StatusServiceUnavailable || written != http.StatusServiceUnavailable {
			s.t.Errorf("reading answers %d, writing %d", read, written)
		}
	}
	w := httptest.NewRecorder()
	s.Handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	if w.Code != http.StatusServiceUnavailable {
		s.t.Errorf("readyz answers %d", w.Code)
	}
}

func needFaults(t *testing.T) {
	t.Helper()
	if os.Getenv(faultsVariable) == "" {
		t.Skipf("runs by name: %s=1", faultsVariable)
	}
}

// TestWhatBefallsPostgreSQL goes through what may befall the database, one after the other, while the service runs.
func TestWhatBefallsPostgreSQL(t *testing.T) {
	needFaults(t)
	folder := t.TempDir()
	if err := os.Chmod(filepath.Dir(folder), 0o755); err != nil { // so that the database's own user may enter
		t.Fatal(err)
	}
	s := newSufferer(t, folder)
	t.Run("stopped and started", func(t *testing.T) {
		s.t = t
		s.ok(s.server.Stop(t.Context()))
		s.away()
		s.startDatabase()
		s.recovers()
	})
	t.Run("out of connections", func(t *testing.T) {
		s.t = t
		hog, err := sql.Open("postgres", s.server.OwnerURL)
		s.ok(err)
		var held []*sql.Conn
		for {
			conn, err := hog.Conn(t.Context())
			if err != nil {
				break
			}
			held = append(held, conn)
		}
		s.DB.SetMaxIdleConns(0)
		for range 5 { // until what the service has given back is taken too
			for {
				conn, err := hog.Conn(t.Context())
				if err != nil {
					break
				}
				held = append(held, conn)
			}
			time.Sleep(300 * time.Millisecond)
		}
		refused := 0
		for range 20 {
			if s.reads() == http.StatusServiceUnavailable {
				refused++
			}
		}
		if refused == 0 {
			t.Errorf("with %d connections taken everything is answered", len(held))
		}
		for _, conn := range held {
			s.ok(conn.Close())
		}
		s.ok(hog.Close())
		s.DB.SetMaxIdleConns(s.Config.DatabasePool)
		s.recovers()
	})
	t.Run("a replica that only reads", func(t *testing.T) {
		s.t = t
		promote := s.demote()
		for deadline := time.Now().Add(20 * time.Second); s.reads() != http.StatusOK && time.Now().Before(deadline); {
			time.Sleep(50 * time.Millisecond)
		}
		for range 3 {
			if read, written := s.reads(), s.writes(); read != http.StatusOK || written != http.StatusServiceUnavailable {
				t.Errorf("reading answers %d, writing %d", read, written)
			}
		}
		promote()
		s.recovers()
	})
}

// demote starts the database again as a replica, which answers and takes nothing, as after a failover to the wrong one.
func (s *sufferer) demote() (promote func()) {
	s.t.Helper()
	clusters, err := filepath.Glob(filepath.Join(s.folder, "*", "data", "PG_VERSION"))
	s.ok(err)
	address, err := url.Parse(s.server.OwnerURL)
	s.ok(err)
	if len(clusters) != 1 {
		s.t.Skipf("SKIPPED: the database is not below %s: %v", s.folder, clusters)
	}
	s.ok(s.server.Stop(s.t.Context()))
	cluster := filepath.Dir(clusters[0])
	signal := filepath.Join(cluster, "standby.signal")
	s.ok(os.WriteFile(signal, nil, 0o644))
	owner, err := os.Stat(cluster)
	s.ok(err)
	socket := address.Query().Get("host") // went with the server
	s.ok(os.MkdirAll(socket, 0o755))
	s.ok(os.Chown(socket, int(owner.Sys().(*syscall.Stat_t).Uid), -1))
	programs, err := local.Find(0)
	s.ok(err)
	replica := programs.Command(context.Background(), "postgres", "-D", cluster, "-c", "listen_addresses=",
		"-c", "unix_socket_directories="+socket)
	s.ok(replica.Start())
	return func() {
		s.ok(replica.Process.Signal(syscall.SIGINT))
		_ = replica.Wait()
		s.ok(errors.Join(os.Remove(signal), os.RemoveAll(socket)))
		s.startDatabase()
	}
}

const databaseDisk = 320 << 20 // bytes

// TestPostgreSQLWithAFullDisk fills the disk that the database is on, where the test may make a small one.
func TestPostgreSQLWithAFullDisk(t *testing.T) {
	needFaults(t)
	disk, err := os.MkdirTemp("", "tuottajatori-disk-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(disk) })
	if err := syscall.Mount("none", disk, "tmpfs", 0, fmt.Sprintf("size=%d,mode=755", databaseDisk)); err != nil {
		t.Skipf("SKIPPED: cannot make a small disk here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	s := newSufferer(t, disk)
	filler := filepath.Join(disk, "filler")
	fillDisk(t, filler)
	refused := 0
	for n := 0; n < 400 && refused < 5; n++ {
		s.rowsThatNeedRoom()
		if code := s.writes(); code == http.StatusServiceUnavailable {
			refused++
		}
	}
	if refused == 0 {
		t.Error("a full disk refuses nothing")
	}
	s.ok(os.Remove(filler))
	s.recovers()
}

// rowsThatNeedRoom has the database look for room.
func (s *sufferer) rowsThatNeedRoom() {
	owner, err := sql.Open("postgres", s.server.OwnerURL)
	s.ok(err)
	defer owner.Close()
	_, _ = owner.Exec(`CREATE TABLE IF NOT EXISTS filler (text text)`)
	_, _ = owner.Exec(`INSERT INTO filler SELECT repeat(md5(i::text), 20) FROM generate_series(1, 5000) i`) // which may have no room: it is what is wanted
}

func fillDisk(t *testing.T, path string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, size := range []int{1 << 20, 4 << 10, 1} {
		part := bytes.Repeat([]byte{1}, size)
		for err = nil; err == nil; {
			_, err = file.Write(part)
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}
}
