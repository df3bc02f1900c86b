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

// Any tells whether a statement has changed a row; it wraps ExecContext.
func Any(result sql.Result, err error) (bool, error) {
	n, err := Changed(result, err)
	return n > 0, err
}
