// Package filestest gives tests a server in process that speaks S3, as the product's users have one.
package filestest

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// S3 starts a server with an empty bucket for the test's time, and answers its FILES_URL.
func S3(t testing.TB) string {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("files"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server())
	t.Cleanup(server.Close)
	return "s3://key:hunter2@" + strings.TrimPrefix(server.URL, "http://") + "/files/of/tests?insecure=on&region=us-east-1"
}
