package admission_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/admission/admissiontest"
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
	if list, err = w.Notices(ctx, w.Strangers[0]); err != nil || len(list) != 0 {
		t.Errorf("another organiser is told %+v, %v", list, err)
	}
	must(t, w.Decide(ctx, w.Officer, w.Approval(sent)))
	if list, err = w.Notices(ctx, w.Officer); err != nil || len(list) != 0 {
		t.Errorf("of a decided case the officer is told %+v, %v", list, err)
	}
}
