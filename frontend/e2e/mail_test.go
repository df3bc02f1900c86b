package e2e

import (
	"bytes"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// letter is a mail as its reader sees it, and the path of the link in it.
type letter struct{ subject, text, link string }

// mail waits for a mail to the address whose subject has the words, and answers the path of the link in it.
func (w *world) mail(t *testing.T, to, subject string) string {
	t.Helper()
	return w.letter(t, to, subject).link
}

// letter waits for a mail to the address whose subject has the words. Each mail is read once.
func (w *world) letter(t *testing.T, to, subject string) letter {
	t.Helper()
	var others []string
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		files, err := filepath.Glob(filepath.Join(w.dir, "mail", "*.eml"))
		if err != nil {
			t.Fatal(err)
		}
		others = nil
		seen := w.logs.marked()
		for _, file := range files {
			if seen[file] {
				continue
			}
			one, address := w.read(t, file)
			switch {
			case address != to:
			case !strings.Contains(one.subject, subject):
				others = append(others, one.subject)
			case one.link == "":
				t.Fatalf("a mail without a link to %s:\n%s", w.url, one.text)
			default:
				w.logs.mark(file)
				return one
			}
		}
	}
	t.Fatalf("no mail %q came to %s, only %q", subject, to, others)
	return letter{}
}

// read decodes a mail, and answers to whom it is.
func (w *world) read(t *testing.T, file string) (one letter, to string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	body := m.Body
	if m.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	one.text = string(text)
	if one.subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	if found := regexp.MustCompile(regexp.QuoteMeta(w.url) + `(/\S+)`).FindStringSubmatch(one.text); found != nil {
		one.link = found[1]
	}
	return one, strings.Trim(m.Header.Get("To"), "<>")
}
