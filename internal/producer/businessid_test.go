package producer

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestBusinessID(t *testing.T) {
	tests := []struct {
		text, want string // want "": refused
	}{
		// Ids of well-known public bodies.
		{"0201256-6", "0201256-6"}, // City of Helsinki
		{"0211675-2", "0211675-2"}, // City of Tampere
		{"0245437-2", "0245437-2"}, // State Treasury
		{"02454372", "0245437-2"},  // without its hyphen
		{" 0245437 - 2 ", "0245437-2"},
		{"0245437\u00a0-\u00a02", "0245437-2"},
		{"0245437–2", "0245437-2"}, // an en dash from a word processor
		{"245437-2", "0245437-2"},  // six digits, as before 2001
		{"0000000-0", "0000000-0"},
		{"2454372", ""},   // six digits and a check, or seven cut short: nobody knows
		{"0245437-3", ""}, // wrong check digit
		{"0245473-2", ""}, // digits swapped
		{"0000006-0", ""}, // sum 12, remainder 1: no check digit at all
		{"0000006-1", ""},
		{"024543-72", ""},
		{"0245437--2", ""},
		{"-02454372", ""},
		{"FI02454372", ""}, // a VAT number is another thing
		{"0245437-2a", ""},
		{"०२४५४३७-२", ""}, // digits of another script
		{"02454372" + strings.Repeat("0", 10_000), ""},
		{"0245437-2\x00", ""},
		{"", ""},
		{"-", ""},
	}
	for _, tt := range tests {
		got, err := BusinessID(tt.text)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("BusinessID(%.40q) = %q, %v; want %q", tt.text, got, err, tt.want)
		}
	}
}

// The rule as the trade register states it, worked out in another way: weights by table, the sum of all eight divisible
// by eleven when the check digit has weight one.
func TestBusinessIDProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 9_999_999).Draw(t, "digits")
		check := rapid.IntRange(0, 9).Draw(t, "check")
		text := fmt.Sprintf("%07d-%d", n, check)
		sum := check
		for i, rest := 0, n; i < 7; i, rest = i+1, rest/10 {
			sum += rest % 10 * []int{2, 4, 8, 5, 10, 9, 7}[i]
		}
		got, err := BusinessID(text)
		if valid := sum%11 == 0; valid != (err == nil) || (valid && got != text) {
			t.Fatalf("BusinessID(%q) = %q, %v; the weighted sum is %d", text, got, err, sum)
		}
	})
}

// Of any two ids that differ in one digit at most one is right: the rule exists to catch that slip.
func TestBusinessIDCatchesOneWrongDigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := [7]byte{}
		for i := range digits {
			digits[i] = byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
		}
		check, ok := checkDigit(digits)
		if !ok {
			t.Skip("no such id")
		}
		id := []byte(string(digits[:]) + "-" + string(check))
		at := rapid.IntRange(0, 6).Draw(t, "at")
		id[at] = '0' + (id[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		if got, err := BusinessID(string(id)); err == nil {
			t.Fatalf("%s passes as %s", id, got)
		}
	})
}

// FuzzBusinessID reads anything: what is an id is written in one way, which is read as itself.
func FuzzBusinessID(f *testing.F) {
	for _, text := range []string{"0201256-6", "201256-6", " 0245437 - 2 ", "02454372", "1234567-1", "0245437–2", "٠٢٤٥٤٣٧-٢"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := BusinessID(text)
		if err != nil {
			return
		}
		if again, err := BusinessID(id); err != nil || again != id || len(id) != 9 {
			t.Errorf("%q is %q, and that is %q, %v", text, id, again, err)
		}
	})
}
