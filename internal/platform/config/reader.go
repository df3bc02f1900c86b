package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/lib/pq"
)

// reader reads single settings and gathers what is wrong with them. Its faults name the variable and never the value,
// which may be a secret.
type reader struct {
	getenv func(string) string
	faults []error
}

func (r *reader) fault(name, format string, args ...any) {
	r.faults = append(r.faults, fmt.Errorf("%s: %s", name, fmt.Sprintf(format, args...)))
}

// text reads a setting as it is. Blanks around it are a slip of whoever typed it.
func (r *reader) text(name, otherwise string) string {
	if value := strings.TrimSpace(r.getenv(name)); value != "" {
		return value
	}
	return otherwise
}

func (r *reader) oneOf(name string, values ...string) string {
	value := r.text(name, values[0])
	if !slices.Contains(values, value) {
		r.fault(name, "is none of %s", strings.Join(values, ", "))
	}
	return value
}

// count reads a whole number between two.
func (r *reader) count(name string, otherwise, least, most int) int {
	n, err := strconv.Atoi(r.text(name, strconv.Itoa(otherwise)))
	if err != nil || n < least || n > most {
		r.fault(name, "is no whole number between %d and %d", least, most)
	}
	return n
}

// address reads a host and port to listen at.
func (r *reader) address(name, otherwise string) string {
	value := r.text(name, otherwise)
	host, port, err := net.SplitHostPort(value)
	if err != nil {
		r.fault(name, "is not host:port")
		return value
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		r.fault(name, "has no port between 0 and 65535")
	}
	if strings.ContainsAny(host, " /") {
		r.fault(name, "is not host:port")
	}
	return value
}

// path reads a file or folder and makes it absolute, so that a later change of folder does not move it.
func (r *reader) path(name, otherwise string) string {
	value := r.text(name, otherwise)
	absolute, err := filepath.Abs(value)
	if err != nil {
		r.fault(name, "cannot be made absolute: %v", err)
		return value
	}
	return absolute
}

// origin reads a web address without path, query or user.
func (r *reader) origin(name, otherwise string) *url.URL {
	value := r.text(name, otherwise)
	u, err := url.Parse(strings.TrimSuffix(value, "/"))
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		r.fault(name, "is not an http:// or https:// address")
		return nil
	case u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		r.fault(name, "has more than a host and port; the service lives at the root of its host")
		return nil
	}
	return u
}

// web reads the address of another service, or nothing.
func (r *reader) web(name string) string {
	value := r.text(name, "")
	if value == "" {
		return ""
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		r.fault(name, "is not an http:// or https:// address")
	} else if u.RawQuery != "" || u.Fragment != "" { // which errors would tell
		r.fault(name, "has more than a user, a host, a port and a path")
	}
	return value
}

// contact reads where somebody can be reached, as security.txt says it: a mailto:, tel: or https: address, or nothing.
func (r *reader) contact(name string) string {
	value := r.text(name, "")
	if value == "" {
		return ""
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme == "https" && u.Host == "" || u.Scheme != "https" && (u.Scheme != "mailto" && u.Scheme != "tel" || u.Opaque == "") ||
		strings.ContainsAny(value, "\r\n") {
		r.fault(name, "is not a mailto:, tel: or https: address")
	}
	return value
}

// database reads PostgreSQL's address: a URL, or libpq's key=value.
func (r *reader) database(name string) string {
	value := r.text(name, "")
	if value == "" {
		return ""
	}
	if scheme, _, isURL := strings.Cut(value, "://"); isURL {
		_, err := url.Parse(value)
		if err != nil || scheme != "postgres" && scheme != "postgresql" {
			r.fault(name, "is not a postgres:// address")
		}
	} else if !strings.Contains(value, "=") {
		r.fault(name, "is neither a postgres:// address nor key=value")
	} else if _, err := pq.NewConfig(value); err != nil { // whose words may have a piece of the password in them
		r.fault(name, "cannot be read as key=value: a value with a blank or a quote in it stands in quotes")
	}
	return value
}

func (r *reader) files(name string) string {
	value := r.text(name, "")
	if value == "" {
		return ""
	}
	u, err := url.Parse(value)
	if err == nil && u.Scheme == "s3" {
		if _, secret := u.User.Password(); !secret || u.Host == "" || strings.Trim(u.Path, "/") == "" {
			r.fault(name, "is not s3://KEY:SECRET@host/bucket")
		}
		for option, values := range u.Query() {
			if option != "region" && (option != "insecure" || values[0] != "on" && values[0] != "off") {
				r.fault(name, "has another option than region=… and insecure=on")
			}
		}
		return value
	}
	if err != nil || u.Scheme != "file" || u.Host != "" || !filepath.IsAbs(u.Path) {
		r.fault(name, "is not file:///an/absolute/path nor s3://KEY:SECRET@host/bucket")
	}
	return value
}

// prefixes reads addresses and networks with commas between: 10.0.0.0/8, ::1.
func (r *reader) prefixes(name string) []netip.Prefix {
	var list []netip.Prefix
	for item := range strings.SplitSeq(r.text(name, ""), ",") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		if prefix, err := netip.ParsePrefix(item); err == nil {
			list = append(list, prefix.Masked())
		} else if addr, err := netip.ParseAddr(item); err == nil {
			list = append(list, netip.PrefixFrom(addr, addr.BitLen()))
		} else {
			r.fault(name, "%q is neither an address nor a network", item)
		}
	}
	return list
}
