package meilitest_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
)

// TestASlowProxyEndsWithItsTest has a request with a body wait for an hour when its client has long given up.
func TestASlowProxyEndsWithItsTest(t *testing.T) {
	began := time.Now()
	t.Run("slow", func(t *testing.T) {
		server := httptest.NewServer(http.NotFoundHandler())
		t.Cleanup(server.Close)
		proxy := meilitest.Through(t, server.URL)
		proxy.Delay(time.Hour)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, proxy.URL, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := http.DefaultClient.Do(r); err == nil {
			t.Fatal("answered at once")
		}
	})
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("took %s", took)
	}
}
