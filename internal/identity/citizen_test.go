package identity

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/issuer"
	"github.com/tuottajatori/tuottajatori/internal/platform/issuer/issuertest"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

// A broker in process tells of somebody as those of the Finnish Trust Network do.
func TestACitizenComesThroughABroker(t *testing.T) {
	const redirect, substantial, code = "http://localhost:8080/citizen/return", "http://ftn.ficora.fi/2017/loa2", "010190-999P"
	ring, err := keys.LoadOrCreate(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	server := issuertest.Start(t, redirect)
	levels, err := issuer.ParseLevels(substantial + " = substantial; loa1 = low; http://ftn.ficora.fi/2017/loa3 = high")
	if err != nil {
		t.Fatal(err)
	}
	settings := issuer.Settings{Issuer: server.URL, ClientID: issuertest.ClientID, Secret: issuertest.Secret, Levels: levels, ACR: []string{substantial, "loa1"}}
	citizens := NewBroker(issuer.New(issuer.Options{Settings: settings, Redirect: redirect, Ring: ring}), issuer.Substantial)
	for acr, want := range map[string]error{substantial: nil, "loa1": ErrAssurance, "another": issuer.ErrWeak, "": issuer.ErrWeak} {
		server.Is(map[string]any{"sub": "c1", "acr": acr, claimCode: code, claimGiven: "Maija Liisa", claimFamily: "Meikäläinen"})
		address, cookie, err := citizens.Begin(t.Context(), "/sv/annat", "sv")
		if err != nil {
			t.Fatal(err)
		}
		browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		r, err := browser.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		query := r.Header.Get("Location")[len(redirect)+1:]
		if err := r.Body.Close(); err != nil {
			t.Fatal(err)
		}
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		who, back, err := citizens.Come(t.Context(), cookie, values)
		if !errors.Is(err, want) || back.Next != "/sv/annat" || back.Lang != "sv" {
			t.Errorf("acr %q: %v, back to %+v", acr, err, back)
		}
		if want != nil {
			if who != (Citizen{}) {
				t.Errorf("acr %q: it is told who came", acr)
			}
			continue
		}
		if who != (Citizen{Broker: server.URL, Subject: "c1", Given: "Maija Liisa", Family: "Meikäläinen", Code: code, Assurance: issuer.Substantial}) {
			t.Errorf("came another")
		}
		if text := fmt.Sprintf("%v %+v %#v %s", who, who, who, who); strings.Contains(text, "Maija") || strings.Contains(text, code) || !strings.Contains(text, "substantial") {
			t.Errorf("printed as %s", text)
		}
	}
}
