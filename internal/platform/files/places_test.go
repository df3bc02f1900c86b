package files_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
	"github.com/tuottajatori/tuottajatori/internal/platform/files/filestest"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/vault"
)

// store is a place that keeps new files as well.
type store interface {
	files.Store
	files.Place
}

func place(t *testing.T, address string) store {
	t.Helper()
	p, err := files.New(address, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return p.(store)
}

func fileKeys(t *testing.T, d *dbtest.DB) *vault.FileKeys {
	t.Helper()
	ring, err := keys.LoadOrCreate(filepath.Join(t.TempDir(), "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	return vault.NewFileKeys(d.Service, vault.New(ring))
}

func read(t *testing.T, p files.Place, id uuid.UUID) ([]byte, error) {
	t.Helper()
	f, err := p.Open(t.Context(), id)
	if err != nil {
		return nil, err
	}
	got, err := io.ReadAll(f)
	return got, errors.Join(err, f.Close())
}

func noise(n int) []byte {
	out := make([]byte, n)
	from := rand.NewChaCha8([32]byte{byte(n)})
	_, _ = from.Read(out)
	return out
}

// Every place keeps its promises, with and without sealing.
func TestPlaces(t *testing.T) {
	d := dbtest.New(t)
	folder, bucket := place(t, ""), place(t, filestest.S3(t))
	for name, s := range map[string]store{"a folder": folder, "a bucket": bucket, "a sealed folder": files.NewSealed(place(t, ""), fileKeys(t, d), nil),
		"a sealed bucket": files.NewSealed(place(t, filestest.S3(t)), fileKeys(t, d), nil)} {
		t.Run(name, func(t *testing.T) {
			want := map[uuid.UUID][]byte{}
			for _, size := range []int{0, 1, 65535, 65536, 65537, 131072, 300_000} {
				if size == 0 && name == "a bucket" {
					continue // the server in process takes no empty object; nothing that we keep there is empty
				}
				content := noise(size)
				id, n, sum, err := s.Put(t.Context(), iotest.HalfReader(bytes.NewReader(content)), 300_000)
				if err != nil || n != int64(size) || len(sum) != 32 {
					t.Fatalf("%d bytes: %d, %v", size, n, err)
				}
				want[id] = content
				fromTheMiddle(t, s, id, content)
			}
			kept := uuid.New()
			for _, content := range []string{"first", "second"} { // the second takes the first one's place
				if err := s.Keep(t.Context(), kept, strings.NewReader(content)); err != nil {
					t.Fatal(err)
				}
				want[kept] = []byte(content)
			}
			broken := errors.New("the phone lost its network")
			if err := s.Keep(t.Context(), kept, io.MultiReader(strings.NewReader("thi"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
				t.Errorf("a reader that fails: %v", err)
			}
			if _, _, _, err := s.Put(t.Context(), endless{}, 100_000); !fault.Is(err, fault.CodeTooLarge) {
				t.Errorf("too much: %v", err)
			}
			ended, end := context.WithCancel(t.Context())
			end()
			if _, _, _, err := s.Put(ended, strings.NewReader("x"), 10); !fault.Is(err, fault.CodeUnavailable) {
				t.Errorf("nobody waits: %v", err)
			}
			for id, content := range want {
				if got, err := read(t, s, id); err != nil || !bytes.Equal(got, content) {
					t.Errorf("%d bytes: %d, %v", len(content), len(got), err)
				}
			}
			listed := map[uuid.UUID]bool{}
			if err := s.Each(t.Context(), func(e files.Entry) error { listed[e.ID] = !e.Modified.IsZero(); return nil }); err != nil || len(listed) != len(want) {
				t.Errorf("lists %d of %d, %v", len(listed), len(want), err)
			}
			for range 2 { // a job can run twice
				if err := s.Delete(t.Context(), kept); err != nil {
					t.Error(err)
				}
			}
			for _, gone := range []uuid.UUID{kept, uuid.New()} {
				if _, err := read(t, s, gone); !fault.Is(err, fault.CodeNotFound) {
					t.Errorf("what is not there: %v", err)
				}
			}
		})
	}
	var alive int
	if err := d.Owner.Get(&alive, `SELECT count(*) FROM data_key WHERE wrapped IS NOT NULL`); err != nil || alive != 2*7 {
		t.Errorf("%d keys are left of 14 files, %v", alive, err)
	}
}

// fromTheMiddle reads pieces as a browser that goes on with a broken download does.
func fromTheMiddle(t *testing.T, s files.Place, id uuid.UUID, content []byte) {
	t.Helper()
	f, err := s.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if end, err := f.Seek(0, io.SeekEnd); err != nil || end != int64(len(content)) {
		t.Fatalf("ends at %d of %d, %v", end, len(content), err)
	}
	for _, at := range []int{len(content) / 2, 0, len(content) - 1, min(65530, len(content))} {
		if at < 0 {
			continue
		}
		if _, err := f.Seek(int64(at), io.SeekStart); err != nil {
			t.Fatal(err)
		}
		piece := make([]byte, min(100, len(content)-at))
		if _, err := io.ReadFull(f, piece); err != nil || !bytes.Equal(piece, content[at:at+len(piece)]) {
			t.Fatalf("%d bytes from %d of %d: %v", len(piece), at, len(content), err)
		}
	}
}

// Whoever can write to the folder reads nothing there, and changes nothing unseen.
func TestSealedFilesCannotBeReadOrChanged(t *testing.T) {
	root := t.TempDir()
	folder, err := files.NewFolder(root)
	if err != nil {
		t.Fatal(err)
	}
	s := files.NewSealed(folder, fileKeys(t, dbtest.New(t)), nil)
	content := bytes.Repeat([]byte("Hoivakoti Esimerkki, 0400 000 000. "), 6000) // four chunks
	id, _, _, err := s.Put(t.Context(), bytes.NewReader(content), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	other, _, _, err := s.Put(t.Context(), bytes.NewReader(content), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	path := func(id uuid.UUID) string { return filepath.Join(root, files.NameOf(id)) }
	sealed, err := os.ReadFile(path(id))
	if err != nil || bytes.Contains(sealed, []byte("Esimerkki")) {
		t.Fatalf("the file can be read where it lies: %v", err)
	}
	others, err := os.ReadFile(path(other))
	if err != nil {
		t.Fatal(err)
	}
	const head, chunk = 40, 65536 + 16
	for name, changed := range map[string][]byte{
		"a bit of the salt":          flipped(sealed, 20),
		"a bit of the first chunk":   flipped(sealed, head+5),
		"a bit of the last chunk":    flipped(sealed, len(sealed)-20),
		"cut off":                    sealed[:len(sealed)-1],
		"cut off at a chunk":         sealed[:head+chunk],
		"nothing but the head":       sealed[:head],
		"two chunks exchanged":       bytes.Join([][]byte{sealed[:head], sealed[head+chunk : head+2*chunk], sealed[head : head+chunk], sealed[head+2*chunk:]}, nil),
		"a chunk left out":           bytes.Join([][]byte{sealed[:head], sealed[head+chunk:]}, nil),
		"longer":                     append(bytes.Clone(sealed), 1),
		"another file":               others,
		"another file's first chunk": bytes.Join([][]byte{sealed[:head], others[head : head+chunk], sealed[head+chunk:]}, nil),
	} {
		if err := os.WriteFile(path(id), changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := read(t, s, id); err == nil || bytes.Equal(got, content) {
			t.Errorf("%s: read %d bytes, %v", name, len(got), err)
		}
	}
	if err := os.WriteFile(path(id), sealed, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := read(t, s, id); err != nil || !bytes.Equal(got, content) {
		t.Fatalf("as it was: %d bytes, %v", len(got), err)
	}
	// A copy that somebody has kept is not readable once the file was removed.
	if err := s.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path(id), sealed, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := read(t, s, id); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("a kept copy: %v", err)
	}
}

func flipped(b []byte, at int) []byte {
	out := bytes.Clone(b)
	out[at] ^= 1
	return out
}

// Files of an older program are held to their checksums when they are read and before they are sealed, once.
func TestOldFilesAreReadAndSealed(t *testing.T) {
	folder := place(t, "")
	sums := map[uuid.UUID][]byte{}
	known := func(_ context.Context, id uuid.UUID) ([]byte, error) { return sums[id], nil }
	s := files.NewSealed(folder, fileKeys(t, dbtest.New(t)), known)
	for _, content := range []string{"", "x", "%PDF-1.7 " + strings.Repeat("a", 100_000)} {
		id, _, sum, err := folder.Put(t.Context(), strings.NewReader(content), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		for what, wrong := range map[string]string{"a changed byte": string(flipped([]byte(content+" "), len(content)/2)), "cut off": content[:len(content)/2] + "!", "no row": content} {
			if sums[id] = sum; what == "no row" {
				sums[id] = nil
			}
			if err := folder.Keep(t.Context(), id, strings.NewReader(wrong)); err != nil {
				t.Fatal(err)
			}
			if _, err := read(t, s, id); !errors.Is(err, files.ErrDamaged) {
				t.Errorf("%.10q, %s: read, %v", content, what, err)
			}
			if done, err := s.SealOld(t.Context(), id); done || !errors.Is(err, files.ErrDamaged) {
				t.Errorf("%.10q, %s: sealed, %v", content, what, err)
			}
		}
		if sums[id], err = sum, folder.Keep(t.Context(), id, strings.NewReader(content)); err != nil {
			t.Fatal(err)
		}
		for _, first := range []bool{true, false} {
			if got, err := read(t, s, id); err != nil || string(got) != content {
				t.Errorf("%.10q: %d bytes, %v", content, len(got), err)
			}
			if done, err := s.SealOld(t.Context(), id); err != nil || done != first {
				t.Errorf("%.10q: sealed %v, %v", content, done, err)
			}
		}
		if raw, err := read(t, folder, id); err != nil || strings.Contains(string(raw), "%PDF") || len(raw) < len(content)+56 {
			t.Errorf("%.10q lies there as it was: %v", content, err)
		}
	}
}

// A server that is away is said to be away, soon.
func TestABucketThatIsAway(t *testing.T) {
	p := place(t, "s3://key:hunter2@127.0.0.1:1/files?insecure=on&region=x")
	var group sync.WaitGroup
	for name, try := range map[string]func() error{
		"keep":   func() error { return p.Keep(t.Context(), uuid.New(), strings.NewReader("x")) },
		"open":   func() error { _, err := p.Open(t.Context(), uuid.New()); return err },
		"delete": func() error { return p.Delete(t.Context(), uuid.New()) },
		"each":   func() error { return p.Each(t.Context(), func(files.Entry) error { return nil }) },
	} {
		group.Go(func() {
			if err := try(); !fault.Is(err, fault.CodeUnavailable) || strings.Contains(fmt.Sprint(err), "hunter2") {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
	group.Wait()
}
