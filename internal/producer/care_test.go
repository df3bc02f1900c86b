package producer_test

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/files"
	"github.com/tuottajatori/tuottajatori/internal/platform/vault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// Files of an older program lie unencrypted; one has been lost, two have no row, one of these for long.
func TestFilesAreLookedAfter(t *testing.T) {
	h := newHouse(t)
	id, a := h.producer("Hoiva Esimerkki Oy")
	kept := make([]uuid.UUID, 4)
	for i, name := range []string{"a.pdf", "b.pdf", "c.pdf", "d.pdf"} {
		f, err := h.producers.Upload(t.Context(), a, id, name, strings.NewReader("%PDF-1.7 "+name))
		h.ok(err)
		kept[i] = f.ID
	}
	f, err := h.producers.Upload(t.Context(), a, id, "e.pdf", strings.NewReader("%PDF-1.7 e.pdf"))
	h.ok(err)
	changed := f.ID
	folder, err := files.NewFolder(h.folder)
	h.ok(err)
	store := files.NewSealed(folder, vault.NewFileKeys(h.Service, vault.New(h.ring)), producer.Sums(h.Service))
	care := producer.NewFileCare(h.Service, store, slog.New(slog.DiscardHandler))
	path := func(id uuid.UUID) string { return filepath.Join(h.folder, files.NameOf(id)) }
	h.ok(os.Remove(path(kept[3])))
	orphan := func(age time.Duration) uuid.UUID {
		id, _, _, err := store.Put(t.Context(), strings.NewReader("nobody's"), 100)
		h.ok(err)
		at := time.Now().Add(-age)
		h.ok(os.Chtimes(path(id), at, at))
		return id
	}
	h.ok(os.WriteFile(path(changed), []byte("%PDF-1.7 f.pdf"), 0o600))
	old, fresh := orphan(8*24*time.Hour), orphan(time.Hour)

	found, err := care.Check(t.Context())
	if err != nil || found.Files != 6 || found.Rows != 5 || len(found.Orphans) != 2 || len(found.Missing) != 1 || found.Missing[0] != kept[3] {
		t.Fatalf("%+v, %v", found, err)
	}
	for _, want := range []producer.Tidied{{Removed: 1, Sealed: 3}, {}} {
		if done, err := care.Tidy(t.Context(), time.Now()); err != nil || done != want {
			t.Errorf("%+v, %v; want %+v", done, err, want)
		}
	}
	if _, err := os.Stat(path(old)); err == nil {
		t.Error("what has had no row for a week is there")
	}
	if _, err := os.Stat(path(fresh)); err != nil {
		t.Errorf("what was sent a moment ago: %v", err)
	}
	for i, name := range []string{"a.pdf", "b.pdf", "c.pdf"} {
		raw, err := os.ReadFile(path(kept[i]))
		h.ok(err)
		f, err := store.Open(t.Context(), kept[i])
		h.ok(err)
		text, err := io.ReadAll(f)
		if err != nil || string(text) != "%PDF-1.7 "+name || strings.Contains(string(raw), "PDF") {
			t.Errorf("%s: %q, %v", name, text, err)
		}
		h.ok(f.Close())
	}
	// What was changed before it was encrypted is given to nobody, nor encrypted as if it were what was sent.
	if _, err := store.Open(t.Context(), changed); !errors.Is(err, files.ErrDamaged) {
		t.Errorf("a changed byte: %v", err)
	}
	// A place that is full of another installation's files is left alone.
	for range 5 {
		orphan(30 * 24 * time.Hour)
	}
	if done, err := care.Tidy(t.Context(), time.Now()); err != nil || done.Removed != 0 {
		t.Errorf("%+v, %v", done, err)
	}
}
