package ask_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

// keptIsTrue holds what the database keeps of where requests stand against what has happened to them.
func (m *market) keptIsTrue() {
	m.t.Helper()
	if n := m.count(`SELECT count(*) FROM ask_request r LEFT JOIN ask_request_status(r.id) s ON true WHERE (r.status, r.status_at, r.erased) IS DISTINCT FROM (s.status, s.at, s.erased)`); n != 0 {
		m.t.Errorf("%d requests stand elsewhere than what has happened to them says", n)
	}
}

// whatIsKeptOfTwoAtOnce is what came last by its number, also when that one was written first and nobody had locked the request.
func (m *market) whatIsKeptOfTwoAtOnce(t *testing.T) {
	_, whole := m.made(m.asking(m.care.Offering))
	request := whole.Cases[0].ID
	begin := func() *sqlx.Tx {
		tx, err := m.DB.Owner.BeginTxx(m.Ctx, nil)
		m.ok(err)
		t.Cleanup(func() { _ = tx.Rollback() })
		return tx
	}
	happens := func(tx *sqlx.Tx, kind string, seq int) error {
		_, err := tx.ExecContext(m.Ctx, `INSERT INTO ask_event (id, request_id, seq, kind, done_as) OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, 'system')`, uuid.New(), request, seq, kind)
		return err
	}
	first, second := begin(), begin()
	m.ok(happens(first, "closed", 1_000_001))
	done := make(chan error, 1)
	go func() { done <- happens(second, "contact", 1_000_000) }()
	for m.count(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) == 0 {
		time.Sleep(time.Millisecond)
	}
	m.ok(first.Commit())
	m.ok(<-done)
	m.ok(second.Commit())
	if n := m.count(`SELECT count(*) FROM ask_request WHERE id = $1 AND status = 'closed'`, request); n != 1 {
		t.Error("what came before is kept as what came last")
	}
	m.keptIsTrue()
	if n := m.count(`SELECT count(DISTINCT status) FROM ask_request`); n < 6 {
		t.Errorf("requests of %d statuses were held", n)
	}
	if _, err := m.DB.Service.Exec(`UPDATE ask_request SET status = 'made'`); err == nil {
		t.Error("the service may write what is kept")
	}
}
