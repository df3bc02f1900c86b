package public

import (
	"slices"
	"strings"
	"unicode"

	views "github.com/tuottajatori/tuottajatori/frontend/pages/public"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/search"
)

// mostUnderstood is how many recognised services the page tells of, the best first.
const mostUnderstood = 3

// understood tells what the words were read as: mended, the names of services, or themselves when they are nobody's
// service but perhaps somebody's name.
func (w words) understood(a asked, found catalogue.Page) views.Understood {
	if a.Text == "" {
		return views.Understood{}
	}
	if mended := corrected(a.Text, found.Mended); mended != "" {
		return views.Understood{
			Intro: w.T("public.results.mended"), What: mended,
			Instead:     w.T("public.results.instead", "Words", a.Text),
			InsteadHref: a.with(w, func(c *catalogue.Criteria) { c.Exact = true }),
		}
	}
	if len(found.Understood) == 0 {
		return views.Understood{Intro: w.T("public.results.searched"), What: a.Text}
	}
	names := w.serviceNames(found.Understood[:min(len(found.Understood), mostUnderstood)])
	return views.Understood{Intro: w.T("public.results.understood"), What: strings.ToLower(strings.Join(names, ", "))}
}

// corrected is a text with its slips mended, or "" when there are none.
func corrected(text string, mended []search.Mended) string {
	if len(mended) == 0 {
		return ""
	}
	words := pieces(text)
	for i, word := range words {
		if at := slices.IndexFunc(mended, func(m search.Mended) bool { return strings.EqualFold(m.Typed, word) }); at >= 0 {
			words[i] = mended[at].As
		}
	}
	if out := strings.Join(words, ""); out != text {
		return out
	}
	as := make([]string, len(mended)) // the engine reads words otherwise than they are written
	for i, m := range mended {
		as[i] = m.As
	}
	return strings.Join(as, " ")
}

// pieces takes a text apart into words and what stands between them.
func pieces(text string) []string {
	var out []string
	inWord := false
	for i, r := range text {
		is := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		if i == 0 || is != inWord {
			out = append(out, "")
		}
		inWord = is
		out[len(out)-1] += string(r)
	}
	return out
}
