package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/bench"
)

func benchCommand(ctx context.Context, io streams, args []string) error {
	set := flags(io, "bench")
	asJSON := set.Bool("json", false, `print {"rows":[{"name","value","target","holds"}]}`)
	words, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(words) != 1 || words[0] != "search" {
		return errUsage
	}
	return withApp(ctx, io, quiet(io), func(a *app.App) error {
		report, err := bench.Search(ctx, bench.Parts{DB: a.DB, Engine: a.Engine, Handler: a.Handler})
		if err != nil {
			return err
		}
		if *asJSON {
			return json.NewEncoder(io.out).Encode(report)
		}
		_, err = fmt.Fprint(io.out, report)
		return err
	})
}
