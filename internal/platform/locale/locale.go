// Package locale holds the service's three languages: which one to use, its texts, and how it writes numbers, money,
// dates and times.
//
// The texts are TOML files in frontend/locales, one for each area and language: search.fi.toml, search.sv.toml and
// search.en.toml. Nested tables make the key, so title in the table [signin] is "signin.title". A text may have variables,
// {{.Name}}, and a table with one and other is a plural chosen by the variable Count:
//
//	[results]
//	title = "Palvelut"
//	found = { one = "{{.Count}} palvelu", other = "{{.Count}} palvelua" }
//
// Pages read the request's Printer from the context: locale.From(ctx).T("results.found", "Count", n).
package locale

import (
	"context"
	"strings"

	"golang.org/x/text/language"
)

// Lang is a language of the service, as in an address (/fi) and in the HTML lang attribute.
type Lang string

// The languages. Finnish and Swedish are required by law (423/2003); English is a service.
const (
	Fi Lang = "fi"
	Sv Lang = "sv"
	En Lang = "en"
)

// Langs lists the languages in the order in which they are offered. The first is the default.
func Langs() []Lang { return []Lang{Fi, Sv, En} }

// Pick is a text for a reader of a language, as Written tells it.
func Pick(lang, fi, sv, en string) string {
	text, _ := Written(lang, fi, sv, en)
	return text
}

// Written is a text for a reader of a language by its code: in that language or, where nobody wrote it in that, in the first of Finnish,
// Swedish and English that there is. Organisers' texts are always in Finnish, so it is what their readers see who read another language.
// Other is the language of a text that is not in the reader's, by which a page marks it; "" when it is.
func Written(lang, fi, sv, en string) (text string, other Lang) {
	own := fi
	switch Lang(lang) {
	case Sv:
		own = sv
	case En:
		own = en
	}
	if own != "" {
		return own, ""
	}
	for i, text := range []string{fi, sv, en} {
		if text != "" {
			return text, Langs()[i]
		}
	}
	return "", ""
}

// Parse reads a language's code, exactly as it is written in addresses.
func Parse(s string) (Lang, bool) {
	for _, l := range Langs() {
		if s == string(l) {
			return l, true
		}
	}
	return "", false
}

// maxAcceptLanguage cuts an Accept-Language header before it is read: browsers send less than this.
const maxAcceptLanguage = 512

// Negotiate chooses the language that an Accept-Language header prefers, by its weights, and Finnish when it names none
// of ours or cannot be read. A near language is not taken for ours: who asks for Norwegian gets no Swedish unasked.
func Negotiate(acceptLanguage string) Lang {
	if len(acceptLanguage) > maxAcceptLanguage {
		acceptLanguage = acceptLanguage[:strings.LastIndexByte(acceptLanguage[:maxAcceptLanguage], ',')+1]
		acceptLanguage = strings.TrimSuffix(acceptLanguage, ",")
	}
	tags, weights, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return Fi
	}
	for i, tag := range tags { // in falling order of weight
		base, _ := tag.Base()
		if l, ok := Parse(base.String()); ok && weights[i] > 0 {
			return l
		}
	}
	return Fi
}

type contextKey struct{}

// With returns a context that carries the request's printer.
func With(ctx context.Context, p *Printer) context.Context {
	return context.WithValue(ctx, contextKey{}, p)
}

// From returns the context's printer. Without one, every text is its marked key, so that the mistake is seen.
func From(ctx context.Context) *Printer {
	if p, ok := ctx.Value(contextKey{}).(*Printer); ok && p != nil {
		return p
	}
	return &Printer{lang: Fi}
}
