package e2e

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
)

// Two worlds are shared, since making one takes longer than most tests: one that nobody changes, and one where each
// test changes only what belongs to a producer of its own. A test that needs more than that makes a world of its own.

var (
	wholeRun = &run{}
	quiet    = sync.OnceValue(func() *world { return newWorld(wholeRun, settings{}) })
	busy     = sync.OnceValue(func() *world { return newWorld(wholeRun, settings{offerings: 300, issuer: true}) })
)

// quietWorld is for tests that change nothing.
func quietWorld(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	return quiet()
}

// busyWorld is for tests that sign up producers of their own and change only what is theirs.
func busyWorld(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	return busy()
}

func TestMain(m *testing.M) {
	code := m.Run()
	wholeRun.failed = wholeRun.failed || code != 0
	wholeRun.end()
	if wholeRun.failed && code == 0 {
		code = 1
	}
	os.Exit(code)
}

// run is a testing.TB that lasts as long as the tests of the package together: what a shared world is made with.
type run struct {
	testing.TB            // nil: whatever is not below is not to be called
	mu         sync.Mutex // two worlds may be made at once
	ends       []func()
	failed     bool
}

func (r *run) Helper()                  {}
func (r *run) Context() context.Context { return context.Background() }

func (r *run) Cleanup(end func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ends = append(r.ends, end)
}

func (r *run) Failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failed
}

func (r *run) Log(args ...any)   { fmt.Fprintln(os.Stderr, args...) }
func (r *run) Fatal(args ...any) { panic(fmt.Sprint(args...)) }
func (r *run) Fatalf(format string, args ...any) {
	panic(fmt.Sprintf(format, args...))
}

func (r *run) Error(args ...any) {
	r.mu.Lock()
	r.failed = true
	r.mu.Unlock()
	r.Log(args...)
}

func (r *run) Errorf(format string, args ...any) { r.Error(fmt.Sprintf(format, args...)) }

func (r *run) TempDir() string {
	dir, err := os.MkdirTemp("", "tuottajatori-e2e-")
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// end undoes what the shared worlds set up, the last first.
func (r *run) end() {
	for i := len(r.ends) - 1; i >= 0; i-- {
		r.ends[i]()
	}
}
