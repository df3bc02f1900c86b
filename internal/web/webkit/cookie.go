package webkit

import (
	"net/http"

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

// SaveLang remembers the language that the visitor reads in, for the address without one.
func (k *Kit) SaveLang(c *gin.Context, l locale.Lang) {
	if saved, err := c.Cookie(langCookie); err == nil && saved == string(l) {
		return
	}
	http.SetCookie(c.Writer, &http.Cookie{
		Name: langCookie, Value: string(l), Path: "/", MaxAge: yearSec, HttpOnly: true, Secure: k.secure(), SameSite: http.SameSiteLaxMode,
	})
}
