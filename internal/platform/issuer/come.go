package issuer

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/google/uuid"
	"golang.org/x/oauth2"
)

// Came is who came back from the issuer.
type Came struct {
	Ticket    uuid.UUID // of the sign-in; good once, which whoever lets the person in must see to
	Issuer    string
	Subject   string // the issuer's own, lasting name of the person
	Email     string // as the issuer tells it; only a verified one says who somebody is
	Verified  bool   // the issuer vouches for the address
	Name      string
	ACR       string    // how the person was identified, in the issuer's words
	AMR       []string  // by which means
	Roles     []Role    // that the mapping gives for the claims
	Assurance Assurance // what the acr is worth
	Claims    map[string]any
}

// Back is where the person was on the way to, and of which sign-in.
type Back struct {
	Next, Lang string
	Ticket     uuid.UUID
}

// Come reads what the browser came back with: the cookie that Begin gave it, and the query of the address. The answer is
// ErrReturn when they do not belong together, and ErrToken when what the issuer says of it does not hold. Back is known
// whenever the cookie was ours, also with an error. Why tells the reason of an error.
func (c *Client) Come(ctx context.Context, cookie string, query url.Values) (Came, Back, error) {
	t, err := c.open(cookie)
	back := Back{Next: t.Next, Lang: t.Lang, Ticket: t.ID}
	if err != nil {
		return Came{}, back, ErrReturn.Because(err)
	}
	if subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(t.State)) != 1 {
		return Came{}, back, ErrReturn.Because(BadState)
	}
	if given := query.Get("error"); given != "" {
		return Came{}, back, ErrDenied.Because(fmt.Errorf("%w: the issuer says %s", GivenUp, word(given)))
	}
	d, err := c.learn(ctx)
	if err != nil {
		return Came{}, back, err
	}
	// RFC 9207: of which issuer the answer is, so that one cannot be taken for another's.
	if iss := query.Get("iss"); iss != "" && iss != c.opt.Issuer || iss == "" && d.TellsIss {
		return Came{}, back, ErrReturn.Because(MixedUp)
	}
	came, err := c.redeem(ctx, d, t, query.Get("code"))
	if err != nil {
		c.opt.Log.WarnContext(ctx, "sign-in at the issuer failed", "issuer", c.opt.Issuer, "cause", err)
	}
	return came, back, err
}

// redeem changes the code for tokens and reads them.
func (c *Client) redeem(ctx context.Context, d *description, t ticket, code string) (Came, error) {
	if code == "" {
		return Came{}, ErrReturn.Because(BadCode)
	}
	tokens, err := c.oauth(d).Exchange(c.with(ctx), code, oauth2.VerifierOption(t.Verifier))
	if err != nil {
		if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
			if refused.Response != nil && refused.Response.StatusCode >= 500 {
				return Came{}, ErrAway.Because(fmt.Errorf("the issuer answers %d", refused.Response.StatusCode))
			}
			return Came{}, ErrReturn.Because(fmt.Errorf("%w: refused as %s", BadCode, word(refused.ErrorCode)))
		}
		return Came{}, ErrAway.Because(errors.New("no answer to a code"))
	}
	raw, _ := tokens.Extra("id_token").(string)
	token, claims, err := c.verify(ctx, d, raw, t.Nonce)
	if err != nil {
		return Came{}, ErrToken.Because(err)
	}
	if err := c.ask(ctx, d, tokens, token, claims); err != nil {
		return Came{}, ErrToken.Because(err)
	}
	came := read(token.Issuer, token.Subject, claims)
	came.Ticket, came.Roles, came.Assurance = t.ID, c.opt.Roles.In(claims), c.opt.assurance(came.ACR)
	if len(c.opt.ACR) > 0 && !slices.Contains(c.opt.ACR, came.ACR) && !slices.ContainsFunc(came.AMR, func(m string) bool { return slices.Contains(c.opt.ACR, m) }) {
		return Came{}, ErrWeak
	}
	return came, nil
}

// verify holds an ID token to what makes it one: signed by the issuer with a key of its own, for us, of now, of this sign-in.
func (c *Client) verify(ctx context.Context, d *description, raw, nonce string) (*oidc.IDToken, map[string]any, error) {
	now := c.opt.Now()
	verifier := d.provider.Verifier(&oidc.Config{
		ClientID: c.opt.ClientID, SupportedSigningAlgs: signatures,
		Now: func() time.Time { return now.Add(-slack) }, // of the end; the beginning is looked at below
	})
	token, err := verifier.Verify(c.with(ctx), raw)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", flaw(err), err)
	}
	claims := map[string]any{}
	if err := token.Claims(&claims); err != nil {
		return nil, nil, fmt.Errorf("token: %w", err)
	}
	party, named := claims["azp"].(string)
	switch {
	case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(nonce)) != 1:
		return nil, nil, fmt.Errorf("%w: of another sign-in", BadNonce)
	case token.IssuedAt.After(now.Add(slack)), begins(claims).After(now.Add(slack)):
		return nil, nil, fmt.Errorf("%w: of the future", Expired)
	case token.Subject == "" || len(token.Subject) > 255:
		return nil, nil, errors.New("token: without a subject")
	case named && party != c.opt.ClientID, !named && len(token.Audience) > 1:
		return nil, nil, errors.New("token: given to another party")
	}
	return token, claims, nil
}

// begins is from when on a token holds, zero when it does not say.
func begins(claims map[string]any) time.Time {
	if at, ok := claims["nbf"].(float64); ok {
		return time.Unix(int64(at), 0)
	}
	return time.Time{}
}

// ask adds what the issuer tells at its userinfo address only, where the token lacks the address or the roles' claim. What
// the token says holds over it.
func (c *Client) ask(ctx context.Context, d *description, tokens *oauth2.Token, token *oidc.IDToken, claims map[string]any) error {
	_, told := claims["email"]
	if d.UserInfo == "" || !safe(d.UserInfo) || told && c.opt.Roles.Told(claims) {
		return nil
	}
	if token.AccessTokenHash != "" {
		if err := token.VerifyAccessToken(tokens.AccessToken); err != nil {
			return fmt.Errorf("access token: %w", err)
		}
	}
	info, err := d.provider.UserInfo(c.with(ctx), oauth2.StaticTokenSource(tokens))
	if err != nil { // some issuers keep it for others; the token alone says who it is
		c.opt.Log.WarnContext(ctx, "the issuer tells nothing more of a person", "issuer", c.opt.Issuer)
		return nil
	}
	if info.Subject != token.Subject {
		return errors.New("userinfo: of somebody else")
	}
	more := map[string]any{}
	if err := info.Claims(&more); err != nil {
		return fmt.Errorf("userinfo: %w", err)
	}
	for name, value := range more {
		if _, there := claims[name]; !there && (name != "email_verified" || !told) { // an address and its proof are of one place
			claims[name] = value
		}
	}
	return nil
}

// word is an error's name as the protocol has them, and nothing that somebody could have written into an address.
func word(text string) string {
	if len(text) > 40 {
		return "something long"
	}
	for _, r := range text {
		if (r < 'a' || r > 'z') && r != '_' {
			return "something else"
		}
	}
	return text
}
