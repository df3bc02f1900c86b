package local_test

import (
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/local"
	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
)

func needRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root runs the server as another user")
	}
}

// TestFolderThatTheServerCannotEnter starts as root with a data folder that is root's alone, such as one below /root.
func TestFolderThatTheServerCannotEnter(t *testing.T) {
	needRoot(t)
	parent := t.TempDir()
	if err := os.Chmod(parent, 0o700); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(parent, "data")
	s := start(t, dir)
	note(t, s, "x")
	stop(t, s)
	pointer, err := os.ReadFile(filepath.Join(dir, "postgres.location"))
	if err != nil {
		t.Fatal(err)
	}
	home := strings.TrimSpace(string(pointer))
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	if meilitest.Available() {
		startsAsTheDatabasesUser(t, dir, home)
	}
	if strings.HasPrefix(home, parent) {
		t.Errorf("the database is in %s", home)
	}

	copied := filepath.Join(parent, "copied")
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if _, err := local.Start(t.Context(), copied, silent); err == nil || !strings.Contains(err.Error(), "copy of "+dir) {
		t.Errorf("a copied data folder: %v", err)
	}

	moved := filepath.Join(parent, "moved")
	if err := os.Rename(dir, moved); err != nil {
		t.Fatal(err)
	}
	s = start(t, moved)
	if got := notes(t, s); got != "x" {
		t.Errorf("a moved data folder: notes %q", got)
	}
	stop(t, s)

	if err := os.RemoveAll(home); err != nil {
		t.Fatal(err)
	}
	if _, err := local.Start(t.Context(), moved, silent); err == nil || !strings.Contains(err.Error(), home) {
		t.Errorf("without its database: %v", err)
	}
}

// startsAsTheDatabasesUser starts Meilisearch, which must not run as root nor where its user cannot enter.
func startsAsTheDatabasesUser(t *testing.T, dir, home string) {
	t.Helper()
	s := start(t, dir)
	m := startMeili(t, s)
	info, err := os.Stat(filepath.Join(home, "meilisearch", "data"))
	if err != nil {
		t.Fatal(err)
	}
	if owner := info.Sys().(*syscall.Stat_t).Uid; owner == 0 {
		t.Error("the index is root's")
	}
	stopMeili(t, m)
	stop(t, s)
}

// TestFolderThatWasShut starts in a folder, and again when the server's user can no longer enter it: the data must not
// be left for an empty database elsewhere.
func TestFolderThatWasShut(t *testing.T) {
	needRoot(t)
	dir := dataDir(t)
	stop(t, start(t, dir))
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := local.Start(t.Context(), dir, silent)
	if err == nil || !strings.Contains(err.Error(), filepath.Join(dir, "postgres")) {
		t.Errorf("answer %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "postgres.location")); err == nil {
		t.Error("began an empty database elsewhere")
	}
}

// TestAsAnOrdinaryUser runs the program as somebody who is not root.
func TestAsAnOrdinaryUser(t *testing.T) {
	needRoot(t)
	nobody, err := user.Lookup("nobody")
	if err != nil {
		t.Skip(err)
	}
	uid, err := strconv.Atoi(nobody.Uid)
	if err != nil {
		t.Fatal(err)
	}
	dir := dataDir(t)
	if err := os.Chmod(filepath.Dir(dir), 0o777); err != nil {
		t.Fatal(err)
	}
	cmd, lines := runProgram(t, dir, &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)})
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if !lines.Scan() || lines.Text() != "stopped" {
		t.Errorf("the program says %q", lines.Text())
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}
