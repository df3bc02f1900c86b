package chain_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit/chain"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
)

var ctx = context.Background()

// two organisers that the first migration makes, and nobody.
var organisers = []uuid.UUID{uuid.MustParse("01900000-0000-7000-8000-000000000090"), uuid.MustParse("01900000-0000-7000-8000-000000000003"), uuid.Nil}

type world struct {
	*testing.T
	*dbtest.DB
	sealer *chain.Sealer
	signer signer
	public chain.PublicKeys
}

// signer signs with one key.
type signer ed25519.PrivateKey

func (s signer) Sign(message []byte) ([]byte, int) {
	return ed25519.Sign(ed25519.PrivateKey(s), message), 1
}

func newWorld(t *testing.T) *world {
	d := dbtest.New(t)
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &world{T: t, DB: d, signer: signer(private), sealer: chain.NewSealer(d.Service, signer(private), slog.New(slog.DiscardHandler)), public: chain.PublicKeys{1: public}}
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// record writes n rows of one transaction, in turn of the organisers.
func (w *world) record(n int) {
	w.Helper()
	w.must(w.Service.InTx(ctx, actor.System("test"), func(ctx context.Context, tx *db.Tx) error {
		var entries []audit.Entry
		for i := range n {
			entries = append(entries, audit.Entry{Action: "thing.done", ObjectKind: "thing", ObjectID: uuid.New(), Organiser: organisers[i%len(organisers)],
				Details: map[string]any{"n": i, "a": "ä"}})
		}
		return audit.RecordAll(ctx, tx, entries)
	}))
}

func (w *world) seal() {
	w.Helper()
	w.must(w.sealer.Seal(ctx))
}

func (w *world) heads() []chain.Head {
	w.Helper()
	heads, err := w.sealer.Heads(ctx)
	w.must(err)
	return heads
}

func (w *world) verify(exported ...chain.Head) chain.Report {
	w.Helper()
	r, err := chain.Verify(ctx, w.Service, w.public, exported)
	w.must(err)
	return r
}

// owner does what the owner of the database can do, and nobody else.
func (w *world) owner(statement string, args ...any) {
	w.Helper()
	result, err := w.Owner.ExecContext(ctx, statement, args...)
	w.must(err)
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		w.Fatalf("%s: changed %d rows, %v", statement, n, err)
	}
}

func TestEveryRowIsSealedOnceAndInOrder(t *testing.T) {
	w := newWorld(t)
	w.record(7)
	if r := w.verify(); r.Tail != 7 || r.Sealed != 0 || r.Err() != nil {
		t.Errorf("before the first look: %+v", r)
	}
	w.seal()
	w.record(3)
	w.seal()
	w.seal()
	heads := w.heads()
	r := w.verify(heads...)
	if r.Err() != nil || r.Sealed != 10 || r.Signed != 10 || r.Tail != 0 || r.Chains != 3 || len(heads) != 3 {
		t.Errorf("%+v, %d heads", r, len(heads))
	}
	var text bytes.Buffer
	w.must(chain.WriteHeads(&text, heads))
	again, err := chain.ReadHeads(&text)
	w.must(err)
	if r := w.verify(again...); r.Err() != nil || r.Heads != 2*len(heads)+3 { // those of the first look are there still
		t.Errorf("heads that were exported and read again: %+v", r)
	}
}

