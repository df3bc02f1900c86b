package config

import (
	"cmp"
	"net"
	"net/mail"
	"net/url"
	"strconv"
)

// SMTP is a mail server, read from SMTP_URL:
//
//	smtp://user:password@host:587?from=palvelu@example.fi     STARTTLS, required
//	smtps://user:password@host:465?from=palvelu@example.fi    TLS from the first byte
//	smtp://localhost:25?tls=off                               no encryption; this machine only
//
// Without from, mail comes from tuottajatori@ and PUBLIC_URL's host name.
type SMTP struct {
	Host, Port     string
	User, Password string // both empty: the server asks for none
	From           mail.Address
	ImplicitTLS    bool // smtps
	NoTLS          bool // tls=off
}

// senderName is shown beside the sender's address.
const senderName = "Tuottajatori"

func (r *reader) smtp(name string, public *url.URL) *SMTP {
	value := r.text(name, "")
	if value == "" {
		return nil
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" {
		r.fault(name, "is not smtp://[user:password@]host[:port][?from=address]")
		return nil
	}
	if port, err := strconv.Atoi(cmp.Or(u.Port(), "25")); err != nil || port < 1 || port > 65535 {
		r.fault(name, "has no port between 1 and 65535")
	}
	query := u.Query()
	s := &SMTP{Host: u.Hostname(), Port: u.Port(), User: u.User.Username(), ImplicitTLS: u.Scheme == "smtps"}
	s.Password, _ = u.User.Password()
	if s.Port == "" {
		s.Port = "587"
		if s.ImplicitTLS {
			s.Port = "465"
		}
	}
	switch query.Get("tls") {
	case "":
	case "off":
		s.NoTLS = true
		if s.ImplicitTLS || !isLoopback(s.Host) {
			r.fault(name, "tls=off is for smtp:// on this machine only")
		}
	default:
		r.fault(name, "tls can be off, or left out")
	}
	s.From = defaultFrom(public)
	if from := query.Get("from"); from != "" {
		address, err := mail.ParseAddress(from)
		if err != nil {
			r.fault(name, "from is not an e-mail address")
			return s
		}
		s.From.Address = address.Address
	}
	return s
}

func defaultFrom(public *url.URL) mail.Address {
	host := "localhost"
	if public != nil && net.ParseIP(public.Hostname()) == nil {
		host = public.Hostname()
	}
	return mail.Address{Name: senderName, Address: "tuottajatori@" + host}
}

// Addr is the server's host:port.
func (s *SMTP) Addr() string { return net.JoinHostPort(s.Host, s.Port) }

// url is the setting again.
func (s *SMTP) url() string {
	if s == nil {
		return ""
	}
	u := url.URL{Scheme: "smtp", Host: s.Addr()}
	if s.ImplicitTLS {
		u.Scheme = "smtps"
	}
	if s.User != "" {
		u.User = url.UserPassword(s.User, s.Password)
	}
	query := url.Values{"from": {s.From.Address}}
	if s.NoTLS {
		query.Set("tls", "off")
	}
	u.RawQuery = query.Encode()
	return u.String()
}
