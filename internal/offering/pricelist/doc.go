// Package pricelist lets a producer change many offerings at once by a file: their prices, or what else is told of them
// (vacancy, wait, languages, areas, descriptions). It writes what there is as a table, reads the table back, tells row by
// row what would change, and applies it in one transaction.
//
// What may be told, and what a new price does to those before it, are package offering's rules and use cases; here is
// only how a table says it. The same file twice changes nothing, since what is so already is no change.
//
// Where to look:
//
//   - columns.go: the columns and the words of units, times, vacancies and languages in three languages
//   - write.go: the list as it is now
//   - row.go: one row of prices understood by itself
//   - list.go: the use cases: keep a file, show what it would do, apply it
//   - told.go, told_list.go: the same of what else is told
//   - store.go: all SQL of the package, which knows files only
package pricelist
