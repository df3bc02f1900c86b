package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/migrate"
	"github.com/tuottajatori/tuottajatori/internal/platform/vault"
)

// serve answers on a database that somebody else runs; what is to be done later is left to workers.
func serve(ctx context.Context, io streams, args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	return withReady(ctx, io, func(a *app.App) error {
		return a.Serve(ctx, func(address string) { a.Log.Info("listening", "address", address) })
	})
}

// worker does what waits: jobs, the index, the audit trail.
func worker(ctx context.Context, io streams, args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	return withReady(ctx, io, func(a *app.App) error {
		a.Log.Info("working")
		return a.Work(ctx)
	})
}

// withReady refuses a schema that is not this program's and a database that is half restored, and goes on without a database that does not answer yet.
func withReady(ctx context.Context, io streams, fn func(a *app.App) error) error {
	return withApp(ctx, io, logger(io), func(a *app.App) error {
		if err := a.Ready(ctx); errors.Is(err, app.ErrPending) || errors.Is(err, app.ErrNotOurs) {
			return err
		} else if err != nil {
			a.Log.Warn("the database does not answer yet; pages say so until it does", "cause", err)
		}
		return fn(a)
	})
}

// withApp wires the house by the environment for the time of fn.
func withApp(ctx context.Context, io streams, log *slog.Logger, fn func(a *app.App) error) error {
	cfg, err := config.Load(io.getenv)
	if err != nil {
		return err
	}
	if cfg.DatabaseURL == "" {
		return errors.New("DATABASE_URL: is missing; of all commands only `up` makes a database of its own")
	}
	if cfg.Demo == config.DemoAuto {
		cfg.Demo = config.DemoOff // only `up` knows that its database is private
	}
	a, err := app.New(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := vault.Fits(ctx, a.DB, a.Keys); errors.Is(err, vault.ErrOtherKeys) { // a file that lacks a version is told of by `keys status`
		return err
	}
	return fn(a)
}

func quiet(io streams) *slog.Logger {
	return slog.New(slog.NewTextHandler(io.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

func migrateCommand(ctx context.Context, io streams, args []string) error {
	set := flags(io, "migrate")
	status := set.Bool("status", false, "tell whether migrations are pending and change nothing")
	if words, err := parse(set, args); err != nil {
		return err
	} else if len(words) > 0 {
		return errUsage
	}
	cfg, err := config.Load(io.getenv)
	if err != nil {
		return err
	}
	if *status {
		return withApp(ctx, io, quiet(io), func(a *app.App) error {
			if err := a.Ready(ctx); err != nil {
				return err
			}
			fmt.Fprintln(io.out, "the schema is up to date")
			return nil
		})
	}
	if cfg.DatabaseOwnerURL == "" {
		return errors.New("DATABASE_OWNER_URL: is missing")
	}
	if err := migrate.Up(ctx, cfg.DatabaseOwnerURL); err != nil {
		return err
	}
	fmt.Fprintln(io.out, "the schema is up to date")
	return nil
}

func versionCommand(_ context.Context, io streams, _ []string) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return fmt.Errorf("built without build information")
	}
	fmt.Fprintf(io.out, "tuottajatori %s (revision %s, %s)\n", info.Main.Version, revisionOf(info), info.GoVersion)
	return nil
}

func revisionOf(info *debug.BuildInfo) string {
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return "unknown"
}

// programVersion is what a backup says made it.
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return info.Main.Version + " " + revisionOf(info)
}
