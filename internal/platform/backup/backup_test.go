package backup_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit/chain"
	"github.com/tuottajatori/tuottajatori/internal/platform/backup"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
	"github.com/tuottajatori/tuottajatori/internal/platform/files/filestest"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/migrate"
	"github.com/tuottajatori/tuottajatori/internal/platform/vault"
)

// place is a machine: a database with its files.
type place struct {
	owner, service string
	files          files.Place // as they lie there
}

// newPlace makes an empty database beside another.
func newPlace(t *testing.T, d *dbtest.DB) place {
	t.Helper()
	name := "empty_" + uuid.NewString()
	d.Owner.MustExec("CREATE DATABASE " + pq.QuoteIdentifier(name))
	t.Cleanup(func() { d.Owner.MustExec("DROP DATABASE " + pq.QuoteIdentifier(name) + " WITH (FORCE)") })
	return place{dbtest.With(d.OwnerURL, name), dbtest.With(d.ServiceURL, name), must[files.Place](t)(files.New(filestest.S3(t), ""))}
}

func open(t *testing.T, address string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), address, db.WithPool(2))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// tables are the contents of every table but what is of the place itself.
func tables(t *testing.T, d *db.DB) map[string]string {
	t.Helper()
	var names []string
	if err := d.Select(&names, `SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> 'search_state' ORDER BY 1`); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, name := range names {
		var sum string
		if err := d.Get(&sum, fmt.Sprintf(`SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM %s t`, pq.QuoteIdentifier(name))); err != nil {
			t.Fatal(err)
		}
		out[name] = sum
	}
	return out
}

