package vault_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/vault"
)

var ctx = context.Background()

type world struct {
	*testing.T
	*dbtest.DB
	keysFile string
	ring     *keys.Ring
	vault    *vault.Vault
}

func newWorld(t *testing.T) *world {
	w := &world{T: t, DB: dbtest.New(t), keysFile: filepath.Join(t.TempDir(), "keys.json")}
	var err error
	w.ring, err = keys.LoadOrCreate(w.keysFile)
	w.must(err)
	w.vault = vault.New(w.ring)
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) in(fn func(tx *db.Tx) error) {
	w.Helper()
	w.must(w.Service.InTx(ctx, actor.System("test"), func(_ context.Context, tx *db.Tx) error { return fn(tx) }))
}

func (w *world) make() (key uuid.UUID) {
	w.Helper()
	w.in(func(tx *db.Tx) (err error) {
		key, err = w.vault.Make(ctx, tx)
		return err
	})
	return key
}

func (w *world) seal(key uuid.UUID, field, text string) []byte {
	w.Helper()
	sealed, err := w.vault.Seal(ctx, w.Service, key, field, []byte(text))
	w.must(err)
	return sealed
}

func TestSealedOpensWithItsKeyForItsFieldOnly(t *testing.T) {
	w := newWorld(t)
	mine, other := w.make(), w.make()
	for _, text := range []string{"", "a", "Aino Esimerkki, 040 000 0000", strings.Repeat("toive ", 4000)} {
		sealed := w.seal(mine, "ask.wish", text)
		if got, err := w.vault.Open(ctx, w.Service, mine, "ask.wish", sealed); err != nil || string(got) != text {
			t.Fatalf("%.20q: %.20q, %v", text, got, err)
		}
		if len(text) > 3 && bytes.Contains(sealed, []byte(text)) {
			t.Error("the text can be read")
		}
		if bytes.Equal(sealed, w.seal(mine, "ask.wish", text)) {
			t.Error("the same text looks the same twice")
		}
		for name, try := range map[string]struct {
			key    uuid.UUID
			field  string
			sealed []byte
		}{
			"another key":   {other, "ask.wish", sealed},
			"another field": {mine, "ask.name", sealed},
			"cut":           {mine, "ask.wish", sealed[:len(sealed)-1]},
			"cut to little": {mine, "ask.wish", sealed[:5]},
			"nothing":       {mine, "ask.wish", nil},
			"longer":        {mine, "ask.wish", append(bytes.Clone(sealed), 0)},
			"another form":  {mine, "ask.wish", append([]byte{2}, sealed[1:]...)},
			"changed":       {mine, "ask.wish", append([]byte{1, sealed[1] ^ 1}, sealed[2:]...)},
		} {
			if _, err := w.vault.Open(ctx, w.Service, try.key, try.field, try.sealed); !errors.Is(err, vault.ErrSealed) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if _, err := w.vault.Open(ctx, w.Service, uuid.New(), "ask.wish", w.seal(mine, "ask.wish", "a")); !errors.Is(err, vault.ErrNoKey) {
		t.Errorf("a key that is not there: %v", err)
	}
	// Whoever writes the database cannot open one person's texts as another's by exchanging the wrapped keys.
	_, err := w.Owner.ExecContext(ctx, `UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key WHERE id = $1) WHERE id = $2`, mine, other)
	w.must(err)
	if _, err := w.vault.Seal(ctx, w.Service, other, "ask.wish", []byte("a")); !errors.Is(err, keys.ErrSealed) {
		t.Errorf("another's wrapped key: %v", err)
	}
}

// What is destroyed is gone for the service, for who has the keys file and a copy of the database, and for who kept the bytes.
func TestDestroyedIsGone(t *testing.T) {
	w := newWorld(t)
	key, other := w.make(), w.make()
	sealed, kept := w.seal(key, "name", "Aino Esimerkki"), w.seal(other, "name", "Eino Esimerkki")
	var wrapped []byte
	w.must(w.Service.Get(&wrapped, `SELECT wrapped FROM data_key WHERE id = $1`, key))
	secret, err := w.ring.Unwrap(key, wrapped)
	w.must(err)
	for range 2 { // again changes nothing
		w.in(func(tx *db.Tx) error { return w.vault.Destroy(ctx, tx, key) })
	}
	for name, v := range map[string]*vault.Vault{"the service": w.vault, "another process": vault.New(func() *keys.Ring {
		r, err := keys.Load(w.keysFile)
		w.must(err)
		return r
	}())} {
		if _, err := v.Open(ctx, w.Service, key, "name", sealed); !errors.Is(err, vault.ErrDestroyed) {
			t.Errorf("%s opens: %v", name, err)
		}
		if _, err := v.Seal(ctx, w.Service, key, "name", []byte("a")); !errors.Is(err, vault.ErrDestroyed) {
			t.Errorf("%s seals: %v", name, err)
		}
		if text, err := v.Open(ctx, w.Service, other, "name", kept); err != nil || string(text) != "Eino Esimerkki" {
			t.Errorf("%s: another's text: %q, %v", name, text, err)
		}
	}
	// A row of the whole database as text, as a dump has it.
	var rows []string
	w.must(w.Owner.Select(&rows, `SELECT data_key::text FROM data_key`))
	for _, row := range rows {
		for _, bytes := range [][]byte{wrapped, wrapped[16:], secret} {
			if strings.Contains(row, hex.EncodeToString(bytes)) {
				t.Errorf("the destroyed key is in the table: %s", row)
			}
		}
	}
	for name, statement := range map[string]string{
		"brought back":            `UPDATE data_key SET wrapped = $2, destroyed_at = NULL WHERE id = $1`,
		"bytes beside the day":    `UPDATE data_key SET wrapped = $2 WHERE id = $1`,
		"deleted":                 `DELETE FROM data_key WHERE id = $1 AND $2::bytea IS NOT NULL`,
		"made again as destroyed": `INSERT INTO data_key (id, wrapped, destroyed_at) SELECT gen_random_uuid(), $2, now() WHERE $1::uuid IS NOT NULL`,
	} {
		if _, err := w.Service.ExecContext(ctx, statement, key, wrapped); err == nil {
			t.Errorf("%s: the service may", name)
		}
	}
	if _, err := w.Service.ExecContext(ctx, `UPDATE data_key SET wrapped = NULL WHERE id = $1`, other); err == nil {
		t.Error("a key has no bytes and is not destroyed")
	}
	w.in(func(tx *db.Tx) error { return w.vault.MakeFor(ctx, tx, key) })
	if _, err := w.vault.Secret(ctx, w.Service, key); !errors.Is(err, vault.ErrDestroyed) {
		t.Errorf("made again: %v", err)
	}
}

func TestCodesAreFoundByTheirHashOnly(t *testing.T) {
	w := newWorld(t)
	hash := w.vault.Lookup("131052-308T")
	if !bytes.Equal(hash, w.vault.Lookup("131052-308T")) || bytes.Equal(hash, w.vault.Lookup("131052-309U")) || len(hash) != 36 {
		t.Errorf("%x", hash)
	}
	elsewhere, err := keys.LoadOrCreate(filepath.Join(t.TempDir(), "keys.json"))
	w.must(err)
	if bytes.Equal(hash[4:], vault.New(elsewhere).Lookup("131052-308T")[4:]) {
		t.Error("another installation finds it")
	}
}
