// Package issuer signs people in at an OpenID Connect issuer: it sends the browser there and reads what it comes back
// with. It knows the protocol and nothing of people, pages or the database; identity says whose account it is.
//
// The authorization code is asked for with PKCE, a state and a nonce. What is to be remembered until the browser comes
// back travels in a sealed cookie (Ticket), so that any replica can answer. The issuer's own description is read when it is
// first needed: an issuer that is away stops neither the start of the service nor anything but signing in there.
//
//	issuer.go     the client, and what it learns of its issuer
//	ticket.go     what is remembered while the browser is away
//	come.go       what the browser comes back with, and what of it holds
//	reason.go     in a word, why something of it does not
//	claims.go     what the issuer tells of a person
//	roles.go      which claims give which roles
//	assurance.go  how surely it is known who somebody is
package issuer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

// Settings are what an installation says of an issuer.
type Settings struct {
	Issuer   string   // exactly as the issuer calls itself
	ClientID string   // of this service there
	Secret   string   // of the client; empty: a public client, which PKCE protects
	Scopes   []string // asked for besides openid
	ACR      []string // the token must tell one of these as its acr or among its amr; none: nothing is asked
	Roles    Roles    // what claims give
	Levels   []Level  // what an acr is worth; of citizens
	Only     bool     // staff sign in there and nowhere else
}

// Options are what a client works with.
type Options struct {
	Settings
	Redirect  string           // the exact address to which the browser comes back
	LoggedOut string           // where the browser goes after signing out at the issuer
	Ring      *keys.Ring       // seals what is remembered
	Log       *slog.Logger     // of what the issuer does wrong
	Now       func() time.Time // nil: time.Now
}

const (
	slack       = time.Minute      // how far the issuer's clock may be from ours
	patience    = 5 * time.Second  // for one answer of the issuer
	answerLimit = 1 << 20          // bytes of it
	askAgain    = 10 * time.Second // how long an issuer that was away is not asked again
	learnAgain  = 24 * time.Hour   // how long its description holds
)

var (
	// ErrAway is an issuer that does not answer, or not as one.
	ErrAway = fault.New(fault.CodeUnavailable, "fault.issuer.away")
	// ErrReturn is a browser that comes back with what was not given to it, too late, or twice.
	ErrReturn = fault.New(fault.CodeInvalid, "fault.issuer.return")
	// ErrDenied is a sign-in that the person, or the issuer, gave up.
	ErrDenied = fault.New(fault.CodeForbidden, "fault.issuer.denied")
	// ErrToken is a token that is not for us, not from the issuer, or not of this sign-in.
	ErrToken = fault.New(fault.CodeForbidden, "fault.issuer.token")
	// ErrWeak is a sign-in that is not as strong as was asked for.
	ErrWeak = fault.New(fault.CodeForbidden, "fault.issuer.weak")
)

// signatures are those that only the issuer can make. None, and those made with a shared secret, are not among them.
var signatures = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}

// Client signs people in at one issuer. It is safe for concurrent use.
type Client struct {
	opt  Options
	http *http.Client

	asking sync.Mutex // held while the issuer is asked, so that one asks for all who wait

	mu       sync.Mutex // never held while the issuer is asked: pages tell whether it is away
	known    *description
	failed   error // why the issuer was away when it was asked last
	failedAt time.Time
}

// description is what the issuer tells of itself.
type description struct {
	provider *oidc.Provider
	at       time.Time
	EndPoint string `json:"end_session_endpoint"`
	UserInfo string `json:"userinfo_endpoint"`
	TellsIss bool   `json:"authorization_response_iss_parameter_supported"`
}

