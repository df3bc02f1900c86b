package importing

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/tuottajatori/tuottajatori/internal/offering/pricelist"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

//go:embed mappings/*.yaml
var kept embed.FS

// Mapping says what a file's columns mean. See mappings/espoo_hoivakodit.yaml for one with its reasons.
type Mapping struct {
	System     string            `yaml:"system"`      // whose identifiers the rows have, such as "espoo.hoivakodit"
	Source     string            `yaml:"source"`      // where the list was read, for people
	Service    string            `yaml:"service"`     // the service that every row offers, or those that name none
	Services   map[string]string `yaml:"services"`    // word of the list → key of a service, besides the services' own names
	Per        string            `yaml:"per"`         // what the list's prices are for, where a row does not say: hour, visit, …
	ExternalID []string          `yaml:"external_id"` // the columns that together identify a row in the list
	Columns    Columns           `yaml:"columns"`
	Defaults   Defaults          `yaml:"defaults"`
	Languages  map[string]string `yaml:"languages"` // word of the list → ISO 639-1
	Kinds      []KindRule        `yaml:"kinds"`     // the first that fits the producer's name holds
	Unread     []string          `yaml:"unread"`    // columns that are known and left out on purpose
}

// Columns names the file's column for each thing that can be read. Producer and Unit must be there.
type Columns struct {
	Producer     string `yaml:"producer"`
	BusinessID   string `yaml:"business_id"`
	Unit         string `yaml:"unit"`
	Phone        string `yaml:"phone"`
	Email        string `yaml:"email"`
	Website      string `yaml:"website"`
	Street       string `yaml:"street"`
	PostalCode   string `yaml:"postal_code"`
	Municipality string `yaml:"municipality"`
	Lat          string `yaml:"lat"`
	Lon          string `yaml:"lon"`
	Spoken       string `yaml:"spoken"`
	Services     string `yaml:"services"` // one or more, with semicolons, lines or commas between
	Price        string `yaml:"price"`    // one, or one for each of the services in their order, with semicolons or lines between
	Per          string `yaml:"per"`      // what the price is for
}

// Defaults hold for rows that do not say otherwise.
type Defaults struct {
	Municipality string   `yaml:"municipality"` // the list's own, by name
	Areas        []string `yaml:"areas"`        // municipalities served, by name; for a service given at home
}

// KindRule tells a producer's legal kind by its name. Exactly one of the tests is given; letters' case is not looked at.
type KindRule struct {
	Is       string        `yaml:"is"`
	Ends     string        `yaml:"ends"`
	Contains string        `yaml:"contains"`
	Kind     producer.Kind `yaml:"kind"`
}

// ReadMapping reads a mapping from a file or, when there is no such file, the project's own of that name.
func ReadMapping(name string) (Mapping, error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		base := strings.TrimSuffix(filepath.Base(name), ".yaml") + ".yaml"
		if own, ownErr := kept.ReadFile("mappings/" + base); ownErr == nil {
			text, err = own, nil
		}
	}
	if err != nil {
		return Mapping{}, err
	}
	m, err := ParseMapping(text)
	if err != nil {
		return Mapping{}, fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	return m, nil
}

// ParseMapping reads a mapping and tells everything that is wrong with it at once.
func ParseMapping(text []byte) (Mapping, error) {
	var m Mapping
	if err := yaml.UnmarshalWithOptions(text, &m, yaml.Strict()); err != nil {
		return Mapping{}, fmt.Errorf("not a mapping: %w", err)
	}
	return m, m.check()
}

