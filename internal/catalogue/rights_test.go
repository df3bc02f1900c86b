package catalogue

import (
	"slices"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/offering"
)

func TestRightFollowsTheWayOfArranging(t *testing.T) {
	for _, tc := range []struct {
		regime, pays string
		want         Right
	}{
		{"voucher", offering.OwnShare, RightVoucher},
		{"voucher", offering.Unknown, RightVoucher}, // a price that is missing takes no right away
		{"own_production", offering.ClientFee, RightDecision},
		{"dps", offering.ClientFee, RightDecision},
		{"annex_e", offering.Free, RightDecision}, // a decision even where it costs nothing
		{"self_paid_listing", offering.Price, RightContract},
		{"self_paid_listing", offering.Unknown, RightAsk},
		{"free_listing", offering.Free, RightFree},
		{"listing", offering.Unknown, RightAsk},
		{"listing", offering.Price, RightContract},
		{"", "", RightAsk},
	} {
		if got := RightOf(tc.regime, tc.pays); got != tc.want {
			t.Errorf("%s, %s: %s, want %s", tc.regime, tc.pays, got, tc.want)
		}
	}
	for _, regime := range Regimes() {
		for _, pays := range PaysKinds() {
			if right := RightOf(regime, pays); !slices.Contains(Rights(), right) {
				t.Errorf("%s, %s: %q is no right", regime, pays, right)
			}
		}
	}
}
