package issuer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// Role is a role that a claim gives.
type Role struct {
	Role         actor.Role
	Organisation string // an organiser's code or an operator's name; empty for an administrator
}

// Roles says which values of a claim give which roles.
type Roles struct {
	Claim string // its name; dots lead into objects: realm_access.roles
	given []given
}

type given struct {
	value string
	role  Role
}

// ParseRoles reads a mapping as people write it, for example:
//
//	groups: hankinta = officer 14; laatu = supervisor 14; ohjaus = guidance 14; Palvelut Oy = operator Palvelut Oy; it = administrator
//
// That is the claim's name, and after the colon for each value the role that it gives: officer, supervisor and guidance with
// the organiser's code, operator with the operator's name, administrator with nothing. A line's end parts as a semicolon does.
// One value may give several roles, each told by itself.
func ParseRoles(text string) (Roles, error) {
	claim, rest, ok := strings.Cut(text, ":")
	r := Roles{Claim: strings.TrimSpace(claim)}
	if !ok || r.Claim == "" || strings.ContainsAny(r.Claim, " =;\n") {
		return Roles{}, fmt.Errorf("begins with no claim's name and a colon, as in %q", "groups: hankinta = officer 14")
	}
	for part := range strings.FieldsFuncSeq(rest, func(c rune) bool { return c == ';' || c == '\n' }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		at := strings.LastIndex(part, "=") // values of claims may have one in them, as in CN=hankinta
		if at < 0 || strings.TrimSpace(part[:at]) == "" {
			return Roles{}, fmt.Errorf("%q is not VALUE = ROLE ORGANISATION", part)
		}
		role, err := parseRole(strings.TrimSpace(part[at+1:]))
		if err != nil {
			return Roles{}, fmt.Errorf("%q: %w", part, err)
		}
		g := given{value: strings.TrimSpace(part[:at]), role: role}
		if slices.Contains(r.given, g) {
			return Roles{}, fmt.Errorf("%q is there twice", part)
		}
		r.given = append(r.given, g)
	}
	if len(r.given) == 0 {
		return Roles{}, fmt.Errorf("gives no role")
	}
	return r, nil
}

func parseRole(text string) (Role, error) {
	name, organisation, _ := strings.Cut(text, " ")
	role := Role{Role: actor.Role(name), Organisation: strings.TrimSpace(organisation)}
	switch role.Role {
	case actor.RoleAdministrator:
		if role.Organisation != "" {
			return Role{}, fmt.Errorf("an administrator is of no organisation")
		}
	case actor.RoleOfficer, actor.RoleSupervisor, actor.RoleGuidance, actor.RoleOperator:
		if role.Organisation == "" {
			return Role{}, fmt.Errorf("%s of which organisation?", name)
		}
	default:
		return Role{}, fmt.Errorf("%q is none of officer, supervisor, guidance, operator, administrator", name)
	}
	return role, nil
}

// In are the roles that the claims give, each once, in the mapping's order.
func (r Roles) In(claims map[string]any) (out []Role) {
	if r.Claim == "" {
		return nil
	}
	had := values(r.claim(claims))
	for _, g := range r.given {
		if slices.Contains(had, g.value) && !slices.Contains(out, g.role) {
			out = append(out, g.role)
		}
	}
	return out
}

// Told tells whether the claims have the claim, with whatever in it.
func (r Roles) Told(claims map[string]any) bool { return r.Claim == "" || r.claim(claims) != nil }

// claim finds it by its whole name, which may have dots or be an address, and else by its parts.
func (r Roles) claim(claims map[string]any) any {
	if value, ok := claims[r.Claim]; ok {
		return value
	}
	var value any = claims
	for part := range strings.SplitSeq(r.Claim, ".") {
		inside, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = inside[part]
	}
	return value
}
