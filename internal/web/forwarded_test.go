package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// TestWhoAsksBehindProxies tells who is taken to ask, by what proxies and liars say.
func TestWhoAsksBehindProxies(t *testing.T) {
	texts, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	kit := &webkit.Kit{Locales: texts, Log: slog.New(slog.DiscardHandler), PublicURL: &url.URL{Scheme: "http", Host: "localhost"}}
	handler, err := web.New(web.Options{
		Kit: kit, Sessions: someone{}, Log: kit.Log, Ready: func(context.Context) error { return nil },
		TrustedProxies: []string{"10.0.0.0/8", "fd00::/8"},
		Mount:          func(r gin.IRouter) { r.GET("/fi/who", func(c *gin.Context) { c.String(http.StatusOK, c.ClientIP()) }) },
	})
	if err != nil {
		t.Fatal(err)
	}
	const proxy, stranger = "10.0.0.1:1", "203.0.113.9:1"
	for name, test := range map[string]struct {
		from  string
		lines []string
		real  string
		want  string
	}{
		"nobody between":                        {stranger, nil, "", "203.0.113.9"},
		"a stranger that names another":         {stranger, []string{"198.51.100.7"}, "198.51.100.7", "203.0.113.9"},
		"a proxy":                               {proxy, []string{"198.51.100.7"}, "", "198.51.100.7"},
		"two proxies":                           {proxy, []string{"198.51.100.7, 10.0.0.2"}, "", "198.51.100.7"},
		"what the visitor said before a proxy":  {proxy, []string{"192.0.2.66, 198.51.100.7"}, "", "198.51.100.7"},
		"a proxy that adds a line of its own":   {proxy, []string{"192.0.2.66", "198.51.100.7"}, "", "198.51.100.7"},
		"a line that says that it is a proxy":   {proxy, []string{"10.0.0.3", "198.51.100.7"}, "", "198.51.100.7"},
		"with a port":                           {proxy, []string{"198.51.100.7:51234"}, "", "198.51.100.7"},
		"version 6 with a port, and both ours":  {"[fd00::1]:1", []string{"[2001:db8::7]:51234, [fd00::2]:1"}, "", "2001:db8::7"},
		"version 4 written as 6":                {proxy, []string{"::ffff:198.51.100.7"}, "", "198.51.100.7"},
		"rubbish before":                        {proxy, []string{"<script>, 198.51.100.7"}, "", "198.51.100.7"},
		"rubbish alone":                         {proxy, []string{"unknown"}, "", "10.0.0.1"},
		"another header, which nobody sets":     {proxy, nil, "192.0.2.66", "10.0.0.1"},
		"another header beside a false address": {proxy, []string{"unknown"}, "192.0.2.66", "10.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/fi/who", nil)
			r.RemoteAddr = test.from
			r.Header["X-Forwarded-For"] = test.lines
			r.Header.Set("X-Request-Id", "131052-308T") // of whoever asks: only a proxy's is taken over
			if test.real != "" {
				r.Header.Set("X-Real-IP", test.real)
			}
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if body, _ := io.ReadAll(w.Body); string(body) != test.want {
				t.Errorf("%s, want %s", body, test.want)
			}
			if taken, ours := w.Header().Get("X-Request-Id") == "131052-308T", test.from != stranger; taken != ours {
				t.Errorf("the request's id is taken over: %v, want %v", taken, ours)
			}
		})
	}
}
