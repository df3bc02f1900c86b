package app_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
)

// TestLosingMeilisearch goes through what may befall a Meilisearch, one after the other.
func TestLosingMeilisearch(t *testing.T) {
	t.Parallel() // it waits, mostly
	server := meilitest.Start(t)
	key := ensureKey(t, server)
	f := newFinder(t, server.URL, key)
	f.back()
	older := filepath.Join(t.TempDir(), "copy")
	server.Stop(t)
	f.ok(os.CopyFS(older, os.DirFS(server.DataDir())))
	server.Restart(t)
	f.back()
	for _, fault := range []struct {
		name         string
		happens, end func(t *testing.T)
	}{
		{"stopped", func(t *testing.T) { server.Stop(t) }, func(t *testing.T) { server.Restart(t) }},
		{"frozen", func(t *testing.T) { server.Freeze(t) }, func(t *testing.T) { server.Thaw(t) }},
		{"killed and emptied", func(t *testing.T) { server.Kill(t) }, func(t *testing.T) { server.Empty(t); ensureKey(t, server) }},
		{"set back to an older copy", func(t *testing.T) { server.Stop(t) }, func(t *testing.T) {
			f.ok(os.RemoveAll(server.DataDir()))
			f.ok(os.CopyFS(server.DataDir(), os.DirFS(older)))
			server.Restart(t)
		}},
		{"with a key that it does not know", func(t *testing.T) { dropKeys(t, server) }, func(t *testing.T) { ensureKey(t, server) }},
	} {
		t.Run(fault.name, func(t *testing.T) {
			f.t = t
			fault.happens(t)
			f.away()
			fault.end(t)
			f.back()
		})
	}
	f.t = t
	t.Run("emptied while it runs", func(t *testing.T) {
		f.t = t
		dropIndexes(t, server)
		f.back()
	})
	t.Run("killed again and again while its index is made", func(t *testing.T) {
		f.t = t
		for life := range 4 {
			server.Empty(t)
			ensureKey(t, server)
			time.Sleep(time.Duration(life*life) * 40 * time.Millisecond)
			server.Kill(t)
			f.suspendOne()
			server.Restart(t)
		}
		ensureKey(t, server)
		f.back()
	})
	f.t = t
	for _, secret := range []string{key, server.MasterKey} {
		if strings.Contains(f.log.String(), secret) {
			t.Error("a key is in the log")
		}
	}
}

// TestSlowMeilisearch makes Meilisearch slow, and then endlessly slow.
func TestSlowMeilisearch(t *testing.T) {
	t.Parallel() // it waits, mostly
	server := meilitest.Start(t)
	proxy := meilitest.Through(t, server.URL)
	f := newFinder(t, proxy.URL, ensureKey(t, server))
	f.back()
	for _, delay := range []time.Duration{700 * time.Millisecond, time.Hour} {
		proxy.Delay(delay)
		f.away()
	}
	proxy.Delay(0)
	f.back()
	proxy.Delay(time.Hour) // for what is fed, while searches do not know it yet
	f.suspendOne()
	time.Sleep(400 * time.Millisecond)
	proxy.Delay(0)
	f.back()
}

// TestSomethingElseThanMeilisearch begins with an address where something else answers, and with one where nothing does.
func TestSomethingElseThanMeilisearch(t *testing.T) {
	meilitest.Need(t)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "<!doctype html><title>Tervetuloa</title>")
	}))
	t.Cleanup(other.Close)
	f := newFinder(t, other.URL, "key")
	f.away()
	other.Close()
	f.away()
}

// dropKeys removes every key but the master key.
func dropKeys(t *testing.T, server *meilitest.Server) {
	t.Helper()
	var list struct{ Results []struct{ UID string } }
	askServer(t, server, http.MethodGet, "/keys?limit=100", &list)
	for _, key := range list.Results {
		askServer(t, server, http.MethodDelete, "/keys/"+key.UID, nil)
	}
}

func dropIndexes(t *testing.T, server *meilitest.Server) {
	t.Helper()
	var list struct{ Results []struct{ UID string } }
	askServer(t, server, http.MethodGet, "/indexes?limit=100", &list)
	if len(list.Results) == 0 {
		t.Fatal("there are no indexes")
	}
	for _, index := range list.Results {
		askServer(t, server, http.MethodDelete, "/indexes/"+index.UID, nil)
	}
}

func askServer(t *testing.T, server *meilitest.Server, method, path string, into any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+server.MasterKey)
	res, err := (&http.Client{Timeout: backWithin}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		t.Fatalf("%s %s: %s %s %v", method, path, res.Status, body, err)
	}
	if into != nil {
		if err := json.Unmarshal(body, into); err != nil {
			t.Fatal(err)
		}
	}
}
