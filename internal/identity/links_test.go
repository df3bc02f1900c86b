package identity

import (
	"context"
	"encoding/base64"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

const newPassword = "tuntematon sotilas"

func TestTheFirstWhoConfirmsActsForTheProducer(t *testing.T) {
	w := newWorld(t)
	producer := w.producer("signup")
	if !w.register(uuid.Must(uuid.NewV7()), "eka@hoiva.example", producer) || !w.register(uuid.Must(uuid.NewV7()), "toka@hoiva.example", producer) {
		t.Fatal("not registered")
	}
	if _, err := w.signIn("toka@hoiva.example", password); !errors.Is(err, ErrNotConfirmed) {
		t.Errorf("before confirming: %v", err)
	}
	w.must(w.ConfirmEmail(w.ctx, w.token(purposeConfirm, "toka@hoiva.example")))
	token, err := w.signIn("toka@hoiva.example", password)
	w.must(err)
	if view, _ := w.session(token); view.Actor.Role != actor.RoleProducer || view.Actor.Organisation != producer {
		t.Errorf("the first who confirmed is %+v", view.Actor)
	}
	w.must(w.ConfirmEmail(w.ctx, w.token(purposeConfirm, "eka@hoiva.example")))
	token, err = w.signIn("eka@hoiva.example", password)
	w.must(err)
	if view, _ := w.session(token); view.Actor.Role != actor.RoleVisitor || !view.Actor.SignedIn() {
		t.Errorf("the second waits for a yes, but is %+v", view.Actor)
	}
	if got := w.sent("toka@hoiva.example"); !cmp.Equal(got, []string{MailConfirm, MailConfirm, MailMembershipPending}) {
		t.Errorf("the first was mailed %v", got) // the second confirmation was asked for by signing in too early
	}
}

func TestTwoWhoConfirmAtOnceDoNotBothAct(t *testing.T) {
	w := newWorld(t)
	producer := w.producer("signup")
	for _, email := range []string{"eka@hoiva.example", "toka@hoiva.example"} {
		w.register(uuid.Must(uuid.NewV7()), email, producer)
	}
	first := w.token(purposeConfirm, "eka@hoiva.example")
	w.must(w.meanwhile(func(ctx context.Context, tx *db.Tx) error {
		l, now, err := w.openLink(ctx, tx, purposeConfirm, first)
		if err != nil {
			return err
		}
		person, _, err := lockPerson(ctx, tx, l.PersonID.UUID)
		if err != nil {
			return err
		}
		return w.confirmed(ctx, tx, person, now)
	}, func() error { return w.ConfirmEmail(w.ctx, w.token(purposeConfirm, "toka@hoiva.example")) }))
	if n := w.count(`SELECT count(*) FROM membership WHERE producer_id = $1 AND state = 'active'`, producer); n != 1 {
		t.Errorf("%d of those who confirmed at once act for the producer", n)
	}
}

func TestNobodyClaimsWhatAnImportBroughtIn(t *testing.T) {
	w := newWorld(t)
	for _, origin := range []string{"import", "officer", "demo"} {
		email := origin + "@hoiva.example"
		producer := w.producer(origin)
		w.register(uuid.Must(uuid.NewV7()), email, producer)
		w.must(w.ConfirmEmail(w.ctx, w.token(purposeConfirm, email)))
		if n := w.count(`SELECT count(*) FROM membership WHERE producer_id = $1 AND state = 'active'`, producer); n != 0 {
			t.Errorf("the first who signs up acts for a producer of origin %s", origin)
		}
	}
}

func TestSigningUpTellsNobodyWhoHasAnAccount(t *testing.T) {
	w := newWorld(t)
	producer := w.producer("signup")
	id := uuid.Must(uuid.NewV7())
	if !w.register(id, "eka@hoiva.example", producer) {
		t.Fatal("not registered")
	}
	w.register(id, "eka@hoiva.example", producer) // the form sent twice
	if got := w.sent("eka@hoiva.example"); !cmp.Equal(got, []string{MailConfirm}) {
		t.Errorf("the form sent twice mailed %v", got)
	}
	if !w.register(id, "oikea@hoiva.example", producer) {
		t.Error("the same form with the address corrected made no account")
	}
	w.person("vanha@hoiva.example")
	if w.register(uuid.Must(uuid.NewV7()), "Vanha@hoiva.example", producer) {
		t.Error("a second account for one address")
	}
	if got := w.sent("vanha@hoiva.example"); !cmp.Equal(got, []string{MailExists}) {
		t.Errorf("who has an account was mailed %v", got)
	}
	for range 10 {
		w.register(uuid.Must(uuid.NewV7()), "vanha@hoiva.example", producer)
	}
	if got := len(w.sent("vanha@hoiva.example")); got > mailBurst {
		t.Errorf("a stranger had %d mails sent to one address", got)
	}
}

// Somebody makes an account with another's address and a password of their own, hoping that the owner confirms it.
func TestAnAccountMadeAheadWithAnothersAddressIsOfNoUse(t *testing.T) {
	w := newWorld(t)
	producer := w.producer("signup")
	w.register(uuid.Must(uuid.NewV7()), "uhri@hoiva.example", producer)
	theirs := w.token(purposeConfirm, "uhri@hoiva.example")
	w.register(uuid.Must(uuid.NewV7()), "uhri@hoiva.example", producer)
	if err := w.ConfirmEmail(w.ctx, theirs); !errors.Is(err, ErrLinkUsed) {
		t.Errorf("the link of the account made ahead: %v", err)
	}
	w.must(w.ResetPassword(w.ctx, w.token(purposeReset, "uhri@hoiva.example"), newPassword))
	if _, err := w.signIn("uhri@hoiva.example", password); !errors.Is(err, ErrWrongPassword) {
		t.Errorf("the stranger's password: %v", err)
	}
	if _, err := w.signIn("uhri@hoiva.example", newPassword); err != nil {
		t.Errorf("the owner's password: %v", err)
	}
}

func TestSignUpsWithOneAddressAtOnceMakeOneAccount(t *testing.T) {
	w := newWorld(t)
	producer := w.producer("signup")
	made := make([]bool, 8)
	atOnce(len(made), func(i int) error {
		made[i] = w.register(uuid.Must(uuid.NewV7()), "eka@hoiva.example", producer)
		return nil
	})
	n := 0
	for _, m := range made {
		if m {
			n++
		}
	}
	if got := w.count(`SELECT count(*) FROM person`); n != 1 || got != 1 {
		t.Errorf("%d were told that they made it, and there are %d", n, got)
	}
}

func TestLinksRunOut(t *testing.T) {
	for _, c := range []struct {
		purpose purpose
		lasts   time.Duration
		use     func(w *world, token string) error
	}{
		{purposeConfirm, 24 * time.Hour, func(w *world, token string) error { return w.ConfirmEmail(w.ctx, token) }},
		{purposeReset, time.Hour, func(w *world, token string) error { return w.ResetPassword(w.ctx, token, newPassword) }},
		{purposeInvite, 7 * 24 * time.Hour, func(w *world, token string) error {
			return w.Accept(w.ctx, actor.Visitor("r"), Accept{Token: token, Name: "Uusi", Password: newPassword})
		}},
	} {
		t.Run(string(c.purpose), func(t *testing.T) {
			w := newWorld(t)
			email, token := w.link(c.purpose)
			w.pass(c.lasts)
			if err := c.use(w, token); !errors.Is(err, ErrLinkExpired) {
				t.Errorf("at its last moment: %v", err)
			}
			w.pass(-time.Microsecond)
			w.must(c.use(w, token))
			if err := c.use(w, token); !errors.Is(err, ErrLinkUsed) {
				t.Errorf("used again: %v", err)
			}
			for name, forged := range w.forgeries(c.purpose, token) {
				if err := c.use(w, forged); !errors.Is(err, ErrLinkUnknown) {
					t.Errorf("%s: %v", name, err)
				}
			}
			if email == "" {
				t.Fatal("no address")
			}
		})
	}
}

// link makes somebody with an open link of the purpose, and answers its token.
func (w *world) link(p purpose) (email, token string) {
	w.t.Helper()
	email = "maija@hoiva.example"
	switch p {
	case purposeConfirm:
		w.register(uuid.Must(uuid.NewV7()), email, w.producer("signup"))
	case purposeReset:
		w.person(email)
		w.must(w.RequestReset(w.ctx, email, "192.0.2.1"))
	case purposeInvite:
		producer := w.producer("signup")
		inviter := w.member(w.person("eka@hoiva.example"), actor.RoleProducer, producer)
		w.must(w.Invite(w.ctx, inviter, Invite{ID: uuid.Must(uuid.NewV7()), Producer: producer, Email: email, Lang: "fi"}))
	}
	return email, w.token(p, email)
}

func (w *world) forgeries(p purpose, token string) map[string]string {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	w.must(err)
	other := append([]byte(nil), raw...)
	other[15] ^= 1 // another row's id
	cut := append([]byte(nil), raw...)
	cut[len(cut)-1] ^= 1
	id := uuid.UUID(raw[:16])
	wrong := purposeConfirm
	if p == purposeConfirm {
		wrong = purposeReset
	}
	return map[string]string{
		"empty": "", "garbage": "../../etc/passwd", "another row": base64.RawURLEncoding.EncodeToString(other),
		"a changed proof": base64.RawURLEncoding.EncodeToString(cut), "made for another purpose": w.ring.Token(wrong.ring(), id),
		"no such row": w.ring.Token(p.ring(), uuid.New()), "bare purpose": w.ring.Token(string(p), id),
	}
}

// A link of one purpose does not open another's door even when its row is taken over by hand of the right key.
func TestALinkOpensItsOwnDoorOnly(t *testing.T) {
	w := newWorld(t)
	w.register(uuid.Must(uuid.NewV7()), "maija@hoiva.example", w.producer("signup"))
	var id uuid.UUID
	w.must(w.owner.GetContext(w.ctx, &id, `SELECT id FROM mail_link`))
	if err := w.ResetPassword(w.ctx, w.ring.Token(purposeReset.ring(), id), newPassword); !errors.Is(err, ErrLinkUnknown) {
		t.Errorf("a confirmation's row set a password: %v", err)
	}
}

func TestALinkUsedManyTimesAtOnceWorksOnce(t *testing.T) {
	for _, p := range []purpose{purposeConfirm, purposeReset, purposeInvite} {
		t.Run(string(p), func(t *testing.T) {
			w := newWorld(t)
			_, token := w.link(p)
			errs := atOnce(8, func(int) error {
				switch p {
				case purposeConfirm:
					return w.ConfirmEmail(w.ctx, token)
				case purposeReset:
					return w.ResetPassword(w.ctx, token, newPassword)
				default:
					return w.Accept(w.ctx, actor.Visitor("r"), Accept{Token: token, Name: "Uusi", Password: newPassword})
				}
			})
			if n := succeeded(errs); n != 1 {
				t.Errorf("worked %d times", n)
			}
			for _, err := range errs {
				if err != nil && !errors.Is(err, ErrLinkUsed) {
					t.Errorf("one who came late was told %v", err)
				}
			}
		})
	}
}

func TestLookingAtALinkUsesNothing(t *testing.T) {
	w := newWorld(t)
	_, token := w.link(purposeConfirm)
	for range 3 { // as a mail scanner does
		w.must(w.CheckConfirm(w.ctx, token))
	}
	w.must(w.ConfirmEmail(w.ctx, token))
	if err := w.CheckConfirm(w.ctx, token); !errors.Is(err, ErrLinkUsed) {
		t.Errorf("after use: %v", err)
	}
}

func TestResetEndsEverySessionAndEveryOtherLink(t *testing.T) {
	w := newWorld(t)
	w.person("maija@hoiva.example")
	session, err := w.signIn("maija@hoiva.example", password)
	w.must(err)
	w.must(w.RequestReset(w.ctx, "maija@hoiva.example", "192.0.2.1"))
	first := w.token(purposeReset, "maija@hoiva.example")
	w.must(w.RequestReset(w.ctx, " Maija@hoiva.example", "192.0.2.1"))
	second := w.token(purposeReset, "maija@hoiva.example")
	if err := w.ResetPassword(w.ctx, second, "lyhyt"); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("a short password: %v", err)
	}
	if err := w.ResetPassword(w.ctx, second, "maija@hoiva.example"); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("the address as password: %v", err)
	}
	w.must(w.ResetPassword(w.ctx, second, newPassword))
	if err := w.ResetPassword(w.ctx, first, password); !errors.Is(err, ErrLinkUsed) {
		t.Errorf("the other link: %v", err)
	}
	if _, err := w.Session(w.ctx, session, "r"); !errors.Is(err, ErrSessionEnded) {
		t.Errorf("a session outlived the password: %v", err)
	}
	if _, err := w.signIn("maija@hoiva.example", password); !errors.Is(err, ErrWrongPassword) {
		t.Errorf("the old password: %v", err)
	}
	if _, err := w.signIn("maija@hoiva.example", newPassword); err != nil {
		t.Errorf("the new password: %v", err)
	}
}

func TestAskingForAResetSaysNothing(t *testing.T) {
	w := newWorld(t)
	closed := w.person("closed@hoiva.example")
	w.exec(`UPDATE person SET disabled_at = now() WHERE id = $1`, closed.ID)
	w.newPerson(NewPerson{Email: "demo@hoiva.example", Name: "Demo", Confirmed: true, Demo: true})
	w.person("maija@hoiva.example")
	for _, email := range []string{"nobody@hoiva.example", "closed@hoiva.example", "demo@hoiva.example"} {
		w.must(w.RequestReset(w.ctx, email, "192.0.2.1"))
	}
	if n := w.count(`SELECT count(*) FROM mail_out`); n != 0 {
		t.Errorf("%d mails went to those who have no account to set a password for", n)
	}
	for range 2 * mailBurst {
		w.must(w.RequestReset(w.ctx, "maija@hoiva.example", "192.0.2.1"))
	}
	if n := len(w.sent("maija@hoiva.example")); n != mailBurst {
		t.Errorf("a stranger had %d mails sent to one address", n)
	}
}
