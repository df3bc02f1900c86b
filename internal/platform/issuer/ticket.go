package issuer

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/google/uuid"
	"golang.org/x/oauth2"
)

// TicketLasts is how long a person may take at the issuer.
const TicketLasts = 10 * time.Minute

// ticket is what is remembered of a sign-in that was begun. It travels sealed in a cookie, so that nobody reads or makes one,
// and the address that an attacker sends somebody to is of no use without the cookie of the same browser.
type ticket struct {
	ID       uuid.UUID `json:"-"` // each is good for one return
	Issuer   string    `json:"i"`
	State    string    `json:"s"`
	Nonce    string    `json:"n"`
	Verifier string    `json:"v"` // of PKCE
	Next     string    `json:"x"`
	Lang     string    `json:"l"`
	Until    time.Time `json:"u"`
}

// purpose is what tickets are sealed for.
const purpose = "signin.issuer"

// Begun is a sign-in that was begun: where to send the browser, with which cookie.
type Begun struct {
	Address, Cookie string
	Ticket          uuid.UUID // by which the way back is known; see Back
}

// Begin begins a sign-in. Next and lang come back with the person.
func (c *Client) Begin(ctx context.Context, next, lang string) (Begun, error) {
	d, err := c.learn(ctx)
	if err != nil {
		return Begun{}, err
	}
	t := ticket{
		ID: uuid.New(), Issuer: c.opt.Issuer, State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(),
		Next: next, Lang: lang, Until: c.opt.Now().Add(TicketLasts),
	}
	cookie, err := c.seal(t)
	if err != nil {
		return Begun{}, err
	}
	with := []oauth2.AuthCodeOption{oidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier), oauth2.SetAuthURLParam("ui_locales", lang)}
	if len(c.opt.ACR) > 0 {
		with = append(with, oauth2.SetAuthURLParam("acr_values", strings.Join(c.opt.ACR, " ")))
	}
	return Begun{Address: c.oauth(d).AuthCodeURL(t.State, with...), Cookie: cookie, Ticket: t.ID}, nil
}

func (c *Client) seal(t ticket) (string, error) {
	text, err := json.Marshal(t)
	if err != nil {
		return "", fmt.Errorf("ticket: %w", err)
	}
	sealed, err := c.opt.Ring.Seal(purpose, t.ID, string(text))
	if err != nil {
		return "", fmt.Errorf("ticket: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(append(t.ID[:], sealed...)), nil
}

// open reads a cookie that we made for this issuer. It is known also when that was too long ago.
func (c *Client) open(cookie string) (ticket, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cookie)
	if err != nil || len(raw) <= len(uuid.UUID{}) {
		return ticket{}, NoCookie
	}
	t := ticket{ID: uuid.UUID(raw[:16])}
	text, err := c.opt.Ring.Unseal(purpose, t.ID, raw[16:])
	if err != nil || json.Unmarshal([]byte(text), &t) != nil || t.Issuer != c.opt.Issuer {
		return ticket{}, NoCookie
	}
	if !c.opt.Now().Before(t.Until) {
		return t, TooLate
	}
	return t, nil
}
