// Package casefile draws what an applicant and those who review it see alike: how much time is left, a requirement
// with its answer, and the decision as a document.
//
// The decision's view is written in the language of the document, which may differ from the page's.
package casefile

import "github.com/tuottajatori/tuottajatori/frontend/components"

// Due is the time to a decision: words, a colour beside them, and the date.
type Due struct {
	Text string
	Kind string // "stop", "wait", "good" or ""
	Note string // the last day
}

// Fact is a name with its value in the strip above a case. One of Text, Due and Tag is shown.
type Fact struct {
	Name string
	Text string
	Due  *Due
	Tag  *components.TagArgs
}

// Demand is a requirement with its answer.
type Demand struct {
	ID     string // of the element, to link to
	Title  string
	Help   string
	Lang   string // of the title, where it is not the page's
	HelpIn string // the language of Help, where it is not the page's
	Limit  string // "Vähintään 500 000."
	Must   string // "Pakollinen." or "Vapaaehtoinen."
	Answer Answer
}

// Answer is what was said or shown to a requirement.
type Answer struct {
	Text string // of several lines
	File *File
	None string // what to say when there is no answer
	Flag *components.TagArgs
}

// File is an uploaded file.
type File struct {
	Name, Href string
	Note       string // "84 kt, lisätty 18.5.2026"
	Sum        string // sha256, in hexadecimal
}

// Document is a decision to read, print and keep.
type Document struct {
	Lang      string // of the document
	Authority string
	Title     string
	Facts     []Fact
	Ruling    string // heading "Ratkaisu"
	Outcome   string
	Services  []string
	Grounds   string // heading "Perustelut"
	Reasons   string // of several lines
	UnmetLead string
	Unmet     []Unmet
	LawTitle  string
	Law       string
	MadeTitle string
	Made      string
	Appeal    Appeal
}

// Unmet is a requirement that was not met, and why.
type Unmet struct {
	Title, Reason string
	Lang          string // of the title, where it is not the page's
}

// Appeal is the instruction for asking a correction.
type Appeal struct {
	Title string
	Parts []Part
}

// Part is a heading with its paragraphs.
type Part struct {
	Title string
	Lines []string
}
