package files_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/files"
)

func TestKeepUnderAKnownID(t *testing.T) {
	root := t.TempDir()
	store, err := files.NewFolder(root)
	if err != nil {
		t.Fatal(err)
	}
	id := uuid.MustParse("01900000-0000-7000-8000-0000000000ab")
	for _, content := range []string{"first", "second"} { // the second takes the first one's place
		if err := store.Keep(t.Context(), id, strings.NewReader(content)); err != nil {
			t.Fatal(err)
		}
		f, err := store.Open(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(f)
		if err = errors.Join(err, f.Close()); err != nil || string(got) != content {
			t.Errorf("%q, %v", got, err)
		}
	}
	broken := errors.New("the source broke")
	if err := store.Keep(t.Context(), id, io.MultiReader(strings.NewReader("thi"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	f, err := store.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(f)
	if err = errors.Join(err, f.Close()); err != nil || string(got) != "second" {
		t.Errorf("after a broken one: %q, %v", got, err)
	}
	if left, err := os.ReadDir(filepath.Join(root, "unfinished")); err != nil || len(left) != 0 {
		t.Errorf("%d unfinished files, %v", len(left), err)
	}
}
