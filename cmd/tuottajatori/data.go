package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/demo"
	"github.com/tuottajatori/tuottajatori/internal/importing"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

func demoCommand(ctx context.Context, io streams, args []string) error {
	set := flags(io, "demo")
	offerings := set.Int("offerings", demo.DefaultOfferings, "how many offerings to make")
	seed := set.Uint64("seed", demo.DefaultSeed, "the same seed, number and day give the same rows")
	asOf := set.String("as-of", "", "the day (2026-05-18) that vacancies, prices and deadlines are told from; today when left out")
	if words, err := parse(set, args); err != nil {
		return err
	} else if len(words) > 0 {
		return errUsage
	}
	day := calendar.Today(time.Now())
	if *asOf != "" {
		var err error
		if day, err = calendar.Parse(*asOf); err != nil {
			return fmt.Errorf("--as-of: %q is no day written as 2026-05-18: %w", *asOf, err)
		}
	}
	return withApp(ctx, io, quiet(io), func(a *app.App) error {
		if err := a.LoadDemo(ctx, *offerings, *seed, day); err != nil {
			return a.Explain(err)
		}
		fmt.Fprintln(io.out, "demo data loaded; indexing")
		if err := a.Indexer.Reindex(ctx, counted(io, "indexed")); err != nil {
			return fmt.Errorf("the data is there, and `tuottajatori reindex` makes its index: %w", err)
		}
		return nil
	})
}

func importCommand(ctx context.Context, io streams, args []string) error {
	set := flags(io, "import")
	organiser := set.String("organiser", "", "the organiser's code, as 03")
	mapping := set.String("map", "", "the YAML file that says what the columns mean")
	scheme := set.String("scheme", "", "the scheme's key; a listing without admission when left out")
	dryRun := set.Bool("dry-run", false, "tell what would change and change nothing")
	words, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(words) != 2 || words[0] != "units" || *organiser == "" || *mapping == "" {
		return errUsage
	}
	m, err := importing.ReadMapping(*mapping)
	if err != nil {
		return fmt.Errorf("--map: %w", err)
	}
	file, err := os.Open(words[1])
	if err != nil {
		return err
	}
	defer file.Close()
	return withApp(ctx, io, quiet(io), func(a *app.App) error {
		report, err := importing.Units(ctx, a.DB, importing.Options{Organiser: *organiser, Scheme: *scheme, Mapping: m, DryRun: *dryRun, File: file}, progress(io, "read"))
		if err != nil {
			return a.Explain(err)
		}
		if err := report.Write(io.out, a.Locales.Printer(locale.En)); err != nil {
			return err
		}
		if len(report.Errors) > 0 {
			return fmt.Errorf("%d rows were not brought in", len(report.Errors))
		}
		return nil
	})
}

func counted(io streams, verb string) func(done int) {
	tell := progress(io, verb)
	return func(done int) { tell(done, 0) }
}

// progress tells how far long work is, at most twice a second and at its end.
func progress(io streams, verb string) func(done, total int) {
	var last time.Time
	return func(done, total int) {
		if done != total && time.Since(last) < 500*time.Millisecond {
			return
		}
		last = time.Now()
		if total == 0 {
			fmt.Fprintf(io.err, "%s %d\n", verb, done)
			return
		}
		fmt.Fprintf(io.err, "%s %d of %d\n", verb, done, total)
	}
}
