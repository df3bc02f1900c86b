package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/bench"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/demo"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/local"
	"github.com/tuottajatori/tuottajatori/internal/platform/migrate"
	"github.com/tuottajatori/tuottajatori/search/follow"
	"github.com/tuottajatori/tuottajatori/search/meili"
)

func benchCommand(ctx context.Context, io streams, args []string) error {
	set := flags(io, "bench")
	asJSON := set.Bool("json", false, `print {"rows":[{"name","value","target","holds"}],"skipped":[…]}`)
	quick := set.Bool("quick", false, "measure little, to see whether everything works")
	draws := set.Int("draws", 0, "requests of the news day (50 000)")
	only := set.String("only", "", "parts to measure, with commas between:\n"+bench.PartNames()+"of the register:\n"+bench.RegisterPartNames())
	long := set.Duration("for", 5*time.Minute, "how long the mixed load lasts (and as long again the bare handler), or the soak")
	words, err := parse(set, args)
	if err != nil {
		return err
	}
	print := func(report bench.Report) error {
		if *asJSON {
			return json.NewEncoder(io.out).Encode(report)
		}
		_, err := fmt.Fprint(io.out, report)
		return err
	}
	switch {
	case len(words) == 1 && words[0] == "load":
		return benchLoad(ctx, io, bench.Load, *quick, *long, print)
	case len(words) == 1 && words[0] == "soak":
		return benchLoad(ctx, io, bench.Soak, *quick, *long, print)
	case len(words) == 1 && words[0] == "backup":
		return benchBackup(ctx, io, *quick, print)
	case len(words) == 1 && words[0] == "register":
		return benchRegister(ctx, io, *quick, *only, print)
	case len(words) != 1 || words[0] != "search":
		return errUsage
	}
	options := bench.Usual()
	if *quick {
		options = bench.Quick()
	}
	if *draws > 0 {
		options.Draws = *draws
	}
	if *only != "" {
		options.Only = strings.Split(*only, ",")
	}
	options.Say = saying(io)
	return withApp(ctx, io, quiet(io), func(a *app.App) error {
		parts, err := benchParts(a)
		if err != nil {
			return err
		}
		report, err := bench.Search(ctx, parts, options)
		if err != nil {
			return err
		}
		return print(report)
	})
}

// benchRegister measures on a private PostgreSQL of its own, in a folder that is thrown away.
func benchRegister(ctx context.Context, io streams, quick bool, only string, print func(bench.Report) error) error {
	o := bench.RegisterOptions{Rounds: 11, Scale: 100, Say: saying(io)}
	if quick {
		o.Rounds, o.Scale = 1, 1
	}
	if only != "" {
		o.Only = strings.Split(only, ",")
	}
	return onPrivate(ctx, io, func(_ string, server *local.Server) error {
		report, err := bench.Register(ctx, bench.RegisterParts{OwnerURL: server.OwnerURL, ServiceURL: server.ServiceURL}, o)
		if err != nil {
			return err
		}
		return print(report)
	})
}

type loadMeasure func(context.Context, bench.LoadParts, bench.LoadOptions) (bench.Report, error)

// benchLoad measures a mixed load, beside the least that it takes or for long, on a private PostgreSQL of its own with demo data.
func benchLoad(ctx context.Context, io streams, measure loadMeasure, quick bool, long time.Duration, print func(bench.Report) error) error {
	o, offerings := bench.LoadOptions{For: long, Say: saying(io)}, demo.DefaultOfferings
	if quick {
		o.For, offerings = 10*time.Second, 300
	}
	return onPrivate(ctx, io, func(folder string, server *local.Server) error {
		settings := map[string]string{"DATA_DIR": folder, "KEYS_FILE": "", "FILES_URL": "", "DATABASE_URL": server.ServiceURL, "DATABASE_OWNER_URL": "",
			"PUBLIC_URL": "http://localhost", "DEMO": config.DemoOn, "SEARCH_ENGINE": config.SearchPostgres, "SEARCH_REMEMBER": config.RememberOff}
		return filled(ctx, io, settings, offerings, func(a *app.App) error {
			parts := bench.LoadParts{OwnerURL: server.OwnerURL, ServiceURL: server.ServiceURL, Env: os.Environ(), Handler: a.Handler,
				Use: func(pool *sqlx.DB) (before *sqlx.DB) { before, a.DB.DB = a.DB.DB, pool; return before },
				Session: func(ctx context.Context, role string) (string, error) {
					return a.Identity.Demo(ctx, actor.Role(role), "127.0.0.1")
				}}
			for name, value := range settings {
				parts.Env = append(parts.Env, name+"="+value)
			}
			report, err := measure(ctx, parts, o)
			if err != nil {
				return err
			}
			return print(report)
		})
	})
}

