package identity

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

func TestTokenFromMadeToRevoked(t *testing.T) {
	w := newWorld(t)
	producer, other := w.producer("signup"), w.producer("signup")
	maker := w.person("maker@example.fi")
	a, stranger := w.member(maker, actor.RoleProducer, producer), w.member(w.person("other@example.fi"), actor.RoleProducer, other)
	id := uuid.New()
	if _, err := w.MakeToken(w.ctx, a, producer, id, " "); fault.From(err).Code != fault.CodeInvalid {
		t.Errorf("without a name: %v", err)
	}
	if _, err := w.MakeToken(w.ctx, stranger, producer, id, "Järjestelmä"); !errors.Is(err, ErrNotFound) {
		t.Errorf("for another's producer: %v", err)
	}
	secret, err := w.MakeToken(w.ctx, a, producer, id, " Oma  järjestelmä ")
	w.must(err)
	if again, err := w.MakeToken(w.ctx, a, producer, id, "Oma järjestelmä"); err != nil || again != "" {
		t.Errorf("the form sent twice shows %q %v", again, err)
	}
	if n := w.count(`SELECT count(*) FROM api_token WHERE strpos(encode(hash, 'escape'), $1) > 0`, secret); n != 0 {
		t.Error("the secret is in the database")
	}
	came, err := w.Bearer(w.ctx, secret, "192.0.2.1", "r")
	w.must(err)
	if came.Organisation != producer || came.Person != maker.ID || came.Role != actor.RoleProducer || came.Token != id {
		t.Errorf("%+v", came)
	}
	if list, err := w.Tokens(w.ctx, a, producer); err != nil || len(list) != 1 || !list[0].Works || list[0].UsedAt == nil || list[0].Name != "Oma järjestelmä" {
		t.Errorf("%+v %v", list, err)
	}
	if _, err := w.Tokens(w.ctx, stranger, producer); !errors.Is(err, ErrNotFound) {
		t.Errorf("another sees them: %v", err)
	}
	if err := w.RevokeToken(w.ctx, stranger, id); !errors.Is(err, ErrNotFound) {
		t.Errorf("another revokes it: %v", err)
	}
	refused := func(when, secret string) {
		t.Helper()
		if _, err := w.Bearer(w.ctx, secret, uuid.NewString(), "r"); !errors.Is(err, errToken) {
			t.Errorf("%s: %v", when, err)
		}
	}
	refused("nothing", "")
	refused("cut short", secret[:len(secret)-1])
	refused("another letter", secret[:len(secret)-2]+strings.Map(func(r rune) rune { return map[bool]rune{true: 'B', false: 'A'}[r == 'A'] }, secret[len(secret)-2:len(secret)-1])+secret[len(secret)-1:])
	w.exec(`UPDATE membership SET state = 'ended' WHERE id = $1`, a.Membership)
	refused("its maker has left", secret)
	w.exec(`UPDATE membership SET state = 'active' WHERE id = $1`, a.Membership)
	w.exec(`UPDATE membership SET in_part = true WHERE id = $1`, a.Membership)
	refused("its maker acts for some units", secret)
	w.exec(`UPDATE membership SET in_part = false, last_day = $2 WHERE id = $1`, a.Membership, "2026-03-01")
	refused("its maker's last day is over", secret)
	w.exec(`UPDATE membership SET last_day = $2 WHERE id = $1`, a.Membership, "2026-03-02")
	if _, err := w.Bearer(w.ctx, secret, "192.0.2.9", "r"); err != nil {
		t.Errorf("on the last day: %v", err)
	}
	w.exec(`UPDATE membership SET last_day = NULL WHERE id = $1`, a.Membership)
	w.exec(`UPDATE person SET disabled_at = clock_timestamp() WHERE id = $1`, maker.ID)
	refused("its maker's account is closed", secret)
	w.exec(`UPDATE person SET disabled_at = NULL WHERE id = $1`, maker.ID)
	for range 2 {
		w.must(w.RevokeToken(w.ctx, a, id))
	}
	refused("revoked", secret)
	if n := w.count(`SELECT count(*) FROM audit_event WHERE action IN ('token.made', 'token.revoked') AND object_id = $1`, id); n != 2 {
		t.Errorf("%d lines in the audit trail", n)
	}
}

func TestTokensAreHeldBack(t *testing.T) {
	w := newWorld(t)
	producer := w.producer("signup")
	a := w.member(w.person("maker@example.fi"), actor.RoleProducer, producer)
	secret, err := w.MakeToken(w.ctx, a, producer, uuid.New(), "A")
	w.must(err)
	calls := func() (n int) {
		for ; n < 2*tokenBurst; n++ {
			if _, err := w.Bearer(w.ctx, secret, "192.0.2.1", "r"); fault.Is(err, fault.CodeTooMany) {
				return n
			}
		}
		return n
	}
	if n := calls(); n != tokenBurst {
		t.Errorf("%d calls at once, want %d", n, tokenBurst)
	}
	if w.pass(5 * time.Second); calls() != 5 {
		t.Error("not one call a second after that")
	}
	for n := range 2 * addressBurst {
		if _, err := w.Bearer(w.ctx, "guess", "192.0.2.9", "r"); fault.Is(err, fault.CodeTooMany) != (n >= addressBurst) {
			t.Fatalf("guess %d: %v", n, err)
		}
	}
	for range maxTokens - 1 {
		_, err := w.MakeToken(w.ctx, a, producer, uuid.New(), "B")
		w.must(err)
	}
	if _, err := w.MakeToken(w.ctx, a, producer, uuid.New(), "C"); !errors.Is(err, errTokensMany) {
		t.Errorf("one too many: %v", err)
	}
}
