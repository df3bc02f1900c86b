// Package service is the list of the 63 services that the catalogue knows: their keys, names and plain descriptions in three
// languages, the groups of the public tray, the units in which they are priced, and how each is usually given. The table is
// embedded from services.tsv, which the project owns and edits by hand, and is parsed once, at first use.
package service

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// The units of quantity and price.
const (
	Hour  = "hour"
	Visit = "visit"
	Day   = "day"
	Month = "month"
	Meal  = "meal"
	Trip  = "trip"
	Piece = "piece"
)

// Why a service is given: by the county's statutory duty, in support of a statutory service, bought by oneself, or free.
const (
	Statutory  = "statutory"
	Supporting = "supporting"
	SelfPaid   = "self_paid"
	Free       = "free"
)

// Group is a heading of the public tray.
type Group struct{ Key, Fi, Sv, En string }

// Service is one kind of service. PTV is its class in the national service classification (Suomi.fi). Units lists how it may be
// priced, the usual way first. AtHome is the usual way of giving: it comes to the client, so that it is found by the area
// served; otherwise the client goes to a place, found by distance. Advice by phone and help out of doors come to the client.
type Service struct {
	Key, Group, Fi, Sv, En, PTV string
	Units                       []string
	Basis                       string
	AtHome                      bool
	About                       struct{ Fi, Sv, En string } // one plain sentence for the public
}

// Name is the group's heading in a language: fi, sv or en.
func (g Group) Name(lang string) string { return pick(lang, g.Fi, g.Sv, g.En) }

// Name is the service's name in a language.
func (s Service) Name(lang string) string { return pick(lang, s.Fi, s.Sv, s.En) }

// Description is one plain sentence in a language that tells a client what the service is.
func (s Service) Description(lang string) string {
	return pick(lang, s.About.Fi, s.About.Sv, s.About.En)
}

// HasUnit tells whether the service may be priced by a unit.
func (s Service) HasUnit(unit string) bool { return slices.Contains(s.Units, unit) }

func pick(lang, fi, sv, en string) string {
	switch lang {
	case "sv":
		return sv
	case "en":
		return en
	}
	return fi
}

// ByKey finds a service.
func ByKey(key string) (Service, bool) {
	s, ok := tables().byKey[key]
	return s, ok
}

// All lists the services in the order of the tray. The slice is the caller's.
func All() []Service { return slices.Clone(tables().services) }

// Groups lists the headings of the tray in order.
func Groups() []Group {
	return []Group{
		{"at_home", "Kotona asumisen tuki", "Stöd för att bo hemma", "Support for living at home"},
		{"daily_life", "Arjen apu", "Hjälp i vardagen", "Everyday help"},
		{"housing", "Asuminen", "Boende", "Housing"},
		{"health", "Terveys ja kuntoutus", "Hälsa och rehabilitering", "Health and rehabilitation"},
		{"disability", "Vammaisten palvelut", "Funktionshinderservice", "Disability services"},
		{"families", "Lapset ja perheet", "Barn och familjer", "Children and families"},
		{"mind", "Mieli ja päihteet", "Psykisk hälsa och beroende", "Mental health and substance use"},
		{"together", "Yhdessä", "Tillsammans", "Together"},
	}
}

// GroupByKey finds a group.
func GroupByKey(key string) (Group, bool) {
	for _, g := range Groups() {
		if g.Key == key {
			return g, true
		}
	}
	return Group{}, false
}

// InGroup lists the services of a group in order.
func InGroup(key string) []Service {
	var in []Service
	for _, s := range tables().services {
		if s.Group == key {
			in = append(in, s)
		}
	}
	return in
}

//go:embed services.tsv
var servicesTSV string

type table struct {
	services []Service
	byKey    map[string]Service
}

// A row that does not fit is a broken build, which the tests see first; hence the panic.
var tables = sync.OnceValue(func() *table {
	t := &table{byKey: map[string]Service{}}
	for line := range strings.Lines(servicesTSV) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 12 {
			panic(fmt.Sprintf("service: %d columns instead of 12 in %q", len(f), line))
		}
		s := Service{Key: f[0], Group: f[1], Fi: f[2], Sv: f[3], En: f[4], PTV: f[5], Units: strings.Split(f[6], ","), Basis: f[7], AtHome: f[8] == "home"}
		s.About.Fi, s.About.Sv, s.About.En = f[9], f[10], f[11]
		t.services = append(t.services, s)
		t.byKey[s.Key] = s
	}
	return t
})
