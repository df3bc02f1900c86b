package follow_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/meilitest"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/follow"
	"github.com/tuottajatori/tuottajatori/search/meili"
	"github.com/tuottajatori/tuottajatori/search/searchtest"
)

// killsVariable says how many times a process is killed; once when it is not set, since
// cmd/tuottajatori kills whole servers and workers.
const killsVariable = "FOLLOW_KILLS"

// childVariable makes this program the process that is killed.
const childVariable = "FOLLOW_TEST_CHILD"

// childOrders is what the process is told by its standard input.
type childOrders struct {
	Database string
	Meili    meilitest.Index
	Seed     uint64
}

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		if err := child(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	// Most of these tests wait, for a server, a rhythm or a limit, and not for a processor.
	if err := flag.Set("test.parallel", "6"); err != nil { // what the command line says holds over this
		panic(err)
	}
	os.Exit(m.Run())
}

// child changes things, indexes them and feeds Meilisearch until it is killed.
func child() error {
	var orders childOrders
	if err := json.NewDecoder(os.Stdin).Decode(&orders); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	go func() { // should nobody kill it, it ends with whoever began it
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	d, err := db.Open(ctx, orders.Database)
	if err != nil {
		return err
	}
	remote, err := meili.New(meili.Config{URL: orders.Meili.URL, Key: orders.Meili.MasterKey, Prefix: orders.Meili.Prefix})
	if err != nil {
		return err
	}
	things := searchtest.Things{DB: d}
	_, indexer := process(d, things)
	var all sync.WaitGroup
	all.Go(func() { indexer.Run(ctx) })
	all.Go(func() { follow.New(d, remote, slog.Default()).Run(ctx) })
	for writer := range uint64(3) {
		all.Go(func() {
			for r := rand.New(rand.NewPCG(orders.Seed, writer)); ctx.Err() == nil; {
				if err := things.Scramble(ctx, r); err != nil {
					fmt.Fprintln(os.Stderr, err)
				}
				time.Sleep(time.Duration(r.IntN(5)) * time.Millisecond)
			}
		})
	}
	fmt.Println("running")
	all.Wait()
	return ctx.Err()
}

// TestKilledAtAnyPoint kills a process that changes, indexes and feeds, at random moments, some of them in the middle of
// a rebuild. What it leaves is put right by the next.
func TestKilledAtAnyPoint(t *testing.T) {
	t.Parallel()
	kills := 1
	if text := os.Getenv(killsVariable); text != "" {
		var err error
		if kills, err = strconv.Atoi(text); err != nil {
			t.Fatalf("%s: %v", killsVariable, err)
		}
	}
	at := meilitest.Shared(t)
	w := newWorld(t, at, 500)
	for kill := range kills {
		orders := childOrders{Database: w.db.ServiceURL, Meili: at, Seed: uint64(kill)}
		w.killChild(t, orders, time.Duration(w.r.IntN(2500))*time.Millisecond)
		if kill%3 == 2 { // the next begins with an empty server
			if err := remote(t, at).SetMark(t.Context(), search.Mark{}); err != nil {
				t.Log(err) // there was no index yet
			}
		}
		if kill%10 == 4 || kill == kills-1 {
			w.drain(t)
			if err := w.follower().CatchUp(t.Context()); err != nil {
				t.Fatalf("after %d kills: %v", kill+1, err)
			}
			if wrong := w.wrong(t); wrong != "" {
				t.Fatalf("after %d kills: %s", kill+1, wrong)
			}
		}
	}
	var notes int
	if err := w.db.Owner.Get(&notes, `SELECT count(*) FROM search_change`); err != nil || notes != 0 {
		t.Errorf("%d notes are left, %v", notes, err)
	}
	if n := len(w.truth(t)); n < 200 {
		t.Errorf("only %d things are left to compare", n)
	}
}

// killChild runs the process for a while after it has begun.
func (w *world) killChild(t *testing.T, orders childOrders, after time.Duration) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"=1")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := json.NewEncoder(in).Encode(orders); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err != nil {
		t.Errorf("the process did not begin: %v", err)
	}
	time.Sleep(after)
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = cmd.Wait() // killed
}
