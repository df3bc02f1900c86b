// Command with runs another command, such as `go test ./...`, with one throwaway PostgreSQL for all of its
// processes, so that each package's tests need not start their own:
//
//	go run ./internal/platform/dbtest/with go test ./...
//
// At the end it says when nothing of Meilisearch was tested, which go test keeps to itself.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: with COMMAND [ARGUMENT …]")
		os.Exit(2)
	}
	address := os.Getenv("TEST_DATABASE_URL")
	if address == "" {
		var err error
		if address, err = dbtest.StartServer(); err != nil {
			fmt.Fprintln(os.Stderr, "with:", err)
			os.Exit(1)
		}
	}
	cmd := exec.Command(os.Args[1], os.Args[2:]...)
	cmd.Env = append(os.Environ(), "TEST_DATABASE_URL="+address)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	if !meilitest.Available() {
		fmt.Fprintf(os.Stderr, "\n%s.\n", meilitest.Missing)
	}
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		os.Exit(exit.ExitCode())
	case err != nil:
		fmt.Fprintln(os.Stderr, "with:", err)
		os.Exit(1)
	}
}
