package account

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/internal/identity"
)

// stay answers a page that asks to go on: that it was asked has made the session longer, up to its absolute end.
func (p *pages) stay(c *gin.Context) error {
	a := p.kit.Actor(c)
	if !a.SignedIn() {
		return identity.ErrSignIn
	}
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, gin.H{
		"left_seconds": max(0, int(time.Until(a.Until).Seconds())),
		"ends":         p.kit.Printer(c).T("layout.session.at", "At", a.Until),
	})
	return nil
}
