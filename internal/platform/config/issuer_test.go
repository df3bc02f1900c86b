package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/issuer"
)

func TestWhereStaffSignIn(t *testing.T) {
	if c := load(t); c.Staff != nil || c.Citizens != nil {
		t.Errorf("somebody signs in elsewhere unasked: %+v", c)
	}
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("erittäin-salainen\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := load(t, "PUBLIC_URL", "https://tori.example", "OIDC_ISSUER", "https://id.example/realms/alue", "OIDC_CLIENT_ID", "tori", "OIDC_CLIENT_SECRET_FILE", secret,
		"OIDC_ROLES", "groups: hankinta = officer 03\nit = administrator", "OIDC_ACR", "gold silver", "OIDC_ONLY", "on",
		"CITIZEN_OIDC_ISSUER", "https://broker.example", "CITIZEN_OIDC_CLIENT_ID", "tori", "CITIZEN_OIDC_ACR", "http://ftn.ficora.fi/2017/loa2 = substantial; loa3 = high")
	if c.Staff.Issuer != "https://id.example/realms/alue" || c.Staff.Secret != "erittäin-salainen" || !c.Staff.Only || len(c.Staff.ACR) != 2 || len(c.Staff.Scopes) != 2 ||
		len(c.Staff.Roles.In(map[string]any{"groups": "it"})) != 1 {
		t.Errorf("%+v", c.Staff)
	}
	if len(c.Citizens.Levels) != 2 || c.Citizens.Levels[0] != (issuer.Level{ACR: "http://ftn.ficora.fi/2017/loa2", Assurance: issuer.Substantial}) || len(c.Citizens.ACR) != 2 {
		t.Errorf("%+v", c.Citizens)
	}
	for _, text := range []string{c.String()} {
		if strings.Contains(text, "salainen") || !strings.Contains(text, "OIDC_CLIENT_SECRET=(set)") {
			t.Errorf("the secret is told: %s", text)
		}
	}
	if file := c.EnvFile(); !strings.Contains(file, "OIDC_CLIENT_SECRET='erittäin-salainen'") || !strings.Contains(file, "OIDC_ROLES='groups: hankinta = officer 03\nit = administrator'") {
		t.Error(file)
	}
}

func TestIssuersThatCannotBe(t *testing.T) {
	good := map[string]string{"PUBLIC_URL": "https://tori.example", "OIDC_ISSUER": "https://id.example", "OIDC_CLIENT_ID": "tori", "OIDC_ROLES": "groups: a = officer 03"}
	for change, names := range map[string]string{
		"OIDC_ISSUER=":                               "OIDC_ISSUER",
		"OIDC_ISSUER=http://id.example":              "OIDC_ISSUER",
		"OIDC_ISSUER=https://id.example/?a":          "OIDC_ISSUER",
		"OIDC_CLIENT_ID=":                            "OIDC_ISSUER",
		"OIDC_ROLES=":                                "OIDC_ROLES",
		"OIDC_ROLES=groups: a = boss 03":             "OIDC_ROLES",
		"OIDC_ONLY=yes":                              "OIDC_ONLY",
		"OIDC_CLIENT_SECRET_FILE=/nowhere/at/all":    "OIDC_CLIENT_SECRET_FILE",
		"PUBLIC_URL=http://tori.example":             "PUBLIC_URL",
		"CITIZEN_OIDC_CLIENT_ID=tori":                "CITIZEN_OIDC_ISSUER",
		"CITIZEN_OIDC_ISSUER=https://broker.example": "CITIZEN_OIDC_ACR",
		"CITIZEN_OIDC_ACR=loa2":                      "CITIZEN_OIDC_ISSUER",
	} {
		name, value, _ := strings.Cut(change, "=")
		_, err := config.Load(func(asked string) string {
			if asked == name {
				return value
			}
			return good[asked]
		})
		if err == nil || !strings.Contains(err.Error(), names+":") {
			t.Errorf("%s: %v", change, err)
		}
	}
}
