package paths

import (
	"net/url"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

var langs = []locale.Lang{locale.Fi, locale.Sv, locale.En}

func TestAddresses(t *testing.T) {
	for _, tc := range []struct{ got, want string }{
		{Front(locale.Fi), "/fi"},
		{Results(locale.Fi), "/fi/palvelut"},
		{Results(locale.Sv), "/sv/tjanster"},
		{Results(locale.En), "/en/services"},
		{ResultsWith(locale.Fi, url.Values{"q": {"apua suihkuun"}}), "/fi/palvelut?q=apua+suihkuun"},
		{ResultsWith(locale.Fi, nil), "/fi/palvelut"},
		{Offering(locale.Sv, "x"), "/sv/tjanster/x"},
		{Area(locale.Fi, "keski-suomi"), "/fi/alue/keski-suomi"},
		{CompareWith(locale.En, url.Values{"id": {"a", "b"}}), "/en/compare?id=a&id=b"},
		{Producer(locale.Fi, "a/b"), "/fi/tuottajat/a%2Fb"},
		{Confirm(locale.Sv, "tok"), "/sv/bekrafta/tok"},
		{Reset(locale.Fi, ""), "/fi/salasana"},
		{Desk(locale.Fi, "units", "new"), "/fi/tuottaja/units/new"},
		{Officer(locale.Sv, "applications"), "/sv/upphandling/applications"},
		{Admin(locale.En), "/en/administration"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %s, want %s", tc.got, tc.want)
		}
	}
}

func TestSegmentsAreDistinctAndPlain(t *testing.T) {
	for _, l := range langs {
		seen := map[string]Page{}
		for _, p := range Pages() {
			s := Segment(l, p)
			if other, taken := seen[s]; taken {
				t.Errorf("%s: %s and %s share the segment %q", l, p, other, s)
			}
			seen[s] = p
			if s == "" || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz-") != "" {
				t.Errorf("%s: the segment of %s is %q", l, p, s)
			}
		}
	}
}

func TestTopicsAreDistinctAndPlain(t *testing.T) {
	for _, l := range langs {
		for _, p := range Pages() {
			seen := map[string]bool{}
			for _, topic := range Topics(p) {
				s := Slug(l, p, topic)
				if seen[s] {
					t.Errorf("%s: %s has two topics at %q", l, p, s)
				}
				seen[s] = true
				if s == "" || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz-") != "" {
					t.Errorf("%s: the address of %s is %q", l, topic, s)
				}
			}
		}
	}
}

func TestSamePageInAnotherLanguage(t *testing.T) {
	for uri, want := range map[string]string{
		"/fi":                             "/sv",
		"/fi/":                            "/sv",
		"/fi/palvelut?q=ä&place=40520":    "/sv/tjanster?q=ä&place=40520",
		"/fi/alue/keski-suomi":            "/sv/omrade/keski-suomi",
		"/en/producer/units/new":          "/sv/producent/units/new",
		"/sv/tjanster/0190":               "/sv/tjanster/0190",
		"/fi/ei-ole-sivua":                "/sv",
		"/fi/services":                    "/sv", // another language's word is no page of this one
		"/":                               "/sv",
		"":                                "/sv",
		"/api/v1/offerings":               "/sv",
		"//evil.example/fi":               "/sv",
		"/fi/ohjeet/palveluseteli?x=1":    "/sv/hjalp/servicesedel?x=1",
		"/en/easy-read/find-help":         "/sv/lattlast/sok-hjalp",
		"/fi/ohjeet/service-voucher":      "/sv/hjalp/service-voucher", // another language's word is no topic of this one
		"/fi/palvelut/palveluseteli":      "/sv/tjanster/palveluseteli",
		"/fi/palvelut?place=a%2Fb?c&x=/y": "/sv/tjanster?place=a%2Fb?c&x=/y",
	} {
		if got := InLang(uri, locale.Sv); got != want {
			t.Errorf("InLang(%q) = %q, want %q", uri, got, want)
		}
	}
}

func TestThereAndBack(t *testing.T) {
	for _, from := range langs {
		for _, to := range langs {
			for _, p := range Pages() {
				path := To(from, p, "x", "y") + "?a=b"
				if got := InLang(InLang(path, to), from); got != path {
					t.Errorf("%s by way of %s is %s", path, to, got)
				}
				for _, topic := range Topics(p) {
					path := To(from, p, Slug(from, p, topic), "x")
					if got := InLang(InLang(path, to), from); got != path {
						t.Errorf("%s by way of %s is %s", path, to, got)
					}
				}
			}
		}
	}
}
