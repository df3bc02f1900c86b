package producer

import (
	"net/mail"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// The longest texts, in characters. The database holds names to the same length.
const (
	maxName    = 200
	maxStreet  = 200
	maxContact = 200
)

// checked gathers the faults of a command's fields while it cleans them.
type checked struct{ bad *fault.Error }

func newChecked() *checked { return &checked{bad: fault.Invalid()} }

func (c *checked) on(field, key string, args ...any) { c.bad = c.bad.On(field, key, args...) }

// take adds the field errors of another room's check.
func (c *checked) take(err error) {
	if err != nil {
		c.bad.Fields = append(c.bad.Fields, fault.From(err).Fields...)
	}
}

// line cleans one line of text: white space is one space, none at the ends. A control character or broken UTF-8 is a
// fault rather than silently lost.
func (c *checked) line(field, text string, limit int) string {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, hidden) {
		c.on(field, "fault.producer.not_text")
		return ""
	}
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) > limit {
		c.on(field, "fault.producer.too_long", "Limit", limit)
	}
	return text
}

// hidden tells a character that shows nothing itself: a control character, or one that turns the text after it around
// and so lets a name look like another one.
func hidden(r rune) bool {
	return unicode.IsControl(r) && !unicode.IsSpace(r) || '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069'
}

// name is a line that must be there.
func (c *checked) name(field, text, missingKey string) string {
	text = c.line(field, text, maxName)
	if text == "" && !c.bad.HasField(field) {
		c.on(field, missingKey)
	}
	return text
}

// website is an address of the web, given with or without its scheme; "" is allowed.
func (c *checked) website(field, text string) string {
	text = c.line(field, text, maxContact)
	if text == "" {
		return ""
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.User != nil || !strings.Contains(strings.Trim(u.Hostname(), "."), ".") ||
		strings.ContainsAny(text, " <>\"") {
		c.on(field, "fault.producer.website")
	}
	return text
}

// phone is a phone number as people write them; "" is allowed.
func (c *checked) phone(field, text string) string {
	text = c.line(field, text, maxContact)
	digits := 0
	for i, r := range text {
		switch {
		case unicode.IsDigit(r) && r < 0x80:
			digits++
		case r == '+' && i == 0, strings.ContainsRune(" -()", r):
		default:
			digits = -1000
		}
	}
	if text != "" && (digits < 3 || digits > 15) {
		c.on(field, "fault.producer.phone")
	}
	return text
}

// email is an address of one mailbox; "" is allowed.
func (c *checked) email(field, text string) string {
	text = c.line(field, text, maxContact)
	if text == "" {
		return ""
	}
	address, err := mail.ParseAddress(text)
	if err != nil || address.Address != text {
		c.on(field, "fault.producer.email")
	}
	return text
}
