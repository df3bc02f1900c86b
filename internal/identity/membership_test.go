package identity

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

var (
	keskiSuomi = uuid.MustParse("01900000-0000-7000-8000-000000000015")
	pohjanmaa  = uuid.MustParse("01900000-0000-7000-8000-000000000017")
)

// waiting is a producer with its first user, somebody who waits for a yes, an officer where the producer is admitted,
// one where it has a draft only, an operator's user, and an administrator.
type waiting struct {
	*world
	membership                              uuid.UUID
	first, stranger, officer, far, operator actor.Actor
	administrator                           actor.Actor
}

func newWaiting(t *testing.T) *waiting {
	w := &waiting{world: newWorld(t)}
	producer := w.producer("signup")
	w.first = w.member(w.person("eka@hoiva.example"), actor.RoleProducer, producer)
	w.stranger = w.member(w.person("muu@toinen.example"), actor.RoleProducer, w.producer("signup"))
	w.officer = w.member(w.person("virka@keski.example"), actor.RoleOfficer, keskiSuomi)
	w.far = w.member(w.person("virka@pohja.example"), actor.RoleOfficer, pohjanmaa)
	operator := uuid.Must(uuid.NewV7())
	w.exec(`INSERT INTO operator (id, name) VALUES ($1, 'Kotitori Oy')`, operator)
	w.operator = w.member(w.person("vali@tori.example"), actor.RoleOperator, operator)
	w.administrator = w.member(w.person("paa@tori.example"), actor.RoleAdministrator, uuid.Nil)
	w.dealing(keskiSuomi, producer, true)
	w.dealing(pohjanmaa, producer, false)
	w.register(uuid.Must(uuid.NewV7()), "uusi@hoiva.example", producer)
	w.must(w.ConfirmEmail(w.ctx, w.token(purposeConfirm, "uusi@hoiva.example")))
	w.must(w.owner.GetContext(w.ctx, &w.membership, `SELECT id FROM membership WHERE state = 'pending'`))
	return w
}

// dealing lets the producer have to do with the organiser: admitted, or with a draft of an application, which is the
// producer's own and tells the organiser nothing.
func (w *waiting) dealing(organiser, producer uuid.UUID, admitted bool) {
	w.t.Helper()
	scheme, id := uuid.Must(uuid.NewV7()), uuid.Must(uuid.NewV7())
	w.exec(`INSERT INTO scheme (id, organiser_id, key, regime, name_fi, name_sv, name_en, client_pays, verified, open_for_applications, decision_days, valid_from)
VALUES ($1, $2, 'seteli', 'voucher', 'Palveluseteli', 'Servicesedel', 'Voucher', 'own_share', true, true, 30, '2026-01-01')`, scheme, organiser)
	if admitted {
		w.exec(`INSERT INTO admission (id, scheme_id, producer_id, origin, valid_from) VALUES ($1, $2, $3, 'enrolment', '2026-01-01')`, id, scheme, producer)
		return
	}
	w.exec(`INSERT INTO application (id, scheme_id, producer_id, case_number, created_by) VALUES ($1, $2, $3, 'T/1', $4)`,
		id, scheme, producer, w.first.Person)
}

func (w *waiting) state() State {
	w.t.Helper()
	var state State
	w.must(w.owner.GetContext(w.ctx, &state, `SELECT state FROM membership WHERE id = $1`, w.membership))
	return state
}

