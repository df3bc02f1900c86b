package catalogue

import (
	"context"

	"github.com/tuottajatori/tuottajatori/internal/offering"
)

// OwnFees tell what clients pay for the services that an organiser produces itself, by the service's key. Whoever is
// offered a voucher must be told it beside the own share (569/2009 §6).
type OwnFees map[string][]offering.Pays

// Of is what a client pays for the same service of the organiser's own production: by the same unit where it is told so,
// else as it is told. It is unknown where nothing is told.
func (o OwnFees) Of(service, unit string) offering.Pays {
	told := o[service]
	for _, p := range told {
		if p.Per == unit {
			return p
		}
	}
	if len(told) == 0 {
		return offering.Pays{Kind: offering.Unknown}
	}
	return told[0]
}

// OwnFees are an organiser's today: of one service, or of all when its key is empty.
func (s *Service) OwnFees(ctx context.Context, organiser, service string) (OwnFees, error) {
	rows, err := s.store.ownFees(ctx, organiser, service, s.today())
	if err != nil {
		return nil, err
	}
	fees := OwnFees{}
	for _, r := range rows {
		fees[r.Service] = append(fees[r.Service], offering.WhatClientPays(offering.Terms{
			ClientPays: r.ClientPays, Unit: r.Unit, FeeMin: r.FeeMin, FeeMax: r.FeeMax,
		}, nil))
	}
	return fees, nil
}
