package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// ErrNoMeili is StartMeili's answer where there is no program meilisearch on the PATH.
var ErrNoMeili = errors.New("no program meilisearch on the PATH")

const (
	meiliProgram   = "meilisearch"
	meiliMemory    = "1GiB" // for indexing; it would take two thirds of the machine's
	answerLimit    = time.Minute
	meiliStopLimit = 5 * time.Second
	firstDelay     = 500 * time.Millisecond // before it is started again, doubled each time
	longestDelay   = 15 * time.Second
	longLife       = time.Minute // after which the delays begin anew
	earlyEnds      = 2           // starts that fail because of the data, before those are thrown away
)

// errEndedEarly says that the program ended before it answered.
var errEndedEarly = errors.New("it ended before it answered")

// Meili is a private Meilisearch that is kept running until Stop.
type Meili struct {
	URL       string // at a port of this machine; the same as long as nobody else takes that
	MasterKey string // makes other keys; nobody else needs it

	path     string // of the program
	programs Programs
	folder   string
	ready    func(ctx context.Context, m *Meili) error
	logger   *slog.Logger
	early    int // starts in a row that ended before it answered

	cancel context.CancelFunc
	done   chan struct{} // closed when Stop has ended it
	result error         // how, after done
}

// StartMeili starts the program meilisearch that is on the PATH, with its data beside the database's, and starts it
// again, later each time, when it ends. Each time it has started and before anybody uses it, ready is called, which
// makes what the service needs there, such as its key: the data may have been lost in between.
//
// Data of another version, or that the program cannot open twice, are removed and the log says so.
func (s *Server) StartMeili(ctx context.Context, ready func(ctx context.Context, m *Meili) error) (*Meili, error) {
	path, err := exec.LookPath(meiliProgram)
	if err != nil {
		return nil, ErrNoMeili
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, fmt.Errorf("start meilisearch: %w", err)
	}
	m := &Meili{path: path, ready: ready, logger: s.logger, done: make(chan struct{})}
	if m.programs, m.folder, err = s.meiliHome(ctx, path); err != nil {
		return nil, fmt.Errorf("start meilisearch: %w", err)
	}
	if err := m.settle(s.dataDir); err != nil {
		return nil, fmt.Errorf("start meilisearch: %w", err)
	}
	var running *process
	for try := 0; running == nil; try++ {
		if running, err = m.launch(ctx); err != nil && (try >= earlyEnds || ctx.Err() != nil) {
			return nil, fmt.Errorf("start meilisearch: %w", err)
		}
	}
	keeping, cancel := context.WithCancel(context.WithoutCancel(ctx))
	m.cancel = cancel
	go m.keep(keeping, running)
	return m, nil
}

// Stop ends the server. Stop the service first.
func (m *Meili) Stop() error {
	m.cancel()
	<-m.done
	return m.result
}

// keep starts the server again whenever it has ended, until ctx ends.
func (m *Meili) keep(ctx context.Context, running *process) {
	defer close(m.done)
	delay := firstDelay
	for running != nil {
		began := time.Now()
		select {
		case <-ctx.Done():
			m.result = running.endMeili()
			return
		case <-running.done:
		}
		if time.Since(began) > longLife {
			delay = firstDelay
		}
		m.logger.Warn("the private Meilisearch ended; it is started again", "cause", running.result)
		running, delay = m.revive(ctx, delay)
	}
}

// revive starts the server as often as it takes. It answers nil when ctx ends.
func (m *Meili) revive(ctx context.Context, delay time.Duration) (*process, time.Duration) {
	for {
		select {
		case <-ctx.Done():
			return nil, delay
		case <-time.After(delay):
		}
		delay = min(2*delay, longestDelay)
		running, err := m.launch(ctx)
		if err == nil {
			m.logger.Info("the private Meilisearch runs again")
			return running, delay
		}
		if ctx.Err() == nil {
			m.logger.Warn("the private Meilisearch did not start; it is tried again", "cause", err, "after", delay)
		}
	}
}

