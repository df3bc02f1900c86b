// Package db opens PostgreSQL and holds the one way to change it: InTx.
//
// Rooms write their SQL in their own store*.go files, with sqlx, against a *Tx for changes and a *DB for plain reads.
// What PostgreSQL answers becomes something a person can be told here and nowhere else: a named constraint becomes
// the fault its room declared for it (Constraints), a server that is away becomes fault.CodeUnavailable.
package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"maps"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Pool limits. A request holds one connection at a time, so this many requests reach the database at once; the rest
// wait in Go, which is cheaper than waiting in PostgreSQL.
const (
	maxOpen     = 24
	maxIdle     = 24
	maxIdleTime = 5 * time.Minute
	maxLifetime = 30 * time.Minute // so that connections spread again after a failover
)

// connectTimeout is how long one attempt to connect may take.
const connectTimeout = 5 * time.Second

// Constraints maps the name of a constraint, which a person's input may break, to what to tell the person.
type Constraints map[string]*fault.Error

// DB is a pool of connections with one role's rights. It is safe for concurrent use.
type DB struct {
	*sqlx.DB
	constraints Constraints
}

// Option changes how Open works.
type Option func(*DB, *pool)

type pool struct {
	open, idle int
	lazy       bool
	through    func(driver.Connector) driver.Connector
	runtime    map[string]string // settings of each connection
}

// WithConstraints registers the constraints that rooms have texts for.
func WithConstraints(sets ...Constraints) Option {
	return func(d *DB, _ *pool) { d.Constraints(sets...) }
}

// WithPool sets how many connections there may be, for commands and tests that need few.
func WithPool(n int) Option {
	return func(_ *DB, p *pool) { p.open, p.idle = n, min(n, p.idle) }
}

// Time limits of the service. A request ends by its context long before; these are for what has no context any more, such as
// the connection of a replica that has lost its network while it held locks.
const (
	statementTimeout = 5 * time.Minute // a file of a hundred thousand rows over a slow line
	lockTimeout      = 15 * time.Second
	idleInTx         = time.Minute
)

// WithTimeLimits ends statements, waits for locks, and transactions in which nothing happens, after the service's limits.
// Commands that migrate or restore go without.
func WithTimeLimits() Option {
	return func(_ *DB, p *pool) {
		for name, limit := range map[string]time.Duration{
			"statement_timeout": statementTimeout, "lock_timeout": lockTimeout, "idle_in_transaction_session_timeout": idleInTx} {
			p.runtime[name] = strconv.FormatInt(limit.Milliseconds(), 10)
		}
	}
}

// Lazily makes Open succeed while the server is away. The first query connects, or answers fault.CodeUnavailable.
func Lazily() Option {
	return func(_ *DB, p *pool) { p.lazy = true }
}

// Through puts something between the pool and the server, for measurements that watch what is asked.
func Through(wrap func(driver.Connector) driver.Connector) Option {
	return func(_ *DB, p *pool) { p.through = wrap }
}

// Open connects with lib/pq and checks that the server answers. It does not wait for a server that is starting: the
// caller decides how long to try. Address is a postgres:// URL or a key=value string; what it does not say is set
// here (UTC, no just-in-time compilation, a timeout, one round trip for a statement with arguments, TLS unless the
// server is on this machine).
func Open(ctx context.Context, address string, options ...Option) (*DB, error) {
	cfg, err := Settings(address)
	if err != nil {
		return nil, err
	}
	d := &DB{constraints: Constraints{}}
	limits := pool{open: maxOpen, idle: maxIdle, runtime: cfg.Runtime}
	for _, option := range options {
		option(d, &limits)
	}
	connector, err := pq.NewConnectorConfig(cfg)
	if err != nil {
		return nil, fmt.Errorf("database address: %w", redactAddress(err, address))
	}
	var through driver.Connector = connector
	if limits.through != nil {
		through = limits.through(connector)
	}
	d.DB = sqlx.NewDb(sql.OpenDB(through), "postgres")
	d.SetMaxOpenConns(limits.open)
	d.SetMaxIdleConns(limits.idle)
	d.SetConnMaxIdleTime(maxIdleTime)
	d.SetConnMaxLifetime(maxLifetime)
	if limits.lazy {
		return d, nil
	}
	if err := d.PingContext(ctx); err != nil {
		return nil, errors.Join(d.Translate(err), d.Close())
	}
	return d, nil
}

// Constraints adds to the table of constraint names. Call it while the program is wired, before the first query: the
// table is read without a lock afterwards.
func (d *DB) Constraints(sets ...Constraints) {
	for _, set := range sets {
		maps.Copy(d.constraints, set)
	}
}

// Mapped returns a copy of the table of constraint names, for the test that compares it with the database.
func (d *DB) Mapped() Constraints { return maps.Clone(d.constraints) }

// Now is the database's clock at this moment, in UTC. Deadlines are compared with it and with no other clock: SQL's
// now() is the transaction's start, and a replica of the service may have a wrong clock of its own.
func Now(ctx context.Context, q sqlx.QueryerContext) (time.Time, error) {
	var now time.Time
	if err := sqlx.GetContext(ctx, q, &now, `SELECT clock_timestamp()`); err != nil {
		return time.Time{}, fmt.Errorf("read the database's clock: %w", err)
	}
	return now.UTC(), nil
}

// Today is the day in Helsinki by the database's clock.
func Today(ctx context.Context, q sqlx.QueryerContext) (calendar.Date, error) {
	now, err := Now(ctx, q)
	if err != nil {
		return calendar.Date{}, err
	}
	return calendar.Today(now), nil
}

// Settings completes an address with our defaults.
func Settings(address string) (pq.Config, error) {
	if strings.TrimSpace(address) == "" {
		return pq.Config{}, errors.New("database address: empty")
	}
	cfg, err := pq.NewConfig(address)
	if err != nil {
		return pq.Config{}, fmt.Errorf("database address: %w", redactAddress(err, address))
	}
	if !strings.Contains(address, "sslmode=") {
		cfg.SSLMode = pq.SSLModeRequire
		if isLocal(cfg.Host) {
			cfg.SSLMode = pq.SSLModeDisable
		}
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = connectTimeout
	}
	if cfg.ApplicationName == "" {
		cfg.ApplicationName = "tuottajatori"
	}
	cfg.BinaryParameters = true
	if cfg.Runtime == nil {
		cfg.Runtime = map[string]string{}
	}
	cfg.Runtime["timezone"] = "UTC"
	maps.Copy(cfg.Runtime, noticeDeath)
	cfg.Runtime["jit"] = "off" // compiling a statement costs hundreds of milliseconds, and none of ours runs as long
	return cfg, nil
}

// noticeDeath lets PostgreSQL find out within half a minute that the machine at the other end of a connection has died
// without a word, or within seconds that the process has, and give free the locks that it held. Otherwise it would take hours.
var noticeDeath = map[string]string{"tcp_keepalives_idle": "15", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3",
	"client_connection_check_interval": "5000"}

// isLocal tells whether the traffic stays on this machine: a socket's folder or a loopback address.
func isLocal(host string) bool {
	if strings.HasPrefix(host, "/") || strings.HasPrefix(host, "@") || host == "localhost" || host == "" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// redactAddress keeps the address, which may hold a password, out of an error's text.
func redactAddress(err error, address string) error {
	if strings.Contains(err.Error(), address) {
		return errors.New(strings.ReplaceAll(err.Error(), address, "(address not shown)"))
	}
	return err
}
