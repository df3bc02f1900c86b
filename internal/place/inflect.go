package place

import "strings"

// stemRule says how a Finnish place name's ending changes before case endings: weak before -ssa and -n, strong before the
// illative's -Vn. The first rule that fits holds; a name that none fits keeps its form.
type stemRule struct{ ending, weak, strong string }

// Not a grammar: these are the endings that the municipalities have. Plural names ("Virrat") follow at the end.
var stemRules = []stemRule{
	{"lahti", "lahde", "lahte"}, {"niemi", "nieme", "nieme"}, {"joki", "joe", "joke"}, {"järvi", "järve", "järve"},
	{"mäki", "mäe", "mäke"}, {"lampi", "lammi", "lampi"}, {"salmi", "salme", "salme"}, {"saari", "saare", "saare"},
	{"koski", "koske", "koske"}, {"vesi", "vede", "vete"}, {"nummi", "numme", "numme"}, {"kumpu", "kummu", "kumpu"},
	{"loppi", "lope", "loppe"}, {"juuka", "juua", "juuka"}, {"pudas", "putaa", "putaa"}, {"virrat", "virroi", "virtoi"},
	{"nen", "se", "se"}, {"nki", "ngi", "nki"}, {"nka", "nga", "nka"}, {"nko", "ngo", "nko"}, {"nta", "nna", "nta"},
	{"ntä", "nnä", "ntä"}, {"nto", "nno", "nto"}, {"lta", "lla", "lta"}, {"rta", "rra", "rta"}, {"tti", "ti", "tti"},
	{"ttu", "tu", "ttu"}, {"kka", "ka", "kka"}, {"kki", "ki", "kki"}, {"mppi", "mpi", "mppi"}, {"rkku", "rku", "rkku"}, {"rku", "ru", "rku"}, {"sto", "sto", "sto"},
	{"ti", "di", "ti"}, {"to", "do", "to"}, {"pere", "peree", "peree"}, {"äne", "änee", "änee"}, {"tane", "tanee", "tanee"},
	{"pale", "palee", "palee"}, {"tele", "telee", "telee"}, {"pele", "pelee", "pelee"}, {"kaus", "kaude", "kaute"},
	{"vus", "vude", "vute"}, {"us", "ukse", "ukse"}, {"mes", "mekse", "mekse"}, {"hos", "hokse", "hokse"},
}

// inflected lists the forms in which a place's names stand in a sentence: of the Finnish one of (genitive), in, out of, at,
// from, to; of the others the Swedish genitive. Both vowel harmonies are listed, since nobody is helped by refusing the wrong
// one. A form that is also another place's is dropped by the index.
func inflected(finnish string, others ...string) []string {
	var out []string
	for _, name := range others {
		out = append(out, strings.ToLower(name)+"s")
	}
	if finnish == "" || strings.ContainsRune(finnish, ' ') {
		return out
	}
	name := strings.ToLower(finnish)
	weak, strong := stems(name)
	for _, end := range []string{"n", "ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle"} {
		out = append(out, weak+end)
	}
	if plural, ok := strings.CutSuffix(name, "nen"); ok { // "Nousiaisissa"
		for _, end := range []string{"sten", "sissa", "sissä", "sista", "sistä", "silla", "sillä", "siin", "sille"} {
			out = append(out, plural+end)
		}
	}
	r := []rune(strong)
	last := string(r[len(r)-1])
	return append(out, strong+last+"n", strong+"seen", strong+"h"+last+"n")
}

func stems(name string) (weak, strong string) {
	for _, r := range stemRules {
		if rest, ok := strings.CutSuffix(name, r.ending); ok {
			return rest + r.weak, rest + r.strong
		}
	}
	return name, name
}
