package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
)

// told finds what the status says of an engine.
func told(t *testing.T, status, engine, name string) string {
	t.Helper()
	_, of, found := strings.Cut("\n"+status, "\n"+engine+"\n")
	line := regexp.MustCompile(`(?m)^  ` + regexp.QuoteMeta(name) + ` +(.*)$`).FindStringSubmatch(of)
	if !found || line == nil {
		t.Fatalf("%s's %s is not in the status:\n%s", engine, name, status)
	}
	return line[1]
}

func TestReindexWithoutMeilisearch(t *testing.T) {
	d := dbtest.New(t)
	env := []string{"DATA_DIR=" + t.TempDir(), "DATABASE_URL=" + d.ServiceURL}
	for _, args := range [][]string{{"demo", "--offerings", "200"}, {"reindex"}} {
		if status, _, errs := runs(t, env, args...); status != 0 {
			t.Fatalf("%v: %d %s", args, status, errs)
		}
	}
	status, out, errs := runs(t, env, "reindex", "--status")
	if status != 0 || told(t, out, "postgres", "documents") == "0" || !strings.Contains(out, "no other engine") {
		t.Errorf("%d %s %s", status, out, errs)
	}
	if waiting := told(t, out, "postgres", "changes waiting"); waiting != "0" {
		t.Errorf("%s changes wait", waiting)
	}
	if status, _, _ := runs(t, env, "reindex", "everything"); status != 2 {
		t.Errorf("wrong words: status %d", status)
	}
	backsUpAndRestores(t, d, env, told(t, out, "postgres", "documents"))
	rescuesSomebody(t, d, env)
	provesTheTrail(t, d, env)
}

func TestReindexBuildsMeilisearchToo(t *testing.T) {
	server := meilitest.Start(t)
	d := dbtest.New(t)
	env := []string{"DATA_DIR=" + t.TempDir(), "DATABASE_URL=" + d.ServiceURL, "MEILI_URL=" + server.URL, "MEILI_API_KEY=" + server.MasterKey}
	if status, _, errs := runs(t, env, "demo", "--offerings", "200"); status != 0 {
		t.Fatalf("%d %s", status, errs)
	}
	status, out, errs := runs(t, env, "reindex", "--status")
	if status != 0 || !strings.Contains(told(t, out, "meilisearch", "version"), "holds nothing") || told(t, out, "meilisearch", "fed by") != "nobody yet" {
		t.Errorf("before: %d %s %s", status, out, errs)
	}
	for range 2 {
		if status, _, errs := runs(t, env, "reindex"); status != 0 || !strings.Contains(errs, "meilisearch: done") {
			t.Fatalf("%d %s", status, errs)
		}
		status, out, errs = runs(t, env, "reindex", "--status")
		want := told(t, out, "postgres", "documents")
		if got := told(t, out, "meilisearch", "documents"); status != 0 || got != want || want == "0" {
			t.Errorf("%d: %s documents of %s %s", status, got, want, errs)
		}
		if version := told(t, out, "meilisearch", "version"); !strings.HasSuffix(version, " 0 behind") {
			t.Errorf("version %s", version)
		}
	}
	server.Stop(t)
	status, out, errs = runs(t, env, "reindex", "--status")
	if status != 0 || told(t, out, "meilisearch", "away") == "" || strings.Contains(out+errs, server.MasterKey) {
		t.Errorf("stopped: %d %s %s", status, out, errs)
	}
	if status, _, errs := runs(t, env, "reindex"); status != 1 || !strings.Contains(errs, "PostgreSQL's index is built") {
		t.Errorf("reindex without the server: %d %s", status, errs)
	}
	if _, out, _ := runs(t, env, "reindex", "--status"); told(t, out, "meilisearch", "rebuild asked") == "" || told(t, out, "meilisearch", "last error") == "" {
		t.Errorf("the status after it:\n%s", out)
	}
}
