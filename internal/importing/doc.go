// Package importing brings lists that others keep into the catalogue: each row of a CSV file or workbook becomes a producer, a service
// unit, a service point and its offerings under a plain listing, shown as not verified by the organiser.
//
// What the columns of a file mean is said by a mapping, a small YAML file; the project keeps those it knows in mappings/.
// A mapping also says how a row's identifier in the list is composed, and by it the same row is found again: importing a file
// twice changes nothing, and a row that has changed is refreshed. What the list does not say stays unknown; nothing is guessed.
//
// Where to look:
//
//   - mapping.go: what a mapping says, and its faults
//   - table.go: a file (package sheet) to rows under the names of the mapping
//   - row.go, offers.go: one row checked and understood, or its errors in words; its services and prices
//   - units.go, many.go, together.go: the use case, some hundreds of rows in a transaction, long lists by two at once
package importing
