package scheme

import (
	"database/sql/driver"
	"fmt"
	"math/big"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Number is an answer or a limit that is a number: exact, with up to twelve digits before the decimal mark and four
// after it, kept as ten-thousandths.
type Number int64

const (
	numberScale    = 10_000
	numberDecimals = 4
	numberDigits   = 12
)

// FaultNumber is what ParseNumber answers to something that is no number.
var FaultNumber = fault.New(fault.CodeInvalid, "fault.admission.number")

// ParseNumber reads a number as people write it: a decimal comma or point, spaces between thousands, a minus sign.
func ParseNumber(text string) (Number, error) {
	clean := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", ".", "\u2212", "-").Replace(strings.TrimSpace(text))
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(clean, "-"), ".")
	if whole == "" || len(whole) > numberDigits || len(fraction) > numberDecimals || strings.HasSuffix(clean, ".") {
		return 0, FaultNumber
	}
	var n int64
	for _, c := range whole + fraction + strings.Repeat("0", numberDecimals-len(fraction)) {
		if c < '0' || c > '9' {
			return 0, FaultNumber
		}
		n = n*10 + int64(c-'0')
	}
	if strings.HasPrefix(clean, "-") {
		n = -n
	}
	return Number(n), nil
}

// String writes the number for machines: "1500.25".
func (n Number) String() string {
	text := big.NewRat(int64(n), numberScale).FloatString(numberDecimals)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// Format writes the number for people: "1 500,25" in Finnish and Swedish, "1,500.25" in English.
func (n Number) Format(lang string) string {
	separator, mark := "\u00a0", ","
	if lang == "en" {
		separator, mark = ",", "."
	}
	text, sign := n.String(), ""
	if strings.HasPrefix(text, "-") {
		text, sign = text[1:], "\u2212"
	}
	whole, fraction, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + separator + whole[i:]
	}
	if fraction != "" {
		fraction = mark + fraction
	}
	return sign + whole + fraction
}

// MarshalText and UnmarshalText keep the number exact in JSON.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (n *Number) UnmarshalText(text []byte) error {
	parsed, err := ParseNumber(string(text))
	if err != nil {
		return fmt.Errorf("number %q: %w", text, err)
	}
	*n = parsed
	return nil
}

// Value gives the number to PostgreSQL's numeric as text.
func (n Number) Value() (driver.Value, error) { return n.String(), nil }

// Scan reads PostgreSQL's numeric.
func (n *Number) Scan(src any) error {
	switch v := src.(type) {
	case []byte:
		return n.UnmarshalText([]byte(trimZeros(string(v))))
	case string:
		return n.UnmarshalText([]byte(trimZeros(v)))
	case int64:
		*n = Number(v * numberScale)
		return nil
	default:
		return fmt.Errorf("number from %T", src)
	}
}

// trimZeros drops zeros that a numeric column may carry after the decimal point.
func trimZeros(s string) string {
	if strings.Contains(s, ".") {
		return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	return s
}