func TestWhoMaySettleAMembership(t *testing.T) {
	w := newWaiting(t)
	for name, c := range map[string]struct {
		who  actor.Actor
		want error
		sees int
	}{
		"first user":     {w.first, nil, 1},
		"other producer": {w.stranger, ErrNotFound, 0},
		"officer":        {w.officer, nil, 1},
		"far officer":    {w.far, ErrNotFound, 0},
		"administrator":  {w.administrator, nil, 1},
	} {
		list, err := w.PendingMemberships(w.ctx, c.who)
		if err != nil || len(list) != c.sees {
			t.Errorf("%s sees %d, %v; want %d", name, len(list), err, c.sees)
		}
		if err := w.SettleMembership(w.ctx, c.who, w.membership, true); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if want := (c.want == nil); want != (w.state() == Active) {
			t.Errorf("%s: the membership is %s", name, w.state())
		}
		w.exec(`UPDATE membership SET state = 'pending' WHERE id = $1`, w.membership)
	}
	var asker uuid.UUID
	w.must(w.owner.GetContext(w.ctx, &asker, `SELECT person_id FROM membership WHERE id = $1`, w.membership))
	oneself := w.officer
	oneself.Person = asker // an officer who has asked to act for a producer
	for name, c := range map[string]struct {
		who  actor.Actor
		want error
	}{
		"oneself":     {oneself, ErrPartial},
		"operator":    {w.operator, ErrForbidden},
		"visitor":     {actor.Visitor("r"), ErrSignIn},
		"the person":  {actor.Actor{Person: uuid.New(), Role: actor.RoleVisitor}, ErrNoMembership},
		"nobody's id": {w.first, ErrNotFound},
	} {
		id := w.membership
		if name == "nobody's id" {
			id = uuid.New()
		}
		if err := w.SettleMembership(w.ctx, c.who, id, true); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if w.state() != Pending {
		t.Errorf("somebody who may not settled it: %s", w.state())
	}
}

func TestAMembershipIsSettledOnce(t *testing.T) {
	w := newWaiting(t)
	actors := []actor.Actor{w.first, w.officer, w.administrator}
	errs := atOnce(9, func(i int) error { return w.SettleMembership(w.ctx, actors[i%3], w.membership, i%2 == 0) })
	if n := succeeded(errs); n != 1 {
		t.Errorf("settled %d times", n)
	}
	for _, err := range errs {
		if err != nil && !errors.Is(err, errSettled) {
			t.Errorf("one who came late was told %v", err)
		}
	}
	if got := w.sent("uusi@hoiva.example"); !cmp.Equal(got, []string{MailConfirm, MailMembershipSettled}) {
		t.Errorf("who waited was mailed %v", got)
	}
	if n := w.count(`SELECT count(*) FROM audit_event WHERE object_id = $1 AND action IN ('membership.active', 'membership.refused')`, w.membership); n != 1 {
		t.Errorf("%d audit rows", n)
	}
}

func TestNobodyIsLetInBeforeConfirming(t *testing.T) {
	w := newWaiting(t)
	w.exec(`UPDATE person SET email_confirmed_at = NULL WHERE email = 'uusi@hoiva.example'`)
	if list, err := w.PendingMemberships(w.ctx, w.first); err != nil || len(list) != 0 {
		t.Errorf("listed %v, %v", list, err)
	}
	if err := w.SettleMembership(w.ctx, w.first, w.membership, true); !errors.Is(err, ErrNotFound) {
		t.Errorf("settled: %v", err)
	}
}

func TestOnlyProducersMembershipsAreSettled(t *testing.T) {
	w := newWaiting(t)
	person := w.person("virkaan@keski.example")
	var m Membership
	w.tx(func(ctx context.Context, tx *db.Tx) error {
		var err error
		m, err = w.AddMembership(ctx, tx, NewMembership{Person: person.ID, Role: actor.RoleOfficer, Organisation: keskiSuomi, State: Pending})
		return err
	})
	for name, who := range map[string]actor.Actor{"officer": w.officer, "administrator": w.administrator, "producer": w.first} {
		if err := w.SettleMembership(w.ctx, who, m.ID, true); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s made an officer of somebody: %v", name, err)
		}
	}
}

func TestAPersonHoldsARoleOnce(t *testing.T) {
	w := newWorld(t)
	producer, person := w.producer("signup"), w.person("maija@hoiva.example")
	errs := atOnce(6, func(int) error {
		return w.db.InTx(w.ctx, actor.System("test"), func(ctx context.Context, tx *db.Tx) error {
			_, err := w.AddMembership(ctx, tx, NewMembership{Person: person.ID, Role: actor.RoleProducer, Organisation: producer, State: Active})
			return err
		})
	})
	if n := succeeded(errs); n != 1 {
		t.Errorf("made %d times", n)
	}
	for _, err := range errs {
		if err != nil && !errors.Is(err, errAlreadyMember) {
			t.Errorf("the others were told %v", err)
		}
	}
}

