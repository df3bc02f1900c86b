// Package taking reads what the desks show, all of it, for files: schemes with what they ask and pay, producers, evidence
// that applications show, checks of registers, doubts and the history of prices.
//
// Who may take a list is who may see the pages that show it. Officers take what is of their organiser, an operator's people
// what is of the schemes delegated to them, a producer what is its own. That a list was taken is in the audit trail. Rows
// are read in batches by their keys, so that no list is ever held whole.
//
//	taking.go  the lists, who may take them, and how they are read
//	keep.go    how long files that were sent are kept
//	rows.go    what a row of each list tells
//	store.go   the SQL
package taking
