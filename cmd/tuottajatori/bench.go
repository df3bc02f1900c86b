package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/bench"
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
	options.Say = func(format string, args ...any) { fmt.Fprintf(io.err, "bench: "+format+"\n", args...) }
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
func benchRegister(ctx context.Context, io streams, quick bool, only string, print func(bench.Report) error) (err error) {
	o := bench.RegisterOptions{Rounds: 11, Scale: 100, Say: func(format string, args ...any) { fmt.Fprintf(io.err, "bench: "+format+"\n", args...) }}
	if quick {
		o.Rounds, o.Scale = 1, 1
	}
	if only != "" {
		o.Only = strings.Split(only, ",")
	}
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
	report, err := bench.Register(ctx, bench.RegisterParts{OwnerURL: server.OwnerURL, ServiceURL: server.ServiceURL}, o)
	if err != nil {
		return err
	}
	return print(report)
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
