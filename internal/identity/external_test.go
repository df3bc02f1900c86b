package identity

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/issuer"
)

const idAt = "https://id.alue.example"

// came is somebody who comes from the issuer with a new ticket.
func came(subject, email string, roles ...issuer.Role) issuer.Came {
	return issuer.Came{Ticket: uuid.New(), Issuer: idAt, Subject: subject, Email: email, Verified: true, Name: "Virva Virkailija", Roles: roles}
}

func officerOf(code string) issuer.Role {
	return issuer.Role{Role: actor.RoleOfficer, Organisation: code}
}

// roles are what the session may act in, and what it acts in now.
func (w *world) roles(token string) (now actor.Role, all int) {
	w.t.Helper()
	view, _ := w.session(token)
	list, err := w.Memberships(w.ctx, view.Actor)
	w.must(err)
	return view.Actor.Role, len(list)
}

func TestSigningInAtTheIssuer(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Issuer = idAt })
	comes := func(c issuer.Came) (string, error) { return w.SignInAtIssuer(w.ctx, c, "sv") }
	in := func(c issuer.Came) string {
		t.Helper()
		token, err := comes(c)
		w.must(err)
		return token
	}
	refused := func(what string, c issuer.Came, want error, why string) {
		t.Helper()
		before := w.count(`SELECT count(*) FROM audit_event WHERE action = 'session.refused' AND details->>'why' = $1`, why)
		if token, err := comes(c); !errors.Is(err, want) || token != "" {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
		if w.count(`SELECT count(*) FROM audit_event WHERE action = 'session.refused' AND details->>'why' = $1`, why) != before+1 {
			t.Errorf("%s: the audit trail does not tell of it", what)
		}
	}

	refused("no role, and unknown", came("u1", "virva@alue.example"), ErrNoRole, "no_role")
	unverified := came("u1", "virva@alue.example", officerOf("15"))
	unverified.Verified = false
	refused("an address that the issuer does not vouch for", unverified, ErrUnverified, "unverified")
	refused("no address", came("u1", "", officerOf("15")), ErrUnverified, "unverified")
	if w.count(`SELECT count(*) FROM person`) != 0 {
		t.Error("somebody was made")
	}

	c := came("u1", "Virva@Alue.example", officerOf("15"), issuer.Role{Role: actor.RoleSupervisor, Organisation: "99"})
	token := in(c)
	view, token := w.session(token)
	if view.Actor.Role != actor.RoleOfficer || view.Actor.Organisation != keskiSuomi || view.Actor.Issuer != idAt || view.Actor.Name != "Virva Virkailija" {
		t.Errorf("acts as %+v", view.Actor)
	}
	if w.count(`SELECT count(*) FROM person WHERE lang = 'sv' AND email = 'virva@alue.example' AND email_confirmed_at IS NOT NULL AND password_hash IS NULL`) != 1 {
		t.Error("the account is another than it should be")
	}
	if w.count(`SELECT count(*) FROM audit_event WHERE action IN ('person.created', 'person.linked', 'membership.created', 'membership.not_mapped', 'session.started_issuer')`) != 5 {
		t.Error("the audit trail does not tell all of it")
	}
	refused("the same return again", c, issuer.ErrReturn, "returned_twice")

	unverified.Ticket = uuid.New() // known by the issuer's name of the person from now on
	if now, _ := w.roles(in(unverified)); now != actor.RoleOfficer {
		t.Errorf("the second time: %s", now)
	}
	refused("another who has the address now", came("u2", "virva@alue.example", officerOf("15")), ErrOtherPerson, "other_person")

	t.Run("claims with two organisers", func(t *testing.T) {
		token := in(came("u1", "", officerOf("15"), officerOf("03")))
		if _, all := w.roles(token); all != 2 {
			t.Errorf("%d roles", all)
		}
		view, _ := w.session(token)
		list, err := w.Memberships(w.ctx, view.Actor)
		w.must(err)
		token, err = w.SwitchMembership(w.ctx, view.Actor, list[1].ID)
		w.must(err)
		if view, _ := w.session(token); view.Actor.Organisation != list[1].Organisation || view.Actor.Issuer != idAt {
			t.Errorf("acts as %+v", view.Actor)
		}
	})
	t.Run("claims that have one no more", func(t *testing.T) {
		again := in(came("u1", "", officerOf("03")))
		if _, all := w.roles(again); all != 1 {
			t.Errorf("%d roles", all)
		}
		if view, _ := w.session(token); view.Actor.Organisation == keskiSuomi {
			t.Error("the session that was under way acts in a role that is gone")
		}
		none := in(came("u1", ""))
		if now, all := w.roles(none); now != actor.RoleVisitor || all != 0 {
			t.Errorf("without claims: %s of %d", now, all)
		}
	})
	t.Run("what people gave stays, and is not given twice", func(t *testing.T) {
		me := Person{ID: view.Actor.Person}
		given := w.member(me, actor.RoleOfficer, keskiSuomi)
		if now, all := w.roles(in(came("u1", "", officerOf("15")))); now != actor.RoleOfficer || all != 1 {
			t.Errorf("%s of %d", now, all)
		}
		if now, all := w.roles(in(came("u1", ""))); now != actor.RoleOfficer || all != 1 {
			t.Errorf("without claims: %s of %d", now, all)
		}
		w.tx(func(ctx context.Context, tx *db.Tx) error {
			m, _, err := lockMembership(ctx, tx, given.Membership)
			if err != nil {
				return err
			}
			return w.setState(ctx, tx, m, Ended, w.clock())
		})
		if now, _ := w.roles(in(came("u1", "", officerOf("15")))); now != actor.RoleOfficer {
			t.Errorf("after the people's yes has ended: %s", now)
		}
	})
	t.Run("whose account it is hears of it, once", func(t *testing.T) {
		w.newPerson(NewPerson{Email: "vanha@alue.example", Name: "Vanha Tekijä", Lang: "sv", Confirmed: true})
		for range 2 {
			in(came("u8", "vanha@alue.example", officerOf("15")))
		}
		if got := w.sent("vanha@alue.example"); len(got) != 1 || got[0] != MailIssuerLinked {
			t.Errorf("mails %v", got)
		}
		if got := w.sent("virva@alue.example"); slices.Contains(got, MailIssuerLinked) { // made by coming
			t.Errorf("mails to somebody new %v", got)
		}
	})
	t.Run("an administrator gives for good what claims gave", func(t *testing.T) {
		admin := w.member(w.person("paa@tori.example"), actor.RoleAdministrator, uuid.Nil)
		_, err := w.Grant(w.ctx, admin, Grant{ID: uuid.Must(uuid.NewV7()), Email: "virva@alue.example", Name: "Virva", Role: actor.RoleOfficer, Organisation: keskiSuomi})
		w.must(err)
		if now, all := w.roles(in(came("u1", ""))); now != actor.RoleOfficer || all != 1 {
			t.Errorf("%s of %d", now, all)
		}
		in(came("u9", "toinen@alue.example", issuer.Role{Role: actor.RoleAdministrator}))
		if err := w.EndMembership(w.ctx, admin, admin.Membership); !errors.Is(err, errLastOfKind) {
			t.Errorf("the last administrator whom people have named: %v", err)
		}
	})
	t.Run("a closed account", func(t *testing.T) {
		w.exec(`UPDATE person SET disabled_at = now() WHERE email = 'toinen@alue.example'`)
		refused("closed", came("u9", "toinen@alue.example", officerOf("15")), ErrClosed, "closed")
		w.exec(`UPDATE person SET demo = true WHERE email = 'paa@tori.example'`)
		refused("a demo account", came("u10", "paa@tori.example", officerOf("15")), ErrClosed, "closed")
		w.exec(`UPDATE person SET demo = false`)
	})
	t.Run("an address that has changed hands", func(t *testing.T) {
		admin := actor.System("admin unlink")
		w.must(w.Unlink(w.ctx, admin, "virva@alue.example"))
		if err := w.Unlink(w.ctx, admin, "virva@alue.example"); !errors.Is(err, ErrNotFound) {
			t.Errorf("again: %v", err)
		}
		in(came("u2", "virva@alue.example", officerOf("15")))
	})
	t.Run("who has not come for long", func(t *testing.T) {
		in(came("u20", "kolmas@alue.example", officerOf("15")))
		w.pass(issuedFor - time.Hour)
		in(came("u21", "neljas@alue.example", officerOf("15")))
		w.pass(2 * time.Hour)
		w.tx(func(ctx context.Context, tx *db.Tx) error { return w.endUnseen(ctx, tx, w.clock()) })
		if w.count(`SELECT count(*) FROM membership JOIN person p ON p.id = person_id WHERE email = 'kolmas@alue.example' AND state = 'active'`) != 0 ||
			w.count(`SELECT count(*) FROM membership JOIN person p ON p.id = person_id WHERE email = 'neljas@alue.example' AND state = 'active'`) != 1 {
			t.Error("the wrong roles have ended")
		}
	})
	t.Run("many at once", func(t *testing.T) {
		errs := atOnce(8, func(i int) error {
			_, err := comes(came([]string{"m1", "m2"}[i%2], "monta@alue.example", officerOf("15")))
			return err
		})
		for i, err := range errs {
			if err != nil && !errors.Is(err, ErrOtherPerson) {
				t.Errorf("%d: %v", i, err)
			}
		}
		if n := succeeded(errs); n != 4 || w.count(`SELECT count(*) FROM membership JOIN person p ON p.id = person_id WHERE email = 'monta@alue.example'`) != 1 {
			t.Errorf("%d came in", n)
		}
	})
	if w.count(`SELECT count(*) FROM audit_event WHERE details::text ~ '@|Virva|"u1"'`) != 0 {
		t.Error("the audit trail has somebody's name in it")
	}
}

