package producer_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/hours"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// point makes a unit with a point.
func (h *house) point(id uuid.UUID, own actor.Actor) uuid.UUID {
	h.t.Helper()
	unit, point := newID(), newID()
	h.ok(h.producers.CreateUnit(h.t.Context(), own, producer.SaveUnit{ID: unit, ProducerID: id, Name: "Yksikkö"}))
	h.ok(h.producers.CreatePoint(h.t.Context(), own, producer.SavePoint{ID: point, UnitID: unit, Name: "Toimisto", Place: "Jyväskylä"}))
	return point
}

func open(opens, closes int) hours.Interval {
	return hours.Interval{Opens: hours.Clock(opens), Closes: hours.Clock(closes)}
}

func TestSetHours(t *testing.T) {
	h := newHouse(t)
	id, own := h.producer("Hoiva Oy")
	point := h.point(id, own)
	told, err := h.producers.Hours(t.Context(), own, point)
	h.ok(err)
	if told.Version != 0 || told.Week.State != hours.NotTold || told.Point.Name != "Toimisto" {
		t.Fatalf("%+v: nothing has been told", told)
	}
	today := calendar.Today(time.Now())
	week := hours.Week{State: hours.Regular, Holidays: hours.RuleSunday, Eves: hours.RuleClosed, ElseAgreement: true}
	week.Days[0] = []hours.Interval{open(12*60, 16*60), open(480, 690)} // in any order
	week.Days[4] = []hours.Interval{open(22*60, 28*60)}
	week.Days[6] = []hours.Interval{open(480, 720), open(720, 960)}
	week.Exceptions = []hours.Exception{
		{First: today.AddDays(20), Last: today.AddDays(30), Note: "  Talvi\ttauko "},
		{First: today, Last: today, Open: []hours.Interval{hours.RoundTheClock}},
	}
	h.ok(h.producers.SetHours(t.Context(), own, producer.SetHours{PointID: point, Week: week}))
	told, err = h.producers.Hours(t.Context(), own, point)
	h.ok(err)
	want := week
	want.Confirmed = today
	want.Days[0] = []hours.Interval{open(480, 690), open(12*60, 16*60)}
	want.Days[6] = []hours.Interval{open(480, 960)}
	want.Exceptions = []hours.Exception{week.Exceptions[1], {First: today.AddDays(20), Last: today.AddDays(30), Note: "Talvi tauko"}}
	if diff := cmp.Diff(want, told.Week); diff != "" || told.Version != 1 {
		t.Errorf("version %d: %s", told.Version, diff)
	}
	public, err := producer.HoursOf(t.Context(), h.Service, []uuid.UUID{point, newID()})
	h.ok(err)
	if diff := cmp.Diff(map[uuid.UUID]hours.Week{point: want}, public); diff != "" {
		t.Error(diff)
	}

	wantFault(t, h.producers.SetHours(t.Context(), own, producer.SetHours{PointID: point, Week: week}), fault.CodeConflict, "fault.producer.stale")
	h.ok(h.producers.SetHours(t.Context(), own, producer.SetHours{PointID: point, Version: 1, Week: hours.Week{State: hours.Agreement}}))
	h.ok(h.producers.SetHours(t.Context(), own, producer.SetHours{PointID: point, Version: 2, Week: hours.Week{}}))
	public, err = producer.HoursOf(t.Context(), h.Service, []uuid.UUID{point})
	h.ok(err)
	if len(public) != 0 || h.count(`SELECT count(*) FROM point_hours_exception`) != 0 {
		t.Errorf("%+v: nothing is told any more", public)
	}
	if n := h.count(`SELECT count(*) FROM audit_event WHERE object_id = $1 AND action = 'point.hours_set'`, point); n != 3 {
		t.Errorf("%d notes in the audit, want 3", n)
	}
}

// Another's point is not confirmed, and nobody else's people tell when it is open.
func TestHoursOfAnother(t *testing.T) {
	h := newHouse(t)
	id, own := h.producer("Oma Oy")
	_, other := h.producer("Muu Oy")
	point := h.point(id, own)
	for name, a := range map[string]actor.Actor{"another producer": other, "a visitor": {}} {
		if _, err := h.producers.Hours(t.Context(), a, point); err == nil {
			t.Errorf("%s reads them", name)
		}
		if err := h.producers.SetHours(t.Context(), a, producer.SetHours{PointID: point, Week: hours.Week{State: hours.Agreement}}); err == nil {
			t.Errorf("%s writes them", name)
		}
	}
	wantFault(t, h.producers.SetHours(t.Context(), own, producer.SetHours{PointID: newID()}), fault.CodeNotFound, "fault.identity.not_found")
	if n := h.count(`SELECT count(*) FROM point_hours`); n != 0 {
		t.Errorf("%d rows", n)
	}
}

