package follow_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
	"github.com/tuottajatori/tuottajatori/search/follow"
	"github.com/tuottajatori/tuottajatori/search/meili"
)

// TestFaults breaks a server that is followed, changes things meanwhile, and mends it: everything is right again soon.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name      string
		harm      func(t *testing.T, s *meilitest.Server, p *meilitest.Proxy)
		mend      func(t *testing.T, s *meilitest.Server, p *meilitest.Proxy)
		unnoticed bool   // it can be fed all the while
		told      string // in the status meanwhile
		anew      bool
	}{
		{name: "stopped",
			harm: func(t *testing.T, s *meilitest.Server, _ *meilitest.Proxy) { s.Stop(t) },
			mend: func(t *testing.T, s *meilitest.Server, _ *meilitest.Proxy) { s.Restart(t) }},
		{name: "killed",
			harm: func(t *testing.T, s *meilitest.Server, _ *meilitest.Proxy) { s.Kill(t) },
			mend: func(t *testing.T, s *meilitest.Server, _ *meilitest.Proxy) { s.Restart(t) }},
		{name: "frozen",
			harm: func(t *testing.T, s *meilitest.Server, _ *meilitest.Proxy) { s.Freeze(t) },
			mend: func(t *testing.T, s *meilitest.Server, _ *meilitest.Proxy) { s.Thaw(t) }},
		{name: "slow", unnoticed: true,
			harm: func(_ *testing.T, _ *meilitest.Server, p *meilitest.Proxy) { p.Delay(300 * time.Millisecond) },
			mend: func(_ *testing.T, _ *meilitest.Server, p *meilitest.Proxy) { p.Delay(0) }},
		{name: "emptied", unnoticed: true, anew: true,
			harm: func(t *testing.T, s *meilitest.Server, _ *meilitest.Proxy) { s.Empty(t) },
			mend: func(*testing.T, *meilitest.Server, *meilitest.Proxy) {}},
		{name: "of a version that is not supported", told: "not supported",
			harm: func(_ *testing.T, _ *meilitest.Server, p *meilitest.Proxy) { p.Version("2.0.0") },
			mend: func(_ *testing.T, _ *meilitest.Server, p *meilitest.Proxy) { p.Version("") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := meilitest.Start(t)
			proxy := meilitest.Through(t, server.URL)
			at := of(server)
			at.URL = proxy.URL
			w := newWorld(t, at, 200)
			w.run(t, 1)
			w.right(t)
			built := w.status(t).BuiltAt
			c.harm(t, server, proxy)
			w.scramble(t, 20)
			if !c.unnoticed {
				until(t, "the status tells of the trouble", func() bool {
					s := w.status(t)
					return s.Phase == follow.PhaseWaiting && s.Error != "" && strings.Contains(s.Error, c.told)
				})
			}
			w.scramble(t, 20)
			c.mend(t, server, proxy)
			w.right(t)
			if s := w.status(t); c.anew != s.BuiltAt.After(*built) {
				t.Errorf("built anew: %t", !c.anew)
			}
			until(t, "the status tells that all is well", func() bool {
				s := w.status(t)
				return s.Phase == follow.PhaseFollowing && s.Error == ""
			})
		})
	}
}

// TestAWrongKey takes the key away that the program holds, and makes it again.
func TestAWrongKey(t *testing.T) {
	t.Parallel()
	server := meilitest.Start(t)
	at := of(server)
	key, err := meili.MakeKey(t.Context(), at.URL, at.MasterKey, at.Prefix)
	if err != nil {
		t.Fatal(err)
	}
	master := at.MasterKey
	at.MasterKey = key
	w := newWorld(t, at, 100)
	w.run(t, 1)
	w.right(t)
	server.Empty(t) // its keys go with its data
	w.scramble(t, 20)
	until(t, "the status tells of the trouble", func() bool { return strings.Contains(w.status(t).Error, "key") })
	if again, err := meili.MakeKey(t.Context(), at.URL, master, at.Prefix); err != nil || again != key {
		t.Fatalf("the key made again is another, %v", err)
	}
	w.right(t)
}

// TestRestartedInTheMiddleOfARebuild kills the server while a new index is being filled, and once more when it is again.
func TestRestartedInTheMiddleOfARebuild(t *testing.T) {
	t.Parallel()
	server := meilitest.Start(t)
	w := newWorld(t, of(server), 6_000)
	w.run(t, 2)
	for range 2 {
		until(t, "a rebuild is under way", func() bool { return w.status(t).Phase == follow.PhaseRebuilding })
		time.Sleep(time.Duration(w.r.IntN(500)) * time.Millisecond)
		server.Kill(t)
		w.scramble(t, 10)
		until(t, "the rebuild is given up", func() bool { return w.status(t).Phase == follow.PhaseWaiting })
		server.Restart(t)
	}
	w.right(t)
}

// TestTheLockIsLost cuts the connection of whoever feeds, again and again, while another stands by and the server is slow.
func TestTheLockIsLost(t *testing.T) {
	t.Parallel()
	server := meilitest.Start(t)
	proxy := meilitest.Through(t, server.URL)
	at := of(server)
	at.URL = proxy.URL
	w := newWorld(t, at, 200)
	w.run(t, 2)
	w.right(t)
	proxy.Delay(50 * time.Millisecond)
	for range 6 {
		w.scramble(t, 10)
		time.Sleep(time.Duration(w.r.IntN(600)) * time.Millisecond)
		w.db.Owner.MustExec(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
			AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
	}
	proxy.Delay(0)
	w.right(t)
}
