package meilitest_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
)

// serverVariable makes the test's own binary a process that starts a server of its own and waits.
const serverVariable = "MEILITEST_SERVER_ONLY"

func TestMain(m *testing.M) {
	if os.Getenv(serverVariable) == "" {
		os.Exit(m.Run())
	}
	s, err := meilitest.StartServer()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.PID(), s.DataDir())
	time.Sleep(time.Minute)
}

// call answers the status of a request to a server, and 0 when there is no answer within a second.
func call(url, key, method, path, body string) (int, string) {
	req, err := http.NewRequest(method, url+path, strings.NewReader(body))
	if err != nil {
		return 0, err.Error()
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/json")
	res, err := (&http.Client{Timeout: time.Second}).Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err.Error()
	}
	return res.StatusCode, string(got)
}

// makeIndex waits until the server has made it.
func makeIndex(t *testing.T, url, key, name string) {
	t.Helper()
	if status, said := call(url, key, http.MethodPost, "/indexes", `{"uid":"`+name+`"}`); status != http.StatusAccepted {
		t.Fatalf("%d %s", status, said)
	}
	for range 600 {
		if status, _ := call(url, key, http.MethodGet, "/indexes/"+name, ""); status == http.StatusOK {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("no index %s", name)
}

func TestLifeOfAServer(t *testing.T) {
	s := meilitest.Start(t)
	health := func() int {
		status, _ := call(s.URL, s.MasterKey, http.MethodGet, "/indexes/kept", "")
		return status
	}
	if status, _ := call(s.URL, "not the key", http.MethodGet, "/indexes", ""); status != http.StatusForbidden {
		t.Errorf("a wrong key: %d", status)
	}
	makeIndex(t, s.URL, s.MasterKey, "kept")

	s.Freeze(t)
	if got := health(); got != 0 || !s.Running() {
		t.Errorf("frozen: %d, running %v", got, s.Running())
	}
	s.Thaw(t)
	if got := health(); got != http.StatusOK {
		t.Errorf("thawed: %d", got)
	}
	s.Stop(t)
	if got := health(); got != 0 || s.Running() || s.PID() != 0 {
		t.Errorf("stopped: %d, running %v, process %d", got, s.Running(), s.PID())
	}
	s.Restart(t)
	if got := health(); got != http.StatusOK {
		t.Errorf("started again: %d", got)
	}
	s.Kill(t)
	s.Restart(t)
	if got := health(); got != http.StatusOK {
		t.Errorf("started again after a kill: %d", got)
	}
	s.Freeze(t)
	s.Kill(t)
	s.Empty(t)
	if got := health(); got != http.StatusNotFound {
		t.Errorf("emptied: %d", got)
	}
}

// TestEndOfItsOwn kills the server behind our back.
func TestEndOfItsOwn(t *testing.T) {
	s := meilitest.Start(t)
	if err := syscall.Kill(s.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); s.Running(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("still said to run")
		}
	}
	s.Restart(t)
	if !s.Running() {
		t.Error("does not run")
	}
}

func TestSharedIndexesGoWithTheirTest(t *testing.T) {
	var mine, other meilitest.Index
	other = meilitest.Shared(t)
	makeIndex(t, other.URL, other.MasterKey, other.Prefix+"a")
	t.Run("another test", func(t *testing.T) {
		mine = meilitest.Shared(t)
		makeIndex(t, mine.URL, mine.MasterKey, mine.Prefix+"a")
	})
	if mine.URL != other.URL || mine.Prefix == other.Prefix {
		t.Errorf("%+v and %+v", mine.Prefix, other.Prefix)
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		_, said := call(mine.URL, mine.MasterKey, http.MethodGet, "/indexes", "")
		var list struct{ Results []struct{ UID string } }
		if err := json.Unmarshal([]byte(said), &list); err != nil {
			t.Fatal(err)
		}
		if len(list.Results) == 1 && list.Results[0].UID == other.Prefix+"a" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("indexes %v", list.Results)
		}
	}
}

// TestServerLeavesNothingBehind kills a process that has a throwaway server, as an interrupted test run does.
func TestServerLeavesNothingBehind(t *testing.T) {
	meilitest.Need(t)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), serverVariable+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the process says %q, %v", line, err)
	}
	var pid int
	var folder string
	if _, err := fmt.Sscanf(line, "%d %s", &pid, &folder); err != nil {
		t.Fatalf("the process says %q, %v", line, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	for range 600 {
		_, err := os.Stat(folder)
		if errors.Is(err, fs.ErrNotExist) && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("%s or process %d is left", folder, pid)
}
