package casework

import (
	"github.com/tuottajatori/tuottajatori/frontend/pages/casefile"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// Document writes a decision with its appeal instruction, in the language in which the producer applied.
func Document(texts *locale.Bundle, v admission.Verdict) casefile.Document {
	lang, _ := locale.Parse(v.Decision.Lang)
	p := texts.Printer(lang)
	l := string(lang)
	made := calendar.Today(v.Decision.At)
	doc := casefile.Document{
		Lang: l, Authority: v.Organiser.Name(l), Title: p.T("casefile.doc.title." + string(v.Decision.Outcome)),
		Facts: []casefile.Fact{
			{Name: p.T("casefile.doc.case"), Text: v.CaseNumber},
			{Name: p.T("casefile.doc.date"), Text: p.Date(made)},
			{Name: p.T("casefile.doc.applicant"), Text: withID(v.Snapshot.Producer)},
			{Name: p.T("casefile.doc.matter"), Text: Application(p, v.Snapshot.Scheme.Regime) + ": " + v.Snapshot.Scheme.Name(l)},
			{Name: p.T("casefile.doc.received"), Text: p.DateTime(v.Submission.At)},
		},
		Ruling:    p.T("casefile.doc.ruling"),
		Outcome:   p.T("casefile.doc.outcome." + string(v.Decision.Outcome)),
		Grounds:   p.T("casefile.doc.grounds"),
		Reasons:   v.Decision.Reasons,
		UnmetLead: p.T("casefile.doc.unmet"),
		LawTitle:  p.T("casefile.doc.law"),
		Law:       p.T("casefile.law." + string(v.Snapshot.Scheme.Regime)),
		MadeTitle: p.T("casefile.doc.made"),
		Made:      p.T("casefile.doc.made_by", "Name", v.Decision.By, "Organiser", v.Organiser.Name(l), "At", v.Decision.At),
		Appeal:    appeal(p, v),
	}
	for _, s := range v.Snapshot.Services {
		doc.Services = append(doc.Services, s.Name(l))
	}
	for _, u := range v.Unmet {
		other, _ := u.Others(l)
		doc.Unmet = append(doc.Unmet, casefile.Unmet{Title: u.Title(l), Lang: other, Reason: u.Reason})
	}
	return doc
}

func withID(a admission.Applicant) string {
	if a.BusinessID == "" {
		return a.Name
	}
	return a.Name + ", " + a.BusinessID
}

// appealParts lists the parts of each of the four instructions, and how many paragraphs each has.
var appealParts = map[admission.Remedy][]struct {
	name  string
	lines int
}{
	admission.RemedyProducer:         {{"right", 2}, {"time", 2}, {"content", 2}, {"where", 1}, {"then", 1}},
	admission.RemedyClient:           {{"right", 2}, {"time", 2}, {"content", 2}, {"where", 1}, {"then", 1}},
	admission.RemedyProcurementLeave: {{"rectification", 2}, {"time", 2}, {"content", 2}, {"court", 3}, {"tell", 1}},
	admission.RemedyProcurement:      {{"rectification", 2}, {"time", 2}, {"content", 2}, {"court", 2}, {"tell", 1}},
}

// appeal writes the instruction that belongs to the decision.
func appeal(p *locale.Printer, v admission.Verdict) casefile.Appeal {
	return Appeal(p, v.Decision.Remedy, AppealFacts{CaseNumber: v.CaseNumber, Authority: v.Organiser.Name(string(p.Lang())),
		City: v.Organiser.City(), LastDay: v.Decision.AppealUntil()})
}

// AppealFacts is what an appeal instruction says of the one decision that it is attached to.
type AppealFacts struct {
	CaseNumber string
	Authority  string // where a request for correction is sent
	City       bool   // the City of Helsinki, whose decisions follow the Local Government Act
	LastDay    calendar.Date
}

// Appeal writes one of the four appeal instructions.
func Appeal(p *locale.Printer, r admission.Remedy, f AppealFacts) casefile.Appeal {
	base := "casefile.remedy." + string(r) + "."
	law := p.T("casefile.law.county")
	if f.City {
		law = p.T("casefile.law.city")
	}
	out := casefile.Appeal{Title: p.T(base + "title")}
	for _, part := range appealParts[r] {
		one := casefile.Part{Title: p.T(base + part.name + ".title")}
		for i := range part.lines {
			one.Lines = append(one.Lines, p.T(base+part.name+"."+string(rune('a'+i)), "Case", f.CaseNumber,
				"Authority", f.Authority, "LastDay", f.LastDay, "Law", law, "Days", r.Days()))
		}
		out.Parts = append(out.Parts, one)
	}
	return out
}
