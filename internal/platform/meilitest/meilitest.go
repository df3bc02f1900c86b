// Package meilitest gives a test a Meilisearch server, of the program `meilisearch` on the PATH:
//
//	server := meilitest.Shared(t) // enough for a test that keeps to indexes of server.Prefix
//	server := meilitest.Start(t)  // for a test that stops, freezes or empties it
//
// Where there is no such program the test is skipped, and says so loudly: nothing of Meilisearch is tested then. A
// server takes some tens of milliseconds to start, lives in memory where the machine allows it, and ends with the test
// process however that ends.
package meilitest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
)

// Missing is what tests say where there is no Meilisearch.
const Missing = "SKIPPED: no program meilisearch on the PATH, so NOTHING OF MEILISEARCH IS TESTED"

// Index is a place for one test's indexes at a server.
type Index struct {
	URL       string // as http://127.0.0.1:23456
	MasterKey string
	Prefix    string // begins the names of the test's indexes; nobody else's begin so
}

// Available tells whether there is a program to test with.
func Available() bool {
	_, err := exec.LookPath(program)
	return err == nil
}

// shared starts the server that the tests of this process share. It ends with the process.
var shared = sync.OnceValues(func() (*Server, error) { return start("") })

var warn = sync.OnceFunc(func() {
	fmt.Fprintf(os.Stderr, "\n%[1]s\n%[2]s\n%[1]s\n\n", strings.Repeat("*", len(Missing)), Missing)
})

// Need skips the test where there is no Meilisearch, and says so on the standard error output besides, once.
func Need(t testing.TB) {
	t.Helper()
	if !Available() {
		warn()
		t.Skip(Missing)
	}
}

// Shared gives the test a prefix of its own at a server that other tests of the process use as well. The test's indexes
// are removed when it ends.
func Shared(t testing.TB) Index {
	t.Helper()
	Need(t)
	s, err := shared()
	if err != nil {
		t.Fatalf("meilitest: %v", err)
	}
	id := uuid.New()
	place := Index{URL: s.URL, MasterKey: s.MasterKey, Prefix: fmt.Sprintf("t%x_", id[:6])}
	t.Cleanup(func() {
		if err := s.remove(place.Prefix); err != nil {
			t.Errorf("meilitest: %v", err)
		}
		if t.Failed() {
			t.Log(s.log())
		}
	})
	return place
}

// Start starts a server that the test has for itself, and ends it and removes its data with the test.
func Start(t testing.TB) *Server {
	t.Helper()
	return StartIn(t, "")
}

// StartIn is Start with the data in a folder of the test's choice, such as a small file system that is to become full.
// Everything in the folder is removed with the test.
func StartIn(t testing.TB, folder string) *Server {
	t.Helper()
	Need(t)
	s, err := start(folder)
	if err != nil {
		t.Fatalf("meilitest: %v", err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(s.log())
		}
		if err := s.finish(); err != nil {
			t.Errorf("meilitest: %v", err)
		}
	})
	return s
}

// remove asks the server to remove the indexes whose names begin so. It does so in its own time.
func (s *Server) remove(prefix string) error {
	var list struct{ Results []struct{ UID string } }
	if err := s.ask(http.MethodGet, "/indexes?limit=10000", nil, &list); err != nil {
		return err
	}
	for _, index := range list.Results {
		if strings.HasPrefix(index.UID, prefix) {
			if err := s.ask(http.MethodDelete, "/indexes/"+url.PathEscape(index.UID), nil, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// client keeps no connection, which a stopped server would leave half open.
var client = &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}

// ask sends a request with the master key, and reads the answer into `into` unless that is nil.
func (s *Server) ask(method, path string, body, into any) error {
	sent, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(method, s.URL+path, bytes.NewReader(sent))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+s.MasterKey)
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s: %s", method, path, res.Status, got)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(got, into)
}
