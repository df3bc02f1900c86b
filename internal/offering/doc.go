// Package offering keeps what producers offer: a service, at a service point, under an organiser's approval
// (admission), with the area served, spoken languages, prices valid in time, and whether there is room now.
//
// Where to look:
//
//   - pays.go: what the client pays (a pure rule; 569/2009 §7 for the voucher)
//   - prices.go: price lines in time: a new price ends the former one (a pure rule); classes.go: times of day and week
//   - window.go: when a price may change, and under which cap (pure rules)
//   - news.go: for how long it is news what a producer tells (a pure rule)
//   - set_prices.go, proposals.go, history.go: setting one price or many, the organiser's yes, and what was before
//   - areas.go, drawn.go: where a service is given, and the areas that an organiser draws
//   - reach.go: what is left of that when a scheme is for other areas (a pure rule)
//   - create.go, edit.go, vacancy.go, withdraw.go: the use cases
//   - included.go, included.tsv: what the price includes, and what costs extra
//   - draft.go: an offering that is being made, step by step, kept on the server; draft_kept.go: until nobody has touched it for long
//   - imported.go: offerings that come from another register
//   - store*.go: all SQL of the room
//
// An offering is on the public catalogue while it is not withdrawn and its admission is active on the day; package
// catalogue decides that when it reads, so that a suspension holds from its commit on.
package offering
