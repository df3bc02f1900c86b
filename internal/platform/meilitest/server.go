package meilitest

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/local"
)

const (
	program      = "meilisearch"
	memory       = "/dev/shm"       // a file system in memory, on Linux
	memoryWanted = 1 << 30          // bytes that must be free there
	startLimit   = 60 * time.Second // on a busy machine
	stopLimit    = 10 * time.Second // before it is killed
	shownLines   = 80               // of the server's log, when a test fails
	tries        = 5                // when somebody else takes the port in between
)

// supervise runs the server and outlives us by a moment: its standard input is a pipe from this process. A word from
// there is the signal that ends the server; when the pipe closes, however we ended, it kills the server and removes
// its folder.
const supervise = `
folder=$1; shift
"$@" >>"$folder/log" 2>&1 </dev/null &
server=$!
echo "$server"
read -r signal
kill -s "${signal:-KILL}" "$server" 2>/dev/null
wait "$server" 2>/dev/null
test -n "$signal" || rm -rf "$folder"
`

// Server is a throwaway Meilisearch. Its methods fail the test when they cannot do what they say; they are not for
// several goroutines at once.
type Server struct {
	URL       string // as http://127.0.0.1:23456; stays the same when the server is started again
	MasterKey string

	folder string // ours; holds data and log
	run    *run   // nil when the server is stopped
}

// run is one life of a server.
type run struct {
	pid   int
	stop  io.WriteCloser // the supervisor's standard input
	ended chan struct{}  // closed when server and supervisor have ended
}

func start(folder string) (*Server, error) {
	parent, err := parentFolder(folder)
	if err != nil {
		return nil, err
	}
	s := &Server{MasterKey: rand.Text() + rand.Text()}
	if s.folder, err = os.MkdirTemp(parent, "tuottajatori-meili-"); err != nil {
		return nil, err
	}
	for try := 1; ; try++ {
		address, err := local.FreeAddress()
		if err != nil {
			return nil, errors.Join(err, os.RemoveAll(s.folder))
		}
		s.URL = "http://" + address
		if err = s.launch(); err == nil {
			return s, nil
		}
		if try == tries {
			return nil, errors.Join(err, os.RemoveAll(s.folder))
		}
	}
}

func parentFolder(folder string) (string, error) {
	if folder != "" {
		return folder, os.MkdirAll(folder, 0o755)
	}
	var free syscall.Statfs_t
	if syscall.Statfs(memory, &free) == nil && free.Bavail*uint64(free.Bsize) > memoryWanted {
		return memory, nil
	}
	return os.TempDir(), nil
}

// launch starts the server at its address and waits until it answers.
func (s *Server) launch() error {
	path, err := exec.LookPath(program)
	if err != nil {
		return err
	}
	if path, err = filepath.Abs(path); err != nil {
		return err
	}
	cmd := exec.Command("/bin/sh", "-c", supervise, "sh", s.folder, path,
		"--db-path", s.DataDir(), "--dump-dir", filepath.Join(s.folder, "dumps"),
		"--snapshot-dir", filepath.Join(s.folder, "snapshots"), "--http-addr", strings.TrimPrefix(s.URL, "http://"),
		"--env", "production", "--no-analytics", "--max-indexing-threads", "1", "--max-indexing-memory", "256MiB")
	// Nothing of our environment, where MEILI_… would change what it does, nor of our folder, where it looks for a config.toml.
	cmd.Env = []string{"PATH=/usr/bin:/bin", "TMPDIR=" + s.folder, "NO_COLOR=1", "MEILI_MASTER_KEY=" + s.MasterKey}
	cmd.Dir = s.folder
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a Ctrl-C does not end the supervisor before it has cleaned up
	stop, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	r := &run{stop: stop, ended: make(chan struct{})}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err == nil {
		r.pid, err = strconv.Atoi(strings.TrimSpace(line))
	}
	go func() {
		_ = cmd.Wait() // closes stop, too; until then r keeps the garbage collector from closing it
		close(r.ended)
	}()
	s.run = r
	if err == nil {
		err = s.ready()
	}
	if err != nil {
		return errors.Join(fmt.Errorf("start meilisearch: %w\n%s", err, s.log()), s.end("KILL"))
	}
	return nil
}

