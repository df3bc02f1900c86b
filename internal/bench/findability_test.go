package bench

import (
	"context"
	"iter"
	"log/slog"
	"math"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/language"
	"github.com/tuottajatori/tuottajatori/search/meili"
)

// someOfEach is how many offerings make a register that has all services.
const someOfEach = 600

// wired is the whole service over a database, with the folder of its keys and these settings.
func wired(t *testing.T, d *dbtest.DB, dir string, settings map[string]string) *app.App {
	t.Helper()
	cfg, err := config.Load(func(name string) string {
		switch name {
		case "DATA_DIR":
			return dir
		case "DATABASE_URL":
			return d.ServiceURL
		case "DEMO":
			return config.DemoOn
		}
		return settings[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// onRemote makes Meilisearch answer the service's searches.
func onRemote(t *testing.T, a *app.App) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	watched := make(chan struct{})
	go func() { defer close(watched); a.Failover.Watch(ctx) }()
	t.Cleanup(func() { cancel(); <-watched })
	if err := a.Follower.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); a.Failover.Name() != onMeili; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("Meilisearch does not answer searches")
		}
	}
}

func everyThird[T any](all []T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for i := 0; i < len(all) && yield(all[i]); i += 3 {
		}
	}
}

func finds(t *testing.T, h http.Handler, engine string) found {
	t.Helper()
	all, err := wantedOf(search.Relevance)
	if err != nil || len(all) < 300 {
		t.Fatalf("%d texts, %v; want at least 300", len(all), err)
	}
	if engine == onMeili || !language.Default().Status().Voikko { // the words are held whole, and one engine by all texts
		all = slices.Collect(everyThird(all))
	}
	v := &visitor{handler: h}
	f, err := find(t.Context(), all, engine, func(ctx context.Context, path string) ([]byte, error) {
		a := v.ask(ctx, path, http.Header{})
		return a.body, a.failed()
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: success@10 %.1f %%, precision@10 %.3f; not found: %q", engine, f.success, f.precision, f.failed)
	return f
}

// TestPeopleFindWhatTheyLookFor asks what people type of the whole service, on both engines.
func TestPeopleFindWhatTheyLookFor(t *testing.T) {
	voikko := language.Default().Status().Voikko
	success, precision := targets[foundPG].bound, targets[precisePG].bound
	if !voikko {
		success, precision = targets[foundWithout].bound, 0
		t.Logf("measured without Voikko: %v", language.Default().Status().Reason)
	}
	d := dbtest.New(t)
	dir := t.TempDir()
	embedded := wired(t, d, dir, nil)
	if err := embedded.LoadDemo(t.Context(), someOfEach, 1, calendar.Today(time.Now())); err != nil {
		t.Fatal(err)
	}
	if err := embedded.Indexer.Reindex(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	hold := func(engine string, f found) {
		if f.success < success || f.precision < precision {
			t.Errorf("%s: success@10 %.1f %%, precision@10 %.3f; want %.0f and %.1f", engine, f.success, f.precision, success, precision)
		}
	}
	onPG := finds(t, embedded.Handler, onPostgres)
	hold(onPostgres, onPG)
	t.Run("without Voikko", func(t *testing.T) {
		if !voikko {
			t.Skip("so was all of this")
		}
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestPeopleFindWhatTheyLookFor$", "-test.v")
		child.Env = append(os.Environ(), "VOIKKO=off")
		if out, err := child.CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
	})
	t.Run("on Meilisearch", func(t *testing.T) {
		meilitest.Need(t)
		server := meilitest.Start(t)
		key, err := meili.MakeKey(t.Context(), server.URL, server.MasterKey, meili.DefaultPrefix)
		if err != nil {
			t.Fatal(err)
		}
		remote := wired(t, d, dir, map[string]string{"MEILI_URL": server.URL, "MEILI_API_KEY": key})
		onRemote(t, remote)
		f := finds(t, remote.Handler, onMeili)
		hold(onMeili, f)
		if apart := math.Abs(f.success - onPG.success); apart > targets[foundApart].bound {
			t.Errorf("the engines are %.1f points apart", apart)
		}
	})
}
