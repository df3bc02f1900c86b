package e2e

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// proxy stands between the application and its database, so that a test can take the database away.
type proxy struct {
	url string // the database's address, by way of the proxy

	network, target string

	mu    sync.Mutex
	away  bool
	conns map[net.Conn]bool
}

func newProxy(t testing.TB, address string) *proxy {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	p := &proxy{network: "tcp", target: u.Host, conns: map[net.Conn]bool{}}
	if socket := query.Get("host"); socket != "" {
		port := query.Get("port")
		if port == "" {
			port = "5432"
		}
		p.network, p.target = "unix", socket+"/.s.PGSQL."+port
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go p.accept(l)
	query.Del("host")
	query.Del("port")
	query.Set("sslmode", "disable")
	u.Host, u.RawQuery = l.Addr().String(), query.Encode()
	p.url = u.String()
	return p
}

func (p *proxy) accept(l net.Listener) {
	for {
		in, err := l.Accept()
		if err != nil {
			return // the test is over
		}
		out, err := net.Dial(p.network, p.target)
		p.mu.Lock()
		if err != nil || p.away {
			in.Close()
			if out != nil {
				out.Close()
			}
			p.mu.Unlock()
			continue
		}
		p.conns[in], p.conns[out] = true, true
		p.mu.Unlock()
		go p.copy(in, out)
		go p.copy(out, in)
	}
}

func (p *proxy) copy(to, from net.Conn) {
	_, _ = io.Copy(to, from) // ends when either side does
	to.Close()
	from.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, from)
}

// take cuts every connection and refuses new ones, or lets them through again.
func (p *proxy) take(away bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away = away
	if away {
		for c := range p.conns {
			c.Close()
		}
	}
}
