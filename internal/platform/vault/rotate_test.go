package vault_test

import (
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/tuottajatori/tuottajatori/internal/platform/backup"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/vault"
)

var texts = vault.Column{Table: "thing", ID: "thing_id", Name: "words", Purpose: "thing.words"}

func (w *world) keeper(ring *keys.Ring) *vault.Keeper {
	return vault.NewKeeper(w.Service, ring, texts)
}

func (w *world) load() *keys.Ring {
	w.Helper()
	r, err := keys.Load(w.keysFile)
	w.must(err)
	return r
}

// rows counts the rows that need each version of an entry; false stands for versions that the file has not.
func (w *world) rows(k *vault.Keeper, entry string) map[int]int {
	w.Helper()
	all, err := k.Standing(ctx)
	w.must(err)
	out := map[int]int{}
	for _, s := range all {
		if s.Entry != entry {
			continue
		}
		out[s.Number] = 0
		for _, n := range s.Needs {
			out[s.Number] += n.Rows
		}
		if !s.InFile {
			out[s.Number] = -out[s.Number]
		}
	}
	return out
}

// waiting is what the metric says of an entry.
func (w *world) waiting(k *vault.Keeper, entry string) float64 {
	w.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(k.Collectors()...)
	families, err := registry.Gather()
	w.must(err)
	for _, m := range families[0].GetMetric() {
		if m.GetLabel()[0].GetValue() == entry {
			return m.GetGauge().GetValue()
		}
	}
	return -1
}