// ready waits until the server answers, and to its own master key.
func (s *Server) ready() error {
	for deadline := time.Now().Add(startLimit); ; time.Sleep(10 * time.Millisecond) {
		err := s.ask(http.MethodGet, "/version", nil, nil)
		if err == nil {
			return nil
		}
		if !alive(s.run.pid) {
			return errors.New("it has ended")
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("it does not answer: %w", err)
		}
	}
}

// end sends a signal, or kills the server when that does not help, and keeps the data.
func (s *Server) end(signal string) error {
	r := s.run
	if r == nil {
		return nil
	}
	s.run = nil
	if _, err := io.WriteString(r.stop, signal+"\n"); err != nil {
		return fmt.Errorf("stop meilisearch: %w", err)
	}
	select {
	case <-r.ended:
		return nil
	case <-time.After(stopLimit):
	}
	_ = syscall.Kill(r.pid, syscall.SIGKILL)
	select {
	case <-r.ended:
		return nil
	case <-time.After(stopLimit):
		return errors.New("stop meilisearch: it does not end")
	}
}

func (s *Server) finish() error { return errors.Join(s.end("KILL"), os.RemoveAll(s.folder)) }

// DataDir is the folder of the server's database.
func (s *Server) DataDir() string { return filepath.Join(s.folder, "data.ms") }

// PID is the number of the server's process, and 0 when it was stopped.
func (s *Server) PID() int {
	if s.run == nil {
		return 0
	}
	return s.run.pid
}

// Running tells whether the server's process is there; a frozen one is. One that has ended by itself is not.
func (s *Server) Running() bool { return s.run != nil && alive(s.run.pid) }

// Stop ends the server as an administrator does. The data stay.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	must(t, s.end("TERM"))
}

// Kill ends the server as a power cut does. The data stay.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	must(t, s.end("KILL"))
}

// Freeze lets the server take connections and answer nothing, until Thaw.
func (s *Server) Freeze(t testing.TB) {
	t.Helper()
	must(t, syscall.Kill(s.PID(), syscall.SIGSTOP))
	for deadline := time.Now().Add(stopLimit); !stopped(s.PID()); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("meilitest: the server does not stop answering")
		}
	}
}

// Thaw lets a frozen server go on.
func (s *Server) Thaw(t testing.TB) {
	t.Helper()
	must(t, syscall.Kill(s.PID(), syscall.SIGCONT))
}

// Restart starts the server again, at the same address with the same data and master key, and stops it first if it runs.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	must(t, s.end("TERM"))
	must(t, s.launch())
}

// Empty kills the server and starts it without its data. Its API keys are gone, too; the master key is the same.
func (s *Server) Empty(t testing.TB) {
	t.Helper()
	must(t, s.end("KILL"))
	must(t, os.RemoveAll(s.DataDir()))
	must(t, s.launch())
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("meilitest: %v", err)
	}
}

// alive tells whether a process is there and has not ended: one that waits for its parent's attention has.
func alive(pid int) bool {
	return pid > 0 && syscall.Kill(pid, 0) == nil && state(fmt.Sprintf("/proc/%d/stat", pid)) != "Z"
}

// stopped tells whether all of a process's threads have stopped, which takes a moment after the signal.
func stopped(pid int) bool {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid)) // none where it is not Linux
	for _, thread := range threads {
		if s := state(thread); s != "T" && s != "" {
			return false
		}
	}
	return true
}

// state is the letter of a process or thread, and empty when it ended this moment or the system does not tell.
func state(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	_, after, _ := strings.Cut(string(text), ") ")
	return after[:min(1, len(after))]
}

// log is the end of what the server said.
func (s *Server) log() string {
	text, err := os.ReadFile(filepath.Join(s.folder, "log"))
	if err != nil {
		return fmt.Sprintf("meilisearch's log: %v", err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return "meilisearch said last:\n" + strings.Join(lines[max(0, len(lines)-shownLines):], "\n")
}
