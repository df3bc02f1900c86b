// Package mail sends plain text mail: over SMTP when SMTP_URL is set, and otherwise into files in DATA_DIR/mail, where
// a developer or the demo's user reads them.
package mail

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
)

// Message is one mail to one person. The texts are UTF-8.
type Message struct {
	ID      uuid.UUID // the same each time that it is sent, so that the second of two is known to be the first; zero: sent once
	To      string    // an address without a name
	Subject string    // one line
	Text    string
}

// Sender sends mail. Implementations are safe for concurrent use.
type Sender interface {
	// Send hands the message over. ErrRejected means that another try would not help.
	Send(ctx context.Context, m Message) error
}

// ErrRejected is a message that cannot be sent as it is: a bad address, or a server that refuses it for good.
var ErrRejected = errors.New("mail: rejected")

// maxLine is the longest header value that is taken.
const maxLine = 500

// check refuses what could add headers or further recipients to a message.
func (m Message) check() error {
	address, err := mail.ParseAddress(m.To)
	if err != nil || address.Address != m.To || strings.ContainsFunc(m.To, unicode.IsControl) {
		return fmt.Errorf("%w: not one plain address", ErrRejected)
	}
	if strings.ContainsFunc(m.Subject, unicode.IsControl) || len(m.Subject) > maxLine || m.Subject == "" {
		return fmt.Errorf("%w: the subject is not one line", ErrRejected)
	}
	return nil
}

// compose writes the message in the form of RFC 5322.
func compose(from mail.Address, m Message, now time.Time) ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	domain := from.Address[strings.LastIndexByte(from.Address, '@')+1:]
	id := m.ID
	if id == uuid.Nil {
		id = uuid.New()
	}
	var b strings.Builder
	for _, header := range [][2]string{
		{"From", from.String()},
		{"To", (&mail.Address{Address: m.To}).String()},
		{"Subject", mime.QEncoding.Encode("utf-8", m.Subject)},
		{"Date", now.UTC().Format(time.RFC1123Z)},
		{"Message-ID", "<" + id.String() + "@" + domain + ">"},
		{"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=utf-8"},
		{"Content-Transfer-Encoding", "quoted-printable"},
		{"Auto-Submitted", "auto-generated"}, // RFC 3834: no out-of-office answers
	} {
		b.WriteString(header[0] + ": " + header[1] + "\r\n")
	}
	b.WriteString("\r\n")
	w := quotedprintable.NewWriter(&b)
	text := strings.ReplaceAll(strings.ReplaceAll(m.Text, "\r\n", "\n"), "\n", "\r\n")
	if _, err := w.Write([]byte(text)); err != nil {
		return nil, fmt.Errorf("compose mail: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compose mail: %w", err)
	}
	return []byte(b.String()), nil
}
