package app_test

import (
	"os"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
)

// TestWhatIsUsedOfFilesStays finds in the catalogue every reference to a stored file and to a data key: the rows of both cannot go while
// one is there, no column has their ids without being such a reference, and who removes files asks for each. The ids in
// submission.snapshot stand for rows that do not change any more (00063).
func TestWhatIsUsedOfFilesStays(t *testing.T) {
	d := dbtest.New(t)
	var references []struct {
		Table  string `db:"tab"`
		To     string `db:"target"`
		Column string `db:"col"`
		Stays  bool   `db:"stays"`
	}
	if err := d.Owner.Select(&references, `SELECT c.conrelid::regclass::text AS tab, c.confrelid::regclass::text AS target, a.attname AS col,
		    c.confdeltype IN ('a', 'r') AND c.confupdtype IN ('a', 'r') AND c.convalidated AND NOT c.condeferrable AS stays
		FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
		WHERE c.contype = 'f' AND c.confrelid IN ('stored_file'::regclass, 'data_key'::regclass)`); err != nil {
		t.Fatal(err)
	}
	removal, err := os.ReadFile("../admission/store_draft_kept.go")
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]bool{}
	for _, r := range references {
		held[r.Table+"."+r.Column] = true
		if !r.Stays {
			t.Errorf("%s.%s lets what it refers to in %s go", r.Table, r.Column, r.To)
		}
		if r.To == "stored_file" && !strings.Contains(string(removal), "NOT EXISTS (SELECT FROM "+r.Table+" x WHERE x."+r.Column+" = f.id)") {
			t.Errorf("%s.%s is not asked before the file of a begun application is removed", r.Table, r.Column)
		}
	}
	var columns []string
	if err := d.Owner.Select(&columns, `SELECT c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT a.attisdropped
		    AND a.atttypid IN ('uuid'::regtype, 'uuid[]'::regtype) AND a.attname ~ '(^|_)(files?|keys?)(_|$)'`); err != nil {
		t.Fatal(err)
	}
	if len(columns) < 5 || len(references) < 5 {
		t.Fatalf("%d columns and %d references: too few to tell anything", len(columns), len(references))
	}
	for _, column := range columns {
		if !held[column] {
			t.Errorf("%s has ids of files or keys and is no reference to them", column)
		}
	}
	var mayDelete bool
	if err := d.Owner.Get(&mayDelete, `SELECT has_table_privilege('tuottajatori_service', 'data_key', 'DELETE, TRUNCATE')
		OR has_table_privilege('tuottajatori_service', 'evidence_item', 'DELETE, TRUNCATE') OR has_table_privilege('tuottajatori_service', 'submission', 'UPDATE, DELETE, TRUNCATE')`); err != nil || mayDelete {
		t.Errorf("the service may remove keys, evidence or what was sent: %v %v", mayDelete, err)
	}
}
