package scheme

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// The most of some things in a scheme.
const (
	maxName         = 200
	maxQuestion     = 500
	maxHelp         = 2000
	maxRulebook     = 200_000
	maxReasons      = 4000
	maxRequirements = 100
	maxDays         = 366
	maxPoints       = 1000
	maxChangesYear  = 366
	maxValidDays    = 3660
	maxAmount       = money.Cents(100_000_000) // as a price's greatest
)

// Part is a piece of the form that is saved at once: one page, or one line of a page. Put writes it into the form, or
// answers what is wrong with its fields.
type Part interface {
	put(f *Form) error
}

// The parts that are not whole sections.
type (
	PutTerms        struct{ FormTerms }    // terms of one service by one unit, new or changed
	DropTerms       struct{ Key string }   // by FormTerms.Key
	TermsFrom       struct{ TermsList }    // the day from which what is new in the terms holds
	PutRequirement  struct{ Requirement }  // by its id, new or changed
	DropRequirement struct{ ID uuid.UUID } // asks it no more
	RaiseOne        struct{ ID uuid.UUID } // asks a requirement one place earlier
	PutHandling     struct {               // how applications are handled, under rules
		Handling
		Rules Rules
	}
)

type checked struct{ bad *fault.Error }

func (c *checked) on(field, key string, args ...any) { c.bad = c.bad.On(field, key, args...) }

func (c *checked) text(field, text string, most int, must bool) string {
	text = strings.TrimSpace(text)
	switch {
	case text == "" && must:
		c.on(field, "fault.form.required")
	case utf8.RuneCountInString(text) > most:
		c.on(field, "fault.form.too_long", "Limit", most)
	}
	return text
}

// texts cleans one text in its languages, in fields named fi, sv and en. One that must be there is asked for in the organiser's languages.
func (c *checked) texts(f Form, field string, most int, must bool, fi, sv, en *string) {
	for i, text := range []*string{fi, sv, en} {
		lang := string(locale.Langs()[i])
		*text = c.text(field+lang, *text, most, must && f.Must(lang))
	}
}

func (c *checked) err() error {
	if len(c.bad.Fields) == 0 {
		return nil
	}
	return c.bad
}

func (b Basics) put(f *Form) error {
	c := checked{fault.Invalid()}
	c.texts(*f, "name_", maxName, true, &b.NameFi, &b.NameSv, &b.NameEn)
	if !slices.Contains(Pays(f.Regime), b.ClientPays) {
		c.on("client_pays", "fault.form.choose")
	}
	if b.ValidFrom.IsZero() {
		c.on("valid_from", "fault.form.required")
	}
	if b.ValidTo != nil && b.ValidTo.Before(b.ValidFrom) {
		c.on("valid_to", "fault.scheme.ends_first")
	}
	if f.Regime == RegimeFramework && !b.ValidFrom.IsZero() && (b.ValidTo == nil || !b.ValidTo.Before(fourYears(b.ValidFrom))) {
		c.on("valid_to", "fault.scheme.framework_years")
	}
	if err := c.err(); err != nil {
		return err
	}
	f.Basics = b
	return nil
}

func (p PutTerms) put(f *Form) error {
	c, t := checked{fault.Invalid()}, p.FormTerms
	s, known := service.ByKey(t.Service)
	switch {
	case !known:
		c.on("service", "fault.form.choose")
	case !s.HasUnit(t.Unit):
		c.on("unit", "fault.scheme.unit_of_service")
	}
	for field, amount := range map[string]*money.Cents{"value": t.Value, "cap": t.Cap, "fee_min": t.FeeMin, "fee_max": t.FeeMax} {
		if amount != nil && (*amount < 0 || *amount > maxAmount) {
			c.on(field, "fault.scheme.amount")
		}
	}
	t.TimeCaps.put(&c, t.Cap)
	if f.Basics.ClientPays != PaysOwnShare {
		t.Value = nil
	} else if t.Value == nil {
		c.on("value", "fault.scheme.value_missing")
	} else if t.Cap != nil && *t.Value > *t.Cap { // a voucher is worth its price at most
		c.on("value", "fault.scheme.value_over_cap")
	}
	if f.Basics.ClientPays != PaysClientFee {
		t.FeeMin, t.FeeMax = nil, nil
	}
	if t.FeeMin != nil && t.FeeMax != nil && *t.FeeMax < *t.FeeMin {
		c.on("fee_max", "fault.scheme.fee_range")
	}
	if err := c.err(); err != nil {
		return err
	}
	if i := slices.IndexFunc(f.Terms.List, func(one FormTerms) bool { return one.Key() == t.Key() }); i >= 0 {
		f.Terms.List[i] = t
		return nil
	}
	f.Terms.List = append(f.Terms.List, t)
	slices.SortFunc(f.Terms.List, func(a, b FormTerms) int { return strings.Compare(a.Key(), b.Key()) })
	return nil
}

func (d DropTerms) put(f *Form) error {
	f.Terms.List = slices.DeleteFunc(f.Terms.List, func(one FormTerms) bool { return one.Key() == d.Key })
	return nil
}

func (t TermsFrom) put(f *Form) error {
	if t.From.IsZero() {
		return fault.Invalid().On("from", "fault.form.required")
	}
	f.Terms.From = t.From
	return nil
}

