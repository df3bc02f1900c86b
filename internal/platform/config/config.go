// Package config reads the service's settings from the environment, once, at start. Everything that is wrong is told
// at once, and secrets are never printed.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// The values of SEARCH_ENGINE: auto takes Meilisearch when MEILI_URL is set. The command up sets that, and a key, where
// the program meilisearch is on the PATH.
const (
	SearchAuto     = "auto"
	SearchMeili    = "meili"
	SearchPostgres = "pg"
)

// The values of SEARCH_REMEMBER.
const (
	RememberOn  = "on"
	RememberOff = "off"
)

// The values of DEMO: auto is on only for the private database that the command up starts.
const (
	DemoAuto = "auto"
	DemoOn   = "on"
	DemoOff  = "off"
)

// The values of STAFF_SECOND_FACTOR: auto is required, and offered where demo data is shown.
const (
	FactorAuto     = "auto"
	FactorRequired = "required"
	FactorOffered  = "offered"
)

// DefaultDataDir is DATA_DIR when nobody sets it, below the folder that the program is started in.
const DefaultDataDir = "data"

// Config is every setting. Load makes it.
type Config struct {
	ListenAddr       string         // LISTEN_ADDR: host:port of the pages and the API
	AdminAddr        string         // ADMIN_ADDR: host:port of metrics and profiles; keep it inside
	PublicURL        *url.URL       // PUBLIC_URL: how people reach us, without a path; in links and mail
	DataDir          string         // DATA_DIR: files, mail, keys, the private database; absolute
	DatabaseURL      string         // DATABASE_URL: the service's role; empty: up starts a private database
	DatabaseOwnerURL string         // DATABASE_OWNER_URL: the role that migrates
	DatabasePool     int            // DATABASE_POOL: how many connections each process has at most
	MeiliURL         string         // MEILI_URL: http://host:port of a Meilisearch
	MeiliAPIKey      string         // MEILI_API_KEY: with the rights that search/meili lists, better than the master key
	SearchEngine     string         // SEARCH_ENGINE: auto, meili or pg
	SearchRemember   string         // SEARCH_REMEMBER: on or off; off asks the engine each time, to measure it
	KeysFile         string         // KEYS_FILE: secrets outside the database; absolute
	FilesURL         string         // FILES_URL: file:///path or s3://KEY:SECRET@host/bucket/prefix; empty: DATA_DIR/files
	SMTP             *SMTP          // SMTP_URL; nil: mail goes into DATA_DIR/mail
	TrustedProxies   []netip.Prefix // TRUSTED_PROXIES: whose X-Forwarded-For is believed
	DrainSeconds     int            // DRAIN_SECONDS: how long a process that ends still answers, saying that it is not ready
	SecurityContact  string         // SECURITY_CONTACT: where a weakness is told of, for security.txt; empty: nowhere
	Demo             string         // DEMO: auto, on or off
	Staff            *Issuer        // OIDC_…: where staff sign in; nil: here only
	Citizens         *Issuer        // CITIZEN_OIDC_…: the broker through which citizens are identified; nil: nobody is
	SecondFactor     string         // STAFF_SECOND_FACTOR: auto, required or offered
}

// Load reads the settings with getenv (os.Getenv in the program), fills in defaults, and lists every fault at once.
func Load(getenv func(string) string) (Config, error) {
	r := &reader{getenv: getenv}
	c := Config{
		ListenAddr:       r.address("LISTEN_ADDR", "127.0.0.1:8080"),
		AdminAddr:        r.address("ADMIN_ADDR", "127.0.0.1:8081"),
		DataDir:          r.path("DATA_DIR", DefaultDataDir),
		DatabaseURL:      r.database("DATABASE_URL"),
		DatabaseOwnerURL: r.database("DATABASE_OWNER_URL"),
		MeiliURL:         r.web("MEILI_URL"),
		MeiliAPIKey:      r.text("MEILI_API_KEY", ""),
		SearchEngine:     r.oneOf("SEARCH_ENGINE", SearchAuto, SearchMeili, SearchPostgres),
		SearchRemember:   r.oneOf("SEARCH_REMEMBER", RememberOn, RememberOff),
		FilesURL:         r.files("FILES_URL"),
		TrustedProxies:   r.prefixes("TRUSTED_PROXIES"),
		SecurityContact:  r.contact("SECURITY_CONTACT"),
		DatabasePool:     r.count("DATABASE_POOL", 24, 8, 500),
		DrainSeconds:     r.count("DRAIN_SECONDS", 5, 0, 300),
		Demo:             r.oneOf("DEMO", DemoAuto, DemoOn, DemoOff),
		SecondFactor:     r.oneOf("STAFF_SECOND_FACTOR", FactorAuto, FactorRequired, FactorOffered),
	}
	c.KeysFile = r.path("KEYS_FILE", filepath.Join(c.DataDir, "keys.json"))
	c.PublicURL = r.origin("PUBLIC_URL", "http://"+reachable(c.ListenAddr))
	c.SMTP = r.smtp("SMTP_URL", c.PublicURL)
	c.Staff, c.Citizens = r.issuer("OIDC"), r.issuer("CITIZEN_OIDC")
	if (c.Staff != nil || c.Citizens != nil) && c.PublicURL != nil && c.PublicURL.Scheme != "https" && !c.Loopback() {
		r.fault("PUBLIC_URL", "is not https://, over which an issuer may send people back")
	}
	if c.SearchEngine == SearchMeili && c.MeiliURL == "" {
		r.fault("SEARCH_ENGINE", "meili needs MEILI_URL")
	}
	if c.ListenAddr == c.AdminAddr && !strings.HasSuffix(c.ListenAddr, ":0") {
		r.fault("ADMIN_ADDR", "is the same as LISTEN_ADDR")
	}
	if c.DatabaseOwnerURL != "" && c.DatabaseURL == "" {
		r.fault("DATABASE_URL", "is missing, though DATABASE_OWNER_URL is set")
	}
	if err := errors.Join(r.faults...); err != nil {
		return Config{}, err
	}
	return c, nil
}

