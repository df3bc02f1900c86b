package app

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/failover"
	"github.com/tuottajatori/tuottajatori/search/follow"
	"github.com/tuottajatori/tuottajatori/search/language"
	"github.com/tuottajatori/tuottajatori/search/meili"
	"github.com/tuottajatori/tuottajatori/search/pg"
	"github.com/tuottajatori/tuottajatori/search/recent"
)

// clockEvery is how often the catalogue asks the database what day it is: all processes show the prices of the same day.
const clockEvery = 5 * time.Second

// wireSearch makes the engines. PostgreSQL is always fed first and answers whenever Meilisearch, if there is one, is
// not well; recent answers are remembered before both.
func (a *App) wireSearch() error {
	if s := language.Default().Status(); s.Voikko {
		a.Log.Info("Finnish is understood by Voikko", "version", s.Version)
	} else {
		a.Log.Warn("Finnish is understood by simple rules: libvoikko1 and voikko-fi are not installed", "reason", s.Reason)
	}
	a.Embedded = pg.New(a.DB)
	if a.Config.SearchEngine != config.SearchPostgres && a.Config.MeiliURL != "" {
		remote, err := meili.New(meili.Config{URL: a.Config.MeiliURL, Key: a.Config.MeiliAPIKey})
		if err != nil {
			return fmt.Errorf("MEILI_URL: %w", err)
		}
		a.Remote, a.Follower = remote, follow.New(a.DB, remote, a.Log)
	}
	a.Failover = failover.New(a.Embedded, a.Remote, a.logState, a.Log)
	remembering := recent.New(a.Failover, a.Failover.Answers, recent.DefaultBytes)
	a.Engine = remembering
	if a.Config.SearchRemember == config.RememberOff {
		a.Engine = a.Failover
	}
	day := catalogue.Options{Now: a.DB.Clock(clockEvery)}
	a.Catalogue = catalogue.New(a.DB, a.Engine, day)
	a.Indexer = search.NewIndexer(a.DB, a.Embedded, catalogue.NewSource(a.DB, day), a.Log)
	a.Metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	a.Metrics.MustRegister(a.Failover.Collectors()...)
	a.Metrics.MustRegister(remembering.Collectors()...)
	return nil
}

func (a *App) logState(ctx context.Context) (failover.State, error) {
	s, err := follow.ReadState(ctx, a.DB)
	return failover.State{Database: s.Database, Version: s.Version}, err
}
