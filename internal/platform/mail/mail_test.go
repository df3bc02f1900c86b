package mail

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tuottajatori/tuottajatori/internal/platform/config"
)

var greeting = Message{To: "liisa@example.fi", Subject: "Vahvista sähköpostisi", Text: "Hei!\n\nÄläkä vastaa.\n.\nPiste oli yksin.\n"}

// read takes a composed message apart again.
func read(t *testing.T, content string) (header mail.Header, text string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	return m.Header, strings.ReplaceAll(string(body), "\r\n", "\n")
}

func check(t *testing.T, content string, want Message) {
	t.Helper()
	header, text := read(t, content)
	subject, err := new(mime.WordDecoder).DecodeHeader(header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, Message{To: strings.Trim(header.Get("To"), "<>"), Subject: subject, Text: text}); diff != "" {
		t.Error(diff)
	}
	if date, err := header.Date(); err != nil || time.Since(date).Abs() > time.Hour {
		t.Errorf("date %v, %v", date, err)
	}
	for line := range strings.SplitSeq(content, "\r\n") {
		if len(line) > 998 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("line %.40q", line)
		}
	}
}

func TestCompose(t *testing.T) {
	from := mail.Address{Name: "Tuottajatori", Address: "palvelu@example.fi"}
	for _, m := range []Message{
		greeting,
		{To: "a@b.fi", Subject: strings.Repeat("ä", 100), Text: strings.Repeat("pitkä rivi ", 300)},
		{To: "a@b.fi", Subject: "x", Text: ""},
	} {
		content, err := compose(from, m, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		check(t, string(content), m)
		header, _ := read(t, string(content))
		if got, err := mail.ParseAddress(header.Get("From")); err != nil || *got != from {
			t.Errorf("from %v, %v", got, err)
		}
		if id := header.Get("Message-ID"); !strings.HasSuffix(id, "@example.fi>") {
			t.Errorf("id %q", id)
		}
	}
}

// TestHeadersCannotBeAdded tries to smuggle headers and recipients in by address and subject.
func TestHeadersCannotBeAdded(t *testing.T) {
	for _, m := range []Message{
		{To: "a@b.fi\r\nBcc: c@d.fi", Subject: "x"},
		{To: "a@b.fi, c@d.fi", Subject: "x"},
		{To: "A <a@b.fi>", Subject: "x"},
		{To: "<a@b.fi>", Subject: "x"},
		{To: "", Subject: "x"},
		{To: "nobody", Subject: "x"},
		{To: "\"a\r\nRCPT TO:<c@d.fi>\"@b.fi", Subject: "x"},
		{To: "a@b.fi", Subject: "x\r\nBcc: c@d.fi"},
		{To: "a@b.fi", Subject: "x\nBcc: c@d.fi"},
		{To: "a@b.fi", Subject: "x\x00"},
		{To: "a@b.fi", Subject: ""},
	} {
		if content, err := compose(mail.Address{Address: "p@e.fi"}, m, time.Now()); !errors.Is(err, ErrRejected) {
			t.Errorf("%+v: %v\n%s", m, err, content)
		}
	}
	// A producer's name may hold what looks like a header; in the text it is text.
	m := Message{To: "a@b.fi", Subject: "x", Text: "\r\n.\r\nMAIL FROM:<x@y.fi>\r\nBcc: c@d.fi\r\n"}
	content, err := compose(mail.Address{Address: "p@e.fi"}, m, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if header, _ := read(t, string(content)); header.Get("Bcc") != "" {
		t.Error("the text became a header")
	}
}

func TestSMTP(t *testing.T) {
	for name, test := range map[string]struct {
		server       *server
		scheme, user string
		query        url.Values
		encrypted    bool
	}{
		"STARTTLS":          {&server{}, "smtp", "", url.Values{}, true},
		"STARTTLS and user": {&server{}, "smtp", "käyttäjä", url.Values{}, true},
		"implicit TLS":      {&server{implicitTLS: true}, "smtps", "u", url.Values{}, true},
		"none, loopback":    {&server{noSTARTTLS: true}, "smtp", "", url.Values{"tls": {"off"}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := test.server.start(t)
			sender := s.sender(t, test.scheme, test.user, test.query)
			if err := sender.Send(t.Context(), greeting); err != nil {
				t.Fatal(err)
			}
			sessions := s.given()
			if len(sessions) != 1 || sessions[0].encrypted != test.encrypted {
				t.Fatalf("sessions %+v", sessions)
			}
			said := strings.Join(sessions[0].commands, "\n")
			if !strings.Contains(said, "MAIL FROM:<palvelu@example.fi>") || !strings.Contains(said, "RCPT TO:<liisa@example.fi>") ||
				strings.Contains(said, "AUTH PLAIN") != (test.user != "") {
				t.Errorf("said\n%s", said)
			}
			check(t, strings.ReplaceAll(sessions[0].content, "\r\n..", "\r\n."), greeting)
		})
	}
}

// TestSMTPRefusals tells what is worth another try from what is not.
func TestSMTPRefusals(t *testing.T) {
	for name, test := range map[string]struct {
		server   *server
		rejected bool
	}{
		"no such person":      {&server{answers: map[string]string{"RCPT": "550 no such person"}}, true},
		"message refused":     {&server{answers: map[string]string{"CONTENT": "554 looks like spam"}}, true},
		"mailbox busy":        {&server{answers: map[string]string{"RCPT": "451 try later"}}, false},
		"server closes":       {&server{answers: map[string]string{"MAIL": "421 closing"}}, false},
		"wrong password":      {&server{answers: map[string]string{"AUTH": "535 wrong password"}}, false},
		"sender not allowed":  {&server{answers: map[string]string{"MAIL": "550 not you"}}, false},
		"no STARTTLS offered": {&server{noSTARTTLS: true}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := test.server.start(t)
			err := s.sender(t, "smtp", "u", url.Values{}).Send(t.Context(), greeting)
			if err == nil || errors.Is(err, ErrRejected) != test.rejected {
				t.Errorf("answer %v", err)
			}
			for _, said := range s.given() {
				if !said.encrypted && strings.Contains(strings.Join(said.commands, " "), "AUTH") {
					t.Error("the password was sent in the open")
				}
			}
		})
	}
}

func TestSMTPDoesNotTrustAnyCertificate(t *testing.T) {
	s := (&server{}).start(t)
	sender := s.sender(t, "smtp", "u", url.Values{})
	sender.roots = nil // the system's, which do not know the test's server
	if err := sender.Send(t.Context(), greeting); err == nil || errors.Is(err, ErrRejected) {
		t.Errorf("answer %v", err)
	}
}

func TestSMTPGivesUp(t *testing.T) {
	s := (&server{hangs: true}).start(t)
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.sender(t, "smtp", "", url.Values{}).Send(short, greeting); err == nil || errors.Is(err, ErrRejected) {
		t.Errorf("a silent server: %v", err)
	}
	gone := (&server{}).start(t)
	sender := gone.sender(t, "smtp", "", url.Values{})
	gone.given()
	var refused *net.OpError
	if err := sender.Send(t.Context(), greeting); !errors.As(err, &refused) || errors.Is(err, ErrRejected) {
		t.Errorf("no server: %v", err)
	}
}

func TestSMTPDoesNotSendTwiceForABadFarewell(t *testing.T) {
	s := (&server{answers: map[string]string{"QUIT": "500 what?"}}).start(t)
	if err := s.sender(t, "smtp", "", url.Values{}).Send(t.Context(), greeting); err != nil {
		t.Errorf("a message that the server took: %v", err)
	}
}

func TestFolder(t *testing.T) {
	data := t.TempDir()
	c, err := config.Load(func(name string) string { return map[string]string{"DATA_DIR": data}[name] })
	if err != nil {
		t.Fatal(err)
	}
	sender, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	second := Message{To: "matti@example.fi", Subject: "Toinen", Text: "Moi\n"}
	for _, m := range []Message{greeting, second} {
		if err := sender.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	if err := sender.Send(t.Context(), Message{To: "x"}); !errors.Is(err, ErrRejected) {
		t.Errorf("a bad address: %v", err)
	}
	paths, err := filepath.Glob(filepath.Join(data, "mail", "*"))
	if err != nil || len(paths) != 2 {
		t.Fatalf("files %v, %v", paths, err)
	}
	for i, want := range []Message{greeting, second} { // their names sort by time
		info, err := os.Stat(paths[i])
		if err != nil || info.Mode().Perm() != 0o600 || filepath.Ext(paths[i]) != ".eml" {
			t.Errorf("%s: %v, %v", paths[i], info.Mode(), err)
		}
		content, err := os.ReadFile(paths[i])
		if err != nil {
			t.Fatal(err)
		}
		check(t, string(content), want)
	}
}
