// Package money holds amounts of euros as whole cents. There is no floating point anywhere in it: an amount is read from
// text digit by digit and written back the same way, so what a person typed is what is stored, compared and shown.
package money

import (
	"errors"
	"math"
	"strings"
	"unicode/utf8"
)

// Cents is an amount of money in euro cents. It may be negative, as a credit row is. It goes to and from PostgreSQL as bigint
// without help.
type Cents int64

// Errors of Parse. They say what is wrong with the text, and carry nothing of it.
var (
	// ErrSyntax means that the text is not an amount in any of the forms that Parse reads.
	ErrSyntax = errors.New("money: not an amount")
	// ErrDecimals means that the text has more than two decimals: rounding is for the person who typed it.
	ErrDecimals = errors.New("money: more than two decimals")
	// ErrOverflow means that the amount does not fit.
	ErrOverflow = errors.New("money: too large an amount")
)

// maxText is longer than any amount that fits, written with spaces, sign and currency.
const maxText = 64

// Parse reads an amount as people write it in Finnish, Swedish and English: "12,10", "12.10", "36", "1 234,5", "36 €",
// "€1,234.50", "-5". A lone comma or point is always the decimal mark, so "1,234" has three decimals and is refused rather
// than guessed. Thousands may be grouped by spaces of any kind, or by the other mark when both occur.
func Parse(s string) (Cents, error) {
	if len(s) > maxText || !utf8.ValidString(s) {
		return 0, ErrSyntax
	}
	s, negative := stripSign(stripCurrency(strings.TrimSpace(s)))
	whole, decimals, found := cutDecimals(s)
	digits, ok := ungroup(whole)
	if !ok || (found && decimals == "") || !isDigits(decimals) {
		return 0, ErrSyntax
	}
	if len(decimals) > 2 {
		return 0, ErrDecimals
	}
	for len(decimals) < 2 {
		decimals += "0"
	}
	var c int64
	for _, d := range digits + decimals {
		if c > (math.MaxInt64-int64(d-'0'))/10 {
			return 0, ErrOverflow
		}
		c = c*10 + int64(d-'0')
	}
	if negative {
		c = -c
	}
	return Cents(c), nil
}

func stripCurrency(s string) string {
	for _, mark := range []string{"€", "EUR", "eur", "e"} {
		if rest, found := strings.CutSuffix(s, mark); found {
			return strings.TrimSpace(rest)
		}
	}
	sign := ""
	for _, mark := range []string{"-", "−"} {
		if rest, found := strings.CutPrefix(s, mark); found {
			s, sign = rest, mark
		}
	}
	if rest, found := strings.CutPrefix(s, "€"); found {
		s = strings.TrimSpace(rest)
	}
	return sign + s
}

func stripSign(s string) (string, bool) {
	for _, mark := range []string{"-", "−"} {
		if rest, found := strings.CutPrefix(s, mark); found {
			return rest, true
		}
	}
	return s, false
}

// cutDecimals splits at the decimal mark: the last comma or point of the text.
func cutDecimals(s string) (whole, decimals string, found bool) {
	i := strings.LastIndexAny(s, ",.")
	if i < 0 {
		return s, "", false
	}
	whole, decimals = s[:i], s[i+1:]
	other := map[byte]string{',': ".", '.': ","}[s[i]]
	if strings.Contains(whole, s[i:i+1]) {
		return "", "", true // "1.234.567": the same mark cannot both group and cut
	}
	return strings.ReplaceAll(whole, other, " "), decimals, true
}

// ungroup takes the spaces out of "1 234" and refuses groups that are not of three digits.
func ungroup(s string) (string, bool) {
	groups := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\u2009' })
	if len(groups) == 0 {
		return "", false
	}
	for i, g := range groups {
		if !isDigits(g) || (i > 0 && len(g) != 3) || (len(groups) > 1 && i == 0 && len(g) > 3) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func isDigits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// String writes the amount for machines: "12.10", "-0.05".
func (c Cents) String() string {
	sign, whole, decimals := c.parts()
	if sign {
		return "-" + whole + "." + decimals
	}
	return whole + "." + decimals
}

// Format writes the amount for people: "1 234,50 €" in Finnish and Swedish, with no-break spaces so that a line never breaks
// inside it, and "€1,234.50" in English. An unknown language reads as Finnish.
func (c Cents) Format(lang string) string {
	negative, whole, decimals := c.parts()
	sign := ""
	if negative {
		sign = "−"
	}
	if lang == "en" {
		return sign + "€" + group(whole, ",") + "." + decimals
	}
	return sign + group(whole, "\u00a0") + "," + decimals + "\u00a0€"
}

// parts takes the amount apart without ever negating it, since the smallest int64 has no opposite.
func (c Cents) parts() (negative bool, whole, decimals string) {
	var digits [20]byte
	i, u := len(digits), magnitude(c)
	for u > 0 || i > len(digits)-3 {
		i--
		digits[i] = byte('0' + u%10)
		u /= 10
	}
	text := string(digits[i:])
	return c < 0, text[:len(text)-2], text[len(text)-2:]
}

func magnitude(c Cents) uint64 {
	if c < 0 {
		return uint64(-(c + 1)) + 1
	}
	return uint64(c)
}

func group(digits, mark string) string {
	var b strings.Builder
	for i, d := range []byte(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(mark)
		}
		b.WriteByte(d)
	}
	return b.String()
}
