// Package migrate brings a database to the schema of this program: our own numbered migrations first (goose), then
// those of the job queue (River), then the service role's rights to the queue's tables.
//
// Only the owner role migrates. The service, which has fewer rights, asks Pending at its start and refuses to serve a
// database that is behind.
package migrate

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/migrations"
)

// ServiceRole is the group role that the service's login role is a member of. The first migration makes it and every
// migration grants it what it needs, and no more.
const ServiceRole = "tuottajatori_service"

// lockKey is the advisory lock that lets one program migrate at a time. Any number that nothing else uses.
const lockKey int64 = 0x7475_6f74_7461_6a61

// Up migrates the database at the owner's address to the newest schema. Programs that do it at the same moment wait
// for each other; the ones that come later find nothing to do. Each migration is a transaction of its own.
func Up(ctx context.Context, ownerURL string) (err error) {
	d, err := db.Open(ctx, ownerURL, db.WithPool(3)) // the lock's connection, goose's and one to spare
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()

	locked, err := d.Connx(ctx)
	if err != nil {
		return d.Translate(err)
	}
	defer func() { err = errors.Join(err, locked.Close()) }()
	if _, err := locked.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, lockKey); err != nil {
		return fmt.Errorf("wait for another migration: %w", err)
	}
	defer func() {
		_, unlockErr := locked.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, lockKey)
		err = errors.Join(err, unlockErr)
	}()
	if err := refuseNewer(ctx, d); err != nil {
		return err
	}
	if err := upOwn(ctx, d); err != nil {
		return err
	}
	if err := upQueue(ctx, d); err != nil {
		return err
	}
	if _, err := d.ExecContext(ctx, grants); err != nil {
		return fmt.Errorf("grant the queue to the service: %w", err)
	}
	return nil
}

