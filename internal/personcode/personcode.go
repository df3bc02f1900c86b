// Package personcode reads the Finnish personal identity code (henkilötunnus; 661/2009 §11, decree 128/2010 §2, with the
// signs of centuries that were added in 2023): DDMMYYCZZZQ.
//
// A Code is never printed whole by accident: every way of writing it masks it, and a database driver refuses it. What keeps
// it seals Plain, and looks it up by a keyed hash (platform/vault).
package personcode

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"
)

// The faults of what is no code.
var (
	ErrForm  = errors.New("personcode: not eleven characters of the right kinds")
	ErrDay   = errors.New("personcode: no such day")
	ErrCheck = errors.New("personcode: the last character does not fit the others")
)

// Code is a personal identity code whose form, day and check character are right. The zero Code is none.
type Code struct{ text string }

const (
	length    = 11
	signAt    = 6
	lowest    = 2   // the first individual number that is given
	firstTest = 900 // and the first of those that are nobody's
	checks    = "0123456789ABCDEFHJKLMNPRSTUVWXY"
)

// centuries are the signs of each century of birth.
var centuries = map[byte]int{'+': 1800,
	'-': 1900, 'Y': 1900, 'X': 1900, 'W': 1900, 'V': 1900, 'U': 1900,
	'A': 2000, 'B': 2000, 'C': 2000, 'D': 2000, 'E': 2000, 'F': 2000}

// Parse reads a code as people write it: small letters and spaces around it are no fault.
func Parse(text string) (Code, error) {
	text = strings.ToUpper(strings.TrimSpace(text))
	if len(text) != length {
		return Code{}, ErrForm
	}
	century, known := centuries[text[signAt]]
	digits := text[:signAt] + text[signAt+1:length-1]
	number, err := strconv.ParseUint(digits, 10, 32) // takes no sign
	if !known || err != nil || number%1000 < lowest {
		return Code{}, ErrForm
	}
	c := Code{text}
	year, month, day := c.parts(century)
	if d := time.Date(year, month, day, 0, 0, 0, 0, time.UTC); d.Year() != year || d.Month() != month || d.Day() != day {
		return Code{}, ErrDay
	}
	if text[length-1] != checks[number%uint64(len(checks))] {
		return Code{}, ErrCheck
	}
	return c, nil
}

func (c Code) parts(century int) (year int, month time.Month, day int) {
	two := func(at int) int { return int(c.text[at]-'0')*10 + int(c.text[at+1]-'0') }
	return century + two(4), time.Month(two(2)), two(0)
}

// Born is the day of birth that the code says.
func (c Code) Born() (year int, month time.Month, day int) {
	if c.text == "" {
		return 0, 0, 0
	}
	return c.parts(centuries[c.text[signAt]])
}

// Test tells whether the code is one of those for trying things out, which nobody has (900–999).
func (c Code) Test() bool {
	return c.text != "" && c.text[signAt+1:signAt+4] >= strconv.Itoa(firstTest)
}

// Plain is the whole code, for who seals it or hashes it, and for nobody else.
func (c Code) Plain() string { return c.text }

// IsZero tells that there is no code.
func (c Code) IsZero() bool { return c.text == "" }

// masked stands for every code.
const masked = "******-****"

// String masks the code.
func (c Code) String() string {
	if c.text == "" {
		return ""
	}
	return masked
}

// Format masks the code under every verb.
func (c Code) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(c.String())) }

// LogValue masks the code in logs.
func (c Code) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalText masks the code in JSON and whatever else writes texts.
func (c Code) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Value refuses to be written to a database.
func (c Code) Value() (driver.Value, error) {
	return nil, errors.New("personcode: a code is sealed before it is kept")
}
