package supervisiondesk_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// has tells which of the words a page lacks.
func (s *site) has(path string, words ...string) {
	s.t.Helper()
	page := s.send(http.MethodGet, path, "", "")
	for _, want := range words {
		if !strings.Contains(page.Body.String(), want) {
			s.t.Errorf("%s: %d lacks %q", path, page.Code, want)
		}
	}
}

func TestWhatWasToldIsCorrectedAndTakenBack(t *testing.T) {
	s := open(t)
	desk, public := paths.Supervision(locale.Fi), paths.Quality(locale.Fi, s.home.Unit.String(), "home_care")
	first, second := uuid.NewString(), uuid.NewString()
	s.form(desk+"/values/new", "id", first, "indicator", "feedback", "unit", s.home.Unit.String(), "service", "home_care", "from", "1.1.2026", "to", "30.4.2026",
		"value", "4,56", "count", "21", "source", "Kysely")
	story := desk + "/values/" + first
	s.has(desk, story, "Historia ja korjaus")
	s.has(desk+"?find=aamu", story)
	if page := s.send(http.MethodGet, desk+"?find=Ei+ole", "", "").Body.String(); strings.Contains(page, story) {
		t.Error("a unit is found by another's name")
	}
	s.has(story, "Kirjattu arvo", "4,56 / 5", "21 vastausta", "Ota pois")
	if w := s.form(story, "id", second, "of", first, "value", "9", "count", "21", "source", "Kysely"); w.Code != http.StatusUnprocessableEntity ||
		!strings.Contains(w.Body.String(), "Kirjoita, miksi muutat ilmoitettua tietoa.") || !strings.Contains(w.Body.String(), `value="9"`) {
		t.Errorf("no reason and no such value: %d", w.Code)
	}
	if w := s.form(story, "id", second, "of", first, "value", "3,2", "count", "21", "source", "Kysely", "reason", "Laskuvirhe"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != desk+"?done=correction" {
		t.Errorf("a correction: %d %s", w.Code, w.Body)
	}
	s.has(public, "Kohtalainen", "3,2 / 5", "Korjattu")
	s.has(story, "Laskuvirhe", "4,56 / 5", "3,2 / 5")
	// Somebody whose form is of the first row meets what has happened, and what was typed.
	if w := s.form(story, "id", uuid.NewString(), "of", first, "value", "2,75", "count", "21", "source", "Kysely", "reason", "Samoin"); w.Code != http.StatusConflict ||
		!strings.Contains(w.Body.String(), `value="2,75"`) || !strings.Contains(w.Body.String(), "Joku muu ehti") || !strings.Contains(w.Body.String(), `name="of" value="`+second) {
		t.Errorf("a stale form: %d", w.Code)
	}
	if w := s.form(story+"/taken-back", "id", uuid.NewString(), "of", second); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `href="#why"`) {
		t.Errorf("taken back without a reason: %d", w.Code)
	}
	if w := s.form(story+"/taken-back", "id", uuid.NewString(), "of", second, "why", "Toisen yksikön"); w.Code != http.StatusSeeOther {
		t.Errorf("taken back: %d %s", w.Code, w.Body)
	}
	s.has(public, "Ei vielä arvioitu", "Otettu pois")
	s.has(story, "Arvo on otettu pois.", "Toisen yksikön")
	s.has(desk+"?done=taken_back", "Arvo on otettu pois. Sitä ei enää näytetä", "Otettu pois")
	for _, l := range locale.Langs() {
		s.has(paths.Supervision(l, "values", first), "Kysely")
	}
	for _, path := range []string{desk + "/values/x", desk + "/values/" + uuid.NewString(), desk + "/inspections/" + uuid.NewString()} {
		if w := s.send(http.MethodGet, path, "", ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	s.actor.Role = actor.RoleOfficer
	if w := s.send(http.MethodGet, story, "", ""); w.Code != http.StatusForbidden {
		t.Errorf("an officer: %d", w.Code)
	}
}

func TestAnInspectionsStory(t *testing.T) {
	s := open(t)
	desk, public := paths.Supervision(locale.Fi), paths.Quality(locale.Fi, s.home.Unit.String(), "home_care")
	first, second := uuid.NewString(), uuid.NewString()
	said := []string{"id", first, "unit", s.home.Unit.String(), "day", "2.3.2026", "inspector", "Alue", "kind", "announced", "finding", "serious", "fi", "Hälytin ei toimi"}
	s.form(desk+"/inspections/new", said...)
	story := desk + "/inspections/" + first
	s.has(desk, story)
	s.has(story, `value="2.3.2026"`, "Hälytin ei toimi", "Vakavia puutteita")
	said = append(said, "of", first, "reason", "Havainto oli lievempi")
	said[1], said[11] = second, "remarks"
	if w := s.form(story, said...); w.Code != http.StatusSeeOther || !strings.HasSuffix(w.Header().Get("Location"), "inspection_corrected") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	s.has(public, "Korjattavaa", "Korjattu")
	said[1], said[13] = uuid.NewString(), "Kirjoitin tämän"
	if w := s.form(story, said...); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "Kirjoitin tämän") {
		t.Errorf("a stale form: %d", w.Code)
	}
	if w := s.form(story+"/taken-back", "id", uuid.NewString(), "of", second, "why", "Toisen yksikön"); w.Code != http.StatusSeeOther {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	s.has(public, "Tarkastuksesta ei ole tietoa")
	s.has(story, "Tarkastus on otettu pois.", "Havainto oli lievempi", "Toisen yksikön")
}
