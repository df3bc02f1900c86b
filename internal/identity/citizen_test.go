package identity

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/issuer"
	"github.com/tuottajatori/tuottajatori/internal/platform/issuer/issuertest"
)

// A broker in process tells of somebody as those of the Finnish Trust Network do.
func TestACitizenComesThroughABroker(t *testing.T) {
	const host, redirect, substantial, code = "192.0.2.7", "http://localhost:8080/citizen/return", "http://ftn.ficora.fi/2017/loa2", "010190-999P"
	w := newWorld(t, func(o *Options) { o.Now = nil })
	server := issuertest.Start(t, redirect)
	levels, err := issuer.ParseLevels(substantial + " = substantial; loa1 = low; http://ftn.ficora.fi/2017/loa3 = high")
	if err != nil {
		t.Fatal(err)
	}
	settings := issuer.Settings{Issuer: server.URL, ClientID: issuertest.ClientID, Secret: issuertest.Secret, Levels: levels, ACR: []string{substantial, "loa1"}}
	citizens := w.Broker(issuer.New(issuer.Options{Settings: settings, Redirect: redirect, Ring: w.ring}), issuer.Substantial)
	for acr, want := range map[string]error{substantial: nil, "loa1": ErrAssurance, "another": issuer.ErrWeak, "": issuer.ErrWeak} {
		server.Is(map[string]any{"sub": "c1", "acr": acr, claimCode: code, claimGiven: "Maija Liisa", claimFamily: "Meikäläinen"})
		begun, err := citizens.Begin(t.Context(), host, "/sv/annat", "sv")
		if err != nil {
			t.Fatal(err)
		}
		browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		r, err := browser.Get(begun.Address)
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
		who, back, err := citizens.Come(t.Context(), host, begun.Cookie, values)
		if !errors.Is(err, want) || back.Next != "/sv/annat" || back.Lang != "sv" {
			t.Errorf("acr %q: %v, back to %+v", acr, err, back)
		}
		action := "session.citizen_identified"
		if want != nil {
			action = "session.refused"
		}
		if w.count(`SELECT count(*) FROM audit_event WHERE object_id = $1 AND action IN ('session.issuer_asked', $2)`, begun.Ticket, action) != 2 {
			t.Errorf("acr %q: the audit trail does not tell of both ways", acr)
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
		if _, _, err := citizens.Come(t.Context(), host, begun.Cookie, values); !errors.Is(err, issuer.ErrReturn) {
			t.Errorf("the same return again: %v", err)
		}
	}
	if w.count(`SELECT count(*) FROM audit_event WHERE details::text LIKE '%Maija%' OR details::text LIKE '%' || $1 || '%' OR details::text LIKE '%c1%'`, code) != 0 {
		t.Error("the audit trail tells who came")
	}
	w.exec(`UPDATE try_limit SET full_at = clock_timestamp() + interval '1 hour'`)
	if _, err := citizens.Begin(t.Context(), host, "", "fi"); !errors.Is(err, ErrTooMany) {
		t.Errorf("sent there too often: %v", err)
	}
	if _, _, err := citizens.Come(t.Context(), host, "", nil); !errors.Is(err, ErrTooMany) {
		t.Errorf("back too often: %v", err)
	}
}
