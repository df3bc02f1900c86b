// Package dbtest gives a test a PostgreSQL database of its own, with the whole schema and nothing in it but what the
// migrations put there:
//
//	func TestSomething(t *testing.T) {
//		d := dbtest.New(t)
//		err := d.Service.InTx(ctx, actor.System("test"), func(ctx context.Context, tx *db.Tx) error { … })
//
// The server is the one that TEST_DATABASE_URL names (a superuser's postgres:// address), and otherwise a throwaway
// one of the test process, in memory where the machine allows it. A migrated template is made once for each version of
// the schema, and every New clones it, which takes some tens of milliseconds.
package dbtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/migrate"
)

// DB is a database that one test has for itself.
type DB struct {
	Owner   *db.DB // may do anything: to arrange what the service may not
	Service *db.DB // what the product runs with: cannot change insert-only tables

	OwnerURL   string
	ServiceURL string
}

const (
	serviceLogin    = "tuottajatori_test_service"
	servicePassword = "test" // of a server that lives as long as the tests
	templatePrefix  = "tuottajatori_template_"
	connections     = 10 // for each handle
	patience        = time.Minute
)

// lockKey is the advisory lock that lets one process make the template while others wait for it.
const lockKey int64 = 0x7474_7465_6d70

// prepared makes the server and the template once for the process: Go runs each package's tests in one.
var prepared = sync.OnceValues(prepare)

type source struct {
	admin    string // address of the server's maintenance database, as superuser
	template string
	how      string // the quickest way of copying that the server knows
}

// New clones the template for the test and drops the clone when the test ends. It ends the test when it cannot.
func New(t testing.TB) *DB { t.Helper(); return clone(t, nil) }

// clone makes the test's database, and prepares it before anybody is connected to it for long.
func clone(t testing.TB, prepare func(ownerURL string) error) *DB {
	t.Helper()
	from, err := prepared()
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	name := "test_" + uuid.NewString()
	if err := administer(from.admin, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s%s",
		pq.QuoteIdentifier(name), pq.QuoteIdentifier(from.template), from.how)); err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	t.Cleanup(func() {
		if err := administer(from.admin, "DROP DATABASE IF EXISTS "+pq.QuoteIdentifier(name)+" WITH (FORCE)"); err != nil {
			t.Errorf("dbtest: %v", err)
		}
	})
	d := &DB{OwnerURL: with(from.admin, name, nil),
		ServiceURL: with(from.admin, name, url.UserPassword(serviceLogin, servicePassword))}
	if prepare != nil {
		if err := prepare(d.OwnerURL); err != nil {
			t.Fatalf("dbtest: %v", err)
		}
	}
	d.Owner = open(t, d.OwnerURL)
	d.Service = open(t, d.ServiceURL)
	return d
}

func open(t testing.TB, address string) *db.DB {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	d, err := db.Open(ctx, address, db.WithPool(connections))
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("dbtest: %v", err)
		}
	})
	return d
}

func prepare() (source, error) {
	address := os.Getenv("TEST_DATABASE_URL")
	if address == "" {
		var err error
		if address, err = StartServer(); err != nil {
			return source{}, err
		}
	}
	fingerprint, err := migrate.Fingerprint()
	if err != nil {
		return source{}, err
	}
	from := source{admin: address, template: templatePrefix + fingerprint}
	err = ensureTemplate(&from)
	return from, err
}

// ensureTemplate makes the template unless it is there. Other processes wait meanwhile.
func ensureTemplate(from *source) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	admin, err := db.Open(ctx, from.admin, db.WithPool(1))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, admin.Close()) }() // which also lets go of the lock
	if _, err := admin.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, lockKey); err != nil {
		return fmt.Errorf("wait for the template: %w", err)
	}
	// Since version 15 a copy is written page by page to the log unless one asks otherwise, which takes twice as long.
	if err := admin.GetContext(ctx, &from.how, `SELECT CASE WHEN current_setting('server_version_num')::int >= 150000
		THEN ' STRATEGY file_copy' ELSE '' END`); err != nil {
		return fmt.Errorf("ask for the version: %w", err)
	}
	var there bool
	if err := admin.GetContext(ctx, &there,
		`SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate)`, from.template); err != nil {
		return fmt.Errorf("look for the template: %w", err)
	}
	if there {
		return nil
	}
	quoted := pq.QuoteIdentifier(from.template)
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + quoted + " WITH (FORCE)", "CREATE DATABASE " + quoted} {
		if _, err := admin.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("make the template: %w", err)
		}
	}
	if err := migrate.Up(ctx, with(from.admin, from.template, nil)); err != nil {
		return err
	}
	for _, statement := range []string{makeLogin, "ALTER DATABASE " + quoted + " IS_TEMPLATE true"} {
		if _, err := admin.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("finish the template: %w", err)
		}
	}
	return nil
}

// makeLogin makes the login role that tests serve with, like an installation's own.
const makeLogin = `
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '` + serviceLogin + `') THEN
        CREATE ROLE ` + serviceLogin + ` LOGIN PASSWORD '` + servicePassword + `' IN ROLE ` + migrate.ServiceRole + `;
    END IF;
END $$`

// administer runs one statement in the maintenance database, on a connection of its own.
func administer(admin, statement string) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	d, err := db.Open(ctx, admin, db.WithPool(1))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if _, err := d.ExecContext(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// With is a server's address with another database, for tests that need one that is not migrated.
func With(address, database string) string { return with(address, database, nil) }

// with is the address with another database, and another user when one is given.
func with(address, database string, user *url.Userinfo) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // Open says what is wrong with it
	}
	u.Path = "/" + database
	if user != nil {
		u.User = user
	}
	return u.String()
}
