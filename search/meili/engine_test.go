package meili_test

import (
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/meili"
	"github.com/tuottajatori/tuottajatori/search/searchtest"
)

// fresh makes an empty engine of the test's own, with a key of the least rights.
func fresh(t *testing.T) *meili.Engine {
	t.Helper()
	e, _ := limited(t, meilitest.Shared(t))
	must(t, e.Clear(t.Context()))
	return e
}

func TestEngine(t *testing.T) {
	searchtest.Run(t, func(t *testing.T) search.Engine { return fresh(t) })
}