func must[T any](t *testing.T) func(v T, err error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// full is a database with rows, a sealed trail and files, and its keys.
func full(t *testing.T) (*dbtest.DB, place, *keys.Ring, string) {
	d := dbtest.New(t)
	p := place{d.OwnerURL, d.ServiceURL, must[*files.Folder](t)(files.NewFolder(t.TempDir()))}
	keysFile := filepath.Join(t.TempDir(), "keys.json")
	ring := must[*keys.Ring](t)(keys.LoadOrCreate(keysFile))
	store := files.NewSealed(p.files, vault.NewFileKeys(d.Service, vault.New(ring)), nil)
	for i := range 5 {
		if _, _, _, err := store.Put(t.Context(), strings.NewReader(strings.Repeat("sisältö", i*1000)), 1<<20); err != nil {
			t.Fatal(err)
		}
	}
	record(t, d.Service)
	must[[]chain.Head](t)(chain.NewSealer(d.Service, ring, slog.New(slog.DiscardHandler)).Heads(t.Context()))
	record(t, d.Service) // not sealed when the backup is made
	return d, p, ring, keysFile
}

func record(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.InTx(t.Context(), actor.System("test"), func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Action: "thing.done", ObjectKind: "thing", ObjectID: uuid.New()})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsRestoredIsWhatWasThere(t *testing.T) {
	d, p, ring, keysFile := full(t)
	folder := filepath.Join(t.TempDir(), "2026", "backup")
	made := must[backup.Manifest](t)(backup.Make(t.Context(), backup.From{OwnerURL: p.owner, Files: p.files, Program: "test"}, folder))
	if made.Files != 5 || made.Schema < 46 || made.Server == "" || len(made.Parts) != 2 {
		t.Errorf("%+v", made)
	}
	if _, err := backup.Make(t.Context(), backup.From{OwnerURL: p.owner, Files: p.files}, folder); err == nil {
		t.Error("a backup was written over another")
	}
	if dump, err := os.Stat(filepath.Join(folder, "database.dump")); err != nil || dump.Mode().Perm() != 0o600 {
		t.Errorf("others can read the database: %v %v", dump.Mode(), err)
	}
	t.Chdir(filepath.Dir(folder))
	for _, inside := range []string{filepath.Join(folder, "keys.json"), "backup/keys.json"} {
		for _, of := range []string{folder, "backup"} {
			if err := backup.CopyKeys(keysFile, inside, of, nil); err == nil {
				t.Errorf("keys were put into the backup: %s, %s", inside, of)
			}
		}
	}
	apart := filepath.Join(t.TempDir(), "elsewhere", "keys.json")
	before, err := backup.CheckKeys(keysFile, apart, "backup")
	if err == nil {
		err = backup.CopyKeys(keysFile, apart, "backup", before)
	}
	if err != nil {
		t.Error(err)
	}
	if again := must[*keys.Ring](t)(keys.Load(apart)); !cmp.Equal(again.AuditKeys(), ring.AuditKeys()) {
		t.Error("the copied keys are others")
	}
	to := newPlace(t, d)
	if _, err := backup.Restore(t.Context(), folder, backup.To{OwnerURL: to.owner, Files: to.files, Schema: made.Schema - 1}); !errors.Is(err, backup.ErrNewer) {
		t.Errorf("by an older program: %v", err)
	}
	must[backup.Manifest](t)(backup.Restore(t.Context(), folder, backup.To{OwnerURL: to.owner, Files: to.files, Schema: made.Schema}))
	if half := must[bool](t)(backup.Half(t.Context(), open(t, to.service))); !half {
		t.Error("nothing says that what was erased since may be in it")
	}
	if _, err := backup.Restore(t.Context(), folder, backup.To{OwnerURL: to.owner, Files: newPlace(t, d).files}); !errors.Is(err, backup.ErrHalf) {
		t.Errorf("into a database that is half restored: %v", err)
	}
	if err := backup.Finish(t.Context(), to.owner); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(tables(t, d.Owner), tables(t, open(t, to.owner))); diff != "" {
		t.Errorf("rows (-there +restored):\n%s", diff)
	}
	if diff := cmp.Diff(contents(t, p.files), contents(t, to.files)); diff != "" {
		t.Errorf("files (-there +restored):\n%s", diff)
	}
	unsealed := files.NewSealed(to.files, vault.NewFileKeys(open(t, to.service), vault.New(ring)), nil)
	for id, text := range contents(t, unsealed) {
		if strings.ReplaceAll(text, "sisältö", "") != "" {
			t.Errorf("%s is not readable: %.20q", id, text)
		}
	}
	if err := migrate.Up(t.Context(), to.owner); err != nil {
		t.Error(err)
	}
	service := open(t, to.service) // with the rights that it had
	record(t, service)
	sealer := chain.NewSealer(service, ring, slog.New(slog.DiscardHandler))
	must[[]chain.Head](t)(sealer.Heads(t.Context()))
	report := must[chain.Report](t)(chain.Verify(t.Context(), service, ring.AuditKeys(), nil))
	if report.Err() != nil || report.Sealed != 3 || report.Signed != 3 {
		t.Errorf("the trail goes on: %+v", report)
	}
	if _, err := backup.Restore(t.Context(), folder, backup.To{OwnerURL: to.owner, Files: must[*files.Folder](t)(files.NewFolder(t.TempDir()))}); !errors.Is(err, backup.ErrNotEmpty) {
		t.Errorf("into a database with rows: %v", err)
	}
	if _, err := backup.Restore(t.Context(), folder, backup.To{OwnerURL: newPlace(t, d).owner, Files: to.files}); !errors.Is(err, backup.ErrFiles) {
		t.Errorf("into a folder with files: %v", err)
	}
}

// contents are the files of a place.
func contents(t *testing.T, p files.Place) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := p.Each(t.Context(), func(e files.Entry) error {
		f, err := p.Open(t.Context(), e.ID)
		if err != nil {
			return err
		}
		text, err := io.ReadAll(f)
		out[e.ID.String()] = string(text)
		return errors.Join(err, f.Close())
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What is damaged or cut off is refused before anything is written.
func TestDamagedBackupsAreRefused(t *testing.T) {
	d, p, _, _ := full(t)
	folder := filepath.Join(t.TempDir(), "backup")
	must[backup.Manifest](t)(backup.Make(t.Context(), backup.From{OwnerURL: p.owner, Files: p.files}, folder))
	to := newPlace(t, d)
	for name, damage := range map[string]func(path string) error{
		"a bit of the database": func(path string) error { return flip(filepath.Join(path, "database.dump")) },
		"a bit of a file":       func(path string) error { return flip(filepath.Join(path, "files.tar")) },
		"the files cut off":     func(path string) error { return os.Truncate(filepath.Join(path, "files.tar"), 700) },
		"no database":           func(path string) error { return os.Remove(filepath.Join(path, "database.dump")) },
		"no manifest":           func(path string) error { return os.Remove(filepath.Join(path, "manifest.json")) },
		"an empty manifest": func(path string) error {
			return os.WriteFile(filepath.Join(path, "manifest.json"), []byte(`{"format":1}`), 0o600)
		},
		"a manifest that comes up": func(path string) error {
			return os.WriteFile(filepath.Join(path, "manifest.json"), []byte(`{"format":2}`), 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			copied := filepath.Join(t.TempDir(), "backup")
			if err := os.CopyFS(copied, os.DirFS(folder)); err != nil {
				t.Fatal(err)
			}
			if err := damage(copied); err != nil {
				t.Fatal(err)
			}
			if _, err := backup.Restore(t.Context(), copied, backup.To{OwnerURL: to.owner, Files: to.files}); err == nil {
				t.Error("it was restored")
			}
			var tables int
			if err := open(t, to.owner).Get(&tables, `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`); err != nil || tables > 0 {
				t.Errorf("%d tables, %v", tables, err)
			}
			if written := contents(t, to.files); len(written) > 0 {
				t.Errorf("%d files were written", len(written))
			}
		})
	}
}

func flip(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	at := int64(600)
	one := make([]byte, 1)
	if _, err := f.ReadAt(one, at); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	one[0] ^= 1
	_, err = f.WriteAt(one, at)
	return errors.Join(err, f.Close())
}

// What fails leaves nothing behind that looks like a backup.
func TestAFailedBackupLeavesNothing(t *testing.T) {
	d, p, _, _ := full(t)
	parent := t.TempDir()
	root := filepath.Join(t.TempDir(), "files")
	away := must[*files.Folder](t)(files.NewFolder(root))
	if err := os.RemoveAll(root); err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for name, from := range map[string]func() error{
		"stopped": func() error {
			_, err := backup.Make(stopped, backup.From{OwnerURL: p.owner, Files: p.files}, filepath.Join(parent, "a"))
			return err
		},
		"no files folder": func() error {
			_, err := backup.Make(t.Context(), backup.From{OwnerURL: p.owner, Files: away}, filepath.Join(parent, "b"))
			return err
		},
		"not as the owner": func() error {
			_, err := backup.Make(t.Context(), backup.From{OwnerURL: p.service, Files: p.files}, filepath.Join(parent, "c"))
			return err
		},
		"not our database": func() error {
			_, err := backup.Make(t.Context(), backup.From{OwnerURL: newPlace(t, d).owner, Files: p.files}, filepath.Join(parent, "d"))
			return err
		},
		"nobody to write to": func() error {
			_, err := backup.Make(t.Context(), backup.From{OwnerURL: p.owner, Files: p.files}, filepath.Join("/proc", "e"))
			return err
		},
	} {
		if err := from(); err == nil {
			t.Errorf("%s: no error", name)
		} else if strings.Contains(err.Error(), "postgres://") {
			t.Errorf("%s: the error tells the database's address: %v", name, err)
		}
	}
	if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	// what a process left that was killed goes when nobody has written to it for a day
	for name, age := range map[string]time.Duration{".backup-1": 25 * time.Hour, ".backup-2": time.Hour} {
		part := filepath.Join(parent, name, "database.dump")
		then := time.Now().Add(-age)
		if err := errors.Join(os.Mkdir(filepath.Dir(part), 0o700), os.WriteFile(part, nil, 0o600), os.Chtimes(part, then, then), os.Chtimes(filepath.Dir(part), then, then)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := backup.Make(stopped, backup.From{OwnerURL: p.owner, Files: p.files}, filepath.Join(parent, "f")); err == nil {
		t.Error("no error")
	}
	if left, err := os.ReadDir(parent); err != nil || len(left) != 1 || left[0].Name() != ".backup-2" {
		t.Errorf("left: %v, %v", left, err)
	}
}

// TestProgramsConnectAsTheServiceDoes holds that pg_dump and pg_restore encrypt and check what the address asks for.
func TestProgramsConnectAsTheServiceDoes(t *testing.T) {
	for address, want := range map[string]map[string]string{
		"postgres://o:p@db.example:6432/x": {"PGHOST": "db.example", "PGPORT": "6432", "PGUSER": "o", "PGPASSWORD": "p", "PGDATABASE": "x", "PGSSLMODE": "require"},
		"host=db.example dbname=x user=o sslmode=verify-full sslrootcert=/ca.pem sslcert=/o.pem sslkey=/o.key": {
			"PGSSLMODE": "verify-full", "PGSSLROOTCERT": "/ca.pem", "PGSSLCERT": "/o.pem", "PGSSLKEY": "/o.key"},
		"host=a.example,b.example port=1,2 user=o": {"PGHOST": "a.example,b.example", "PGPORT": "1,2"},
		"postgres://o@localhost/x":                 {"PGSSLMODE": "disable"},
	} {
		cfg, err := db.Settings(address)
		if err != nil {
			t.Fatal(err)
		}
		for variable, value := range want {
			if got := backup.Variables(cfg)[variable]; got != value {
				t.Errorf("%s: %s is %q, not %q", address, variable, got, value)
			}
		}
	}
}