func TestInvitingAColleague(t *testing.T) {
	w := newWorld(t)
	producer := w.producer("signup")
	first := w.member(w.person("eka@hoiva.example"), actor.RoleProducer, producer)
	cmd := Invite{ID: uuid.Must(uuid.NewV7()), Producer: producer, Email: " Toka@hoiva.example", Lang: "sv"}
	w.must(w.Invite(w.ctx, first, cmd))
	w.must(w.Invite(w.ctx, first, cmd)) // the form sent twice
	if got := w.sent("toka@hoiva.example"); !cmp.Equal(got, []string{MailInvite}) {
		t.Errorf("mailed %v", got)
	}
	earlier := w.token(purposeInvite, "toka@hoiva.example")
	cmd.ID = uuid.Must(uuid.NewV7())
	w.must(w.Invite(w.ctx, first, cmd))
	token := w.token(purposeInvite, "toka@hoiva.example")
	if _, err := w.Invitation(w.ctx, actor.Visitor("r"), earlier); !errors.Is(err, ErrLinkUsed) {
		t.Errorf("the earlier invitation: %v", err)
	}
	inv, err := w.Invitation(w.ctx, actor.Visitor("r"), token)
	w.must(err)
	if diff := cmp.Diff(Invitation{Email: "toka@hoiva.example", Producer: producer, ProducerName: "Hoiva Aamurusko Oy"}, inv); diff != "" {
		t.Error(diff)
	}
	err = w.Accept(w.ctx, actor.Visitor("r"), Accept{Token: token, Password: "lyhyt"})
	if f := fault.From(err); !f.HasField("name") || !f.HasField("password") {
		t.Errorf("faults are not told together: %v", err)
	}
	wrong := Invite{ID: uuid.Must(uuid.NewV7()), Producer: producer, Email: "vaara@hoiva.example", Lang: "fi"}
	w.must(w.Invite(w.ctx, first, wrong))
	corrected := wrong
	corrected.Email = "oikea@hoiva.example"
	w.must(w.Invite(w.ctx, first, corrected))
	if _, err := w.Invitation(w.ctx, actor.Visitor("r"), w.token(purposeInvite, wrong.Email)); !errors.Is(err, ErrLinkUsed) {
		t.Errorf("the address that was corrected is invited still: %v", err)
	}
	if _, err := w.Invitation(w.ctx, actor.Visitor("r"), w.token(purposeInvite, corrected.Email)); err != nil {
		t.Errorf("the corrected address is not: %v", err)
	}
	w.must(w.Accept(w.ctx, actor.Visitor("r"), Accept{Token: token, Name: "Toka Niemi", Password: newPassword, Lang: "sv"}))
	session, err := w.signIn("toka@hoiva.example", newPassword)
	w.must(err)
	if view, _ := w.session(session); view.Actor.Organisation != producer {
		t.Errorf("acts for %v", view.Actor.Organisation)
	}
	if list, err := w.Colleagues(w.ctx, first, producer); err != nil || len(list) != 2 {
		t.Errorf("colleagues %v, %v", list, err)
	}
	cmd.ID = uuid.Must(uuid.NewV7())
	if err := w.Invite(w.ctx, first, cmd); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("inviting who is here: %v", err)
	}
}

