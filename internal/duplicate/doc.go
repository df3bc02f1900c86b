// Package duplicate makes one of producers that stand in the register twice, because a list was imported, or because one
// has become part of another.
//
//   - likeness.go: which producers are suggested to be one (a pure rule)
//   - plan.go: what moves when two become one, and what stands in the way (a pure rule)
//   - belongings.go: what is being written, keys, what stays (a part of that rule)
//   - move.go: a value that moves, and back
//   - suggest.go: the suggestions of an organiser's officers, and what a producer may claim
//   - merge.go, undo.go: asking, agreeing, merging, undoing
//   - tell.go: who is told by mail
//   - store*.go: all SQL of the room
//
// The row of the one that goes stays: its address leads to the one that is kept, and what was sent, decided and shown as
// evidence stays in its name, as it was; the one that is kept reads it as its own. Whatever the merge changes is one list of values, so that it can be undone to the
// same rows.
package duplicate
