package language

import "strings"

// Forms makes the common inflected forms of a Finnish word in its base form, the word itself first: enough that the
// stems of the forms meet the stem of nearly any form that somebody types. It knows sound rules and no dictionary, so
// some forms that it makes do not exist; they do no harm, since nobody types them.
func Forms(word string) []string {
	runes := []rune(word)
	if len(runes) < 3 {
		return []string{word, word + "n"}
	}
	forms := []string{word}
	for _, stem := range stems(word) {
		vowel := lastRune(stem)
		a := harmony(stem)
		forms = append(forms,
			stem+"n", stem+"t", stem+"ss"+a, stem+"st"+a, stem+"ll"+a, stem+"lle", stem+"lt"+a,
			stem+a, stem+"t"+a, stem+string(vowel)+"n", stem+"h"+string(vowel)+"n", stem+"ksi", stem+"n"+a)
		for _, plural := range pluralStems(stem) {
			bare := strings.TrimSuffix(plural, "i")
			forms = append(forms,
				plural+"ss"+a, plural+"lle", plural+"ll"+a, plural+"hin", plural+"en", plural+"st"+a,
				plural+"t"+a, bare+"j"+a, bare+"jen", plural+"den", plural+a, plural+"in")
		}
	}
	return append(forms, onConsonant(word)...)
}

// FewForms makes only those forms of a Finnish word in which its stem differs: enough to mend slips in a word whose
// forms Voikko knows.
func FewForms(word string) []string {
	forms := []string{word}
	if len([]rune(word)) < 3 {
		return forms
	}
	for _, stem := range stems(word) {
		forms = append(forms, stem+"n")
		for _, plural := range pluralStems(stem) {
			forms = append(forms, plural+"ss"+harmony(stem))
		}
	}
	return forms
}

// onConsonant makes the forms whose ending meets a consonant: kuljetus → kuljetusta, vammainen → vammaisten.
func onConsonant(word string) []string {
	a := harmony(word)
	if body, ok := strings.CutSuffix(word, "nen"); ok {
		return []string{body + "st" + a, body + "sten"}
	}
	switch lastRune(word) {
	case 's', 'n', 'l', 'r', 't':
		return []string{word + "t" + a, word + "ten"}
	case 'e':
		return []string{word + "tt" + a}
	}
	return nil
}

// nominal endings that change when the word is inflected; the longest fitting one holds. "-" stems keep the rest.
var nominal = []struct {
	ending string
	stems  []string
}{
	{"nen", []string{"se"}},                    // sijainen → sijaise-
	{"uus", []string{"uude", "uute", "uukse"}}, // vanhuus → vanhuude-
	{"yys", []string{"yyde", "yyte", "yykse"}}, // yksinäisyys
	{"us", []string{"ukse", "ude", "ute"}},     // kuljetus → kuljetukse-
	{"ys", []string{"ykse", "yde", "yte"}},
	{"os", []string{"okse"}},
	{"ös", []string{"ökse"}},
	{"is", []string{"ikse", "ii"}},     // kaunis, saalis
	{"mpi", []string{"mma", "mpa"}},    // vanhempi
	{"in", []string{"ime"}},            // asuin → asuime-
	{"ton", []string{"ttoma"}},         // asunnoton
	{"tön", []string{"ttömä"}},         // työtön
	{"uut", []string{"ee"}},            // väsynyt is below; kuollut and the like need no more
	{"nut", []string{"nee"}},           // vammautunut → vammautunee-
	{"nyt", []string{"nee"}},           // väsynyt
	{"ut", []string{"ue"}},             // lyhyt, ohut
	{"si", []string{"de", "te", "si"}}, // käsi, kynsi
	{"el", []string{"ele"}},
	{"ar", []string{"are"}},
	{"er", []string{"ere"}},
	{"ne", []string{"nee"}},
}

