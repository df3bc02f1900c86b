package choosing

import (
	views "github.com/tuottajatori/tuottajatori/frontend/pages/choosing"
)

// The verdicts on a row of answers.
const (
	alike   = "same"   // all answers are known and say the same
	differ  = "differ" // two known answers say different things
	partly  = "partly" // the known answers say the same, and some are not known
	untold  = "untold" // nobody has answered
	nothing = ""       // there is nothing to compare
)

// said is what an answer says, for comparing: its words in one, and whether it says anything.
type said struct {
	text  string
	known bool
}

// judge tells whether the answers to a question differ. What is not known is no difference, and no likeness either.
func judge(answers []said) string {
	if len(answers) < 2 {
		return nothing
	}
	var first *said
	unknown := 0
	for i, a := range answers {
		switch {
		case !a.known:
			unknown++
		case first == nil:
			first = &answers[i]
		case a.text != first.text:
			return differ
		}
	}
	switch unknown {
	case 0:
		return alike
	case len(answers):
		return untold
	}
	return partly
}

// worthShowing tells whether a row is shown when only differences are asked for.
func worthShowing(verdict string) bool { return verdict == differ || verdict == partly }

// sayingOf is what an answer says.
func sayingOf(a views.Answer) said {
	text := a.Main + "\n"
	if a.Pays != nil {
		text += a.Pays.Title + a.Pays.From + a.Pays.Sum + a.Pays.Per + a.Pays.Month + a.Pays.Price + a.Pays.Voucher
	}
	for _, line := range a.Lines {
		text += "\n" + line
	}
	if a.Note.Text != "" {
		text += "\n" + a.Note.Text
	}
	if a.Untold { // whom to ask is told only beside what is not known
		text += "\n" + a.Ask.Text + a.Ask.Link.Text
	}
	if a.Call != nil {
		text += "\n" + a.Call.Number
	}
	return said{text: text, known: !a.Untold}
}
