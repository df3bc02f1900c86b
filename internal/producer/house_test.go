package producer_test

import (
	"context"
	"net/url"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// house is the room with all that it stands on: a real database, a real folder, real keys.
type house struct {
	*dbtest.DB
	t         testing.TB
	producers *producer.Service
	people    *identity.Service
	ring      *keys.Ring
	folder    string
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{DB: dbtest.New(t), t: t, folder: t.TempDir()}
	h.Service.Constraints(identity.Constraints, producer.Constraints)
	queue, err := jobs.NewQueue(h.Service)
	h.ok(err)
	h.ring, err = keys.LoadOrCreate(filepath.Join(t.TempDir(), "keys"))
	h.ok(err)
	store, err := files.NewFolder(h.folder)
	h.ok(err)
	h.people = identity.New(h.Service, queue, h.ring, identity.Options{PublicURL: &url.URL{Scheme: "http", Host: "localhost"}})
	h.producers = producer.New(h.Service, store, h.people)
	return h
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// producer makes a producer and one who acts for it.
func (h *house) producer(name string) (uuid.UUID, actor.Actor) {
	h.t.Helper()
	id, person := newID(), newID()
	_, err := h.Owner.ExecContext(h.t.Context(), `INSERT INTO producer (id, name, kind, origin) VALUES ($1, $2, 'company', 'signup')`, id, name)
	h.ok(err)
	_, err = h.Owner.ExecContext(h.t.Context(), `INSERT INTO person (id, email, name) VALUES ($1, $2, 'Testi Henkilö')`,
		person, person.String()+"@example.fi")
	h.ok(err)
	return id, actor.Actor{Person: person, Role: actor.RoleProducer, Organisation: id, RequestID: "test"}
}

// count is the answer to a counting query.
func (h *house) count(query string, args ...any) int {
	h.t.Helper()
	var n int
	h.ok(h.Owner.GetContext(h.t.Context(), &n, query, args...))
	return n
}

// inTx runs fn as the importer would.
func (h *house) inTx(fn func(ctx context.Context, tx *db.Tx) error) error {
	return h.Service.InTx(h.t.Context(), actor.System("test"), fn)
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// fieldKeys is the fault's field errors by field.
func fieldKeys(err error) map[string]string {
	out := map[string]string{}
	if err == nil {
		return out
	}
	for _, f := range fault.From(err).Fields {
		out[f.Name] = f.Key
	}
	return out
}

// wantFault checks a fault's code and key.
func wantFault(t testing.TB, err error, code fault.Code, key string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no fault, want %s", key)
	}
	if f := fault.From(err); f.Code != code || f.Key != key {
		t.Fatalf("%v, want %s %s", err, code, key)
	}
}
