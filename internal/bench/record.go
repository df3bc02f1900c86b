package bench

import (
	"context"
	"database/sql/driver"
	"sync"
)

// recorder keeps the statements that requests lead to, with their arguments, so that they can be run again without
// everything else that a request is. It stands between a pool and the server (db.Through).
type recorder struct {
	mu   sync.Mutex
	said []statement
}

// statement is one that was run, in a transaction where begin stands before it.
type statement struct {
	does     step
	text     string
	args     []any
	prepared bool // before, so that it was not planned for this request
}

type step int

const (
	asks step = iota
	does
	begins
	commits
	rollsBack
)

func (r *recorder) note(does step, text string, args []driver.NamedValue, prepared bool) {
	values := make([]any, len(args))
	for i, a := range args {
		values[i] = a.Value
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said = append(r.said, statement{does, text, values, prepared})
}

// take is what was said since the last time.
func (r *recorder) take() []statement {
	r.mu.Lock()
	defer r.mu.Unlock()
	said := r.said
	r.said = nil
	return said
}

func (r *recorder) through(inner driver.Connector) driver.Connector {
	return &recordedConnector{inner, r}
}

type recordedConnector struct {
	driver.Connector
	to *recorder
}

func (c *recordedConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &recordedConn{conn, c.to}, nil
}

// recordedConn passes everything on. What lib/pq can do beyond that is not used here.
type recordedConn struct {
	driver.Conn
	to *recorder
}

func (c *recordedConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	c.to.note(asks, text, args, false)
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, text, args)
}

func (c *recordedConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	c.to.note(does, text, args, false)
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, text, args)
}

func (c *recordedConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	c.to.note(begins, "", nil, false)
	tx, err := c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
	return &recordedTx{tx, c.to}, err
}

// PrepareContext makes a statement whose runs are kept, and which is none by itself.
func (c *recordedConn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	stmt, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	return &recordedStmt{stmt, text, c}, nil
}

type recordedStmt struct {
	driver.Stmt
	text string
	of   *recordedConn
}

func (s *recordedStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	s.of.to.note(asks, s.text, args, true)
	return s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
}

func (s *recordedStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	s.of.to.note(does, s.text, args, true)
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
}

func (s *recordedStmt) CheckNamedValue(v *driver.NamedValue) error { return s.of.CheckNamedValue(v) }

// CheckNamedValue lets lib/pq say what an argument becomes, if it has a word in it.
func (c *recordedConn) CheckNamedValue(v *driver.NamedValue) error {
	if checker, ok := c.Conn.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

func (c *recordedConn) ResetSession(ctx context.Context) error {
	return c.Conn.(driver.SessionResetter).ResetSession(ctx)
}

func (c *recordedConn) IsValid() bool { return c.Conn.(driver.Validator).IsValid() }

type recordedTx struct {
	driver.Tx
	to *recorder
}

func (t *recordedTx) Commit() error {
	t.to.note(commits, "", nil, false)
	return t.Tx.Commit()
}

func (t *recordedTx) Rollback() error {
	t.to.note(rollsBack, "", nil, false)
	return t.Tx.Rollback()
}
