package local_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/local"
)

// programVariable makes the test's own binary a program that runs a server, so that the tests can kill it.
const programVariable = "LOCAL_TEST_DATA_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(programVariable); dir != "" {
		os.Exit(program(dir))
	}
	os.Exit(m.Run())
}

// program runs a server as the command up does: until a signal, then work that still needs the database, then stop.
func program(dir string) int {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer cancel()
	s, err := local.Start(ctx, dir, silent)
	if err != nil {
		fmt.Println("error:", err)
		return 1
	}
	m, err := s.StartMeili(ctx, func(context.Context, *local.Meili) error { return nil })
	if err != nil && !errors.Is(err, local.ErrNoMeili) {
		fmt.Println("error:", err)
		return 1
	}
	d, err := db.Open(context.Background(), s.OwnerURL)
	if err != nil {
		fmt.Println("error:", err)
		return 1
	}
	fmt.Println("started", s.OwnerURL)
	<-ctx.Done()
	time.Sleep(300 * time.Millisecond) // requests under way
	_, err = d.Exec(`CREATE TABLE drained ()`)
	if m != nil {
		err = errors.Join(err, m.Stop())
	}
	err = errors.Join(err, d.Close(), s.Stop(context.Background()))
	if err != nil {
		fmt.Println("error:", err)
		return 1
	}
	fmt.Println("stopped")
	return 0
}

// runProgram starts the program in a process group of its own, as a terminal does, and waits until it has started.
func runProgram(t *testing.T, dir string, credential *syscall.Credential) (cmd *exec.Cmd, lines *bufio.Scanner) {
	t.Helper()
	binary := filepath.Join(filepath.Dir(dir), "program") // where any user can run it
	if err := copyFile(os.Args[0], binary); err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(binary)
	cmd.Env = append(os.Environ(), programVariable+"="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: credential}
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	lines = bufio.NewScanner(out)
	if !lines.Scan() || !strings.HasPrefix(lines.Text(), "started ") {
		t.Fatalf("the program says %q", lines.Text())
	}
	return cmd, lines
}

func copyFile(from, to string) (err error) {
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) { // a program that runs cannot be written over
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// TestCtrlC sends SIGINT to the whole process group, as a terminal does: the server must answer until the program has
// drained, and then end.
func TestCtrlC(t *testing.T) {
	dir := dataDir(t)
	cmd, lines := runProgram(t, dir, nil)
	pid := postmaster(t, dir)
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if !lines.Scan() || lines.Text() != "stopped" {
		t.Errorf("the program says %q", lines.Text())
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	gone(t, pid)
	meiliGone(t, dir)
}

// TestKilledProgram kills the program, which can stop nothing then: the server ends by itself, and the next start finds
// everything that was committed.
func TestKilledProgram(t *testing.T) {
	dir := dataDir(t)
	cmd, lines := runProgram(t, dir, nil)
	d := open(t, strings.TrimPrefix(lines.Text(), "started "))
	d.MustExec(`CREATE TABLE note (text text)`)
	d.MustExec(`INSERT INTO note VALUES ('kept')`)
	pid := postmaster(t, dir)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	s := start(t, dir) // at once, while the old server is ending
	if got := notes(t, s); got != "kept" {
		t.Errorf("notes %q", got)
	}
	if postmaster(t, dir) == pid {
		t.Error("the old server still runs")
	}
	gone(t, pid)
	stop(t, s)

	cmd, _ = runProgram(t, dir, nil)
	pid = postmaster(t, dir)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	gone(t, pid) // without another start
	meiliGone(t, dir)
	start(t, dir) // sweeps away what was left
}
