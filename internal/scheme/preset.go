package scheme

import (
	_ "embed"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// Preset is what a new scheme of a regime begins with.
type Preset struct {
	Regime          Regime   `toml:"regime"`
	Fi              string   `toml:"fi"`
	Sv              string   `toml:"sv"`
	En              string   `toml:"en"`
	Pays            string   `toml:"pays"`
	Asks            []string `toml:"asks"`
	FourYears       bool     `toml:"four_years"` // lasts as long as a framework agreement may; false: for the time being
	ClosingReserved bool     `toml:"closing_reserved"`
	NoticeDays      int      `toml:"price_notice_days"`
	Months          Months   `toml:"price_months"`
	ChangesYear     int      `toml:"price_changes_year"`
	Approval        bool     `toml:"price_approval"`
}

// Name is what the preset is called in a language.
func (p Preset) Name(lang string) string { return locale.Pick(lang, p.Fi, p.Sv, p.En) }

type presetAsk struct {
	Kind      Kind         `toml:"kind"`
	Optional  bool         `toml:"optional"`
	Evidence  EvidenceKind `toml:"evidence"`
	Registry  string       `toml:"registry"`
	Exclusion string       `toml:"exclusion"`
	Points    int          `toml:"points"`
	Fi        string       `toml:"fi"`
	Sv        string       `toml:"sv"`
	En        string       `toml:"en"`
	HelpFi    string       `toml:"help_fi"`
	HelpSv    string       `toml:"help_sv"`
	HelpEn    string       `toml:"help_en"`
}

type presetFile struct {
	Ask    map[string]presetAsk `toml:"ask"`
	Preset []Preset             `toml:"preset"`
}

//go:embed presets.toml
var presetsText string

var presets = sync.OnceValue(func() presetFile {
	var f presetFile
	if _, err := toml.Decode(presetsText, &f); err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	return f
})

// Presets lists the presets in the order in which an officer is offered them.
func Presets() []Preset { return presets().Preset }

// PresetOf is a regime's preset; a plain listing has none, since it is made by imports.
func PresetOf(r Regime) (Preset, bool) {
	for _, p := range Presets() {
		if p.Regime == r {
			return p, true
		}
	}
	return Preset{}, false
}

// form is the form that a new scheme begins with on a day.
func (p Preset) form(rules Rules, today calendar.Date) Form {
	f := Form{Regime: p.Regime,
		Basics:   Basics{NameFi: p.Fi, NameSv: p.Sv, NameEn: p.En, ClientPays: p.Pays, ValidFrom: today},
		Rulebook: RulebookText{From: today},
		Handling: Handling{Open: Applied(p.Regime), DecisionDays: rules.Days, DaysKind: rules.DaysKind, ClockStops: rules.ClockStops,
			ClosingReserved: p.ClosingReserved},
		Prices: PriceRules{NoticeDays: p.NoticeDays, Months: p.Months, Approval: p.Approval}}
	if p.FourYears {
		last := fourYears(today).AddDays(-1)
		f.Basics.ValidTo = &last
	}
	if p.ChangesYear > 0 {
		f.Prices.MaxChangesYear = &p.ChangesYear
	}
	for _, key := range p.Asks {
		f.Requirements = append(f.Requirements, presets().Ask[key].requirement())
	}
	f.number()
	return f
}

func (a presetAsk) requirement() Requirement {
	r := Requirement{ID: uuid.Must(uuid.NewV7()), Kind: a.Kind, Mandatory: !a.Optional, TitleFi: a.Fi, TitleSv: a.Sv, TitleEn: a.En,
		HelpFi: a.HelpFi, HelpSv: a.HelpSv, HelpEn: a.HelpEn, EvidenceKind: a.Evidence, Registry: a.Registry, Exclusion: a.Exclusion}
	if a.Points > 0 {
		r.MaxPoints = &a.Points
	}
	return r
}
