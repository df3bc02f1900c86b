package quality_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/quality"
)

// TestTheDeskIsReadAPageAtATime walks through all that was told: every row once, the newest first.
func TestTheDeskIsReadAPageAtATime(t *testing.T) {
	w := newWorld(t)
	const many = 60
	w.Exec(`INSERT INTO indicator_value (id, indicator, unit_id, service_key, first_day, last_day, value, n, source, as_of, organiser_id)
		SELECT gen_random_uuid(), 'feedback', $1, 'home_care', day, day, 400, 10, 'Kysely', day, $2
		FROM (SELECT date '2025-01-01' + n AS day FROM generate_series(1, $3) n) d`, w.own.Unit, w.supervisor.Organisation, many)
	w.Exec(`INSERT INTO inspection (id, unit_id, inspected_on, inspector, kind, finding, outcome_fi, organiser_id)
		SELECT gen_random_uuid(), $1, date '2025-01-01' + n % 7, 'Alue', 'announced', 'none', 'Kunnossa', $2 FROM generate_series(1, $3) n`,
		w.own.Unit, w.supervisor.Organisation, many) // many on one day
	for _, unit := range []string{"", "aamu"} {
		told, seen := quality.Look{Unit: unit}, map[uuid.UUID]bool{}
		for last := (calendar.Date{Year: 2100, Month: 1, Day: 1}); ; {
			page, least, err := w.Entered(w.Ctx, w.supervisor, told)
			if err != nil || least != quality.UsualLeast || len(page.Rows) == 0 {
				t.Fatalf("%d rows, %d, %v", len(page.Rows), least, err)
			}
			for _, e := range page.Rows {
				if seen[e.ID] || !e.From.Before(last) {
					t.Errorf("%s after %s", e.From, last)
				}
				seen[e.ID], last = true, e.From
			}
			if told.After = page.Next; page.Next == uuid.Nil {
				break
			}
		}
		inspected := quality.Look{Unit: unit}
		for n := many; ; {
			page, err := w.Inspected(w.Ctx, w.supervisor, inspected)
			if err != nil || len(page.Rows) == 0 {
				t.Fatalf("%d rows, %v", len(page.Rows), err)
			}
			for _, i := range page.Rows {
				if day := (calendar.Date{Year: 2025, Month: 1, Day: 1 + n%7}); seen[i.ID] || i.On != day {
					t.Errorf("%s, want %s", i.On, day)
				}
				seen[i.ID], n = true, n-1
			}
			if inspected.After = page.Next; page.Next == uuid.Nil {
				break
			}
		}
		if len(seen) != 2*many {
			t.Errorf("%q: %d of %d", unit, len(seen), 2*many)
		}
	}
	if page, _, err := w.Entered(w.Ctx, w.supervisor, quality.Look{Unit: "ei ole"}); err != nil || len(page.Rows) != 0 {
		t.Errorf("%+v, %v", page, err)
	}
	if desk, err := w.Desk(w.Ctx, w.supervisor, ""); err != nil || len(desk.Entered.Rows) != 5 || desk.Entered.Next == uuid.Nil || desk.Inspected.Next == uuid.Nil {
		t.Errorf("%+v, %v", desk, err)
	}
	officer := w.supervisor
	officer.Role = actor.RoleOfficer
	if _, _, err := w.Entered(w.Ctx, officer, quality.Look{}); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("an officer: %v", err)
	}
	if _, err := w.Inspected(w.Ctx, officer, quality.Look{}); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("an officer: %v", err)
	}
}
