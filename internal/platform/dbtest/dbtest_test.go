package dbtest_test

import (
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/migrate"
)

func TestNewIsMigratedAndAlone(t *testing.T) {
	first, second := dbtest.New(t), dbtest.New(t)
	pending, err := migrate.Pending(t.Context(), first.Service)
	if err != nil || len(pending) != 0 {
		t.Fatalf("pending %v, error %v", pending, err)
	}
	const add = `INSERT INTO operator (id, name) VALUES (gen_random_uuid(), 'Koordinaattori')`
	if _, err := first.Service.Exec(add); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := second.Service.Get(&n, `SELECT count(*) FROM operator`); err != nil || n != 0 {
		t.Fatalf("the second database has %d operators, error %v", n, err)
	}
}
