package web

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// limiter allows each address so many requests a minute, in memory, of at most maxAddresses addresses at a time.
type limiter struct {
	perMin int
	mu     sync.Mutex
	seen   map[string]*bucket
}

type bucket struct {
	*rate.Limiter
	last time.Time
}

const maxAddresses = 50_000

func newLimiter(perMin int) *limiter { return &limiter{perMin: perMin, seen: map[string]*bucket{}} }

func (l *limiter) allow(address string, now time.Time) bool {
	if l.perMin <= 0 {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b, ok := l.seen[address]
	if !ok {
		if len(l.seen) >= maxAddresses {
			l.forget(now)
		}
		b = &bucket{Limiter: rate.NewLimiter(rate.Limit(float64(l.perMin)/60), l.perMin)}
		l.seen[address] = b
	}
	b.last = now
	return b.AllowN(now, 1)
}

// forget drops the addresses whose bucket has filled up again, and everything when that frees nothing.
func (l *limiter) forget(now time.Time) {
	for address, b := range l.seen {
		if now.Sub(b.last) > time.Minute {
			delete(l.seen, address)
		}
	}
	if len(l.seen) >= maxAddresses {
		clear(l.seen)
	}
}

func isSearch(path string) bool {
	for _, l := range locale.Langs() {
		if path == paths.Results(l) {
			return true
		}
	}
	return strings.HasPrefix(path, "/share/") || strings.HasPrefix(path, "/api/v1/offerings") || path == "/api/v1/suggestions" || path == "/api/v1/places/nearest"
}

// limitSearch holds back an address that asks the public search far more often than a person can.
func (m *middleware) limitSearch(c *gin.Context) {
	if c.Request.Method == http.MethodOptions || !isSearch(c.Request.URL.Path) {
		return
	}
	if !m.search.allow(c.ClientIP(), time.Now()) {
		c.Abort()
		m.Kit.Fail(c, fault.New(fault.CodeTooMany, "fault.web.too_many"))
	}
}
