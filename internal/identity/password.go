package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// argon2id's cost, from OWASP's password storage cheat sheet: 19 MiB, two passes, one lane.
const (
	argonMemoryKiB = 19 * 1024
	argonPasses    = 2
	argonLanes     = 1
	argonSalt      = 16 // bytes
	argonKey       = 32 // bytes
)

// What a password must be. Length is what counts (NIST SP 800-63B); the rest only refuses the plainly guessable.
const (
	PasswordMin    = 12   // characters
	passwordMax    = 1024 // bytes; more is no password, and hashing it is work for nothing
	passwordUnlike = 5    // different characters at least
)

// hashWait is how long a sign-in waits for its turn to hash before it is told to come back.
const hashWait = 10 * time.Second

// maxStoredMemoryKiB and maxStoredPasses bound what a stored hash may make us spend, should the row be damaged.
const (
	maxStoredMemoryKiB = 256 * 1024
	maxStoredPasses    = 16
)

var errBusy = fault.New(fault.CodeUnavailable, "fault.identity.busy")

// hasher lets only so many hashings run at once, so that a rush of sign-ins cannot exhaust memory: each takes
// argonMemoryKiB and one core.
type hasher struct {
	turns chan struct{}
	dummy string // the hash of nobody's password, for checks that must take as long as real ones
}

func newHasher() *hasher {
	h := &hasher{turns: make(chan struct{}, max(2, runtime.GOMAXPROCS(0)))}
	h.dummy = encode(make([]byte, argonSalt), make([]byte, argonKey))
	return h
}

func (h *hasher) turn(ctx context.Context) (done func(), err error) {
	timer := time.NewTimer(hashWait)
	defer timer.Stop()
	select {
	case h.turns <- struct{}{}:
		return func() { <-h.turns }, nil
	case <-ctx.Done():
		return nil, errBusy.Because(ctx.Err())
	case <-timer.C:
		return nil, errBusy
	}
}

// hash makes the PHC string of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	done, err := h.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	salt := make([]byte, argonSalt)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("salt: %w", err)
	}
	return encode(salt, argon2.IDKey(plain(password), salt, argonPasses, argonMemoryKiB, argonLanes, argonKey)), nil
}

// check tells whether the password has the hash. An empty hash (no such person, or no password set) takes as long
// as a real one and never matches.
func (h *hasher) check(ctx context.Context, password, phc string) (bool, error) {
	known := phc != ""
	if !known {
		phc = h.dummy
	}
	stored, err := decode(phc)
	if err != nil {
		return false, err
	}
	if len(password) > passwordMax {
		return false, nil
	}
	done, err := h.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	got := argon2.IDKey(plain(password), stored.salt, stored.passes, stored.memory, stored.lanes, uint32(len(stored.key)))
	return subtle.ConstantTimeCompare(got, stored.key) == 1 && known, nil
}

// plain is the password's bytes in NFC, so that ä typed on two keyboards is one letter (RFC 8265).
func plain(password string) []byte { return norm.NFC.Bytes([]byte(password)) }

type phcHash struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

func encode(salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemoryKiB, argonPasses, argonLanes,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

func decode(phc string) (phcHash, error) {
	var h phcHash
	bad := func(what string) (phcHash, error) { return phcHash{}, fmt.Errorf("stored password hash: %s", what) }
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return bad("is not argon2id in PHC form")
	}
	if parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return bad("version")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.lanes); err != nil {
		return bad("parameters")
	}
	if h.memory == 0 || h.memory > maxStoredMemoryKiB || h.passes == 0 || h.passes > maxStoredPasses || h.lanes == 0 {
		return bad("parameters out of bounds")
	}
	var err error
	if h.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil || len(h.salt) < 8 {
		return bad("salt")
	}
	if h.key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(h.key) < 16 {
		return bad("key")
	}
	return h, nil
}

// CheckPassword tells what is wrong with a new password as an Invalid fault on the field "password", or nil.
// The email, when given, may not be the password.
func CheckPassword(password, email string) error {
	bad := fault.Invalid()
	switch {
	case password == "":
		bad = bad.On("password", "fault.identity.password_missing")
	case utf8.RuneCountInString(password) < PasswordMin:
		bad = bad.On("password", "fault.identity.password_short", "Min", PasswordMin)
	case len(password) > passwordMax:
		bad = bad.On("password", "fault.identity.password_long")
	case guessable(password, email):
		bad = bad.On("password", "fault.identity.password_guessable")
	}
	return bad.OrNil()
}

func guessable(password, email string) bool {
	unlike := map[rune]bool{}
	for _, r := range password {
		unlike[r] = true
	}
	return len(unlike) < passwordUnlike || email != "" && strings.EqualFold(password, strings.TrimSpace(email))
}

// HashPassword checks a new password (see CheckPassword) and makes its hash for NewPerson. It takes about 30 ms and
// 19 MiB, so call it before the transaction. When too many wait for their turn the answer is Unavailable.
func (s *Service) HashPassword(ctx context.Context, password string) (string, error) {
	if err := CheckPassword(password, ""); err != nil {
		return "", err
	}
	return s.hashing.hash(ctx, password)
}
