package local

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

const (
	stopLimit  = 30 * time.Second      // for a fast shutdown, before a harder one
	checkEvery = 25 * time.Millisecond // while waiting for a server to start or end
	keptLines  = 8                     // of what the server said last
)

// options of the server, beside what initdb wrote. Its log must hold no personal data: failed statements are told to
// the program, which knows what to log of them, and not written here.
var options = []string{
	"listen_addresses=", "unix_socket_permissions=0700", "max_connections=100",
	"logging_collector=off", "log_destination=stderr", "log_line_prefix=", "log_error_verbosity=terse",
	"log_min_error_statement=panic", "log_min_messages=log", "log_timezone=UTC", "timezone=UTC",
}

// process is a server that runs.
type process struct {
	cmd    *exec.Cmd
	done   chan struct{}     // closed when it has ended
	result error             // how, after done
	hear   func(line string) // is told each line of its log

	mu   sync.Mutex
	said []string // its last lines
}

// launch starts the server and waits until it takes connections at the admin's address.
func launch(ctx context.Context, p Programs, cluster, socket, admin string, logger *slog.Logger) (*process, error) {
	args := []string{"-D", cluster, "-c", "unix_socket_directories=" + socket}
	for _, option := range options {
		args = append(args, "-c", option)
	}
	cmd := p.Command(context.WithoutCancel(ctx), "postgres", args...)
	s, err := begin(cmd, syscall.SIGINT, func(line string) { // SIGINT is PostgreSQL's fast shutdown
		logger.Log(context.Background(), level(line), "database", "said", line)
	})
	if err != nil {
		return nil, fmt.Errorf("start the database: %w", err)
	}
	if err := s.ready(ctx, admin); err != nil {
		return nil, errors.Join(err, s.stop(context.WithoutCancel(ctx)))
	}
	return s, nil
}

// begin starts a server's program. When we die without having stopped it, the kernel sends it the signal.
func begin(cmd *exec.Cmd, atOurDeath syscall.Signal, hear func(line string)) (*process, error) {
	cmd.SysProcAttr.Setpgid = true // a Ctrl-C in the terminal is for us, and the server ends after us
	bind(cmd.SysProcAttr, atOurDeath)
	output, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	s := &process{cmd: cmd, done: make(chan struct{}), hear: hear}
	started := make(chan error)
	go s.run(output, started)
	return s, <-started
}

// run starts the program and waits for its end, all on one thread: the kernel takes the end of the thread that started
// it for our death.
func (s *process) run(output io.Reader, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := s.cmd.Start()
	started <- err
	if err != nil {
		return
	}
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		s.keep(lines.Text())
		s.hear(lines.Text())
	}
	_, _ = io.Copy(io.Discard, output) // a line too long to scan must not block the server
	s.result = s.cmd.Wait()
	close(s.done)
}

// level is how loud a line of the server's log is. That it is starting or ending is no news to us.
func level(line string) slog.Level {
	if strings.HasPrefix(line, "LOG:") || strings.HasPrefix(line, "FATAL:  the database system is") {
		return slog.LevelDebug
	}
	return slog.LevelWarn
}

func (s *process) keep(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said = append(s.said, line)
	s.said = s.said[max(0, len(s.said)-keptLines):]
}

func (s *process) lastWords() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.said, "; ")
}

// ready waits until the server takes connections.
func (s *process) ready(ctx context.Context, admin string) error {
	for {
		err := withAdmin(ctx, admin, func(*db.DB) error { return nil })
		if err == nil {
			return nil
		}
		select {
		case <-s.done:
			return fmt.Errorf("the database did not start: %w: %s", s.result, s.lastWords())
		case <-ctx.Done():
			return fmt.Errorf("the database does not answer: %w: %s", err, s.lastWords())
		case <-time.After(checkEvery):
		}
	}
}

// stop ends the server: fast (SIGINT), then at once (SIGQUIT, which the next start recovers from), then by force.
func (s *process) stop(ctx context.Context) error {
	for i, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		if err := s.cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("stop the database: %w", err)
		}
		patience, hurry := stopLimit, ctx.Done()
		if i > 0 {
			patience, hurry = 5*time.Second, nil
		}
		select {
		case <-s.done:
			if exit, ok := errors.AsType[*exec.ExitError](s.result); ok && i == 0 {
				return fmt.Errorf("the database ended badly: %w: %s", exit, s.lastWords())
			}
			return nil
		case <-hurry:
		case <-time.After(patience):
		}
	}
	return errors.New("stop the database: it does not end")
}

// clearStale deals with what an earlier run left: a server that still runs, because it is ending or because nothing
// could end it with us, is stopped; a postmaster.pid whose number belongs to another process by now is removed, since
// PostgreSQL would take that process for a server.
func clearStale(ctx context.Context, cluster string, logger *slog.Logger) error {
	path := filepath.Join(cluster, "postmaster.pid")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("database folder: %w", err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid <= 1 || !serves(pid, cluster) {
		logger.Info("the last run of the database was cut off; it recovers now")
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("database folder: %w", err)
		}
		return nil
	}
	logger.Info("stopping the database server of an earlier run", "pid", pid)
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		if err := syscall.Kill(pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("stop the earlier database server: %w", err)
		}
		for deadline := time.Now().Add(stopLimit / 2); time.Now().Before(deadline); time.Sleep(checkEvery) {
			if !serves(pid, cluster) {
				return nil
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
	}
	return errors.New("stop the earlier database server: it does not end")
}
