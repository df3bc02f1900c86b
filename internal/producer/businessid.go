package producer

import (
	"errors"
	"strings"
)

// ErrBusinessID means that a text is no Finnish business id.
var ErrBusinessID = errors.New("producer: not a business id")

// BusinessID reads a Finnish business id (Y-tunnus, FO-nummer) as people write it and returns it as "1234567-8".
// Spaces are left out, the hyphen may be missing from a full one, and an old id of six digits is given its leading
// zero ("123456-7" is "0123456-7"). Seven digits are weighted by 7 9 10 5 8 4 2; the remainder r of the sum by 11
// gives the check digit: 0 for 0, 11 − r otherwise, and no id has the remainder 1. The error is ErrBusinessID.
func BusinessID(text string) (string, error) {
	var digits []byte
	hyphen := -1
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
		case strings.ContainsRune(" \t\u00a0\u202f", r):
		case strings.ContainsRune("-‐‑–−", r) && hyphen < 0:
			hyphen = len(digits)
		default:
			return "", ErrBusinessID
		}
		if len(digits) > 8 {
			return "", ErrBusinessID
		}
	}
	// The hyphen stands before the check digit. Without it, seven digits could be an old id or a new one cut short.
	if len(digits) == 7 && hyphen == 6 {
		digits, hyphen = append([]byte{'0'}, digits...), 7
	}
	if len(digits) != 8 || (hyphen >= 0 && hyphen != 7) {
		return "", ErrBusinessID
	}
	check, ok := checkDigit([7]byte(digits))
	if !ok || digits[7] != check {
		return "", ErrBusinessID
	}
	return string(digits[:7]) + "-" + string(digits[7]), nil
}

// checkDigit works out the check digit of seven digits, and false when they can have none.
func checkDigit(digits [7]byte) (byte, bool) {
	sum := 0
	for i, weight := range [7]int{7, 9, 10, 5, 8, 4, 2} {
		sum += weight * int(digits[i]-'0')
	}
	switch r := sum % 11; r {
	case 0:
		return '0', true
	case 1:
		return 0, false
	default:
		return byte('0' + 11 - r), true
	}
}
