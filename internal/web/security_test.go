package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

func TestSecurityTxtTellsWhomToTell(t *testing.T) {
	s := site(t, func(*gin.Context) error { return nil })
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/.well-known/security.txt", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, body := send(t, r)
	fields := map[string]string{}
	for line := range strings.Lines(body) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		fields[name] = value
	}
	expires, err := time.Parse(time.RFC3339, fields["Expires"])
	if left := time.Until(expires); err != nil || left < 30*24*time.Hour || left > 365*24*time.Hour {
		t.Errorf("it expires at %q", fields["Expires"])
	}
	if res.StatusCode != http.StatusOK || fields["Contact"] != "mailto:turva@example.fi" || fields["Canonical"] != "http://localhost/.well-known/security.txt" ||
		!strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") {
		t.Errorf("%d %v: %s", res.StatusCode, res.Header, body)
	}
}
