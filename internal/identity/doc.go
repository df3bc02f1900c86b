// Package identity knows who people are, what they may do, and for which organisation.
//
// What is where:
//
//	permissions.go   the one table of role × verb × whose, as a pure function: Allow
//	password.go      argon2id: hashing, checking, and how many at once
//	limit.go         how often an address may try to sign in or ask for mail
//	person.go        people: made by sign-up, invitation, the command line or demo data
//	signin.go        sign-in with a password, and demo sign-in by role
//	external.go      sign-in at an OpenID Connect issuer: whose account it is, and the roles that claims give
//	refusal.go       what the audit trail has of sign-ins and links that were refused
//	citizen.go       the place of citizens' identification, which no page uses yet
//	session.go       sessions: rotation, idle and absolute limits, switching between memberships
//	sessions.go      one's own sessions: where one is signed in, and ending them
//	factor.go        the second factor: on, off, used, taken off by an administrator
//	rescue.go        what the command line does for somebody who cannot get in
//	codes.go         an authenticator app's codes (RFC 6238) and recovery codes, as pure functions
//	links.go         the links sent by mail: confirm an address, set a password
//	invite.go        a producer's user invites a colleague
//	membership.go    memberships: joining a producer, waiting for a yes, ending
//	admin.go         the administrator's view of people; the first administrator
//	grant.go         roles that the administrator gives, for a time, by mail
//	operator.go      operators, which the administrator makes and names
//	organiser.go     an organiser's phone, hours and links, which the administrator edits
//	mail.go          mails that use cases queue
//	worker.go        the worker that renders and sends them
//	store*.go        the SQL of the above
//
// Use cases of this and the higher rooms ask Allow before they read or write; web handlers never decide. Every
// change is recorded in the audit trail in its own transaction, with ids only.
//
// A room that signs people up does it in two steps, so that the slow hashing happens outside the transaction:
//
//	hash, err := ids.HashPassword(ctx, cmd.Password)        // refuses weak passwords
//	…
//	err = d.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
//		person, made, err := ids.Register(ctx, tx, identity.NewPerson{…, PasswordHash: hash})
//		if err != nil || !made { // the address is taken: its owner was told by mail, the visitor is not
//			return err
//		}
//		… find or insert the producer …
//		_, err = ids.JoinProducer(ctx, tx, person.ID, producerID)
//		return err
//	})
package identity
