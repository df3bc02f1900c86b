// Package pricelist lets a producer change many prices at once by a file: it writes the prices that there are as a table,
// reads the table back, tells row by row what would change, and applies it in one transaction.
//
// What a price may be, and what a new one does to those before it, are package offering's rules and use cases; here is
// only how a table says it. The same file twice changes nothing, since a price that is so already is no change.
//
// Where to look:
//
//   - columns.go: the columns and the words of units and times in three languages
//   - write.go: the list as it is now
//   - row.go: one row understood by itself
//   - list.go: the use cases: keep a file, show what it would do, apply it
//   - store.go: all SQL of the package, which knows files only
package pricelist
