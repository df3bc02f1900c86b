package bench

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"time"
)

// Proxy stands before several servers as those of docs/operations do: they take turns, one that says that it is not ready is
// asked no more, one that refuses is left alone for a while and the next is asked, and so it is when one ends in the middle of
// what changes nothing twice.
type Proxy struct {
	backends []*backend
	turn     atomic.Uint64
	through  http.RoundTripper
}

type backend struct {
	host string
	away atomic.Int64 // until when it is left alone, in Unix nanoseconds
	over atomic.Bool  // it says that it is not ready
}

// leaveAlone is nginx's fail_timeout.
const leaveAlone = 5 * time.Second

// NewProxy stands before servers (http://host:port).
func NewProxy(servers ...string) (*Proxy, error) {
	p := &Proxy{through: &http.Transport{MaxIdleConnsPerHost: 2 * loadClients, DisableCompression: true,
		DialContext: (&net.Dialer{Timeout: 2 * time.Second}).DialContext}}
	for _, address := range servers {
		u, err := url.Parse(address)
		if err != nil {
			return nil, err
		}
		p.backends = append(p.backends, &backend{host: u.Host})
	}
	return p, nil
}

// askEvery is how often the servers are asked whether they are ready.
const askEvery = 250 * time.Millisecond

// Watch asks the servers whether they are ready, until ctx ends.
func (p *Proxy) Watch(ctx context.Context) {
	asker := &http.Client{Timeout: 2 * time.Second, Transport: p.through}
	for ctx.Err() == nil {
		for _, b := range p.backends {
			response, err := asker.Get("http://" + b.host + "/readyz")
			if err == nil {
				_ = response.Body.Close()
			}
			b.over.Store(err == nil && response.StatusCode == http.StatusServiceUnavailable)
		}
		select {
		case <-ctx.Done():
		case <-time.After(askEvery):
		}
	}
}

// RoundTrip asks one of the servers, and the next where nginx would.
func (p *Proxy) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		_ = r.Body.Close()
	}
	var failed error
	for _, b := range p.order() {
		try := r.Clone(r.Context())
		try.URL.Scheme, try.URL.Host = "http", b.host
		try.Body = io.NopCloser(bytes.NewReader(body))
		response, err := p.through.RoundTrip(try)
		if err == nil {
			return response, nil
		}
		if failed = errors.Join(failed, err); errors.Is(err, context.Canceled) {
			break
		}
		b.away.Store(time.Now().Add(leaveAlone).UnixNano())
		refused, isDial := errors.AsType[*net.OpError](err)
		if r.Method == http.MethodPost && !(isDial && refused.Op == "dial") {
			break // it may have been done
		}
	}
	return nil, failed
}

// order is the servers that are well, each first in its turn, and then the others.
func (p *Proxy) order() []*backend {
	first, now := int(p.turn.Add(1)), time.Now().UnixNano()
	var well, others []*backend
	for i := range p.backends {
		b := p.backends[(first+i)%len(p.backends)]
		if b.over.Load() || b.away.Load() > now {
			others = append(others, b)
		} else {
			well = append(well, b)
		}
	}
	return append(well, others...)
}

// Listen serves the proxy on a free port of this machine until stop.
func (p *Proxy) Listen() (address string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	s := &http.Server{Handler: &httputil.ReverseProxy{Transport: p, FlushInterval: -1, ErrorLog: log.New(io.Discard, "", 0), Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.Host = r.In.Host
		r.SetXForwarded()
	}}}
	go func() { _ = s.Serve(l) }()
	return "http://" + l.Addr().String(), func() { _ = s.Close() }, nil
}
