package meili_test

import (
	"context"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/meili"
	"github.com/tuottajatori/tuottajatori/search/searchtest"
)

func fresh(t *testing.T) *meili.Engine {
	at := meilitest.Shared(t)
	e, err := meili.New(meili.Config{URL: at.URL, Key: at.MasterKey, Prefix: at.Prefix})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Clear(context.Background()); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEngine(t *testing.T) {
	searchtest.Run(t, func(t *testing.T) search.Engine { return fresh(t) })
}
