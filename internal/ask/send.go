package ask

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/limit"
	"github.com/tuottajatori/tuottajatori/internal/report"
)

// What tokens are for, and what is sealed.
const (
	formPurpose = "ask.form"
	linkPurpose = "ask.link"
	askField    = "ask.request"
	eventField  = "ask.event."
)

// Form makes a form that is shown at a moment: a token that tells when that was, and that it was we who showed it. What is sent with
// it is made once, however often it is sent.
func (s *Service) Form(shown time.Time) string { return s.ring.Token(formPurpose, newAt(shown)) }

// Check tells what is wrong with what was typed.
func Check(n New) error {
	bad := fault.Invalid()
	long := func(field, text string, most int) {
		if size := utf8.RuneCountInString(text); size > most {
			bad = bad.On(field, "fault.ask.long", "Limit", most, "Over", size-most)
		}
	}
	if blank(n.Name) {
		bad = bad.On("name", "fault.ask.name")
	}
	switch {
	case n.Phone == "" && n.Email == "":
		bad = bad.On("phone", "fault.ask.contact")
	case n.Phone != "" && !callable(n.Phone):
		bad = bad.On("phone", "fault.ask.phone")
	}
	if n.Email != "" && !report.IsAddress(n.Email) {
		bad = bad.On("email", "fault.ask.email")
	}
	if _, err := place.Find(n.Place); err != nil {
		bad = bad.On("place", "fault.ask.place")
	}
	if n.For != ForMe && n.For != ForClose {
		bad = bad.On("for", "fault.ask.for")
	}
	if blank(n.Wish) {
		bad = bad.On("wish", "fault.ask.wish")
	}
	long("name", n.Name, MaxName)
	long("phone", n.Phone, MaxPhone)
	long("place", n.Place, MaxPlace)
	long("wish", n.Wish, MaxText)
	long("when", n.When, MaxWhen)
	if len(n.Offerings) == 0 || len(n.Offerings) > MaxOfferings {
		bad = bad.On("offering", "fault.ask.offerings", "Limit", MaxOfferings)
	}
	if !n.Consent {
		bad = bad.On("consent", "fault.ask.consent")
	}
	return bad.OrNil()
}

// Sent is what the visitor is given: the link is the only way back.
type Sent struct {
	Link     string // the token of the link
	Requests int    // how many producers were asked
}

// Send makes the asking. One that is there already, because its form was sent twice, is left as it is.
func (s *Service) Send(ctx context.Context, a actor.Actor, n New) (Sent, error) {
	id, err := s.ring.Open(formPurpose, n.Form)
	if err != nil {
		return Sent{}, fault.New(fault.CodeMalformed, "fault.form.malformed").Because(err)
	}
	if err := Check(n); err != nil {
		return Sent{}, err
	}
	out := Sent{Link: s.ring.Token(linkPurpose, id)}
	a = actor.Visitor(a.RequestID) // who asks is nobody's business, signed in or not
	err = s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		out.Requests = 0
		if err := lock(ctx, tx, "ask", id); err != nil {
			return err
		}
		if there, err := countRequests(ctx, tx, id); err != nil || there > 0 {
			out.Requests = there
			return err
		}
		now, err := db.Now(ctx, tx)
		if err != nil {
			return err
		}
		if err := filled(shownAt(id), now); err != nil {
			return err
		}
		whole, err := s.sort(ctx, tx, n.Offerings)
		if err != nil {
			return err
		}
		if err := s.hold(ctx, tx, n, whole, now); err != nil {
			return err
		}
		if err := insertAsk(ctx, tx, id, n); err != nil {
			return err
		}
		out.Requests = len(whole)
		return s.deliver(ctx, tx, id, n, whole, now)
	})
	return out, err
}

// part is what one producer is asked.
type part struct {
	producer  uuid.UUID
	offerings []uuid.UUID
}

