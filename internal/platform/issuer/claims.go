package issuer

import (
	"strings"
	"unicode"
)

// read is what the claims tell of somebody.
func read(issuer, subject string, claims map[string]any) Came {
	text := func(name string) string {
		value, _ := claims[name].(string)
		return clean(value)
	}
	came := Came{Issuer: issuer, Subject: subject, Email: text("email"), Name: text("name"), ACR: text("acr"), AMR: values(claims["amr"]), Claims: claims}
	// Entra ID tells by xms_edov whether the owner of an address's domain has been verified, and has no email_verified.
	came.Verified = came.Email != "" && (yes(claims["email_verified"]) || claims["email_verified"] == nil && yes(claims["xms_edov"]))
	if came.Name == "" {
		came.Name = strings.TrimSpace(text("given_name") + " " + text("family_name"))
	}
	return came
}

// yes tells whether a claim says so. Some issuers write truth as text or as a number.
func yes(claim any) bool {
	switch value := claim.(type) {
	case bool:
		return value
	case string:
		return value == "true" || value == "1"
	case float64:
		return value == 1
	}
	return false
}

// clean is a text on one line, without what cannot be seen.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// values are a claim's, one or many.
func values(claim any) (out []string) {
	switch value := claim.(type) {
	case string:
		return []string{value}
	case []any:
		for _, one := range value {
			if text, ok := one.(string); ok {
				out = append(out, text)
			}
		}
	}
	return out
}
