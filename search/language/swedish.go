package language

import "strings"

// SwedishForms makes the common forms of a Swedish word in its base form, the word itself first. The stemmer undoes most
// endings; what it leaves (städerskan, klockor) is made here. Forms that do not exist do no harm, since nobody types them.
func SwedishForms(word string) []string {
	forms := []string{word}
	if len([]rune(word)) < 3 {
		return forms
	}
	if body, ok := strings.CutSuffix(word, "a"); ok { // klocka; also verbs: städa
		return append(forms, word+"n", body+"or", body+"orna", word+"s", word+"r", word+"de", word+"t")
	}
	if strings.HasSuffix(word, "e") { // vårdare, kuddarna
		body := strings.TrimSuffix(word, "e")
		return append(forms, word+"n", word+"t", word+"s", body+"ar", body+"arna", body+"na")
	}
	return append(forms, word+"en", word+"et", word+"ens", word+"ar", word+"arna", word+"er", word+"erna", word+"s", word+"t")
}
