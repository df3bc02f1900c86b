// Package components draws the parts that every page is made of: form fields, messages, lists, tables and links, as
// govuk-frontend marks them up, in the product's own clothes.
//
// Each takes a plain struct of texts that are ready to be shown. A field's Error is the text for that field or "":
//
//	@components.Input(components.InputArgs{Name: "email", Label: p.T("signin.email"), Type: "email", Value: v.Email, Error: v.Errors["email"]})
//
// Only words that belong to the part itself ("Virhe:", "Seuraava") are read from the texts, by the context's printer.
package components

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// InputArgs draws one line of text: a label, a hint, an error and the field.
type InputArgs struct {
	Name  string
	ID    string // Name when empty
	Label string
	Hint  string
	Error string
	Value string

	Type         string // "text" when empty; "email", "tel", "password", "search", "url"
	Autocomplete string // HTML's autofill token: "email", "name", "tel", "new-password"
	InputMode    string // "numeric", "decimal"
	Width        string // "2", "3", "4", "5", "10", "20": how long an answer is expected
	Prefix       string
	Suffix       string // "€", "€/t"
	Heading      bool   // the label is the page's h1
	Words        Words
	Attributes   templ.Attributes
}

// Words tells in which language a label or legend is that is not in the page's, and what of the hint is in another.
type Words struct {
	Lang           string // of the label; "": the page's
	Hint, HintLang string // stands before the hint in the page's language
}

// TextareaArgs draws several lines of text.
type TextareaArgs struct {
	Name, ID, Label, Hint, Error, Value string
	Rows                                int // 5 when zero
	Heading                             bool
	Words                               Words
	Attributes                          templ.Attributes
}

// SelectArgs draws a choice of one from a list that drops down. Radios are kinder when there are few.
type SelectArgs struct {
	Name, ID, Label, Hint, Error string
	Options                      []Option
	Heading                      bool
}

// Option is one of a list's choices.
type Option struct {
	Value, Text        string
	Selected, Disabled bool
}

// FileArgs draws a field for one file. Its form needs method="post" enctype="multipart/form-data".
type FileArgs struct {
	Name, ID, Label, Hint, Error string
	Accept                       string // "application/pdf,image/png"
	Heading                      bool
}

// ChoiceArgs draws radio buttons or check boxes under one question.
type ChoiceArgs struct {
	Name     string
	IDPrefix string // Name when empty; the first item's id, which an error summary links to
	Legend   string
	Hint     string
	Error    string
	Items    []Choice
	Heading  bool // the legend is the page's h1
	Words    Words
	Inline   bool // radios beside each other: two short answers
	Small    bool
}

// Choice is one answer. Reveal is shown below it when it is chosen; without a script it is always shown.
type Choice struct {
	Value, Text, Hint string
	Checked, Disabled bool
	Divider           string // a word between answers ("tai") instead of an answer
	Exclusive         bool   // a check box that takes the others away: "None of these"
	Reveal            templ.Component
}

// DateArgs draws day, month and year as three fields named Name-day, Name-month and Name-year.
type DateArgs struct {
	Name             string
	ID               string // Name when empty
	Legend           string
	Hint             string
	Error            string
	Day, Month, Year string // as typed
	// WrongDay, WrongMonth and WrongYear mark the fields that Error is about; all are marked when none is named.
	WrongDay, WrongMonth, WrongYear bool
	Heading                         bool
	Words                           Words
}

// ButtonArgs draws a button, or a link that looks like one when Href is given.
type ButtonArgs struct {
	Text, Href  string
	Name, Value string
	Kind        string // "" first choice; "secondary", "accent" (one on dark ground), "warning"
	Small, Wide bool
	Icon        string
	Hidden      string // words for those who do not see what the button stands beside: ": Kotihoiva Aamurusko"
	Once        bool   // a second press within a second is ignored; the server holds even so
	FormAction  string
	Attributes  templ.Attributes
}

// ErrorSummaryArgs draws the box on top that lists what to mend. Nothing is drawn without items.
type ErrorSummaryArgs struct {
	Title string // "Tarkista nämä kohdat" when empty
	Items []ErrorItem
}

// ErrorItem is one thing to mend, and the field to go to.
type ErrorItem struct{ Text, Href string }

// ErrorList orders the errors as the fields stand on the page. A field whose control has another id than its name is
// written "field=id", a date "starts=starts-day". Errors of fields not named come last; the error of "" is no link.
func ErrorList(errors map[string]string, fields ...string) []ErrorItem {
	items := make([]ErrorItem, 0, len(errors))
	told := map[string]bool{}
	add := func(field, id string) {
		text := errors[field]
		if text == "" || told[field] {
			return
		}
		told[field] = true
		item := ErrorItem{Text: text}
		if id != "" {
			item.Href = "#" + id
		}
		items = append(items, item)
	}
	for _, f := range fields {
		field, id, other := strings.Cut(f, "=")
		if !other {
			id = field
		}
		add(field, id)
	}
	for _, field := range slices.Sorted(maps.Keys(errors)) {
		add(field, field)
	}
	return items
}

