package app_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

// faster is by how much the server's limits are shortened here.
const faster = 25

// TestSlowClientsAreCutOff lets clients over real connections send their headers and bodies in drops, read nothing of what they
// asked for, and say nothing at all, many at once. Each is cut off within the server's limits, and others are answered meanwhile.
// The database is away: nothing of this needs it.
func TestSlowClientsAreCutOff(t *testing.T) {
	cfg, err := config.Load(func(name string) string {
		return map[string]string{"DATA_DIR": t.TempDir(), "DATABASE_URL": "postgres://x@127.0.0.1:1/x?sslmode=disable"}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keys.LoadOrCreate(cfg.KeysFile); err != nil { // which needs the database, the first time
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	s := app.Server(a.Handler)
	for name, limit := range map[string]*time.Duration{"headers": &s.ReadHeaderTimeout, "reading": &s.ReadTimeout, "writing": &s.WriteTimeout, "idling": &s.IdleTimeout} {
		if *limit <= 0 || *limit > 2*time.Minute {
			t.Fatalf("the limit of %s is %v", name, *limit)
		}
		*limit /= faster
	}
	var open atomic.Int64
	s.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			open.Add(1)
		case http.StateClosed, http.StateHijacked:
			open.Add(-1)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	defer func() { _ = s.Close(); <-ended }()

	address, slow := l.Addr().String(), make(chan error)
	clients := map[string]struct {
		limit time.Duration
		do    func(net.Conn) error
	}{
		"headers in drops": {s.ReadHeaderTimeout, func(c net.Conn) error {
			return drips(c, "GET /fi/kirjaudu HTTP/1.1\r\nHost: x\r\n", strings.Repeat("X-A: b\r\n", 10_000))
		}},
		"nothing at all": {s.ReadHeaderTimeout, func(net.Conn) error { return nil }},
		"nothing more":   {s.IdleTimeout, func(c net.Conn) error { return drips(c, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", "") }},
		"a form in drops": {s.ReadTimeout, func(c net.Conn) error {
			return drips(c, "POST /fi/kirjaudu HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n", strings.Repeat("a", 100_000))
		}},
		"a file in drops": {s.ReadTimeout, func(c net.Conn) error {
			return drips(c, "POST /fi/kirjaudu HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\n", strings.Repeat("1\r\na\r\n", 10_000))
		}},
		"the API in drops": {s.ReadTimeout, func(c net.Conn) error {
			return drips(c, "POST /api/v1/places/nearest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n", `{"lat":`+strings.Repeat(" ", 400))
		}},
	}
	const each = 15
	for name, client := range clients {
		for range each {
			go func() {
				took, err := cut(address, client.do)
				if err == nil && took > client.limit+3*time.Second {
					err = fmt.Errorf("it was cut off after %v, the limit is %v", took, client.limit)
				}
				if err != nil {
					err = fmt.Errorf("%s: %w", name, err)
				}
				slow <- err
			}()
		}
	}
	for range each {
		go func() { slow <- neverReads(address, s.WriteTimeout) }()
	}
	othersAreAnswered(t, address)
	for range each * (len(clients) + 1) {
		if err := <-slow; err != nil {
			t.Error(err)
		}
	}
	for deadline := time.Now().Add(5 * time.Second); open.Load() > 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d connections are still open", open.Load())
		}
	}
}

// drips sends a beginning, and then the rest byte by byte until the server has had enough.
func drips(c net.Conn, beginning, rest string) error {
	if _, err := io.WriteString(c, beginning); err != nil {
		return err
	}
	go func() {
		for i := range len(rest) {
			if _, err := c.Write([]byte{rest[i]}); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	return nil
}

// cut is how long it takes until the server ends a connection.
func cut(address string, do func(net.Conn) error) (time.Duration, error) {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	start := time.Now()
	if err := do(c); err != nil {
		return 0, err
	}
	if err := c.SetReadDeadline(start.Add(20 * time.Second)); err != nil {
		return 0, err
	}
	answer, err := io.ReadAll(c)
	if e, ok := err.(net.Error); ok && e.Timeout() {
		return 0, fmt.Errorf("it was not cut off")
	}
	if bytes.HasPrefix(answer, []byte("HTTP/1.1 5")) && !bytes.HasPrefix(answer, []byte("HTTP/1.1 503")) {
		return 0, fmt.Errorf("it was answered %.40s", answer)
	}
	return time.Since(start), nil // closed or reset
}

// neverReads asks for much again and again and reads nothing: the server must stop writing.
func neverReads(address string, limit time.Duration) error {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.(*net.TCPConn).SetReadBuffer(4096); err != nil {
		return err
	}
	start := time.Now()
	if err := c.SetWriteDeadline(start.Add(30 * time.Second)); err != nil {
		return err
	}
	many := []byte(strings.Repeat("GET /api/v1/openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n", 50))
	for {
		if _, err := c.Write(many); err != nil { // refused: the other end is closed
			if e, ok := err.(net.Error); ok && e.Timeout() {
				return fmt.Errorf("who never reads was not cut off")
			}
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if took := time.Since(start); took > limit+5*time.Second {
		return fmt.Errorf("who never reads was cut off after %v, the limit is %v", took, limit)
	}
	return nil
}

// othersAreAnswered asks as anybody while slow clients hang on.
func othersAreAnswered(t *testing.T, address string) {
	t.Helper()
	for i := range 20 {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		fmt.Fprintf(c, "GET /api/v1/services HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		answer, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK || time.Since(start) > 5*time.Second {
			t.Errorf("another client, the %d.: %s after %v, %v", i+1, answer.Status, time.Since(start), err)
		}
		_ = c.Close()
		time.Sleep(20 * time.Millisecond)
	}
}
