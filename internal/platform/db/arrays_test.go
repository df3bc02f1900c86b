package db_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
)

// What PostgreSQL reads of the arrays is what was put into them, the missing ones too.
func TestArrays(t *testing.T) {
	d := dbtest.New(t).Service
	id, n := uuid.New(), int64(-7)
	type row struct {
		ID     uuid.NullUUID `db:"id"`
		Number *int64        `db:"number"`
		Day    calendar.Date `db:"day"`
	}
	var got []row
	err := d.Select(&got, `SELECT id, number, day FROM unnest($1::uuid[], $2::bigint[], $3::date[]) WITH ORDINALITY n (id, number, day, no) ORDER BY no`,
		db.IDs([]uuid.UUID{id, uuid.Nil, id}), db.Numbers([]*int64{nil, &n, new(int64)}),
		db.Days([]calendar.Date{{Year: 2026, Month: 2, Day: 28}, {Year: 2028, Month: 2, Day: 29}, {}}))
	if err != nil {
		t.Fatal(err)
	}
	known := uuid.NullUUID{UUID: id, Valid: true}
	want := []row{{known, nil, calendar.Date{Year: 2026, Month: 2, Day: 28}}, {uuid.NullUUID{}, &n, calendar.Date{Year: 2028, Month: 2, Day: 29}}, {known, new(int64), calendar.Date{}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var none int
	if err := d.Get(&none, `SELECT cardinality($1::uuid[])`, db.IDs(nil)); err != nil || none != 0 {
		t.Errorf("an empty array has %d elements: %v", none, err)
	}
}
