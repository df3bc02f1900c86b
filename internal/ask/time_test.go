package ask_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

func (m *market) whatTimeAndTheRegisterDo(t *testing.T) {
	now, err := db.Now(m.Ctx, m.DB.Service)
	m.ok(err)
	quiet, whole := m.made(m.asking(m.care.Offering))
	m.tidy(now.AddDate(0, 0, 29))
	if got := m.follow(quiet).Cases[0].Standing; got != ask.Made {
		t.Errorf("after 29 days: %s", got)
	}
	m.tidy(now.AddDate(0, 0, 31))
	m.tidy(now.AddDate(0, 0, 31))
	if got := m.follow(quiet).Cases[0].Standing; got != ask.Unanswered {
		t.Errorf("after 31 days: %s", got)
	}
	mails := 0
	for _, one := range m.mailed() {
		if strings.Contains(one.Text, quiet) {
			mails++
		}
	}
	if mails != 2 { // the receipt, and that nobody answered
		t.Errorf("%d mails", mails)
	}
	m.is(m.Answer(m.Ctx, m.producer, ask.Answer{ID: uuid.New(), Request: whole.Cases[0].ID, Kind: ask.Contact}), ask.ErrClosed)

	n := m.asking(m.care.Offering)
	n.Wish = "Jotain muuta"
	lapsing, whole := m.made(n)
	m.ok(m.Answer(m.Ctx, m.producer, ask.Answer{ID: uuid.New(), Request: whole.Cases[0].ID, Kind: ask.Contact}))
	m.tidy(now.AddDate(0, 0, 59))
	if got := m.follow(lapsing).Cases[0].Standing; got != ask.Contact {
		t.Errorf("after 59 days: %s", got)
	}
	m.tidy(now.AddDate(0, 0, 61))
	if got := m.follow(lapsing).Cases[0].Standing; got != ask.Lapsed {
		t.Errorf("after 61 days: %s", got)
	}

	n = m.asking(m.care.Offering)
	n.Wish = "Vielä muuta"
	gone, _ := m.made(n)
	m.Exec(`UPDATE offering SET withdrawn_at = now() WHERE id = $1`, m.care.Offering)
	if one := m.follow(gone).Cases[0]; one.Asked[0].Shown {
		t.Error("what is gone is told as offered")
	}
	m.tidy(now)
	if got := m.follow(gone).Cases[0].Standing; got != ask.Gone {
		t.Errorf("what is offered no more: %s", got)
	}
	n = m.asking(m.care.Offering)
	n.Wish = "Uusi"
	if _, err := m.Service.Send(m.Ctx, m.visitor, n); !hasField(err, "offering", "fault.ask.gone") {
		t.Errorf("asked for what is gone: %v", err)
	}
}

// whoAProducerHasBecome answers what it was asked.
func (m *market) whoAProducerHasBecome(t *testing.T) {
	m.Exec(`UPDATE offering SET withdrawn_at = NULL WHERE id = $1`, m.care.Offering)
	n := m.asking(m.care.Offering, m.other.Offering)
	n.Wish = "Ennen yhdistymistä"
	_, asked := m.made(n)
	m.Exec(`UPDATE producer SET merged_into = $1 WHERE id = $2`, m.care.Producer, m.other.Producer)
	q, err := m.Queue(m.Ctx, m.producer, ask.Query{})
	m.ok(err)
	for _, c := range asked.Cases {
		if !slices.ContainsFunc(q.Rows, func(r ask.Request) bool { return r.ID == c.ID }) {
			t.Errorf("after a merge the request to %s is not there", c.ProducerName)
		}
		_, err := m.Read(m.Ctx, m.producer, c.ID)
		m.ok(err)
	}
	_, err = m.Read(m.Ctx, m.rival, asked.Cases[0].ID)
	m.is(err, ask.ErrNotFound)
}
