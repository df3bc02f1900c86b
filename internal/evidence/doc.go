// Package evidence is the room of what a producer shows once and uses everywhere: certificates, insurance, plans.
//
// A producer adds an item to its library with the day on which it was issued and, where it has one, its last day. Every
// application, to any organiser's scheme, whose requirement names the same kind is answered with it until it lapses. An
// item never changes: a newer one of its kind takes its place, and what was sent keeps what was shown.
//
// An item belongs to its producer alone. An organiser sees it as the answer of an application that was sent to it, which
// is for the room of admission to know.
//
// Where to look:
//
//	kind.go      the kinds of evidence, and how long each may be relied on
//	item.go      an item; when it holds, which one is the current one of its kind
//	library.go   adding to the library, reading it, taking out of use
//	store.go     the SQL of all that
package evidence
