package identity

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// The law of who may do what, cell by cell, written a second time by hand. For each verb there are sixteen answers: for
// the eight roles in the order of actor.Roles, first to an object of the actor's own organisation, then to another's.
//
//	y may · - ErrForbidden · 0 ErrNotFound (another's ids are not confirmed) · s ErrSignIn
const cells = `
verb                visitor producer officer supervisor operator guidance administrator system
producer.view       s/s     y/0      y/0     -/-        y/0      -/-      -/-           y/y
producer.edit       s/s     y/0      -/-     -/-        -/-      -/-      -/-           y/y
producer.invite     s/s     y/0      -/-     -/-        -/-      -/-      -/-           y/y
unit.edit           s/s     y/0      -/-     -/-        -/-      -/-      -/-           y/y
application.edit    s/s     y/0      -/-     -/-        -/-      -/-      -/-           y/y
application.view    s/s     y/0      y/0     -/-        y/0      -/-      -/-           y/y
application.submit  s/s     y/0      -/-     -/-        -/-      -/-      -/-           y/y
application.review  s/s     -/-      y/0     -/-        y/0      -/-      -/-           y/y
application.decide  s/s     -/-      y/0     -/-        -/-      -/-      -/-           y/y
admission.view      s/s     y/0      y/0     -/-        y/0      -/-      -/-           y/y
admission.suspend   s/s     -/-      y/0     -/-        -/-      -/-      -/-           y/y
scheme.view         s/s     -/-      y/0     -/-        y/0      -/-      -/-           y/y
scheme.edit         s/s     -/-      y/0     -/-        -/-      -/-      -/-           y/y
offering.edit       s/s     y/0      -/-     -/-        -/-      -/-      -/-           y/y
price.view          s/s     y/0      y/0     -/-        y/0      -/-      -/-           y/y
price.decide        s/s     -/-      y/0     -/-        -/-      -/-      -/-           y/y
area.edit           s/s     -/-      y/0     -/-        -/-      -/-      -/-           y/y
token.edit          s/s     y/0      -/-     -/-        -/-      -/-      -/-           y/y
membership.settle   s/s     y/0      y/0     -/-        -/-      -/-      y/y           y/y
file.view           s/s     y/0      y/0     -/-        y/0      -/-      -/-           y/y
quality.edit        s/s     -/-      -/-     y/0        -/-      -/-      -/-           y/y
organiser.edit      s/s     -/-      -/-     -/-        -/-      -/-      y/y           y/y
statement.edit      s/s     -/-      -/-     -/-        -/-      -/-      y/y           y/y
keeping.edit        s/s     -/-      -/-     -/-        -/-      -/-      y/y           y/y
person.admin        s/s     -/-      -/-     -/-        -/-      -/-      y/y           y/y
job.admin           s/s     -/-      -/-     -/-        -/-      -/-      y/y           y/y
audit.view          s/s     -/-      y/0     -/-        -/-      -/-      y/y           y/y
supply.view         s/s     -/-      y/0     -/-        y/0      y/0      -/-           y/y
list.import         s/s     -/-      y/0     -/-        -/-      -/-      -/-           y/y
producer.merge      s/s     y/0      y/0     -/-        -/-      -/-      -/-           y/y
report.handle       s/s     y/0      y/0     -/-        -/-      -/-      y/y           y/y
ask.handle          s/s     y/0      -/-     -/-        -/-      -/-      -/-           y/y
ask.count           s/s     -/-      y/0     -/-        -/-      y/0      -/-           y/y
`

var answers = map[byte]error{'y': nil, '-': ErrForbidden, '0': ErrNotFound, 's': ErrSignIn}

