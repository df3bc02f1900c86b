package local_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/local"
	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
)

// meiliAddress is what the data folder says of its private Meilisearch.
func meiliAddress(t *testing.T, dir string) (known struct {
	URL string
	Key string `json:"master_key"`
}) {
	t.Helper()
	path := filepath.Join(dir, "meilisearch.json")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &known); err != nil {
		t.Fatal(err)
	}
	return known
}

// meiliGone waits until nothing listens where the private Meilisearch did.
func meiliGone(t *testing.T, dir string) {
	t.Helper()
	if !meilitest.Available() {
		return
	}
	address := strings.TrimPrefix(meiliAddress(t, dir).URL, "http://")
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		c, err := net.Dial("tcp", address)
		if err != nil {
			return
		}
		_ = c.Close()
	}
	t.Error("Meilisearch does not end")
}

// meili is a private Meilisearch, and how often it was made ready.
type meili struct {
	*local.Meili
	ready atomic.Int32
}

func startMeili(t *testing.T, s *local.Server) *meili {
	t.Helper()
	m := &meili{}
	started, err := s.StartMeili(t.Context(), func(ctx context.Context, at *local.Meili) error {
		m.ready.Add(1)
		if status, said := askMeili(at, http.MethodGet, "/version", ""); status != http.StatusOK {
			return fmt.Errorf("not ready: %d %s", status, said)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	m.Meili = started
	t.Cleanup(func() { _ = started.Stop() })
	return m
}

func askMeili(m *local.Meili, method, path, body string) (int, string) {
	req, err := http.NewRequest(method, m.URL+path, strings.NewReader(body))
	if err != nil {
		return 0, err.Error()
	}
	req.Header.Set("Authorization", "Bearer "+m.MasterKey)
	req.Header.Set("Content-Type", "application/json")
	res, err := (&http.Client{Timeout: 5 * time.Second}).Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer res.Body.Close()
	said, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err.Error()
	}
	return res.StatusCode, string(said)
}

// waitForIndex waits until the server answers so for the index.
func waitForIndex(t *testing.T, m *meili, want int) {
	t.Helper()
	var status int
	var said string
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if status, said = askMeili(m.Meili, http.MethodGet, "/indexes/kept", ""); status == want {
			return
		}
	}
	t.Fatalf("status %d, want %d: %s", status, want, said)
}

// processOf finds the process that has the argument.
func processOf(t *testing.T, argument string) int {
	t.Helper()
	found, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		line, err := os.ReadFile(path)
		if err == nil && bytes.Contains(line, []byte("\x00"+argument+"\x00")) {
			var pid int
			if _, err := fmt.Sscanf(path, "/proc/%d/cmdline", &pid); err == nil {
				return pid
			}
		}
	}
	t.Fatalf("no process of %s", argument)
	return 0
}

// kept is a log that can be read while it is written.
type kept struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (k *kept) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.text.Write(p)
}

func (k *kept) String() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.text.String()
}

// TestLifeOfMeilisearch goes through what happens to one index: a kill, a stop, a second start, another version's data,
// broken data, a port that somebody else took.
func TestLifeOfMeilisearch(t *testing.T) {
	meilitest.Need(t)
	dir := dataDir(t)
	var log kept
	s, err := local.Start(t.Context(), dir, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, s) })
	m := startMeili(t, s)
	known := meiliAddress(t, dir)
	if known.URL != m.URL || known.Key != m.MasterKey || !local.IsMeili(dir, m.URL) || local.IsMeili(dir, "") {
		t.Errorf("the settings kept are not those of %s", m.URL)
	}
	if status, said := askMeili(&local.Meili{URL: m.URL, MasterKey: "x"}, http.MethodGet, "/indexes", ""); status != http.StatusForbidden {
		t.Errorf("a wrong key: %d %s", status, said)
	}
	if status, said := askMeili(m.Meili, http.MethodPost, "/indexes", `{"uid":"kept"}`); status != http.StatusAccepted {
		t.Fatalf("%d %s", status, said)
	}
	waitForIndex(t, m, http.StatusOK)

	data := filepath.Join(dir, "meilisearch", "data")
	for life := int32(2); life <= 3; life++ {
		pid := processOf(t, data)
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(30 * time.Second); m.ready.Load() < life; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("made ready %d times, and not again after a kill", m.ready.Load())
			}
		}
		waitForIndex(t, m, http.StatusOK)
	}
	if err := m.Stop(); err != nil {
		t.Error(err)
	}
	meiliGone(t, dir)

	m = startMeili(t, s)
	if meiliAddress(t, dir) != known {
		t.Error("the second start has another address or key")
	}
	waitForIndex(t, m, http.StatusOK)
	stopMeili(t, m)

	write(t, filepath.Join(data, "VERSION"), "1.1.0")
	m = startMeili(t, s)
	waitForIndex(t, m, http.StatusNotFound)
	stopMeili(t, m)
	if !strings.Contains(log.String(), "another version") {
		t.Errorf("the log says nothing of the other version: %s", &log)
	}

	write(t, filepath.Join(data, "tasks", "data.mdb"), strings.Repeat("no database", 10_000))
	stopMeili(t, startMeili(t, s))
	if !strings.Contains(log.String(), "does not start with its index") {
		t.Errorf("the log says nothing of the broken index: %s", &log)
	}

	l, err := net.Listen("tcp", strings.TrimPrefix(known.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	m = startMeili(t, s)
	if m.URL == known.URL || m.MasterKey != known.Key || !local.IsMeili(dir, m.URL) {
		t.Errorf("at %s, which somebody else has, or with another key", m.URL)
	}
	if strings.Contains(log.String(), known.Key) {
		t.Error("the master key is in the log")
	}
}

func stopMeili(t *testing.T, m *meili) {
	t.Helper()
	if err := m.Stop(); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestMeilisearchThatCannotBeMadeReady tells why, and leaves no process.
func TestMeilisearchThatCannotBeMadeReady(t *testing.T) {
	meilitest.Need(t)
	dir := dataDir(t)
	s := start(t, dir)
	m, err := s.StartMeili(t.Context(), func(context.Context, *local.Meili) error { return os.ErrPermission })
	if m != nil || err == nil || !strings.Contains(err.Error(), os.ErrPermission.Error()) {
		t.Errorf("%v, %v", m, err)
	}
	meiliGone(t, dir)
	t.Setenv("PATH", t.TempDir())
	if _, err := s.StartMeili(t.Context(), nil); err != local.ErrNoMeili {
		t.Errorf("without the program: %v", err)
	}
}
