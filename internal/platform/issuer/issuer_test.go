package issuer_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/tuottajatori/tuottajatori/internal/platform/issuer"
	"github.com/tuottajatori/tuottajatori/internal/platform/issuer/issuertest"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

const redirect = "http://localhost:8080/sign-in/return"

// trip is a client and its issuer.
type trip struct {
	*issuertest.Server
	t      *testing.T
	client *issuer.Client
	opt    issuer.Options
	log    bytes.Buffer
	ahead  time.Duration
}

func newTrip(t *testing.T, change func(o *issuer.Options)) *trip {
	t.Helper()
	ring, err := keys.LoadOrCreate(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	tr := &trip{Server: issuertest.Start(t, redirect), t: t}
	tr.Is(person())
	roles, err := issuer.ParseRoles("groups: hankinta = officer 03")
	if err != nil {
		t.Fatal(err)
	}
	tr.opt = issuer.Options{
		Settings: issuer.Settings{Issuer: tr.URL, ClientID: issuertest.ClientID, Secret: issuertest.Secret, Scopes: []string{"profile", "email"}, Roles: roles},
		Redirect: redirect, LoggedOut: "http://localhost:8080/fi", Ring: ring, Log: slog.New(slog.NewTextHandler(&tr.log, nil)),
		Now: func() time.Time { return time.Now().Add(tr.ahead) },
	}
	if change != nil {
		change(&tr.opt)
	}
	tr.client = issuer.New(tr.opt)
	return tr
}

func person() map[string]any {
	return map[string]any{"sub": "u-1", "email": "Maija@Alue.example", "email_verified": true, "name": "\u200eMaija\nVirtanen", "groups": []string{"muut", "hankinta"}, "amr": []string{"pwd", "otp"}}
}

// goes begins a sign-in, and answers the cookie and what the issuer sends the browser back with.
func (tr *trip) goes() (cookie string, query url.Values) {
	tr.t.Helper()
	begun, err := tr.client.Begin(tr.t.Context(), "/fi/hankinta", "sv")
	if err != nil {
		tr.t.Fatal(err)
	}
	return begun.Cookie, tr.visits(begun.Address)
}

func (tr *trip) visits(address string) url.Values {
	tr.t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := browser.Get(address)
	if err != nil {
		tr.t.Fatal(err)
	}
	defer r.Body.Close()
	back, err := r.Location()
	if err != nil || !strings.HasPrefix(back.String(), redirect+"?") {
		tr.t.Fatalf("the issuer answers %d and sends to %v: %v", r.StatusCode, back, err)
	}
	return back.Query()
}

func TestSomebodyComesBack(t *testing.T) {
	tr := newTrip(t, nil)
	cookie, query := tr.goes()
	asked := tr.Asked()
	for name, want := range map[string]string{"redirect_uri": redirect, "scope": "openid profile email", "ui_locales": "sv", "code_challenge_method": "S256", "acr_values": ""} {
		if asked.Get(name) != want {
			t.Errorf("asked with %s %q, want %q", name, asked.Get(name), want)
		}
	}
	if len(asked.Get("state")) < 26 || len(asked.Get("nonce")) < 26 || len(asked.Get("code_challenge")) != 43 {
		t.Errorf("asked with too little chance: %v", asked)
	}
	for _, secret := range []string{asked.Get("state"), asked.Get("nonce"), "/fi/hankinta"} {
		raw, _ := base64.RawURLEncoding.DecodeString(cookie)
		if bytes.Contains(raw, []byte(secret)) {
			t.Errorf("the cookie can be read: %q", secret)
		}
	}
	came, back, err := tr.client.Come(t.Context(), cookie, query)
	if err != nil {
		t.Fatal(err)
	}
	if back != (issuer.Back{Next: "/fi/hankinta", Lang: "sv", Ticket: came.Ticket}) {
		t.Errorf("back to %+v", back)
	}
	if came.Issuer != tr.URL || came.Subject != "u-1" || came.Email != "Maija@Alue.example" || !came.Verified || came.Name != "Maija Virtanen" ||
		len(came.Roles) != 1 || came.Roles[0].Organisation != "03" || came.Ticket.String() == "" || len(came.AMR) != 2 {
		t.Errorf("came: %+v", came)
	}
	leave, err := url.Parse(tr.client.Leave(t.Context(), "sv"))
	if err != nil || leave.Path != "/logout" || leave.Query().Get("post_logout_redirect_uri") != "http://localhost:8080/fi" || leave.Query().Has("id_token_hint") {
		t.Errorf("leaves by %v, %v", leave, err)
	}
}

// TestWhatDoesNotHoldIsRefused attacks the way back.
func TestWhatDoesNotHoldIsRefused(t *testing.T) {
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	soon := time.Now()
	spoilt := func(name string, value any) func(tr *trip) {
		return func(tr *trip) {
			tr.Spoil(func(claims map[string]any) {
				if claims[name] = value; value == nil {
					delete(claims, name)
				}
			})
		}
	}
	encoded := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	for name, c := range map[string]struct {
		before func(tr *trip)
		after  func(tr *trip, cookie *string, query url.Values)
		want   error
		why    issuer.Reason
	}{
		"nothing wrong": {},
		"the state is another's": {after: func(tr *trip, _ *string, q url.Values) {
			_, q2 := tr.goes()
			q.Set("state", q2.Get("state"))
		}, want: issuer.ErrReturn, why: issuer.BadState},
		"no state":         {after: func(_ *trip, _ *string, q url.Values) { q.Del("state") }, want: issuer.ErrReturn, why: issuer.BadState},
		"no cookie":        {after: func(_ *trip, c *string, _ url.Values) { *c = "" }, want: issuer.ErrReturn, why: issuer.NoCookie},
		"a cookie made up": {after: func(_ *trip, c *string, _ url.Values) { *c = encoded(strings.Repeat("x", 300)) }, want: issuer.ErrReturn, why: issuer.NoCookie},
		"a cookie changed": {after: func(_ *trip, c *string, _ url.Values) { *c = (*c)[:len(*c)-4] + "AAAA" }, want: issuer.ErrReturn, why: issuer.NoCookie},
		"another's cookie": {after: func(tr *trip, c *string, _ url.Values) { *c, _ = tr.goes() }, want: issuer.ErrReturn, why: issuer.BadState},
		"too late":         {after: func(tr *trip, _ *string, _ url.Values) { tr.ahead = issuer.TicketLasts }, want: issuer.ErrReturn, why: issuer.TooLate},
		"the code again":   {after: func(tr *trip, c *string, q url.Values) { _, _, _ = tr.client.Come(tr.t.Context(), *c, q) }, want: issuer.ErrReturn, why: issuer.BadCode},
		"no code":          {after: func(_ *trip, _ *string, q url.Values) { q.Del("code") }, want: issuer.ErrReturn, why: issuer.BadCode},
		"a code of another sign-in, with whose proof it does not go": {after: func(tr *trip, _ *string, q url.Values) {
			_, q2 := tr.goes()
			q.Set("code", q2.Get("code"))
		}, want: issuer.ErrReturn, why: issuer.BadCode},
		"answered by another issuer":   {after: func(_ *trip, _ *string, q url.Values) { q.Set("iss", "https://evil.example") }, want: issuer.ErrReturn, why: issuer.MixedUp},
		"answered by nobody":           {after: func(_ *trip, _ *string, q url.Values) { q.Del("iss") }, want: issuer.ErrReturn, why: issuer.MixedUp},
		"given up":                     {after: func(_ *trip, _ *string, q url.Values) { q.Set("error", "access_denied") }, want: issuer.ErrDenied, why: issuer.GivenUp},
		"given up, with something":     {after: func(_ *trip, _ *string, q url.Values) { q.Set("error", "<script>SALAINEN") }, want: issuer.ErrDenied, why: issuer.GivenUp},
		"the nonce is another":         {before: spoilt("nonce", "another"), want: issuer.ErrToken, why: issuer.BadNonce},
		"no nonce":                     {before: spoilt("nonce", nil), want: issuer.ErrToken, why: issuer.BadNonce},
		"for another audience":         {before: spoilt("aud", "another"), want: issuer.ErrToken, why: issuer.BadToken},
		"for us and others, of nobody": {before: spoilt("aud", []string{issuertest.ClientID, "another"}), want: issuer.ErrToken, why: issuer.BadToken},
		"given to another party":       {before: spoilt("azp", "another"), want: issuer.ErrToken, why: issuer.BadToken},
		"of another issuer":            {before: spoilt("iss", "https://evil.example"), want: issuer.ErrToken, why: issuer.BadToken},
		"over":                         {before: spoilt("exp", soon.Add(-2*time.Minute).Unix()), want: issuer.ErrToken, why: issuer.Expired},
		"over by less than the slack":  {before: spoilt("exp", soon.Add(-30*time.Second).Unix())},
		"without an end":               {before: spoilt("exp", nil), want: issuer.ErrToken, why: issuer.Expired},
		"of the future":                {before: spoilt("iat", soon.Add(3*time.Minute).Unix()), want: issuer.ErrToken, why: issuer.Expired},
		"holds later only":             {before: spoilt("nbf", soon.Add(3*time.Minute).Unix()), want: issuer.ErrToken, why: issuer.Expired},
		"of nobody":                    {before: spoilt("sub", ""), want: issuer.ErrToken, why: issuer.BadToken},
		"of a very long name":          {before: spoilt("sub", strings.Repeat("x", 256)), want: issuer.ErrToken, why: issuer.BadToken},
		"unsigned": {before: func(tr *trip) {
			tr.Sign(func(claims []byte) string {
				return encoded(`{"alg":"none"}`) + "." + base64.RawURLEncoding.EncodeToString(claims) + "."
			})
		}, want: issuer.ErrToken, why: issuer.BadSign},
		"signed with our secret": {before: func(tr *trip) {
			tr.Sign(func(claims []byte) string {
				return issuertest.Signed([]byte(issuertest.Secret+"pad"), jose.HS256, "k1", claims)
			})
		}, want: issuer.ErrToken, why: issuer.BadSign},
		"signed with the public key as a secret": {before: func(tr *trip) {
			public, _ := x509.MarshalPKIXPublicKey(tr.Public())
			tr.Sign(func(claims []byte) string { return issuertest.Signed(public, jose.HS256, "k1", claims) })
		}, want: issuer.ErrToken, why: issuer.BadSign},
		"signed by another with the same name of key": {before: func(tr *trip) {
			tr.Sign(func(claims []byte) string { return issuertest.Signed(other, jose.RS256, "k1", claims) })
		}, want: issuer.ErrToken, why: issuer.BadSign},
		"no token":           {before: func(tr *trip) { tr.Sign(func([]byte) string { return "" }) }, want: issuer.ErrToken, why: issuer.BadToken},
		"a token of nothing": {before: func(tr *trip) { tr.Sign(func([]byte) string { return "a.b.c" }) }, want: issuer.ErrToken, why: issuer.BadToken},
		"the issuer fails at the code": {after: func(tr *trip, _ *string, _ url.Values) {
			tr.Answer(func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path == "/token" {
					w.WriteHeader(http.StatusBadGateway)
				}
				return r.URL.Path == "/token"
			})
		}, want: issuer.ErrAway, why: issuer.NotThere},
		"the issuer is gone": {after: func(tr *trip, _ *string, _ url.Values) { tr.Close() }, want: issuer.ErrAway, why: issuer.NotThere},
	} {
		t.Run(name, func(t *testing.T) {
			tr := newTrip(t, nil)
			if c.before != nil {
				c.before(tr)
			}
			cookie, query := tr.goes()
			if c.after != nil {
				c.after(tr, &cookie, query)
			}
			came, _, err := tr.client.Come(t.Context(), cookie, query)
			if !errors.Is(err, c.want) || c.want != nil && came.Subject != "" {
				t.Errorf("%+v, %v, want %v", came, err, c.want)
			}
			if err != nil && issuer.Why(err) != c.why {
				t.Errorf("because of %q (%v), want %q", issuer.Why(err), err, c.why)
			}
			for _, secret := range []string{"Maija", "maija", "alue.example", query.Get("code"), query.Get("state"), "SALAINEN"} {
				if secret != "" && strings.Contains(tr.log.String(), secret) {
					t.Errorf("the log tells %q: %s", secret, tr.log.String())
				}
			}
		})
	}
}

func TestHowStronglySomebodyCameIsAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		claims map[string]any
		want   error
	}{
		"weaker":               {map[string]any{"acr": "1", "amr": []string{"pwd"}}, issuer.ErrWeak},
		"not told":             {map[string]any{"acr": nil, "amr": nil}, issuer.ErrWeak},
		"as asked":             {map[string]any{"acr": "gold", "amr": nil}, nil},
		"told by its means":    {map[string]any{"acr": nil, "amr": []string{"pwd", "mfa"}}, nil},
		"told as one text":     {map[string]any{"acr": nil, "amr": "mfa"}, nil},
		"only like it in part": {map[string]any{"acr": "golden", "amr": []string{"mfa2"}}, issuer.ErrWeak},
	} {
		tr := newTrip(t, func(o *issuer.Options) { o.ACR = []string{"gold", "mfa"} })
		claims := person()
		for k, v := range c.claims {
			claims[k] = v
		}
		tr.Is(claims)
		cookie, query := tr.goes()
		if got := tr.Asked().Get("acr_values"); got != "gold mfa" {
			t.Errorf("asked for %q", got)
		}
		if _, _, err := tr.client.Come(t.Context(), cookie, query); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestUserinfoTellsWhatTheTokenDoesNot(t *testing.T) {
	info := map[string]any{"sub": "u-1", "email": "maija@alue.example", "email_verified": true, "groups": []string{"hankinta"}, "name": "Other"}
	for name, c := range map[string]struct {
		token, info map[string]any
		verified    bool
		roles       int
		want        error
	}{
		"all of it":                        {map[string]any{"sub": "u-1", "name": "Maija"}, info, true, 1, nil},
		"the roles only":                   {map[string]any{"sub": "u-1", "name": "Maija", "email": "maija@alue.example"}, info, false, 1, nil}, // the proof is of the other place
		"nothing: the token says all":      {map[string]any{"sub": "u-1", "name": "Maija", "email": "maija@alue.example", "groups": []string{}}, info, false, 0, nil},
		"of somebody else: nothing at all": {map[string]any{"sub": "u-2", "name": "Maija"}, info, false, 0, issuer.ErrToken},
	} {
		tr := newTrip(t, nil)
		tr.Is(c.token)
		tr.Tells(c.info)
		cookie, query := tr.goes()
		came, _, err := tr.client.Come(t.Context(), cookie, query)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (came.Verified != c.verified || len(came.Roles) != c.roles || came.Name != "Maija") {
			t.Errorf("%s: %+v", name, came)
		}
	}
}

// TestASlowIssuerHoldsNothingUp looks at the sign-in page's question while the issuer is asked.
func TestASlowIssuerHoldsNothingUp(t *testing.T) {
	tr := newTrip(t, nil)
	reached, answer := make(chan struct{}), make(chan struct{})
	tr.Answer(func(w http.ResponseWriter, _ *http.Request) bool {
		close(reached)
		<-answer
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	})
	done := make(chan error)
	go func() { _, err := tr.client.Begin(t.Context(), "", "fi"); done <- err }()
	<-reached
	told := make(chan bool)
	go func() { told <- tr.client.Away() }()
	select {
	case <-told:
	case <-time.After(2 * time.Second):
		t.Error("who signs in with a password waits for the issuer")
	}
	close(answer)
	if err := <-done; !errors.Is(err, issuer.ErrAway) {
		t.Error(err)
	}
}

// TestAnIssuerThatIsAway is asked no more than now and then, and is there again when it answers.
func TestAnIssuerThatIsAway(t *testing.T) {
	tr := newTrip(t, nil)
	asked := 0
	away := func(w http.ResponseWriter, _ *http.Request) bool {
		asked++
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	}
	tr.Answer(away)
	for range 5 {
		if _, err := tr.client.Begin(t.Context(), "", "fi"); !errors.Is(err, issuer.ErrAway) {
			t.Fatal(err)
		}
	}
	if asked != 1 || !tr.client.Away() || tr.client.Leave(t.Context(), "fi") != "" {
		t.Errorf("asked %d times; away %v", asked, tr.client.Away())
	}
	tr.Answer(nil)
	tr.ahead = time.Minute
	tr.goes()
	if tr.client.Away() {
		t.Error("it is there, and said to be away")
	}
	tr.Answer(away)
	tr.ahead = 25 * time.Hour // what it told yesterday is used
	tr.begins()
	for name, told := range map[string]map[string]any{
		"another's description": {"issuer": "https://evil.example", "authorization_endpoint": "https://evil.example/a", "token_endpoint": "https://evil.example/t", "jwks_uri": "https://evil.example/k"},
		"addresses without TLS": {"issuer": tr.URL, "authorization_endpoint": "http://evil.example/a", "token_endpoint": tr.URL, "jwks_uri": tr.URL},
		"no addresses":          {"issuer": tr.URL},
	} {
		tr := newTrip(t, nil)
		tr.Answer(func(w http.ResponseWriter, _ *http.Request) bool {
			told := told
			if told["issuer"] != "https://evil.example" {
				told["issuer"] = tr.URL
			}
			_ = json.NewEncoder(w).Encode(told)
			return true
		})
		if _, err := tr.client.Begin(t.Context(), "", "fi"); !errors.Is(err, issuer.ErrAway) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// begins begins a sign-in and visits nobody.
func (tr *trip) begins() {
	tr.t.Helper()
	if _, err := tr.client.Begin(tr.t.Context(), "", "fi"); err != nil {
		tr.t.Fatal(err)
	}
}