func TestAllowCellByCell(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(cells), "\n")
	roles := strings.Fields(lines[0])[1:]
	if len(roles) != len(actor.Roles()) || len(lines)-1 != len(Verbs()) {
		t.Fatalf("the table has %d roles and %d verbs, the code %d and %d", len(roles), len(lines)-1, len(actor.Roles()), len(Verbs()))
	}
	seen := map[Verb]bool{}
	for _, line := range lines[1:] {
		fields := strings.Fields(line)
		verb := Verb(fields[0])
		seen[verb] = true
		for i, cell := range fields[1:] {
			role := actor.Role(roles[i])
			a := acting(role)
			for at, object := range map[int]Object{0: ownOf(a), 2: othersOf(a)} {
				if got, want := Allow(a, verb, object), answers[cell[at]]; !errors.Is(got, want) || (want == nil) != (got == nil) {
					t.Errorf("%s %s, own=%v: got %v, want %v", role, verb, at == 0, got, want)
				}
			}
		}
	}
	for _, v := range Verbs() {
		if !seen[v] {
			t.Errorf("the table has no line for %s", v)
		}
	}
}

func acting(role actor.Role) actor.Actor {
	a := actor.Actor{Role: role}
	if role != actor.RoleVisitor && role != actor.RoleSystem {
		a.Person, a.Organisation = uuid.New(), uuid.New()
	}
	if role == actor.RoleAdministrator {
		a.Organisation = uuid.Nil
	}
	return a
}

// ownOf is the actor's own on the actor's side, and strangers' on the others.
func ownOf(a actor.Actor) Object {
	o := Object{Producer: uuid.New(), Organiser: uuid.New(), Operator: uuid.New()}
	switch a.Role {
	case actor.RoleProducer:
		o.Producer = a.Organisation
	case actor.RoleOfficer, actor.RoleSupervisor, actor.RoleGuidance:
		o.Organiser = a.Organisation
	case actor.RoleOperator:
		o.Operator = a.Organisation
	}
	return o
}

// othersOf has the actor's organisation on every side but the actor's own: an id on the wrong side opens nothing.
func othersOf(a actor.Actor) Object {
	o := Object{Producer: a.Organisation, Organiser: a.Organisation, Operator: a.Organisation}
	switch a.Role {
	case actor.RoleProducer:
		o.Producer = uuid.New()
	case actor.RoleOfficer, actor.RoleSupervisor, actor.RoleGuidance:
		o.Organiser = uuid.New()
	case actor.RoleOperator:
		o.Operator = uuid.New()
	}
	return o
}

// An actor without an organisation does not own what belongs to nobody.
func TestNobodyOwnsTheUnowned(t *testing.T) {
	for _, role := range []actor.Role{actor.RoleProducer, actor.RoleOfficer, actor.RoleSupervisor, actor.RoleOperator, actor.RoleGuidance} {
		a := actor.Actor{Role: role, Person: uuid.New()}
		for _, v := range Verbs() {
			if err := Allow(a, v, Object{}); err == nil {
				t.Errorf("%s without organisation may %s", role, v)
			}
		}
	}
}

func TestARoleWithoutAPersonMustSignIn(t *testing.T) {
	org := uuid.New()
	for _, role := range []actor.Role{actor.RoleProducer, actor.RoleOfficer, actor.RoleSupervisor, actor.RoleOperator, actor.RoleGuidance, actor.RoleAdministrator, "", "boss"} {
		a := actor.Actor{Role: role, Organisation: org}
		for _, v := range Verbs() {
			if err := Allow(a, v, Object{Producer: org, Organiser: org, Operator: org}); !errors.Is(err, ErrSignIn) {
				t.Errorf("%q %s: got %v", role, v, err)
			}
		}
	}
}

func TestSignedInWithoutMembership(t *testing.T) {
	a := actor.Actor{Role: actor.RoleVisitor, Person: uuid.New()}
	for _, v := range Verbs() {
		if err := Allow(a, v, Object{}); !errors.Is(err, ErrNoMembership) {
			t.Errorf("%s: got %v", v, err)
		}
	}
}

func TestAnUnknownVerbIsForbidden(t *testing.T) {
	a := acting(actor.RoleAdministrator)
	if err := Allow(a, "everything.do", Object{}); !errors.Is(err, ErrForbidden) {
		t.Errorf("got %v", err)
	}
}
