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
func startBare(d *db.DB, all [][]statement) (address string, stop func(), err error) {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.Any("/:n", func(c *gin.Context) {
		n, err := strconv.Atoi(c.Param("n"))
		if err != nil || n < 0 || n >= len(all) {
			c.Status(http.StatusNotFound)
			return
		}
		rows, err := repeat(c.Request.Context(), d, all[n])
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

// repeat runs statements again and answers their rows.
func repeat(ctx context.Context, d *db.DB, all []statement) (rows [][]any, err error) {
	var tx *sqlx.Tx
	defer func() {
		if tx != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	for _, s := range all {
		var q sqlx.ExtContext = d
		if tx != nil {
			q = tx
		}
		switch s.does {
		case begins:
			if tx == nil {
				tx, err = d.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
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
			rows, err = readAll(ctx, q, s, rows)
		}
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func readAll(ctx context.Context, q sqlx.QueryerContext, s statement, into [][]any) ([][]any, error) {
	found, err := q.QueryxContext(ctx, s.text, s.args...)
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
