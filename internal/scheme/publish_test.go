package scheme

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

func TestEveryPresetCanBePublished(t *testing.T) {
	o := newOffice(t)
	for _, p := range Presets() {
		id := o.ready(t, p.Regime)
		if err := o.Service.Publish(t.Context(), o.one, o.publishing(t, id)); err != nil {
			t.Errorf("%s: %v, problems %v", p.Regime, err, o.editing(t, id).Problems)
			continue
		}
		g := o.page(t, id)
		if g.Scheme.Regime != p.Regime || g.Scheme.AcceptsOn(o.today) != Applied(p.Regime) || g.Scheme.Version != 1 || len(g.Versions) != 1 || len(g.Form.Requirements) != len(p.Asks) {
			t.Errorf("%s: %+v with %d versions and %d requirements", p.Regime, g.Scheme, len(g.Versions), len(g.Form.Requirements))
		}
	}
	if _, there := PresetOf(RegimeListing); there {
		t.Error("a plain listing has a preset: it is made by imports")
	}
}

func TestWhoMay(t *testing.T) {
	o := newOffice(t)
	id := o.ready(t, RegimeVoucher)
	publish := o.publishing(t, id)
	for name, c := range map[string]struct {
		who  actor.Actor
		want error
	}{"another organiser": {o.stranger, FaultNotFound}, "an operator": {o.integrator, identity.ErrForbidden}} {
		_, editing := o.Editing(t.Context(), c.who, id)
		_, publishing := o.Publishing(t.Context(), c.who, id)
		for what, err := range map[string]error{"reads": editing, "checks": publishing, "saves": o.Save(t.Context(), c.who, id, publish.Version, DropTerms{"home_care/hour"}),
			"discards": o.Discard(t.Context(), c.who, id), "publishes": o.Service.Publish(t.Context(), c.who, publish)} {
			if !errors.Is(err, c.want) {
				t.Errorf("%s %s a working copy: %v, want %v", name, what, err, c.want)
			}
		}
	}
	o.ready(t, RegimeFreeListing)
	for _, step := range []struct{ months, old, gone int }{{23, 0, 0}, {25, 2, 1}} { // one is touched again
		at := time.Now().AddDate(0, step.months, 0)
		if old, err := o.OldDrafts(t.Context(), at.AddDate(0, -24, 0)); err != nil || old != step.old {
			t.Errorf("after %d months %d are old, %v", step.months, old, err)
		}
		if step.gone > 0 {
			o.exec(t, `UPDATE scheme_draft SET saved_at = $2 WHERE scheme_id = $1`, id, at)
		}
		if gone, err := o.ForgetDrafts(t.Context(), at); err != nil || gone != step.gone {
			t.Errorf("after %d months %d go, %v", step.months, gone, err)
		}
	}
	o.save(t, id, PutHandling{Handling: Handling{Open: true, DaysKind: CalendarDays, Operator: uuid.NullUUID{UUID: o.operator, Valid: true}}})
	ok(t, o.Service.Publish(t.Context(), o.one, o.publishing(t, id)))
	if g, err := o.Page(t.Context(), o.integrator, id); err != nil || g.Copy != nil {
		t.Errorf("the operator reads the scheme that is delegated to it: %v", err)
	}
	if _, err := o.Page(t.Context(), o.stranger, id); !errors.Is(err, FaultNotFound) {
		t.Errorf("another organiser reads it: %v", err)
	}
	if err := o.Change(t.Context(), o.stranger, id); !errors.Is(err, FaultNotFound) {
		t.Errorf("another organiser changes it: %v", err)
	}
	end := Act{ID: newID(), Scheme: id, Kind: EventEnded, From: o.today, Reasons: "x"}
	if err := o.Act(t.Context(), o.integrator, end); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("the operator ends it: %v", err)
	}
	if err := o.Act(t.Context(), o.stranger, end); !errors.Is(err, FaultNotFound) {
		t.Errorf("another organiser ends it: %v", err)
	}
	list, err := o.List(t.Context(), o.integrator)
	if err != nil || len(list.Schemes) != 1 || len(list.Begun) != 0 {
		t.Errorf("the operator's list: %+v, %v", list, err)
	}
}

