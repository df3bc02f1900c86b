package sheetdesk_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// TestListsTakenWhole: what the desks show is taken by those who see it, and by nobody else.
func TestListsTakenWhole(t *testing.T) {
	s := open(t)
	item, unused, sent, draft, asks := uuid.New(), uuid.New(), uuid.New(), uuid.New(), uuid.New()
	other := uuid.MustParse("01900000-0000-7000-8000-000000000003")
	for _, id := range []uuid.UUID{item, unused} {
		s.exec(`INSERT INTO evidence_item (id, producer_id, kind, seen_by, issued_on, valid_to, added_by) VALUES ($1, $2, 'criminal_record_seen', 'Maija', '2026-02-03', '2027-02-03', $3)`, id, s.own.Organisation, s.own.Person)
	}
	s.exec(`INSERT INTO requirement (id, scheme_id, position, kind, mandatory, title_fi, title_sv, title_en, help_fi, evidence_kind) VALUES ($1, $2, 1, 'attachment', true, '+Ote', '+Ote', '+Ote', '=Ohje', 'trade_register')`, asks, s.scheme)
	s.exec(`UPDATE scheme SET published_at = now() WHERE id = $1`, s.scheme)
	s.exec(`INSERT INTO registry_check (id, organiser_id, producer_id, register, finding, source, note, checked_on, done_by) VALUES ($1, $2, $3, 'tax', 'in_order', '@vero', '', '2026-03-04', $4)`,
		uuid.New(), organiser, s.own.Organisation, s.own.Person)
	s.exec(`INSERT INTO price_change (id, offering_id, unit, class, old_cents, cents, from_day) VALUES ($1, $2, 'hour', 'weekday', 4500, 4810, '2026-01-01')`, uuid.New(), s.offer)
	s.exec(`INSERT INTO application (id, scheme_id, producer_id, case_number, created_by) VALUES ($1, $2, $3, 'A-1', $4)`, sent, s.scheme, s.own.Organisation, s.own.Person)
	s.exec(`INSERT INTO application_answer (application_id, scheme_id, requirement_id, evidence_id) VALUES ($1, $2, $3, $4)`, sent, s.scheme, asks, item)
	s.exec(`INSERT INTO doubt (id, admission_id, rule_id, cause, subject, since, reasons)
		SELECT $1, a.id, (SELECT r.id FROM doubt_rule r LIMIT 1), 'evidence', 'tax_certificate', '2026-05-06', '' FROM admission a LIMIT 1`, draft)
	s.exec(`WITH f AS (INSERT INTO stored_file (id, producer_id, name, media_type, size_bytes, sha256, created_by) VALUES ($1, $2, 'ote.pdf', 'application/pdf', 1, sha256('x'), $3) RETURNING id)
		INSERT INTO evidence_item (id, producer_id, kind, file_id, issued_on, valid_to, added_by)
		SELECT $1, $2, 'trade_register', f.id, d - 60, d + 60, $3 FROM f, (SELECT (now() AT TIME ZONE 'Europe/Helsinki')::date AS d) t`, uuid.New(), s.own.Organisation, s.own.Person)
	officer := paths.Officer(locale.Fi, "tables")
	s.actor = s.officer
	if a := s.get(officer + "/evidence/list.csv").has(200); strings.Contains(a.Body.String(), "A-1") {
		t.Error("an officer sees what a draft shows")
	}
	s.exec(`UPDATE application SET submitted_at = now() WHERE id = $1`, sent)
	says := map[string]string{"schemes": "'+Ote;Liite;Kaupparekisteriote;Kyllä;'=Ohje", "producers": "'=Hoiva Oy;;", "evidence": "2026-02-03;2027-02-03;A-1", "checks": ";'@vero", "doubts": "2026-05-06", "prices": "45,00;48,10", "lapses": "Hoiva Oy;;Kotihoidon palveluseteli;Kaupparekisteriote;"}
	for key, words := range says {
		a := s.get(officer+"/"+key+"/list.csv").has(200, words)
		if strings.Contains(a.Body.String(), ";=") || strings.Contains(a.Body.String(), "\n=") {
			t.Errorf("%s has a formula: %s", key, a.Body)
		}
	}
	for _, l := range locale.Langs() {
		for key := range says {
			s.get(paths.Officer(l, "tables", key, "list.xlsx")).has(200)
			s.get(paths.Officer(l, "tables", key, "list.csv")).has(200)
		}
	}
	if n := strings.Count(s.get(officer+"/evidence/list.csv").Body.String(), "2027-02-03"); n != 1 {
		t.Errorf("the officer sees %d pieces of evidence, one is shown to it", n)
	}
	if n := s.text(`SELECT count(DISTINCT details->>'list')::text FROM audit_event WHERE action = 'list.taken' AND organiser_id = $1`, organiser); n != "7" {
		t.Errorf("%s lists in the audit trail", n)
	}
	s.actor.Organisation = other
	for key := range says {
		if n := strings.Count(strings.TrimSpace(s.get(officer+"/"+key+"/list.csv").has(200).Body.String()), "\n"); n != 0 {
			t.Errorf("another organiser takes %d rows of %s", n, key)
		}
	}
	s.operatorsTake(slices.Collect(maps.Keys(says)))
	s.actor = s.own
	for key := range says {
		s.get(officer + "/" + key + "/list.csv").has(403)
	}
	for _, l := range locale.Langs() {
		s.get(paths.Desk(l, "tables")).has(200, "<h1", paths.Desk(l, "tables", "prices", "list.xlsx"))
		s.get(paths.Desk(l, "tables", "prices", "list.csv")).has(200, "48")
		s.get(paths.Desk(l, "tables", "applications", "list.csv")).has(200, "A-1")
		if n := strings.Count(s.get(paths.Desk(l, "tables", "evidence", "list.csv")).has(200, "A-1").Body.String(), "2026-02-03"); n != 2 {
			t.Errorf("the producer takes %d pieces of evidence", n)
		}
	}
	s.get(paths.Desk(locale.Fi, "tables", "lapses", "list.csv")).has(200, ";Kotihoidon palveluseteli;Kaupparekisteriote;")
	// What a producer sent that has become part of it is its own, and officers have one line of the two.
	before, whole := uuid.New(), uuid.New()
	s.exec(`INSERT INTO producer (id, name, kind, origin, merged_into) VALUES ($1, 'Entinen Oy', 'company', 'signup', $2)`, before, s.own.Organisation)
	s.exec(`INSERT INTO application (id, scheme_id, producer_id, case_number, created_by, submitted_at, closed) VALUES ($1, $2, $3, 'A-2', $4, now(), true)`, whole, s.scheme, before, s.own.Person)
	s.get(paths.Desk(locale.Fi, "tables", "applications", "list.csv")).has(200, "A-1", "A-2")
	s.actor = s.officer
	if a := s.get(officer+"/producers/list.csv").has(200, "Hoiva Oy;;Yritys;;2;1"); strings.Contains(a.Body.String(), "Entinen") {
		t.Errorf("one that was merged has a line: %s", a.Body)
	}
	s.actor = s.own
	s.actor.Organisation = uuid.New()
	for _, key := range []string{"prices", "applications", "evidence", "lapses"} {
		if n := strings.Count(strings.TrimSpace(s.get(paths.Desk(locale.Fi, "tables", key, "list.csv")).has(200).Body.String()), "\n"); n != 0 {
			t.Errorf("another producer takes %d rows of %s", n, key)
		}
	}
	s.actor = s.officer
	s.get(paths.Desk(locale.Fi, "tables")).has(403)
	s.get(paths.Desk(locale.Fi, "tables", "evidence", "list.csv")).has(403)
}

