package limit_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/time/rate"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/limit"
)

func ring(t *testing.T, path string) *keys.Ring {
	t.Helper()
	r, err := keys.LoadOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSharesInTheDatabase holds that the one statement is a token bucket, that it tells of nobody, and that replicas which
// try at once never get more together than one would.
func TestSharesInTheDatabase(t *testing.T) {
	d, ctx := dbtest.New(t), context.Background()
	path := filepath.Join(t.TempDir(), "keys")
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	l := limit.New(ring(t, path), clock)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}

	t.Run("is a token bucket", func(t *testing.T) {
		case_ := 0
		rapid.Check(t, func(r *rapid.T) {
			case_++
			whose := fmt.Sprint(case_)
			share := limit.Share{Name: "test", Every: time.Duration(rapid.IntRange(1, 600).Draw(r, "every")) * time.Second, Burst: rapid.IntRange(1, 6).Draw(r, "burst")}
			model := rate.NewLimiter(rate.Every(share.Every), share.Burst)
			for i := range rapid.IntRange(1, 8).Draw(r, "tries") {
				now = now.Add(time.Duration(rapid.IntRange(0, int(share.Every.Seconds())*2).Draw(r, "wait"))*time.Second + time.Microsecond)
				want := model.AllowN(now.Add(time.Microsecond), 1)
				got, err := l.Take(ctx, d.Service, share, whose)
				if err != nil || got != want {
					r.Fatalf("try %d: %v, %v; want %v", i, got, err, want)
				}
			}
		})
	})

	one := limit.Share{Name: "one", Every: time.Hour, Burst: 1}
	t.Run("a clock that was set back locks nobody out", func(t *testing.T) {
		was := now
		now = now.AddDate(1, 0, 0)
		if got, err := l.Take(ctx, d.Service, one, "x"); err != nil || !got {
			t.Fatal(got, err)
		}
		now = was
		if got, err := l.Take(ctx, d.Service, one, "x"); err != nil || !got {
			t.Errorf("a year of waiting: %v, %v", got, err)
		}
		if got, err := l.Take(ctx, d.Service, one, "x"); err != nil || got {
			t.Errorf("after that the share is not used up: %v, %v", got, err)
		}
	})
	t.Run("is forgiven and swept", func(t *testing.T) {
		must(l.Forgive(ctx, d.Service, one, "x"))
		if got, err := l.Take(ctx, d.Service, one, "x"); err != nil || !got {
			t.Errorf("after it was forgiven: %v, %v", got, err)
		}
		must(limit.Sweep(ctx, d.Service, now.Add(one.Every-time.Microsecond)))
		if got, err := l.Take(ctx, d.Service, one, "x"); err != nil || got {
			t.Errorf("swept before it was full: %v, %v", got, err)
		}
		must(limit.Sweep(ctx, d.Service, now.AddDate(1, 0, 0)))
		var left int
		must(d.Owner.Get(&left, `SELECT count(*) FROM try_limit`))
		if left != 0 {
			t.Errorf("%d rows are left that say nothing", left)
		}
	})
	t.Run("replicas share it", func(t *testing.T) {
		replicas := []*limit.Limits{limit.New(ring(t, path), nil), limit.New(ring(t, path), nil)} // by the database's clock
		share := limit.Share{Name: "email", Every: time.Hour, Burst: 7}
		var mu sync.Mutex
		var group sync.WaitGroup
		taken := 0
		for i := range 24 {
			group.Go(func() {
				got, err := replicas[i%2].Take(ctx, d.Service, share, "maija@hoiva.example")
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				}
				if got {
					taken++
				}
			})
		}
		group.Wait()
		if taken != share.Burst {
			t.Errorf("%d of 24 tries at once were let in, %d may be", taken, share.Burst)
		}
		var dump string
		must(d.Owner.Get(&dump, `SELECT string_agg(l::text || encode(key, 'escape'), ' ') FROM try_limit l`))
		if strings.Contains(dump, "maija") {
			t.Error("the table tells whose the share is")
		}
	})
}