func TestTwoOfficersAtOnce(t *testing.T) {
	o := newOffice(t)
	id := o.ready(t, RegimeVoucher)
	version := o.editing(t, id).Version
	names := func(fi string) Basics {
		b := o.editing(t, id).Form.Basics
		b.NameFi = fi
		return b
	}
	first, second := names("Ensimmäinen"), names("Toinen")
	saves := both(func() error { return o.Save(t.Context(), o.one, id, version, first) }, func() error { return o.Save(t.Context(), o.two, id, version, second) })
	if !one(saves, FaultStale) {
		t.Fatalf("two save the same page: %v; want one saved, one stale", saves)
	}
	p, q := o.publishing(t, id), o.publishing(t, id)
	if got := both(func() error { return o.Service.Publish(t.Context(), o.one, p) }, func() error { return o.Service.Publish(t.Context(), o.one, p) }); got[0] != nil || got[1] != nil {
		t.Fatalf("a double click: %v", got)
	}
	if err := o.Service.Publish(t.Context(), o.two, q); !errors.Is(err, FaultStale) {
		t.Errorf("the other officer publishes what is published: %v", err)
	}
	if n := o.count(t, `SELECT count(*) FROM scheme_version WHERE scheme_id = $1`, id); n != 1 {
		t.Errorf("%d versions", n)
	}
	if got := both(func() error { return o.Change(t.Context(), o.one, id) }, func() error { return o.Change(t.Context(), o.two, id) }); got[0] != nil || got[1] != nil {
		t.Errorf("two begin to change it: %v; want one working copy for both", got)
	}
	o.save(t, id, names("Kolmas"))
	p, q = o.publishing(t, id), o.publishing(t, id)
	if got := both(func() error { return o.Service.Publish(t.Context(), o.one, p) }, func() error { return o.Service.Publish(t.Context(), o.two, q) }); !one(got, FaultStale) {
		t.Errorf("two publish the next version: %v; want one published, one stale", got)
	}
	close := func() Act {
		return Act{ID: newID(), Scheme: id, Kind: EventClosed, From: o.today, Seen: o.above.Seen(), Reasons: "Ruuhka."}
	}
	a, b := close(), close()
	if got := both(func() error { return o.Act(t.Context(), o.one, a) }, func() error { return o.Act(t.Context(), o.two, b) }); !one(got, FaultClosed) {
		t.Errorf("two close it: %v", got)
	}
}

func both(a, b func() error) []error {
	got := make([]error, 2)
	var group sync.WaitGroup
	group.Go(func() { got[0] = a() })
	group.Go(func() { got[1] = b() })
	group.Wait()
	return got
}

// one tells whether one of two went through and the other was refused with the fault.
func one(got []error, refused error) bool {
	return got[0] == nil && errors.Is(got[1], refused) || got[1] == nil && errors.Is(got[0], refused)
}

