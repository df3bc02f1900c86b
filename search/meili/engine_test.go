package meili_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/meili"
	"github.com/tuottajatori/tuottajatori/search/searchtest"
)

var made atomic.Int32

func fresh(t *testing.T) *meili.Engine {
	e, err := meili.New(meili.Config{URL: "http://127.0.0.1:17700", Key: "masterkeymasterkey", Prefix: fmt.Sprintf("t%d_%d_", time.Now().UnixNano(), made.Add(1))})
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
