// Package audit records who did what to which object, in the transaction that did it.
//
// A row holds ids and states only, never names, texts or addresses: rows outlive the people in them, and the service's
// database role can add rows but not change or delete any.
package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// Entry is one thing that was done.
type Entry struct {
	Action     string    // object and what happened to it, such as "admission.suspended"; lower case, one dot
	ObjectKind string    // the object's table
	ObjectID   uuid.UUID // required
	Organiser  uuid.UUID // whose audit trail it belongs to; zero when no organiser's
	Details    map[string]any
}

const insert = `INSERT INTO audit_event
    (person_id, role, organisation_id, request_id, action, object_kind, object_id, organiser_id, details)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

// Record writes the entry with the transaction's actor. Write it last in the use case: it is there when the change is
// committed, and neither is when it is not.
func Record(ctx context.Context, tx *db.Tx, e Entry) error {
	details, err := e.details(tx.Actor)
	if err != nil {
		return err
	}
	a := tx.Actor
	_, err = tx.ExecContext(ctx, insert, orNull(a.Person), string(a.Role), orNull(a.Organisation), a.RequestID,
		e.Action, e.ObjectKind, e.ObjectID, orNull(e.Organiser), details)
	if err != nil {
		return fmt.Errorf("audit %s: %w", e.Action, err)
	}
	return nil
}

const insertMany = `INSERT INTO audit_event
    (person_id, role, organisation_id, request_id, action, object_kind, object_id, organiser_id, details)
SELECT $1, $2, $3, $4, n.action, n.kind, n.object, n.organiser, n.details
FROM unnest($5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::jsonb[]) WITH ORDINALITY AS n (action, kind, object, organiser, details, no) ORDER BY n.no`

// RecordAll is Record for many entries.
func RecordAll(ctx context.Context, tx *db.Tx, entries []Entry) error {
	if len(entries) == 0 {
		return nil
	}
	n := len(entries)
	actions, kinds, details := make([]string, n), make([]string, n), make([]string, n)
	objects, organisers := make([]uuid.UUID, n), make([]uuid.UUID, n)
	for i, e := range entries {
		actions[i], kinds[i], objects[i], organisers[i] = e.Action, e.ObjectKind, e.ObjectID, e.Organiser
		var err error
		if details[i], err = e.details(tx.Actor); err != nil {
			return err
		}
	}
	a := tx.Actor
	_, err := tx.ExecContext(ctx, insertMany, orNull(a.Person), string(a.Role), orNull(a.Organisation), a.RequestID,
		pq.Array(actions), pq.Array(kinds), db.IDs(objects), db.IDs(organisers), pq.Array(details))
	if err != nil {
		return fmt.Errorf("audit %d entries: %w", n, err)
	}
	return nil
}

// details are the entry's as JSON, with the token by which the actor came, if that was so.
func (e Entry) details(a actor.Actor) (string, error) {
	all := e.Details
	if a.Token != uuid.Nil {
		all = maps.Clone(all)
		if all == nil {
			all = map[string]any{}
		}
		all["token"] = a.Token
	}
	if len(all) == 0 {
		return "{}", nil
	}
	text, err := json.Marshal(all)
	if err != nil {
		return "", fmt.Errorf("audit %s: %w", e.Action, err)
	}
	return string(text), nil
}

func orNull(id uuid.UUID) uuid.NullUUID { return uuid.NullUUID{UUID: id, Valid: id != uuid.Nil} }
