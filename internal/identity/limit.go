package identity

import (
	"context"
	"crypto/sha256"
	"net/netip"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	"golang.org/x/time/rate"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/limit"
)

// How often one may try. A burst serves people who mistype; the slow refill makes guessing hopeless. The limit for an
// e-mail address refills too, so nobody can lock another out for long.
const (
	tryEvery      = time.Minute // per e-mail address, after the burst
	tryBurst      = 10
	addressEvery  = 6 * time.Second // per network address: a municipality's office may share one
	addressBurst  = 60
	mailEvery     = 10 * time.Minute // mails that a visitor can have sent to one address
	mailBurst     = 3
	codeEvery     = 5 * time.Minute // codes of a person whose password was right: a guess is right three times in a million
	codeBurst     = 10
	issuerEvery   = 3 * time.Second // per network address: being sent to an issuer, and coming back, each
	issuerBurst   = 120
	ownEvery      = 10 * time.Second // of one session: what it does to its person's sessions and second factor
	ownBurst      = 30
	demoEvery     = time.Second // of one network address: signing in to demo accounts, without a password
	demoBurst     = 600
	reportEvery   = time.Minute // reports of errors from one network address, after the burst
	reportBurst   = 10
	tokenEvery    = time.Second // calls with one token, after the burst
	tokenBurst    = 120
	bucketsAtMost = 20_000 // of each kind in memory
)

// ErrTooMany is the answer to whoever has used their share of tries up.
var ErrTooMany = fault.New(fault.CodeTooMany, "fault.identity.too_many")

// attempts counts what visitors try. What has to do with signing in is counted in the database, for all replicas together;
// the rest in memory: a restart forgives, and each replica counts by itself.
type attempts struct {
	shared                                        *limit.Limits
	emails, hosts, mail, codes, issuer, own, demo limit.Share

	now             func() time.Time
	reports, tokens *buckets
}

func newAttempts(ring *keys.Ring, now func() time.Time) *attempts {
	a := &attempts{
		shared: limit.New(ring, now),
		emails: limit.Share{Name: "sign-in address", Every: tryEvery, Burst: tryBurst},
		hosts:  limit.Share{Name: "sign-in network", Every: addressEvery, Burst: addressBurst},
		mail:   limit.Share{Name: "mail", Every: mailEvery, Burst: mailBurst},
		codes:  limit.Share{Name: "code", Every: codeEvery, Burst: codeBurst},
		issuer: limit.Share{Name: "issuer", Every: issuerEvery, Burst: issuerBurst},
		own:    limit.Share{Name: "own session", Every: ownEvery, Burst: ownBurst},
		demo:   limit.Share{Name: "demo", Every: demoEvery, Burst: demoBurst},

		now:     now,
		reports: newBuckets(rate.Every(reportEvery), reportBurst),
		tokens:  newBuckets(rate.Every(tokenEvery), tokenBurst),
	}
	if now == nil {
		a.now = time.Now
	}
	return a
}

// take takes one try from somebody's share; the answer is TooMany when it is used up.
func (s *Service) take(ctx context.Context, share limit.Share, whose string) error {
	taken, err := s.attempts.shared.Take(ctx, s.db, share, whose)
	switch {
	case err != nil:
		return s.db.Translate(err)
	case !taken:
		return ErrTooMany
	}
	return nil
}

// mayTry takes one try from the e-mail address and one from the network address.
func (s *Service) mayTry(ctx context.Context, email, host string) error {
	if err := s.AllowVisitor(ctx, host); err != nil {
		return err
	}
	return s.take(ctx, s.attempts.emails, email)
}

// AllowVisitor takes one try from the network address's share, for what visitors may do that costs a hashing or a
// mail, or opens something: signing up, and what links in mail lead to. The answer is TooMany when the share is used up.
func (s *Service) AllowVisitor(ctx context.Context, host string) error {
	return s.take(ctx, s.attempts.hosts, network(host))
}

// AllowReport takes one report of an error from the network address's share.
func (s *Service) AllowReport(host string) error {
	if !s.attempts.reports.take(network(host), s.attempts.now()) {
		return ErrTooMany
	}
	return nil
}

// mayMail takes one mail from the address's share, with the transaction that it is given. Being out of it is not told to the
// visitor, since that would say that the address has an account.
func (s *Service) mayMail(ctx context.Context, q sqlx.QueryerContext, email string) (bool, error) {
	return s.attempts.shared.Take(ctx, q, s.attempts.mail, email)
}

// network is what counts as one network address: an IPv4 address, or an IPv6 /64, which is one customer's.
func network(host string) string {
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}

// buckets holds a token bucket for each key, in bounded memory: when the young generation is full it becomes the old
// one, and the old one, whose buckets nobody has touched since, is forgotten. Keys are hashed, so that the process's
// memory holds no list of addresses.
type buckets struct {
	refill rate.Limit
	burst  int
	limit  int

	mu         sync.Mutex
	young, old map[[16]byte]*rate.Limiter
}

func newBuckets(refill rate.Limit, burst int) *buckets {
	return &buckets{refill: refill, burst: burst, limit: bucketsAtMost / 2, young: map[[16]byte]*rate.Limiter{}}
}

func (b *buckets) take(key string, now time.Time) bool {
	sum := sha256.Sum256([]byte(key))
	id := [16]byte(sum[:16])
	b.mu.Lock()
	defer b.mu.Unlock()
	bucket, ok := b.young[id]
	if !ok {
		if bucket = b.old[id]; bucket == nil {
			bucket = rate.NewLimiter(b.refill, b.burst)
		}
		if len(b.young) >= b.limit {
			b.young, b.old = map[[16]byte]*rate.Limiter{}, b.young
		}
		b.young[id] = bucket
	}
	return bucket.AllowN(now, 1)
}

func (b *buckets) size() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.young) + len(b.old)
}