// DemoEnabled tells whether demo data and demo sign-in may be used. Private says that the database is the one that the
// command up started for itself.
func (c Config) DemoEnabled(private bool) bool {
	return c.Demo == DemoOn || c.Demo == DemoAuto && private
}

// SecondFactorRequired tells whether staff, and those who sign for a producer, must have a second factor.
func (c Config) SecondFactorRequired(demo bool) bool {
	return c.SecondFactor == FactorRequired || c.SecondFactor != FactorOffered && !demo
}

// Loopback tells whether the service is reached from this machine only, as PUBLIC_URL says.
func (c Config) Loopback() bool { return IsLoopback(c.PublicURL) }

// IsLoopback tells whether an address leads to this machine and can be reached from no other.
func IsLoopback(u *url.URL) bool { return u != nil && isLoopback(strings.ToLower(u.Hostname())) }

// MailDir is where mail goes without a mail server.
func (c Config) MailDir() string { return filepath.Join(c.DataDir, "mail") }

// HeadsDir is where the signed heads of the audit trail are exported to, a file a day.
func (c Config) HeadsDir() string { return filepath.Join(c.DataDir, "audit-heads") }

// MailFrom is the address that mail comes from.
func (c Config) MailFrom() mail.Address {
	if c.SMTP != nil {
		return c.SMTP.From
	}
	return defaultFrom(c.PublicURL)
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// reachable is a listening address as a browser on this machine can use it: "every interface" is no place to go.
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// setting is one line of what the settings are.
type setting struct{ name, value, shown string }

func (c Config) settings() []setting {
	public := ""
	if c.PublicURL != nil {
		public = c.PublicURL.String()
	}
	proxies := make([]string, len(c.TrustedProxies))
	for i, p := range c.TrustedProxies {
		proxies[i] = p.String()
	}
	list := []setting{
		{name: "LISTEN_ADDR", value: c.ListenAddr}, {name: "ADMIN_ADDR", value: c.AdminAddr},
		{name: "PUBLIC_URL", value: public}, {name: "DATA_DIR", value: c.DataDir},
		{name: "DATABASE_URL", value: c.DatabaseURL, shown: redactURL(c.DatabaseURL)},
		{name: "DATABASE_OWNER_URL", value: c.DatabaseOwnerURL, shown: redactURL(c.DatabaseOwnerURL)},
		{name: "MEILI_URL", value: c.MeiliURL, shown: redactURL(c.MeiliURL)},
		{name: "MEILI_API_KEY", value: c.MeiliAPIKey, shown: hidden},
		{name: "SEARCH_ENGINE", value: c.SearchEngine}, {name: "SEARCH_REMEMBER", value: c.SearchRemember}, {name: "KEYS_FILE", value: c.KeysFile},
		{name: "FILES_URL", value: c.FilesURL, shown: redactURL(c.FilesURL)}, {name: "SMTP_URL", value: c.SMTP.url(), shown: redactURL(c.SMTP.url())},
		{name: "TRUSTED_PROXIES", value: strings.Join(proxies, ",")}, {name: "DATABASE_POOL", value: strconv.Itoa(c.DatabasePool)}, {name: "DRAIN_SECONDS", value: strconv.Itoa(c.DrainSeconds)}, {name: "DEMO", value: c.Demo},
		{name: "STAFF_SECOND_FACTOR", value: c.SecondFactor},
		{name: "SECURITY_CONTACT", value: c.SecurityContact},
	}
	list = append(append(list, c.Staff.settings()...), c.Citizens.settings()...)
	list = slices.DeleteFunc(list, func(s setting) bool { return s.value == "" })
	for i := range list {
		if list[i].shown == "" {
			list[i].shown = list[i].value
		}
	}
	return list
}

// String is the settings for people and logs, without secrets.
func (c Config) String() string {
	parts := []string{}
	for _, s := range c.settings() {
		parts = append(parts, s.name+"="+s.shown)
	}
	return strings.Join(parts, " ")
}

// GoString keeps secrets out of %#v as well.
func (c Config) GoString() string { return "config.Config{" + c.String() + "}" }

// MarshalText keeps secrets out of JSON, and so out of the log.
func (c Config) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// EnvFile is the settings, secrets and all, as a shell reads them with "set -a; . FILE". Write it 0600.
func (c Config) EnvFile() string {
	var b strings.Builder
	for _, s := range c.settings() {
		fmt.Fprintf(&b, "%s='%s'\n", s.name, strings.ReplaceAll(s.value, "'", `'\''`))
	}
	return b.String()
}

// hidden stands for a secret that is set.
const hidden = "(set)"

// redactURL shows an address without its password. What is no URL, such as key=value, may hold one anywhere.
func redactURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme == "" {
		return hidden
	}
	query := u.Query()
	for name := range query {
		if strings.Contains(name, "pass") || strings.Contains(name, "key") || strings.Contains(name, "token") {
			query.Set(name, hidden)
		}
	}
	u.RawQuery = query.Encode()
	return u.Redacted()
}
