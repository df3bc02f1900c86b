package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/demo"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/local"
	"github.com/tuottajatori/tuottajatori/internal/platform/migrate"
)

// up runs everything a person needs to try the product: a private PostgreSQL, a Meilisearch where there is one, the schema, demo data, the service.
func up(ctx context.Context, io streams, args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	cfg, err := upConfig(io)
	if err != nil {
		return err
	}
	log := logger(io)
	server, err := local.Start(ctx, cfg.DataDir, log)
	if err != nil {
		return err
	}
	defer func() {
		stop, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		if err := server.Stop(stop); err != nil {
			log.Error("the private PostgreSQL did not stop cleanly", "cause", err)
		}
	}()
	cfg.DatabaseURL, cfg.DatabaseOwnerURL = server.ServiceURL, server.OwnerURL
	stopMeili, err := startMeili(ctx, &cfg, server, io.getenv("SEARCH_ENGINE") == config.SearchMeili, log)
	if err != nil {
		return err
	}
	defer stopMeili()
	if err := writeEnv(cfg); err != nil {
		return err
	}
	if err := migrate.Up(ctx, cfg.DatabaseOwnerURL); err != nil {
		return err
	}
	a, err := app.New(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := fillEmpty(ctx, io, a); err != nil {
		return err
	}
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	go func() {
		select {
		case <-server.Done():
			end(errDatabaseEnded)
		case <-ctx.Done():
		}
	}()
	err = a.Run(ctx, func(string) {
		fmt.Fprintf(io.out, "\n  Tuottajatori answers at %s\n  Settings of this instance: %s\n  Ctrl-C stops it.\n\n",
			cfg.PublicURL, filepath.Join(cfg.DataDir, "env"))
	})
	if cause := context.Cause(ctx); errors.Is(cause, errDatabaseEnded) {
		return cause
	}
	return err
}

var errDatabaseEnded = errors.New("the private PostgreSQL ended by itself; its log is in DATA_DIR")

// upConfig is the environment's configuration for an instance on its private database, which is where demo data
// shows unless DEMO=off.
func upConfig(io streams) (config.Config, error) {
	getenv := withoutOwnMeili(io.getenv)
	cfg, err := config.Load(func(name string) string {
		if name == "DATABASE_URL" || name == "DATABASE_OWNER_URL" {
			return "" // the private server's own take their place, even where an instance's settings were read in
		}
		return getenv(name)
	})
	if err != nil {
		return config.Config{}, err
	}
	if cfg.DemoEnabled(true) {
		cfg.Demo = config.DemoOn
	}
	cfg.DrainSeconds = 0 // there is no proxy to tell
	return cfg, os.MkdirAll(cfg.DataDir, 0o755)
}

const envHead = "# Settings of the instance in this folder, written at each start. Holds passwords.\n"

// writeEnv writes the settings with which any other command works on this instance: `set -a; . DATA_DIR/env`.
func writeEnv(cfg config.Config) error {
	path := filepath.Join(cfg.DataDir, "env")
	fresh := path + ".new"
	if err := os.WriteFile(fresh, []byte(envHead+cfg.EnvFile()), 0o600); err != nil {
		return err
	}
	if err := os.Chmod(fresh, 0o600); err != nil { // an older file of the same name may have had wider rights
		return err
	}
	return os.Rename(fresh, path)
}

// fillEmpty loads demo data into a database without producers, and indexes what an index lacks.
func fillEmpty(ctx context.Context, io streams, a *app.App) error {
	if a.Demo() {
		empty, err := demo.Empty(ctx, a.DB)
		if err != nil {
			return err
		}
		if empty {
			fmt.Fprintln(io.out, "Loading demo data …")
			if err := a.LoadDemo(ctx, demo.DefaultOfferings, demo.DefaultSeed, calendar.Today(time.Now())); err != nil {
				return err
			}
		}
	}
	have, err := a.Embedded.Count(ctx)
	if err != nil || have > 0 {
		return err
	}
	if err := a.Indexer.Reindex(ctx, nil); err != nil {
		// Half an index would look like a whole one at the next start.
		return errors.Join(err, a.Embedded.Clear(context.WithoutCancel(ctx)))
	}
	return nil
}

func logger(io streams) *slog.Logger {
	return slog.New(slog.NewJSONHandler(io.err, &slog.HandlerOptions{Level: slog.LevelInfo}))
}