// Transactions end in another order than they began; sealers meet; none of it leaves a row out or seals one twice.
func TestManyWritersAndSealers(t *testing.T) {
	w := newWorld(t)
	const writers, each = 8, 25
	var group sync.WaitGroup
	for i := range writers {
		group.Go(func() {
			for range each {
				err := w.Service.InTx(ctx, actor.System("test"), func(ctx context.Context, tx *db.Tx) error {
					err := audit.Record(ctx, tx, audit.Entry{Action: "thing.done", ObjectKind: "thing", ObjectID: uuid.New(), Organiser: organisers[i%3]})
					if err == nil && i%2 == 0 {
						_, err = tx.ExecContext(ctx, `SELECT pg_sleep(0.002)`)
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	var sealers sync.WaitGroup
	for range 3 {
		sealers.Go(func() {
			for {
				if err := w.sealer.Seal(ctx); err != nil {
					t.Error(err)
				}
				select {
				case <-done:
					return
				case <-time.After(time.Millisecond):
				}
			}
		})
	}
	group.Wait()
	close(done)
	sealers.Wait()
	w.heads()
	if r := w.verify(); r.Err() != nil || r.Sealed != writers*each || r.Signed != r.Sealed || r.Tail != 0 {
		t.Errorf("%+v", r)
	}
}

// What somebody who owns the database can do, and by what it is found. Each tampering has the faults that must be found,
// on a trail of 30 rows that is sealed and signed, whose heads were exported.
func TestTamperingIsFound(t *testing.T) {
	for name, one := range map[string]struct {
		tamper func(w *world)
		faults []chain.Fault
	}{
		"nothing":          {func(*world) {}, nil},
		"a changed actor":  {func(w *world) { w.owner(`UPDATE audit_event SET person_id = gen_random_uuid() WHERE id = 5`) }, []chain.Fault{chain.Changed}},
		"a changed detail": {func(w *world) { w.owner(`UPDATE audit_event SET details = details || '{"n": 99}' WHERE id = 5`) }, []chain.Fault{chain.Changed}},
		"a changed time":   {func(w *world) { w.owner(`UPDATE audit_event SET at = at - interval '1 microsecond' WHERE id = 5`) }, []chain.Fault{chain.Changed}},
		"another organiser": {func(w *world) {
			w.owner(`UPDATE audit_event SET organiser_id = NULL WHERE id = 4`)
		}, []chain.Fault{chain.Changed}},
		"a removed row": {func(w *world) { w.owner(`DELETE FROM audit_event WHERE id = 5`) }, []chain.Fault{chain.Removed}},
		"a removed row with its link": {func(w *world) {
			w.owner(`DELETE FROM audit_event WHERE id = 5`)
			w.owner(`DELETE FROM audit_link WHERE event_id = 5`)
		}, []chain.Fault{chain.Missing}},
		"the end cut off": {func(w *world) {
			w.owner(`DELETE FROM audit_event WHERE id > 25`)
			w.owner(`DELETE FROM audit_link WHERE event_id > 25`)
		}, []chain.Fault{chain.Short}},
		"the end and its heads cut off": {func(w *world) {
			w.owner(`DELETE FROM audit_event WHERE id > 25`)
			w.owner(`DELETE FROM audit_link WHERE event_id > 25`)
			w.owner(`DELETE FROM audit_head`)
		}, []chain.Fault{chain.Short}},
		"a chain gone": {func(w *world) {
			w.owner(`DELETE FROM audit_event WHERE organiser_id IS NULL`)
			w.owner(`DELETE FROM audit_link WHERE chain = $1`, uuid.Nil)
			w.owner(`DELETE FROM audit_head WHERE chain = $1`, uuid.Nil)
		}, []chain.Fault{chain.Short}},
		"a row that the sealer does not see": {func(w *world) {
			w.owner(`INSERT INTO audit_event (at, role, action, object_kind, object_id, txid) VALUES (now() - interval '1 day', 'officer', 'thing.done', 'thing', gen_random_uuid(), '1')`)
		}, []chain.Fault{chain.Unsealed}},
		"a row slipped in": {func(w *world) {
			w.owner(`INSERT INTO audit_event (at, role, action, object_kind, object_id) VALUES (now() - interval '1 day', 'officer', 'thing.done', 'thing', gen_random_uuid())`)
			w.seal()
		}, []chain.Fault{chain.Inserted}},
		"the sealer's mark gone": {func(w *world) { w.owner(`DELETE FROM audit_sealer`) }, []chain.Fault{chain.Stopped}},
		"all chained anew": {func(w *world) {
			w.owner(`UPDATE audit_event SET role = 'officer' WHERE id = 5`)
			w.owner(`DELETE FROM audit_link`)
			w.owner(`DELETE FROM audit_head`)
			w.owner(`UPDATE audit_sealer SET sealed_before = '0'`)
			w.heads() // signed again by the service itself, which knows no better
		}, []chain.Fault{chain.Other}},
		"signed with another key": {func(w *world) {
			_, private, err := ed25519.GenerateKey(nil)
			w.must(err)
			w.owner(`DELETE FROM audit_head`)
			_, err = chain.NewSealer(w.Service, signer(private), slog.New(slog.DiscardHandler)).Heads(ctx)
			w.must(err)
		}, []chain.Fault{chain.Forged}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.record(30)
			exported := w.heads()
			one.tamper(w)
			r := w.verify(exported...)
			found := map[chain.Fault]bool{}
			for _, p := range r.Problems {
				found[p.Fault] = true
			}
			for _, f := range one.faults {
				if !found[f] {
					t.Errorf("%s was not found: %+v", f, r.Problems)
				}
			}
			if len(one.faults) == 0 && r.Err() != nil || len(one.faults) > 0 && r.Err() == nil {
				t.Errorf("%v: %+v", r.Err(), r.Problems)
			}
		})
	}
}

// Old months are dropped and a signed checkpoint stands for them; what stays is proved as before, and what is wrong found.
func TestOldMonthsAreDropped(t *testing.T) {
	w := newWorld(t)
	old := time.Now().UTC().AddDate(-3, 0, 0)
	month := time.Date(old.Year(), old.Month(), 1, 0, 0, 0, 0, time.UTC)
	w.must(func() error { _, err := w.Owner.Exec(`SELECT audit_event_months($1, 0)`, month); return err }())
	for i := range 40 { // of four months; the order is that of their transactions, which is not quite that of their times
		at := month.AddDate(0, i/10, 0).Add(time.Duration(i%10+i%3*5) * time.Minute)
		w.owner(`INSERT INTO audit_event (at, role, action, object_kind, object_id, organiser_id) VALUES ($1, 'system', 'thing.done', 'thing', gen_random_uuid(), $2)`,
			at, organisers[i%2])
	}
	w.record(6)
	if _, err := chain.Drop(ctx, w.Owner, w.signer, w.public, month.AddDate(0, 2, 0)); !errors.Is(err, chain.ErrNotIntact) {
		t.Errorf("old rows that are not sealed: %v", err)
	}
	exported := w.heads()
	for name, one := range map[string]struct {
		before time.Time
		want   error
	}{
		"a day within a month": {month.AddDate(0, 2, 1), chain.ErrMonth}, "an hour": {month.Add(time.Hour), chain.ErrMonth},
		"a young month": {time.Date(time.Now().Year(), time.Now().Month(), 1, 0, 0, 0, 0, time.UTC), chain.ErrTooYoung},
	} {
		if _, err := chain.Drop(ctx, w.Owner, w.signer, w.public, one.before); !errors.Is(err, one.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := chain.Drop(ctx, w.Service, w.signer, w.public, month.AddDate(0, 2, 0)); err == nil {
		t.Error("the service dropped a month")
	}
	drop := func(months int, want int) {
		t.Helper()
		done, err := chain.Drop(ctx, w.Owner, w.signer, w.public, month.AddDate(0, months, 0))
		w.must(err)
		var left int
		w.must(w.Owner.Get(&left, `SELECT count(*) FROM audit_event`))
		if r := w.verify(exported...); r.Err() != nil || left != want || r.Sealed != want {
			t.Errorf("%d months dropped, %d rows left, want %d: %+v, %+v", months, left, want, done, r)
		}
	}
	drop(2, 26)
	drop(2, 26)
	w.record(3)
	w.heads()
	drop(3, 19)
	w.owner(`UPDATE audit_checkpoint SET dropped_before = dropped_before + interval '1 month' WHERE dropped_before = (SELECT max(dropped_before) FROM audit_checkpoint)`)
	if r := w.verify(); !slices.ContainsFunc(r.Problems, func(p chain.Problem) bool { return p.Fault == chain.Forged }) {
		t.Errorf("a changed checkpoint: %+v", r)
	}
	if _, err := chain.Drop(ctx, w.Owner, w.signer, w.public, month.AddDate(0, 4, 0)); !errors.Is(err, chain.ErrNotIntact) {
		t.Errorf("dropped from a trail that is not intact: %v", err)
	}
}

// The heads of a day are written once, when there are any, and what was written holds the database to it.
func TestHeadsAreExportedOnceADay(t *testing.T) {
	w := newWorld(t)
	folder, day := filepath.Join(t.TempDir(), "heads"), time.Date(2030, 1, 31, 23, 59, 0, 0, time.UTC)
	if path, err := w.sealer.ExportDay(ctx, folder, day); path != "" || err != nil {
		t.Errorf("without a row: %q, %v", path, err)
	}
	w.record(3)
	first, err := w.sealer.ExportDay(ctx, folder, day)
	w.must(err)
	before, err := os.ReadFile(first)
	w.must(err)
	w.record(3)
	again, err := w.sealer.ExportDay(ctx, folder, day)
	w.must(err)
	after, err := os.ReadFile(again)
	w.must(err)
	next, err := w.sealer.ExportDay(ctx, folder, day.Add(time.Minute))
	w.must(err)
	left, err := os.ReadDir(folder)
	w.must(err)
	if first != again || !bytes.Equal(before, after) || next == first || len(left) != 2 {
		t.Errorf("%s, %s, %s: %v", first, again, next, left)
	}
	heads, err := chain.ReadHeads(bytes.NewReader(before))
	w.must(err)
	if r := w.verify(heads...); r.Err() != nil || len(heads) != 3 {
		t.Errorf("%+v", r)
	}
	if _, err := w.sealer.ExportDay(ctx, "/proc/heads", day); err == nil {
		t.Error("exported to where nothing can be written")
	}
}

// A dump that is restored onto another cluster meets transactions that are counted anew.
func TestRowsFromAnotherClusterAreSealed(t *testing.T) {
	w := newWorld(t)
	w.record(5)
	w.owner(`UPDATE audit_event SET txid = '900000000' WHERE id > 2`)
	w.owner(`UPDATE audit_sealer SET sealed_before = '900000001'`)
	w.record(2)
	w.seal()
	w.record(2)
	w.seal()
	if r := w.verify(); r.Err() != nil || r.Sealed != 9 || r.Tail != 0 {
		t.Errorf("%+v", r)
	}
}

func event() *rapid.Generator[chain.Event] {
	id := rapid.Custom(func(t *rapid.T) uuid.UUID {
		return uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
	})
	orNull := rapid.Custom(func(t *rapid.T) uuid.NullUUID {
		return uuid.NullUUID{UUID: id.Draw(t, "id"), Valid: rapid.Bool().Draw(t, "there")}
	})
	text := rapid.StringN(0, 4, -1)
	return rapid.Custom(func(t *rapid.T) chain.Event {
		return chain.Event{ID: rapid.Int64Range(1, 3).Draw(t, "n"), At: time.UnixMicro(rapid.Int64Range(0, 3).Draw(t, "at")), Person: orNull.Draw(t, "person"),
			Role: text.Draw(t, "role"), Organisation: orNull.Draw(t, "organisation"), RequestID: text.Draw(t, "request"), Action: text.Draw(t, "action"),
			ObjectKind: text.Draw(t, "kind"), ObjectID: id.Draw(t, "object"), Organiser: orNull.Draw(t, "organiser"), Details: text.Draw(t, "details")}
	})
}

// normal is an event with what its digest does not tell apart made alike.
func normal(e chain.Event) string {
	for _, id := range []*uuid.NullUUID{&e.Person, &e.Organisation, &e.Organiser} {
		if !id.Valid {
			id.UUID = uuid.Nil
		}
	}
	return fmt.Sprintf("%q", fmt.Sprintf("%+v", struct {
		A, B, C, D, E, F, G, H, I, J, K any
	}{e.ID, e.At.UnixMicro(), e.Person, []byte(e.Role), e.Organisation, []byte(e.RequestID), []byte(e.Action), []byte(e.ObjectKind), e.ObjectID, e.Organiser, []byte(e.Details)}))
}

func TestOnlyTheSameEventHasTheSameDigest(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a := event().Draw(rt, "one")
		b := a
		if rapid.Bool().Draw(rt, "moved") { // letters that move from one field to the next
			b.Role, b.RequestID = a.Role+a.RequestID, ""
		} else {
			b = event().Draw(rt, "another")
		}
		same := bytes.Equal(chain.Digest(a), chain.Digest(b))
		if same != (normal(a) == normal(b)) {
			rt.Fatalf("the same digest: %v\n%+v\n%+v", same, a, b)
		}
	})
}

func TestAChainDependsOnAllThatWasBefore(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		events := rapid.SliceOfN(event(), 2, 6).Draw(rt, "events")
		end := func(events []chain.Event) []byte {
			var l chain.Link
			for _, e := range events {
				l = chain.Next(l, e, e.At)
			}
			return l.Hash
		}
		i := rapid.IntRange(0, len(events)-1).Draw(rt, "which")
		changed := slices.Clone(events)
		changed[i].Action += "x"
		if bytes.Equal(end(events), end(changed)) || bytes.Equal(end(events), end(slices.Delete(slices.Clone(events), i, i+1))) {
			rt.Fatal("another past has the same end")
		}
	})
}
