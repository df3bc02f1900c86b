package producer_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/producer"
)

func signUp(email string) producer.SignUp {
	return producer.SignUp{
		ID: newID(), Name: "Maija Mäkinen", Email: email, Password: "korkea kuusi 47", BusinessID: "0245437-2",
		ProducerName: "Hoiva Mäkinen Oy", Kind: producer.Company, Lang: "fi",
	}
}

// confirm opens the link that was mailed to the address.
func (h *house) confirm(email string) {
	h.t.Helper()
	var link uuid.UUID
	h.ok(h.Owner.GetContext(h.t.Context(), &link, `SELECT l.id FROM mail_link l JOIN person p ON p.id = l.person_id
		WHERE p.email = $1 AND l.purpose = 'confirm'`, email))
	h.ok(h.people.ConfirmEmail(h.t.Context(), h.ring.Token("mail.confirm", link)))
}

func TestSignUpMakesPersonAndProducer(t *testing.T) {
	h := newHouse(t)
	cmd := signUp("maija@example.fi")
	cmd.BusinessID = " 245437-2 "
	for range 2 { // the form is sent twice
		h.ok(h.producers.SignUp(t.Context(), cmd))
	}
	if n := h.count(`SELECT count(*) FROM producer WHERE business_id = '0245437-2' AND origin = 'signup' AND name = 'Hoiva Mäkinen Oy'`); n != 1 {
		t.Errorf("%d producers, want 1", n)
	}
	if n := h.count(`SELECT count(*) FROM person`); n != 1 {
		t.Errorf("%d people, want 1", n)
	}
	if n := h.count(`SELECT count(*) FROM membership WHERE state = 'active'`); n != 0 {
		t.Errorf("a person acts for a producer before the address is confirmed")
	}
	h.confirm("maija@example.fi")
	if n := h.count(`SELECT count(*) FROM membership WHERE state = 'active'`); n != 1 {
		t.Errorf("%d active memberships after the confirmation, want 1", n)
	}
	if n := h.count(`SELECT count(*) FROM audit_event WHERE action = 'producer.signed_up'`); n != 1 {
		t.Errorf("%d audit rows, want 1", n)
	}
}

func TestSignUpOfTwoAtOnceForOneBusinessID(t *testing.T) {
	h := newHouse(t)
	const n = 4
	var together sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		together.Go(func() {
			errs[i] = h.producers.SignUp(context.Background(), signUp(fmt.Sprintf("tekija%d@example.fi", i)))
		})
	}
	together.Wait()
	for _, err := range errs {
		h.ok(err)
	}
	if got := h.count(`SELECT count(*) FROM producer`); got != 1 {
		t.Fatalf("%d producers, want 1", got)
	}
	for i := range n {
		together.Go(func() { h.confirm(fmt.Sprintf("tekija%d@example.fi", i)) })
	}
	together.Wait()
	if active, pending := h.count(`SELECT count(*) FROM membership WHERE state = 'active'`),
		h.count(`SELECT count(*) FROM membership WHERE state = 'pending'`); active != 1 || pending != n-1 {
		t.Errorf("%d active and %d pending, want 1 and %d", active, pending, n-1)
	}
}

func TestSignUpForAnImportedProducerWaits(t *testing.T) {
	h := newHouse(t)
	_, err := h.Owner.ExecContext(t.Context(), `INSERT INTO producer (id, business_id, name, kind, origin)
		VALUES ($1, '0245437-2', 'Tuotu Oy', 'company', 'import')`, newID())
	h.ok(err)
	h.ok(h.producers.SignUp(t.Context(), signUp("kuka@example.fi")))
	h.confirm("kuka@example.fi")
	if n := h.count(`SELECT count(*) FROM membership WHERE state = 'pending'`); n != 1 {
		t.Errorf("%d pending, want 1: whoever knows a business id must not get the producer", n)
	}
	if n := h.count(`SELECT count(*) FROM producer WHERE name = 'Tuotu Oy'`); n != 1 {
		t.Error("the sign-up changed the producer's name")
	}
}

func TestSignUpTellsAllFaultsAtOnce(t *testing.T) {
	h := newHouse(t)
	tests := map[string]struct {
		change func(*producer.SignUp)
		want   map[string]string
	}{
		"everything missing": {func(c *producer.SignUp) { *c = producer.SignUp{ID: c.ID} }, map[string]string{
			"name": "fault.identity.name_missing", "email": "fault.identity.email_missing", "password": "fault.identity.password_missing",
			"business_id": "fault.producer.business_id", "producer_name": "fault.producer.name_missing", "kind": "fault.producer.kind",
		}},
		"wrong check digit":         {func(c *producer.SignUp) { c.BusinessID = "0245437-3" }, map[string]string{"business_id": "fault.producer.business_id"}},
		"a county does not sign up": {func(c *producer.SignUp) { c.Kind = producer.County }, map[string]string{"kind": "fault.producer.kind"}},
		"too long a name":           {func(c *producer.SignUp) { c.ProducerName = strings.Repeat("ä", 201) }, map[string]string{"producer_name": "fault.producer.too_long"}},
		"a NUL in the name":         {func(c *producer.SignUp) { c.ProducerName = "Hoiva\x00Oy" }, map[string]string{"producer_name": "fault.producer.not_text"}},
		"broken UTF-8":              {func(c *producer.SignUp) { c.ProducerName = "Hoiva\xff Oy" }, map[string]string{"producer_name": "fault.producer.not_text"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cmd := signUp("virhe@example.fi")
			tt.change(&cmd)
			if diff := cmp.Diff(tt.want, fieldKeys(h.producers.SignUp(t.Context(), cmd))); diff != "" {
				t.Error(diff)
			}
		})
	}
	if n := h.count(`SELECT count(*) FROM person`); n != 0 {
		t.Errorf("%d people were made", n)
	}
}
