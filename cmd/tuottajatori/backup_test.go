package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

// backsUpAndRestores brings the database of a machine onto another that is empty, where its trail is proved and its index
// built anew with as many documents.
func backsUpAndRestores(t *testing.T, d *dbtest.DB, env []string, documents string) {
	t.Helper()
	dir := t.TempDir()
	folder, keysFile := filepath.Join(dir, "backup"), filepath.Join(dir, "elsewhere.json")
	call := func(want int, env []string, args ...string) string {
		t.Helper()
		status, out, errs := runs(t, env, args...)
		if status != want {
			t.Fatalf("%v: %d %s %s", args, status, out, errs)
		}
		return out
	}
	env = append(env, "DATABASE_OWNER_URL="+d.OwnerURL)
	call(0, env, "audit", "heads")
	call(2, env, "backup")
	call(1, env, "backup", "--to", folder, "--keys-to", filepath.Join(folder, "keys.json"))
	call(1, append(env, "DATABASE_OWNER_URL="+dbtest.With(d.OwnerURL, "nowhere")), "backup", "--to", folder, "--keys-to", keysFile)
	call(0, env, "backup", "--to", folder, "--keys-to", keysFile) // although that has failed
	call(1, env, "backup", "--to", folder)

	name := "other_" + uuid.NewString()
	d.Owner.MustExec("CREATE DATABASE " + pq.QuoteIdentifier(name))
	t.Cleanup(func() { d.Owner.MustExec("DROP DATABASE " + pq.QuoteIdentifier(name) + " WITH (FORCE)") })
	other := []string{"DATA_DIR=" + filepath.Join(dir, "other"), "KEYS_FILE=" + keysFile,
		"DATABASE_URL=" + dbtest.With(d.ServiceURL, name), "DATABASE_OWNER_URL=" + dbtest.With(d.OwnerURL, name)}
	call(1, other, "restore", "--from", folder, "--destroyed", filepath.Join(dir, "none")) // before it has written anything
	if out := call(0, other, "restore", "--from", folder); !strings.Contains(out, "keys destroyed FILE") {
		t.Errorf("nothing is told of what was erased: %s", out)
	}
	list := filepath.Join(dir, "destroyed-keys.txt")
	if err := os.WriteFile(list, []byte("2027-01-01T10:00:00Z "+uuid.NewString()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	call(0, other, "keys", "destroyed", list)
	call(1, other, "restore", "--from", folder)
	for _, strange := range []string{`CREATE TABLE restore_unfinished ()`, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)`} {
		restored, err := db.Open(t.Context(), dbtest.With(d.OwnerURL, name), db.WithPool(1))
		if err != nil {
			t.Fatal(err)
		}
		restored.MustExec(strange)
		call(1, other, "worker")
		restored.MustExec(`DROP TABLE IF EXISTS restore_unfinished`)
		restored.MustExec(`DELETE FROM goose_db_version WHERE version_id = 99999`)
		restored.Close()
	}
	strange := append(slices.Clone(other), "KEYS_FILE="+filepath.Join(dir, "new.json"))
	call(1, strange, "reindex") // makes no new keys beside rows that need others
	if _, err := keys.LoadOrCreate(filepath.Join(dir, "new.json")); err != nil {
		t.Fatal(err)
	}
	call(1, strange, "worker")
	call(0, other, "audit", "verify")
	call(0, other, "keys", "rotate", "personal", "--in", "0s")
	call(1, other, "keys", "rotate", "nothing")
	call(1, other, "keys", "retire", "personal", "1")
	call(0, other, "keys", "renew")
	if standing := call(0, other, "keys", "status"); !strings.Contains(standing, "\npersonal    1  old, no row needs it\n") || !strings.Contains(standing, "rows of audit_head") {
		t.Errorf("keys:\n%s", standing)
	}
	call(0, other, "reindex")
	if again := told(t, call(0, other, "reindex", "--status"), "postgres", "documents"); again != documents {
		t.Errorf("%s documents after the restore, %s before", again, documents)
	}
}
