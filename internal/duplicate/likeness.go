package duplicate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// Likeness is what two rows of the register are compared by.
type Likeness struct {
	ID         uuid.UUID
	Name       string
	BusinessID string   // "" when not known
	Former     []string // business ids that it had before
	Addresses  []Address
}

// Address is where one of a producer's service points is.
type Address struct{ Street, PostalCode string }

// Ground is a reason to think that two are one.
type Ground string

// The grounds, the strongest first.
const (
	FormerID    Ground = "former_id" // one's business id is what the other's was before
	SameName    Ground = "same_name"
	LikeName    Ground = "like_name" // but for a letter or two
	SameAddress Ground = "same_address"
)

// leastName is how many letters a name needs before it tells anything.
const leastName = 4

// Grounds are the reasons to suggest that two producers are one; none: they are not suggested. A business id is what makes a
// producer one: two that each have a valid one of their own are different, unless both name and address say otherwise
// (one of the ids may be wrong, or have changed). With an id unknown, the same name is enough, or nearly the same name at
// the same address.
func Grounds(a, b Likeness) []Ground {
	if a.ID == b.ID {
		return nil
	}
	var out []Ground
	if idOf(a) != "" && slices.Contains(b.Former, idOf(a)) || idOf(b) != "" && slices.Contains(a.Former, idOf(b)) {
		out = append(out, FormerID)
	}
	nameA, nameB := NameKey(a.Name), NameKey(b.Name)
	told := min(utf8.RuneCountInString(nameA), utf8.RuneCountInString(nameB)) >= leastName
	same := told && nameA == nameB
	like := told && !same && Near(nameA, nameB)
	if same {
		out = append(out, SameName)
	} else if like {
		out = append(out, LikeName)
	}
	place := sharedAddress(a.Addresses, b.Addresses)
	if place {
		out = append(out, SameAddress)
	}
	own := idOf(a) != "" && idOf(b) != "" && idOf(a) != idOf(b)
	switch {
	case len(out) > 0 && out[0] == FormerID:
		return out
	case own && same && place, !own && same, !own && like && place:
		return out
	}
	return nil
}

// idOf is a business id whose check digit is right, in its one form.
func idOf(l Likeness) string {
	id, err := producer.BusinessID(l.BusinessID)
	if err != nil {
		return ""
	}
	return id
}

// forms are the words of a legal form, which registers write, leave out and put in different places.
var forms = []string{"oy", "oyj", "ab", "abp", "ky", "kb", "ay", "tmi", "ry", "rf", "rs", "sr", "osk", "osuuskunta", "ltd", "toiminimi", "firma"}

// NameKey is a name without what is written in many ways: letter case, accents, points and hyphens, the legal form.
func NameKey(name string) string {
	var words []string
	for _, w := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if !slices.Contains(forms, w) {
			words = append(words, plain.Replace(w))
		}
	}
	return strings.Join(words, " ")
}

var plain = strings.NewReplacer("é", "e", "è", "e", "á", "a", "à", "a", "ü", "u", "š", "s", "ž", "z", "ø", "ö", "æ", "ä")

// addressKey is the street with its first number, and the postal code: a staircase and a flat are written or not. "" when
// there is not enough to tell a place by.
func addressKey(a Address) string {
	street := strings.ToLower(a.Street)
	digit := strings.IndexFunc(street, unicode.IsDigit)
	if digit < 0 || a.PostalCode == "" {
		return ""
	}
	number := street[digit:]
	if end := strings.IndexFunc(number, func(r rune) bool { return !unicode.IsDigit(r) }); end >= 0 {
		number = number[:end]
	}
	words := strings.FieldsFunc(street[:digit], func(r rune) bool { return !unicode.IsLetter(r) })
	if len(words) == 0 {
		return ""
	}
	return strings.Join(words, "") + " " + number + " " + a.PostalCode
}

func sharedAddress(a, b []Address) bool {
	return slices.ContainsFunc(a, func(x Address) bool {
		key := addressKey(x)
		return key != "" && slices.ContainsFunc(b, func(y Address) bool { return addressKey(y) == key })
	})
}

// Near tells whether two differ in at most a letter in eight: typing errors, not other words.
func Near(a, b string) bool {
	x, y := []rune(a), []rune(b)
	most := max(len(x), len(y)) / 8
	if d := len(x) - len(y); d > most || -d > most {
		return false
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		before := row[0]
		row[0] = i + 1
		for j := range y {
			cost := before
			if x[i] != y[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j]+1, before+1)
		}
	}
	return row[len(y)] <= most
}
