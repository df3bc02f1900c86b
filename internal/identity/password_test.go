package identity

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

func TestHashAndCheck(t *testing.T) {
	h, ctx := newHasher(), context.Background()
	const password = "kissa söi 3 kalaa"
	phc, err := h.hash(ctx, password)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("not OWASP's parameters in PHC form: %s", phc)
	}
	again, err := h.hash(ctx, password)
	if err != nil || again == phc {
		t.Errorf("two hashes of one password are alike: no salt (%v)", err)
	}
	for typed, want := range map[string]bool{
		password:                           true,
		"kissa so\u0308i 3 kalaa":          true, // the same letters, composed otherwise
		"kissa söi 3 kala":                 false,
		"Kissa söi 3 kalaa":                false,
		"":                                 false,
		strings.Repeat("a", passwordMax+1): false,
	} {
		got, err := h.check(ctx, typed, phc)
		if err != nil || got != want {
			t.Errorf("check(%q) = %v, %v; want %v", typed, got, err, want)
		}
	}
}

func TestNobodysPasswordNeverMatches(t *testing.T) {
	h := newHasher()
	for _, typed := range []string{"", "anything at all", string(make([]byte, argonKey))} {
		if ok, err := h.check(context.Background(), typed, ""); ok || err != nil {
			t.Errorf("check(%q) against no hash = %v, %v", typed, ok, err)
		}
	}
}

// Even a password that would match what is hashed in nobody's place lets nobody in.
func TestTheStandInMatchesNobody(t *testing.T) {
	h := newHasher()
	const typed = "oikea hevonen niitti"
	var err error
	if h.dummy, err = h.hash(context.Background(), typed); err != nil {
		t.Fatal(err)
	}
	if ok, err := h.check(context.Background(), typed, ""); ok || err != nil {
		t.Errorf("got %v, %v", ok, err)
	}
}

func TestDamagedHashIsAnErrorNotAMatch(t *testing.T) {
	h := newHasher()
	good, err := h.hash(context.Background(), "oikea hevonen niitti")
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(good, "$")
	with := func(i int, text string) string {
		changed := append([]string(nil), parts...)
		changed[i] = text
		return strings.Join(changed, "$")
	}
	for name, phc := range map[string]string{
		"plain text": "oikea hevonen niitti", "argon2i": with(1, "argon2i"), "version": with(2, "v=16"),
		"no parameters": with(3, ""), "huge memory": with(3, "m=4194304,t=2,p=1"), "many passes": with(3, "m=19456,t=1000,p=1"),
		"no lanes": with(3, "m=19456,t=2,p=0"), "short salt": with(4, "YQ"), "no key": with(5, ""), "not base64": with(5, "!!!"),
	} {
		if ok, err := h.check(context.Background(), "oikea hevonen niitti", phc); ok || err == nil {
			t.Errorf("%s: %v, %v", name, ok, err)
		}
	}
}

// However many sign in at once, no more than the turns hash together: that bounds memory.
func TestHashingsAtOnceAreBounded(t *testing.T) {
	h := newHasher()
	var running, most atomic.Int64
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			done, err := h.turn(context.Background())
			if err != nil {
				t.Error(err)
				return
			}
			defer done()
			now := running.Add(1)
			for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
			}
			_, _ = h.check(context.Background(), strings.Repeat("x", passwordMax+1), "")
			running.Add(-1)
		})
	}
	wg.Wait()
	if got := most.Load(); got > int64(cap(h.turns)) {
		t.Errorf("%d hashings ran at once, %d may", got, cap(h.turns))
	}
}

func TestWaitingForATurnEndsWithTheRequest(t *testing.T) {
	h := newHasher()
	for range cap(h.turns) {
		if _, err := h.turn(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := h.hash(ctx, "oikea hevonen niitti"); !fault.Is(err, fault.CodeUnavailable) {
		t.Errorf("got %v", err)
	}
}

func TestCheckPassword(t *testing.T) {
	for _, c := range []struct{ password, email, want string }{
		{"oikea hevonen", "", ""},
		{"åäöåäöåäöbcd", "", ""}, // characters count, not bytes
		{"", "", "fault.identity.password_missing"},
		{"lyhytsana11", "", "fault.identity.password_short"},
		{strings.Repeat("abcdefgh", 200), "", "fault.identity.password_long"},
		{"aaaaaaaaaaaa", "", "fault.identity.password_guessable"},
		{"121212121212", "", "fault.identity.password_guessable"},
		{"Maija@Hoiva.example", "maija@hoiva.example", "fault.identity.password_guessable"},
	} {
		err := CheckPassword(c.password, c.email)
		got := ""
		if err != nil {
			got = fault.From(err).Fields[0].Key
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.password, got, c.want)
		}
	}
}

func TestNormalEmail(t *testing.T) {
	for typed, want := range map[string]string{
		" Maija.Virtanen@Hoiva.Example ": "maija.virtanen@hoiva.example",
		"a+b@c.fi":                       "a+b@c.fi",
	} {
		if got, err := NormalEmail(typed); err != nil || got != want {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
	for _, typed := range []string{
		"", "maija", "maija@", "@hoiva.fi", "maija@hoiva", "maija@.fi.", "a b@c.fi", "maija@hoiva.fi\r\nBcc: all@x.fi", "<a@b.fi>", "Maija <a@b.fi>",
		"a@b.fi,c@d.fi", "mäki@hoiva.fi", "a\x00@b.fi", `"a b"@c.fi`, "a@[127.0.0.1]", strings.Repeat("a", 250) + "@b.fi",
	} {
		if got, err := NormalEmail(typed); err == nil {
			t.Errorf("%q was taken as %q", typed, got)
		}
	}
}
