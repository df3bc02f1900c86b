package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// What a token is made of, and how many a producer may have at a time.
const (
	tokenMark    = "tt_" // so that people and scanners of leaked secrets know one when they see it
	tokenBytes   = 32
	maxTokens    = 20
	maxTokenName = 100
)

var (
	errToken      = fault.New(fault.CodeUnauthenticated, "fault.identity.token")
	errTokensMany = fault.New(fault.CodeConflict, "fault.identity.tokens_many", "Count", maxTokens)
)

// Token lets a producer's own system in without a person. Its secret is shown once, when it is made; only a hash is kept.
// It speaks for the person who made it, as long as that person acts for the producer.
type Token struct {
	ID        uuid.UUID  `db:"id"`
	Name      string     `db:"name"`
	MadeBy    string     `db:"made_by"` // the person's name
	MadeAt    time.Time  `db:"made_at"`
	UsedAt    *time.Time `db:"used_at"` // to the hour
	RevokedAt *time.Time `db:"revoked_at"`
	Works     bool       `db:"works"` // not revoked, and its maker still acts for the producer
}

// MakeToken makes a token for a producer and answers its secret, which is not to be had again. The caller makes the id:
// sent twice, the second answer is "".
func (s *Service) MakeToken(ctx context.Context, a actor.Actor, producer, id uuid.UUID, name string) (string, error) {
	if err := Allow(a, TokenEdit, Object{Producer: producer}); err != nil {
		return "", err
	}
	name = strings.Join(strings.Fields(name), " ")
	bad := fault.Invalid()
	switch {
	case name == "":
		bad = bad.On("name", "fault.identity.token_name")
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unseen) || utf8.RuneCountInString(name) > maxTokenName:
		bad = bad.On("name", "fault.identity.token_name_long", "Limit", maxTokenName)
	}
	if err := bad.OrNil(); err != nil {
		return "", err
	}
	raw := make([]byte, tokenBytes)
	_, _ = rand.Read(raw) // never fails
	secret := tokenMark + base64.RawURLEncoding.EncodeToString(raw)
	err := s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		n, err := lockTokens(ctx, tx, producer)
		switch {
		case err != nil:
			return err
		case n >= maxTokens:
			return errTokensMany
		}
		made, err := insertToken(ctx, tx, id, producer, name, hashToken(secret), a.Person)
		if err != nil {
			return err
		}
		if !made {
			secret = ""
			return nil
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "token.made", ObjectKind: "api_token", ObjectID: id, Details: map[string]any{"producer": producer}})
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

// Tokens lists a producer's tokens, the latest first.
func (s *Service) Tokens(ctx context.Context, a actor.Actor, producer uuid.UUID) ([]Token, error) {
	if err := Allow(a, TokenEdit, Object{Producer: producer}); err != nil {
		return nil, err
	}
	list, err := tokensOf(ctx, s.db, producer, s.clock())
	return list, s.db.Translate(err)
}

// RevokeToken ends a token at once. Revoking twice changes nothing.
func (s *Service) RevokeToken(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	if err := Allow(a, TokenEdit, Object{Producer: a.Organisation}); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		done, err := revokeToken(ctx, tx, id, a.Organisation, a.Person)
		if err != nil || !done {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "token.revoked", ObjectKind: "api_token", ObjectID: id, Details: map[string]any{"producer": a.Organisation}})
	})
}

// Bearer tells who acts with a token. Guesses are held back by network address, and a token by itself.
func (s *Service) Bearer(ctx context.Context, secret, host, requestID string) (actor.Actor, error) {
	if !strings.HasPrefix(secret, tokenMark) || len(secret) != len(tokenMark)+base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return actor.Actor{}, s.guessed(ctx, host)
	}
	hash := hashToken(secret)
	if !s.attempts.tokens.take(string(hash), s.attempts.now()) {
		return actor.Actor{}, ErrTooMany
	}
	row, found, err := bearer(ctx, s.db, hash, s.clock())
	switch {
	case err != nil:
		return actor.Actor{}, s.db.Translate(err)
	case !found:
		return actor.Actor{}, s.guessed(ctx, host)
	}
	if row.Stale {
		if err := usedToken(ctx, s.db, row.ID); err != nil {
			return actor.Actor{}, s.db.Translate(err)
		}
	}
	return actor.Actor{Person: row.Person, Role: actor.RoleProducer, Organisation: row.Producer, Membership: row.Membership, Token: row.ID, RequestID: requestID}, nil
}

func (s *Service) guessed(ctx context.Context, host string) error {
	if err := s.AllowVisitor(ctx, host); err != nil {
		return err
	}
	return errToken
}

func hashToken(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}
