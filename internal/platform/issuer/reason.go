package issuer

import (
	"errors"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
)

// Reason is in a word why what a browser came back with was refused. It tells of nobody, so that the audit trail can have it.
type Reason string

// The reasons.
const (
	NoCookie  Reason = "cookie"         // none, or not one that we made for this issuer
	TooLate   Reason = "late"           // the cookie is older than TicketLasts
	BadState  Reason = "state"          // the state is of another sign-in, or of none
	GivenUp   Reason = "denied"         // the person, or the issuer, gave it up
	MixedUp   Reason = "other_issuer"   // the answer says that it is another issuer's
	BadCode   Reason = "code"           // no code, or one that the issuer does not take
	BadSign   Reason = "signature"      // the token is not signed by the issuer
	BadNonce  Reason = "nonce"          // the token is of another sign-in
	Expired   Reason = "expired"        // the token is over, or of the future
	BadToken  Reason = "token"          // the token is otherwise not one for us
	TooWeak   Reason = "weak"           // signed in less strongly than was asked for
	Again     Reason = "returned_twice" // the sign-in has come back before
	NotThere  Reason = "away"           // the issuer does not answer
	OtherFlaw Reason = "other"
)

// Error is the reason itself.
func (r Reason) Error() string { return string(r) }

// Why is the reason of an error that Begin or Come answered.
func Why(err error) Reason {
	if reason, ok := errors.AsType[Reason](err); ok {
		return reason
	}
	for fault, reason := range map[error]Reason{ErrAway: NotThere, ErrDenied: GivenUp, ErrToken: BadToken, ErrWeak: TooWeak} {
		if errors.Is(err, fault) {
			return reason
		}
	}
	return OtherFlaw
}

// flaw is the reason for which the library refused a token. It has no name for signatures but its words.
func flaw(err error) Reason {
	if _, ok := errors.AsType[*oidc.TokenExpiredError](err); ok {
		return Expired
	}
	if strings.Contains(err.Error(), "signature") || strings.Contains(err.Error(), "signed with unsupported algorithm") {
		return BadSign
	}
	return BadToken
}
