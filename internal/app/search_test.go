package app_test

import (
	"log/slog"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/search"
)

// TestSettingsDecideTheEngines: Meilisearch where there is an address of one and it is not switched off.
func TestSettingsDecideTheEngines(t *testing.T) {
	d, dir := dbtest.New(t), t.TempDir()
	for _, c := range []struct {
		engine, url string
		want        bool
	}{
		{"", "", false}, {"auto", "", false}, {"pg", "http://127.0.0.1:1", false},
		{"", "http://127.0.0.1:1", true}, {"auto", "http://127.0.0.1:1", true}, {"meili", "http://127.0.0.1:1", true},
	} {
		cfg, err := config.Load(func(name string) string {
			return map[string]string{"DATA_DIR": dir, "DATABASE_URL": d.ServiceURL, "SEARCH_ENGINE": c.engine, "MEILI_URL": c.url}[name]
		})
		if err != nil {
			t.Fatal(err)
		}
		a, err := app.New(t.Context(), cfg, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Remote != nil; got != c.want || (a.Follower != nil) != c.want {
			t.Errorf("%q %q: a remote engine %t, a follower %t", c.engine, c.url, got, a.Follower != nil)
		}
		// Whether it is there or not: it is ready, and PostgreSQL answers.
		if err := a.Ready(t.Context()); err != nil {
			t.Error(err)
		}
		result, err := a.Engine.Search(t.Context(), search.Query{Limit: 1})
		if err != nil || result.Engine != a.Embedded.Name() {
			t.Errorf("%q %q: %s answers, %v", c.engine, c.url, result.Engine, err)
		}
		families, err := a.Metrics.Gather()
		counted := false
		for _, f := range families {
			counted = counted || f.GetName() == "search_answers_total"
		}
		if err != nil || !counted {
			t.Errorf("answers are not counted: %v", err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}
