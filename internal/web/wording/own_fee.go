package wording

import (
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/offering"
)

// OwnFee is what a client pays for the organiser's own production of the same service, which must be told beside an own
// share (569/2009 §6): "0–420 €/kk", "maksuton", "tulojen mukaan", "ei kerrottu".
func (w Words) OwnFee(p offering.Pays) string {
	switch {
	case p.Kind == offering.Free, p.Cents != nil && *p.Cents == 0 && p.CentsMax == nil && !p.From:
		return w.T("pays.own.free")
	case p.Cents != nil && p.From:
		return w.T("public.pays.from") + " " + w.Amount(p) + w.PerOf(p)
	case p.Cents != nil:
		return w.Amount(p) + w.PerOf(p)
	case p.Kind == offering.ClientFee:
		return w.T("pays.own.by_income")
	}
	return w.T("pays.own.not_told")
}

// OwnFeeTitle is the question that OwnFee answers, with the organiser's name.
func (w Words) OwnFeeTitle(o catalogue.Organiser) string {
	return w.T("pays.own.title", "Organiser", o.Name.In(w.lang()))
}