func (p PutRequirement) put(f *Form) error {
	r, err := p.clean(*f)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(f.Requirements, func(one Requirement) bool { return one.ID == r.ID }); i >= 0 {
		r.Position = f.Requirements[i].Position
		f.Requirements[i] = r
		return nil
	}
	if len(f.Requirements) >= maxRequirements {
		return fault.Invalid().On("title_fi", "fault.scheme.too_many", "Limit", maxRequirements)
	}
	f.Requirements = append(f.Requirements, r)
	f.number()
	return nil
}

// clean checks a requirement and keeps what belongs to its kind.
func (p PutRequirement) clean(f Form) (Requirement, error) {
	c, in := checked{fault.Invalid()}, p.Requirement
	r := Requirement{ID: in.ID, Kind: in.Kind, Mandatory: in.Mandatory, TitleFi: in.TitleFi, TitleSv: in.TitleSv, TitleEn: in.TitleEn,
		HelpFi: in.HelpFi, HelpSv: in.HelpSv, HelpEn: in.HelpEn}
	c.texts(f, "title_", maxQuestion, true, &r.TitleFi, &r.TitleSv, &r.TitleEn)
	c.texts(f, "help_", maxHelp, false, &r.HelpFi, &r.HelpSv, &r.HelpEn)
	if !slices.Contains(Kinds(), in.Kind) {
		c.on("kind", "fault.form.choose")
	}
	switch in.Kind {
	case KindNumber:
		r.AtLeast = in.AtLeast
	case KindDate:
		r.ValidDays = in.ValidDays
		if r.ValidDays != nil && (*r.ValidDays < 0 || *r.ValidDays > maxValidDays) {
			c.on("valid_days", "fault.scheme.days", "Limit", maxValidDays)
		}
	case KindAttachment:
		if r.EvidenceKind = in.EvidenceKind; r.EvidenceKind != "" && !slices.Contains(EvidenceKinds(), r.EvidenceKind) {
			c.on("evidence_kind", "fault.form.choose")
		}
	case KindRegistry:
		if r.Registry = in.Registry; !slices.Contains(Registers(), r.Registry) {
			c.on("registry", "fault.form.choose")
		}
	case KindExclusion:
		if r.Exclusion = in.Exclusion; r.Exclusion != ExclusionMandatory && r.Exclusion != ExclusionDiscretionary {
			c.on("exclusion", "fault.form.choose")
		}
	case KindScored:
		if r.MaxPoints = in.MaxPoints; r.MaxPoints == nil || *r.MaxPoints < 1 || *r.MaxPoints > maxPoints {
			c.on("max_points", "fault.scheme.points", "Limit", maxPoints)
		}
	}
	return r, c.err()
}

func (d DropRequirement) put(f *Form) error {
	f.Requirements = slices.DeleteFunc(f.Requirements, func(one Requirement) bool { return one.ID == d.ID })
	f.number()
	return nil
}

func (m RaiseOne) put(f *Form) error {
	i := slices.IndexFunc(f.Requirements, func(one Requirement) bool { return one.ID == m.ID })
	if i > 0 {
		f.Requirements[i-1], f.Requirements[i] = f.Requirements[i], f.Requirements[i-1]
		f.number()
	}
	return nil
}

func (f *Form) number() {
	for i := range f.Requirements {
		f.Requirements[i].Position = i + 1
	}
}

func (r RulebookText) put(f *Form) error {
	c := checked{fault.Invalid()}
	must := !r.Empty() // a rulebook is in each of the organiser's languages, or there is none
	c.texts(*f, "text_", maxRulebook, must, &r.TextFi, &r.TextSv, &r.TextEn)
	if must && r.From.IsZero() {
		c.on("from", "fault.form.required")
	}
	if err := c.err(); err != nil {
		return err
	}
	f.Rulebook = r
	return nil
}

func (p PriceRules) put(f *Form) error {
	c := checked{fault.Invalid()}
	if p.NoticeDays < 0 || p.NoticeDays > maxDays {
		c.on("notice_days", "fault.scheme.days", "Limit", maxDays)
	}
	if p.MaxChangesYear != nil && (*p.MaxChangesYear < 1 || *p.MaxChangesYear > maxChangesYear) {
		c.on("max_changes_year", "fault.scheme.changes")
	}
	slices.Sort(p.Months)
	p.Months = slices.Compact(p.Months)
	if len(p.Months) > 0 && (p.Months[0] < 1 || p.Months[len(p.Months)-1] > 12) {
		c.on("months", "fault.form.choose")
	}
	if err := c.err(); err != nil {
		return err
	}
	f.Prices = p
	return nil
}

func (h PutHandling) put(f *Form) error {
	c := checked{fault.Invalid()}
	h.Open = h.Open && Applied(f.Regime)
	if h.DecisionDays != nil && (*h.DecisionDays < 1 || *h.DecisionDays > maxDays) {
		c.on("decision_days", "fault.scheme.days", "Limit", maxDays)
	}
	if h.DaysKind != CalendarDays && h.DaysKind != WorkingDays {
		h.DaysKind = h.Rules.DaysKind
	}
	if h.Rules.Fixed && h.DecisionDays != nil && h.Rules.Days != nil && (h.DaysKind != h.Rules.DaysKind || *h.DecisionDays > *h.Rules.Days) {
		c.on("decision_days", "fault.scheme.days_fixed", "Limit", *h.Rules.Days)
	}
	if f.Regime != RegimeDPS {
		h.ClosingReserved = false
	}
	if !Applied(f.Regime) {
		h.DecisionDays, h.FourEyes = nil, false
	}
	h.ClockStops = h.ClockStops && h.Rules.ClockStops
	if err := c.err(); err != nil {
		return err
	}
	f.Handling = h.Handling
	return nil
}
