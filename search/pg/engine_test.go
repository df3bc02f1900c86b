package pg_test

import (
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/pg"
	"github.com/tuottajatori/tuottajatori/search/searchtest"
)

func TestEngine(t *testing.T) {
	searchtest.Run(t, func(t *testing.T) search.Engine { return pg.New(dbtest.New(t).Service) })
}
