package admission_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/admission/admissiontest"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// Officers of a case that waits are told that its applicant has another business id, once however often the form is sent;
// those of another producer's case and of another organiser are not, and a draft and a decided case are nobody's notice.
func TestAnotherBusinessIDIsToldOnTheCase(t *testing.T) {
	w := admissiontest.New(t)
	w.Producers.Above(w.Service)
	sent := w.Sent(t, w.Alice)
	w.Sent(t, w.Carol)
	change := func(id string) {
		t.Helper()
		p, err := w.Producers.Profile(ctx, w.Alice, w.Alice.Organisation)
		must(t, err)
		cmd := producer.ChangeBusinessID{ID: uuid.New(), Producer: p.ID, Version: p.Version, BusinessID: id, Why: "Toiminimestä tuli osakeyhtiö."}
		for range 2 {
			must(t, w.Producers.ChangeBusinessID(ctx, w.Alice, cmd))
		}
	}
	change("2000001-6")
	list, err := w.Notices(ctx, w.Officer)
	must(t, err)
	if len(list) != 1 || list[0].ID != sent || list[0].Kind != admission.NoticeBusinessID || !list[0].Unseen {
		t.Errorf("the officer is told %+v", list)
	}
	if n := w.Count(t, `SELECT count(*) FROM mail_out WHERE template = 'cases' AND person_id = $1`, w.Officer.Person); n != 1 {
		t.Errorf("%d mails to the officer", n)
	}
	// Another change on the same day is told anew to who has looked meanwhile, in the one entry that the case has; and one who
	// has its old business id back has no other, which is no notice.
	must(t, w.LookedAtNotices(ctx, w.Officer, list[0].At))
	for i, id := range []string{"2000002-4", "1234567-1"} {
		change(id)
		list, err = w.Notices(ctx, w.Officer)
		must(t, err)
		if i == 0 && (len(list) != 1 || !list[0].Unseen || len(list[0].Kinds) != 1) || i == 1 && len(list) != 0 {
			t.Errorf("after %s the officer is told %+v", id, list)
		}
	}
	if n := w.Count(t, `SELECT count(*) FROM mail_out WHERE template = 'cases' AND person_id = $1`, w.Officer.Person); n != 3 {
		t.Errorf("%d mails to the officer of three changes", n)
	}
	change("2000001-6")
	if list, err = w.Notices(ctx, w.Strangers[0]); err != nil || len(list) != 0 {
		t.Errorf("another organiser is told %+v, %v", list, err)
	}
	// What waits for a voucher's approval is a private producer's, and nobody else is approved.
	p, err := w.Producers.Profile(ctx, w.Alice, w.Alice.Organisation)
	must(t, err)
	err = w.Producers.EditProfile(ctx, w.Alice, producer.EditProfile{ID: p.ID, Version: p.Version, Name: p.Name, Kind: producer.Municipality})
	if !fault.From(err).HasField("kind") {
		t.Errorf("an applicant for vouchers becomes a municipality: %v", err)
	}
	kind := func(k producer.Kind) {
		t.Helper()
		_, err := w.Owner.ExecContext(ctx, `UPDATE producer SET kind = $2 WHERE id = $1`, p.ID, string(k))
		must(t, err)
	}
	kind(producer.Municipality)
	if err := w.Decide(ctx, w.Officer, w.Approval(sent)); !errors.Is(err, admission.FaultPrivateOnly) {
		t.Errorf("a municipality is approved for vouchers: %v", err)
	}
	kind(producer.Company)
	// Whoever acts for the applicant takes no part in its case (434/2003 §28), also as another organisation's person.
	own := w.Officer2
	_, err = w.Owner.ExecContext(ctx, `INSERT INTO membership (id, person_id, role, producer_id, state) VALUES (gen_random_uuid(), $1, 'producer', $2, 'active')`,
		own.Person, p.ID)
	must(t, err)
	proposal := w.Approval(sent)
	for what, err := range map[string]error{
		"takes":    w.Assign(ctx, own, admission.Assign{ApplicationID: sent, To: own.Person}),
		"reviews":  w.StartReview(ctx, own, sent),
		"asks":     w.AskApplicant(ctx, own, admission.Ask{ID: uuid.New(), ApplicationID: sent, Question: "Miten?", AnswerBy: w.Today.AddDays(14)}),
		"prepares": w.Prepare(ctx, own, proposal),
		"decides":  w.Decide(ctx, own, proposal),
	} {
		if !errors.Is(err, identity.ErrPartial) {
			t.Errorf("the applicant's own person %s: %v", what, err)
		}
	}
	must(t, w.Decide(ctx, w.Officer, w.Approval(sent)))
	if list, err = w.Notices(ctx, w.Officer); err != nil || len(list) != 0 {
		t.Errorf("of a decided case the officer is told %+v, %v", list, err)
	}
}