func TestWhatKeepsASchemeFromBeingPublished(t *testing.T) {
	o := newOffice(t)
	id := newID()
	ok(t, o.Begin(t.Context(), o.one, id, RegimeDPS))
	if err := o.Service.Publish(t.Context(), o.one, o.publishing(t, id)); !errors.Is(err, FaultUnready) {
		t.Errorf("a scheme without services: %v", err)
	}
	for name, c := range map[string]struct {
		part  Part
		field string
	}{
		"no Swedish name":             {Basics{NameFi: "a", NameEn: "c", ClientPays: PaysClientFee, ValidFrom: o.today}, "name_sv"},
		"own share outside vouchers":  {Basics{NameFi: "a", NameSv: "b", NameEn: "c", ClientPays: PaysOwnShare, ValidFrom: o.today}, "client_pays"},
		"ends before it begins":       {Basics{NameFi: "a", NameSv: "b", NameEn: "c", ClientPays: PaysFree, ValidFrom: o.today, ValidTo: ptr(o.today.AddDays(-1))}, "valid_to"},
		"no such service":             {PutTerms{FormTerms{Service: "magic", Unit: "hour"}}, "service"},
		"no such unit":                {PutTerms{FormTerms{Service: "home_care", Unit: "meal"}}, "unit"},
		"a cap below zero":            {PutTerms{FormTerms{Service: "home_care", Unit: "hour", Cap: ptr(money.Cents(-1))}}, "cap"},
		"an evening under weekdays":   {PutTerms{FormTerms{Service: "home_care", Unit: "hour", Cap: ptr(money.Cents(4000)), TimeCaps: TimeCaps{Evening: ptr(money.Cents(3999))}}}, "cap_evening"},
		"a night without weekdays":    {PutTerms{FormTerms{Service: "home_care", Unit: "hour", TimeCaps: TimeCaps{Night: ptr(money.Cents(3999))}}}, "cap_night"},
		"a Sunday below zero":         {PutTerms{FormTerms{Service: "home_care", Unit: "hour", Cap: ptr(money.Cents(0)), TimeCaps: TimeCaps{Sunday: ptr(money.Cents(-1))}}}, "cap_sunday_holiday"},
		"an area that there is not":   {AreaList{IDs: []uuid.UUID{newID()}}, "areas"},
		"fees the wrong way round":    {PutTerms{FormTerms{Service: "home_care", Unit: "hour", FeeMin: ptr(money.Cents(2)), FeeMax: ptr(money.Cents(1))}}, "fee_max"},
		"a month that is none":        {PriceRules{Months: Months{13}}, "months"},
		"no changes a year":           {PriceRules{MaxChangesYear: ptr(0)}, "max_changes_year"},
		"a rulebook in two tongues":   {RulebookText{TextFi: "a", TextSv: "b", From: o.today}, "text_en"},
		"more days than the law":      {PutHandling{Handling: Handling{Open: true, DecisionDays: ptr(11), DaysKind: WorkingDays}}, "decision_days"},
		"calendar days in a DPS":      {PutHandling{Handling: Handling{Open: true, DecisionDays: ptr(9), DaysKind: CalendarDays}}, "decision_days"},
		"a requirement of no kind":    {PutRequirement{Requirement{ID: newID(), TitleFi: "a", TitleSv: "b", TitleEn: "c"}}, "kind"},
		"a check of no register":      {PutRequirement{Requirement{ID: newID(), Kind: KindRegistry, TitleFi: "a", TitleSv: "b", TitleEn: "c"}}, "registry"},
		"points for nothing":          {PutRequirement{Requirement{ID: newID(), Kind: KindScored, TitleFi: "a", TitleSv: "b", TitleEn: "c"}}, "max_points"},
		"a question that is too long": {PutRequirement{Requirement{ID: newID(), Kind: KindText, TitleFi: strings.Repeat("ä", maxQuestion+1), TitleSv: "b", TitleEn: "c"}}, "title_fi"},
	} {
		err := o.Save(t.Context(), o.one, id, o.editing(t, id).Version, c.part)
		if f := fault.From(err); err == nil || !f.HasField(c.field) {
			t.Errorf("%s: %v, want a fault of %s", name, err, c.field)
		}
	}
	f := Form{Regime: RegimeVoucher, Basics: Basics{ClientPays: PaysOwnShare}}
	for lang, want := range map[string]string{"fi": "a fi", "sv": "b sv", "en": "a fi"} {
		if text, in := (Rulebook{TextFi: "a", TextSv: "b"}).Text(lang); text+" "+in != want {
			t.Errorf("read in %s it is %q in %s", lang, text, in)
		}
	}
	over := PutTerms{FormTerms{Service: "home_care", Unit: "hour", Value: ptr(money.Cents(4001)), Cap: ptr(money.Cents(4000))}}
	if err := over.put(&f); !fault.From(err).HasField("value") {
		t.Errorf("a voucher that is worth more than the service may cost: %v", err)
	}
	over.Value = over.Cap
	ok(t, over.put(&f))
	o.save(t, id, PutTerms{FormTerms{Service: "home_care", Unit: "hour"}}, PutHandling{Handling: Handling{Open: true, DecisionDays: ptr(5), DaysKind: WorkingDays}})
	p := o.publishing(t, id)
	p.Reasons = " \n"
	if err := o.Service.Publish(t.Context(), o.one, p); !fault.From(err).HasField("reasons") {
		t.Errorf("without reasons: %v", err)
	}
	ok(t, o.Service.Publish(t.Context(), o.one, o.publishing(t, id)))
	o.later(t, id)
}

