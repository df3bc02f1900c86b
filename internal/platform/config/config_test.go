package config_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuottajatori/tuottajatori/internal/platform/config"
)

func env(pairs ...string) func(string) string {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return m[name] }
}

func load(t *testing.T, pairs ...string) config.Config {
	t.Helper()
	c, err := config.Load(env(pairs...))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDefaults(t *testing.T) {
	c := load(t)
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{
		"listen": c.ListenAddr, "admin": c.AdminAddr, "public": c.PublicURL.String(), "data": c.DataDir,
		"keys": c.KeysFile, "engine": c.SearchEngine, "demo": c.Demo, "database": c.DatabaseURL, "mail": c.MailDir(),
		"from": c.MailFrom().Address,
	}
	want := map[string]string{
		"listen": "127.0.0.1:8080", "admin": "127.0.0.1:8081", "public": "http://127.0.0.1:8080",
		"data": filepath.Join(here, "data"), "keys": filepath.Join(here, "data", "keys.json"), "engine": "auto",
		"demo": "auto", "database": "", "mail": filepath.Join(here, "data", "mail"), "from": "tuottajatori@localhost",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if c.SMTP != nil {
		t.Errorf("mail server %v", c.SMTP)
	}
}

func TestPublicURL(t *testing.T) {
	for _, test := range []struct {
		listen, public, want string
	}{
		{"127.0.0.1:9000", "", "http://127.0.0.1:9000"},
		{":9000", "", "http://localhost:9000"},
		{"0.0.0.0:9000", "", "http://localhost:9000"},
		{"[::]:9000", "", "http://localhost:9000"},
		{"[::1]:9000", "", "http://[::1]:9000"},
		{"10.0.0.5:80", "", "http://10.0.0.5:80"},
		{"", "https://palvelut.example.fi/", "https://palvelut.example.fi"},
		{"", "http://localhost:3000", "http://localhost:3000"},
		{"", "http://localhost.example.fi", "http://localhost.example.fi"},
	} {
		c := load(t, "LISTEN_ADDR", test.listen, "PUBLIC_URL", test.public)
		if c.PublicURL.String() != test.want {
			t.Errorf("%+v: %s", test, c.PublicURL)
		}
	}
}

// TestFaultsAreListedAtOnce sets everything wrong and wants every variable named, and no secret told.
func TestFaultsAreListedAtOnce(t *testing.T) {
	_, err := config.Load(env(
		"LISTEN_ADDR", "8080", "ADMIN_ADDR", "127.0.0.1:99999", "PUBLIC_URL", "https://example.fi/path",
		"DATABASE_URL", "mysql://u:hunter2@h/x", "DATABASE_OWNER_URL", "hunter2",
		"MEILI_URL", "localhost:7700", "SEARCH_ENGINE", "google", "FILES_URL", "s3://key:hunter2@host",
		"SMTP_URL", "smtp://u:hunter2@mail.example.fi?tls=off&from=nobody", "TRUSTED_PROXIES", "10.0.0.0/8, proxy", "DEMO", "yes",
		"SECURITY_CONTACT", "turva@example.fi", "STAFF_SECOND_FACTOR", "maybe",
	))
	if err == nil {
		t.Fatal("no error")
	}
	for _, name := range []string{"LISTEN_ADDR", "ADMIN_ADDR", "PUBLIC_URL", "DATABASE_URL", "DATABASE_OWNER_URL", "MEILI_URL",
		"SEARCH_ENGINE", "FILES_URL", "SMTP_URL: tls=off", "SMTP_URL: from", "TRUSTED_PROXIES", "DEMO", "SECURITY_CONTACT", "STAFF_SECOND_FACTOR"} {
		if !strings.Contains("\n"+err.Error(), "\n"+name) {
			t.Errorf("%s is not told in:\n%v", name, err)
		}
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a secret is told:\n%v", err)
	}
}

func TestSettingsThatNeedEachOther(t *testing.T) {
	for want, pairs := range map[string][]string{
		"SEARCH_ENGINE: meili needs":     {"SEARCH_ENGINE", "meili"},
		"ADMIN_ADDR: is the same":        {"LISTEN_ADDR", "127.0.0.1:8081"},
		"DATABASE_URL: is missing":       {"DATABASE_OWNER_URL", "postgres://o@h/x"},
		"SMTP_URL: is not smtp://":       {"SMTP_URL", "mail.example.fi"},
		"PUBLIC_URL: is not an http://":  {"PUBLIC_URL", "example.fi"},
		"FILES_URL: is not file:///an":   {"FILES_URL", "file://relative/path"},
		"DATABASE_URL: is neither":       {"DATABASE_URL", "somewhere"},
		"LISTEN_ADDR: has no port":       {"LISTEN_ADDR", "localhost:http-alt"},
		"LISTEN_ADDR: is not host:port":  {"LISTEN_ADDR", "http://x:80"},
		"SMTP_URL: tls can be off":       {"SMTP_URL", "smtp://localhost?tls=maybe"},
		"SMTP_URL: has no port":          {"SMTP_URL", "smtp://localhost:99999"},
		"DATABASE_URL: cannot be read":   {"DATABASE_URL", "host=h password=hun ter2 dbname=x"},
		"MEILI_URL: has more than":       {"MEILI_URL", "http://localhost:7700?key=hunter2"},
		"FILES_URL: has another option":  {"FILES_URL", "s3://key:hunter2@host/bucket?insecure=maybe"},
		"SMTP_URL: from is not an e-mai": {"SMTP_URL", "smtp://localhost?from=x"},
	} {
		if _, err := config.Load(env(pairs...)); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "ter2") {
			t.Errorf("%v: %v, want %q", pairs, err, want)
		}
	}
}

func TestDemo(t *testing.T) {
	for _, test := range []struct {
		demo          string
		private, want bool
	}{
		{"", true, true}, {"", false, false}, {"auto", true, true}, {"auto", false, false},
		{"on", false, true}, {"on", true, true}, {"off", true, false}, {"off", false, false},
	} {
		if got := load(t, "DEMO", test.demo).DemoEnabled(test.private); got != test.want {
			t.Errorf("%+v: %v", test, got)
		}
	}
}

func TestSecondFactor(t *testing.T) {
	for _, test := range []struct {
		setting    string
		demo, want bool
	}{
		{"", true, false}, {"", false, true}, {"auto", false, true}, {"required", true, true}, {"required", false, true}, {"offered", false, false}, {"offered", true, false},
	} {
		if got := load(t, "STAFF_SECOND_FACTOR", test.setting).SecondFactorRequired(test.demo); got != test.want {
			t.Errorf("%+v: %v", test, got)
		}
	}
}

func TestTrustedProxies(t *testing.T) {
	got := load(t, "TRUSTED_PROXIES", " 10.1.2.3/8,::1 , 192.0.2.7,").TrustedProxies
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128"), netip.MustParsePrefix("192.0.2.7/32")}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
}

func TestSMTP(t *testing.T) {
	const site = "https://palvelut.example.fi"
	for address, want := range map[string]string{
		"smtp://u:p%40ss@mail.example.fi":                       "mail.example.fi:587 u p@ss tuottajatori@palvelut.example.fi false false",
		"smtps://mail.example.fi":                               "mail.example.fi:465   tuottajatori@palvelut.example.fi true false",
		"smtp://localhost:2525?tls=off&from=Palvelu%20<a@b.fi>": "localhost:2525   a@b.fi false true",
		"smtp://[::1]:25?tls=off":                               "[::1]:25   tuottajatori@palvelut.example.fi false true",
	} {
		c := load(t, "SMTP_URL", address, "PUBLIC_URL", site)
		s := c.SMTP
		got := fmt.Sprint(s.Addr(), " ", s.User, " ", s.Password, " ", s.From.Address, " ", s.ImplicitTLS, " ", s.NoTLS)
		if got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
		if c.MailFrom() != s.From {
			t.Errorf("%s: mail comes from %v", address, c.MailFrom())
		}
	}
}

// secrets are settings that hold one each.
var secrets = []string{
	"DATABASE_URL", "postgres://u:hunter2@h/x?sslpassword=hunter2", "DATABASE_OWNER_URL", "host=h user=o password=hunter2",
	"MEILI_URL", "http://u:hunter2@h", "MEILI_API_KEY", "hunter2", "SMTP_URL", "smtp://u:hunter2@h",
	"DATA_DIR", "/srv/it's here", "TRUSTED_PROXIES", "::1",
}

func TestSecretsAreNotShown(t *testing.T) {
	c := load(t, secrets...)
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "config", c)
	slog.New(slog.NewTextHandler(&log, nil)).Info("start", "config", c)
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{c.String(), fmt.Sprintf("%v %+v %#v %s", c, c, c, c), string(text), log.String()} {
		if strings.Contains(shown, "hunter2") || !strings.Contains(shown, "LISTEN_ADDR=127.0.0.1:8080") {
			t.Errorf("shown: %s", shown)
		}
	}
}

// TestEnvFileIsTheSettings lets a shell read the file, and a program the shell's environment.
func TestEnvFileIsTheSettings(t *testing.T) {
	c := load(t, secrets...)
	path := filepath.Join(t.TempDir(), "env")
	if err := os.WriteFile(path, []byte(c.EnvFile()), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("env", "-i", "/bin/sh", "-c", `set -a; . "$1"; /usr/bin/env -0`, "sh", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	var pairs []string
	for line := range strings.SplitSeq(string(out), "\x00") {
		name, value, _ := strings.Cut(line, "=")
		pairs = append(pairs, name, value)
	}
	again := load(t, pairs...)
	if diff := cmp.Diff(c.EnvFile(), again.EnvFile()); diff != "" {
		t.Error(diff)
	}
	if again.DatabaseOwnerURL != "host=h user=o password=hunter2" || again.SMTP.Password != "hunter2" {
		t.Error("secrets are lost")
	}
}
