package dbtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/local"
)

const (
	memory       = "/dev/shm"       // a file system in memory, on Linux
	memoryWanted = 1 << 30          // bytes that must be free there
	longestPath  = 70               // so that a socket's path below it is short enough
	startLimit   = 60 * time.Second // for a server that is made from nothing
)

// supervise runs the server and outlives us by a moment: its standard input is a pipe from this process, and when that
// closes, however we ended, it ends the server and removes its folder.
const supervise = `
folder=$1; shift
"$@" >"$folder/log" 2>&1 &
server=$!
read -r _
kill -QUIT "$server" 2>/dev/null
wait "$server"
rm -rf "$folder"
`

// StartServer starts a throwaway server that ends with this process, and answers its superuser's address. It trades
// all safety for speed: nothing is flushed to a disk.
func StartServer() (string, error) {
	p, err := local.Find(0)
	if err != nil {
		return "", err
	}
	folder, err := makeFolder(p)
	if err != nil {
		return "", err
	}
	cluster := filepath.Join(folder, "data")
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	var said bytes.Buffer
	initdb := p.Command(ctx, "initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "-N",
		"-E", "UTF8", "--locale=C.UTF-8")
	initdb.Stdout, initdb.Stderr = &said, &said
	if err := initdb.Run(); err != nil {
		return "", errors.Join(fmt.Errorf("initdb: %w: %s", err, said.String()), os.RemoveAll(folder))
	}
	if err := launch(p, folder, cluster); err != nil {
		return "", errors.Join(err, os.RemoveAll(folder))
	}
	address := (&url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/postgres",
		RawQuery: url.Values{"host": {folder}, "sslmode": {"disable"}}.Encode()}).String()
	return address, waitFor(ctx, address, filepath.Join(folder, "log"))
}

// launch starts the supervisor, and it the server. In a process group of its own it is not ended by a Ctrl-C before it
// has cleaned up; the end of the pipe tells it.
func launch(p local.Programs, folder, cluster string) error {
	server := []string{filepath.Join(p.Bin, "postgres"), "-D", cluster}
	for _, option := range []string{"listen_addresses=", "unix_socket_directories=" + folder, "fsync=off",
		"synchronous_commit=off", "full_page_writes=off", "max_connections=300", "wal_level=minimal",
		"max_wal_senders=0", "shared_buffers=64MB", "autovacuum_naptime=1h"} {
		server = append(server, "-c", option)
	}
	args := append([]string{"-c", supervise, "sh", folder}, server...)
	cmd := p.Command(context.Background(), "/bin/sh", args...)
	cmd.SysProcAttr.Setpgid = true
	pipe, err := cmd.StdinPipe() // closed by the kernel when we end
	if err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	go func() {
		_, _ = cmd.Process.Wait()
		runtime.KeepAlive(pipe) // or the garbage collector closes it early
	}()
	return nil
}

func waitFor(ctx context.Context, address, log string) error {
	for {
		d, err := db.Open(ctx, address, db.WithPool(1))
		if err == nil {
			return d.Close()
		}
		select {
		case <-ctx.Done():
			said, _ := os.ReadFile(log)
			return fmt.Errorf("the server does not answer: %w: %s", err, said)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// makeFolder makes a folder that the server's user owns, in memory when there is room.
func makeFolder(p local.Programs) (string, error) {
	for _, parent := range []string{memory, os.TempDir(), "/tmp"} {
		if len(parent) > longestPath || parent == memory && !hasRoom(memory) {
			continue
		}
		folder, err := os.MkdirTemp(parent, "tuottajatori-test-")
		if err != nil {
			continue
		}
		if err := p.Give(folder); err == nil && p.CanUse(context.Background(), folder) {
			return folder, nil
		}
		if err := os.Remove(folder); err != nil {
			return "", fmt.Errorf("make the server's folder: %w", err)
		}
	}
	return "", fmt.Errorf("the user who runs PostgreSQL can write in neither %s nor %s", memory, os.TempDir())
}

func hasRoom(folder string) bool {
	var free syscall.Statfs_t
	return syscall.Statfs(folder, &free) == nil && free.Bavail*uint64(free.Bsize) > memoryWanted
}
