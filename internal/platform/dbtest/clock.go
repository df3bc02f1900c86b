package dbtest

import (
	"fmt"
	"testing"
	"time"
)

// Clock is the clock of one database, which a test moves forward. Only what reads the database's clock sees it: that is
// how the product tells the time of everything that it decides.
type Clock struct {
	t testing.TB
	d *DB
}

// NewWithClock is New with a clock that can be moved. The database has functions of the clocks' names in a schema that
// is looked into first, and the defaults of columns call them as well.
func NewWithClock(t testing.TB) (*DB, *Clock) {
	t.Helper()
	d := clone(t, func(ownerURL string) error {
		for _, statement := range clockStatements {
			if err := administer(ownerURL, statement); err != nil {
				return err
			}
		}
		return nil
	})
	return d, &Clock{t: t, d: d}
}

var clockStatements = []string{
	`CREATE SCHEMA moved`,
	`CREATE TABLE moved.ahead (seconds bigint NOT NULL)`,
	`INSERT INTO moved.ahead VALUES (0)`,
	`CREATE FUNCTION moved.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
		AS 'SELECT pg_catalog.clock_timestamp() + make_interval(secs => seconds) FROM moved.ahead'`,
	`CREATE FUNCTION moved.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
		AS 'SELECT pg_catalog.statement_timestamp() + make_interval(secs => seconds) FROM moved.ahead'`,
	`GRANT USAGE ON SCHEMA moved TO PUBLIC`,
	`GRANT SELECT ON moved.ahead TO PUBLIC`,
	`DO $$ DECLARE c record; BEGIN
		FOR c IN SELECT table_schema, table_name, column_name FROM information_schema.columns
			WHERE column_default LIKE '%clock_timestamp()%' OR column_default LIKE '%now()%'
		LOOP EXECUTE format('ALTER TABLE %I.%I ALTER %I SET DEFAULT moved.clock_timestamp()', c.table_schema, c.table_name, c.column_name);
		END LOOP;
		EXECUTE format('ALTER DATABASE %I SET search_path = moved, pg_catalog, public', current_database());
	END $$`,
}

// Advance moves the clock forward.
func (c *Clock) Advance(by time.Duration) {
	c.t.Helper()
	if _, err := c.d.Owner.Exec(`UPDATE moved.ahead SET seconds = seconds + $1`, int64(by/time.Second)); err != nil {
		c.t.Fatalf("dbtest: %v", err)
	}
}

// Now is what the clock tells.
func (c *Clock) Now() (now time.Time) {
	c.t.Helper()
	if err := c.d.Owner.Get(&now, `SELECT clock_timestamp()`); err != nil {
		c.t.Fatalf("dbtest: %v", fmt.Errorf("ask the clock: %w", err))
	}
	return now
}
