package meilitest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
	"time"
)

// Proxy stands between a test and a server, and is slow or tells another version when told to.
type Proxy struct {
	URL string

	mu      sync.Mutex
	delay   time.Duration
	version string
}

// Through starts a proxy to a server. It ends with the test.
func Through(t testing.TB, server string) *Proxy {
	t.Helper()
	target, err := url.Parse(server)
	if err != nil {
		t.Fatalf("meilitest: %v", err)
	}
	p := &Proxy{}
	ended := make(chan struct{})
	forward := httputil.NewSingleHostReverseProxy(target)
	forward.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		delay, version := p.now()
		select {
		case <-time.After(delay):
		case <-r.Context().Done():
			return
		case <-ended: // a client that went away before its body was read is not noticed
			return
		}
		if version != "" && r.URL.Path == "/version" {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"commitSha":"0","commitDate":"2020-01-01T00:00:00Z","pkgVersion":"`+version+`"}`)
			return
		}
		forward.ServeHTTP(w, r)
	}))
	p.URL = front.URL
	t.Cleanup(func() { close(ended); front.CloseClientConnections(); front.Close() })
	return p
}

func (p *Proxy) now() (time.Duration, string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.delay, p.version
}

// Delay makes every answer come so much later.
func (p *Proxy) Delay(by time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = by
}

// Version makes the server say that it is of another version; empty is its own again.
func (p *Proxy) Version(v string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.version = v
}
