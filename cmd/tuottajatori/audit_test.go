package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
)

// provesTheTrail proves the audit trail of a database with the demo's rows, with secrets and with public keys alone, and
// finds what the database's owner changes.
func provesTheTrail(t *testing.T, d *dbtest.DB, env []string) {
	t.Helper()
	dir := t.TempDir()
	call := func(want int, args ...string) string {
		t.Helper()
		status, out, errs := runs(t, env, append([]string{"audit"}, args...)...)
		if status != want {
			t.Fatalf("audit %v: %d %s %s", args, status, out, errs)
		}
		return out
	}
	keep := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	heads, public := keep("heads", call(0, "heads")), keep("keys", call(0, "keys"))
	before := call(0, "verify", "--heads", heads)
	if !regexp.MustCompile(`rows sealed +([1-9]\d*)\nof these signed +([1-9]\d*)\n`).MatchString(before) || !strings.HasSuffix(before, " 0\n") {
		t.Errorf("the demo's trail: %s", before)
	}
	with := env
	env = append(slices.Clone(with), "DATA_DIR="+dir) // where no keys are
	call(1, "verify")
	call(1, "verify", "--heads", keep("empty", ""))
	if out := call(0, "verify", "--keys", public, "--heads", heads); out != before {
		t.Errorf("with public keys: %s\nand with the file: %s", out, before)
	}
	env = with
	if _, err := d.Owner.Exec(`UPDATE audit_event SET action = 'admission.approved' WHERE id = (SELECT min(id) FROM audit_event)`); err != nil {
		t.Fatal(err)
	}
	if out := call(1, "verify"); !strings.HasPrefix(out, "changed") || !strings.Contains(out, "says something else") {
		t.Errorf("a changed row: %s", out)
	}
	call(1, "verify", "--heads", filepath.Join(dir, "none"))
	call(2, "sign")
	call(2, "verify", "everything")
}
