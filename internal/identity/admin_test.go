package identity

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

func TestDemoSignInOnlyOnThisMachine(t *testing.T) {
	for _, c := range []struct {
		address string
		demo    bool
		may     bool
	}{
		{"http://localhost:8080", true, true},
		{"http://127.0.0.1:8080", true, true},
		{"http://[::1]:8080", true, true},
		{"http://LOCALHOST", true, true},
		{"http://localhost:8080", false, false},
		{"https://tuottajatori.fi", true, false},
		{"http://10.0.0.5:8080", true, false},
		{"http://localhost.example.fi", true, false},
		{"http://127.0.0.1.example.fi", true, false},
		{"http://0.0.0.0:8080", true, false},
		{"", true, false},
	} {
		u, err := url.Parse(c.address)
		if err != nil {
			t.Fatal(err)
		}
		s := &Service{opt: Options{PublicURL: u, Demo: c.demo}}
		if got := s.demoAllowed(); got != c.may {
			t.Errorf("%q, demo %v: %v", c.address, c.demo, got)
		}
	}
	if (&Service{opt: Options{Demo: true}}).demoAllowed() {
		t.Error("allowed without an address")
	}
}

func TestDemoSignIn(t *testing.T) {
	w := newWorld(t)
	w.member(w.person("oikea@tori.example"), actor.RoleAdministrator, uuid.Nil) // a real one, who is no demo account
	producer := w.producer("demo")
	maker := w.newPerson(NewPerson{Email: "tuottaja@demo.example", Name: "Tuija", Confirmed: true, Demo: true})
	w.member(maker, actor.RoleProducer, producer)
	officer := w.newPerson(NewPerson{Email: "virka@demo.example", Name: "Veikko", Confirmed: true, Demo: true})
	w.member(officer, actor.RoleOfficer, keskiSuomi)
	accounts, err := w.DemoAccounts(w.ctx)
	w.must(err)
	if len(accounts) != 2 || accounts[0].Person != maker.ID || accounts[1].Person != officer.ID {
		t.Errorf("listed %+v", accounts)
	}
	token, err := w.Demo(w.ctx, actor.RoleOfficer, "127.0.0.1")
	w.must(err)
	if view, _ := w.session(token); view.Actor.Person != officer.ID || view.Actor.Organisation != keskiSuomi {
		t.Errorf("signed in as %+v", view.Actor)
	}
	for _, role := range []actor.Role{actor.RoleAdministrator, actor.RoleSystem, actor.RoleVisitor, ""} {
		if _, err := w.Demo(w.ctx, role, "127.0.0.1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("%q: %v", role, err)
		}
	}
	w.opt.Demo = false
	if _, err := w.Demo(w.ctx, actor.RoleOfficer, "127.0.0.1"); !errors.Is(err, ErrNoDemo) {
		t.Errorf("without demo: %v", err)
	}
	if accounts, err := w.DemoAccounts(w.ctx); err != nil || len(accounts) != 0 {
		t.Errorf("listed %v, %v", accounts, err)
	}
}