// operatorsTake: an operator takes what is of the schemes that are delegated to it, and nothing else; the officers of the
// organiser take the same as before.
func (s *site) operatorsTake(whole []string) {
	s.t.Helper()
	tables := paths.Officer(locale.Fi, "tables")
	operator := actor.Actor{Person: s.own.Person, Role: actor.RoleOperator, Organisation: uuid.New(), RequestID: "test"}
	stranger := operator
	stranger.Organisation = uuid.New()
	for _, o := range []actor.Actor{operator, stranger} {
		s.exec(`INSERT INTO operator (id, name) VALUES ($1, 'Hoitaja Oy')`, o.Organisation)
	}
	lists := make([]string, 0, len(whole)+1)
	for _, key := range append(whole, "admissions") {
		lists = append(lists, tables+"/"+key+"/list.csv")
	}
	take := func(a actor.Actor, path string) []string {
		s.actor = a
		rows := strings.Split(strings.TrimSpace(s.get(path).has(200).Body.String()), "\n")[1:]
		slices.Sort(rows)
		return rows
	}
	for _, path := range lists {
		if rows := take(operator, path); len(rows) > 0 {
			s.t.Errorf("an operator that runs nothing takes %d rows of %s", len(rows), path)
		}
	}
	offerings := tables + "/offerings/list.csv?scheme=" + s.scheme.String()
	s.get(offerings).has(404)
	s.exec(`UPDATE scheme SET operator_id = $2 WHERE id = $1`, s.scheme, operator.Organisation)
	for _, path := range append(lists, offerings) {
		if own, all := take(operator, path), take(s.officer, path); len(own) == 0 || !slices.Equal(own, all) {
			s.t.Errorf("%s: the operator takes %q, the organiser %q", path, own, all)
		}
	}
	s.exec(`UPDATE scheme SET operator_id = $2 WHERE id = $1`, s.scheme, stranger.Organisation)
	for _, path := range lists {
		if rows := take(operator, path); len(rows) > 0 {
			s.t.Errorf("an operator takes %d rows of %s, which another runs now", len(rows), path)
		}
	}
	s.actor = operator
	s.get(tables).has(200, "<h1")
	if n := s.text(`SELECT count(DISTINCT details->>'list')::text FROM audit_event WHERE action = 'list.taken' AND role = 'operator' AND organisation_id = $1`, operator.Organisation); n != "9" {
		s.t.Errorf("%s lists that an operator took are in the audit trail", n)
	}
}
