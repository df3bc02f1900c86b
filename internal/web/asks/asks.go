// Package asks serves the pages on which a visitor asks for a service without an account, the page behind the secret link,
// the producers' desk of what they are asked, and the counts that organisers see.
//
//	asks.go    what is served where
//	form.go    the form, and its answers to check
//	status.go  behind the secret link
//	desk.go    the producers' list and one request
//	counts.go  how many, for officers and guidance workers
package asks

import (
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

type pages struct {
	kit       *webkit.Kit
	asks      *ask.Service
	catalogue *catalogue.Service
}

// Mount adds the public pages in the three languages.
func Mount(r gin.IRouter, k *webkit.Kit, asks *ask.Service, c *catalogue.Service) {
	p := &pages{kit: k, asks: asks, catalogue: c}
	for _, l := range locale.Langs() {
		form, asked := paths.To(l, paths.PageAsk), paths.To(l, paths.PageAsked)+"/:token"
		r.GET(form, k.H(p.form))
		r.POST(form, k.H(p.send))
		r.GET(asked, secret, k.H(p.status))
		r.POST(asked+"/reply", secret, k.H(p.reply))
		r.GET(asked+"/withdraw", secret, k.H(p.confirmWithdraw))
		r.POST(asked+"/withdraw", secret, k.H(p.withdraw))
		r.GET(asked+"/data.json", secret, k.H(p.data))
	}
}

// secret keeps an address that opens something from others: a link that is followed from the page tells only whose page it
// was, and nothing keeps a copy.
func secret(c *gin.Context) {
	c.Header("Referrer-Policy", "strict-origin")
	c.Header("Cache-Control", "no-store")
	c.Header("X-Robots-Tag", "noindex, nofollow")
}

// Address answers where a mailed link leads, as the world reaches it.
func Address(public *url.URL) func(locale.Lang, string) string {
	base := strings.TrimSuffix(public.String(), "/")
	return func(l locale.Lang, token string) string { return base + paths.Asked(l, token) }
}

// words are the wording of these pages.
type words struct{ wording.Words }

func say(p *locale.Printer) words { return words{wording.Words{Printer: p}} }

func (w words) lang() string { return string(w.Lang()) }
