package vault

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// DestroyedFile is the name of the list of destroyed data keys: a line for each with when and which, of nobody.
const DestroyedFile = "destroyed-keys.txt"

// destroyed is a data key that is no more.
type destroyed struct {
	ID uuid.UUID `db:"id"`
	At time.Time `db:"destroyed_at"`
}

// ListDestroyed adds to the list at the path the data keys that were destroyed and are not in it, and answers how many. A backup
// does not know of what was erased after it: restoring applies the list (DestroyListed). All of them are compared, whenever they were
// destroyed: a clock that was wrong for a time must not keep one out.
func ListDestroyed(ctx context.Context, d *db.DB, path string) (added int, err error) {
	known, err := readDestroyed(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	listed := make(map[uuid.UUID]bool, len(known))
	for _, k := range known {
		listed[k.ID] = true
	}
	rows, err := allDestroyed(ctx, d)
	if err != nil {
		return 0, d.Translate(err)
	}
	var lines strings.Builder
	for _, k := range rows {
		if !listed[k.ID] {
			fmt.Fprintf(&lines, "%s %s\n", k.At.UTC().Format(time.RFC3339Nano), k.ID)
			added++
		}
	}
	if added == 0 {
		return 0, nil
	}
	return added, appendTo(path, lines.String())
}

func appendTo(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("list destroyed keys: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("list destroyed keys: %w", err)
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("list destroyed keys: %w", err)
	}
	return nil
}

// readDestroyed reads a list. A last line that was cut off while it was written is left out, and is written again.
func readDestroyed(path string) (list []destroyed, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("list of destroyed keys: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for lines := bufio.NewScanner(f); ; {
		if !lines.Scan() {
			return list, lines.Err()
		}
		when, which, _ := strings.Cut(lines.Text(), " ")
		at, errAt := time.Parse(time.RFC3339Nano, when)
		id, errID := uuid.Parse(which)
		if errAt == nil && errID == nil {
			list = append(list, destroyed{ID: id, At: at})
		}
	}
}

// DestroyListed destroys in a database that was restored what a list says was destroyed, and answers how many that were: as the
// database's owner or as the service.
func DestroyListed(ctx context.Context, d *db.DB, path string) (again int, err error) {
	list, err := readDestroyed(path)
	if err != nil {
		return 0, err
	}
	for len(list) > 0 {
		n := min(len(list), batch)
		done, err := destroyAgain(ctx, d, list[:n])
		if err != nil {
			return again, d.Translate(err)
		}
		again, list = again+done, list[n:]
	}
	return again, nil
}
