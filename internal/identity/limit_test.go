package identity

import (
	"fmt"
	"testing"
	"time"
)

func TestTriesOfOneAddressRunOutAndComeBack(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	a := newAttempts(func() time.Time { return now })
	for i := range tryBurst {
		if err := a.signIn("maija@hoiva.example", fmt.Sprintf("192.0.2.%d", i)); err != nil {
			t.Fatalf("try %d: %v", i, err)
		}
	}
	if err := a.signIn("maija@hoiva.example", "192.0.2.200"); err == nil {
		t.Error("the address's tries do not run out when they come from many networks")
	}
	if err := a.signIn("pekka@hoiva.example", "192.0.2.200"); err != nil {
		t.Errorf("another's tries ran out too: %v", err)
	}
	now = now.Add(tryEvery)
	if err := a.signIn("maija@hoiva.example", "192.0.2.201"); err != nil {
		t.Errorf("no new try after %v: %v", tryEvery, err)
	}
}

func TestTriesOfOneNetworkRunOut(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for name, host := range map[string]func(i int) string{
		"one IPv4 address": func(int) string { return "198.51.100.7" },
		"one IPv6 network": func(i int) string { return fmt.Sprintf("2001:db8:1:2::%x", i+1) },
		"mapped addresses": func(i int) string { return [2]string{"198.51.100.8", "::ffff:198.51.100.8"}[i%2] },
	} {
		a := newAttempts(func() time.Time { return now })
		for i := range addressBurst {
			if err := a.signIn(fmt.Sprintf("p%d@hoiva.example", i), host(i)); err != nil {
				t.Fatalf("%s, try %d: %v", name, i, err)
			}
		}
		if err := a.signIn("last@hoiva.example", host(addressBurst)); err == nil {
			t.Errorf("%s: tries do not run out", name)
		}
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
