package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tuottajatori/tuottajatori/internal/platform/backup"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
	"github.com/tuottajatori/tuottajatori/internal/platform/migrate"
	"github.com/tuottajatori/tuottajatori/internal/platform/vault"
)

// backupCommand writes the database and the files to a folder, and the keys apart if it is told where.
func backupCommand(ctx context.Context, io streams, args []string) error {
	set := flags(io, "backup")
	to := set.String("to", "", "the folder to make; it must not be there yet")
	keysTo := set.String("keys-to", "", "the file to copy the keys to, outside the backup; without it they are not copied")
	if words, err := parse(set, args); err != nil {
		return err
	} else if len(words) > 0 || *to == "" {
		return errUsage
	}
	cfg, place, err := ownersConfig(io)
	if err != nil {
		return err
	}
	var before []byte
	if *keysTo != "" {
		if before, err = backup.CheckKeys(cfg.KeysFile, *keysTo, *to); err != nil {
			return err
		}
	}
	m, err := backup.Make(ctx, backup.From{OwnerURL: cfg.DatabaseOwnerURL, Files: place, Program: programVersion()}, *to)
	if err != nil {
		return err
	}
	fmt.Fprintf(io.out, "%s: the database as of %s, schema %d, and %d files\n", *to, stamp(m.MadeAt), m.Schema, m.Files)
	for _, part := range m.Parts {
		fmt.Fprintf(io.out, "  %-16s %d bytes\n", part.Name, part.Bytes)
	}
	if *keysTo != "" {
		if err := backup.CopyKeys(cfg.KeysFile, *keysTo, *to, before); err != nil {
			return fmt.Errorf("the backup is whole, but the keys are not copied: %w", err)
		}
	} else {
		fmt.Fprintf(io.out, "The keys are not in it: keep a copy of %s somewhere else.\n", cfg.KeysFile)
	}
	return nil
}

// restoreCommand brings a backup back into an empty database and an empty folder of files, and its schema up to date.
func restoreCommand(ctx context.Context, io streams, args []string) error {
	set := flags(io, "restore")
	from := set.String("from", "", "the folder of the backup")
	list := set.String("destroyed", "", "the list of keys that were destroyed since; \"\": "+vault.DestroyedFile+" in DATA_DIR/audit-heads, if it is there")
	if words, err := parse(set, args); err != nil {
		return err
	} else if len(words) > 0 || *from == "" {
		return errUsage
	}
	cfg, place, err := ownersConfig(io)
	if err != nil {
		return err
	}
	if *list != "" { // rather than when all is back
		if _, err := os.Stat(*list); err != nil {
			return fmt.Errorf("--destroyed: %w", err)
		}
	}
	newest, err := migrate.Newest()
	if err != nil {
		return err
	}
	m, err := backup.Restore(ctx, *from, backup.To{OwnerURL: cfg.DatabaseOwnerURL, Files: place, Schema: newest})
	if err != nil {
		return err
	}
	if err := migrate.Up(ctx, cfg.DatabaseOwnerURL); err != nil {
		return fmt.Errorf("everything is back, but its schema is not up to date: %w", err)
	}
	fmt.Fprintf(io.out, "restored as of %s: the database and %d files\n", stamp(m.MadeAt), m.Files)
	if err := destroyAgain(ctx, io, cfg, *list); err != nil {
		return fmt.Errorf("everything is back, but what was erased since may be too: %w", err)
	}
	if err := backup.Finish(ctx, cfg.DatabaseOwnerURL); err != nil {
		return err
	}
	fmt.Fprintf(io.out, "Put the keys to %s, then run `tuottajatori audit verify` and `tuottajatori reindex`.\n", cfg.KeysFile)
	return nil
}

// destroyAgain keeps erased what was erased after the backup was made.
func destroyAgain(ctx context.Context, io streams, cfg config.Config, list string) error {
	path := cmp.Or(list, filepath.Join(cfg.HeadsDir(), vault.DestroyedFile))
	if _, err := os.Stat(path); list == "" && errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(io.out, "There is no %s: what people had erased after the backup was made is back. Bring the list and run `tuottajatori keys destroyed FILE`.\n", path)
		return nil
	}
	d, err := db.Open(ctx, cfg.DatabaseOwnerURL, db.WithPool(1))
	if err != nil {
		return err
	}
	n, err := vault.DestroyListed(ctx, d, path)
	if err = errors.Join(err, d.Close()); err == nil {
		fmt.Fprintf(io.out, "%d keys of what was erased after the backup are destroyed again\n", n)
	}
	return err
}

// ownersConfig reads the settings that the owner of the database needs, and where files are.
func ownersConfig(io streams) (cfg config.Config, place files.Place, err error) {
	if cfg, err = config.Load(io.getenv); err != nil {
		return cfg, nil, err
	}
	if cfg.DatabaseOwnerURL == "" {
		return cfg, nil, errors.New("DATABASE_OWNER_URL: is missing; backups are made and restored by who owns the database")
	}
	place, err = files.New(cfg.FilesURL, cfg.DataDir)
	return cfg, place, err
}