func upOwn(ctx context.Context, d *db.DB) error {
	provider, err := newProvider(d)
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// ErrNewer says that the database has had migrations which this program does not know: a newer one has written into it, and
// what that one knows to keep whole this one does not.
var ErrNewer = errors.New("the database is of a newer program than this one: use that, or restore a backup from before it")

func refuseNewer(ctx context.Context, d *db.DB) error {
	provider, err := newProvider(d)
	if err != nil {
		return err
	}
	done, err := applied(ctx, d, "goose_db_version", `SELECT version_id FROM goose_db_version WHERE is_applied AND version_id > 0`)
	if err != nil {
		return err
	}
	for _, source := range provider.ListSources() {
		done = slices.DeleteFunc(done, func(version int64) bool { return version == source.Version })
	}
	if len(done) > 0 {
		return fmt.Errorf("%w (migrations %v)", ErrNewer, done)
	}
	return nil
}

// Newest is the number of the newest migration that this program knows.
func Newest() (int64, error) {
	names, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil || len(names) == 0 {
		return 0, errors.Join(errors.New("list the migrations"), err)
	}
	return goose.NumericComponent(slices.Max(names))
}

// To migrates an empty database to an earlier schema, for trying what comes after it on what was kept in it.
func To(ctx context.Context, ownerURL string, version int64) (err error) {
	d, err := db.Open(ctx, ownerURL, db.WithPool(2))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	provider, err := newProvider(d)
	if err != nil {
		return err
	}
	if _, err := provider.UpTo(ctx, version); err != nil {
		return fmt.Errorf("migrate to %d: %w", version, err)
	}
	return nil
}

func upQueue(ctx context.Context, d *db.DB) error {
	migrator, err := newQueueMigrator(d)
	if err != nil {
		return err
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate the job queue: %w", err)
	}
	return nil
}

// grants gives the service the queue's tables, whichever they are in this version of River, and lets it read which
// migrations have run. The queue is no record of what happened, so rows may go.
const grants = `
DO $$
DECLARE name text;
BEGIN
    FOR name IN
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
          AND c.relname LIKE 'river\_%' AND c.relname <> 'river_migration'
    LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO tuottajatori_service', name);
    END LOOP;
    FOR name IN
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = current_schema() AND c.relkind = 'S' AND c.relname LIKE 'river\_%'
    LOOP
        EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %I TO tuottajatori_service', name);
    END LOOP;
END $$;
GRANT SELECT ON river_migration, goose_db_version TO tuottajatori_service;`

// Newer is ErrNewer for a database that has had migrations which this program does not know. Any role may ask.
func Newer(ctx context.Context, d *db.DB) error { return refuseNewer(ctx, d) }

// Pending lists the migrations that the database has not had, ours by file name and the queue's by number. Any role
// may ask. An empty database has had none.
func Pending(ctx context.Context, d *db.DB) ([]string, error) {
	provider, err := newProvider(d)
	if err != nil {
		return nil, err
	}
	migrator, err := newQueueMigrator(d)
	if err != nil {
		return nil, err
	}
	done, err := applied(ctx, d, "goose_db_version", `SELECT version_id FROM goose_db_version WHERE is_applied`)
	if err != nil {
		return nil, err
	}
	var pending []string
	for _, source := range provider.ListSources() {
		if !slices.Contains(done, source.Version) {
			pending = append(pending, path.Base(source.Path))
		}
	}
	done, err = applied(ctx, d, "river_migration", `SELECT version FROM river_migration WHERE line = 'main'`)
	if err != nil {
		return nil, err
	}
	for _, version := range migrator.AllVersions() {
		if !slices.Contains(done, int64(version.Version)) {
			pending = append(pending, fmt.Sprintf("job queue %03d", version.Version))
		}
	}
	return pending, nil
}

// Fingerprint names the schema that Up makes: it changes with every edit of a migration, the queue's version and the
// grants. Tests keep one migrated template for each.
func Fingerprint() (string, error) {
	sum := sha256.New()
	names, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		return "", fmt.Errorf("list the migrations: %w", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(migrations.FS, name)
		if err != nil {
			return "", fmt.Errorf("read a migration: %w", err)
		}
		fmt.Fprintf(sum, "%s %d\n%s", name, len(text), text)
	}
	migrator, err := newQueueMigrator(nil)
	if err != nil {
		return "", err
	}
	for _, version := range migrator.AllVersions() {
		fmt.Fprintln(sum, version.Version, version.SQLUp)
	}
	fmt.Fprintln(sum, grants)
	return hex.EncodeToString(sum.Sum(nil))[:16], nil
}

// applied reads which versions a table of migrations has. No table means none.
func applied(ctx context.Context, d *db.DB, table, query string) ([]int64, error) {
	var exists bool
	if err := d.GetContext(ctx, &exists, `SELECT to_regclass($1) IS NOT NULL`, table); err != nil {
		return nil, fmt.Errorf("read the schema's version: %w", d.Translate(err))
	}
	if !exists {
		return nil, nil
	}
	var done []int64
	if err := sqlx.SelectContext(ctx, d, &done, query); err != nil {
		return nil, fmt.Errorf("read the schema's version: %w", d.Translate(err))
	}
	return done, nil
}

func newProvider(d *db.DB) (*goose.Provider, error) {
	provider, err := goose.NewProvider(goose.DialectPostgres, d.DB.DB, migrations.FS,
		goose.WithDisableGlobalRegistry(true), goose.WithSlog(slog.New(slog.DiscardHandler)))
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return provider, nil
}

func newQueueMigrator(d *db.DB) (*rivermigrate.Migrator[*sql.Tx], error) {
	var pool *sql.DB // River takes none when only its list of migrations is read
	if d != nil {
		pool = d.DB.DB
	}
	migrator, err := rivermigrate.New(riverdatabasesql.New(pool),
		&rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, fmt.Errorf("read the job queue's migrations: %w", err)
	}
	return migrator, nil
}