// check tells everything that is wrong with a mapping.
func (m Mapping) check() error {
	var faults []error
	wrong := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	for name, value := range map[string]string{"system": m.System, "source": m.Source, "columns.producer": m.Columns.Producer, "columns.unit": m.Columns.Unit} {
		if strings.TrimSpace(value) == "" {
			wrong("%s is missing", name)
		}
	}
	s, ok := service.ByKey(m.Service)
	if !ok && (m.Service != "" || m.Columns.Services == "") {
		wrong("service %q is not one of the services", m.Service)
	}
	switch {
	case len(m.Defaults.Areas) > 0:
	case s.AtHome:
		wrong("defaults.areas is missing: %s is given at home and found by the municipalities served", m.Service)
	case m.Columns.Services != "":
		wrong("defaults.areas is missing: rows may name services that are given at home and found by the municipalities served")
	}
	for word, key := range m.Services {
		if _, ok := service.ByKey(key); !ok {
			wrong("services: %q is given %q, which is not one of the services", word, key)
		}
	}
	if _, ok := pricelist.UnitNamed(m.Per); !ok && m.Per != "" {
		wrong("per %q is nothing that a price is for", m.Per)
	}
	if len(m.ExternalID) == 0 {
		wrong("external_id names no column")
	}
	if m.Columns.PostalCode == "" && m.Columns.Municipality == "" {
		wrong("columns names neither postal_code nor municipality")
	}
	if (m.Columns.Lat == "") != (m.Columns.Lon == "") {
		wrong("columns names one of lat and lon only")
	}
	if _, ok := municipality(m.Defaults.Municipality); !ok && m.Defaults.Municipality != "" {
		wrong("defaults.municipality %q is not a municipality", m.Defaults.Municipality)
	}
	for _, name := range m.Defaults.Areas {
		if _, ok := municipality(name); !ok {
			wrong("defaults.areas: %q is not a municipality", name)
		}
	}
	for word, code := range m.Languages {
		if len(code) != 2 && code != "sgn" {
			wrong("languages: %q is given %q, which is no two-letter code", word, code)
		}
	}
	for i, rule := range m.Kinds {
		if err := rule.check(); err != nil {
			wrong("kinds, rule %d: %w", i+1, err)
		}
	}
	slices.SortFunc(faults, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(faults...)
}

// municipality is the code of a municipality by its name.
func municipality(name string) (string, bool) {
	p, err := place.Find(name)
	return p.Municipality.Code, err == nil && p.Kind == place.KindMunicipality
}

func (r KindRule) check() error {
	given := 0
	for _, test := range []string{r.Is, r.Ends, r.Contains} {
		if test != "" {
			given++
		}
	}
	if given != 1 {
		return errors.New("exactly one of is, ends and contains must be given")
	}
	if r.Kind == producer.Company || r.Kind == producer.SoleTrader || r.Kind == producer.Cooperative || r.Kind == producer.Association ||
		r.Kind == producer.Foundation || r.Kind == producer.Parish || r.Kind == producer.Municipality || r.Kind == producer.County {
		return nil
	}
	return fmt.Errorf("kind %q is not one that a name can tell", r.Kind)
}

func (r KindRule) fits(name string) bool {
	name = strings.ToLower(name)
	switch {
	case r.Is != "":
		return name == strings.ToLower(r.Is)
	case r.Ends != "":
		return strings.HasSuffix(name, strings.ToLower(r.Ends))
	default:
		return strings.Contains(name, strings.ToLower(r.Contains))
	}
}

// kindOf is the legal kind that the name tells, or unknown.
func (m Mapping) kindOf(name string) producer.Kind {
	for _, rule := range m.Kinds {
		if rule.fits(name) {
			return rule.Kind
		}
	}
	return producer.UnknownKind
}

// needed lists every column that the file must have, once each.
func (m Mapping) needed() []string {
	c := m.Columns
	all := append([]string{c.Producer, c.BusinessID, c.Unit, c.Phone, c.Email, c.Website, c.Street, c.PostalCode, c.Municipality, c.Lat, c.Lon,
		c.Spoken, c.Services, c.Price, c.Per}, m.ExternalID...)
	var once []string
	for _, name := range all {
		if name != "" && !slices.Contains(once, name) {
			once = append(once, name)
		}
	}
	return once
}
