package reports

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/report"
)

func TestWhichPageAReportIsAbout(t *testing.T) {
	id := uuid.MustParse("01900000-0000-7000-8000-000000000015")
	front := report.About{Path: "/fi"}
	for path, want := range map[string]report.About{
		"/fi": front, "": front, "/": front, "/sv": front, "https://evil.example/fi/palvelut": front, "//evil.example": front, "/fi/x": front,
		"/fi/palvelut": {Page: "results", Path: "/fi/palvelut"}, "/fi/palvelut?q=Maija+Meikäläinen": {Page: "results", Path: "/fi/palvelut"},
		"/sv/tjanster/" + id.String():               {Page: "results", Path: "/sv/tjanster/" + id.String(), Offering: id},
		"/fi/palvelut/" + id.String() + "#hinta":    {Page: "results", Path: "/fi/palvelut/" + id.String(), Offering: id},
		"/fi/palvelut/maija-meikalainen":            front,
		"/fi/palvelut/" + id.String() + "/x":        front,
		"/fi/palvelut/{" + id.String() + "}":        front,
		"/fi/tuottajat/" + id.String():              {Page: "producer", Path: "/fi/tuottajat/" + id.String(), Producer: id},
		"/en/service-units/" + id.String():          {Page: "unit", Path: "/en/service-units/" + id.String(), Unit: id},
		"/fi/palvelupisteet/" + id.String():         {Page: "point", Path: "/fi/palvelupisteet/" + id.String(), Point: id},
		"/fi/palvelupisteet":                        front,
		"/fi/alue/keski-suomi":                      {Page: "area", Path: "/fi/alue/keski-suomi", Organiser: "keski-suomi"},
		"/fi/alue/Maija Meikäläinen":                front,
		"/fi/hyvaksytyt-tuottajat/lappi/voucher":    {Page: "approved", Path: "/fi/hyvaksytyt-tuottajat/lappi/voucher", Organiser: "lappi", Scheme: "voucher"},
		"/fi/hyvaksytyt-tuottajat/lappi/Väärä":      {Page: "approved", Path: "/fi/hyvaksytyt-tuottajat/lappi", Organiser: "lappi"},
		"/fi/ohjeet/palveluseteli":                  {Page: "help", Path: "/fi/ohjeet/palveluseteli"},
		"/fi/ohjeet/Maija":                          {Page: "help", Path: "/fi/ohjeet"},
		"/fi/saavutettavuus":                        {Page: "accessibility", Path: "/fi/saavutettavuus"},
		"/fi/ilmoita-virheesta/" + id.String():      {Page: "report", Path: "/fi/ilmoita-virheesta"},
		"/fi/tuottaja/units":                        front,
		"/fi/hankinta":                              front,
		"/fi/salasana/abcdef-secret":                front,
		"/fi/palvelut/" + strings.Repeat("a", 1000): front,
	} {
		if diff := cmp.Diff(want, pageOf(path, locale.Fi)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

// TestNothingTypedIsKeptOfAnAddress reads addresses of anything: what is kept fits the database and holds no query.
func TestNothingTypedIsKeptOfAnAddress(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		path := "/" + rapid.SampledFrom([]string{"fi", "sv", "en", "x", ""}).Draw(t, "language") + "/" +
			rapid.SampledFrom([]string{"palvelut", "tjanster", "ohjeet", "help", "alue", "hyvaksytyt-tuottajat", "selkokieli", "tuottaja", ""}).Draw(t, "page") +
			"/" + rapid.String().Draw(t, "rest")
		got := pageOf(path, locale.Sv)
		if len(got.Path) > 300 || strings.ContainsFunc(got.Path, func(r rune) bool {
			return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789/_-", r)
		}) || !strings.HasPrefix(got.Path, "/") {
			t.Fatalf("%q is kept as %q", path, got.Path)
		}
	})
}
