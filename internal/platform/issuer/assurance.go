package issuer

import (
	"fmt"
	"strings"
)

// Assurance is how surely it is known who somebody is (EU 910/2014 art. 8).
type Assurance int

// The levels. Of a sign-in whose acr is not in the mapping nothing is known.
const (
	Unknown Assurance = iota
	Low
	Substantial
	High
)

// String is the level's name in the mapping.
func (a Assurance) String() string { return [...]string{"unknown", "low", "substantial", "high"}[a] }

// Level is an acr that an issuer tells, and what it is worth.
type Level struct {
	ACR       string
	Assurance Assurance
}

// ParseLevels reads what an issuer's acr are worth: ACR = low, substantial or high, with semicolons or line ends between.
func ParseLevels(text string) (out []Level, err error) {
	for part := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == ';' || c == '\n' }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		at := strings.LastIndex(part, "=")
		if at <= 0 {
			return nil, fmt.Errorf("%q is not ACR = LEVEL", part)
		}
		level := Level{ACR: strings.TrimSpace(part[:at])}
		for _, a := range []Assurance{Low, Substantial, High} {
			if strings.TrimSpace(part[at+1:]) == a.String() {
				level.Assurance = a
			}
		}
		if level.Assurance == Unknown || level.ACR == "" || strings.ContainsAny(level.ACR, " \t") {
			return nil, fmt.Errorf("%q is not ACR = low, substantial or high", part)
		}
		out = append(out, level)
	}
	return out, nil
}

// assurance is what an acr is worth.
func (s Settings) assurance(acr string) Assurance {
	for _, level := range s.Levels {
		if level.ACR == acr {
			return level.Assurance
		}
	}
	return Unknown
}
