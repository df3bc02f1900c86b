package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/api"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

// withTokens adds the routes for producers' own systems, and makes somebody who acts for a producer.
func (s *server) withTokens(producer uuid.UUID) (*identity.Service, actor.Actor) {
	s.t.Helper()
	ring, err := keys.LoadOrCreate(filepath.Join(s.t.TempDir(), "keys"))
	if err != nil {
		s.t.Fatal(err)
	}
	queue, err := jobs.NewQueue(s.DB.Service)
	if err != nil {
		s.t.Fatal(err)
	}
	people := identity.New(s.DB.Service, queue, ring, identity.Options{PublicURL: &url.URL{Scheme: "http", Host: "localhost"}})
	api.MountOwn(s.handler.(*gin.Engine), people, offering.New(s.DB.Service), s.fail)
	person := uuid.New()
	s.Exec(`INSERT INTO person (id, email, name) VALUES ($1, $2, 'Tuottaja')`, person, person.String()+"@example.fi")
	s.Exec(`INSERT INTO membership (id, person_id, role, producer_id, state) VALUES ($1, $2, 'producer', $3, 'active')`, uuid.New(), person, producer)
	return people, actor.Actor{Person: person, Role: actor.RoleProducer, Organisation: producer}
}

func TestVacancyByToken(t *testing.T) {
	s := serve(t)
	mine, theirs := s.HomeCare("Aamurusko"), s.HomeCare("Iltatähti")
	people, a := s.withTokens(mine.Producer)
	token := uuid.New()
	secret, err := people.MakeToken(s.Ctx, a, mine.Producer, token, "Järjestelmä")
	if err != nil {
		t.Fatal(err)
	}
	ask := func(method, path, body, token string) (*httptest.ResponseRecorder, map[string]any) {
		t.Helper()
		req := httptest.NewRequestWithContext(s.Ctx, method, path, strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		if token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
		}
		rec := s.closed(req)
		var out map[string]any
		if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
			t.Fatalf("%s: %v", rec.Body, err)
		}
		return rec, out
	}
	put := func(of uuid.UUID) string { return "/api/v1/own/offerings/" + of.String() + "/vacancy" }
	rec, list := ask(http.MethodGet, "/api/v1/own/offerings", "", secret)
	if items, _ := list["items"].([]any); rec.Code != http.StatusOK || len(items) != 1 || list["next"] != nil || rec.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", rec.Code, list)
	}
	rec, out := ask(http.MethodPut, put(mine.Offering), `{"vacancy":"queue","wait_days":21}`, secret)
	if rec.Code != http.StatusOK || out["vacancy"] != "queue" || out["wait_days"] != 21.0 || out["updated_at"] == nil {
		t.Errorf("%d %v", rec.Code, out)
	}
	if n := s.count(`SELECT count(*) FROM audit_event WHERE action = 'offering.vacancy_set' AND details ->> 'token' = $1`, token.String()); n != 1 {
		t.Errorf("%d lines in the audit trail name the token", n)
	}
	if n := s.count(`SELECT count(*) FROM search_change WHERE ref = $1`, mine.Offering.String()); n == 0 {
		t.Error("the catalogue is not told")
	}
	for name, c := range map[string]struct {
		path, body, token string
		status            int
	}{
		"no token":              {put(mine.Offering), `{"vacancy":"free"}`, "", 401},
		"a wrong one":           {put(mine.Offering), `{"vacancy":"free"}`, secret[:10] + strings.Repeat("A", len(secret)-10), 401},
		"another's offering":    {put(theirs.Offering), `{"vacancy":"free"}`, secret, 404},
		"an offering of nobody": {put(uuid.New()), `{"vacancy":"free"}`, secret, 404},
		"no id":                 {"/api/v1/own/offerings/x/vacancy", `{"vacancy":"free"}`, secret, 404},
		"a state that is none":  {put(mine.Offering), `{"vacancy":"maybe"}`, secret, 422},
		"days below zero":       {put(mine.Offering), `{"vacancy":"free","wait_days":-1}`, secret, 422},
		"half a day":            {put(mine.Offering), `{"vacancy":"free","wait_days":0.5}`, secret, 400},
		"another field":         {put(mine.Offering), `{"vacancy":"free","price":1}`, secret, 400},
		"no JSON":               {put(mine.Offering), `vacancy=free`, secret, 400},
		"two objects":           {put(mine.Offering), `{"vacancy":"free"}{"vacancy":"full"}`, secret, 400},
		"too long":              {put(mine.Offering), `{"vacancy":"` + strings.Repeat("x", 1000) + `"}`, secret, 400},
	} {
		rec, out := ask(http.MethodPut, c.path, c.body, c.token)
		if rec.Code != c.status || !strings.HasPrefix(rec.Header().Get("Content-Type"), "application/problem+json") {
			t.Errorf("%s: %d %v, want %d", name, rec.Code, out, c.status)
		}
		if rec.Code == 400 && !strings.Contains(fmt.Sprint(out["title"], out["detail"]), "JSON") {
			t.Errorf("%s: the words are not of an API: %v", name, out)
		}
		if (rec.Code == 401) != (rec.Header().Get("WWW-Authenticate") != "") {
			t.Errorf("%s: WWW-Authenticate %q", name, rec.Header().Get("WWW-Authenticate"))
		}
	}
	if rec, _ := ask(http.MethodGet, "/api/v1/own/offerings?page=2", "", secret); rec.Code != 400 {
		t.Errorf("an unknown parameter: %d", rec.Code)
	}
	if got := s.count(`SELECT count(*) FROM offering WHERE id = $1 AND vacancy = 'queue' AND wait_days = 21`, mine.Offering.String()); got != 1 {
		t.Error("what was refused has changed something")
	}
}