// sort tells who is asked what. Everything that is asked for must still be offered, by somebody who takes requests here.
func (s *Service) sort(ctx context.Context, tx *db.Tx, ids []uuid.UUID) ([]part, error) {
	offered, err := s.offers.Offered(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	var out []part
	seen := 0
	for _, id := range ids {
		at := slices.IndexFunc(offered, func(o catalogue.Offered) bool { return o.ID == id })
		if at < 0 {
			continue
		}
		seen++
		of := slices.IndexFunc(out, func(p part) bool { return p.producer == offered[at].Producer })
		if of < 0 {
			out, of = append(out, part{producer: offered[at].Producer}), len(out)
		}
		if !slices.Contains(out[of].offerings, id) {
			out[of].offerings = append(out[of].offerings, id)
		}
	}
	if seen < len(ids) {
		return nil, fault.Invalid().On("offering", "fault.ask.gone")
	}
	producers := make([]uuid.UUID, len(out))
	for i, p := range out {
		producers[i] = p.producer
	}
	taking, err := takers(ctx, tx, producers)
	if err != nil {
		return nil, err
	}
	if len(taking) < len(producers) {
		return nil, fault.Invalid().On("offering", "fault.ask.takes_none")
	}
	return out, nil
}

// hold refuses what was sent already, and what is too much. Whoever takes from the same share at once waits, and what is refused
// takes from none, since it is undone.
func (s *Service) hold(ctx context.Context, tx *db.Tx, n New, whole []part, now time.Time) error {
	left := true
	for _, share := range []limit.Share{networkHour, networkDay} { // before the same is looked for: it may be on its way
		taken, err := s.limits.Take(ctx, tx, share, n.Network)
		if err != nil {
			return err
		}
		left = left && taken
	}
	for _, p := range whole {
		same, err := wasSaid(ctx, tx, s.same(p.producer, n.Content), now.AddDate(0, 0, -sameDays))
		if err != nil {
			return err
		}
		if same {
			return ErrSame
		}
	}
	if !left {
		return ErrTooMany
	}
	producers := make([]string, len(whole))
	for i, p := range whole {
		producers[i] = p.producer.String()
	}
	slices.Sort(producers) // so that two who ask the same ones do not wait for each other
	for _, producer := range producers {
		taken, err := s.limits.Take(ctx, tx, producerHour, producer)
		if err != nil {
			return err
		}
		if !taken {
			return ErrBusy
		}
	}
	return nil
}

// deliver makes a request for each producer, and tells its people by mail that there is one.
func (s *Service) deliver(ctx context.Context, tx *db.Tx, id uuid.UUID, n New, whole []part, now time.Time) error {
	text, err := json.Marshal(n.Content)
	if err != nil {
		return fmt.Errorf("write a request: %w", err)
	}
	for i, p := range whole {
		request := uuid.Must(uuid.NewV7())
		key, err := s.vault.Make(ctx, tx)
		if err != nil {
			return err
		}
		sealed, err := s.vault.Seal(ctx, tx, key, askField, text)
		if err != nil {
			return err
		}
		if err := insertRequest(ctx, tx, request, id, p, key, AnswerBy(now)); err != nil {
			return err
		}
		if err := insertWords(ctx, tx, request, request, sealed, s.same(p.producer, n.Content)); err != nil {
			return err
		}
		made := uuid.Must(uuid.NewV7())
		if _, err := insertEvent(ctx, tx, made, request, Made, nil); err != nil {
			return err
		}
		if i == 0 && n.Email != "" { // one receipt for all
			if err := s.queue.Enqueue(ctx, tx, MailArgs{ID: made}); err != nil {
				return err
			}
		}
		if err := s.tell(ctx, tx, p.producer, request); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, audit.Entry{Action: "ask.made", ObjectKind: "ask_request", ObjectID: request,
			Details: map[string]any{"producer": p.producer, "offerings": len(p.offerings), "way": n.Way}}); err != nil {
			return err
		}
	}
	return nil
}

// tell lets those of a producer's people know whose it is to answer that there is something to answer. The mail says nothing of it.
func (s *Service) tell(ctx context.Context, tx *db.Tx, producer, request uuid.UUID) error {
	units, err := unitsAsked(ctx, tx, request)
	if err != nil {
		return err
	}
	return s.ids.MailMembers(ctx, tx, actor.RoleProducer, producer, identity.MailOut{
		Template: identity.MailAskWaiting, Args: map[string]uuid.UUID{"ask": request}, Units: units,
	})
}

// same is by what a text is known when it comes again to the same producer from the same person: a keyed hash, against which
// nobody can try texts who has the database and not the keys file.
func (s *Service) same(producer uuid.UUID, c Content) []byte {
	return s.vault.Lookup("ask same " + producer.String() + " " + strings.Join([]string{plain(c.Name), plain(c.Phone), plain(c.Email), plain(c.Wish)}, " "))
}
