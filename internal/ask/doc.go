// Package ask takes what visitors ask producers for without an account, and keeps what becomes of it.
//
//	ask.go       what an asking is, and the room's services
//	rules.go     where a request stands, when it ends by itself and is erased, what counts as too much: pure functions
//	send.go      a visitor asks; limits
//	link.go      the visitor's secret link: where it stands, a reply, withdrawing, one's own data
//	desk.go      what waits for a producer; answers
//	taking.go    whether a producer takes requests here
//	counts.go    how many there are, for organisers: never what is in them
//	tidy.go      what time does: ending and erasing
//	mail.go      mail to who asked, without content
//	store*.go    the SQL of the above
//
// An asking goes to one or several producers, to each as a request of its own. Name, contact and wish are in no row in the
// clear: they lie sealed under a data key of the request (package vault), and erasing is destroying that key. Withdrawing
// erases at once; what is closed is erased after so many days as the administrator has chosen (kept.Requests).
package ask
