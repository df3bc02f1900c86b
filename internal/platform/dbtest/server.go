package dbtest

import "errors"

// startServer starts the process's own server.
func startServer() (string, error) {
	return "", errors.New("set TEST_DATABASE_URL to the address of a PostgreSQL server, as a superuser")
}
