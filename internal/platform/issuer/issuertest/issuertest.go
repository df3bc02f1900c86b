// Package issuertest gives tests an OpenID Connect issuer in process, which does what it should and, asked to, what it
// should not.
package issuertest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// ClientID and Secret are of the one client that the issuer knows.
const (
	ClientID = "tuottajatori"
	Secret   = "salaisuus-joka-ei-ole-salainen"
)

// key is made once: making one takes longer than the tests.
var key = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

// Server is an issuer. Set what it tells of the next person before the browser goes there.
type Server struct {
	*httptest.Server
	Redirect string // the exact address that it sends browsers back to

	mu      sync.Mutex
	person  map[string]any                                    // claims of whoever signs in next
	info    map[string]any                                    // what userinfo adds; nil: there is none
	spoil   func(claims map[string]any)                       // changes a token's claims before they are signed
	sign    func(claims []byte) string                        // makes the token in another way
	answer  func(w http.ResponseWriter, r *http.Request) bool // answers in place of the issuer
	codes   map[string]code
	asked   url.Values // of the last authorization request
	signing *rsa.PrivateKey
}

type code struct {
	claims    map[string]any
	challenge string
}

// Start starts one, which sends browsers back to the address.
func Start(t testing.TB, redirect string) *Server {
	t.Helper()
	s := &Server{Redirect: redirect, codes: map[string]code{}, signing: key()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", s.describe)
	mux.HandleFunc("GET /authorize", s.authorize)
	mux.HandleFunc("POST /token", s.token)
	mux.HandleFunc("GET /keys", s.keys)
	mux.HandleFunc("GET /userinfo", s.userinfo)
	mux.HandleFunc("GET /logout", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Query().Get("post_logout_redirect_uri"), http.StatusSeeOther)
	})
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		answer := s.answer
		s.mu.Unlock()
		if answer == nil || !answer(w, r) {
			mux.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// Is says who signs in next: claims besides those of the protocol.
func (s *Server) Is(claims map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.person = claims
}

// Tells says what userinfo tells.
func (s *Server) Tells(claims map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.info = claims
}

// Spoil changes each token's claims before they are signed; nil stops that.
func (s *Server) Spoil(f func(claims map[string]any)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spoil = f
}

// Sign makes tokens in another way; nil stops that.
func (s *Server) Sign(f func(claims []byte) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sign = f
}

// Answer lets f answer requests in place of the issuer, which it does by answering true; nil stops that.
func (s *Server) Answer(f func(w http.ResponseWriter, r *http.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = f
}

// Asked is the last request to sign somebody in.
func (s *Server) Asked() url.Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.asked)
}

func (s *Server) describe(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := map[string]any{
		"issuer": s.URL, "authorization_endpoint": s.URL + "/authorize", "token_endpoint": s.URL + "/token", "jwks_uri": s.URL + "/keys",
		"end_session_endpoint": s.URL + "/logout", "id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"},
		"authorization_response_iss_parameter_supported": true,
	}
	if s.info != nil {
		d["userinfo_endpoint"] = s.URL + "/userinfo"
	}
	tell(w, d)
}

func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := r.URL.Query()
	s.asked = q
	if q.Get("client_id") != ClientID || q.Get("redirect_uri") != s.Redirect || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" {
		http.Error(w, "an unknown client, another address to go back to, or no PKCE", http.StatusBadRequest)
		return
	}
	now := time.Now()
	claims := map[string]any{"iss": s.URL, "aud": ClientID, "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(), "nonce": q.Get("nonce")}
	maps.Copy(claims, s.person)
	id := rand.Text()
	s.codes[id] = code{claims, q.Get("code_challenge")}
	back, err := url.Parse(s.Redirect)
	if err != nil {
		panic(err)
	}
	back.RawQuery = url.Values{"code": {id}, "state": {q.Get("state")}, "iss": {s.URL}}.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	if id == "" {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	c, ok := s.codes[r.PostFormValue("code")]
	delete(s.codes, r.PostFormValue("code"))
	proof := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !ok || id != ClientID || secret != Secret || r.PostFormValue("redirect_uri") != s.Redirect || base64.RawURLEncoding.EncodeToString(proof[:]) != c.challenge {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		tell(w, map[string]any{"error": "invalid_grant"})
		return
	}
	if s.spoil != nil {
		s.spoil(c.claims)
	}
	text, err := json.Marshal(c.claims)
	if err != nil {
		panic(err)
	}
	sign := s.sign
	if sign == nil {
		sign = func(claims []byte) string { return Signed(s.signing, jose.RS256, "k1", claims) }
	}
	tell(w, map[string]any{"access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": sign(text)})
}

// Signed is a token made with a key.
func Signed(with any, algorithm jose.SignatureAlgorithm, id string, claims []byte) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: jose.JSONWebKey{Key: with, KeyID: id}}, nil)
	if err != nil {
		panic(err)
	}
	signed, err := signer.Sign(claims)
	if err != nil {
		panic(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		panic(err)
	}
	return text
}

// Public is the key with which tokens are checked.
func (s *Server) Public() crypto.PublicKey { return s.signing.Public() }

func (s *Server) keys(w http.ResponseWriter, _ *http.Request) {
	tell(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: s.Public(), KeyID: "k1", Algorithm: "RS256", Use: "sig"}}})
}

func (s *Server) userinfo(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Header.Get("Authorization") != "Bearer access" {
		http.Error(w, "whose?", http.StatusUnauthorized)
		return
	}
	tell(w, s.info)
}

func tell(w http.ResponseWriter, what any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(what); err != nil {
		panic(err)
	}
}
