// Package producer keeps those who produce services: the producer (a company, an association, a parish, a county's
// own production), its service units and their service points (741/2023 §4), the identifiers they have in other
// registers, and the files they have uploaded.
//
// Where to look:
//
//   - businessid.go: the business id and its check digit (a pure rule)
//   - signup.go: a person signs up and the producer comes to be, or the person asks to join it
//   - profile.go, units.go, points.go: what a producer tells of itself, with stale edits refused
//   - facts.go, facts.tsv: how accessible a point is, as yes, no or not told
//   - files.go: evidence and other files, uploaded once and used in many applications
//   - imported.go: rows that come from another register, and not from their producer
//   - store*.go: all SQL of the room
//
// One producer serves many organisers. What an organiser has approved is in package admission, and what is offered
// under an approval is in package offering.
package producer
