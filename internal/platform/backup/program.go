package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// debianBin is where Debian keeps PostgreSQL's programs of each version.
const debianBin = "/usr/lib/postgresql/*/bin/"

// program finds pg_dump or pg_restore: Debian's newest, since one of an older version than the server's dumps nothing, and
// otherwise that on PATH.
func program(name string) (string, error) {
	found, err := filepath.Glob(debianBin + name)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", name, err)
	}
	if len(found) > 0 {
		version := func(path string) int {
			n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path)))) // 0 for what is no version
			return n
		}
		return slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) }), nil
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("%w; it is in Debian's package postgresql-client", err)
	}
	return path, nil
}

// dump writes the database as one snapshot.
func dump(ctx context.Context, address, path string) error {
	if err := writeWhole(path, nil); err != nil { // 0600, which pg_dump leaves as it is
		return err
	}
	return RunOn(ctx, address, "pg_dump", "--format=custom", "--compress=1", "--no-owner", "--lock-wait-timeout=60000", "--file="+path)
}

// load writes a dump into an empty database, all of it or nothing.
func load(ctx context.Context, address, path string) error {
	return RunOn(ctx, address, "pg_restore", "--no-owner", "--single-transaction", "--exit-on-error", "--dbname=", path)
}

// RunOn runs a program of PostgreSQL on a database, which it reaches as the service does: encrypted, and with the certificates
// that the address names. The address goes by the environment: arguments can be read by anybody on the machine.
func RunOn(ctx context.Context, address, name string, args ...string) error {
	cfg, err := db.Settings(address)
	if err != nil {
		return err
	}
	path, err := program(name)
	if err != nil {
		return err
	}
	for i, arg := range args {
		if arg == "--dbname=" {
			args[i] += cfg.Database
		}
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "PG") })
	for variable, value := range variables(cfg) {
		if value != "" {
			cmd.Env = append(cmd.Env, variable+"="+value)
		}
	}
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Run(); err != nil {
		return errors.Join(ctx.Err(), fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(errs.String())))
	}
	return nil
}

// variables are the settings of a connection as libpq reads them.
func variables(cfg pq.Config) map[string]string {
	v := map[string]string{"PGHOST": cfg.Host, "PGUSER": cfg.User, "PGPASSWORD": cfg.Password, "PGPASSFILE": cfg.Passfile, "PGDATABASE": cfg.Database,
		"PGOPTIONS": cfg.Options, "PGSSLMODE": string(cfg.SSLMode), "PGSSLNEGOTIATION": string(cfg.SSLNegotiation), "PGSSLROOTCERT": cfg.SSLRootCert,
		"PGSSLCERT": cfg.SSLCert, "PGSSLKEY": cfg.SSLKey, "PGTARGETSESSIONATTRS": string(cfg.TargetSessionAttrs), "PGCONNECT_TIMEOUT": "15"}
	if cfg.Hostaddr.IsValid() && len(cfg.Multi) == 0 {
		v["PGHOSTADDR"] = cfg.Hostaddr.String()
	}
	if cfg.Port != 0 {
		v["PGPORT"] = strconv.Itoa(int(cfg.Port))
	}
	for _, other := range cfg.Multi {
		v["PGHOST"] += "," + other.Host
		v["PGPORT"] += "," + strconv.Itoa(int(other.Port))
	}
	return v
}