func TestHoursFaults(t *testing.T) {
	h := newHouse(t)
	id, own := h.producer("Hoiva Oy")
	point := h.point(id, own)
	today := calendar.Today(time.Now())
	week := hours.Week{State: hours.Regular, Holidays: hours.RuleClosed, Eves: "perhaps"}
	week.Days[1] = []hours.Interval{open(960, 480)}
	week.Days[2] = []hours.Interval{open(480, 720), open(700, 960)}
	week.Exceptions = []hours.Exception{
		{First: today.AddDays(-1), Last: today.AddDays(-1)}, {First: today, Last: today, Note: "a\x00b"}, {First: today.AddDays(1), Last: today},
	}
	want := map[string]string{"eves": "fault.hours.unknown", "day1": "fault.hours.backwards", "day2": "fault.hours.overlap",
		"exception0": "fault.hours.past", "exception1": "fault.producer.not_text", "exception2": "fault.hours.order"}
	if diff := cmp.Diff(want, fieldKeys(h.producers.SetHours(t.Context(), own, producer.SetHours{PointID: point, Week: week}))); diff != "" {
		t.Error(diff)
	}
}

// What the use case lets through by mistake the database refuses.
func TestDatabaseHoldsHours(t *testing.T) {
	h := newHouse(t)
	id, own := h.producer("Hoiva Oy")
	point := h.point(id, own)
	week := hours.Week{State: hours.Regular, Holidays: hours.RuleUsual, Eves: hours.RuleUsual}
	week.Days[0] = []hours.Interval{hours.RoundTheClock}
	h.ok(h.producers.SetHours(t.Context(), own, producer.SetHours{PointID: point, Week: week}))
	for name, statement := range map[string]string{
		"six days":              `UPDATE point_hours SET week = week[1:6]`,
		"a day from 25 o'clock": `UPDATE point_hours SET week[1] = '{[1500,1600)}'`,
		"longer than two days":  `UPDATE point_hours SET week[1] = '{[0,3000)}'`,
		"regular, never open":   `UPDATE point_hours SET week[1] = '{}'`,
		"no day":                `UPDATE point_hours SET week[1] = NULL`,
		"agreed, with hours":    `UPDATE point_hours SET state = 'agreement'`,
		"an endless exception":  `INSERT INTO point_hours_exception (point_id, days, open) SELECT point_id, '[2026-12-01,)', '{}' FROM point_hours`,
		"no day of exception":   `INSERT INTO point_hours_exception (point_id, days, open) SELECT point_id, 'empty', '{}' FROM point_hours`,
		"two on a day": `INSERT INTO point_hours_exception (point_id, days, open)
			SELECT point_id, d::daterange, '{}' FROM point_hours, unnest(ARRAY['[2026-12-01,2026-12-05)', '[2026-12-04,2026-12-06)']) d`,
	} {
		if _, err := h.Owner.ExecContext(t.Context(), statement); err == nil {
			t.Errorf("%s is let in", name)
		}
	}
}

// Two people who save at once: one of them is told, and nothing is mixed.
func TestHoursAtOnce(t *testing.T) {
	h := newHouse(t)
	id, own := h.producer("Hoiva Oy")
	point := h.point(id, own)
	results := make(chan error)
	for i := range 4 {
		go func() {
			week := hours.Week{State: hours.Regular, Holidays: hours.RuleClosed, Eves: hours.RuleClosed}
			week.Days[i] = []hours.Interval{open(480, 960)}
			results <- h.producers.SetHours(t.Context(), own, producer.SetHours{PointID: point, Week: week})
		}()
	}
	saved := 0
	for range 4 {
		if err := <-results; err == nil {
			saved++
		} else {
			wantFault(t, err, fault.CodeConflict, "fault.producer.stale")
		}
	}
	if n := h.count(`SELECT version FROM point_hours`); saved != 1 || n != 1 {
		t.Error("saved " + strconv.Itoa(saved) + " times, version " + strconv.Itoa(n))
	}
}
