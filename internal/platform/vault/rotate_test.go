package vault_test

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/tuottajatori/tuottajatori/internal/platform/backup"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
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
// and open again when it is brought from the copy that was kept. The backup took so long that its end saw the rotation: its copy of
// the keys has the version of its beginning nevertheless.
func TestKeysOfAnOldBackup(t *testing.T) {
	w := newWorld(t)
	w.Owner.MustExec(`CREATE TABLE thing (thing_id uuid PRIMARY KEY, words bytea); GRANT SELECT, INSERT, UPDATE ON thing TO tuottajatori_service`)
	key := w.make()
	sealed := w.seal(key, "name", "Aino Esimerkki")
	kept := filepath.Join(t.TempDir(), "kept.json")
	began, err := backup.CheckKeys(w.keysFile, kept, t.TempDir())
	w.must(err)
	var before []byte
	w.must(w.Service.Get(&before, `SELECT wrapped FROM data_key WHERE id = $1`, key))

	_, err = keys.Rotate(w.keysFile, keys.Personal, time.Now().Add(-time.Hour))
	w.must(err)
	k := w.keeper(w.ring)
	_, err = k.Renew(ctx)
	w.must(err)
	w.must(k.Retire(ctx, w.keysFile, keys.Personal, 1, time.Now(), false))
	w.must(backup.CopyKeys(w.keysFile, kept, t.TempDir(), began))
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

// Identity codes are found under every version of their key while their hashes are made anew, and the old one goes when none
// needs it. The hash of a code that was erased goes with it.
func TestHashesOfCodesAreMadeAnew(t *testing.T) {
	w := newWorld(t)
	w.Owner.MustExec(`CREATE TABLE human (human_id uuid PRIMARY KEY, found_by bytea, key_id uuid NOT NULL, code bytea NOT NULL); GRANT SELECT, INSERT, UPDATE ON human TO tuottajatori_service`)
	const people, code, erased, lost = 620, "010190-999P", "020290-998N", "a code that is damaged"
	find := func(v *vault.Vault, code string) (n int) {
		t.Helper()
		w.must(w.Service.Get(&n, `SELECT count(*) FROM human WHERE found_by = ANY($1)`, pq.ByteaArray(v.Lookups(code))))
		return n
	}
	insert := func(code string) (human, key uuid.UUID) {
		t.Helper()
		key = w.make()
		human = uuid.Must(uuid.NewV7())
		w.Owner.MustExec(`INSERT INTO human VALUES ($1, $2, $3, $4)`, human, w.vault.Lookup(code), key, w.seal(key, "human.code", code))
		return human, key
	}
	insert(code)
	damaged, _ := insert(lost)
	_, gone := insert(erased)
	w.in(func(tx *db.Tx) error { return w.vault.Destroy(ctx, tx, gone) })
	key := w.make()
	w.Owner.MustExec(`INSERT INTO human SELECT gen_random_uuid(), $1, $2, $3 FROM generate_series(1, $4)`, w.vault.Lookup("other"), key, w.seal(key, "human.code", "other"), people)
	w.Owner.MustExec(`UPDATE human SET code = set_byte(code, 20, get_byte(code, 20) # 1) WHERE human_id = $1`, damaged)

	_, err := keys.Rotate(w.keysFile, keys.Lookup, time.Now().Add(-time.Hour))
	w.must(err)
	k := w.keeper(w.ring).Finding(vault.CodeColumn{Table: "human", ID: "human_id", Name: "found_by", Key: "key_id", Sealed: "code", Field: "human.code"})
	w.Owner.MustExec(`CREATE TABLE thing (thing_id uuid PRIMARY KEY, words bytea); GRANT SELECT, UPDATE ON thing TO tuottajatori_service`)
	if got := w.rows(k, keys.Lookup); !maps.Equal(got, map[int]int{1: people + 3, 2: 0}) || find(vault.New(w.load()), code) != 1 {
		t.Fatalf("before: %v", got)
	}
	if n, err := k.Renew(ctx); err != nil || n != people+2 {
		t.Errorf("made anew: %d, %v", n, err)
	}
	if got := w.rows(k, keys.Lookup); !maps.Equal(got, map[int]int{1: 1, 2: people + 1}) || w.waiting(k, keys.Lookup) != 1 {
		t.Errorf("after: %v, and %v wait", got, w.waiting(k, keys.Lookup))
	}
	if err := k.Retire(ctx, w.keysFile, keys.Lookup, 1, time.Now(), false); !errors.Is(err, vault.ErrNeeded) {
		t.Errorf("retired while one cannot be made anew: %v", err)
	}
	w.Owner.MustExec(`DELETE FROM human WHERE human_id = $1`, damaged)
	w.must(k.Retire(ctx, w.keysFile, keys.Lookup, 1, time.Now(), false))
	v := vault.New(w.load())
	if find(v, code) != 1 || find(v, "other") != people || find(v, erased) != 0 || len(v.Lookups(code)) != 1 {
		t.Errorf("found: %d, %d, %d", find(v, code), find(v, "other"), find(v, erased))
	}
	if n, err := k.Renew(ctx); err != nil || n != 0 {
		t.Errorf("again: %d, %v", n, err)
	}
}

// What is erased after a backup was made is erased again when that is restored, by the list that was kept.
func TestWhatWasErasedStaysErasedAfterARestore(t *testing.T) {
	w := newWorld(t)
	list := filepath.Join(t.TempDir(), "kept", vault.DestroyedFile)
	before, after, stays := w.make(), w.make(), w.make()
	sealed := map[uuid.UUID][]byte{before: w.seal(before, "name", "Eero"), after: w.seal(after, "name", "Aino"), stays: w.seal(stays, "name", "Irma")}
	listed := func(want int) {
		t.Helper()
		if n, err := vault.ListDestroyed(ctx, w.Service, list); err != nil || n != want {
			t.Errorf("listed %d, %v; want %d", n, err, want)
		}
	}
	listed(0)
	w.in(func(tx *db.Tx) error { return w.vault.Destroy(ctx, tx, before) })
	listed(1)
	folder := filepath.Join(t.TempDir(), "backup")
	place, err := files.NewFolder(t.TempDir())
	w.must(err)
	_, err = backup.Make(ctx, backup.From{OwnerURL: w.OwnerURL, Files: place}, folder)
	w.must(err)
	w.in(func(tx *db.Tx) error { return w.vault.Destroy(ctx, tx, after) })
	listed(1)
	listed(0)
	text, err := os.ReadFile(list)
	w.must(err)
	w.must(os.WriteFile(list, append(text, "2027-01-01T10:00:00Z 0190"...), 0o600)) // cut off by a power failure

	name := "restored_" + uuid.NewString()
	w.Owner.MustExec("CREATE DATABASE " + pq.QuoteIdentifier(name))
	t.Cleanup(func() { w.Owner.MustExec("DROP DATABASE " + pq.QuoteIdentifier(name) + " WITH (FORCE)") })
	_, err = backup.Restore(ctx, folder, backup.To{OwnerURL: dbtest.With(w.OwnerURL, name), Files: place})
	w.must(err)
	restored, err := db.Open(ctx, dbtest.With(w.OwnerURL, name), db.WithPool(1))
	w.must(err)
	t.Cleanup(func() { w.must(restored.Close()) })
	if _, err := w.vault.Open(ctx, restored, after, "name", sealed[after]); err != nil {
		t.Errorf("the backup had it: %v", err)
	}
	for _, want := range []int{1, 0} {
		if n, err := vault.DestroyListed(ctx, restored, list); err != nil || n != want {
			t.Errorf("destroyed %d again, %v; want %d", n, err, want)
		}
	}
	for key, want := range map[uuid.UUID]error{before: vault.ErrDestroyed, after: vault.ErrDestroyed, stays: nil} {
		if _, err := w.vault.Open(ctx, restored, key, "name", sealed[key]); !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
}
