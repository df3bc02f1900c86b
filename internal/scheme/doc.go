// Package scheme is the room of schemes: the ways in which an organiser arranges services, as data.
//
// A scheme belongs to one organiser. Its regime names the law under which it is run (voucher, dynamic purchasing
// system, framework …); its terms say what it pays or asks for each service; its requirements and its rulebook are what
// a producer answers and accepts when it applies. Who applies and who is admitted is the room of admission.
//
// Where to look:
//
//	scheme.go       Scheme, its regime, what it pays for its services
//	rules.go        the rules of a regime, valid in time
//	prices.go       how producers may change their prices; times.go: caps of evenings, weekends and nights; areas.go: where it is for
//	requirement.go  requirements and how an answer is checked against one; number.go: exact numbers
//	form.go         a scheme as an officer writes it; part.go: what is saved of it at once; check.go: what it lacks
//	change.go       what a new version changes, and for whom; publish.go: making it hold
//	closing.go      closing for a time, reopening, ending; history.go: what has been
//	preset.go       what a new scheme of a regime begins with (presets.toml)
//	create.go       making a scheme with all that it is made of; listing.go: the plain listing
//	store*.go       the SQL of all that, and nothing else
package scheme
