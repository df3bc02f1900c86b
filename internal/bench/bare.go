package bench

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// bare answers request n with the rows of the statements that the product runs for it: no session is looked at, nothing is
// checked, translated, rendered or logged. It stands for the least that the same use cases cost behind Gin.
func startBare(ctx context.Context, d *db.DB, all [][]statement) (address string, stop func(), err error) {
	least := &bare{d, map[string]*sqlx.Stmt{}}
	for _, of := range all {
		for _, s := range of {
			if s.prepared && least.prepared[s.text] == nil {
				if least.prepared[s.text], err = d.PreparexContext(ctx, s.text); err != nil {
					return "", nil, d.Translate(err)
				}
			}
		}
	}
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.Any("/:n", func(c *gin.Context) {
		n, err := strconv.Atoi(c.Param("n"))
		if err != nil || n < 0 || n >= len(all) {
			c.Status(http.StatusNotFound)
			return
		}
		rows, err := least.repeat(c.Request.Context(), all[n])
		if err != nil {
			c.String(http.StatusInternalServerError, err.Error())
			return
		}
		c.JSON(http.StatusOK, rows)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	s := &http.Server{Handler: r}
	go func() { _ = s.Serve(l) }()
	return "http://" + l.Addr().String(), func() { _ = s.Close() }, nil
}

// bare has what the product has ready as well: its connections, and the statements that it prepares once.
type bare struct {
	*db.DB
	prepared map[string]*sqlx.Stmt
}

// repeat runs statements again and answers their rows.
func (b *bare) repeat(ctx context.Context, all []statement) (rows [][]any, err error) {
	var tx *sqlx.Tx
	defer func() {
		if tx != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	for _, s := range all {
		var q sqlx.ExtContext = b.DB
		if tx != nil {
			q = tx
		}
		switch s.does {
		case begins:
			if tx == nil {
				tx, err = b.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
			}
		case commits:
			if tx != nil {
				err, tx = tx.Commit(), nil
			}
		case rollsBack:
			if tx != nil {
				err, tx = tx.Rollback(), nil
			}
		case does:
			_, err = q.ExecContext(ctx, s.text, s.args...)
		case asks:
			rows, err = b.readAll(ctx, q, tx, s, rows)
		}
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func (b *bare) readAll(ctx context.Context, q sqlx.QueryerContext, tx *sqlx.Tx, s statement, into [][]any) (_ [][]any, err error) {
	var found *sqlx.Rows
	switch prepared := b.prepared[s.text]; {
	case !s.prepared:
		found, err = q.QueryxContext(ctx, s.text, s.args...)
	case tx != nil:
		found, err = tx.StmtxContext(ctx, prepared).QueryxContext(ctx, s.args...)
	default:
		found, err = prepared.QueryxContext(ctx, s.args...)
	}
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		row, err := found.SliceScan()
		if err != nil {
			return nil, err
		}
		into = append(into, row)
	}
	return into, found.Err()
}
