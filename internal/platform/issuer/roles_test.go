package issuer

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

func TestWhichClaimsGiveWhichRoles(t *testing.T) {
	const mapping = `groups: hankinta = officer 03; laatu = supervisor 03
/alue/ohjaus = guidance 03; CN=kaksi,OU=x = officer 03 ; CN=kaksi,OU=x = officer 14
 op = operator Palvelut Oy ; it = administrator;`
	officer := func(code string) Role { return Role{actor.RoleOfficer, code} }
	for name, c := range map[string]struct {
		mapping string
		claims  map[string]any
		want    []Role
	}{
		"none":                     {mapping, map[string]any{"groups": []any{}}, nil},
		"no claim":                 {mapping, map[string]any{}, nil},
		"another type":             {mapping, map[string]any{"groups": map[string]any{"hankinta": true}}, nil},
		"numbers among them":       {mapping, map[string]any{"groups": []any{1.0, nil, "laatu"}}, []Role{{actor.RoleSupervisor, "03"}}},
		"one text":                 {mapping, map[string]any{"groups": "hankinta"}, []Role{officer("03")}},
		"no part of a value":       {mapping, map[string]any{"groups": []any{"hankinta2", "Hankinta", " hankinta", "hankinta laatu"}}, nil},
		"two organisers by one":    {mapping, map[string]any{"groups": []any{"CN=kaksi,OU=x", "hankinta"}}, []Role{officer("03"), officer("14")}},
		"a name with a blank":      {mapping, map[string]any{"groups": []any{"op", "it", "op"}}, []Role{{actor.RoleOperator, "Palvelut Oy"}, {actor.RoleAdministrator, ""}}},
		"inside an object":         {"realm_access.roles: a = officer 03", map[string]any{"realm_access": map[string]any{"roles": []any{"a"}}}, []Role{officer("03")}},
		"a name with dots":         {"my.roles: a = officer 03", map[string]any{"my.roles": []any{"a"}, "my": map[string]any{"roles": []any{}}}, []Role{officer("03")}},
		"what is inside is a text": {"a.b.c: a = officer 03", map[string]any{"a": map[string]any{"b": "a"}}, nil},
	} {
		roles, err := ParseRoles(c.mapping)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(c.want, roles.In(c.claims)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestMappingsThatSayNothingAreRefused(t *testing.T) {
	for _, text := range []string{
		"", "groups", "groups:", "groups: ;;", ": a = officer 03", "a = officer 03", "two words: a = officer 03", "groups: a", "groups: = officer 03",
		"groups: a = officer", "groups: a = producer 03", "groups: a = system", "groups: a = visitor", "groups: a = administrator 03", "groups: a = Officer 03",
		"groups: a = officer 03; a = officer 03", "groups: a = ",
	} {
		if _, err := ParseRoles(text); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}

// Nobody has a role that no value of theirs gives, and reading never panics.
func TestRolesComeFromValuesOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringMatching(`[a-zäö/ ,=]{1,8}`).Draw(t, "value")
		other := rapid.String().Draw(t, "other")
		roles, err := ParseRoles("groups: " + value + " = officer 03")
		if err != nil {
			if strings.TrimSpace(value) != "" {
				t.Fatalf("%q: %v", value, err)
			}
			return
		}
		for _, claim := range []any{other, []any{other}} {
			if got := len(roles.In(map[string]any{"groups": claim})); (got == 1) != (other == strings.TrimSpace(value)) {
				t.Fatalf("%q gives %d roles by %q", other, got, value)
			}
		}
		_, _ = ParseRoles(other)
	})
}