// A rotation: two at once, while another process works; the work behind it is stopped in the middle by a fault and goes on by
// two at once; what was sealed before opens all the while, and an old version leaves the file when nothing needs it.
func TestRotation(t *testing.T) {
	w := newWorld(t)
	const people, sealedTexts = 1100, 700
	w.Owner.MustExec(`CREATE TABLE thing (thing_id uuid PRIMARY KEY, words bytea); GRANT SELECT, INSERT, UPDATE ON thing TO tuottajatori_service`)
	ids := make([]uuid.UUID, people)
	w.in(func(tx *db.Tx) error {
		var errs []error
		for i := range ids {
			var err error
			ids[i], err = w.vault.Make(ctx, tx)
			errs = append(errs, err)
			if i < sealedTexts {
				sealed, err := w.ring.Seal(texts.Purpose, ids[i], "sana")
				_, err2 := tx.ExecContext(ctx, `INSERT INTO thing VALUES ($1, $2)`, ids[i], sealed)
				errs = append(errs, err, err2)
			}
		}
		return errors.Join(errs...)
	})
	w.in(func(tx *db.Tx) error { return w.vault.Destroy(ctx, tx, ids[people-1]) })
	sealed := w.seal(ids[7], "name", "Aino Esimerkki")
	other := vault.New(w.load()) // another process, which has read the file before

	past := time.Now().Add(-time.Hour)
	var group sync.WaitGroup
	for _, entry := range []string{keys.Personal, keys.Personal, keys.Tokens} {
		group.Go(func() {
			if _, err := keys.Rotate(w.keysFile, entry, past); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	k := w.keeper(w.ring)
	if got := w.rows(k, keys.Personal); !maps.Equal(got, map[int]int{1: people - 1, 2: 0, 3: 0}) {
		t.Fatalf("after two rotations: %v", got)
	}
	newer := w.make()
	if text, err := other.Seal(ctx, w.Service, newer, "name", []byte("a")); err != nil || text == nil {
		t.Errorf("a process that has not looked at the file yet: %v", err)
	}
	if err := k.Retire(ctx, w.keysFile, keys.Personal, 1, time.Now(), false); !errors.Is(err, vault.ErrNeeded) {
		t.Errorf("retired while it is needed: %v", err)
	}

	w.Owner.MustExec(`CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stopped'; END $$`)
	w.Owner.MustExec(`CREATE TRIGGER stop BEFORE UPDATE ON data_key FOR EACH ROW WHEN (OLD.id = '` + ids[800].String() + `') EXECUTE FUNCTION stop()`)
	if n, err := k.Renew(ctx); err == nil || n != 500+sealedTexts {
		t.Errorf("stopped in the middle: %d rows, %v", n, err)
	}
	if got := w.rows(k, keys.Personal); !maps.Equal(got, map[int]int{1: people - 1 - 500, 2: 0, 3: 501}) {
		t.Errorf("in the middle: %v", got)
	}
	if n := w.waiting(k, keys.Personal); n != people-1-500 {
		t.Errorf("the metric says that %v wait", n)
	}
	w.Owner.MustExec(`DROP TRIGGER stop ON data_key`)
	for _, one := range []*vault.Keeper{k, w.keeper(w.load())} {
		group.Go(func() {
			if _, err := one.Renew(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	_, err := k.Renew(ctx) // what one of the two left to the other
	w.must(err)
	if got := w.rows(k, keys.Personal); !maps.Equal(got, map[int]int{1: 0, 2: 0, 3: people}) {
		t.Errorf("at the end: %v", got)
	}
	if got := w.rows(k, keys.Tokens); !maps.Equal(got, map[int]int{1: 0, 2: sealedTexts}) {
		t.Errorf("texts: %v", got)
	}

	if err := k.Retire(ctx, w.keysFile, keys.Tokens, 1, time.Now(), false); !errors.Is(err, vault.ErrLinks) {
		t.Errorf("links that are out: %v", err)
	}
	if err := k.Retire(ctx, w.keysFile, keys.Personal, 3, time.Now(), false); !errors.Is(err, keys.ErrInUse) {
		t.Errorf("the newest: %v", err)
	}
	for _, one := range []struct {
		entry   string
		version int
	}{{keys.Personal, 1}, {keys.Personal, 2}, {keys.Tokens, 1}} {
		w.must(k.Retire(ctx, w.keysFile, one.entry, one.version, time.Now(), true))
	}
	fresh := w.load()
	for name, v := range map[string]*vault.Vault{"this": w.vault, "another": other, "a new process": vault.New(fresh)} {
		if text, err := v.Open(ctx, w.Service, ids[7], "name", sealed); err != nil || string(text) != "Aino Esimerkki" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	var words []byte
	w.must(w.Service.Get(&words, `SELECT words FROM thing WHERE thing_id = $1`, ids[3]))
	if text, err := fresh.Unseal(texts.Purpose, ids[3], words); err != nil || text != "sana" {
		t.Errorf("a text: %q, %v", text, err)
	}
}

// A backup from before a rotation is restored beside the keys of today: rows that need a version which was retired are told,
// and open again when it is brought from the copy that was kept.
func TestKeysOfAnOldBackup(t *testing.T) {
	w := newWorld(t)
	w.Owner.MustExec(`CREATE TABLE thing (thing_id uuid PRIMARY KEY, words bytea); GRANT SELECT, INSERT, UPDATE ON thing TO tuottajatori_service`)
	key := w.make()
	sealed := w.seal(key, "name", "Aino Esimerkki")
	kept := filepath.Join(t.TempDir(), "kept.json")
	w.must(backup.CopyKeys(w.keysFile, kept, t.TempDir()))
	var before []byte
	w.must(w.Service.Get(&before, `SELECT wrapped FROM data_key WHERE id = $1`, key))

	_, err := keys.Rotate(w.keysFile, keys.Personal, time.Now().Add(-time.Hour))
	w.must(err)
	k := w.keeper(w.ring)
	_, err = k.Renew(ctx)
	w.must(err)
	w.must(k.Retire(ctx, w.keysFile, keys.Personal, 1, time.Now(), false))
	w.Owner.MustExec(`UPDATE data_key SET wrapped = $1`, before) // what restoring does
	if n, err := k.Renew(ctx); err != nil || n != 0 {
		t.Errorf("renewed %d, %v", n, err)
	}
	if got := w.rows(k, keys.Personal); !maps.Equal(got, map[int]int{1: -1, 2: 0}) {
		t.Errorf("what is lost: %v", got)
	}
	if _, err := w.vault.Open(ctx, w.Service, key, "name", sealed); !errors.Is(err, keys.ErrSealed) {
		t.Errorf("opens without its key: %v", err)
	}
	if n, err := keys.Merge(w.keysFile, kept); err != nil || n != 1 {
		t.Errorf("brought %d versions, %v", n, err)
	}
	if text, err := w.vault.Open(ctx, w.Service, key, "name", sealed); err != nil || string(text) != "Aino Esimerkki" {
		t.Errorf("%q, %v", text, err)
	}
	if n, err := k.Renew(ctx); err != nil || n != 1 {
		t.Errorf("renewed %d, %v", n, err)
	}
	elsewhere := filepath.Join(t.TempDir(), "keys.json")
	_, err = keys.LoadOrCreate(elsewhere)
	w.must(err)
	if _, err := keys.Merge(w.keysFile, elsewhere); !errors.Is(err, keys.ErrDiffers) {
		t.Errorf("another installation's keys: %v", err)
	}
}

func TestANewVersionIsAcceptedBeforeItIsUsed(t *testing.T) {
	w := newWorld(t)
	_, err := keys.Rotate(w.keysFile, keys.Tokens, time.Now().Add(time.Hour))
	w.must(err)
	_, err = w.ring.Reload()
	w.must(err)
	now := w.ring.Versions(keys.Tokens)
	if len(now) != 2 || now[0].Newest || !now[1].Newest {
		t.Errorf("%+v", now)
	}
	if err := keys.Retire(w.keysFile, keys.Tokens, 1, time.Now(), func() error { return nil }); !errors.Is(err, keys.ErrInUse) {
		t.Errorf("the version in use: %v", err)
	}
	if err := keys.Retire(w.keysFile, keys.Tokens, 1, time.Now().Add(time.Hour+keys.Settled-time.Minute), func() error { return nil }); !errors.Is(err, keys.ErrInUse) {
		t.Errorf("a moment after: %v", err)
	}
	for _, wrong := range []error{
		func() error { _, err := keys.Rotate(w.keysFile, "other", time.Now()); return err }(),
		keys.Retire(w.keysFile, keys.Tokens, 9, time.Now(), nil),
	} {
		if !slices.ContainsFunc([]error{keys.ErrEntry, keys.ErrVersion}, func(want error) bool { return errors.Is(wrong, want) }) {
			t.Error(wrong)
		}
	}
}
