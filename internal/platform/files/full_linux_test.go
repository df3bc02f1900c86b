package files_test

import (
	"errors"
	"strings"
	"syscall"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
)

// TestAFullDisk fills a small file system in memory, where the test may make one.
func TestAFullDisk(t *testing.T) {
	root := t.TempDir()
	if err := syscall.Mount("none", root, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("cannot make a small disk here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(root, 0); err != nil {
			t.Error(err)
		}
	})
	s, err := files.NewFolder(root)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := s.Put(t.Context(), endless{}, 1<<20); !fault.Is(err, fault.CodeUnavailable) || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("answer %v", err)
	}
	if left := kept(t, root); len(left) != 0 {
		t.Errorf("kept %v", left)
	}
	if _, _, _, err := s.Put(t.Context(), strings.NewReader("small"), 10); err != nil {
		t.Errorf("a small file afterwards: %v", err)
	}
}
