// Package pricedesk draws the officers' pages of prices and areas: changes of price that wait for a yes, the prices of one
// offering with their history, prices over a cap, and the organiser's own areas. Every struct holds texts that are ready
// to be shown.
package pricedesk

import "github.com/tuottajatori/tuottajatori/frontend/components"

// View is one of the lists to choose from.
type View struct {
	Text, Href, Count string
	Current           bool
}

// Prices lists changes of price.
type Prices struct {
	Views   []View
	Done    string   // what was just done
	Failed  []string // what could not be, a line for each
	Errors  map[string]string
	Decides bool // the list can be answered
	Reasons string
	Rows    []Row
	None    string
	Lead    string
}

// Row is a change of price.
type Row struct {
	ID, FieldID   string
	Checked       bool
	Title, Place  string
	Href          string // the offering's page
	Scheme        string
	Old, New      string
	Rise          string
	Cap           string
	From          string
	Proposed      string
	Tag           components.TagArgs
	Reasons       string
	OldKey        string // what Old is called here: the price now, or the cap that was lowered
	CannotApprove string
}

// Offering is one offering's prices with their history.
type Offering struct {
	Trail        string // address of the audit trail
	Crumbs       []components.Crumb
	Title, Lead  string
	Facts        []components.SummaryRow
	Prices       [][]components.Cell
	Proposals    [][]components.Cell
	History      [][]components.Cell
	None, Notice string
}

// Areas lists the organiser's areas.
type Areas struct {
	New  string
	Done string
	Rows [][]components.Cell
}

// Area is the form of one.
type Area struct {
	Crumbs                   []components.Crumb
	Title, ID, Version       string
	Errors                   map[string]string
	Stale                    []components.SummaryRow // what somebody else has saved meanwhile
	NameFi, NameSv, NameEn   string
	Labels                   [3]string // of the names, in Finnish, Swedish and English
	Towns                    components.ChoiceArgs
	Parts                    string
	Schemes                  []components.Crumb // that are for it, with their pages
	Used                     string
	Cancel, Remove, RemoveNo string // addresses; why it cannot be removed
}
