package public

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/wording"
)

// TestServesOnlyWhereItGoes: a comparison and an offering's page can be opened from a place that the offering never visits.
func TestServesOnlyWhereItGoes(t *testing.T) {
	vaasa, err := place.Find("Vaasa")
	if err != nil {
		t.Fatal(err)
	}
	w, at := in(t, locale.Fi), wording.Here{Place: &vaasa, Text: "Vaasa"}
	it := catalogue.Item{AtHome: true, Areas: []string{"257"}, Point: catalogue.Point{Municipality: "257"}}
	if got := w.Place(it, at); got.Text != "Ei palvele alueellasi" || got.Note != "Palvelee: Kirkkonummi" {
		t.Errorf("from afar: %+v", got)
	}
	it.Areas = append(it.Areas, vaasa.Municipality.Code)
	if got := w.Place(it, at); got.Text != "Palvelee alueellasi" {
		t.Errorf("where it goes: %+v", got)
	}
}

// TestTextInAnotherLanguageTellsWhich: a screen reader reads it with that language's sounds.
func TestTextInAnotherLanguageTellsWhich(t *testing.T) {
	for _, tc := range []struct {
		lang locale.Lang
		text catalogue.Texts
		want views.Written
	}{
		{locale.Sv, catalogue.Texts{Fi: "Apua", Sv: "Hjälp"}, views.Written{Text: "Hjälp"}},
		{locale.Sv, catalogue.Texts{Fi: "Apua"}, views.Written{Text: "Apua", Lang: "fi"}},
		{locale.En, catalogue.Texts{Sv: "Hjälp"}, views.Written{Text: "Hjälp", Lang: "sv"}},
		{locale.Fi, catalogue.Texts{Fi: "SOS", Sv: "SOS"}, views.Written{Text: "SOS"}},
		{locale.Fi, catalogue.Texts{}, views.Written{}},
	} {
		if diff := cmp.Diff(tc.want, in(t, tc.lang).Written(tc.text)); diff != "" {
			t.Errorf("%+v in %s: %s", tc.text, tc.lang, diff)
		}
	}
}

// TestACountyOnAListArrangesNothing: on an open list the county neither arranges nor answers for the service.
func TestACountyOnAListArrangesNothing(t *testing.T) {
	w := in(t, locale.Fi)
	for regime, want := range map[string]string{"voucher": "organiser", "own_production": "organiser", "listing": "lister", "free_listing": "lister"} {
		if got := w.organiserKey(catalogue.Item{Scheme: catalogue.Scheme{Regime: regime}}); got != want {
			t.Errorf("%s: %s", regime, got)
		}
		w.T("public.offering." + want)
	}
}