func TestInvitingToAnothersProducer(t *testing.T) {
	w := newWaiting(t)
	theirs := w.stranger.Organisation
	for name, c := range map[string]struct {
		who  actor.Actor
		want error
	}{
		"other producer": {w.first, ErrNotFound}, "officer": {w.officer, ErrForbidden}, "visitor": {actor.Visitor("r"), ErrSignIn},
		"administrator": {w.administrator, ErrForbidden},
	} {
		if err := w.Invite(w.ctx, c.who, Invite{ID: uuid.New(), Producer: theirs, Email: "x@hoiva.example"}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if _, err := w.Colleagues(w.ctx, c.who, theirs); !errors.Is(err, c.want) {
			t.Errorf("%s sees colleagues: %v, want %v", name, err, c.want)
		}
	}
}

func TestAnInvitationOfSomebodyWithAnAccount(t *testing.T) {
	w := newWorld(t)
	producer := w.producer("signup")
	first := w.member(w.person("eka@hoiva.example"), actor.RoleProducer, producer)
	invited, other := w.person("toka@hoiva.example"), w.person("muu@hoiva.example")
	w.must(w.Invite(w.ctx, first, Invite{ID: uuid.Must(uuid.NewV7()), Producer: producer, Email: "toka@hoiva.example", Lang: "fi"}))
	token := w.token(purposeInvite, "toka@hoiva.example")
	cmd := Accept{Token: token, Name: "Joku", Password: newPassword}
	if err := w.Accept(w.ctx, actor.Visitor("r"), cmd); !errors.Is(err, errInviteSignIn) {
		t.Errorf("by the link alone: %v", err)
	}
	if _, err := w.signIn("toka@hoiva.example", newPassword); !errors.Is(err, ErrWrongPassword) {
		t.Errorf("the invitation changed the password: %v", err)
	}
	if err := w.Accept(w.ctx, actor.Actor{Person: other.ID, Role: actor.RoleVisitor}, cmd); !errors.Is(err, errInviteOther) {
		t.Errorf("as somebody else: %v", err)
	}
	me := actor.Actor{Person: invited.ID, Role: actor.RoleVisitor}
	if inv, err := w.Invitation(w.ctx, me, token); err != nil || !inv.Ready {
		t.Errorf("%+v, %v", inv, err)
	}
	w.must(w.Accept(w.ctx, me, cmd))
	if list, err := w.Memberships(w.ctx, me); err != nil || len(list) != 1 || list[0].State != Active || list[0].Organisation != producer {
		t.Errorf("%+v, %v", list, err)
	}
}

// Who has been put out, or may invite nobody any more, does not come back or let others in by an invitation of before.
func TestAnInvitationEndsWithWhoSentIt(t *testing.T) {
	w := newWorld(t)
	producer := w.producer("signup")
	first, second := w.member(w.person("eka@hoiva.example"), actor.RoleProducer, producer), w.member(w.person("toka@hoiva.example"), actor.RoleProducer, producer)
	w.must(w.Invite(w.ctx, second, Invite{ID: uuid.Must(uuid.NewV7()), Producer: producer, Email: "takaovi@hoiva.example", Lang: "fi"}))
	token := w.token(purposeInvite, "takaovi@hoiva.example")
	if _, err := w.Invitation(w.ctx, actor.Visitor("r"), token); err != nil {
		t.Fatal(err)
	}
	w.must(w.SetExtent(w.ctx, first, second.Membership, Extent{InPart: true, Units: []uuid.UUID{w.unit(producer, "Aamu")}}))
	for _, what := range []string{"limited to a unit", "put out"} {
		if _, err := w.Invitation(w.ctx, actor.Visitor("r"), token); !errors.Is(err, ErrInviteOver) {
			t.Errorf("%s, looking: %v", what, err)
		}
		if err := w.Accept(w.ctx, actor.Visitor("r"), Accept{Token: token, Name: "Joku", Password: newPassword}); !errors.Is(err, ErrInviteOver) {
			t.Errorf("%s, accepting: %v", what, err)
		}
		if what == "limited to a unit" {
			w.must(w.EndColleague(w.ctx, first, second.Membership))
		}
	}
}

func TestAnInvitationSettlesAWaitingMembership(t *testing.T) {
	w := newWaiting(t)
	w.must(w.Invite(w.ctx, w.first, Invite{ID: uuid.Must(uuid.NewV7()), Producer: w.first.Organisation, Email: "uusi@hoiva.example", Lang: "fi"}))
	var person uuid.UUID
	w.must(w.owner.GetContext(w.ctx, &person, `SELECT person_id FROM membership WHERE id = $1`, w.membership))
	w.must(w.Accept(w.ctx, actor.Actor{Person: person, Role: actor.RoleVisitor}, Accept{Token: w.token(purposeInvite, "uusi@hoiva.example")}))
	if w.state() != Active {
		t.Errorf("the membership is %s", w.state())
	}
}

func TestNamesHoldNothingUnseen(t *testing.T) {
	for name, right := range map[string]bool{
		"Maija Meikäläinen": true, "D’Åström-Mäki, Ó": true, "Maija\u00a0M": true,
		"Maija\r\nBcc: x": false, "Maija \u202eneniälä": false, "\u200b": false, "Maija\u2028M": false, " ": false,
	} {
		if got := CheckName(name) == nil; got != right {
			t.Errorf("%q: %v", name, got)
		}
	}
}