func TestTheFirstAdministrator(t *testing.T) {
	w := newWorld(t)
	token, err := w.CreateAdministrator(w.ctx, NewAdministrator{Email: "Paa@tori.example", Name: "Päivi Pää"})
	w.must(err)
	w.must(w.CheckReset(w.ctx, token))
	w.must(w.ResetPassword(w.ctx, token, newPassword))
	session, err := w.signIn("paa@tori.example", newPassword)
	w.must(err)
	if view, _ := w.session(session); view.Actor.Role != actor.RoleAdministrator {
		t.Errorf("signed in as %+v", view.Actor)
	}
	if _, err := w.CreateAdministrator(w.ctx, NewAdministrator{Email: "paa@tori.example", Name: "Päivi Pää"}); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("twice: %v", err)
	}
	for name, cmd := range map[string]NewAdministrator{
		"no name": {Email: "x@tori.example"}, "no address": {Name: "X"}, "short password": {Email: "x@tori.example", Name: "X", Password: "lyhyt"},
	} {
		if _, err := w.CreateAdministrator(w.ctx, cmd); !fault.Is(err, fault.CodeInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	token, err = w.CreateAdministrator(w.ctx, NewAdministrator{Email: "toka@tori.example", Name: "Toka", Password: password})
	if err != nil || token != "" {
		t.Errorf("with a password: %q, %v", token, err)
	}
	if _, err := w.signIn("toka@tori.example", password); err != nil {
		t.Error(err)
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	for name, other := range map[string]func(w *world, one, two actor.Actor) error{
		"ending":  func(w *world, one, two actor.Actor) error { return w.EndMembership(w.ctx, two, one.Membership) },
		"closing": func(w *world, one, two actor.Actor) error { return w.SetDisabled(w.ctx, two, one.Person, true) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			one := w.member(w.person("yksi@tori.example"), actor.RoleAdministrator, uuid.Nil)
			two := w.member(w.person("kaksi@tori.example"), actor.RoleAdministrator, uuid.Nil)
			err := w.meanwhile(func(ctx context.Context, tx *db.Tx) error {
				if err := w.keepOneAdministrator(ctx, tx, two.Person); err != nil {
					return err
				}
				return updateMembership(ctx, tx, two.Membership, Ended, one.Person, w.clock())
			}, func() error { return other(w, one, two) })
			if !errors.Is(err, errLastOfKind) {
				t.Errorf("while the other administrator ends: %v", err)
			}
			if err := other(w, one, one); !errors.Is(err, errLastOfKind) {
				t.Errorf("oneself, alone: %v", err)
			}
		})
	}
}

func TestPeopleArePagedByKey(t *testing.T) {
	w := newWorld(t)
	admin := w.member(w.person("aa@tori.example"), actor.RoleAdministrator, uuid.Nil)
	for i := range peoplePage {
		w.newPerson(NewPerson{Email: fmt.Sprintf("p%03d@hoiva.example", i), Name: "P"})
	}
	first, next, err := w.People(w.ctx, admin, PeopleFilter{}, uuid.Nil)
	w.must(err)
	if len(first) != peoplePage || next == uuid.Nil || len(first[0].Memberships) != 1 {
		t.Fatalf("%d people, next %v, %d memberships", len(first), next, len(first[0].Memberships))
	}
	rest, end, err := w.People(w.ctx, admin, PeopleFilter{}, next)
	w.must(err)
	if len(rest) != 1 || end != uuid.Nil || rest[0].Email != "p049@hoiva.example" {
		t.Errorf("then %d people, next %v", len(rest), end)
	}
}

// What the administrator does is nobody else's to do or see.
func TestAdministrationIsForAdministrators(t *testing.T) {
	w := newWaiting(t)
	someone := w.stranger
	for name, use := range map[string]func(a actor.Actor) error{
		"people":         func(a actor.Actor) error { _, _, err := w.People(w.ctx, a, PeopleFilter{}, uuid.Nil); return err },
		"person":         func(a actor.Actor) error { _, err := w.Person(w.ctx, a, someone.Person); return err },
		"disable":        func(a actor.Actor) error { return w.SetDisabled(w.ctx, a, someone.Person, true) },
		"end membership": func(a actor.Actor) error { return w.EndMembership(w.ctx, a, someone.Membership) },
		"audit": func(a actor.Actor) error {
			_, _, err := w.FindAudit(w.ctx, a, AuditFilter{Object: someone.Membership}, 0)
			return err
		},
		"organisers":       func(a actor.Actor) error { _, err := w.Organisers(w.ctx, a); return err },
		"organiser":        func(a actor.Actor) error { _, err := w.Organiser(w.ctx, a, keskiSuomi); return err },
		"update organiser": func(a actor.Actor) error { return w.UpdateOrganiser(w.ctx, a, Organiser{ID: keskiSuomi}) },
		"grant":            func(a actor.Actor) error { _, err := w.Grant(w.ctx, a, Grant{}); return err },
		"check a grant":    func(a actor.Actor) error { return w.CheckGrant(w.ctx, a, Grant{}) },
		"invite again":     func(a actor.Actor) error { return w.InviteAgain(w.ctx, a, someone.Person) },
		"operators":        func(a actor.Actor) error { _, err := w.Operators(w.ctx, a); return err },
		"operator":         func(a actor.Actor) error { _, err := w.Operator(w.ctx, a, keskiSuomi); return err },
		"make operator":    func(a actor.Actor) error { return w.MakeOperator(w.ctx, a, Operator{Name: "X"}) },
		"rename operator":  func(a actor.Actor) error { return w.RenameOperator(w.ctx, a, Operator{Name: "X"}) },
		"failed jobs":      func(a actor.Actor) error { _, err := w.FailedJobs(w.ctx, a); return err },
		"retry jobs":       func(a actor.Actor) error { _, err := w.RetryJobs(w.ctx, a, "x"); return err },
		"give up":          func(a actor.Actor) error { return w.GiveUpJob(w.ctx, a, 1, "not_needed") },
		"access log":       func(a actor.Actor) error { _, _, err := w.AccessLog(w.ctx, a, someone.Person, 0); return err },
		"look":             func(a actor.Actor) error { _, err := w.LookAt(w.ctx, a, someone.Person); return err },
		"last day":         func(a actor.Actor) error { return w.SetLastDay(w.ctx, a, someone.Membership, calendar.Date{}) },
		"take the trail": func(a actor.Actor) error {
			return w.EachAudit(w.ctx, a, AuditFilter{}, func(AuditLine) error { return nil })
		},
		"retry job": func(a actor.Actor) error { return w.RetryJob(w.ctx, a, 1) },
	} {
		for who, a := range map[string]actor.Actor{"visitor": actor.Visitor("r"), "producer": w.first, "officer": w.officer, "operator": w.operator} {
			if err := use(a); !fault.Is(err, fault.CodeForbidden) && !fault.Is(err, fault.CodeUnauthenticated) && !fault.Is(err, fault.CodeNotFound) {
				t.Errorf("%s by %s: %v", name, who, err)
			}
		}
	}
	if n := w.count(`SELECT count(*) FROM person WHERE disabled_at IS NOT NULL`) + w.count(`SELECT count(*) FROM membership WHERE state = 'ended'`); n != 0 {
		t.Error("something was changed")
	}
}

func TestEditingAnOrganiser(t *testing.T) {
	w := newWorld(t)
	admin := w.member(w.person("paa@tori.example"), actor.RoleAdministrator, uuid.Nil)
	edit := Organiser{
		ID: keskiSuomi, Phone: "014 000 1200", HoursFi: "arkisin klo 8–16", HoursSv: "vardagar kl. 8–16", HoursEn: "Mon–Fri 8–16",
		URLFi: "https://www.hyvaks.fi", URLSv: "", URLEn: "https://www.hyvaks.fi/en", Version: 1, Languages: []string{"fi", "sv"},
	}
	w.must(w.UpdateOrganiser(w.ctx, admin, edit))
	got, err := w.Organiser(w.ctx, admin, keskiSuomi)
	w.must(err)
	edit.Version = 2
	edit.Code, edit.NameFi, edit.NameSv, edit.NameEn = got.Code, got.NameFi, got.NameSv, got.NameEn
	if diff := cmp.Diff(edit, got); diff != "" {
		t.Error(diff)
	}
	for field, wrong := range map[string]Organiser{
		"phone":    {ID: keskiSuomi, Phone: "soita meille"},
		"url_fi":   {ID: keskiSuomi, URLFi: "javascript:alert(1)"},
		"url_sv":   {ID: keskiSuomi, URLSv: "hyvaks.fi"},
		"url_en":   {ID: keskiSuomi, URLEn: "https://user:pass@hyvaks.fi"},
		"hours_fi": {ID: keskiSuomi, HoursFi: fmt.Sprintf("%200d", 1)},
	} {
		if err := w.UpdateOrganiser(w.ctx, admin, wrong); !fault.From(err).HasField(field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if err := w.UpdateOrganiser(w.ctx, admin, Organiser{ID: uuid.New()}); !errors.Is(err, ErrNotFound) {
		t.Errorf("no such organiser: %v", err)
	}
	lines, _, err := w.FindAudit(w.ctx, admin, AuditFilter{Object: keskiSuomi}, 0)
	if err != nil || len(lines) != 1 || lines[0].Action != "organiser.edited" || lines[0].PersonName != "Maija Virtanen" {
		t.Errorf("%+v, %v", lines, err)
	}
	if list, err := w.Organisers(w.ctx, admin); err != nil || len(list) != 22 {
		t.Errorf("%d organisers, %v", len(list), err)
	}
}

func TestRetryingWhatFailed(t *testing.T) {
	w := newWorld(t)
	admin := w.member(w.person("paa@tori.example"), actor.RoleAdministrator, uuid.Nil)
	w.must(w.RequestReset(w.ctx, "paa@tori.example", "192.0.2.1"))
	w.exec(`UPDATE river_job SET state = 'discarded', finalized_at = now(), attempt = max_attempts`)
	failed, err := w.FailedJobs(w.ctx, admin)
	if err != nil || len(failed) != 1 || failed[0].Kind != (MailArgs{}).Kind() {
		t.Fatalf("%+v, %v", failed, err)
	}
	w.must(w.RetryJob(w.ctx, admin, failed[0].ID))
	if failed, err = w.FailedJobs(w.ctx, admin); err != nil || len(failed) != 0 {
		t.Errorf("after a retry %+v, %v", failed, err)
	}
	if n := w.count(`SELECT count(*) FROM audit_event WHERE action = 'job.retried'`); n != 1 {
		t.Errorf("%d audit rows", n)
	}
	if err := w.RetryJob(w.ctx, admin, 1<<40); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("no such job: %v", err)
	}
}

// The audit trail holds ids and states: nothing that somebody typed.
func TestTheAuditTrailHoldsNoPersonalData(t *testing.T) {
	w := newWaiting(t)
	w.must(w.SettleMembership(w.ctx, w.first, w.membership, true))
	w.must(w.Invite(w.ctx, w.first, Invite{ID: uuid.Must(uuid.NewV7()), Producer: w.first.Organisation, Email: "toka@hoiva.example", Lang: "fi"}))
	if n := w.count(`SELECT count(*) FROM audit_event WHERE audit_event::text ~ '@|Virtanen|Niemi|Hoiva'`); n != 0 {
		t.Errorf("%d audit rows hold a name or an address", n)
	}
	if n := w.count(`SELECT count(*) FROM river_job WHERE args::text ~ '@|Virtanen|Niemi|Hoiva'`); n != 0 {
		t.Errorf("%d jobs hold a name or an address", n)
	}
	if n := w.count(`SELECT count(*) FROM audit_event`); n < 15 {
		t.Errorf("only %d audit rows for all of this", n)
	}
}
