// Package actor holds who acts, in which role and for which organisation.
//
// The web's session middleware puts the actor in the request's context; use cases take it from there or as an
// argument. It lies below the database and the audit trail, so that they can record it without knowing identity.
package actor

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Role is what a person is in this act. A person with many memberships acts in one at a time.
type Role string

// The roles. An officer is an organiser's official who procures, a supervisor one who follows quality; a guidance worker is an organiser's person
// who advises clients; an operator's people act for a company to which an organiser
// has delegated a scheme; system is a job or a command.
const (
	RoleVisitor       Role = "visitor"
	RoleProducer      Role = "producer"
	RoleOfficer       Role = "officer"
	RoleSupervisor    Role = "supervisor"
	RoleOperator      Role = "operator"
	RoleGuidance      Role = "guidance"
	RoleAdministrator Role = "administrator"
	RoleSystem        Role = "system"
)

// Roles lists every role, for tables that must have a line for each.
func Roles() []Role {
	return []Role{RoleVisitor, RoleProducer, RoleOfficer, RoleSupervisor, RoleOperator, RoleGuidance, RoleAdministrator, RoleSystem}
}

// Actor is who acts. Its zero value is no actor at all; take Visitor or System.
type Actor struct {
	Person       uuid.UUID // zero for a visitor and the system
	Role         Role
	Organisation uuid.UUID // a producer, organiser or operator, by role; zero for the other roles
	Membership   uuid.UUID
	Part         *Part // of the organisation, for which alone the role is; nil: for all of it
	Session      uuid.UUID
	Issuer       string    // where the session was begun, when that was not here
	Token        uuid.UUID // of the producer's own system, when that acts for the person
	Unproven     bool      // the installation asks for a second factor, and the session has shown none
	Name         string    // to show on the page; personal data, so never logged. For the system: which job or command
	RequestID    string    // ties the audit trail and the log together
	Until        time.Time // when the session ends unless another request comes before; zero without one
}

// Part are the service units of a producer for which alone somebody acts.
type Part struct{ Units []uuid.UUID }

// Visitor is somebody who has not signed in.
func Visitor(requestID string) Actor { return Actor{Role: RoleVisitor, RequestID: requestID} }

// System is a job or a command that acts by itself.
func System(name string) Actor { return Actor{Role: RoleSystem, Name: name} }

// SignedIn tells whether a person is behind the act.
func (a Actor) SignedIn() bool { return a.Person != uuid.Nil }

type key struct{}

// With returns a context that carries the actor.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, key{}, a) }

// From returns the context's actor, and a visitor when it has none.
func From(ctx context.Context) Actor {
	if a, ok := ctx.Value(key{}).(Actor); ok {
		return a
	}
	return Visitor("")
}