// launch starts the server once and waits until it is ready for the service.
func (m *Meili) launch(ctx context.Context) (*process, error) {
	if err := m.removeForeign(ctx); err != nil {
		return nil, err
	}
	if !isFree(m.address()) {
		return nil, fmt.Errorf("something else listens at %s", m.URL)
	}
	running, err := begin(m.command(ctx), syscall.SIGKILL, m.hear)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	err = m.answers(ctx, running)
	if errors.Is(err, errEndedEarly) {
		return nil, errors.Join(err, m.endedEarly())
	}
	if err == nil {
		m.early = 0
		err = m.ready(ctx, m)
	}
	if err != nil {
		return nil, errors.Join(err, running.endMeili())
	}
	return running, nil
}

func (m *Meili) command(ctx context.Context) *exec.Cmd {
	cmd := m.programs.Command(context.WithoutCancel(ctx), m.path, "--db-path", m.data(), "--http-addr", m.address(),
		"--dump-dir", filepath.Join(m.folder, "dumps"), "--snapshot-dir", filepath.Join(m.folder, "snapshots"),
		"--env", "production", "--no-analytics", "--max-indexing-memory", meiliMemory,
		"--log-level", "ERROR") // below that it tells of requests, which hold what people look for
	cmd.Env = append(cmd.Env, "MEILI_MASTER_KEY="+m.MasterKey, "NO_COLOR=1") // arguments can be seen by anybody
	cmd.Dir = m.folder                                                       // it reads a config.toml from where it stands
	return cmd
}

// hear passes on what the server says of faults, and nothing of requests. Of a task that failed ("Batch failed") whoever
// asked for it is told, and may have expected that.
func (m *Meili) hear(line string) {
	fault := strings.Contains(line, " ERROR ") || strings.Contains(line, "panicked")
	if fault && !strings.Contains(line, "HTTP request") && !strings.Contains(line, "Batch failed") {
		m.logger.Warn("meilisearch", "said", line)
	}
}

// answers waits until the server answers.
func (m *Meili) answers(ctx context.Context, running *process) error {
	for {
		if healthy(ctx, m.URL) {
			return nil
		}
		select {
		case <-running.done:
			return fmt.Errorf("%w: %w: %s", errEndedEarly, running.result, running.lastWords())
		case <-ctx.Done():
			return errors.Join(errors.New("it does not answer"), running.endMeili())
		case <-time.After(checkEvery):
		}
	}
}

func healthy(ctx context.Context, url string) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/health", nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// removeForeign removes data that another version of the program made, which this one would refuse.
func (m *Meili) removeForeign(ctx context.Context) error {
	if _, err := os.Stat(m.data()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	out, err := m.programs.Command(ctx, m.path, "--version").Output()
	if err != nil {
		return fmt.Errorf("ask %s for its version: %w", m.path, err)
	}
	_, program, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	wrote, err := os.ReadFile(filepath.Join(m.data(), "VERSION"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if data := strings.TrimSpace(string(wrote)); data != program {
		m.logger.Warn("the search index was made by another version of Meilisearch; it is removed and made again",
			"index", data, "program", program)
		return os.RemoveAll(m.data())
	}
	return nil
}

// endedEarly removes data when the program ended twice in a row before it answered.
func (m *Meili) endedEarly() error {
	m.early++
	if _, err := os.Stat(m.data()); err != nil || m.early < earlyEnds {
		return nil
	}
	m.early = 0
	m.logger.Warn("Meilisearch does not start with its index; it is removed and made again")
	return os.RemoveAll(m.data())
}

// endMeili ends the server, by force when it does not listen.
func (s *process) endMeili() error {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		if err := s.cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("stop meilisearch: %w", err)
		}
		select {
		case <-s.done:
			return nil
		case <-time.After(meiliStopLimit):
		}
	}
	return errors.New("stop meilisearch: it does not end")
}
