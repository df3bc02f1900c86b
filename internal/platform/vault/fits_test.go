package vault_test

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/vault"
)

// another is a keys file of another installation.
func (w *world) another() *keys.Ring {
	w.Helper()
	ring, err := keys.LoadOrCreate(filepath.Join(w.TempDir(), "keys.json"))
	w.must(err)
	return ring
}

func (w *world) fits(name string, ring *keys.Ring, want error) {
	w.Helper()
	if err := vault.Fits(ctx, w.Service, ring); !errors.Is(err, want) || (err == nil) != (want == nil) {
		w.Errorf("%s: %v, want %v", name, err, want)
	}
}

func (w *world) rotated(entry string, in time.Duration) {
	w.Helper()
	_, err := keys.Rotate(w.keysFile, entry, time.Now().Add(in))
	w.must(err)
}

// What a database without marks was written with is known by what opens; from then on by the marks, although nothing was sealed.
func TestOnlyTheKeysFitWithWhichTheDatabaseWasWritten(t *testing.T) {
	w := newWorld(t)
	w.make()
	w.fits("another before there are marks", w.another(), vault.ErrOtherKeys)
	lost := filepath.Join(t.TempDir(), "keys.json")
	w.must(keys.Anew(lost, map[string]int{keys.Personal: 1}))
	newer, err := keys.Load(lost)
	w.must(err)
	w.fits("newer versions only, before there are marks", newer, vault.ErrOldKeys)
	w.fits("its own", w.ring, nil)
	w.Owner.MustExec(`DELETE FROM data_key`)
	w.fits("another that nothing sealed tells of", w.another(), vault.ErrOtherKeys)
	for name, statement := range map[string]string{"changed": `UPDATE key_mark SET mark = mark`, "removed": `DELETE FROM key_mark`} {
		if _, err := w.Service.ExecContext(ctx, statement); err == nil {
			t.Errorf("marks can be %s by the service", name)
		}
	}
	if written, err := vault.Written(ctx, w.Service); !written || err != nil {
		t.Error(written, err)
	}

	before := filepath.Join(t.TempDir(), "before.json")
	copied(w, w.keysFile, before)
	w.rotated(keys.Personal, time.Hour)
	w.fits("a version that is to be used", w.load(), nil)
	old, err := keys.Load(before)
	w.must(err)
	w.fits("a copy of the file on another machine that has it not yet", old, nil)
	w.rotated(keys.Tokens, 0)
	w.fits("a version in use that its ring has not read yet", w.ring, nil)
	w.fits("with it", w.load(), nil)
	w.fits("a copy that lacks a version in use", old, vault.ErrOldKeys)
	_, err = keys.Rotate(before, keys.Tokens, time.Now())
	w.must(err)
	w.fits("the same version made twice", old, vault.ErrOtherKeys)
	w.must(keys.Retire(w.keysFile, keys.Tokens, 1, time.Now().Add(time.Hour), func() error { return nil }))
	w.fits("an old version is retired", w.load(), nil)
	_, err = w.Owner.Exec(`DELETE FROM key_mark WHERE entry = 'tokens' AND version = 2`) // as a backup from before the rotation has them
	w.must(err)
	w.fits("newer versions only, after a restore", w.load(), vault.ErrOldKeys)
	_, err = keys.Merge(w.keysFile, before)
	if !errors.Is(err, keys.ErrDiffers) {
		t.Errorf("another's version is merged: %v", err)
	}
}

// Of two machines that begin with a file each, at the same moment, one is refused.
func TestOneOfTwoNewFilesFits(t *testing.T) {
	w := newWorld(t)
	for range 5 {
		w.Owner.MustExec(`TRUNCATE key_mark`)
		var both [2]error
		var running sync.WaitGroup
		for i := range both {
			ring := w.another()
			running.Go(func() { both[i] = vault.Fits(ctx, w.Service, ring) })
		}
		running.Wait()
		if (both[0] == nil) == (both[1] == nil) || !errors.Is(errors.Join(both[0], both[1]), vault.ErrOtherKeys) {
			t.Errorf("%v, %v", both[0], both[1])
		}
	}
}

// A file that is exchanged under a program changes nothing there; one that is lost is replaced by one that is taken for no other.
func TestExchangedAndLostKeys(t *testing.T) {
	w := newWorld(t)
	key := w.make()
	w.fits("its own", w.ring, nil)
	kept := filepath.Join(t.TempDir(), "kept.json")
	copied(w, w.keysFile, kept)
	if err := vault.NewKeeper(w.Service, w.ring).Lost(ctx, w.keysFile); !errors.Is(err, os.ErrExist) {
		t.Errorf("over a file that is there: %v", err)
	}
	w.must(os.Remove(w.keysFile))
	_, err := keys.LoadOrCreate(w.keysFile)
	w.must(err)
	if changed, err := w.ring.Reload(); changed || !errors.Is(err, keys.ErrExchanged) {
		t.Errorf("exchanged: %v %v", changed, err)
	}
	if _, err := w.vault.Secret(ctx, w.Service, key); err != nil {
		t.Errorf("what was held does not go on: %v", err)
	}

	w.must(os.Remove(w.keysFile))
	w.must(vault.NewKeeper(w.Service, nil).Lost(ctx, w.keysFile))
	found := w.load()
	w.fits("in place of a lost one", found, nil)
	for _, entry := range keys.Entries() {
		if v := found.Versions(entry); len(v) != 1 || v[0].Number != 2 {
			t.Errorf("%s: %v", entry, v)
		}
	}
	w.fits("the lost one", w.ring, vault.ErrOldKeys)
	_, err = keys.Merge(w.keysFile, kept)
	w.must(err)
	if _, err := vault.New(found).Secret(ctx, w.Service, key); err != nil {
		t.Errorf("found again: %v", err)
	}
}

func copied(w *world, from, to string) {
	w.Helper()
	text, err := os.ReadFile(from)
	w.must(err)
	w.must(os.WriteFile(to, text, 0o600))
}
