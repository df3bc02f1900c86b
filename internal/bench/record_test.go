package bench

import (
	"fmt"
	"slices"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
)

// TestRecorder runs a statement in each way in which the product does, and has the bare handler run what was recorded.
func TestRecorder(t *testing.T) {
	of, rec := dbtest.New(t), &recorder{}
	d, err := db.Open(t.Context(), of.ServiceURL, db.WithPool(1), db.Through(rec.through))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var n int
	must(d.GetContext(t.Context(), &n, `SELECT 1 + $1::int`, 1))
	prepared, err := d.PreparexContext(t.Context(), `SELECT 2 + $1::int`)
	must(err)
	must(prepared.GetContext(t.Context(), &n, 2))
	must(prepared.GetContext(t.Context(), &n, 3))
	tx, err := d.BeginTxx(t.Context(), nil)
	must(err)
	must(tx.StmtxContext(t.Context(), prepared).GetContext(t.Context(), &n, 4))
	_, err = tx.ExecContext(t.Context(), `SELECT pg_notify($1, '')`, "nobody")
	must(err)
	must(tx.Commit())
	tx, err = d.BeginTxx(t.Context(), nil)
	must(err)
	must(tx.Rollback())

	said := rec.take()
	var got []string
	for _, s := range said {
		got = append(got, fmt.Sprint(s.does, s.text, s.args, s.prepared))
	}
	want := []string{
		fmt.Sprint(asks, `SELECT 1 + $1::int`, []any{int64(1)}, false),
		fmt.Sprint(asks, `SELECT 2 + $1::int`, []any{int64(2)}, true),
		fmt.Sprint(asks, `SELECT 2 + $1::int`, []any{int64(3)}, true),
		fmt.Sprint(begins, "", []any{}, false),
		fmt.Sprint(asks, `SELECT 2 + $1::int`, []any{int64(4)}, true),
		fmt.Sprint(does, `SELECT pg_notify($1, '')`, []any{"nobody"}, false),
		fmt.Sprint(commits, "", []any{}, false),
		fmt.Sprint(begins, "", []any{}, false),
		fmt.Sprint(rollsBack, "", []any{}, false),
	}
	if !slices.Equal(got, want) {
		t.Errorf("recorded\n%q, want\n%q", got, want)
	}
	if again := rec.take(); len(again) > 0 {
		t.Errorf("taken twice: %v", again)
	}

	address, stop, err := startBare(t.Context(), of.Service, [][]statement{said, {{asks, `SELECT 1/0`, nil, false}}})
	must(err)
	defer stop()
	c := newClient()
	body, err := c.get(t.Context(), address+"/0")
	if must(err); string(body) != "[[2],[4],[5],[6]]" {
		t.Errorf("the bare handler answers %s", body)
	}
	for _, n := range []string{"/1", "/2", "/-1", "/x"} {
		if body, err := c.get(t.Context(), address+n); err == nil {
			t.Errorf("%s answers %s", n, body)
		}
	}
}