// New makes a client and asks nobody anything.
func New(o Options) *Client {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Client{opt: o, http: &http.Client{
		Timeout:       patience,
		Transport:     limited{http.DefaultTransport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Issuer is what the issuer calls itself.
func (c *Client) Issuer() string { return c.opt.Issuer }

// Only tells whether staff sign in there and nowhere else.
func (c *Client) Only() bool { return c.opt.Only }

// Away tells whether the issuer was away when it was asked last, a short time ago.
func (c *Client) Away() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed != nil && c.opt.Now().Sub(c.failedAt) < askAgain
}

// learn answers what the issuer tells of itself. One that was away a moment ago is not waited for again.
func (c *Client) learn(ctx context.Context) (*description, error) {
	if d, err, know := c.learned(); know {
		return d, err
	}
	c.asking.Lock()
	defer c.asking.Unlock()
	if d, err, know := c.learned(); know { // somebody has asked meanwhile
		return d, err
	}
	d, err := c.discover(ctx, c.opt.Now())
	if err != nil {
		c.opt.Log.WarnContext(ctx, "the issuer is away", "issuer", c.opt.Issuer, "cause", err)
	}
	c.mu.Lock()
	if err != nil {
		c.failed, c.failedAt = err, c.opt.Now()
	} else {
		c.known, c.failed = d, nil
	}
	c.mu.Unlock()
	d, err, _ = c.learned()
	return d, err
}

// learned is what the issuer told, or that it was away; know is false when it is to be asked.
func (c *Client) learned() (d *description, err error, know bool) { //nolint:revive // the error is what is known
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.opt.Now()
	fresh := c.known != nil && now.Sub(c.known.at) < learnAgain
	asked := c.failed != nil && now.Sub(c.failedAt) < askAgain
	switch {
	case !fresh && !asked:
		return nil, nil, false
	case c.known != nil: // what it told yesterday is better than nothing
		return c.known, nil, true
	}
	return nil, ErrAway.Because(c.failed), true
}

// discover reads the description. A visitor who goes away meanwhile does not make the issuer be away for others.
func (c *Client) discover(ctx context.Context, now time.Time) (*description, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	provider, err := oidc.NewProvider(c.with(ctx), c.opt.Issuer)
	if err != nil {
		return nil, fmt.Errorf("description: %w", err)
	}
	d := &description{provider: provider, at: now}
	if err := provider.Claims(d); err != nil {
		return nil, fmt.Errorf("description: %w", err)
	}
	for _, address := range []string{provider.Endpoint().AuthURL, provider.Endpoint().TokenURL} {
		if !safe(address) {
			return nil, errors.New("description: an address without TLS, or none")
		}
	}
	return d, nil
}

// safe tells whether an address may be sent secrets to: over TLS, or within this machine.
func safe(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1")
}

// with is a context in which the libraries use our HTTP client.
func (c *Client) with(ctx context.Context) context.Context { return oidc.ClientContext(ctx, c.http) }

func (c *Client) oauth(d *description) *oauth2.Config {
	return &oauth2.Config{
		ClientID: c.opt.ClientID, ClientSecret: c.opt.Secret, RedirectURL: c.opt.Redirect, Endpoint: d.provider.Endpoint(),
		Scopes: append([]string{oidc.ScopeOpenID}, c.opt.Scopes...),
	}
}

// Leave is the issuer's address for signing out there too, "" when it has none. It carries no token of the person, since
// those have names in them and addresses are written down: the issuer may ask whether one means it.
func (c *Client) Leave(ctx context.Context, lang string) string {
	d, err := c.learn(ctx)
	if err != nil || !safe(d.EndPoint) {
		return ""
	}
	u, err := url.Parse(d.EndPoint)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("client_id", c.opt.ClientID)
	q.Set("post_logout_redirect_uri", c.opt.LoggedOut)
	q.Set("ui_locales", lang)
	u.RawQuery = q.Encode()
	return u.String()
}

// limited bounds what an answer may hold.
type limited struct{ next http.RoundTripper }

// RoundTrip sends the request on.
func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	w, err := l.next.RoundTrip(r)
	if err == nil {
		w.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(w.Body, answerLimit), w.Body}
	}
	return w, err
}

// Check tells what is wrong with the settings, apart from what only the issuer can tell.
func (s Settings) Check() error {
	u, err := url.Parse(s.Issuer)
	switch {
	case err != nil || !safe(s.Issuer) || u.RawQuery != "" || u.Fragment != "":
		return errors.New("the issuer is not an https:// address (http:// within this machine)")
	case s.ClientID == "" || strings.TrimSpace(s.ClientID) != s.ClientID:
		return errors.New("the client's id is missing")
	}
	return nil
}
