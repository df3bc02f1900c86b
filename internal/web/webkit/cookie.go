package webkit

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

const (
	langCookie = "lang"
	yearSec    = 365 * 24 * 60 * 60
)

// secure tells whether the service is reached over TLS, so that its cookies never travel in the clear.
func (k *Kit) secure() bool { return k.PublicURL != nil && k.PublicURL.Scheme == "https" }

func (k *Kit) sessionCookie() string {
	if k.secure() {
		return "__Host-session" // the prefix makes browsers refuse one set by another host or path
	}
	return "session"
}

// SessionToken is the secret that the browser sent, or "".
func (k *Kit) SessionToken(c *gin.Context) string {
	token, err := c.Cookie(k.sessionCookie())
	if err != nil {
		return ""
	}
	return token
}

// SetSession gives the browser its session secret, until the browser closes or the session's limits end it.
func (k *Kit) SetSession(c *gin.Context, token string) {
	http.SetCookie(c.Writer, &http.Cookie{
		Name: k.sessionCookie(), Value: token, Path: "/", HttpOnly: true, Secure: k.secure(), SameSite: http.SameSiteLaxMode,
	})
}

// ClearSession takes the session secret away from the browser.
func (k *Kit) ClearSession(c *gin.Context) {
	http.SetCookie(c.Writer, &http.Cookie{
		Name: k.sessionCookie(), Path: "/", MaxAge: -1, HttpOnly: true, Secure: k.secure(), SameSite: http.SameSiteLaxMode,
	})
}

func (k *Kit) ticketCookie() string {
	if k.secure() {
		return "__Host-issuer"
	}
	return "issuer"
}

// Ticket is what the browser was given to come back from the issuer with, or "".
func (k *Kit) Ticket(c *gin.Context) string {
	ticket, err := c.Cookie(k.ticketCookie())
	if err != nil {
		return ""
	}
	return ticket
}

// SetTicket gives the browser what it needs to come back from the issuer. It is sent along when the issuer leads back here,
// and with nothing that another site's page asks for.
func (k *Kit) SetTicket(c *gin.Context, ticket string, lasts time.Duration) {
	http.SetCookie(c.Writer, &http.Cookie{
		Name: k.ticketCookie(), Value: ticket, Path: "/", MaxAge: int(lasts.Seconds()), HttpOnly: true, Secure: k.secure(), SameSite: http.SameSiteLaxMode,
	})
}

// ClearTicket takes it away.
func (k *Kit) ClearTicket(c *gin.Context) {
	http.SetCookie(c.Writer, &http.Cookie{
		Name: k.ticketCookie(), Path: "/", MaxAge: -1, HttpOnly: true, Secure: k.secure(), SameSite: http.SameSiteLaxMode,
	})
}

// SaveLang remembers the language that the visitor reads in, for the address without one.
func (k *Kit) SaveLang(c *gin.Context, l locale.Lang) {
	if saved, err := c.Cookie(langCookie); err == nil && saved == string(l) {
		return
	}
	http.SetCookie(c.Writer, &http.Cookie{
		Name: langCookie, Value: string(l), Path: "/", MaxAge: yearSec, HttpOnly: true, Secure: k.secure(), SameSite: http.SameSiteLaxMode,
	})
}
