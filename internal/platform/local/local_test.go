package local_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/local"
	"github.com/tuottajatori/tuottajatori/internal/platform/migrate"
)

var silent = slog.New(slog.DiscardHandler)

// dataDir is a data folder that the server's user can enter: Go's own temporary folders let only their owner in.
func dataDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "data")
}

func start(t *testing.T, dir string) *local.Server {
	t.Helper()
	s, err := local.Start(t.Context(), dir, silent)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		select {
		case <-s.Done():
		default:
			stop(t, s)
		}
	})
	return s
}

func stop(t *testing.T, s *local.Server) {
	t.Helper()
	if err := s.Stop(t.Context()); err != nil && t.Context().Err() == nil {
		t.Errorf("stop: %v", err)
	}
}

func open(t *testing.T, address string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), address, db.WithPool(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// note writes something as the owner that a later start must find.
func note(t *testing.T, s *local.Server, text string) {
	t.Helper()
	d := open(t, s.OwnerURL)
	d.MustExec(`CREATE TABLE IF NOT EXISTS note (text text)`)
	d.MustExec(`INSERT INTO note VALUES ($1)`, text)
}

func notes(t *testing.T, s *local.Server) string {
	t.Helper()
	var all string
	if err := open(t, s.OwnerURL).Get(&all, `SELECT string_agg(text, ' ' ORDER BY text) FROM note`); err != nil {
		t.Fatal(err)
	}
	return all
}

// postmaster is the number of the server's process.
func postmaster(t *testing.T, dir string) int {
	t.Helper()
	text, err := os.ReadFile(pidFile(dir))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func pidFile(dir string) string { return filepath.Join(dir, "postgres", "data", "postmaster.pid") }

// gone waits for a process to end.
func gone(t *testing.T, pid int) {
	t.Helper()
	for range 600 {
		if err := syscall.Kill(pid, 0); errors.Is(err, syscall.ESRCH) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("process %d does not end", pid)
}

// TestLifeOfAServer goes through what happens to one data folder: the first start, a second, a kill, a power cut, the
// loss of the passwords, a first start that was cut off.
func TestLifeOfAServer(t *testing.T) {
	dir := dataDir(t)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	first := start(t, dir)
	note(t, first, "1-first")

	t.Run("one program at a time", func(t *testing.T) {
		if _, err := local.Start(t.Context(), dir, silent); !errors.Is(err, local.ErrRunning) {
			t.Errorf("a second start: %v", err)
		}
	})
	t.Run("roles", func(t *testing.T) { roles(t, first) })
	t.Run("no network", func(t *testing.T) {
		var where string
		if err := open(t, first.ServiceURL).Get(&where, `SHOW listen_addresses`); err != nil || where != "" {
			t.Errorf("listens at %q, %v", where, err)
		}
	})
	address := first.ServiceURL
	stop(t, first)
	if _, err := db.Open(t.Context(), address); err == nil {
		t.Error("answers after it was stopped")
	}
	if _, err := os.Stat(pidFile(dir)); err == nil {
		t.Error("did not stop cleanly")
	}

	second := start(t, dir)
	if got := notes(t, second); got != "1-first" || second.ServiceURL != address {
		t.Errorf("second start: notes %q, address %s, before %s", got, second.ServiceURL, address)
	}
	note(t, second, "2-second")
	killServer(t, dir, second)
	third := start(t, dir)
	if got := notes(t, third); got != "1-first 2-second" {
		t.Errorf("after a kill: notes %q", got)
	}
	stop(t, third)

	cutPower(t, dir)
	if err := os.Remove(filepath.Join(dir, "postgres.json")); err != nil {
		t.Fatal(err)
	}
	fourth := start(t, dir)
	if got := notes(t, fourth); got != "1-first 2-second" {
		t.Errorf("after a power cut and lost passwords: notes %q", got)
	}
	if fourth.ServiceURL == address {
		t.Error("the lost password is still in use")
	}
}

// killServer kills the server alone, and waits until the program has noticed.
func killServer(t *testing.T, dir string, s *local.Server) {
	t.Helper()
	if err := syscall.Kill(postmaster(t, dir), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-s.Done()
	if _, err := os.Stat(pidFile(dir)); err != nil {
		t.Error("there should be a stale postmaster.pid")
	}
	if err := s.Stop(t.Context()); err == nil { // lets go of the folder all the same
		t.Error("the end of the server is not told")
	}
}

// cutPower leaves a postmaster.pid as a power cut does. Its number may belong to anybody afterwards: here, to this test.
func cutPower(t *testing.T, dir string) {
	t.Helper()
	stale := strconv.Itoa(os.Getpid()) + "\n" + filepath.Dir(pidFile(dir)) + "\n1700000000\n5432\n/tmp\n\n"
	if err := os.WriteFile(pidFile(dir), []byte(stale), 0o600); err != nil {
		t.Fatal(err)
	}
}

// roles checks that each address has the rights it should have and no more.
func roles(t *testing.T, s *local.Server) {
	if err := migrate.Up(t.Context(), s.OwnerURL); err != nil {
		t.Fatalf("the owner cannot migrate: %v", err)
	}
	service := open(t, s.ServiceURL)
	if pending, err := migrate.Pending(t.Context(), service); err != nil || len(pending) > 0 {
		t.Errorf("pending %v, %v", pending, err)
	}
	service.MustExec(`INSERT INTO operator (id, name) VALUES (gen_random_uuid(), 'x')`)
	for address, statements := range map[string][]string{
		s.ServiceURL: {"DELETE FROM audit_event", "CREATE TABLE mine (id int)"},
		s.OwnerURL:   {"CREATE ROLE friend", "COPY (SELECT 1) TO PROGRAM 'true'", "SELECT pg_read_file('PG_VERSION')"},
	} {
		d := open(t, address)
		for _, statement := range statements {
			if _, err := d.Exec(statement); pq.As(err, pqerror.InsufficientPrivilege) == nil {
				t.Errorf("%s: %v", statement, err)
			}
		}
	}
	wrong := strings.Replace(s.ServiceURL, "postgres://tuottajatori:", "postgres://tuottajatori:x", 1)
	if _, err := db.Open(t.Context(), wrong); err == nil {
		t.Error("a wrong password is taken")
	}
}

// TestLongAndStrangeFolder uses a path longer than a socket's may be, with characters that need quoting.
func TestLongAndStrangeFolder(t *testing.T) {
	dir := dataDir(t)
	for range 12 {
		dir = filepath.Join(dir, "pitkä nimi, jossa on 'merkkejä' & muuta")
	}
	home := filepath.Join(dir, "postgres")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	s := start(t, dir)
	note(t, s, "x")
	stop(t, s)
	// A first start that was cut off leaves a half-made cluster beside its place.
	if err := os.Rename(filepath.Join(home, "data"), filepath.Join(home, "data.new")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(home, "data.new", "PG_VERSION")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "postgres.json")); err != nil {
		t.Fatal(err)
	}
	start(t, dir)
}
