package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// securityFor is for how long security.txt may be relied upon from when it is read: less than a year (RFC 9116, 2.5.5).
const securityFor = 90 * 24 * time.Hour

// security tells where a weakness of the service is told of (RFC 9116).
func (m *middleware) security(c *gin.Context) {
	expires := time.Now().UTC().Add(securityFor).Truncate(24 * time.Hour)
	c.Header("Cache-Control", "max-age=86400")
	c.Data(http.StatusOK, "text/plain; charset=utf-8", fmt.Appendf(nil, "Contact: %s\nExpires: %s\nPreferred-Languages: fi, sv, en\nCanonical: %s\n",
		m.Security, expires.Format(time.RFC3339), m.Kit.PublicURL.JoinPath("/.well-known/security.txt")))
}
