package mail

import (
	"bufio"
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/config"
)

// server is a mail server for one test, on a real connection with real TLS. It keeps what it is given.
type server struct {
	implicitTLS bool // encrypted from the first byte
	noSTARTTLS  bool
	hangs       bool              // takes the connection and never says a word
	answers     map[string]string // instead of its own, by the command's first word; CONTENT: to the message

	listener net.Listener
	group    sync.WaitGroup
	tls      *tls.Config
	roots    *x509.CertPool

	mu       sync.Mutex
	sessions []session
}

// session is what one client said.
type session struct {
	encrypted bool
	commands  []string
	content   string
}

func (s *server) start(t *testing.T) *server {
	t.Helper()
	https := httptest.NewTLSServer(nil) // for its certificate, which is for 127.0.0.1
	https.Close()
	s.tls = &tls.Config{Certificates: https.TLS.Certificates}
	s.roots = x509.NewCertPool()
	s.roots.AddCert(https.Certificate())
	var err error
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.given() })
	s.group.Go(func() {
		for {
			conn, err := s.listener.Accept()
			if err != nil {
				return
			}
			s.group.Go(func() { s.serve(conn) })
		}
	})
	return s
}

// sender makes a client of the server by SMTP_URL, as the program does.
func (s *server) sender(t *testing.T, scheme, user string, query url.Values) *SMTP {
	t.Helper()
	query.Set("from", "palvelu@example.fi")
	u := url.URL{Scheme: scheme, Host: s.listener.Addr().String(), RawQuery: query.Encode()}
	if user != "" {
		u.User = url.UserPassword(user, "sala sana")
	}
	c, err := config.Load(func(name string) string { return map[string]string{"SMTP_URL": u.String()}[name] })
	if err != nil {
		t.Fatal(err)
	}
	made, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	sender := made.(*SMTP)
	sender.roots = s.roots
	return sender
}

func (s *server) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	var said session
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.sessions = append(s.sessions, said)
	}()
	if s.hangs {
		_, _ = bufio.NewReader(conn).ReadString('\n') // until the client gives up
		return
	}
	if s.implicitTLS {
		conn = tls.Server(conn, s.tls)
		said.encrypted = true
	}
	lines := bufio.NewReader(conn)
	say := func(line string) { _, _ = conn.Write([]byte(line + "\r\n")) }
	say("220 mail.example.fi ESMTP")
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		said.commands = append(said.commands, line)
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		if answer := s.answers[verb]; answer != "" {
			say(answer)
			continue
		}
		switch verb {
		case "EHLO":
			say("250-mail.example.fi")
			if !s.noSTARTTLS && !said.encrypted {
				say("250-STARTTLS")
			}
			say("250-AUTH PLAIN")
			say("250 8BITMIME")
		case "STARTTLS":
			say("220 go ahead")
			conn = tls.Server(conn, s.tls)
			lines = bufio.NewReader(conn)
			said.encrypted = true
		case "AUTH":
			say("235 welcome")
		case "DATA":
			say("354 send it")
			if said.content, err = readContent(lines); err != nil {
				return
			}
			say(cmp.Or(s.answers["CONTENT"], "250 taken"))
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func readContent(lines *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		line, err := lines.ReadString('\n')
		if err != nil || line == ".\r\n" {
			return b.String(), err
		}
		b.WriteString(line)
	}
}

// given stops the server, waits for the sessions to end, and answers them.
func (s *server) given() []session {
	_ = s.listener.Close()
	s.group.Wait()
	return s.sessions
}
