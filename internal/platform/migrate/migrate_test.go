package migrate_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/migrate"
)

// insertOnly are the tables of what has happened: the service adds rows and can do nothing else to them.
var insertOnly = []string{
	"accessibility_statement", "admission_event", "admission_service", "answer_renewal", "application_batch", "ask", "ask_offering", "ask_request", "assignment", "audit_event", "audit_head", "audit_link", "business_id_change",
	"case_notice", "clarification", "clarification_answer", "clarification_file", "decision", "decision_unmet", "doubt", "doubt_end", "event_unheard", "evidence_item",
	"evidence_retired", "extension", "hearing", "hearing_answer", "hearing_doubt", "hearing_end", "hearing_overdue", "indicator_value", "inspection",
	"key_mark", "lapse_notice", "mail_link_unit", "preparation", "preparation_finding", "price_change", "price_decision", "producer_apart", "producer_merge", "producer_merge_event",
	"producer_merge_move", "registry_check", "report", "report_event", "review", "scheme_event", "scheme_version", "submission",
	"unit_succession", "withdrawal",
}

// TestInsertOnlyTables tries, as the service, to change and to remove what has happened.
func TestInsertOnlyTables(t *testing.T) {
	d := dbtest.New(t)
	for _, table := range insertOnly {
		var column string
		if err := d.Owner.Get(&column, `SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum = 1`, table); err != nil {
			t.Fatal(err)
		}
		if table == "audit_event" { // whose id nobody may set at all
			column = "action"
		}
		for _, statement := range []string{
			"UPDATE " + table + " SET " + column + " = " + column,
			"DELETE FROM " + table,
			"TRUNCATE " + table + " CASCADE",
			"ALTER TABLE " + table + " DISABLE TRIGGER ALL",
			"DROP TABLE " + table,
			"GRANT UPDATE ON " + table + " TO tuottajatori_service",
		} {
			_, err := d.Service.Exec(statement)
			if pq.As(err, pqerror.InsufficientPrivilege) == nil && !grantedNothing(d.Owner, table, statement, err) {
				t.Errorf("%s: %v, want no permission", statement, err)
			}
		}
	}
}

// grantedNothing tells whether a GRANT by somebody without the right passed with a warning and no effect.
func grantedNothing(owner *db.DB, table, statement string, err error) bool {
	var may bool
	asked := owner.Get(&may, `SELECT has_table_privilege('tuottajatori_service', $1, 'UPDATE')`, table)
	return strings.HasPrefix(statement, "GRANT") && err == nil && asked == nil && !may
}

// TestInsertOnlyTablesAreListed compares the list above with the rights that the service really has.
func TestInsertOnlyTablesAreListed(t *testing.T) {
	d := dbtest.New(t)
	var found []string
	err := d.Owner.Select(&found, `
		SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
		  AND has_table_privilege('tuottajatori_service', c.oid, 'INSERT')
		  AND NOT has_any_column_privilege('tuottajatori_service', c.oid, 'UPDATE')
		  AND NOT has_table_privilege('tuottajatori_service', c.oid, 'DELETE')
		ORDER BY c.relname`)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(insertOnly, found); diff != "" {
		t.Errorf("insert-only tables (-listed +in the database):\n%s", diff)
	}
}

func TestServiceOwnsNothing(t *testing.T) {
	d := dbtest.New(t)
	for _, statement := range []string{
		"CREATE TABLE mine (id int)",
		"CREATE ROLE friend",
		"INSERT INTO organiser (id, code, slug, name_fi, name_sv, name_en) VALUES (gen_random_uuid(), '99', 'x', 'x', 'x', 'x')",
		"DELETE FROM goose_db_version",
		"DELETE FROM river_migration",
		"SET ROLE postgres",
	} {
		if _, err := d.Service.Exec(statement); pq.As(err, pqerror.InsufficientPrivilege) == nil {
			t.Errorf("%s: %v, want no permission", statement, err)
		}
	}
}

// TestUpTogether lets three programs migrate an empty database at once, and again.
func TestUpTogether(t *testing.T) {
	d := dbtest.New(t)
	name := "empty_" + uuid.NewString()
	d.Owner.MustExec("CREATE DATABASE " + pq.QuoteIdentifier(name))
	t.Cleanup(func() { d.Owner.MustExec("DROP DATABASE " + pq.QuoteIdentifier(name) + " WITH (FORCE)") })
	address := dbtest.With(d.OwnerURL, name)

	empty, err := db.Open(t.Context(), address, db.WithPool(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = empty.Close() })
	before, err := migrate.Pending(t.Context(), empty)
	if err != nil || len(before) < 10 || !slices.Contains(before, "00001_foundation.sql") {
		t.Errorf("pending in an empty database: %v, error %v", before, err)
	}
	faults := make([]error, 3)
	var group sync.WaitGroup
	for i := range faults {
		group.Go(func() { faults[i] = migrate.Up(t.Context(), address) })
	}
	group.Wait()
	for _, err := range faults {
		if err != nil {
			t.Error(err)
		}
	}
	after, err := migrate.Pending(t.Context(), empty)
	if err != nil || len(after) != 0 {
		t.Errorf("pending afterwards: %v, error %v", after, err)
	}
}

// TestPendingSeesWhatIsMissing takes a migration away as an older database lacks it.
func TestPendingSeesWhatIsMissing(t *testing.T) {
	d := dbtest.New(t)
	d.Owner.MustExec(`DELETE FROM goose_db_version WHERE version_id = 3`)
	d.Owner.MustExec(`DELETE FROM river_migration WHERE version = 7`)
	pending, err := migrate.Pending(t.Context(), d.Service)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"00003_identity.sql", "job queue 007"}, pending); diff != "" {
		t.Error(diff)
	}
}

// TestUpRefusesANewerDatabase migrates what a newer program has migrated: nothing is done to it.
func TestUpRefusesANewerDatabase(t *testing.T) {
	d := dbtest.New(t)
	d.Owner.MustExec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)`)
	if err := migrate.Up(t.Context(), d.OwnerURL); !errors.Is(err, migrate.ErrNewer) {
		t.Errorf("a database with a migration of the future: %v", err)
	}
}
