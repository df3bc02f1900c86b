package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/local"
	"github.com/tuottajatori/tuottajatori/search/meili"
)

// withoutOwnMeili is the environment without an address and key that an earlier up wrote for its own Meilisearch, which
// another one may have by now, and without the wish for one, which up fulfils by itself.
func withoutOwnMeili(getenv func(string) string) func(string) string {
	dir := getenv("DATA_DIR")
	if dir == "" {
		dir = config.DefaultDataDir
	}
	own := local.IsMeili(dir, getenv("MEILI_URL"))
	named := getenv("MEILI_URL") != "" && !own
	return func(name string) string {
		value := getenv(name)
		if own && (name == "MEILI_URL" || name == "MEILI_API_KEY") || name == "SEARCH_ENGINE" && value == config.SearchMeili && !named {
			return ""
		}
		return value
	}
}

// startMeili starts a private Meilisearch unless the settings name one or want none, and puts it into them. Without
// one, searches are answered by PostgreSQL, so that only somebody who asked for Meilisearch is told of an error.
func startMeili(ctx context.Context, cfg *config.Config, server *local.Server, wanted bool, log *slog.Logger) (stop func(), err error) {
	stop = func() {}
	if cfg.MeiliURL != "" || cfg.SearchEngine == config.SearchPostgres {
		return stop, nil
	}
	var key string
	var first sync.Once // the same key each time
	m, err := server.StartMeili(ctx, func(ctx context.Context, m *local.Meili) error {
		made, err := meili.MakeKey(ctx, m.URL, m.MasterKey, meili.DefaultPrefix)
		if err == nil {
			first.Do(func() { key = made })
		}
		return err
	})
	switch {
	case err != nil && wanted:
		return nil, fmt.Errorf("SEARCH_ENGINE: %w", err)
	case errors.Is(err, local.ErrNoMeili):
		log.InfoContext(ctx, "no program meilisearch on the PATH: searches are answered by PostgreSQL alone")
		return stop, nil
	case err != nil:
		log.WarnContext(ctx, "the private Meilisearch does not start: searches are answered by PostgreSQL alone", "cause", err)
		return stop, nil
	}
	cfg.MeiliURL, cfg.MeiliAPIKey = m.URL, key
	log.InfoContext(ctx, "a private Meilisearch runs beside the database", "address", m.URL)
	return func() {
		if err := m.Stop(); err != nil {
			log.Error("the private Meilisearch did not stop cleanly", "cause", err)
		}
	}, nil
}
