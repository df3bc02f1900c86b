// Package tenure is the room of what happens to an admission after the approval, for as long as it is held.
//
// What a producer has shown lapses: it is told 60, 30 and 7 days before. When it has lapsed, time alone raises a doubt
// about each admission that asks for it; officers raise others. A doubt closes nothing by itself. Where law makes it a
// duty to remove whoever no longer meets the conditions, the producer is heard first; then an official decides whether
// the admission is kept, suspended or removed. Who is removed may apply again.
//
// Where to look:
//
//	rules.go     what law says of a doubt in a regime, as data; when a lapse is told; the days of a hearing
//	stage.go     the state machine of doubts and hearing, as a table
//	tend.go      what time alone does: telling, raising and ending doubts; the regular job
//	hearing.go   raising a doubt, hearing the producer
//	reply.go     the producer's answer, given here or by letter
//	business_id.go   a producer with another business id than was approved
//	settle.go    how a hearing ends, and what an official does to an admission
//	remove.go    removals, and on which grounds a producer is not heard before one or before a suspension
//	renew.go     what a producer answers anew to a single requirement
//	check.go     checks in registers, and when they are due again
//	file.go      an admission with its doubts, hearings, evidence and checks; the list of what needs looking after
//	day.go       an admission as it was on a day
//	store*.go    the SQL of all that
//
// Rules are pure functions that take the day. The state of an admission itself is for the room of admission.
package tenure
