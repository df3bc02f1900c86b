package identity

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"
)

func TestTriesOfOneAddressAndOfOneNetwork(t *testing.T) {
	w := newWorld(t)
	try := func(email, host string) error { return w.mayTry(w.ctx, email, host) }
	for i := range tryBurst {
		w.must(try("maija@hoiva.example", fmt.Sprintf("192.0.2.%d", i)))
	}
	if err := try("maija@hoiva.example", "192.0.2.200"); !errors.Is(err, ErrTooMany) {
		t.Errorf("the address's tries do not run out when they come from many networks: %v", err)
	}
	if err := try("pekka@hoiva.example", "192.0.2.200"); err != nil {
		t.Errorf("another's tries ran out too: %v", err)
	}
	w.pass(tryEvery)
	if err := try("maija@hoiva.example", "192.0.2.201"); err != nil {
		t.Errorf("no new try after %v: %v", tryEvery, err)
	}
	for name, host := range map[string]func(i int) string{
		"one IPv4 address": func(int) string { return "198.51.100.7" },
		"one IPv6 network": func(i int) string { return fmt.Sprintf("2001:db8:1:2::%x", i+1) },
		"mapped addresses": func(i int) string { return [2]string{"198.51.100.8", "::ffff:198.51.100.8"}[i%2] },
	} {
		for i := range addressBurst {
			if err := try(fmt.Sprintf("p%d@hoiva.example", i), host(i)); err != nil {
				t.Fatalf("%s, try %d: %v", name, i, err)
			}
		}
		if err := try("last@hoiva.example", host(addressBurst)); !errors.Is(err, ErrTooMany) {
			t.Errorf("%s: tries do not run out: %v", name, err)
		}
	}
}

// Two replicas over one database let in together what one would: however many try at once.
func TestReplicasShareTheTries(t *testing.T) {
	w := newWorld(t)
	w.person("maija@hoiva.example")
	replicas := []*Service{w.Service, New(w.db, w.queue, w.ring, w.opt)}
	var refused atomic.Int32
	errs := atOnce(2*tryBurst, func(i int) error {
		_, err := replicas[i%2].SignIn(w.ctx, SignIn{Email: "maija@hoiva.example", Password: "arvaus arvaus", Host: fmt.Sprintf("192.0.2.%d", i)})
		if errors.Is(err, ErrTooMany) {
			refused.Add(1)
		} else if !errors.Is(err, ErrWrongPassword) {
			return err
		}
		return nil
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if n := refused.Load(); n != tryBurst {
		t.Errorf("%d of %d tries were held back, want %d", n, 2*tryBurst, tryBurst)
	}
	for _, replica := range replicas {
		if _, err := replica.SignIn(w.ctx, SignIn{Email: "maija@hoiva.example", Password: password, Host: "192.0.2.99"}); !errors.Is(err, ErrTooMany) {
			t.Errorf("a replica knows nothing of the tries at the other: %v", err)
		}
	}
	if n := w.count(`SELECT count(*) FROM try_limit WHERE encode(key, 'escape') LIKE '%maija%' OR encode(key, 'escape') LIKE '%192.0.2%'`); n != 0 {
		t.Error("the table tells who tried")
	}
}

func TestBucketsStayBounded(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	b := newBuckets(1, 1)
	b.take("mine", now)
	for i := range 3 * bucketsAtMost {
		b.take(fmt.Sprint(i), now)
		if i%1000 == 0 && b.take("mine", now) {
			t.Fatal("a bucket in use was forgotten, and its tries with it")
		}
	}
	if got := b.size(); got > bucketsAtMost {
		t.Errorf("%d buckets in memory, at most %d may be", got, bucketsAtMost)
	}
}
