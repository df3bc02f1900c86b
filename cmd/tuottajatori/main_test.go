package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
)

// The test program is the program itself when this is set, so that tests run the real command as a process.
const asProgram = "TUOTTAJATORI_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// longest is how long a program may run before it is ended, and patient how long an answer may take: a test fails then
// instead of waiting for ever.
const longest = 5 * time.Minute

var patient = &http.Client{Timeout: 30 * time.Second}

// program prepares a run of the program with the given environment and nothing of ours.
func program(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.WaitDelay = 10 * time.Second // for what it started and what still holds its output
	cmd.Env = append([]string{asProgram + "=1", "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}, env...)
	return cmd
}

// runs answers the exit status and what was printed.
func runs(t *testing.T, env []string, args ...string) (status int, out, errs string) {
	t.Helper()
	cmd := program(t, env, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()
}

func TestWrongWordsAreToldAndExitTwo(t *testing.T) {
	for _, args := range [][]string{
		{}, {"fly"}, {"up", "now"}, {"import"}, {"import", "units"}, {"import", "units", "--organiser", "03", "file.csv"},
		{"demo", "--offerings", "many"}, {"demo", "--colour"}, {"bench"}, {"bench", "speed"}, {"admin", "create"}, {"admin", "invite", "--role", "officer"}, {"admin", "rescue", "--email", "a@b.fi"}, {"admin", "rescue", "everything", "--email", "a@b.fi"}, {"reindex", "x"},
	} {
		status, out, errs := runs(t, nil, args...)
		if status != 2 || out+errs == "" {
			t.Errorf("%q: status %d, %q", args, status, out+errs)
		}
	}
	if status, out, _ := runs(t, nil, "help"); status != 0 || !strings.Contains(out, "import") {
		t.Errorf("help: %d %q", status, out)
	}
	if status, out, _ := runs(t, nil, "version"); status != 0 || !strings.HasPrefix(out, "tuottajatori ") {
		t.Errorf("version: %d %q", status, out)
	}
}

func TestFaultySettingsAreAllToldAtOnce(t *testing.T) {
	status, _, errs := runs(t, []string{"LISTEN_ADDR=nowhere", "DEMO=perhaps", "SMTP_URL=:::"}, "serve")
	if status != 1 || !strings.Contains(errs, "LISTEN_ADDR") || !strings.Contains(errs, "DEMO") || !strings.Contains(errs, "SMTP_URL") {
		t.Errorf("%d %s", status, errs)
	}
}

func TestWrongValuesAreToldInWords(t *testing.T) {
	dir := t.TempDir()
	wrong, mapping := filepath.Join(dir, "wrong.yaml"), "../../internal/importing/mappings/espoo_hoivakodit.yaml"
	if err := os.WriteFile(wrong, []byte(": [no"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := keys.LoadOrCreate(filepath.Join(dir, "keys.json")); err != nil { // which needs the database, the first time
		t.Fatal(err)
	}
	nowhere := "DATABASE_URL=postgres://u:hunter2@127.0.0.1:1/x?sslmode=disable"
	for _, test := range []struct {
		env  string
		args []string
		want string
	}{
		{"", []string{"serve"}, "DATABASE_URL: is missing"},
		{"", []string{"reindex"}, "DATABASE_URL: is missing"},
		{"", []string{"migrate"}, "DATABASE_OWNER_URL: is missing"},
		{nowhere, []string{"demo", "--as-of", "2026-02-30"}, "2026-05-18"},
		{nowhere, []string{"demo", "--offerings", "0"}, "from 1 to 1000000"},
		{nowhere, []string{"demo", "--offerings", "-1"}, "from 1 to 1000000"},
		{nowhere, []string{"demo", "--offerings", "1000000000"}, "from 1 to 1000000"},
		{nowhere, []string{"demo"}, "not answering"},
		{nowhere, []string{"import", "units", "--organiser", "03", "--map", wrong, wrong}, "--map: wrong.yaml"},
		{nowhere, []string{"import", "units", "--organiser", "03", "--map", dir, wrong}, "--map"},
		{nowhere, []string{"import", "units", "--organiser", "03", "--map", mapping, filepath.Join(dir, "none.csv")}, "no such file"},
		{nowhere, []string{"import", "units", "--organiser", "03", "--map", mapping, dir}, "could not be read"},
		{nowhere, []string{"admin", "create", "--email", "a@b.fi\r\nBcc: c@d.fi", "--name", "A"}, "email"},
	} {
		status, _, errs := runs(t, []string{"DATA_DIR=" + dir, test.env}, test.args...)
		if status != 1 || !strings.Contains(errs, test.want) || strings.Contains(errs, "hunter2") || strings.Contains(errs, "goroutine") {
			t.Errorf("%q: status %d, %s", test.args, status, errs)
		}
	}
}

// instance is a running `up` in a folder.
type instance struct {
	*exec.Cmd
	url  string
	log  *lockedLog
	done chan error
}

// startUp starts it with what else is in the environment, such as an earlier start's settings.
func startUp(t *testing.T, dir string, env ...string) *instance {
	t.Helper()
	listen, admin := freePort(t), freePort(t)
	cmd := program(t, append(env, "DATA_DIR="+dir, "LISTEN_ADDR="+listen, "ADMIN_ADDR="+admin, "PUBLIC_URL="), "up")
	i := &instance{Cmd: cmd, url: "http://" + listen, log: &lockedLog{}, done: make(chan error, 1)}
	cmd.Stdout, cmd.Stderr = i.log, i.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { i.done <- cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	for deadline := time.Now().Add(60 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		res, err := patient.Get(i.url + "/readyz")
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return i
			}
		}
		select {
		case err := <-i.done:
			t.Fatalf("up ended: %v\n%s", err, i.log)
		default:
		}
		if time.Now().After(deadline) {
			_ = cmd.Process.Kill()
			<-i.done
			t.Fatalf("not ready within a minute\n%s", i.log)
		}
	}
}

func (i *instance) interrupt(t *testing.T) {
	t.Helper()
	if err := i.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-i.done:
		if err != nil {
			t.Fatalf("Ctrl-C: %v\n%s", err, i.log)
		}
	case <-time.After(30 * time.Second):
		t.Fatalf("still running 30 s after Ctrl-C\n%s", i.log)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (i *instance) get(t *testing.T, path string) (int, string) {
	t.Helper()
	res, err := patient.Get(i.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func (i *instance) total(t *testing.T, query string) int {
	t.Helper()
	status, body := i.get(t, "/api/v1/offerings?"+query)
	var page struct{ Total int }
	if err := json.Unmarshal([]byte(body), &page); err != nil || status != http.StatusOK {
		t.Fatalf("%d %v %s", status, err, body)
	}
	return page.Total
}

// settings reads DATA_DIR/env through a shell, as people are told to do.
func settings(t *testing.T, dir string) []string {
	t.Helper()
	file := filepath.Join(dir, "env")
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v %v", info, err)
	}
	out, err := exec.Command("sh", "-c", `set -a; . "$1"; env`, "sh", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func TestUpIsReadyStopsCleanlyAndKeepsItsData(t *testing.T) {
	temporary := t.TempDir()
	// The postgres user may enter it, so that the database stays in the folder and goes with it.
	if err := os.Chmod(filepath.Dir(temporary), 0o755); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(temporary, "a folder's data")
	first := startUp(t, dir)
	all := first.total(t, "per_page=1")
	if all < 1000 {
		t.Fatalf("%d offerings shown of the demo data", all)
	}
	env := settings(t, dir)
	importsEspoo(t, first, env)
	if status, out, errs := runs(t, env, "bench", "search", "--quick", "--only", "inside,changes", "--json"); status != 0 || !json.Valid([]byte(out)) {
		t.Errorf("bench: %d %s %s", status, out, errs)
	}
	if status, out, errs := runs(t, env, "admin", "create", "--email", "first@example.fi", "--name", "First"); status != 0 || !strings.Contains(out, first.url+"/fi/salasana/") {
		t.Errorf("admin create: %d %s %s", status, out, errs)
	}
	for words, invited := range map[string][]string{
		first.url + "/sv/losenord/": {"--role", "officer", "--organiser", "03", "--email", "officer@example.fi", "--name", "Officer", "--from", "2999-01-01", "--lang", "sv"},
		"no organiser has the code": {"--role", "officer", "--organiser", "99", "--email", "officer@example.fi", "--name", "Officer"},
		"is no day":                 {"--role", "officer", "--organiser", "03", "--email", "officer@example.fi", "--name", "Officer", "--until", "soon"},
	} {
		if _, out, errs := runs(t, env, append([]string{"admin", "invite"}, invited...)...); !strings.Contains(out+errs, words) {
			t.Errorf("admin invite %q: %s %s", invited, out, errs)
		}
	}
	keepsMeilisearch(t, first, dir, env)
	first.interrupt(t)
	if out, _ := exec.Command("pgrep", "-f", dir).Output(); len(out) > 0 {
		t.Errorf("processes are left: %s", out)
	}
	second := startUp(t, dir, env...)
	if again := second.total(t, "per_page=1"); again < all {
		t.Errorf("%d offerings, %d before the restart", again, all)
	}
	if log := second.log.String(); strings.Contains(log, "Loading demo data") {
		t.Error("demo data were loaded into a database that had data")
	}
	if meilitest.Available() {
		second.waitForEngine(t, "meilisearch")
	}
	second.interrupt(t)
}

// importsEspoo brings the 38 homes in twice.
func importsEspoo(t *testing.T, i *instance, env []string) {
	t.Helper()
	file := filepath.Join("..", "..", "..", "shared", "data", "providers", "espoo_hoivakodit.csv")
	if _, err := os.Stat(file); err != nil {
		t.Logf("SKIPPED: the list of Espoo's nursing homes is not beside the project (%s)", file)
		return
	}
	args := []string{"import", "units", "--organiser", "03", "--map", filepath.Join("..", "..", "internal", "importing", "mappings", "espoo_hoivakodit.yaml"), file}
	dry := append([]string{"import", "units", "--dry-run"}, args[2:]...)
	const query = "organiser=03&scheme=listing&per_page=1"
	before := i.total(t, query)
	if status, out, errs := runs(t, env, dry...); status != 0 || !strings.Contains(out, "38") || i.total(t, query) != before {
		t.Fatalf("dry run: %d %s %s", status, out, errs)
	}
	if status, out, errs := runs(t, env, args...); status != 0 || !strings.Contains(out, "38 rows added") {
		t.Fatalf("import: %d %s %s", status, out, errs)
	}
	if status, out, errs := runs(t, env, args...); status != 0 || !strings.Contains(out, "38 rows unchanged") {
		t.Fatalf("second import: %d %s %s", status, out, errs)
	}
	for deadline := time.Now().Add(20 * time.Second); i.total(t, query) != before+38; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d imported homes in the catalogue", i.total(t, query)-before)
		}
	}
}

func TestServeSaysWhyItDoesNotStart(t *testing.T) {
	d := dbtest.New(t)
	if _, err := d.Owner.Exec(`DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)`); err != nil {
		t.Fatal(err)
	}
	status, _, errs := runs(t, []string{"DATA_DIR=" + t.TempDir(), "DATABASE_URL=" + d.ServiceURL, "LISTEN_ADDR=" + freePort(t), "ADMIN_ADDR=" + freePort(t)}, "serve")
	if status != 1 || !strings.Contains(errs, "tuottajatori migrate") {
		t.Errorf("%d %s", status, errs)
	}
}

// TestServeWaitsForItsDatabase starts without a database, and answers in words until there is one. Without a keys file, too, it
// does not start: the database may need one that it has not.
func TestServeWaitsForItsDatabase(t *testing.T) {
	listen, dir := freePort(t), t.TempDir()
	if status, _, errs := runs(t, []string{"DATA_DIR=" + dir, "DATABASE_URL=postgres://u:hunter2@127.0.0.1:1/x?sslmode=disable"}, "worker"); status != 1 || !strings.Contains(errs, "no keys file") {
		t.Errorf("without keys and database: %d %s", status, errs)
	}
	if _, err := keys.LoadOrCreate(filepath.Join(dir, "keys.json")); err != nil {
		t.Fatal(err)
	}
	cmd := program(t, []string{"DATA_DIR=" + dir, "DATABASE_URL=postgres://nobody:x@" + freePort(t) + "/none?sslmode=disable",
		"LISTEN_ADDR=" + listen, "ADMIN_ADDR=" + freePort(t), "DRAIN_SECONDS=0"}, "serve")
	var log lockedLog
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	var page string
	for deadline := time.Now().Add(20 * time.Second); page == "" && time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		res, err := patient.Get("http://" + listen + "/fi/palvelut")
		if err != nil {
			continue
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		page = fmt.Sprint(res.StatusCode, " ", string(body))
	}
	if !strings.HasPrefix(page, "503 ") || !strings.Contains(page, "<h1") {
		t.Errorf("%.300s", page)
	}
	if res, err := patient.Get("http://" + listen + "/healthz"); err != nil || res.StatusCode != 200 {
		t.Errorf("healthz: %v %v", res, err)
	}
	if res, err := patient.Get("http://" + listen + "/readyz"); err != nil || res.StatusCode != 503 {
		t.Errorf("readyz: %v %v", res, err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("%v\n%s", err, &log)
		}
	case <-time.After(30 * time.Second):
		t.Error("still running 30 s after it was told to end")
	}
}
