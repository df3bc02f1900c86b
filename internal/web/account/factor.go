package account

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/account"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// fewCodes is from how many recovery codes on it is said that they run out.
const fewCodes = 3

func codePath(l locale.Lang) string { return paths.To(l, paths.PageSignIn, "code") }

func factorPath(l locale.Lang, parts ...string) string {
	return paths.Account(l, append([]string{"two-step"}, parts...)...)
}

// waits tells whether somebody has given the right password in this browser, and a code is asked for.
func waits(a actor.Actor) bool { return !a.SignedIn() && a.Session != uuid.Nil }

func (p *pages) codeForm(c *gin.Context) error {
	if !waits(p.kit.Actor(c)) {
		p.kit.SeeOther(c, paths.SignIn(p.kit.Lang(c)))
		return nil
	}
	return p.showCode(c, http.StatusOK, views.Code{Next: c.Query("next")})
}

func (p *pages) showCode(c *gin.Context, status int, v views.Code) error {
	v.Next = webkit.SafeNext(v.Next, "")
	page := p.page(c, "code.title")
	page.Error = len(v.Errors) > 0
	p.kit.Page(c, status, page, views.CodePage(v))
	return nil
}

func (p *pages) proveCode(c *gin.Context) error {
	var form struct {
		Code string `form:"code"`
		With string `form:"with"`
		Next string `form:"next"`
	}
	if err := p.kit.Bind(c, &form); err != nil {
		return err
	}
	token, err := p.people.ProveCode(c.Request.Context(), p.kit.Actor(c), form.Code, c.ClientIP())
	switch {
	case fault.Is(err, fault.CodeUnauthenticated): // it has waited too long
		p.kit.ClearSession(c)
		p.kit.SeeOther(c, withNext(paths.SignIn(p.kit.Lang(c)), form.Next))
		return nil
	case err != nil:
		errors, status, ok := p.mend(c, err)
		if !ok {
			return err
		}
		return p.showCode(c, status, views.Code{Next: form.Next, Recovery: form.With == "recovery", Errors: errors})
	}
	return p.begin(c, p.kit.Lang(c), token, form.Next)
}

// withNext is a page's address with where to go on to after it.
func withNext(path, next string) string {
	if next = webkit.SafeNext(next, ""); next == "" {
		return path
	}
	return path + "?next=" + url.QueryEscape(next)
}

func (p *pages) factor(c *gin.Context) error {
	v := views.Factor{Next: c.Query("next")}
	if c.Query("done") == "off" {
		v.Done = "off"
	}
	return p.showFactor(c, http.StatusOK, v, "")
}

// showFactor shows how to turn the second factor on, with the secret of the ticket or a new one, or that it is on.
func (p *pages) showFactor(c *gin.Context, status int, v views.Factor, ticket string) error {
	pr, a, ctx := p.kit.Printer(c), p.kit.Actor(c), c.Request.Context()
	how, err := p.people.Factor(ctx, a)
	if err != nil {
		return err
	}
	v.Post, v.Next, v.Required = factorPath(pr.Lang()), webkit.SafeNext(v.Next, ""), how.Required && !how.On
	if how.On {
		v.On, v.CodesLeft, v.Few = pr.T("factor.on", "At", how.Since), pr.T("factor.codes_left", "Count", how.CodesLeft), how.CodesLeft <= fewCodes
		v.PostCodes, v.PostOff = factorPath(pr.Lang(), "codes"), factorPath(pr.Lang(), "off")
	} else if err := p.offer(c, &v, ticket); err != nil {
		return err
	}
	page := p.page(c, "factor.title")
	page.Error = len(v.Errors) > 0
	p.kit.Page(c, status, page, views.FactorPage(v))
	return nil
}

func (p *pages) offer(c *gin.Context, v *views.Factor, ticket string) error {
	a := p.kit.Actor(c)
	offer, err := p.people.Offered(a, ticket)
	if err != nil {
		offer, err = p.people.OfferFactor(c.Request.Context(), a)
	}
	if err != nil {
		return err
	}
	v.Secret, v.Ticket = offer.Secret, offer.Ticket
	v.Picture, v.Side, err = qrPath(offer.Address)
	return err
}