// SummaryArgs draws names and values, each with what can be done about it: the page where answers are checked.
type SummaryArgs struct {
	Rows []SummaryRow
	Card string // a title when the list stands in a card of its own
}

// SummaryRow is a name with its value: a line, several, or a part of the page.
type SummaryRow struct {
	Key     string
	KeyLang string // where it is not the page's
	Value   string
	Lines   []string
	Part    templ.Component
	Actions []Action
}

// Action is a link; Hidden says what it is about to those who do not see the row: "Muuta" + "nimi".
type Action struct{ Text, Hidden, Href string }

// TagArgs draws a state as a word in a pill. Colour never stands alone.
type TagArgs struct {
	Text string
	Kind string // "" plain; "good", "wait", "stop", "info", "brand"
	Icon string
}

// Task is a line of a task list. Without Href it cannot be begun yet.
type Task struct {
	Title, Href, Note string
	Lang              string // of the title, where it is not the page's
	Tag               TagArgs
}

// TableArgs draws rows under heads. The first cell of each row is its header.
type TableArgs struct {
	Caption       string
	CaptionHidden bool
	Head          []Cell
	Rows          [][]Cell
	Class         string
	Scroll        bool // wide: scrolls sideways in its own box
	Labelled      bool // in a log: where the page is narrow, each value has its head
}

// Cell is a cell of a table.
type Cell struct {
	Text string
	Href string
	Note string // a second, quieter line
	Part templ.Component
	Num  bool   // amounts: to the right, unbroken
	Sort string // on a head that sorts: "none", "ascending", "descending"
	// Class is for the queue's phone form: "q-due", "q-state", "q-hide".
	Class string
}

// Crumb is a page above this one.
type Crumb struct{ Text, Href string }

// PaginationArgs links to the other pages of a list.
type PaginationArgs struct {
	Prev, Next string // addresses, empty at the ends
	Pages      []PageLink
}

// PageLink is a page's number, or a gap between numbers when N is 0.
type PageLink struct {
	N       int
	Href    string
	Current bool
}

// Pages makes the links around the current page: first, last, and the neighbours. Pages count from 1.
func Pages(current, last int, href func(page int) string) PaginationArgs {
	if last < 2 {
		return PaginationArgs{}
	}
	args := PaginationArgs{}
	if current > 1 {
		args.Prev = href(current - 1)
	}
	if current < last {
		args.Next = href(current + 1)
	}
	before := 0
	for n := 1; n <= last; n++ {
		if n != 1 && n != last && (n < current-1 || n > current+1) {
			continue
		}
		switch n - before {
		case 1:
		case 2: // a gap of one is shorter written out
			args.Pages = append(args.Pages, PageLink{N: n - 1, Href: href(n - 1)})
		default:
			args.Pages = append(args.Pages, PageLink{})
		}
		args.Pages = append(args.Pages, PageLink{N: n, Href: href(n), Current: n == current})
		before = n
	}
	return args
}

// BannerArgs draws a message across the page: what was done, or what to know.
type BannerArgs struct {
	Title   string // "Huomio" or "Tehty" when empty
	Heading string
	Text    string
	Success bool // read out at once
}

// DetailsArgs draws a summary that opens.
type DetailsArgs struct {
	Summary, Text string
	Open          bool
}

func or(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}

// describedBy lists the ids of the hint and the error that belong to a field.
func describedBy(id, hint, err string) string {
	var ids []string
	if hint != "" {
		ids = append(ids, id+"-hint")
	}
	if err != "" {
		ids = append(ids, id+"-error")
	}
	return strings.Join(ids, " ")
}

func class(parts ...string) string {
	kept := slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return strings.Join(kept, " ")
}

func when(yes bool, text string) string {
	if yes {
		return text
	}
	return ""
}

func (a ChoiceArgs) prefix() string { return or(a.IDPrefix, a.Name) }

func (a ChoiceArgs) itemID(i int) string {
	if i == 0 {
		return a.prefix()
	}
	return a.prefix() + "-" + strconv.Itoa(i+1)
}

func (a DateArgs) wrong(part bool) bool {
	none := !a.WrongDay && !a.WrongMonth && !a.WrongYear
	return a.Error != "" && (part || none)
}

func (a ButtonArgs) class() string {
	kinds := map[string]string{"secondary": "tt-btn2", "accent": "tt-btn3", "warning": "govuk-button--warning"}
	return class("govuk-button", kinds[a.Kind], when(a.Small, "tt-btn-s"), when(a.Wide, "tt-wide"))
}

func (a TextareaArgs) rows() int {
	if a.Rows == 0 {
		return 5
	}
	return a.Rows
}

// Tel is the address that calls a Finnish phone number: "014 000 1200" gives "tel:+358140001200".
func Tel(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
	if rest, national := strings.CutPrefix(digits, "0"); national {
		digits = "+358" + rest
	}
	return "tel:" + digits
}
