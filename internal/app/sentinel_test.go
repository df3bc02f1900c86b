package app_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// What a person tells of themselves in this test. None of it may stand where it does not belong.
const (
	sentinelName  = "Sanelma Sentinelli"
	sentinelMail  = "sanelma.sentinelli@example.fi"
	sentinelPhone = "0407654321"
	sentinelCode  = "131052-308T" // a personal identity code of the examples
	sentinelWish  = "Lonkkaleikkaus tiistaina"
)

var sentinels = []string{"Sentinelli", "sentinelli@", sentinelPhone, sentinelCode, "Lonkkaleikkaus", url.QueryEscape(sentinelName), url.PathEscape(sentinelName)}

// TestWhatAPersonTellsStaysWhereItBelongs lets a visitor search, report, sign up, mistype and ask for a service, telling a name,
// an address, a phone number and a personal identity code at every turn, and then looks for them: in the log, in the figures, in
// addresses to which one is led, in mail, in the jobs, in the audit trail, and in every row of the database.
func TestWhatAPersonTellsStaysWhereItBelongs(t *testing.T) {
	h := newHouse(t)
	h.ok(h.Jobs.Start(t.Context()))
	t.Cleanup(func() { h.ok(h.Jobs.Stop(context.Background())) })
	var addresses []string
	send := func(path string, form ...string) *httptest.ResponseRecorder {
		values := url.Values{}
		for i := 0; i+1 < len(form); i += 2 {
			values.Add(form[i], form[i+1])
		}
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := h.asks(actor.RoleVisitor, r)
		addresses = append(addresses, w.Header().Get("Location"))
		return w
	}
	var offering string
	h.ok(h.db.Owner.Get(&offering, `SELECT o.id FROM offering o JOIN admission a ON a.id = o.admission_id JOIN membership m ON m.producer_id = a.producer_id WHERE o.withdrawn_at IS NULL ORDER BY o.id LIMIT 1`))
	for _, typed := range []string{sentinelName, sentinelMail, sentinelCode} {
		q := url.QueryEscape(typed)
		for _, path := range []string{"/fi/palvelut?q=" + q, "/fi/palvelut?place=" + q, "/api/v1/offerings?q=" + q, "/sv/tjanster/" + url.PathEscape(typed)} {
			h.asks(actor.RoleVisitor, get(path))
		}
	}
	reported := send("/fi/ilmoita-virheesta", "id", uuid.NewString(), "page", "/fi/palvelut/"+offering, "kind", "other", "text", "Numero on väärä.", "email", sentinelMail)
	signedUp := send("/fi/rekisteroidy", "id", uuid.NewString(), "name", sentinelName, "email", sentinelMail, "password", "pitkä ja oma salasana", "business_id", "0201256-6",
		"producer_name", "Hoiva Oy", "kind", "company")
	for range 3 {
		send("/fi/kirjaudu", "email", sentinelMail, "password", sentinelCode)
	}
	send("/fi/salasana", "email", sentinelMail)
	asked := send("/fi/pyyda-palvelua", "form", h.Keys.Token("ask.form", aMinuteOld()), "id", offering, "name", sentinelName, "phone", sentinelPhone, "email", sentinelMail,
		"place", "00530", "for", "me", "wish", sentinelWish+" "+sentinelCode, "consent", "yes", "step", "send")
	for what, w := range map[string]*httptest.ResponseRecorder{"a report": reported, "signing up": signedUp, "asking for a service": asked} {
		if w.Code != http.StatusSeeOther {
			t.Fatalf("%s answers %d: %.3000s", what, w.Code, w.Body.String())
		}
	}
	mails := h.mails(2)

	seen := map[string]string{"the log": h.log.String(), "addresses": strings.Join(addresses, "\n"), "figures": h.figures()}
	for name, text := range mails {
		head, body, _ := strings.Cut(text, "\r\n\r\n")
		for _, line := range strings.Split(head, "\r\n") {
			if !strings.HasPrefix(line, "To:") { // whom it is to, and nothing more
				body += "\n" + line
			}
		}
		seen["mail "+name] = body
	}
	for where, text := range seen {
		for _, s := range sentinels {
			if at := strings.Index(text, s); at >= 0 {
				t.Errorf("%s has %q: %.200s", where, s, text[max(0, at-100):])
			}
		}
	}
	h.nowhereElse(map[string]string{"person": "whose account it is", "mail_out": "whom a mail is to, until it is sent"})
}

// aMinuteOld is the id of a form that was opened a minute ago.
func aMinuteOld() uuid.UUID {
	id := uuid.Must(uuid.NewV7())
	var at [8]byte
	binary.BigEndian.PutUint64(at[:], uint64(time.Now().Add(-time.Minute).UnixMilli())<<16)
	copy(id[:6], at[:6])
	return id
}

// mails waits until so many mails have been sent, and reads all.
func (h *house) mails(least int) map[string]string {
	h.t.Helper()
	found := map[string]string{}
	for deadline := time.Now().Add(20 * time.Second); len(found) < least; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			h.t.Fatalf("%d mails were sent", len(found))
		}
		files, err := filepath.Glob(filepath.Join(h.Config.DataDir, "mail", "*.eml"))
		h.ok(err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			h.ok(err)
			found[filepath.Base(file)] = string(text)
		}
	}
	return found
}

// figures are what Prometheus is told.
func (h *house) figures() string {
	w := httptest.NewRecorder()
	promhttp.HandlerFor(h.Metrics, promhttp.HandlerOpts{}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Body.Len() < 1000 {
		h.t.Errorf("%d bytes of figures", w.Body.Len())
	}
	return w.Body.String()
}

// nowhereElse looks through every row of the database, those of jobs and the audit trail too.
func (h *house) nowhereElse(belongs map[string]string) {
	h.t.Helper()
	var tables []string
	h.ok(h.db.Owner.Select(&tables, `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition`))
	found := map[string]bool{}
	for _, table := range tables {
		for _, s := range sentinels {
			var rows int
			// Bytes are written as hex: what is sealed is searched for as well.
			h.ok(h.db.Owner.Get(&rows, fmt.Sprintf(`SELECT count(*) FROM %q x WHERE strpos(x::text, $1) > 0 OR strpos(x::text, encode(convert_to($1, 'UTF8'), 'hex')) > 0`, table), s))
			if rows > 0 && belongs[table] == "" {
				h.t.Errorf("%d rows of %s have %q", rows, table, s)
			}
			found[table] = found[table] || rows > 0
		}
	}
	if !found["person"] {
		h.t.Error("the account is not found where it is: the search finds nothing")
	}
}
