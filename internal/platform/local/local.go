// Package local runs a private PostgreSQL in DATA_DIR, and a private Meilisearch beside it where that program is on the
// PATH, so that one command starts the whole service on a machine that has PostgreSQL's programs installed and nothing
// else set up.
//
// PostgreSQL listens at a socket only, takes passwords only, and lives exactly as long as the program: Stop ends it
// after the service has drained, a Ctrl-C in the terminal does not reach it (it has a process group of its own), and
// when the program is killed the kernel ends it. What an earlier run left behind is stopped or swept away at Start.
//
// Meilisearch is kept running ([Server.StartMeili]): the service must do without it at any time, and an index that
// cannot be used is thrown away, since the service fills it again.
//
// PostgreSQL refuses to run as root. Root therefore runs it as Debian's user postgres, and when that user cannot enter
// DATA_DIR, such as below /root, the database is kept in /var/lib with a note of it in DATA_DIR (postgres.location).
package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// ErrRunning is Start's answer when another program runs the database of this DATA_DIR.
var ErrRunning = errors.New("another tuottajatori is running with this DATA_DIR; stop it first")

const (
	startLimit = 90 * time.Second // recovery after a power cut takes its time
	tries      = 5                // while an earlier server's last processes go away
)

// Server is a running private PostgreSQL.
type Server struct {
	OwnerURL   string // DATABASE_OWNER_URL: migrates
	ServiceURL string // DATABASE_URL: serves

	process  *process
	programs Programs
	dataDir  string
	home     string
	socket   string // folder
	lock     *os.File
	logger   *slog.Logger
}

// Start starts the database of a data folder, and makes it at the first start. It waits until the server takes
// connections and the roles and the (empty, at first) database are there.
func Start(ctx context.Context, dataDir string, logger *slog.Logger) (_ *Server, err error) {
	dataDir, err = filepath.Abs(dataDir)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	p, err := Find(0)
	if err != nil {
		return nil, err
	}
	home, err := findHome(ctx, p, dataDir, logger)
	if err != nil {
		return nil, err
	}
	held, err := lock(home)
	if err != nil {
		return nil, err
	}
	s := &Server{dataDir: dataDir, home: home, lock: held, logger: logger}
	defer func() {
		if err != nil {
			err = errors.Join(err, held.Close())
		}
	}()
	if err := s.start(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Server) start(ctx context.Context) error {
	major, err := clusterMajor(s.home)
	if err != nil {
		return err
	}
	if s.programs, err = Find(major); err != nil { // the cluster's own version, when there is one
		return err
	}
	p, home, cluster := s.programs, s.home, filepath.Join(s.home, clusterName)
	if err := clearStale(ctx, cluster, s.logger); err != nil {
		return err
	}
	if err := ensureCluster(ctx, p, home); err != nil {
		return err
	}
	secrets, err := ensurePasswords(ctx, p, home, filepath.Join(s.dataDir, passwordName))
	if err != nil {
		return err
	}
	if s.socket, err = socketFolder(p, home); err != nil {
		return err
	}
	admin := address(superuser, secrets.Superuser, "postgres", s.socket)
	if s.process, err = launchPatiently(ctx, p, cluster, s.socket, admin, s.logger); err != nil {
		return err
	}
	err = withAdmin(ctx, admin, func(d *db.DB) error { return ensureRoles(ctx, d, secrets) })
	if err != nil {
		return errors.Join(err, s.process.stop(context.WithoutCancel(ctx)))
	}
	s.OwnerURL = address(ownerLogin, secrets.Owner, database, s.socket)
	s.ServiceURL = address(serviceLogin, secrets.Service, database, s.socket)
	return nil
}

// launchPatiently launches the server, again while the shared memory of a killed one is still in use.
func launchPatiently(ctx context.Context, p Programs, cluster, socket, admin string, logger *slog.Logger) (*process, error) {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	for try := 1; ; try++ {
		started, err := launch(ctx, p, cluster, socket, admin, logger)
		if err == nil {
			return started, nil
		}
		if try == tries || !strings.Contains(err.Error(), "shared memory block") {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(time.Second):
		}
	}
}

// Done is closed when the server has ended, by Stop or because something is wrong with it.
func (s *Server) Done() <-chan struct{} { return s.process.done }

// Stop ends the server cleanly: open transactions are rolled back, everything is on the disk. Stop the service first.
// When ctx ends before that, the server is ended at once, and recovers at the next start.
func (s *Server) Stop(ctx context.Context) error {
	err := s.process.stop(ctx)
	if err == nil {
		_ = os.Remove(s.socket) // empty by now; the next start makes it again
	}
	return errors.Join(err, s.lock.Close())
}
