package files

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/google/uuid"
)

// Keep puts a file in its place under an id that it already has, as demo data and what is brought back from a backup do. A
// file that is there is replaced. After an error nothing has changed.
func (f *Folder) Keep(ctx context.Context, id uuid.UUID, r io.Reader) (err error) {
	temporary, err := os.CreateTemp(filepath.Join(f.root, unfinished), id.String()+"-*")
	if err != nil {
		return storeFault(err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, remove(temporary.Name()))
		}
	}()
	_, err = io.Copy(temporary, withContext(ctx, r))
	if err = errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return storeFault(err)
	}
	if err = f.place(temporary.Name(), id); err != nil {
		return storeFault(err)
	}
	return nil
}
