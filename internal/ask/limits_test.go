package ask_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

func (m *market) whoTakesRequestsAndWhatIsTooMuch(t *testing.T) {
	m.ok(m.SetTaking(m.Ctx, m.producer, false))
	m.ok(m.SetTaking(m.Ctx, m.producer, false))
	if _, err := m.Service.Send(m.Ctx, m.visitor, m.asking(m.care.Offering)); !hasField(err, "offering", "fault.ask.takes_none") {
		t.Errorf("a producer that takes none: %v", err)
	}
	taking, err := m.Takers(m.Ctx, []uuid.UUID{m.care.Producer, m.other.Producer})
	m.ok(err)
	if taking[m.care.Producer] || !taking[m.other.Producer] {
		t.Errorf("who takes requests: %v", taking)
	}
	m.ok(m.SetTaking(m.Ctx, m.producer, true))
	m.is(m.SetTaking(m.Ctx, m.officer, true), identity.ErrForbidden)

	n := m.asking(m.care.Offering)
	n.Form = m.Form(time.Now())
	_, err = m.Service.Send(m.Ctx, m.visitor, n)
	m.is(err, ask.ErrQuick)
	n.Form = m.Form(time.Now().Add(-25 * time.Hour))
	_, err = m.Service.Send(m.Ctx, m.visitor, n)
	m.is(err, ask.ErrOld)
	for _, form := range []string{"", "x", uuid.NewString()} {
		n.Form = form
		if _, err = m.Service.Send(m.Ctx, m.visitor, n); !fault.Is(err, fault.CodeMalformed) {
			t.Errorf("a form of somebody else's: %v", err)
		}
	}

	m.made(m.asking(m.care.Offering))
	n = m.asking(m.care.Offering)
	n.Wish = strings.ToUpper(n.Wish) + "!!"
	_, err = m.Service.Send(m.Ctx, m.visitor, n)
	m.is(err, ask.ErrSame)

	// Ten in an hour from one address, however they come, and another address still may.
	var group sync.WaitGroup
	var mu sync.Mutex
	passed, refused := 0, 0
	for i := range 14 {
		n := m.asking(m.care.Offering)
		n.Wish = fmt.Sprint("Pyyntö ", i)
		group.Go(func() {
			_, err := m.Service.Send(m.Ctx, m.visitor, n)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				passed++
			case errors.Is(err, ask.ErrTooMany):
				refused++
			default:
				t.Error(err)
			}
		})
	}
	group.Wait()
	if passed != 9 || refused != 5 {
		t.Errorf("%d passed and %d were refused", passed, refused)
	}
	n = m.asking(m.care.Offering)
	n.Wish, n.Network = "Toisesta verkosta", "2001:db8::1"
	m.made(n)
	if text := m.kept(); strings.Contains(text, "192.0.2") || strings.Contains(text, "2001:db8") {
		t.Error("a network address lies in the database")
	}

	// Links of others, and of nobody.
	link, whole := m.made(func() ask.New { n := m.asking(m.other.Offering); n.Network = "198.51.100.9"; return n }())
	elsewhere, _ := m.made(func() ask.New {
		n := m.asking(m.other.Offering)
		n.Network, n.Wish = "198.51.100.8", "Muuta"
		return n
	}())
	m.is(m.Withdraw(m.Ctx, m.visitor, elsewhere, whole.Cases[0].ID), ask.ErrNotFound)
	_, err = m.Follow(m.Ctx, link[:len(link)-2]+"AA")
	m.is(err, ask.ErrNotFound)
	_, err = m.Follow(m.Ctx, m.Form(time.Now()))
	m.is(err, ask.ErrNotFound)
}
