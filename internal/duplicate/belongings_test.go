package duplicate_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/duplicate"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
)

// logs are, besides those of jobs and of the audit trail, the tables in which a merge and its undoing leave what has happened, and what is worked out of others.
var logs = []string{"producer_merge", "producer_merge_event", "producer_merge_move", "mail_out", "search_change", "search_due", "search_state",
	"search_document", "search_word", "search_body", "search_follower", "catalogue_sheet", "goose_db_version", "try_limit"}

// everything is every row of every other table, as text.
func (w *town) everything() []string {
	w.t.Helper()
	var tables, out []string
	w.ok(w.Owner.SelectContext(ctx, &tables, `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`))
	for _, table := range tables {
		if slices.Contains(logs, table) || strings.HasPrefix(table, "river_") || strings.HasPrefix(table, "audit_") {
			continue
		}
		var rows []string
		w.ok(w.Owner.SelectContext(ctx, &rows, fmt.Sprintf(`SELECT '%s ' || to_jsonb(t)::text FROM %s t ORDER BY 1`, table, table)))
		out = append(out, rows...)
	}
	return out
}

// TestWhatAProducerHasGoesOn merges a producer that has everything into another: at each stage of its application the answer is
// clear, what it has shown, sent and begun is its successor's and nobody else's, its keys end, and an undoing gives back every
// row of every table.
func TestWhatAProducerHasGoesOn(t *testing.T) {
	w := newTown(t)
	library, offerings, tending := evidence.New(w.DB.Service), offering.New(w.DB.Service), tenure.New(w.DB.Service, w.People, w.Service)
	kept, gone := w.Alice.Organisation, w.Carol.Organisation
	look := func() duplicate.Preview {
		t.Helper()
		v, err := w.merges.Preview(ctx, w.Officer, kept, gone, duplicate.Succession)
		w.ok(err)
		return v
	}

	// Sent: decided or withdrawn first.
	sent := w.Sent(t, w.Carol)
	waits, err := w.Application(ctx, w.Carol, sent)
	w.ok(err)
	if b := look().Plan.Blocks; len(b) != 1 || b[0].Why != "open_case" || b[0].About != waits.CaseNumber {
		t.Fatalf("blocks: %+v", b)
	}
	_, _, err = w.ask(w.Officer, kept, gone, duplicate.Succession)
	wantFault(t, err, duplicate.FaultBlocked)
	w.ok(w.Decide(ctx, w.Officer, w.Approval(sent)))
	verdict, err := w.Verdict(ctx, w.Carol, sent)
	w.ok(err)

	// Begun: an application among several, one to a scheme to which the other has its own, an offering.
	w.ok(w.StartBatch(ctx, w.Carol, uuid.New(), []uuid.UUID{w.DPS.ID, w.Free.ID}))
	w.Draft(t, w.Alice, w.Free)
	begun := uuid.New()
	w.ok(offerings.BeginDraft(ctx, w.Carol, gone, begun))
	// Shown, found in a register, told of a lapse.
	item, err := library.Add(ctx, w.Carol, evidence.Add{ID: uuid.New(), Kind: "trade_register", File: w.Upload(t, w.Carol, "ote.pdf", "x").ID, IssuedOn: w.Today.AddDays(-10)})
	w.ok(err)
	w.ok(tending.Examine(ctx, w.Officer, tenure.Examine{ID: uuid.New(), AdmissionID: verdict.AdmissionID.UUID, Register: "tax", Finding: "in_order", Source: "Vero", On: w.Today}))
	_, err = w.Owner.ExecContext(ctx, `INSERT INTO lapse_notice (producer_id, kind, last_day, stage) VALUES ($1, 'tax_certificate', $2, 30)`, gone, w.Today)
	w.ok(err)
	// Keys: a system's, and an invitation.
	secret, err := w.People.MakeToken(ctx, w.Carol, gone, uuid.New(), "Toiminnanohjaus")
	w.ok(err)
	w.ok(w.People.Invite(ctx, w.Carol, identity.Invite{Producer: gone, Email: "uusi@example.fi"}))
	// A claim that it has made, of what was imported.
	claimed, _, _, _ := w.imported("c", "Hoivakodit Tuomikumpu", "", "Leppäkatu 5")
	if found, err := w.merges.Find(ctx, w.Carol, "tuomikumpu"); err != nil || len(found) != 1 || found[0].ID != claimed { // its own is not its to claim
		t.Errorf("found: %+v %v", found, err)
	}
	if found, err := w.merges.Find(ctx, w.Officer, "7654321-4"); err != nil || len(found) != 1 || found[0].ID != gone {
		t.Errorf("found: %+v %v", found, err)
	}
	for _, text := range []string{"tu", "%%%", "aamurusko"} { // too short, no pattern, somebody who signed up
		if found, err := w.merges.Find(ctx, w.Carol, text); err != nil || len(found) > 0 {
			t.Errorf("%q finds %+v %v", text, found, err)
		}
	}
	claim, state, err := w.ask(w.Carol, gone, claimed, duplicate.Duplicate)
	if w.ok(err); state != "waiting" {
		t.Fatal(state)
	}

	before := w.everything()
	v := look()
	if p := v.Plan; !p.Allowed() || p.Drafts != 2 || p.DraftsStay != 1 || p.Tokens != 1 || p.Invited != 1 || v.Gone.Evidence != 1 || v.Gone.Checks != 1 || v.Gone.Claims != 1 {
		t.Fatalf("%+v %+v", v.Plan, v.Gone.Belongings)
	}
	id, state, err := w.ask(w.Officer, kept, gone, duplicate.Succession)
	if w.ok(err); state != "done" {
		t.Fatal(state)
	}
	for template, want := range map[string]int{identity.MailMerged: 3, identity.MailMergeAsked: 2} { // Alice, Bob and Carol; two officers of the claim
		if n := w.Count(t, `SELECT count(*) FROM mail_out WHERE template = $1`, template); n != want {
			t.Errorf("%d mails %s, want %d", n, template, want)
		}
	}

	// Its successor reads what it has shown and sent; a certificate that was issued to another business id answers nothing new.
	shown, err := library.Library(ctx, w.Alice)
	if w.ok(err); len(shown) != 1 || shown[0].ID != item.ID || shown[0].On(w.Today, "1234567-1") != evidence.Elsewhere {
		t.Errorf("shown: %+v", shown)
	}
	_, body, err := w.Producers.Open(ctx, w.Alice, item.File.ID)
	w.ok(err)
	if all, err := io.ReadAll(body); err != nil || len(all) == 0 {
		t.Error("the file is empty", err)
	}
	w.ok(body.Close())
	list, err := w.Applications(ctx, w.Alice)
	w.ok(err)
	if len(list) != 3 { // its own draft, the one that came along, the decided one
		t.Errorf("applications: %+v", list)
	}
	was, err := w.Application(ctx, w.Bob, sent)
	if w.ok(err); was.Producer.ID != gone || was.Holder != kept {
		t.Errorf("sent by %v, whose it is: %v", was.Producer.ID, was.Holder)
	}
	if checks, err := tending.Checks(ctx, w.Officer, verdict.AdmissionID.UUID); err != nil || len(checks) != 1 {
		t.Errorf("checks: %v %v", checks, err)
	}
	asked, err := w.merges.Merges(ctx, w.Alice, duplicate.Look{State: "waiting"})
	if w.ok(err); len(asked) != 1 || asked[0].ID != claim || asked[0].KeptID != kept {
		t.Errorf("claims: %+v", asked)
	}
	// Nobody acts for it any more, and another producer sees nothing of all this.
	other := w.Member(t, actor.RoleProducer, claimed, "Toinen Ihminen")
	for name, a := range map[string]actor.Actor{"another producer": other, "an officer of another organiser": w.Strangers[0]} {
		if _, err := w.Application(ctx, a, sent); !fault.Is(err, fault.CodeNotFound) {
			t.Errorf("%s reads what was sent: %v", name, err)
		}
		if _, _, err := w.Producers.Open(ctx, a, item.File.ID); !fault.Is(err, fault.CodeNotFound) {
			t.Errorf("%s reads the file: %v", name, err)
		}
	}
	if _, err := w.People.Bearer(ctx, secret, "192.0.2.1", "r"); err == nil {
		t.Error("the token works")
	}
	if n := w.Count(t, `SELECT count(*) FROM mail_link WHERE purpose = 'invite' AND used_at IS NULL`); n > 0 {
		t.Errorf("%d invitations are open", n)
	}
	_, err = w.Owner.ExecContext(ctx, `DELETE FROM membership WHERE person_id = $1`, other.Person)
	w.ok(err)

	w.ok(w.merges.Undo(ctx, w.Officer2, id, "Ei sulautunutkaan."))
	var made []string
	after := slices.DeleteFunc(w.everything(), func(row string) bool {
		mine := strings.Contains(row, other.Person.String())
		if mine {
			made = append(made, row)
		}
		return mine
	})
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("merge and undo leave (-before +after):\n%s", diff)
	}
	if len(made) == 0 {
		t.Error("nothing else was compared")
	}
	if _, err := w.People.Bearer(ctx, secret, "192.0.2.1", "r"); err != nil {
		t.Errorf("the token after the undoing: %v", err)
	}

	// What is sent after a merge stays with who sent it.
	id, _, err = w.ask(w.Officer, kept, gone, duplicate.Succession)
	w.ok(err)
	list, err = w.Applications(ctx, w.Alice)
	w.ok(err)
	i := slices.IndexFunc(list, func(s admission.Sent) bool { return s.SchemeFi == w.DPS.NameFi })
	draft := w.Read(t, w.Alice, list[i].ID)
	w.ok(w.SaveServices(ctx, w.Alice, draft.ID, draft.Version, []string{"home_care"}))
	w.ok(w.Submit(ctx, w.Alice, draft.ID, draft.Version+1, "fi"))
	w.ok(w.merges.Undo(ctx, w.Officer, id, "Ei sulautunutkaan."))
	if mine, err := w.Application(ctx, w.Alice, draft.ID); err != nil || mine.Producer.ID != kept {
		t.Errorf("sent meanwhile: %v %v", mine.Producer, err)
	}

	// What waits for an answer is not suggested again. A claim is withdrawn by who made it, and then it is over.
	suggested := func() int {
		found, err := w.merges.Suggestions(ctx, w.Carol)
		w.ok(err)
		return len(found)
	}
	if n := suggested(); n != 0 {
		t.Errorf("%d are suggested to who has asked for it", n)
	}
	wantFault(t, w.merges.Withdraw(ctx, w.Alice, claim), identity.ErrNotFound)
	wantFault(t, w.merges.Withdraw(ctx, w.Officer, claim), identity.ErrNotFound)
	w.ok(w.merges.Withdraw(ctx, w.Carol, claim))
	w.ok(w.merges.Withdraw(ctx, w.Carol, claim))
	if n := suggested(); n != 1 {
		t.Errorf("%d are suggested to who has taken its request back", n)
	}
	_, err = w.merges.Answer(ctx, w.Officer, duplicate.Answer{ID: claim, Agree: true})
	wantFault(t, err, duplicate.FaultDone)
}
