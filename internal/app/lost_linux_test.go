package app_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
)

const diskSize = 64 << 20 // bytes

// TestMeilisearchWithAFullDisk fills the disk that the index is on, where the test may make a small one.
func TestMeilisearchWithAFullDisk(t *testing.T) {
	t.Parallel() // it waits, mostly
	meilitest.Need(t)
	disk := t.TempDir()
	if err := syscall.Mount("none", disk, "tmpfs", 0, fmt.Sprintf("size=%d", diskSize)); err != nil {
		t.Skipf("cannot make a small disk here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	server := meilitest.StartIn(t, disk)
	f := newFinder(t, server.URL, ensureKey(t, server))
	f.back()
	filler := filepath.Join(disk, "filler")
	fill(t, filler)
	f.suspendOne() // what Meilisearch cannot be told of
	f.away()
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if !server.Running() {
		server.Restart(t) // as those who run it do
	}
	f.back()
}

func fill(t *testing.T, path string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	written := 0
	for _, size := range []int{1 << 20, 4 << 10, 1} {
		part := make([]byte, size)
		for err == nil {
			var n int
			n, err = file.Write(part)
			if written += n; written > 4*diskSize {
				t.Skip("a disk has no end here")
			}
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
		err = nil
	}
}
