package actor_test

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

func TestTheContextCarriesTheActor(t *testing.T) {
	if got := actor.From(context.Background()); got != actor.Visitor("") || got.SignedIn() {
		t.Errorf("nobody is %+v, want a visitor", got)
	}
	officer := actor.Actor{Person: uuid.New(), Role: actor.RoleOfficer, Organisation: uuid.New(), RequestID: "r"}
	ctx := actor.With(actor.With(context.Background(), actor.Visitor("r")), officer)
	if got := actor.From(ctx); got != officer || !got.SignedIn() {
		t.Errorf("got %+v", got)
	}
}

func TestSystemIsNoPerson(t *testing.T) {
	if got := actor.System("reindex"); got.SignedIn() || got.Role != actor.RoleSystem {
		t.Errorf("got %+v", got)
	}
}
