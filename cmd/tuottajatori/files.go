package main

import (
	"context"
	"fmt"

	"github.com/tuottajatori/tuottajatori/internal/app"
)

// filesCommand compares the files that are there with the rows that tell of them. Missing files end it with status 1.
func filesCommand(ctx context.Context, io streams, args []string) error {
	words, err := parse(flags(io, "files"), args)
	if err != nil {
		return err
	}
	if len(words) != 1 || words[0] != "check" {
		return errUsage
	}
	return withApp(ctx, io, quiet(io), func(a *app.App) error {
		found, err := a.FileCare.Check(ctx)
		if err != nil {
			return err
		}
		for _, e := range found.Orphans {
			fmt.Fprintf(io.out, "no row   %s  %d bytes, since %s\n", e.ID, e.Size, stamp(e.Modified))
		}
		for _, id := range found.Missing {
			fmt.Fprintf(io.out, "no file  %s\n", id)
		}
		fmt.Fprintf(io.out, "%d files, %d rows; %d files without a row (removed after a week), %d rows without a file\n",
			found.Files, found.Rows, len(found.Orphans), len(found.Missing))
		if len(found.Missing) > 0 {
			return fmt.Errorf("%d files are missing: bring them from a backup", len(found.Missing))
		}
		return nil
	})
}