// An account that somebody made with another's address, and never confirmed, gives its maker nothing.
func TestAnAccountMadeForAnothersAddress(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Issuer = idAt })
	w.register(uuid.Must(uuid.NewV7()), "virva@alue.example", w.producer("signup"))
	confirm := w.token(purposeConfirm, "virva@alue.example")
	token, err := w.SignInAtIssuer(w.ctx, came("u1", "virva@alue.example", officerOf("15")), "fi")
	w.must(err)
	if now, all := w.roles(token); now != actor.RoleOfficer || all != 1 {
		t.Errorf("%s of %d", now, all)
	}
	if _, err := w.signIn("virva@alue.example", password); !errors.Is(err, ErrWrongPassword) {
		t.Errorf("its maker signs in: %v", err)
	}
	if err := w.ConfirmEmail(w.ctx, confirm); err == nil {
		t.Error("its maker confirms")
	}
}

// TestWhereARoleWorks holds the rule and the database against each other, and what signing in here does to it.
func TestWhereARoleWorks(t *testing.T) {
	for _, only := range []bool{false, true} {
		w := newWorld(t, func(o *Options) { o.Issuer, o.IssuerOnly = idAt, only })
		at := map[string]string{}
		for _, role := range actor.Roles() {
			if role == actor.RoleVisitor || role == actor.RoleSystem {
				continue
			}
			for _, from := range []string{"", idAt, "https://other.example"} {
				email := string(role) + strings.NewReplacer(":", "", "/", "").Replace(from) + "@alue.example"
				p := w.person(email)
				organisation := keskiSuomi
				switch role {
				case actor.RoleAdministrator:
					organisation = uuid.Nil
				case actor.RoleProducer:
					organisation = w.producer("signup")
				case actor.RoleOperator:
					organisation = uuid.Must(uuid.NewV7())
					w.exec(`INSERT INTO operator (id, name) VALUES ($1, 'Palvelut Oy')`, organisation)
				}
				m := NewMembership{Person: p.ID, Role: role, Organisation: organisation, State: Active, Issuer: from}
				w.tx(func(ctx context.Context, tx *db.Tx) error { _, err := w.AddMembership(ctx, tx, m); return err })
				for _, session := range []string{"", idAt} {
					rule := Membership{Role: role, State: Active, Issuer: from}.WorksIn(session, only)
					var token string
					w.tx(func(ctx context.Context, tx *db.Tx) (err error) {
						token, err = w.startSession(ctx, tx, opening{person: p.ID, by: byIssuer, issuer: session, action: "session.started"})
						return err
					})
					if got, _ := w.roles(token); (got == role) != rule {
						t.Errorf("%s from %q in a session at %q, only %v: acts as %s, and the rule says %v", role, from, session, only, got, rule)
					}
				}
				at[email] = from
				err := w.db.InTx(w.ctx, actor.Visitor("r"), func(ctx context.Context, tx *db.Tx) error { return w.mayBeginHere(ctx, tx, p.ID) })
				staff := role == actor.RoleOfficer || role == actor.RoleSupervisor || role == actor.RoleGuidance
				if want := from != "" || only && staff; errors.Is(err, ErrUseIssuer) != want {
					t.Errorf("%s from %q signs in here, only %v: %v", role, from, only, err)
				}
			}
		}
		if len(at) != 18 {
			t.Errorf("%d were tried", len(at))
		}
		w.person("ilman@alue.example")
		for email, want := range map[string]bool{"ilman@alue.example": false, "officer@alue.example": only, "administrator@alue.example": false} {
			if _, err := w.signIn(email, password); errors.Is(err, ErrUseIssuer) != want {
				t.Errorf("%s signs in here, only %v: %v", email, only, err)
			}
		}
	}
}
