// Package errors draws the page that stands in for one that could not be shown: in plain words what happened, and
// what to do next.
package errors

// View is what happened, with its text ready to be shown.
type View struct {
	Status    int    // 404
	Code      string // the fault's code: "not_found"
	Text      string // what happened, a sentence or two
	RequestID string // for the log; shown when the fault is ours
	SignIn    string // where to sign in and come back from, when that is what is lacking
	SetUp     string // where to set a second factor up, when that is what is lacking
	Back      string // an address to return to, if there is a better one than the front page
	Items     []Item // suggestions or what was wrong, if there are any
}

// Item is a suggestion. Without Href it is text.
type Item struct{ Text, Href string }

// ours tells whether the fault is the service's own, so that a reference helps.
func (v View) ours() bool { return v.Status >= 500 }

// gone tells whether it was there once: what is listed are ways on then, and the advice leads to them.
func (v View) gone() bool { return v.code() == "gone" }

// codes that have a title and advice of their own; others use those of "malformed" or "internal".
var codes = map[string]bool{
	"invalid": true, "malformed": true, "unauthenticated": true, "forbidden": true, "not_found": true, "conflict": true,
	"gone": true, "too_large": true, "unsupported_media": true, "too_many": true, "unavailable": true, "internal": true,
}

func (v View) code() string {
	switch {
	case codes[v.Code]:
		return v.Code
	case v.Status >= 500:
		return "internal"
	default:
		return "malformed"
	}
}
