package db

import "database/sql"

// Changed is how many rows a statement has changed; it wraps ExecContext.
func Changed(result sql.Result, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}
