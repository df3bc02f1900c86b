package migrate_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
)

var update = flag.Bool("update", false, "write testdata/grants.txt anew")

// grants lists every right that the service's role has in the database, its own and everybody's: a line for each table, view,
// sequence and function of ours, with the columns where the right is for some only.
const grants = `
WITH object AS (
    SELECT c.oid, c.relname::text AS name, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND NOT c.relispartition
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
), held AS (
    SELECT o.name, p.n, p.privilege || coalesce(' (' || (SELECT string_agg(a.attname, ', ' ORDER BY a.attname) FROM pg_attribute a
            WHERE a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped AND NOT has_table_privilege('tuottajatori_service', o.oid, p.privilege)
                AND has_column_privilege('tuottajatori_service', o.oid, a.attnum, p.privilege)) || ')', '') AS held
    FROM object o CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) WITH ORDINALITY p (privilege, n)
    WHERE o.relkind <> 'S' AND (has_table_privilege('tuottajatori_service', o.oid, p.privilege)
        OR p.privilege IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege('tuottajatori_service', o.oid, p.privilege))
    UNION ALL
    SELECT o.name, p.n, p.privilege FROM object o CROSS JOIN unnest(ARRAY['USAGE', 'SELECT', 'UPDATE']) WITH ORDINALITY p (privilege, n)
    WHERE o.relkind = 'S' AND has_sequence_privilege('tuottajatori_service', o.oid, p.privilege)
    UNION ALL
    SELECT f.proname || '()' || CASE WHEN f.prosecdef THEN ' as owner' ELSE '' END, 1, 'EXECUTE' FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
    WHERE n.nspname = 'public' AND has_function_privilege('tuottajatori_service', f.oid, 'EXECUTE') AND f.prorettype <> 'trigger'::regtype
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = f.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'schema public', p.n, p.privilege FROM unnest(ARRAY['USAGE', 'CREATE']) WITH ORDINALITY p (privilege, n)
    WHERE has_schema_privilege('tuottajatori_service', 'public', p.privilege)
    UNION ALL
    SELECT 'role', 1, concat_ws(' ', CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN rolcreaterole THEN 'CREATEROLE' END, CASE WHEN rolcreatedb THEN 'CREATEDB' END,
        CASE WHEN rolreplication THEN 'REPLICATION' END, CASE WHEN rolbypassrls THEN 'BYPASSRLS' END, CASE WHEN rolcanlogin THEN 'LOGIN' END, 'INHERIT')
    FROM pg_roles WHERE rolname = 'tuottajatori_service'
)
SELECT DISTINCT name || ': ' || string_agg(held, ', ' ORDER BY n, held) AS line FROM held GROUP BY name ORDER BY 1`

// TestGrants holds the service's role to the list in the repository, so that each right that a migration gives or takes is
// read by somebody: testdata/grants.txt, which -update writes.
func TestGrants(t *testing.T) {
	d := dbtest.New(t)
	var lines []string
	if err := d.Owner.Select(&lines, grants); err != nil {
		t.Fatal(err)
	}
	const list = "testdata/grants.txt"
	found := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile(list, []byte(found), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(found, "\n")); diff != "" {
		t.Errorf("the service's rights (-listed +in the database):\n%s", diff)
	}
}