// codeGiven is the form of each change of the second factor.
type codeGiven struct {
	Code   string `form:"code"`
	Ticket string `form:"ticket"`
	Next   string `form:"next"`
}

func (p *pages) addFactor(c *gin.Context) error {
	var form codeGiven
	if err := p.kit.Bind(c, &form); err != nil {
		return err
	}
	proven, err := p.people.AddFactor(c.Request.Context(), p.kit.Actor(c), form.Ticket, form.Code)
	if err != nil {
		return p.factorRefused(c, err, views.Factor{Form: "on", Next: form.Next}, form.Ticket)
	}
	p.kit.SetSession(c, proven.Token)
	return p.showCodes(c, views.Codes{Done: "on", Codes: proven.Codes, Next: webkit.SafeNext(form.Next, paths.Account(p.kit.Lang(c)))})
}

// factorRefused shows the page again with what was wrong, and returns other errors.
func (p *pages) factorRefused(c *gin.Context, err error, v views.Factor, ticket string) error {
	errors, status, ok := p.mend(c, err)
	if !ok {
		return err
	}
	if alone := errors[""]; alone != "" { // too many tries
		errors["code"] = alone
		delete(errors, "")
	}
	v.Errors = errors
	return p.showFactor(c, status, v, ticket)
}

// showCodes shows recovery codes, this once: they are in no address, and are kept by no cache.
func (p *pages) showCodes(c *gin.Context, v views.Codes) error {
	c.Header("Cache-Control", "no-store")
	p.kit.Page(c, http.StatusOK, p.page(c, "codes.title"), views.CodesPage(v))
	return nil
}

func (p *pages) newCodes(c *gin.Context) error {
	var form codeGiven
	if err := p.kit.Bind(c, &form); err != nil {
		return err
	}
	codes, err := p.people.NewCodes(c.Request.Context(), p.kit.Actor(c), form.Code)
	if err != nil {
		return p.factorRefused(c, err, views.Factor{Form: "codes"}, "")
	}
	return p.showCodes(c, views.Codes{Codes: codes, Next: factorPath(p.kit.Lang(c))})
}

func (p *pages) removeFactor(c *gin.Context) error {
	var form codeGiven
	if err := p.kit.Bind(c, &form); err != nil {
		return err
	}
	token, err := p.people.RemoveFactor(c.Request.Context(), p.kit.Actor(c), form.Code)
	if err != nil {
		return p.factorRefused(c, err, views.Factor{Form: "off"}, "")
	}
	p.kit.SetSession(c, token)
	p.kit.SeeOther(c, factorPath(p.kit.Lang(c))+"?done=off")
	return nil
}

// openSessions writes where one is signed in.
func (p *pages) openSessions(c *gin.Context) ([]views.OpenSession, error) {
	pr := p.kit.Printer(c)
	list, err := p.people.Sessions(c.Request.Context(), p.kit.Actor(c))
	if err != nil {
		return nil, err
	}
	out := make([]views.OpenSession, len(list))
	for i, s := range list {
		out[i] = views.OpenSession{Device: deviceText(pr, s.Browser, s.System), Times: pr.T("sessions.since", "Since", s.Since, "Seen", s.Seen), Current: s.Current}
		if !s.Current {
			out[i].End = sessionPath(pr.Lang(), s.ID.String())
		}
	}
	return out, nil
}

func sessionPath(l locale.Lang, id string) string { return paths.Account(l, "sessions", id) }

func (p *pages) endSession(c *gin.Context) error {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return err
	}
	a, l := p.kit.Actor(c), p.kit.Lang(c)
	if err := p.people.EndSession(c.Request.Context(), a, id); err != nil {
		return err
	}
	if id == a.Session {
		p.kit.ClearSession(c)
		p.kit.SeeOther(c, paths.SignIn(l)+"?done=signed_out")
		return nil
	}
	p.kit.SeeOther(c, paths.Account(l)+"?done=ended#sessions")
	return nil
}

func (p *pages) endOtherSessions(c *gin.Context) error {
	if err := p.people.EndOtherSessions(c.Request.Context(), p.kit.Actor(c)); err != nil {
		return err
	}
	p.kit.SeeOther(c, paths.Account(p.kit.Lang(c))+"?done=others_ended#sessions")
	return nil
}
