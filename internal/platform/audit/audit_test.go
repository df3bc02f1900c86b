package audit_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
)

// helsinki is an organiser that the first migration makes.
var helsinki = uuid.MustParse("01900000-0000-7000-8000-000000000090")

type row struct {
	PersonID       uuid.NullUUID `db:"person_id"`
	Role           string        `db:"role"`
	OrganisationID uuid.NullUUID `db:"organisation_id"`
	RequestID      string        `db:"request_id"`
	Action         string        `db:"action"`
	ObjectKind     string        `db:"object_kind"`
	ObjectID       uuid.UUID     `db:"object_id"`
	OrganiserID    uuid.NullUUID `db:"organiser_id"`
	State          *string       `db:"state"`
	At             time.Time     `db:"at"`
}

func rows(t *testing.T, d *db.DB) []row {
	t.Helper()
	var list []row
	err := d.Select(&list, `SELECT person_id, role, organisation_id, request_id, action, object_kind, object_id,
		organiser_id, details->>'state' AS state, at FROM audit_event ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestRecord(t *testing.T) {
	d := dbtest.New(t)
	officer := actor.Actor{Person: uuid.New(), Role: actor.RoleOfficer, Organisation: helsinki, Name: "Oili Virkanen", RequestID: "r-1"}
	object := uuid.New()
	err := d.Service.InTx(t.Context(), officer, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Action: "admission.suspended", ObjectKind: "admission", ObjectID: object,
			Organiser: helsinki, Details: map[string]any{"state": "suspended"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	err = d.Service.InTx(t.Context(), actor.System("sweep"), func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Action: "session.swept", ObjectKind: "session", ObjectID: object})
	})
	if err != nil {
		t.Fatal(err)
	}
	suspended := "suspended"
	known := func(id uuid.UUID) uuid.NullUUID { return uuid.NullUUID{UUID: id, Valid: true} }
	want := []row{
		{PersonID: known(officer.Person), Role: "officer", OrganisationID: known(helsinki), RequestID: "r-1",
			Action: "admission.suspended", ObjectKind: "admission", ObjectID: object, OrganiserID: known(helsinki), State: &suspended},
		{Role: "system", Action: "session.swept", ObjectKind: "session", ObjectID: object},
	}
	got := rows(t, d.Service)
	for i := range got {
		if got[i].At.IsZero() {
			t.Error("no time")
		}
		got[i].At = time.Time{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRecordGoesWithTheTransaction(t *testing.T) {
	d := dbtest.New(t)
	boom := errors.New("boom")
	entry := audit.Entry{Action: "person.made", ObjectKind: "person", ObjectID: uuid.New()}
	err := d.Service.InTx(t.Context(), actor.Visitor("r"), func(ctx context.Context, tx *db.Tx) error {
		return errors.Join(boom, audit.Record(ctx, tx, entry))
	})
	if !errors.Is(err, boom) || len(rows(t, d.Service)) != 0 {
		t.Errorf("error %v, rows %v", err, rows(t, d.Service))
	}
	for name, bad := range map[string]audit.Entry{
		"an action in another form":  {Action: "Person made", ObjectKind: "person", ObjectID: uuid.New()},
		"an organiser that is none":  {Action: "person.made", ObjectKind: "person", ObjectID: uuid.New(), Organiser: uuid.New()},
		"details that are not JSON":  {Action: "person.made", ObjectKind: "person", ObjectID: uuid.New(), Details: map[string]any{"f": func() {}}},
		"details with a NUL in them": {Action: "person.made", ObjectKind: "person", ObjectID: uuid.New(), Details: map[string]any{"f": "\x00"}},
	} {
		err := d.Service.InTx(t.Context(), actor.Visitor("r"), func(ctx context.Context, tx *db.Tx) error {
			return audit.Record(ctx, tx, bad)
		})
		if err == nil || len(rows(t, d.Service)) != 0 {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
