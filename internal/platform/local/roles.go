package local

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/migrate"
)

// The roles and the database of an installation. Only the owner makes tables, only the service serves, and the
// superuser does nothing but make these.
const (
	superuser    = "postgres"
	ownerLogin   = "tuottajatori_owner"
	serviceLogin = "tuottajatori"
	database     = "tuottajatori"
)

// ensureRoles makes the roles and the database that are not there, and gives the roles their passwords. The same at
// every start, so that an interrupted first one is completed.
func ensureRoles(ctx context.Context, admin *db.DB, secrets passwords) error {
	if _, err := admin.ExecContext(ctx, makeRoles); err != nil {
		return fmt.Errorf("make the database's roles: %w", err)
	}
	for role, password := range map[string]string{ownerLogin: secrets.Owner, serviceLogin: secrets.Service} {
		if _, err := admin.ExecContext(ctx, "ALTER ROLE "+role+" PASSWORD "+pq.QuoteLiteral(password)); err != nil {
			return fmt.Errorf("set a database role's password: %w", err)
		}
	}
	var there bool
	if err := admin.GetContext(ctx, &there,
		`SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)`, database); err != nil {
		return fmt.Errorf("look for the database: %w", err)
	}
	if there {
		return nil
	}
	if _, err := admin.ExecContext(ctx, "CREATE DATABASE "+database+" OWNER "+ownerLogin); err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	return nil
}

const makeRoles = `
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '` + migrate.ServiceRole + `') THEN
        CREATE ROLE ` + migrate.ServiceRole + ` NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '` + ownerLogin + `') THEN
        CREATE ROLE ` + ownerLogin + ` LOGIN;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '` + serviceLogin + `') THEN
        CREATE ROLE ` + serviceLogin + ` LOGIN IN ROLE ` + migrate.ServiceRole + `;
    END IF;
END $$`

// address is a role's address at the server.
func address(role, password, database, socket string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(role, password), Path: "/" + database,
		RawQuery: url.Values{"host": {socket}, "sslmode": {"disable"}}.Encode()}
	return u.String()
}

// withAdmin runs fn as the superuser.
func withAdmin(ctx context.Context, address string, fn func(*db.DB) error) (err error) {
	admin, err := db.Open(ctx, address, db.WithPool(1))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, admin.Close()) }()
	return fn(admin)
}
