package layout

import (
	"context"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

func draw(t *testing.T, p Page) string {
	t.Helper()
	bundle, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	ctx := locale.With(context.Background(), bundle.Printer(p.Lang))
	var b strings.Builder
	if err := Layout(p).Render(templ.WithChildren(ctx, templ.Raw("<h1>Own</h1>")), &b); err != nil {
		t.Fatal(err)
	}
	if missing := bundle.Missing(); len(missing) > 0 {
		t.Errorf("texts missing: %v", missing)
	}
	return b.String()
}

func TestPageAroundItsContent(t *testing.T) {
	county := Organiser{Name: "Keski-Suomen hyvinvointialue", Code: "17", Sheet: "/look/17-abc.css", Colour: "#2c3a78", Phone: "014 000 1200", Hours: "arkisin klo 8–16"}
	for name, tc := range map[string]struct {
		page       Page
		want, lack []string
	}{
		"the same page in the other languages": {
			Page{Lang: locale.Fi, Title: "Palvelut", URI: "/fi/palvelut?q=ruoka"},
			[]string{"<title>Palvelut – Tuottajatori</title>", `lang="fi"`, `href="/sv/tjanster?q=ruoka"`, `href="/en/services?q=ruoka"`, "<h1>Own</h1>"},
			[]string{"Virhe:", "Esittely."},
		},
		"an error is told first in the title": {
			Page{Lang: locale.Sv, Title: "Registrera dig", Error: true}, []string{"<title>Fel: Registrera dig – Tuottajatori</title>"}, nil,
		},
		"the organiser's name, number and theme": {
			Page{Lang: locale.Fi, Organiser: county},
			[]string{`<link rel="stylesheet" href="/look/17-abc.css">`, `href="tel:+358140001200"`, "Keski-Suomen hyvinvointialue", "arkisin klo 8–16", "#2c3a78"},
			[]string{`href="/fi#phone"`},
		},
		"no number is made up": {
			Page{Lang: locale.Fi}, []string{`href="/fi#phone"`, "#0e4f4b"}, []string{"tel:", "/look/"},
		},
		"demo data is told": {Page{Lang: locale.En, Demo: true}, []string{"fictional"}, nil},
		"search engines are told the languages": {
			Page{Lang: locale.Fi, URI: "/fi/alue/lappi?place=99800", Description: "Lappi", Base: "https://example.fi"},
			[]string{`rel="canonical" href="https://example.fi/fi/alue/lappi"`, `hreflang="sv" href="https://example.fi/sv/omrade/lappi"`,
				`hreflang="x-default" href="https://example.fi/fi/alue/lappi"`, `og:locale" content="fi_FI"`, `og:image" content="https://example.fi/assets/share-fi.`},
			[]string{"noindex"},
		},
		"a page of one thing among many keeps what tells it apart": {
			Page{Lang: locale.Sv, URI: "/sv/tjanster?place=40520&service=meals", Keep: "service=meals", Description: "Mat", Base: "https://example.fi"},
			[]string{`rel="canonical" href="https://example.fi/sv/tjanster?service=meals"`, `hreflang="en" href="https://example.fi/en/services?service=meals"`}, nil,
		},
		"a long description ends at a word": {
			Page{Lang: locale.Fi, URI: "/fi", Base: "https://example.fi", Description: strings.Repeat("sana ", 31) + "ja pitkäsana"},
			[]string{`name="description" content="` + strings.TrimSpace(strings.Repeat("sana ", 31)) + ` ja…"`}, nil,
		},
		"a page that is nobody else's is not indexed": {
			Page{Lang: locale.Fi, URI: "/fi/tuottaja", Base: "https://example.fi", Desk: true, Description: "Oma"}, []string{"noindex"}, []string{"canonical"},
		},
		"a desk has its sections and the way out": {
			Page{Lang: locale.Fi, Desk: true, User: &User{Name: "Sanna Virtanen", Role: "hankinta-asiantuntija", Desk: "/fi/hankinta"},
				Nav: []NavLink{{Text: "Jono", Href: "/fi/hankinta", Count: "7", Current: true}}},
			[]string{"tt-desk", "Sanna Virtanen", `action="/fi/kirjaudu-ulos"`, `method="post"`, `aria-current="true"`, ">7<"}, []string{"tt-menu"},
		},
		"names are text": {
			Page{Lang: locale.Fi, Title: "<b>", Organiser: Organiser{Name: "<script>", Website: "javascript:alert(1)"}},
			nil, []string{"<b> –", "<script>", "javascript:"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			html := draw(t, tc.page)
			for _, want := range tc.want {
				if !strings.Contains(html, want) {
					t.Errorf("no %s", want)
				}
			}
			for _, lack := range tc.lack {
				if strings.Contains(html, lack) {
					t.Errorf("there should be no %s", lack)
				}
			}
		})
	}
}

func TestNothingThatTheContentPolicyForbids(t *testing.T) {
	linked := map[string]string{"name": "</script><script>alert(1)</script>"}
	html := draw(t, Page{Lang: locale.Fi, Demo: true, URI: "/fi", Base: "https://example.fi", Description: "Etusivu", Linked: linked})
	if n := strings.Count(html, "</script>"); n != 2 {
		t.Errorf("%d scripts end: the page's own and its data", n)
	}
	for _, forbidden := range []string{" style=", "<style", " onclick=", "javascript:", "data:"} {
		if strings.Contains(html, forbidden) {
			t.Errorf("the layout has %s", forbidden)
		}
	}
}
