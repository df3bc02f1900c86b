package guide

import (
	views "github.com/tuottajatori/tuottajatori/frontend/pages/guide"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// source is where a statement comes from: a law with its section, or another origin.
type source struct {
	law     law
	section string // "6"; "" for the law as a whole
}

// law is a law or another origin of what is said.
type law string

// The origins. The statutes were read as they stood in February 2025.
const (
	voucher     law = "voucher"
	feeLaw      law = "fees"
	welfare     law = "welfare"
	supervision law = "supervision"
	// The section on what may be kept on a visitor's device, and the regulation, whose articles are not told.
	communication  law = "communication"
	dataProtection law = "data_protection"

	published law = "published" // counties' published fees
	practice  law = "practice"  // what counties do without a law saying so
	general   law = "general"   // common knowledge, worded as such
	ours      law = "ours"      // the product's own advice and ways
	invented  law = "example"
)

// statutes are the years and numbers that Finlex finds a law by.
var statutes = map[law]string{
	voucher: "2009/569", feeLaw: "1992/734", welfare: "2014/1301", supervision: "2023/741", communication: "2014/917",
}

// finlex is a law's address: in Swedish for Swedish, in Finnish for the rest.
func finlex(l locale.Lang, statute string) string {
	if l == locale.Sv {
		return "https://www.finlex.fi/sv/lagstiftning/" + statute
	}
	return "https://www.finlex.fi/fi/lainsaadanto/" + statute
}

// sources writes where the lines of a part come from, each once, the sections of a law together.
func (w words) sources(lines []line) []views.Source {
	var order []law
	sections := map[law][]string{}
	for _, l := range lines {
		for _, s := range l.sources {
			if _, known := sections[s.law]; !known {
				order = append(order, s.law)
				sections[s.law] = nil
			}
			if s.section != "" && !has(sections[s.law], s.section) {
				sections[s.law] = append(sections[s.law], s.section)
			}
		}
	}
	out := make([]views.Source, 0, len(order))
	for _, of := range order {
		s := views.Source{Text: w.T("guide.law." + string(of))}
		if statute, isLaw := statutes[of]; isLaw {
			s.Href = finlex(w.Lang(), statute)
		}
		if list := sections[of]; len(list) > 0 {
			s.Text += ", " + w.T("guide.section", "Section", w.list(list))
		}
		out = append(out, s)
	}
	return out
}
