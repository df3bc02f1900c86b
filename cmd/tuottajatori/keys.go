package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/vault"
)

// keysCommand changes the keys file while the service runs, and tells what still needs old versions.
func keysCommand(ctx context.Context, io streams, args []string) error {
	set := flags(io, "keys")
	in := set.Duration("in", time.Minute, "rotate: how soon the new version is used; with copies of the file on several machines, as long as it takes to copy it")
	breakLinks := set.Bool("break-links", false, "retire tokens: although links that were mailed end")
	words, err := parse(set, args)
	if err != nil {
		return err
	}
	switch {
	case len(words) == 1 && words[0] == "status":
		return withApp(ctx, io, quiet(io), func(a *app.App) error { return keysStatus(ctx, io, a) })
	case len(words) == 1 && words[0] == "renew":
		return withApp(ctx, io, quiet(io), func(a *app.App) error {
			n, err := a.Keeper.Renew(ctx)
			fmt.Fprintf(io.out, "%d rows sealed anew\n", n)
			return err
		})
	case len(words) == 1 && words[0] == "anew":
		return keysAnew(ctx, io)
	case len(words) == 2 && words[0] == "rotate":
		return keysRotate(io, words[1], *in)
	case len(words) == 3 && words[0] == "retire":
		version, err := strconv.Atoi(words[2])
		if err != nil {
			return errUsage
		}
		return withApp(ctx, io, quiet(io), func(a *app.App) error {
			return keysRetire(ctx, io, a, words[1], version, *breakLinks)
		})
	case len(words) == 2 && words[0] == "destroyed":
		cfg, err := config.Load(io.getenv)
		if err != nil {
			return err
		}
		return destroyAgain(ctx, io, cfg, words[1])
	case len(words) == 2 && words[0] == "merge":
		return keysMerge(io, words[1])
	}
	return errUsage
}

func keysStatus(ctx context.Context, io streams, a *app.App) error {
	all, err := a.Keeper.Standing(ctx)
	if err != nil {
		return err
	}
	var lost error
	for _, s := range all {
		state := "old"
		switch {
		case !s.InFile:
			state = "NOT IN THE FILE"
			lost = errors.New("rows need a version that the keys file has not; `tuottajatori keys merge` brings it from a copy of an old file")
		case s.Newest:
			state = "in use"
		case s.From.After(time.Now()):
			state = "used from " + s.From.Local().Format(time.DateTime)
		}
		fmt.Fprintf(io.out, "%-9s %3d  %s", s.Entry, s.Number, state)
		for _, n := range s.Needs {
			fmt.Fprintf(io.out, ", %d rows of %s", n.Rows, n.What)
		}
		if state == "old" && len(s.Needs) == 0 {
			fmt.Fprint(io.out, ", no row needs it")
		}
		fmt.Fprintln(io.out)
	}
	return lost
}

func keysRotate(io streams, entry string, in time.Duration) error {
	cfg, err := config.Load(io.getenv)
	if err != nil {
		return err
	}
	if in < 0 {
		return errors.New("--in: is in the past")
	}
	from := time.Now().Add(in)
	version, err := keys.Rotate(cfg.KeysFile, entry, from)
	if err != nil {
		return err
	}
	fmt.Fprintf(io.out, "%s version %d is used from %s. Copy %s to every machine before, and to where its copies are kept.\n",
		entry, version, from.Format(time.DateTime), cfg.KeysFile)
	return nil
}

// keysAnew works without wiring the house, which does not start without keys.
func keysAnew(ctx context.Context, io streams) error {
	cfg, err := config.Load(io.getenv)
	if err != nil {
		return err
	}
	if cfg.DatabaseURL == "" {
		return errors.New("DATABASE_URL: is missing")
	}
	d, err := db.Open(ctx, cfg.DatabaseURL, db.WithPool(1))
	if err != nil {
		return err
	}
	defer d.Close()
	if err := vault.NewKeeper(d, nil, app.Sealed()...).Finding(app.Codes()...).Lost(ctx, cfg.KeysFile); err != nil {
		return err
	}
	fmt.Fprintf(io.out, "%s is made. What was sealed with the lost keys stays sealed, and links that were mailed end. "+
		"Should a copy of the lost file be found, `tuottajatori keys merge` brings its versions.\n", cfg.KeysFile)
	return nil
}

func keysRetire(ctx context.Context, io streams, a *app.App, entry string, version int, breakLinks bool) error {
	err := a.Keeper.Retire(ctx, a.Config.KeysFile, entry, version, time.Now(), breakLinks)
	if errors.Is(err, vault.ErrLinks) {
		return fmt.Errorf("%w; --break-links ends them", err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(io.out, "%s version %d is out of the file. Backups from before need the copy of the file that was kept with them.\n", entry, version)
	return nil
}

func keysMerge(io streams, other string) error {
	cfg, err := config.Load(io.getenv)
	if err != nil {
		return err
	}
	added, err := keys.Merge(cfg.KeysFile, other)
	if err != nil {
		return err
	}
	fmt.Fprintf(io.out, "%d versions added\n", added)
	return nil
}
