package identity

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// TestWhatTheAccessibilityStatementSays begins with what nobody has checked, and ends with two who changed it at once.
func TestWhatTheAccessibilityStatementSays(t *testing.T) {
	w := newWorld(t)
	admin := w.member(w.person("paa@tori.example"), actor.RoleAdministrator, uuid.Nil)
	first, err := w.Statement(w.ctx)
	if err != nil || first.Version != 0 || !first.CheckedOn.IsZero() || first.Email+first.Phone != "" || !strings.Contains(first.AuthorityFi, "Traficom") {
		t.Fatalf("%+v, %v", first, err)
	}
	w.must(first.check(w.clock()))
	for field, wrong := range map[string]func(*Statement){
		"checked":      func(s *Statement) { s.CheckedOn = calendar.Today(w.clock()).AddDays(1) },
		"authority_fi": func(s *Statement) { s.AuthorityFi = "  " },
		"authority_sv": func(s *Statement) { s.AuthoritySv = strings.Repeat("å", nameMax+1) },
		"authority_en": func(s *Statement) { s.AuthorityEn = "" },
		"site_fi":      func(s *Statement) { s.SiteFi = "javascript:alert(1)" },
		"site_sv":      func(s *Statement) { s.SiteSv = "" },
		"site_en":      func(s *Statement) { s.SiteEn = "verket.example" },
		"email":        func(s *Statement) { s.Email = "saavutettavuus" },
		"phone":        func(s *Statement) { s.Phone = "soita" },
	} {
		st := first
		wrong(&st)
		if err := w.EditStatement(w.ctx, admin, st); !fault.From(err).HasField(field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	edit := first
	edit.CheckedOn, edit.Email, edit.Phone = calendar.Today(w.clock()), " saavutettavuus@traficom.example ", "029 000 0000"
	w.must(w.EditStatement(w.ctx, admin, edit))
	now, err := w.Statement(w.ctx)
	if err != nil || now.Version != 1 || now.CheckedOn != edit.CheckedOn || now.Email != "saavutettavuus@traficom.example" {
		t.Errorf("%+v, %v", now, err)
	}
	if err := w.EditStatement(w.ctx, admin, edit); !errors.Is(err, errStatementStale) {
		t.Errorf("filled from an older one: %v", err)
	}
	now.CheckedOn = calendar.Date{}
	w.must(w.EditStatement(w.ctx, admin, now))
	if last, err := w.Statement(w.ctx); err != nil || last.Version != 2 || !last.CheckedOn.IsZero() {
		t.Errorf("taken back: %+v, %v", last, err)
	}
	officer := w.member(w.person("oili@hyvaks.example"), actor.RoleOfficer, keskiSuomi)
	if err := w.EditStatement(w.ctx, officer, now); !errors.Is(err, ErrForbidden) {
		t.Errorf("an officer: %v", err)
	}
	if err := w.EditStatement(w.ctx, actor.Actor{}, now); !errors.Is(err, ErrSignIn) {
		t.Errorf("a visitor: %v", err)
	}
	var id uuid.UUID
	w.must(w.db.Get(&id, `SELECT id FROM accessibility_statement WHERE version = 1`))
	lines, _, err := w.FindAudit(w.ctx, admin, AuditFilter{Object: id}, 0)
	if err != nil || len(lines) != 1 || lines[0].Action != "statement.edited" {
		t.Errorf("%+v, %v", lines, err)
	}
}
