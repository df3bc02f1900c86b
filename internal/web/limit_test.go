package web

import (
	"fmt"
	"testing"
	"time"
)

var noon = time.Date(2026, 5, 18, 12, 0, 0, 0, time.UTC)

func TestAnAddressIsHeldBackAloneAndNotForLong(t *testing.T) {
	l := newLimiter(60)
	for i := range 60 {
		if !l.allow("192.0.2.1", noon) {
			t.Fatalf("search %d of 60 was refused", i+1)
		}
	}
	if l.allow("192.0.2.1", noon) {
		t.Error("the 61st search within the minute was let through")
	}
	if !l.allow("192.0.2.2", noon) {
		t.Error("another address was held back")
	}
	if !l.allow("192.0.2.1", noon.Add(time.Second)) {
		t.Error("still held back a second later")
	}
}

func TestNoLimitIsNone(t *testing.T) {
	l := newLimiter(0)
	for range 10_000 {
		if !l.allow("192.0.2.1", noon) {
			t.Fatal("refused")
		}
	}
}

// TestTheLimiterStaysSmall asks from more addresses than it keeps.
func TestTheLimiterStaysSmall(t *testing.T) {
	l := newLimiter(60)
	for i := range maxAddresses + 10 {
		l.allow(fmt.Sprint(i), noon)
	}
	if len(l.seen) > maxAddresses {
		t.Errorf("%d addresses are kept", len(l.seen))
	}
	l = newLimiter(60)
	for i := range maxAddresses {
		l.allow(fmt.Sprint(i), noon)
	}
	l.allow("late", noon.Add(2*time.Minute))
	if len(l.seen) != 1 {
		t.Errorf("%d addresses are kept after they have filled up again", len(l.seen))
	}
}

func TestOnlySearchesAreCounted(t *testing.T) {
	for path, want := range map[string]bool{
		"/fi/palvelut": true, "/sv/tjanster": true, "/en/services": true, "/api/v1/offerings": true, "/api/v1/offerings/x": true, "/share/fi/results/x.png": true,
		"/fi": false, "/fi/palvelut/x": false, "/fi/kirjaudu": false, "/assets/app.css": false, "/readyz": false,
	} {
		if got := isSearch(path); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}

func TestOnlyPlainRequestIDsAreTakenOver(t *testing.T) {
	for id, want := range map[string]bool{
		"018f3a5e-7c1d-7000-8000-000000000001": true, "abcdef0123456789": true, "": false, "short": false,
		"has space in it": false, "new\nline-in-it": false, "<script>alert(1)</script>": false,
	} {
		if got := requestIDShape.MatchString(id); got != want {
			t.Errorf("%q: %v", id, got)
		}
	}
}

func TestWhatTypingAsksIsLimitedLikeSearch(t *testing.T) {
	for path, limited := range map[string]bool{
		"/fi/palvelut": true, "/sv/tjanster": true, "/api/v1/offerings": true, "/api/v1/suggestions": true, "/api/v1/places/nearest": true,
		"/fi": false, "/api/v1/services": false, "/fi/palvelut/1": false,
	} {
		if isSearch(path) != limited {
			t.Errorf("%s: limited %v, want %v", path, !limited, limited)
		}
	}
}
