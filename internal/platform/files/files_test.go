package files_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
)

func folder(t *testing.T) (files.Store, string) {
	t.Helper()
	root := filepath.Join(t.TempDir(), "files")
	s, err := files.NewFolder(root)
	if err != nil {
		t.Fatal(err)
	}
	return s, root
}

// kept lists the files of a store's folder, unfinished ones too.
func kept(t *testing.T, root string) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			list = append(list, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestWhatIsPutIsRead(t *testing.T) {
	s, root := folder(t)
	rapid.Check(t, func(rt *rapid.T) {
		content := rapid.SliceOfN(rapid.Byte(), 0, 5000).Draw(rt, "content")
		id, size, sum, err := s.Put(t.Context(), iotest.OneByteReader(bytes.NewReader(content)), 5000)
		want := sha256.Sum256(content)
		if err != nil || size != int64(len(content)) || !bytes.Equal(sum, want[:]) {
			rt.Fatalf("put: size %d, error %v", size, err)
		}
		f, err := s.Open(t.Context(), id)
		if err != nil {
			rt.Fatal(err)
		}
		got, err := io.ReadAll(f)
		if err := errors.Join(err, f.Close()); err != nil || !bytes.Equal(got, content) {
			rt.Fatalf("read %d bytes, error %v", len(got), err)
		}
	})
	for _, path := range kept(t, root) {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("%s: mode %v, error %v", path, info.Mode(), err)
		}
	}
}

func TestWhatCannotBePutIsNotKept(t *testing.T) {
	ended, end := context.WithCancel(context.Background())
	end()
	broken := errors.New("the phone lost its network")
	for name, test := range map[string]struct {
		ctx  context.Context
		r    io.Reader
		want func(error) bool
	}{
		"one byte too many": {t.Context(), strings.NewReader("123456"), func(err error) bool { return fault.Is(err, fault.CodeTooLarge) }},
		"without end":       {t.Context(), endless{}, func(err error) bool { return fault.Is(err, fault.CodeTooLarge) }},
		"cut off":           {t.Context(), io.MultiReader(strings.NewReader("12"), iotest.ErrReader(broken)), func(err error) bool { return errors.Is(err, broken) }},
		"nobody waits":      {ended, strings.NewReader("1"), func(err error) bool { return fault.Is(err, fault.CodeUnavailable) && errors.Is(err, context.Canceled) }},
	} {
		t.Run(name, func(t *testing.T) {
			s, root := folder(t)
			if _, _, _, err := s.Put(test.ctx, test.r, 5); !test.want(err) {
				t.Errorf("answer %v", err)
			}
			if left := kept(t, root); len(left) != 0 {
				t.Errorf("kept %v", left)
			}
		})
	}
	s, _ := folder(t)
	if _, size, _, err := s.Put(t.Context(), strings.NewReader("12345"), 5); err != nil || size != 5 {
		t.Errorf("exactly the limit: %d, %v", size, err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestDelete(t *testing.T) {
	s, root := folder(t)
	id, _, _, err := s.Put(t.Context(), strings.NewReader("x"), 5)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // a job can run twice
		if err := s.Delete(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
	for _, gone := range []uuid.UUID{id, uuid.New(), uuid.Nil} {
		if _, err := s.Open(t.Context(), gone); !fault.Is(err, fault.CodeNotFound) {
			t.Errorf("open %v: %v", gone, err)
		}
	}
	if left := kept(t, root); len(left) != 0 {
		t.Errorf("kept %v", left)
	}
}

func TestUnfinishedUploadsAreSweptAtStart(t *testing.T) {
	_, root := folder(t)
	old, fresh := filepath.Join(root, "unfinished", "old"), filepath.Join(root, "unfinished", "fresh")
	for _, path := range []string{old, fresh} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	yesterday := time.Now().Add(-25 * time.Hour)
	if err := os.Chtimes(old, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	if _, err := files.NewFolder(root); err != nil {
		t.Fatal(err)
	}
	if left := kept(t, root); len(left) != 1 || left[0] != fresh {
		t.Errorf("left %v", left)
	}
}

func TestNew(t *testing.T) {
	root := t.TempDir()
	for _, address := range []string{"", "file://" + filepath.Join(root, "elsewhere")} {
		if _, err := files.New(address, root); err != nil {
			t.Errorf("%q: %v", address, err)
		}
	}
	for _, name := range []string{"files", "elsewhere"} {
		if _, err := os.Stat(filepath.Join(root, name, "unfinished")); err != nil {
			t.Error(err)
		}
	}
	for _, address := range []string{"s3://bucket/x", "s3://key:secret@host", "s3://key@host/bucket", "file://relative", "/plain", "file:relative"} {
		if _, err := files.New(address, root); err == nil {
			t.Errorf("%q is taken", address)
		}
	}
}
