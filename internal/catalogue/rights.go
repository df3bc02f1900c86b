package catalogue

import "github.com/tuottajatori/tuottajatori/internal/offering"

// A Right is what a client may do who changes their mind about a service: it follows from the way in which the service is
// arranged, and not from who gives it.
type Right string

// The rights.
const (
	// RightVoucher: the contract is the client's and the producer's, and consumer law applies to it; the client may refuse
	// the voucher, and then the county arranges the service otherwise; any approved producer may be chosen (569/2009 §6).
	RightVoucher Right = "voucher"
	// RightDecision: the service follows from the county's decision, which the county changes when asked (1301/2014 §45).
	RightDecision Right = "decision"
	// RightContract: a contract between the client and the producer, by consumer law and the producer's terms.
	RightContract Right = "contract"
	// RightFree: nothing is bought, so nothing binds.
	RightFree Right = "free"
	// RightAsk: the way it is arranged is not told.
	RightAsk Right = "ask"
)

// Rights lists the rights.
func Rights() []Right {
	return []Right{RightVoucher, RightDecision, RightContract, RightFree, RightAsk}
}

// RightOf tells what a client may do who changes their mind, by the scheme's regime and by what the client pays.
func RightOf(regime, pays string) Right {
	switch regime {
	case "voucher":
		return RightVoucher
	case "dps", "annex_e", "framework", "own_production", "in_house", "alliance":
		return RightDecision
	}
	switch pays {
	case offering.OwnShare: // there are own shares in vouchers only (569/2009 §4)
		return RightVoucher
	case offering.ClientFee:
		return RightDecision
	case offering.Price:
		return RightContract
	case offering.Free:
		return RightFree
	}
	return RightAsk
}
