package identity

import (
	"context"
	"net/url"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/issuer"
)

// Citizens is a broker, such as one to Suomi.fi, through which somebody who has no account here shows who they are. It is
// configured apart from the staff's issuer, and no page asks for it yet. Both ways are limited for a network address (host)
// and recorded, as signing in is, without a word of who it was.
type Citizens interface {
	// Begin answers the broker's address to send the browser to, and the cookie to send with it.
	Begin(ctx context.Context, host, next, lang string) (issuer.Begun, error)
	// Come answers who came back, by the cookie and the query of the address. Each return is good once.
	Come(ctx context.Context, host, cookie string, query url.Values) (Citizen, issuer.Back, error)
}

// Citizen is who came, and how surely that is known.
type Citizen struct {
	Broker, Subject string
	Given, Family   string // names
	Code            string // personal identity code, "" when the broker tells none; never logged, kept or shown whole
	Assurance       issuer.Assurance
}

// String keeps who came out of logs.
func (c Citizen) String() string { return "citizen (" + c.Assurance.String() + ")" }

// GoString does the same for %#v.
func (c Citizen) GoString() string { return c.String() }

// ErrAssurance is somebody of whom the broker is less sure than was asked for.
var ErrAssurance = fault.New(fault.CodeForbidden, "fault.identity.assurance")

// The claims by which brokers of the Finnish Trust Network tell of somebody.
const (
	claimCode   = "urn:oid:1.2.246.21"
	claimGiven  = "urn:oid:1.2.246.575.1.14"
	claimFamily = "urn:oid:2.5.4.4"
)

type broker struct {
	people *Service
	client *issuer.Client
	least  issuer.Assurance
}

// Broker asks the client's issuer, and takes nobody of whom it is less sure than least.
func (s *Service) Broker(client *issuer.Client, least issuer.Assurance) Citizens {
	return broker{s, client, least}
}

// Begin sends somebody there.
func (b broker) Begin(ctx context.Context, host, next, lang string) (issuer.Begun, error) {
	if err := b.people.AllowGoing(ctx, host); err != nil {
		return issuer.Begun{}, err
	}
	begun, err := b.client.Begin(ctx, next, lang)
	if err != nil {
		return begun, orError(b.people.RefusedAtIssuer(ctx, b.client.Issuer(), begun.Ticket, err), err)
	}
	return begun, b.people.BegunAtIssuer(ctx, b.client.Issuer(), begun.Ticket)
}

// Come reads who it was.
func (b broker) Come(ctx context.Context, host, cookie string, query url.Values) (Citizen, issuer.Back, error) {
	if err := b.people.AllowComing(ctx, host); err != nil {
		return Citizen{}, issuer.Back{}, err
	}
	came, back, err := b.client.Come(ctx, cookie, query)
	if err == nil && came.Assurance < b.least {
		err = ErrAssurance
	}
	if err == nil {
		err = b.people.identified(ctx, came)
	}
	if err != nil {
		return Citizen{}, back, orError(b.people.RefusedAtIssuer(ctx, b.client.Issuer(), back.Ticket, err), err)
	}
	text := func(name string) string { value, _ := came.Claims[name].(string); return value }
	return Citizen{
		Broker: came.Issuer, Subject: came.Subject, Assurance: came.Assurance,
		Given: text(claimGiven), Family: text(claimFamily), Code: text(claimCode),
	}, back, nil
}

// identified uses a return up, and records that somebody has shown who they are.
func (s *Service) identified(ctx context.Context, came issuer.Came) error {
	return s.db.InTx(ctx, actor.From(ctx), func(ctx context.Context, tx *db.Tx) error {
		now, err := s.now(ctx, tx)
		if err != nil {
			return err
		}
		first, err := insertReturn(ctx, tx, came.Ticket, now)
		if err != nil || !first {
			return orFault(err, issuer.ErrReturn.Because(issuer.Again))
		}
		return audit.Record(ctx, tx, audit.Entry{Action: "session.citizen_identified", ObjectKind: "session", ObjectID: came.Ticket,
			Details: map[string]any{"issuer": came.Issuer, "assurance": came.Assurance.String()}})
	})
}
