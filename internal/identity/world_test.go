package identity

import (
	"context"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

const password = "seitsemän veljestä"

// world is a database with the room over it, and a clock that the test moves.
type world struct {
	*Service
	t     *testing.T
	ctx   context.Context
	owner *db.DB

	mu  sync.Mutex
	now time.Time
}

func newWorld(t *testing.T, change ...func(*Options)) *world {
	t.Helper()
	d := dbtest.New(t)
	d.Service.Constraints(Constraints)
	ring, err := keys.LoadOrCreate(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	queue, err := jobs.NewQueue(d.Service)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, ctx: context.Background(), owner: d.Owner, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	opt := Options{PublicURL: &url.URL{Scheme: "http", Host: "localhost:8080"}, Demo: true, Now: w.clock}
	for _, c := range change {
		c(&opt)
	}
	w.Service = New(d.Service, queue, ring, opt)
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) tx(fn func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	w.must(w.db.InTx(w.ctx, actor.System("test"), fn))
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	_, err := w.owner.ExecContext(w.ctx, sql, args...)
	w.must(err)
}

func (w *world) count(sql string, args ...any) int {
	w.t.Helper()
	var n int
	w.must(w.owner.GetContext(w.ctx, &n, sql, args...))
	return n
}

// producer makes a producer's row, as the room above does.
func (w *world) producer(origin string) uuid.UUID {
	w.t.Helper()
	id := uuid.Must(uuid.NewV7())
	w.exec(`INSERT INTO producer (id, name, kind, origin) VALUES ($1, 'Hoiva Aamurusko Oy', 'company', $2)`, id, origin)
	return id
}

// hashed is made once: hashing is slow on purpose.
var hashed = sync.OnceValues(func() (string, error) { return newHasher().hash(context.Background(), password) })

// person makes somebody who has confirmed the address and has the password.
func (w *world) person(email string) Person {
	w.t.Helper()
	return w.newPerson(NewPerson{Email: email, Name: "Maija Virtanen", Confirmed: true})
}

func (w *world) newPerson(p NewPerson) Person {
	w.t.Helper()
	hash, err := hashed()
	w.must(err)
	p.PasswordHash = hash
	var person Person
	w.tx(func(ctx context.Context, tx *db.Tx) error {
		var err error
		person, err = w.CreatePerson(ctx, tx, p)
		return err
	})
	return person
}

// member gives the person a role and answers the actor that acts in it.
func (w *world) member(person Person, role actor.Role, organisation uuid.UUID) actor.Actor {
	w.t.Helper()
	var m Membership
	w.tx(func(ctx context.Context, tx *db.Tx) error {
		var err error
		m, err = w.AddMembership(ctx, tx, NewMembership{Person: person.ID, Role: role, Organisation: organisation, State: Active})
		return err
	})
	return actor.Actor{Person: person.ID, Role: role, Organisation: organisation, Membership: m.ID}
}

// register signs somebody up for the producer, as the room above does.
func (w *world) register(id uuid.UUID, email string, producer uuid.UUID) (made bool) {
	w.t.Helper()
	hash, err := hashed()
	w.must(err)
	w.must(w.db.InTx(w.ctx, actor.Visitor("r"), func(ctx context.Context, tx *db.Tx) error {
		person, ok, err := w.Register(ctx, tx, NewPerson{ID: id, Email: email, Name: "Pekka Niemi", Lang: "sv", PasswordHash: hash})
		if made = ok; err != nil || !ok {
			return err
		}
		_, err = w.JoinProducer(ctx, tx, person.ID, producer)
		return err
	}))
	return made
}

// sent are the templates queued to the address, in order.
func (w *world) sent(email string) []string {
	w.t.Helper()
	var list []string
	w.must(w.owner.SelectContext(w.ctx, &list, `SELECT o.template FROM mail_out o LEFT JOIN person p ON p.id = o.person_id
LEFT JOIN mail_link l ON l.id = o.link_id WHERE COALESCE(p.email, l.email) = $1 ORDER BY o.id`, email))
	return list
}

// token is the secret of the latest link of the purpose mailed to the address.
func (w *world) token(p purpose, email string) string {
	w.t.Helper()
	var id uuid.UUID
	w.must(w.owner.GetContext(w.ctx, &id, `SELECT l.id FROM mail_link l LEFT JOIN person p ON p.id = l.person_id
WHERE l.purpose = $1 AND COALESCE(p.email, l.email) = $2 ORDER BY l.id DESC LIMIT 1`, string(p), email))
	return w.ring.Token(p.ring(), id)
}

func (w *world) signIn(email, pass string) (string, error) {
	return w.SignIn(w.ctx, SignIn{Email: email, Password: pass, Host: "192.0.2.1"})
}

// session is who the token's bearer is, and the token to go on with.
func (w *world) session(token string) (SessionView, string) {
	w.t.Helper()
	view, err := w.Session(w.ctx, token, "r")
	w.must(err)
	if view.NewToken != "" {
		return view, view.NewToken
	}
	return view, token
}

// atOnce runs fn n times at the same moment and answers the errors.
func atOnce(n int, fn func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = fn(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

func succeeded(errs []error) (n int) {
	for _, err := range errs {
		if err == nil {
			n++
		}
	}
	return n
}

// meanwhile runs held in a transaction and, before that commits, starts other. It lets the transaction commit when
// other waits for it or has run to its end, and answers other's error.
func (w *world) meanwhile(held func(ctx context.Context, tx *db.Tx) error, other func() error) (err error) {
	w.t.Helper()
	done := make(chan struct{})
	w.tx(func(ctx context.Context, tx *db.Tx) error {
		if err := held(ctx, tx); err != nil {
			return err
		}
		go func() {
			defer close(done)
			err = other()
		}()
		for {
			select {
			case <-done:
				return nil
			case <-time.After(5 * time.Millisecond):
			}
			var waiting int
			if err := w.owner.Get(&waiting, `SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE NOT l.granted AND a.datname = current_database()`); err != nil || waiting > 0 {
				return err
			}
		}
	})
	<-done
	return err
}
