package layout

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/tuottajatori/tuottajatori/frontend/assets"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// mostDescribed is how many letters of a description others show.
const mostDescribed = 160

// public tells whether the page is one that others may lead to: it says in a sentence what it is, and it is nobody's own.
func (p Page) public() bool { return p.Description != "" && p.Base != "" && !p.Desk }

// hidden tells search engines to leave the page alone.
func (p Page) hidden() bool { return p.NoIndex || p.Desk || p.Base == "" }

// own is the page's one address in a language: without the filters and the place that make copies of it.
func (p Page) own(l locale.Lang) string {
	path, _, _ := strings.Cut(p.URI, "?")
	address := p.Base + paths.InLang(path, l)
	if p.Keep != "" {
		address += "?" + p.Keep
	}
	return address
}

// described is the description in as few letters as others show, cut at a word.
func (p Page) described() string {
	text := strings.Join(strings.Fields(p.Description), " ")
	if utf8.RuneCountInString(text) <= mostDescribed {
		return text
	}
	short := string([]rune(text)[:mostDescribed-1])
	if at := strings.LastIndexByte(short, ' '); at > 0 {
		short = short[:at]
	}
	return strings.TrimRight(short, " ,;:–.") + "…"
}

// picture is the whole address of the picture that is shown with a link to the page.
func (p Page) picture() string {
	if p.Image != "" {
		return p.Base + p.Image
	}
	return p.Base + assets.Path("share-"+string(p.Lang)+".png")
}

// shown is what that picture shows.
func (p Page) shown(pr *locale.Printer) string {
	if p.Image != "" {
		return p.shareTitle(pr) + ", " + pr.T("layout.brand")
	}
	return pr.T("layout.share_alt")
}

// territory is the language as Open Graph names it.
func territory(l locale.Lang) string {
	switch l {
	case locale.Sv:
		return "sv_FI"
	case locale.En:
		return "en_GB"
	}
	return "fi_FI"
}

// linked is the page's structured data: a block of data and no script, which the content policy lets be. Every < in it is
// escaped, so no text can end it.
func (p Page) linked() string {
	if p.Linked == nil {
		return ""
	}
	data, err := json.Marshal(p.Linked)
	if err != nil {
		return "" // of plain structs there is always some
	}
	return `<script type="application/ld+json">` + string(data) + `</script>`
}
