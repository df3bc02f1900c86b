package offering_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// TestEveryServiceHasThingsToTell holds the list: each of the services has some things and not too many, with words of
// their own in three languages.
func TestEveryServiceHasThingsToTell(t *testing.T) {
	for _, s := range service.All() {
		list := offering.Things(s.Key)
		if len(list) < 3 || len(list) > 16 {
			t.Errorf("%s has %d things", s.Key, len(list))
		}
		seen := map[string]bool{}
		for _, thing := range list {
			if seen[thing.Key] {
				t.Errorf("%s has %s twice", s.Key, thing.Key)
			}
			seen[thing.Key] = true
			for _, lang := range []string{"fi", "sv", "en"} {
				name := thing.Name(lang)
				if n := utf8.RuneCountInString(name); n == 0 || n > 50 || seen[lang+name] {
					t.Errorf("%s in %s: %q is empty, long or there twice", thing.Key, lang, name)
				}
				seen[lang+name] = true
			}
		}
	}
	if offering.Things("dropped_long_ago") != nil {
		t.Error("a service that is not known has things")
	}
}

// TestEachThingIsToldOnce: whatever the database keeps, a thing of the service is in exactly one state or not told.
func TestEachThingIsToldOnce(t *testing.T) {
	var all []string
	for _, s := range service.All() {
		for _, thing := range offering.Things(s.Key) {
			all = append(all, thing.Key)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SampledFrom(service.All()).Draw(t, "service").Key
		states := rapid.MapOf(rapid.SampledFrom(all), rapid.SampledFrom(offering.InclusionStates())).Draw(t, "states")
		told := offering.Included{States: states}
		n := 0
		for _, state := range append(offering.InclusionStates(), "") {
			for _, thing := range told.Of(key, state) {
				if n++; states[thing.Key] != state {
					t.Fatalf("%s is told as %q", thing.Key, state)
				}
			}
		}
		if n != len(offering.Things(key)) {
			t.Fatalf("%d of %d things", n, len(offering.Things(key)))
		}
	})
}

func (h *house) offered() uuid.UUID {
	h.t.Helper()
	draft := newID()
	h.ok(h.offerings.BeginDraft(h.t.Context(), h.own, h.producer, draft))
	h.answerAll(draft, h.voucher)
	made, err := h.offerings.Publish(h.t.Context(), h.own, draft)
	h.ok(err)
	return made[0]
}

func TestTellIncluded(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	id := h.offered()
	told, err := h.offerings.Included(ctx, h.own, id)
	h.ok(err)
	if diff := cmp.Diff(map[string]string{"travel": "included", "evenings": "extra"}, told.States); diff != "" || told.On != h.today {
		t.Errorf("of the draft came %+v\n%s", told, diff)
	}
	cmd := offering.TellIncluded{ID: id, Version: 1, Included: offering.Included{
		States: map[string]string{"travel": offering.CostsExtra, "care_supplies": offering.NotOffered, "planning": ""}, Note: offering.Text{Fi: " Kaksi\r\nriviä. "}}}
	h.ok(h.offerings.TellIncluded(ctx, h.own, cmd))
	wantFault(t, h.offerings.TellIncluded(ctx, h.own, cmd), fault.CodeConflict, "fault.offering.stale")
	told, err = h.offerings.Included(ctx, h.own, id)
	h.ok(err)
	if diff := cmp.Diff(map[string]string{"travel": "extra", "care_supplies": "excluded"}, told.States); diff != "" || told.Note.Fi != "Kaksi riviä." {
		t.Errorf("%+v\n%s", told, diff)
	}
	h.ok(h.offerings.TellIncluded(ctx, h.own, offering.TellIncluded{ID: id, Version: 2}))
	if told, err = h.offerings.Included(ctx, h.own, id); err != nil || told.Told() {
		t.Errorf("after taking it all back: %+v, %v", told, err)
	}
	if n := h.count(`SELECT count(*) FROM audit_event WHERE action = 'offering.included_told' AND object_id = '` + id.String() + `'`); n != 2 {
		t.Errorf("%d audit rows", n)
	}
}

func TestWhatPricesCannotInclude(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	id := h.offered()
	_, stranger, _ := h.newProducer(1)
	in := func(key, state string) offering.Included {
		return offering.Included{States: map[string]string{key: state}}
	}
	for name, tt := range map[string]struct {
		told offering.Included
		want map[string]string
	}{
		"unknown thing":   {in("golden_door", "included"), map[string]string{"": "fault.included.unknown"}},
		"another service": {in("salad", "included"), map[string]string{"": "fault.included.unknown"}},
		"another, silent": {in("salad", ""), map[string]string{"": "fault.included.unknown"}},
		"unknown state":   {in("travel", "perhaps"), map[string]string{"included-travel": "fault.included.state"}},
		"long notes": {offering.Included{Note: offering.Text{Fi: strings.Repeat("ä", 1001), Sv: strings.Repeat("x", 10_000)}},
			map[string]string{"included_fi": "fault.offering.too_long", "included_sv": "fault.offering.too_long"}},
		"not text": {offering.Included{Note: offering.Text{En: "a\x07b"}}, map[string]string{"included_en": "fault.offering.not_text"}},
	} {
		if diff := cmp.Diff(tt.want, fieldKeys(h.offerings.TellIncluded(ctx, h.own, offering.TellIncluded{ID: id, Version: 1, Included: tt.told}))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	wantFault(t, h.offerings.TellIncluded(ctx, stranger, offering.TellIncluded{ID: id, Version: 1}), fault.CodeNotFound, "fault.identity.not_found")
	_, err := h.offerings.Included(ctx, stranger, id)
	wantFault(t, err, fault.CodeNotFound, "fault.identity.not_found")
	wantFault(t, h.offerings.TellIncluded(ctx, h.own, offering.TellIncluded{ID: newID()}), fault.CodeNotFound, "fault.identity.not_found")
	if n := h.count(`SELECT version FROM offering WHERE id = '` + id.String() + `'`); n != 1 {
		t.Error("what was refused was saved")
	}
}

// TestAnotherServiceIncludesOtherThings: what was told of a draft's price is forgotten with its service.
func TestAnotherServiceIncludesOtherThings(t *testing.T) {
	h := newHouse(t)
	draft := newID()
	h.ok(h.offerings.BeginDraft(t.Context(), h.own, h.producer, draft))
	h.answerAll(draft, h.voucher)
	h.ok(h.offerings.AnswerService(t.Context(), h.own, draft, "home_care"))
	if d, err := h.offerings.Draft(t.Context(), h.own, draft); err != nil || d.Answers.Included == nil {
		t.Errorf("the same service again: %+v, %v", d.Answers, err)
	}
	h.ok(h.offerings.AnswerService(t.Context(), h.own, draft, "cleaning"))
	if d, err := h.offerings.Draft(t.Context(), h.own, draft); err != nil || d.Answers.Included != nil {
		t.Errorf("another service: %+v, %v", d.Answers.Included, err)
	}
}