// backedUp is how many offerings a backup is measured with.
const backedUp = 100_000

// benchBackup measures backup and restore on a private PostgreSQL of its own with demo data.
func benchBackup(ctx context.Context, io streams, quick bool, print func(bench.Report) error) error {
	offerings := backedUp
	if quick {
		offerings = 300
	}
	return onPrivate(ctx, io, func(folder string, server *local.Server) error {
		settings := map[string]string{"DATA_DIR": folder, "DATABASE_URL": server.ServiceURL, "DEMO": config.DemoOn, "SEARCH_ENGINE": config.SearchPostgres}
		parts := bench.BackupParts{OwnerURL: server.OwnerURL, Files: filepath.Join(folder, "files"), Folder: filepath.Join(folder, "bench")}
		err := filled(ctx, io, settings, offerings, func(*app.App) error { return os.MkdirAll(parts.Folder, 0o700) })
		if err != nil {
			return err
		}
		report, err := bench.Backup(ctx, parts, saying(io))
		if err != nil {
			return err
		}
		return print(report)
	})
}

// filled wires the house by settings, on a migrated database that it fills with demo data.
func filled(ctx context.Context, io streams, settings map[string]string, offerings int, fn func(a *app.App) error) (err error) {
	cfg, err := config.Load(func(name string) string { return settings[name] })
	if err != nil {
		return err
	}
	a, err := app.New(ctx, cfg, quiet(io))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	saying(io)("%d made-up offerings", offerings)
	if err := a.LoadDemo(ctx, offerings, demo.DefaultSeed, calendar.Today(time.Now())); err != nil {
		return err
	}
	if err := a.Indexer.Reindex(ctx, nil); err != nil {
		return err
	}
	return fn(a)
}

func saying(io streams) func(format string, args ...any) {
	return func(format string, args ...any) { fmt.Fprintf(io.err, "bench: "+format+"\n", args...) }
}

// onPrivate runs fn on a private PostgreSQL of its own with a migrated database, in a folder that is thrown away.
func onPrivate(ctx context.Context, io streams, fn func(folder string, server *local.Server) error) (err error) {
	folder, err := os.MkdirTemp("", "tuottajatori-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	server, err := local.Start(ctx, folder, quiet(io))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop(context.WithoutCancel(ctx))) }()
	if err := migrate.Up(ctx, server.OwnerURL); err != nil {
		return err
	}
	return fn(folder, server)
}

func benchParts(a *app.App) (bench.Parts, error) {
	parts := bench.Parts{DB: a.DB, Engine: a.Embedded, Handler: a.Handler, Env: os.Environ()}
	if a.Follower == nil {
		return parts, nil
	}
	engine, err := meili.New(meili.Config{URL: a.Config.MeiliURL, Key: a.Config.MeiliAPIKey})
	if err != nil {
		return parts, err
	}
	parts.MeiliURL, parts.MeiliKey, parts.Bodies = a.Config.MeiliURL, a.Config.MeiliAPIKey, engine
	parts.Rebuild = func(ctx context.Context) error { return a.Follower.Rebuild(ctx, func(follow.Status) {}) }
	return parts, nil
}
