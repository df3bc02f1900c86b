package main

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
)

// engine is the name of the engine that answers now.
func (i *instance) engine(t *testing.T) string {
	t.Helper()
	// A filter of its own each time, so that no earlier answer is given again.
	status, body := i.get(t, "/api/v1/offerings?per_page=1&pays_max="+strconv.FormatInt(9_000_000+time.Now().UnixMilli()%1_000_000, 10))
	var page struct{ Engine string }
	if err := json.Unmarshal([]byte(body), &page); err != nil || status != http.StatusOK {
		t.Fatalf("%d %v %s", status, err, body)
	}
	return page.Engine
}

func (i *instance) waitForEngine(t *testing.T, want string) {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); i.engine(t) != want; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not answered by %s\n%s", want, i.log)
		}
	}
}

// value is a setting's.
func value(env []string, name string) string {
	for _, line := range env {
		if rest, ok := strings.CutPrefix(line, name+"="); ok {
			return rest
		}
	}
	return ""
}

// keepsMeilisearch sees searches answered by a private Meilisearch, and by PostgreSQL while that is away.
func keepsMeilisearch(t *testing.T, i *instance, dir string, env []string) {
	t.Helper()
	if !meilitest.Available() {
		if got := i.engine(t); got != "postgres" || value(env, "MEILI_URL") != "" {
			t.Errorf("without Meilisearch %s answers, and the address is %q", got, value(env, "MEILI_URL"))
		}
		return
	}
	i.waitForEngine(t, "meilisearch")
	address, key := value(env, "MEILI_URL"), value(env, "MEILI_API_KEY")
	if key == "" {
		t.Error("no key in the settings")
	}
	req, err := http.NewRequest(http.MethodGet, address+"/keys", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	res, err := patient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("the service's key may read keys: %s", res.Status)
	}
	out, err := exec.Command("pgrep", "-f", filepath.Join(dir, "meilisearch")).Output()
	pid, parseErr := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil || parseErr != nil {
		t.Fatalf("Meilisearch's process: %q, %v", out, err)
	}
	settles(t, env)
	before := i.total(t, "per_page=1")
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if got := i.total(t, "per_page=2"); got != before {
		t.Errorf("%d offerings while Meilisearch is away, %d before", got, before)
	}
	i.waitForEngine(t, "meilisearch")
	if got := i.total(t, "per_page=3"); got != before {
		t.Errorf("%d offerings after Meilisearch came back, %d before", got, before)
	}
}

// TestUpLeavesAnothersMeilisearchAlone starts none where one is named or none is wanted, and knows its own by the folder.
func TestUpLeavesAnothersMeilisearchAlone(t *testing.T) {
	for _, cfg := range []config.Config{{MeiliURL: "http://search.example"}, {SearchEngine: config.SearchPostgres}} {
		before := cfg
		if _, err := startMeili(t.Context(), &cfg, nil, false, nil); err != nil || !reflect.DeepEqual(cfg, before) {
			t.Errorf("%v becomes %v, %v", before, cfg, err)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "meilisearch.json"), []byte(`{"url":"http://127.0.0.1:18001"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ url, key, engine, wantURL, wantKey, wantEngine string }{
		{"http://127.0.0.1:18001", "k", "auto", "", "", "auto"},
		{"http://127.0.0.1:18001", "k", "meili", "", "", ""},
		{"http://127.0.0.1:18002", "k", "meili", "http://127.0.0.1:18002", "k", "meili"},
		{"", "", "meili", "", "", ""},
		{"", "", "pg", "", "", "pg"},
	} {
		env := map[string]string{"DATA_DIR": dir, "MEILI_URL": test.url, "MEILI_API_KEY": test.key, "SEARCH_ENGINE": test.engine}
		getenv := withoutOwnMeili(func(name string) string { return env[name] })
		if getenv("MEILI_URL") != test.wantURL || getenv("MEILI_API_KEY") != test.wantKey || getenv("SEARCH_ENGINE") != test.wantEngine {
			t.Errorf("%+v: %q %q %q", test, getenv("MEILI_URL"), getenv("MEILI_API_KEY"), getenv("SEARCH_ENGINE"))
		}
	}
}

// settles waits until both indexes have every change that was made.
func settles(t *testing.T, env []string) {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		status, out, errs := runs(t, env, "reindex", "--status")
		if status != 0 {
			t.Fatalf("reindex --status: %d %s", status, errs)
		}
		if told(t, out, "postgres", "changes waiting") == "0" && strings.HasSuffix(told(t, out, "meilisearch", "version"), " 0 behind") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the indexes do not settle:\n%s", out)
		}
	}
}
