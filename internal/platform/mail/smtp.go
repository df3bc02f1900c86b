package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"net/textproto"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/config"
)

// Time limits of one message: to reach the server, and for the whole conversation.
const (
	dialTimeout = 10 * time.Second
	sendTimeout = time.Minute
)

// SMTP is a Sender that talks to a mail server, one connection for each message.
type SMTP struct {
	server config.SMTP
	roots  *x509.CertPool // nil: the system's
}

// New makes the sender that the settings ask for: SMTP_URL's server, or files in DATA_DIR/mail.
func New(c config.Config) (Sender, error) {
	if c.SMTP != nil {
		return NewSMTP(*c.SMTP), nil
	}
	return NewFolder(c.MailDir(), c.MailFrom())
}

// NewSMTP makes a sender for the server. It connects when there is something to send.
func NewSMTP(server config.SMTP) *SMTP { return &SMTP{server: server} }

// Send implements Sender. A server that is away or busy gives an error worth another try; one that refuses the
// message for good gives ErrRejected.
func (s *SMTP) Send(ctx context.Context, m Message) (err error) {
	content, err := compose(s.server.From, m, time.Now())
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	client, err := s.connect(ctx)
	if err != nil {
		return verdict(err)
	}
	if err := s.hand(client, m.To, content); err != nil {
		return verdict(errors.Join(err, client.Close()))
	}
	// The message is the server's from here on. A failed farewell must not make it be sent twice.
	if err := client.Quit(); err != nil {
		_ = client.Close()
	}
	return nil
}

// connect opens an encrypted connection, unless the settings say otherwise, and signs in.
func (s *SMTP) connect(ctx context.Context) (*smtp.Client, error) {
	dialer := &net.Dialer{Timeout: dialTimeout}
	conn, err := dialer.DialContext(ctx, "tcp", s.server.Addr())
	if err != nil {
		return nil, fmt.Errorf("reach the mail server: %w", err)
	}
	// When time is up or the program stops, whatever the conversation waits for fails.
	raw := conn
	context.AfterFunc(ctx, func() { _ = raw.SetDeadline(time.Unix(1, 0)) })
	settings := &tls.Config{ServerName: s.server.Host, MinVersion: tls.VersionTLS12, RootCAs: s.roots}
	if s.server.ImplicitTLS {
		conn = tls.Client(conn, settings)
	}
	client, err := smtp.NewClient(conn, s.server.Host)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("greet the mail server: %w", err), conn.Close())
	}
	if err := s.secure(client, settings); err != nil {
		return nil, errors.Join(err, client.Close())
	}
	return client, nil
}

func (s *SMTP) secure(client *smtp.Client, settings *tls.Config) error {
	if !s.server.ImplicitTLS && !s.server.NoTLS {
		if offered, _ := client.Extension("STARTTLS"); !offered {
			return errors.New("the mail server offers no STARTTLS; use smtps://, or tls=off on this machine")
		}
		if err := client.StartTLS(settings); err != nil {
			return fmt.Errorf("encrypt the connection to the mail server: %w", err)
		}
	}
	if s.server.User == "" {
		return nil
	}
	if err := client.Auth(smtp.PlainAuth("", s.server.User, s.server.Password, s.server.Host)); err != nil {
		return fmt.Errorf("sign in to the mail server: %w", err)
	}
	return nil
}

// hand gives the server the envelope and the message.
func (s *SMTP) hand(client *smtp.Client, to string, content []byte) error {
	if err := client.Mail(s.server.From.Address); err != nil {
		return fmt.Errorf("mail server, sender: %w", err)
	}
	if err := client.Rcpt(to); err != nil {
		return refused{fmt.Errorf("mail server, recipient: %w", err)}
	}
	w, err := client.Data()
	if err != nil {
		return fmt.Errorf("mail server, content: %w", err)
	}
	if _, err := w.Write(content); err != nil {
		return fmt.Errorf("mail server, content: %w", err)
	}
	if err := w.Close(); err != nil {
		return refused{fmt.Errorf("mail server, content: %w", err)}
	}
	return nil
}

// refused marks the answers that are about this message, and not about our settings or the server's state.
type refused struct{ error }

func (r refused) Unwrap() error { return r.error }

// verdict makes a final refusal (5xx) of this message ErrRejected. Any other failure may pass: even a wrong password
// is put right by the administrator, and then the waiting mail goes out.
func verdict(err error) error {
	_, aboutMessage := errors.AsType[refused](err)
	if answer, ok := errors.AsType[*textproto.Error](err); ok && aboutMessage && answer.Code >= 500 {
		return fmt.Errorf("%w: %w", ErrRejected, err)
	}
	return err
}
