package local

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// The files that we keep beside the cluster.
const (
	homeName     = "postgres"          // folder in DATA_DIR that holds everything, when the server's user can use it
	pointerName  = "postgres.location" // file in DATA_DIR that says where it is otherwise
	clusterName  = "data"              // PGDATA, in the home
	lockName     = "lock"              // held while we run, in the home
	belongsName  = "belongs-to"        // the DATA_DIR that a home elsewhere is for, in the home
	passwordName = "postgres.json"     // the roles' passwords, in DATA_DIR
)

// elsewhere lists where a home may be when the server's user cannot enter DATA_DIR, such as one below /root.
var elsewhere = []string{"/var/lib", "/var/tmp"}

// findHome answers the folder of DATA_DIR's database, and makes it at the first start. An existing one is never left
// for an empty one: when it cannot be used, that is an error.
func findHome(ctx context.Context, p Programs, dataDir string, logger *slog.Logger) (string, error) {
	if err := os.MkdirAll(dataDir, 0o711); err != nil {
		return "", fmt.Errorf("data folder: %w", err)
	}
	pointed, err := os.ReadFile(filepath.Join(dataDir, pointerName))
	if err == nil {
		return pointedHome(ctx, p, dataDir, strings.TrimSpace(string(pointed)))
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("data folder: %w", err)
	}
	home := filepath.Join(dataDir, homeName)
	if err := os.Mkdir(home, 0o700); err == nil {
		if err := p.Give(home); err != nil {
			return "", fmt.Errorf("database folder: %w", err)
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("database folder: %w", err)
	}
	if p.CanUse(ctx, home) {
		return home, nil
	}
	if err := os.Remove(home); err != nil { // fails unless it is empty
		return "", fmt.Errorf("the user who runs PostgreSQL cannot use %s, which holds the database: "+
			"let that user enter the folders above it and own it: %w", home, err)
	}
	return homeElsewhere(ctx, p, dataDir, logger)
}

// homeElsewhere makes a home outside DATA_DIR and notes it there. Its name says which DATA_DIR it is for. It is always
// a new one: who removed a DATA_DIR to begin afresh must not meet the old data.
func homeElsewhere(ctx context.Context, p Programs, dataDir string, logger *slog.Logger) (string, error) {
	sum := sha256.Sum256([]byte(dataDir))
	name := "tuottajatori-" + hex.EncodeToString(sum[:4])
	for _, parent := range elsewhere {
		if older, err := filepath.Glob(filepath.Join(parent, name+"-*")); err == nil && len(older) > 0 {
			logger.WarnContext(ctx, "databases of an earlier data folder of this name are left; remove them if not needed",
				"folders", older)
		}
		home, err := os.MkdirTemp(parent, name+"-")
		if err != nil {
			continue
		}
		if err := p.Give(home); err != nil {
			return "", fmt.Errorf("database folder: %w", err)
		}
		if !p.CanUse(ctx, home) {
			if err := os.Remove(home); err != nil {
				return "", fmt.Errorf("database folder: %w", err)
			}
			continue
		}
		logger.InfoContext(ctx, "the user who runs PostgreSQL cannot enter the data folder; the database is elsewhere",
			"data", dataDir, "database", home)
		if err := os.WriteFile(filepath.Join(home, belongsName), []byte(dataDir+"\n"), 0o600); err != nil {
			return "", fmt.Errorf("database folder: %w", err)
		}
		if err := os.WriteFile(filepath.Join(dataDir, pointerName), []byte(home+"\n"), 0o600); err != nil {
			return "", fmt.Errorf("data folder: %w", err)
		}
		return home, nil
	}
	return "", fmt.Errorf("the user who runs PostgreSQL can enter neither %s nor any of %s: choose another DATA_DIR",
		dataDir, strings.Join(elsewhere, ", "))
}

// pointedHome checks the home that DATA_DIR points to. A moved DATA_DIR takes it along; a copied one must not use the
// original's database.
func pointedHome(ctx context.Context, p Programs, dataDir, home string) (string, error) {
	if !filepath.IsAbs(home) || !p.CanUse(ctx, home) {
		return "", fmt.Errorf("the database of %s should be in %q, which cannot be used; bring it back, "+
			"or remove %s to begin with an empty database", dataDir, home, filepath.Join(dataDir, pointerName))
	}
	note := filepath.Join(home, belongsName)
	text, err := os.ReadFile(note)
	if err != nil {
		return "", fmt.Errorf("database folder: %w", err)
	}
	other := strings.TrimSpace(string(text))
	if other == dataDir {
		return home, nil
	}
	if pointed, err := os.ReadFile(filepath.Join(other, pointerName)); err == nil && strings.TrimSpace(string(pointed)) == home {
		return "", fmt.Errorf("%s is a copy of %s, and the database in %s is the original's; "+
			"use the commands backup and restore instead", dataDir, other, home)
	}
	if err := os.WriteFile(note, []byte(dataDir+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("database folder: %w", err)
	}
	return home, nil
}

// longestSocketFolder leaves room for "/.s.PGSQL.5432" and its lock in the 107 bytes that a socket's path may have.
const longestSocketFolder = 80

// socketFolder makes the folder of the server's socket: short whatever DATA_DIR is, the same at each start, and entered
// by the server's user and root only.
func socketFolder(p Programs, home string) (string, error) {
	sum := sha256.Sum256([]byte(home))
	folder := filepath.Join(runtimeFolder(), "tuottajatori-"+hex.EncodeToString(sum[:6]))
	if err := os.Mkdir(folder, 0o700); err == nil {
		if err := p.Give(folder); err != nil {
			return "", fmt.Errorf("socket folder: %w", err)
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("socket folder: %w", err)
	}
	// The parent may be everybody's: somebody else's folder or link under our name must not get our passwords.
	info, err := os.Lstat(folder)
	if err != nil {
		return "", fmt.Errorf("socket folder: %w", err)
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !info.IsDir() || info.Mode().Perm()&0o077 != 0 || !ok || owner.Uid != p.uid() {
		return "", fmt.Errorf("socket folder: %s is not ours alone; remove it", folder)
	}
	return folder, nil
}

// runtimeFolder is where sockets are kept on this machine.
func runtimeFolder() string {
	candidates := []string{os.Getenv("XDG_RUNTIME_DIR")}
	if os.Geteuid() == 0 {
		candidates = []string{"/run"}
	}
	for _, folder := range candidates {
		info, err := os.Stat(folder)
		if err == nil && info.IsDir() && filepath.IsAbs(folder) && len(folder) < longestSocketFolder-32 {
			return folder
		}
	}
	return "/tmp"
}

// lock makes sure that one program at a time runs the home's database. It is held until the file is closed, by the
// kernel when we are killed.
func lock(home string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(home, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("database folder: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errors.Join(ErrRunning, f.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock the database folder: %w", err), f.Close())
	}
	return f, nil
}
