package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// OldestMajor is the oldest PostgreSQL that the schema works with.
const OldestMajor = 15

// serverUser is who runs the server when we are root, which PostgreSQL refuses to be. Debian's package makes it.
const serverUser = "postgres"

// debianBin is where Debian keeps the server's programs. They are not on the PATH.
const debianBin = "/usr/lib/postgresql/*/bin"

// Programs is an installed PostgreSQL, and the user that its programs run as.
type Programs struct {
	Bin   string // folder of initdb and postgres
	Major int    // such as 15

	credential *syscall.Credential // nil: ourselves
}

// Find looks for the programs: of the given major version, or of the newest for 0. What it answers when there are none
// says which Debian packages to install.
func Find(major int) (Programs, error) { return find(debianBin, major) }

func find(pattern string, major int) (Programs, error) {
	found, err := installed(pattern)
	if err != nil {
		return Programs{}, err
	}
	var best Programs
	for _, p := range found {
		if p.Major >= OldestMajor && (p.Major == major || major == 0 && p.Major > best.Major) {
			best = p
		}
	}
	if best.Bin == "" {
		return Programs{}, missing(major)
	}
	if os.Geteuid() == 0 {
		if best.credential, err = credentialOf(serverUser); err != nil {
			return Programs{}, err
		}
	}
	return best, nil
}

// missing says what to install.
func missing(major int) error {
	if major != 0 {
		return fmt.Errorf("the private database was made with PostgreSQL %d, which is not installed: "+
			"as root, run apt-get install postgresql-%d", major, major)
	}
	return fmt.Errorf("PostgreSQL %d or newer is not installed: as root, run apt-get install postgresql; "+
		"or set DATABASE_URL and DATABASE_OWNER_URL to a server that you have", OldestMajor)
}

// installed lists Debian's versions and, elsewhere, the one on the PATH.
func installed(pattern string) ([]Programs, error) {
	folders, err := filepath.Glob(pattern)
	if err != nil {
		return nil, fmt.Errorf("look for PostgreSQL: %w", err)
	}
	var list []Programs
	for _, folder := range folders {
		major, err := strconv.Atoi(filepath.Base(filepath.Dir(folder)))
		if err == nil && runnable(folder, "initdb") && runnable(folder, "postgres") {
			list = append(list, Programs{Bin: folder, Major: major})
		}
	}
	if path, err := exec.LookPath("postgres"); err == nil && len(list) == 0 {
		folder := filepath.Dir(path)
		if major, err := majorOf(path); err == nil && runnable(folder, "initdb") {
			list = append(list, Programs{Bin: folder, Major: major})
		}
	}
	return list, nil
}

func runnable(folder, name string) bool {
	info, err := os.Stat(filepath.Join(folder, name))
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// majorOf reads "postgres (PostgreSQL) 16.4 …".
func majorOf(path string) (int, error) {
	out, err := exec.Command(path, "--version").Output()
	if err != nil {
		return 0, fmt.Errorf("ask %s for its version: %w", path, err)
	}
	words := strings.Fields(string(out))
	if len(words) < 3 {
		return 0, errors.New("no version")
	}
	digits, _, _ := strings.Cut(words[2], ".")
	return strconv.Atoi(digits)
}

func credentialOf(name string) (*syscall.Credential, error) {
	u, err := user.Lookup(name)
	if err != nil {
		return nil, fmt.Errorf("as root, PostgreSQL is run as the user %s, which Debian's package postgresql makes: %w",
			name, err)
	}
	uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
	if err := errors.Join(uidErr, gidErr); err != nil {
		return nil, fmt.Errorf("user %s: %w", name, err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// Command prepares one of the server's programs, or another program by its absolute path, to run as the server's user,
// with a clean environment (PGDATA and its like would change what it does) and away from our folder, which that user
// may not be able to enter.
func (p Programs) Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	if !filepath.IsAbs(name) {
		name = filepath.Join(p.Bin, name)
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + p.Bin + ":/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC", "HOME=/"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: p.credential}
	return cmd
}

// Give makes the server's user the owner of a file or folder of ours.
func (p Programs) Give(path string) error {
	if p.credential == nil {
		return nil
	}
	return os.Chown(path, int(p.credential.Uid), int(p.credential.Gid))
}

// CanUse tells whether the server's user can reach a folder and write in it.
func (p Programs) CanUse(ctx context.Context, folder string) bool {
	return p.Command(ctx, "/bin/sh", "-c", `cd "$1" 2>/dev/null && test -w .`, "sh", folder).Run() == nil
}

// uid is the server's user.
func (p Programs) uid() uint32 {
	if p.credential == nil {
		return uint32(os.Geteuid())
	}
	return p.credential.Uid
}
