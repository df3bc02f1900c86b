package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// server is the product in a process of its own, as visitors meet it: over TCP.
type server struct {
	base, admin string // http://127.0.0.1:port
	args, env   []string
	cmd         *exec.Cmd
	said        *tail
	done        <-chan struct{}
}

const (
	startLimit = 3 * time.Minute // to be ready, which may take a rebuild of an index
	stopLimit  = 20 * time.Second
)

// startServer runs `serve` of this program with the environment and these settings besides, and waits until its
// searches are answered by an engine.
func startServer(ctx context.Context, env []string, engine string, settings ...string) (*server, error) {
	s, err := startProcess("serve", env, settings...)
	if err != nil {
		return nil, err
	}
	if err := s.ready(ctx, engine); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return s, nil
}

// startProcess runs this program with the environment and these settings besides, on free ports.
func startProcess(verb string, env []string, settings ...string) (*server, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	admin, err := freeAddress()
	if err != nil {
		return nil, err
	}
	s := &server{base: "http://" + address, admin: "http://" + admin}
	s.args = []string{verb}
	s.env = append(append(slices.Clone(env), "LISTEN_ADDR="+address, "ADMIN_ADDR="+admin, "PUBLIC_URL="+s.base, "DEMO=on", "DRAIN_SECONDS=0"), settings...)
	return s, s.start()
}

// start starts it, for the first time or again.
func (s *server) start() error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	done := make(chan struct{})
	s.said, s.done = &tail{}, done
	s.cmd = exec.Command(program, s.args...)
	s.cmd.Env, s.cmd.Stdout, s.cmd.Stderr = s.env, s.said, s.said
	if err := s.cmd.Start(); err != nil {
		return fmt.Errorf("start a %s: %w", s.args[0], err)
	}
	go func(cmd *exec.Cmd) { _ = cmd.Wait(); close(done) }(s.cmd)
	return nil
}

func (s *server) ready(ctx context.Context, engine string) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	c := newClient()
	for n := 0; ; n++ {
		// Another question each time, which no memory of answers knows.
		body, err := c.get(ctx, s.base+apiPath+"per_page=1&pays_max="+strconv.Itoa(9_000_000+n%1000))
		if err == nil && answeredBy(body, engine) {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("a server of its own does not answer by %s: %w; it said: %s", engine, errors.Join(err, ctx.Err()), s.said)
		case <-s.done:
			return fmt.Errorf("a server of its own ended; it said: %s", s.said)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// stop ends the server as an operator would.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop a server: %w", err)
	}
	select {
	case <-s.done:
	case <-time.After(stopLimit):
		_ = s.cmd.Process.Kill()
		<-s.done
	}
	return nil
}

// mostMemory is the most memory that the process has held at once, in megabytes (VmHWM).
func (s *server) mostMemory() (float64, error) { return mostMemoryOf(s.cmd.Process.Pid) }

// forgetMostMemory begins to count this process's most memory anew.
func forgetMostMemory() error { return os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o600) }

func mostMemoryOf(pid int) (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kB, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			return kB / 1000, err
		}
	}
	return 0, errors.New("/proc does not tell VmHWM")
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return l.Addr().String(), l.Close()
}

// tail keeps the last that a process said.
type tail struct {
	mu  sync.Mutex
	out bytes.Buffer
}

const tailBytes = 2000

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.out.Write(p)
	if extra := t.out.Len() - tailBytes; extra > 0 {
		t.out.Next(extra)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.out.String()
}
