package identity

import (
	"context"
	"net/url"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/issuer"
)

// Citizens is a broker, such as one to Suomi.fi, through which somebody who has no account here shows who they are. It is
// configured apart from the staff's issuer, and no page asks for it yet.
type Citizens interface {
	// Begin answers the broker's address to send the browser to, and the cookie to send with it.
	Begin(ctx context.Context, next, lang string) (address, cookie string, err error)
	// Come answers who came back, by the cookie and the query of the address.
	Come(ctx context.Context, cookie string, query url.Values) (Citizen, issuer.Back, error)
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
	client *issuer.Client
	least  issuer.Assurance
}

// NewBroker asks the client's issuer, and takes nobody of whom it is less sure than least.
func NewBroker(client *issuer.Client, least issuer.Assurance) Citizens { return broker{client, least} }

// Begin sends somebody there.
func (b broker) Begin(ctx context.Context, next, lang string) (address, cookie string, err error) {
	return b.client.Begin(ctx, next, lang)
}

// Come reads who it was.
func (b broker) Come(ctx context.Context, cookie string, query url.Values) (Citizen, issuer.Back, error) {
	came, back, err := b.client.Come(ctx, cookie, query)
	if err != nil {
		return Citizen{}, back, err
	}
	if came.Assurance < b.least {
		return Citizen{}, back, ErrAssurance
	}
	text := func(name string) string { value, _ := came.Claims[name].(string); return value }
	return Citizen{
		Broker: came.Issuer, Subject: came.Subject, Assurance: came.Assurance,
		Given: text(claimGiven), Family: text(claimFamily), Code: text(claimCode),
	}, back, nil
}
