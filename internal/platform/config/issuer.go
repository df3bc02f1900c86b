package config

import (
	"os"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/platform/issuer"
)

// Issuer is what is set of an OpenID Connect issuer.
type Issuer struct {
	issuer.Settings
	said []setting
}

// settings are its lines of what the settings are.
func (i *Issuer) settings() []setting {
	if i == nil {
		return nil
	}
	return append([]setting{}, i.said...)
}

// issuer reads the settings whose names begin so; nil when no issuer is named.
func (r *reader) issuer(prefix string) *Issuer {
	i := &Issuer{}
	say := func(name, otherwise string) string {
		value := r.text(prefix+name, otherwise)
		if value != otherwise {
			i.said = append(i.said, setting{name: prefix + name, value: value})
		}
		return value
	}
	i.Issuer, i.ClientID = say("_ISSUER", ""), say("_CLIENT_ID", "")
	i.Secret = r.secret(prefix + "_CLIENT_SECRET")
	if i.Secret != "" {
		i.said = append(i.said, setting{name: prefix + "_CLIENT_SECRET", value: i.Secret, shown: hidden})
	}
	i.Scopes = strings.Fields(say("_SCOPES", "profile email"))
	i.Only = r.oneOf(prefix+"_ONLY", "off", "on") == "on"
	if i.Only {
		i.said = append(i.said, setting{name: prefix + "_ONLY", value: "on"})
	}
	roles, acr := say("_ROLES", ""), say("_ACR", "")
	if i.Issuer == "" {
		if len(i.said) > 0 {
			r.fault(prefix+"_ISSUER", "is missing, though %s is set", i.said[0].name)
		}
		return nil
	}
	if err := i.Check(); err != nil {
		r.fault(prefix+"_ISSUER", "%v", err)
	}
	r.worth(prefix, i, roles, acr)
	return i
}

// worth reads what claims give: staff roles, citizens how surely it is known who they are.
func (r *reader) worth(prefix string, i *Issuer, roles, acr string) {
	var err error
	if prefix == "OIDC" {
		i.ACR = strings.Fields(acr)
		if i.Roles, err = issuer.ParseRoles(roles); err != nil {
			r.fault(prefix+"_ROLES", "%v", err)
		}
		return
	}
	if i.Levels, err = issuer.ParseLevels(acr); err != nil {
		r.fault(prefix+"_ACR", "%v", err)
	} else if len(i.Levels) == 0 {
		r.fault(prefix+"_ACR", "says of no acr which level of assurance it is")
	}
	for _, level := range i.Levels {
		i.ACR = append(i.ACR, level.ACR)
	}
	if roles != "" || i.Only {
		r.fault(prefix+"_ROLES", "citizens have no roles")
	}
}

// secret reads a setting, or the file that NAME_FILE names, in which it stands alone.
func (r *reader) secret(name string) string {
	value, file := r.text(name, ""), r.text(name+"_FILE", "")
	switch {
	case file == "":
		return value
	case value != "":
		r.fault(name, "is set, and so is %s_FILE", name)
		return value
	}
	content, err := os.ReadFile(file) //nolint:gosec // whoever sets it may read it
	if value = strings.TrimSpace(string(content)); err != nil || value == "" || len(value) > 1000 || strings.ContainsAny(value, "\r\n") {
		r.fault(name+"_FILE", "names no file that can be read with one line in it")
		return ""
	}
	return value
}
