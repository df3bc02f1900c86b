package local

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// install makes a folder of PostgreSQL versions as Debian lays them out. Nothing in it works.
func install(t *testing.T, versions ...string) (pattern string) {
	t.Helper()
	root := t.TempDir()
	for _, version := range versions {
		bin := filepath.Join(root, version, "bin")
		if err := os.MkdirAll(bin, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"initdb", "postgres"} {
			if err := os.WriteFile(filepath.Join(bin, name), nil, 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
	return filepath.Join(root, "*", "bin")
}

func TestFind(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for _, test := range []struct {
		installed []string
		major     int
		want      int    // 0: an error
		says      string // what to install
	}{
		{[]string{"9.6", "15", "17", "16"}, 0, 17, ""},
		{[]string{"15", "17"}, 15, 15, ""},
		{[]string{"17"}, 15, 0, "apt-get install postgresql-15"},
		{[]string{"14", "13"}, 0, 0, "apt-get install postgresql;"},
		{nil, 0, 0, "apt-get install postgresql;"},
		{[]string{"common"}, 0, 0, "DATABASE_URL"},
	} {
		got, err := find(install(t, test.installed...), test.major)
		if test.want == 0 {
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v for %d: %v", test.installed, test.major, err)
			}
			continue
		}
		if err != nil || got.Major != test.want {
			t.Errorf("%v for %d: %d, %v", test.installed, test.major, got.Major, err)
		}
	}
}

func TestFindTakesTheOneOnThePath(t *testing.T) {
	bin := t.TempDir()
	script := []byte("#!/bin/sh\necho 'postgres (PostgreSQL) 18.1 (Homebrew)'\n")
	for _, name := range []string{"initdb", "postgres"} {
		if err := os.WriteFile(filepath.Join(bin, name), script, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin)
	if got, err := find(install(t), 0); err != nil || got.Major != 18 || got.Bin != bin {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestSocketFolderIsOursAlone finds something of somebody else's where the socket's folder should be.
func TestSocketFolderIsOursAlone(t *testing.T) {
	p := Programs{}
	home := t.TempDir()
	folder, err := socketFolder(p, home)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	if again, err := socketFolder(p, home); err != nil || again != folder {
		t.Errorf("the second time: %s, %v", again, err)
	}
	if len(folder) > longestSocketFolder {
		t.Errorf("%s is too long for a socket", folder)
	}
	if err := os.Chmod(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := socketFolder(p, home); err == nil {
		t.Error("takes a folder that everybody can write in")
	}
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(t.TempDir(), folder); err != nil {
		t.Fatal(err)
	}
	if _, err := socketFolder(p, home); err == nil {
		t.Error("follows a link")
	}
}
