package identity

import (
	"cmp"
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/issuer"
)

// whys are our own reasons in the audit trail, besides those of the issuer's room.
var whys = []struct {
	err *fault.Error
	why string
}{
	{ErrUnverified, "unverified"}, {ErrNoRole, "no_role"}, {ErrClosed, "closed"}, {ErrOtherPerson, "other_person"},
	{ErrAssurance, "assurance"}, {ErrUseIssuer, "use_issuer"}, {ErrNotConfirmed, "not_confirmed"}, {ErrNoDemo, "no_demo"}, {ErrTooMany, "too_many"}, {ErrWrongPassword, "nobody"}, {ErrNotFound, "not_own"},
	{errEmailTaken, "has_account"}, {ErrLinkUnknown, "unknown"}, {ErrLinkUsed, "used"}, {ErrLinkExpired, "expired"}, {errInviteSignIn, "sign_in"}, {errInviteOther, "other_person"},
}

// refusal is a sign-in, or a change of one's sign-ins, that was refused.
type refusal struct {
	action string    // "": "session.refused"
	kind   string    // "": "session"
	object uuid.UUID // zero: of nobody that is known
	issuer string
	err    error
}

// recordRefused records a refusal in a transaction of its own.
func (s *Service) recordRefused(ctx context.Context, r refusal) error {
	return s.db.InTx(ctx, actor.From(ctx), func(ctx context.Context, tx *db.Tx) error { return recordRefused(ctx, tx, r) })
}

func recordRefused(ctx context.Context, tx *db.Tx, r refusal) error {
	if r.object == uuid.Nil {
		id, err := uuid.NewV7()
		if err != nil {
			return fmt.Errorf("id of a refusal: %w", err)
		}
		r.object = id
	}
	details := map[string]any{"why": r.why()}
	if r.issuer != "" {
		details["issuer"] = r.issuer
	}
	return audit.Record(ctx, tx, audit.Entry{
		Action: cmp.Or(r.action, "session.refused"), ObjectKind: cmp.Or(r.kind, "session"), ObjectID: r.object, Details: details,
	})
}

// why is the reason in a word.
func (r refusal) why() string {
	for _, w := range whys {
		if fault.From(r.err).Is(w.err) {
			return w.why
		}
	}
	return string(issuer.Why(r.err))
}

// linkRefused records that a mailed link, or the answer behind it, was refused, and answers the error that it was given.
func (s *Service) linkRefused(ctx context.Context, p purpose, token string, err error) error {
	r := refusal{action: "link.refused", kind: "mail_link", err: err}
	if err == nil || r.why() == string(issuer.OtherFlaw) { // none, or one of the form that is filled in
		return err
	}
	if id, forged := s.ring.Open(p.ring(), token); forged == nil {
		r.object = id
	}
	return orError(s.recordRefused(ctx, r), err)
}

// orError is err, or what else was wrong.
func orError(err, wrong error) error {
	if err != nil {
		return err
	}
	return wrong
}