// later is what may not change once a scheme is published.
func (o *office) later(t *testing.T, id uuid.UUID) {
	t.Helper()
	ok(t, o.Change(t.Context(), o.one, id))
	handling, basics := o.editing(t, id).Form.Handling, o.editing(t, id).Form.Basics
	handling.ClosingReserved, basics.ClientPays, basics.ValidTo = true, PaysFree, ptr(o.today.AddDays(400))
	o.save(t, id, PutHandling{Handling: handling}, basics, PutTerms{FormTerms{Service: "cleaning", Unit: "hour"}}, TermsFrom{TermsList{From: o.today.AddDays(-1)}},
		RulebookText{TextFi: "a", TextSv: "b", TextEn: "c", From: o.today.AddDays(-1)})
	var got []string
	for _, p := range o.editing(t, id).Problems {
		got = append(got, strings.TrimPrefix(p.Key, "fault.scheme."))
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"end_instead", "pays_fixed", "reserved_later", "rulebook_past", "terms_past"}, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// TestASchemeIsForAreas chooses the organiser's own areas, changes them in a new version, and finds that one has been removed
// while it was written.
// TestLanguagesOfASchemesTexts asks for each text in each language that its organiser has chosen, and for no other.
func TestLanguagesOfASchemesTexts(t *testing.T) {
	today := calendar.Date{Year: 2026, Month: 3, Day: 2}
	in := func(languages []string) (fi, sv, en string) {
		text := func(lang string) string {
			if slices.Contains(languages, lang) {
				return lang
			}
			return " "
		}
		return text("fi"), text("sv"), text("en")
	}
	for _, must := range [][]string{{"fi"}, {"fi", "sv"}, {"fi", "en"}, {"fi", "sv", "en"}} {
		for _, written := range [][]string{{"fi"}, {"sv"}, {"en"}, {"fi", "sv"}, {"fi", "en"}, {"sv", "en"}, {"fi", "sv", "en"}} {
			fi, sv, en := in(written)
			for field, part := range map[string]Part{
				"name_":  Basics{NameFi: fi, NameSv: sv, NameEn: en, ClientPays: PaysOwnShare, ValidFrom: today},
				"title_": PutRequirement{Requirement{ID: newID(), Kind: KindText, TitleFi: fi, TitleSv: sv, TitleEn: en}},
				"text_":  RulebookText{TextFi: fi, TextSv: sv, TextEn: en, From: today},
			} {
				err := part.put(&Form{Regime: RegimeVoucher, Languages: must})
				for _, lang := range []string{"fi", "sv", "en"} {
					want := slices.Contains(must, lang) && !slices.Contains(written, lang)
					if got := err != nil && fault.From(err).HasField(field+lang); got != want {
						t.Errorf("%s%s of a scheme written in %v whose organiser asks for %v: refused %v, want %v", field, lang, written, must, got, want)
					}
				}
			}
			var help Form // is asked for in no language
			ok(t, PutRequirement{Requirement{ID: newID(), Kind: KindText, TitleFi: "a", TitleSv: "b", TitleEn: "c", HelpFi: fi, HelpSv: sv, HelpEn: en}}.put(&help))
		}
	}
}

// TestAQuestionInOneLanguageMore is the same question; in other words or in a language less it is another.
func TestAQuestionInOneLanguageMore(t *testing.T) {
	was := Requirement{Kind: KindDeclaration, TitleFi: "a", TitleEn: "c"}
	for name, one := range map[string]struct {
		now  Requirement
		same bool
	}{
		"as it was":          {was, true},
		"in Swedish too":     {Requirement{Kind: KindDeclaration, TitleFi: "a", TitleSv: "b", TitleEn: "c"}, true},
		"in English no more": {Requirement{Kind: KindDeclaration, TitleFi: "a"}, false},
		"other words":        {Requirement{Kind: KindDeclaration, TitleFi: "a", TitleEn: "d"}, false},
	} {
		if sameQuestion(was, one.now) != one.same {
			t.Errorf("%s: same is not %v", name, one.same)
		}
	}
}

func TestASchemeIsForAreas(t *testing.T) {
	o := newOffice(t)
	north, south, theirs := newID(), newID(), newID()
	for id, of := range map[uuid.UUID]uuid.UUID{north: o.one.Organisation, south: o.one.Organisation, theirs: o.stranger.Organisation} {
		o.exec(t, `INSERT INTO organiser_area (id, organiser_id, name_fi, name_sv, name_en) VALUES ($1, $2, $3, $3, $3)`, id, of, id.String())
	}
	id := o.ready(t, RegimeDPS)
	if err := o.Save(t.Context(), o.one, id, o.editing(t, id).Version, AreaList{IDs: []uuid.UUID{theirs}}); !fault.From(err).HasField("areas") {
		t.Errorf("another organiser's area: %v", err)
	}
	o.save(t, id, AreaList{IDs: []uuid.UUID{south, north, south}})
	ok(t, o.Service.Publish(t.Context(), o.one, o.publishing(t, id)))
	if got := o.page(t, id).Form.Areas.IDs; len(got) != 2 || !slices.Contains(got, north) || !slices.Contains(got, south) {
		t.Fatalf("published for %v", got)
	}
	ok(t, o.Change(t.Context(), o.one, id))
	o.save(t, id, AreaList{IDs: []uuid.UUID{north}})
	ok(t, o.Service.Publish(t.Context(), o.one, o.publishing(t, id)))
	if n := o.count(t, `SELECT count(*) FROM scheme_area WHERE scheme_id = $1 AND area_id = $2`, id, north); n != 1 || len(o.page(t, id).Form.Areas.IDs) != 1 {
		t.Errorf("version 2 is for %v", o.page(t, id).Form.Areas)
	}
	if told := o.above.told; len(told) != 1 || !told[0].Moved || len(told[0].Areas.IDs) != 1 {
		t.Errorf("the rooms above were told %+v", told)
	}
	if len(o.page(t, id).Versions[0].Form.Areas.IDs) != 2 {
		t.Error("version 1 does not say any more for which areas it was")
	}
	ok(t, o.Change(t.Context(), o.one, id))
	o.save(t, id, AreaList{IDs: []uuid.UUID{south}})
	p := o.publishing(t, id)
	o.exec(t, `UPDATE organiser_area SET removed_at = now() WHERE id = $1`, south)
	if err := o.Service.Publish(t.Context(), o.one, p); !errors.Is(err, FaultUnready) {
		t.Errorf("an area that was removed meanwhile: %v", err)
	}
	if got := o.editing(t, id).Problems; len(got) != 1 || got[0].Section != SectionAreas {
		t.Errorf("problems: %+v", got)
	}
}

// TestAFormsIDThatWasUsed sends forms whose id stands for something else already, as a tampered or kept page does: nothing is
// done, and that is said.
func TestAFormsIDThatWasUsed(t *testing.T) {
	o := newOffice(t)
	first, second := o.ready(t, RegimeVoucher), o.ready(t, RegimeVoucher)
	p := o.publishing(t, first)
	ok(t, o.Service.Publish(t.Context(), o.one, p))
	other := o.publishing(t, second)
	other.ID = p.ID
	if err := o.Service.Publish(t.Context(), o.one, other); !errors.Is(err, FaultUsed) {
		t.Errorf("another scheme under the id of a version: %v", err)
	}
	ok(t, o.Change(t.Context(), o.one, first))
	o.save(t, first, TermsFrom{TermsList{From: o.today.AddDays(3)}}, PriceRules{NoticeDays: 60})
	again := o.publishing(t, first)
	again.ID = p.ID
	if err := o.Service.Publish(t.Context(), o.one, again); !errors.Is(err, FaultUsed) {
		t.Errorf("the next version under the id of the first: %v", err)
	}
	close := Act{ID: newID(), Scheme: first, Kind: EventClosed, From: o.today, Seen: o.above.Seen(), Reasons: "Ruuhka."}
	ok(t, o.Act(t.Context(), o.one, close))
	ok(t, o.Act(t.Context(), o.one, close)) // a double click
	end := close
	end.Kind = EventEnded
	if err := o.Act(t.Context(), o.one, end); !errors.Is(err, FaultUsed) || o.page(t, first).Scheme.ValidTo != nil {
		t.Errorf("an end under the id of a closing: %v", err)
	}
	ok(t, o.Begin(t.Context(), o.one, first, RegimeDPS))
	if err := o.Begin(t.Context(), o.stranger, first, RegimeDPS); !errors.Is(err, FaultNotFound) {
		t.Errorf("another organiser begins a scheme under the id of one that is there: %v", err)
	}
	if g := o.page(t, first); g.Copy == nil || g.Copy.Base != 1 || g.Scheme.Version != 1 {
		t.Errorf("the scheme has become %+v", g.Scheme)
	}
	ok(t, o.Service.Publish(t.Context(), o.one, o.publishing(t, second)))
}

func TestALoweredCapIsToldFirst(t *testing.T) {
	o := newOffice(t)
	id := o.ready(t, RegimeVoucher)
	ok(t, o.Service.Publish(t.Context(), o.one, o.publishing(t, id)))
	ok(t, o.Change(t.Context(), o.one, id))
	o.save(t, id, PutTerms{FormTerms{Service: "home_care", Unit: "hour", Value: ptr(money.Cents(3000)), Cap: ptr(money.Cents(4000))}})
	o.above.Affected = Affected{Admitted: 1, Offerings: 2, OverCap: []OverCap{{Cents: 4100, Cap: 4000}}}
	if p := o.publishing(t, id); !errors.Is(o.Service.Publish(t.Context(), o.one, p), FaultUnready) {
		t.Error("a cap under standing prices may begin tomorrow")
	}
	o.save(t, id, TermsFrom{TermsList{From: o.today.AddDays(capNoticeDays)}})
	p := o.publishing(t, id)
	o.above.Admitted = 2
	if err := o.Service.Publish(t.Context(), o.one, p); !errors.Is(err, FaultMoreTouched) {
		t.Errorf("another producer has come since the page was shown: %v", err)
	}
	ok(t, o.Service.Publish(t.Context(), o.one, o.publishing(t, id)))
	for day, want := range map[int]*money.Cents{0: nil, capNoticeDays - 1: nil, capNoticeDays: ptr(money.Cents(4000)), 900: ptr(money.Cents(4000))} {
		terms, err := ServicesOn(t.Context(), o.db.Service, id, o.today.AddDays(day))
		if err != nil || len(terms) != 1 || !equal(terms[0].PriceCap, want) {
			t.Errorf("after %d days: %+v, %v", day, terms, err)
		}
	}
	if len(o.above.told) != 1 || len(o.above.told[0].Terms) != 1 {
		t.Errorf("the rooms above were told %+v", o.above.told)
	}
}

func TestClosingAndEnding(t *testing.T) {
	o := newOffice(t)
	voucher, system := o.ready(t, RegimeVoucher), o.ready(t, RegimeDPS)
	unreserved := o.ready(t, RegimeDPS)
	o.save(t, unreserved, PutHandling{Handling: Handling{Open: true, DaysKind: WorkingDays}})
	for _, id := range []uuid.UUID{voucher, system, unreserved} {
		ok(t, o.Service.Publish(t.Context(), o.one, o.publishing(t, id)))
	}
	o.above.Affected = Affected{Cases: 3, LatestDue: o.today.AddDays(20)}
	act := func(id uuid.UUID, kind EventKind, from int, until *int) error {
		a := Act{ID: newID(), Scheme: id, Kind: kind, From: o.today.AddDays(from), Seen: o.above.Seen(), Reasons: "Syy."}
		if until != nil {
			a.Until = ptr(o.today.AddDays(*until))
		}
		return o.Act(t.Context(), o.one, a)
	}
	for name, c := range map[string]struct {
		err  error
		want error
	}{
		"a DPS that did not reserve it": {act(unreserved, EventClosed, 40, nil), FaultNotReserved},
		"reopen what is open":           {act(voucher, EventReopened, 0, nil), FaultOpen},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v, want %v", name, c.err, c.want)
		}
	}
	for name, c := range map[string]struct {
		err   error
		field string
	}{
		"a DPS in its first round":       {act(system, EventClosed, 29, nil), "from"},
		"from yesterday":                 {act(voucher, EventClosed, -1, nil), "from"},
		"until before it begins":         {act(voucher, EventClosed, 5, ptr(4)), "until"},
		"ended before cases are decided": {act(voucher, EventEnded, 19, nil), "from"},
		"ended yesterday":                {act(voucher, EventEnded, -1, nil), "from"},
	} {
		if !fault.From(c.err).HasField(c.field) {
			t.Errorf("%s: %v, want a fault of %s", name, c.err, c.field)
		}
	}
	ok(t, act(system, EventClosed, 30, ptr(60)))
	ok(t, act(voucher, EventClosed, 0, nil))
	if s := o.page(t, voucher).Scheme; s.AcceptsOn(o.today) || s.AcceptsOn(o.today.AddDays(1000)) || !s.InForce(o.today) {
		t.Errorf("closed for the time being: %+v", s)
	}
	ok(t, act(voucher, EventReopened, 0, nil))
	ok(t, act(voucher, EventEnded, 20, nil))
	s := o.page(t, voucher).Scheme
	if !s.AcceptsOn(o.today.AddDays(20)) || s.AcceptsOn(o.today.AddDays(21)) {
		t.Errorf("ended after 20 days: %+v", s)
	}
	if err := act(voucher, EventEnded, 21, nil); !fault.From(err).HasField("from") {
		t.Errorf("ended later than it ends: %v", err)
	}
	if n := len(o.page(t, voucher).Events); n != 3 {
		t.Errorf("%d events, want closed, reopened, ended", n)
	}
}