// stems gives the weak and strong vowel stems that a base form takes its endings on.
func stems(word string) []string {
	switch lastRune(word) {
	case 's':
		if body, ok := cutAny(word, "as", "äs"); ok { // sairas → sairaa-, hammas → hampaa-
			vowel := string([]rune(word)[len([]rune(word))-2])
			return both(body+vowel+vowel, body+vowel, true, vowel)
		}
	case 't': // a plural, as ikkunat, kynnykset: its own stem, in the weak grade, is there to be seen
		if body := strings.TrimSuffix(word, "t"); strings.ContainsRune("aeiouyäö", lastRune(body)) {
			runes := []rune(body)
			all := []string{body}
			for _, strong := range strengthened(string(runes[:len(runes)-1])) {
				all = append(all, strong+string(runes[len(runes)-1]))
			}
			return all
		}
	case 'e': // perhe → perhee-, ranneke → rannekkee-
		return both(word+"e", word, true, "e")
	}
	for _, n := range nominal {
		if body, ok := strings.CutSuffix(word, n.ending); ok {
			var all []string
			for _, s := range n.stems {
				all = append(all, body+s)
			}
			if n.ending == "si" { // also plain i-words: kurssi, taksi
				all = append(all, word, body+"se")
			}
			return all
		}
	}
	switch last := lastRune(word); last {
	case 'a', 'ä', 'o', 'ö', 'u', 'y':
		return gradated(word)
	case 'i':
		body := strings.TrimSuffix(word, "i")
		return append(gradated(word), gradated(body+"e")...) // tuki → tue-, taksi → taksi-
	default: // loans that end in a consonant take an i
		return gradated(word + "i")
	}
}

// both gives the long stem in weak and in strong grade (hammas: hampaa-, ranneke: rannekkee-).
func both(long, short string, reverse bool, vowel string) []string {
	all := []string{long}
	if reverse {
		for _, strong := range strengthened(strings.TrimRight(short, vowel)) {
			all = append(all, strong+vowel+vowel)
		}
	}
	return all
}

// gradated gives a vowel stem in the strong grade that it has and the weak one that it may take.
func gradated(stem string) []string {
	runes := []rune(stem)
	vowel := string(runes[len(runes)-1])
	all := []string{stem}
	for _, weak := range weakened(string(runes[:len(runes)-1])) {
		all = append(all, weak+vowel)
	}
	return all
}

// grades pairs the strong and the weak form of the consonants before the last vowel, longest first.
var grades = [][2]string{
	{"kk", "k"}, {"pp", "p"}, {"tt", "t"}, {"nk", "ng"}, {"nt", "nn"}, {"mp", "mm"}, {"lt", "ll"}, {"rt", "rr"},
	{"ht", "hd"}, {"lk", "l"}, {"rk", "r"}, {"hk", "h"}, {"p", "v"}, {"t", "d"}, {"k", ""},
}

func weakened(body string) []string {
	for _, g := range grades {
		if rest, ok := strings.CutSuffix(body, g[0]); ok {
			if g[0] == "k" || g[0] == "t" || g[0] == "p" {
				if strings.HasSuffix(rest, "s") || (g[0] == "t" && strings.HasSuffix(rest, "k")) {
					return nil // st, sk, sp and kt do not change
				}
			}
			return []string{rest + g[1]}
		}
	}
	return nil
}

func strengthened(body string) []string {
	var all []string
	for _, g := range grades {
		if g[1] == "" || len(g[1]) == 1 && strings.ContainsAny(g[1], "lrh") {
			continue
		}
		if rest, ok := strings.CutSuffix(body, g[1]); ok {
			all = append(all, rest+g[0])
		}
	}
	return all
}

// pluralStems put the i of the plural in place: hoito → hoitoi-, koti → kotei-, perhe → perhei-, työ → töi-. After an a
// some words take oi and some i, by rules that have as many exceptions, so both are made.
func pluralStems(stem string) []string {
	for long, short := range map[string]string{"yö": "ö", "uo": "o", "ie": "e"} {
		if body, ok := strings.CutSuffix(stem, long); ok {
			return []string{body + short + "i", stem + "i"}
		}
	}
	runes := []rune(stem)
	body, last := string(runes[:len(runes)-1]), runes[len(runes)-1]
	switch last {
	case 'e':
		return []string{body + "i"}
	case 'i':
		return []string{body + "ei"}
	case 'a':
		return []string{body + "i", body + "oi"}
	case 'ä':
		return []string{body + "i", body + "öi"}
	}
	return []string{stem + "i"}
}

// harmony is the a or ä that endings of the word take.
func harmony(word string) string {
	for i := len(word); i > 0; {
		r, size := lastRuneBefore(word, i)
		switch r {
		case 'a', 'o', 'u':
			return "a"
		case 'ä', 'ö', 'y':
			return "ä"
		}
		i -= size
	}
	return "ä"
}

func lastRuneBefore(s string, end int) (rune, int) {
	runes := []rune(s[:end])
	r := runes[len(runes)-1]
	return r, len(string(r))
}

func lastRune(s string) rune {
	r, _ := lastRuneBefore(s, len(s))
	return r
}

func cutAny(s string, suffixes ...string) (string, bool) {
	for _, suffix := range suffixes {
		if body, ok := strings.CutSuffix(s, suffix); ok {
			return body, true
		}
	}
	return s, false
}
