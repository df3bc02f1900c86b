// Package report takes what people report of errors in pages, and keeps what is done about it.
//
//	report.go    what a report is, and the room's services
//	rules.go     when an answer is due, who has a report first, its reference: pure functions
//	receive.go   a visitor reports; the receipt
//	queue.go     what waits for a producer, an organiser, the administrator
//	handle.go    an answer, a forwarding
//	worker.go    mail to who asked for an answer
//	forget.go    what is forgotten, and when
//	store*.go    the SQL of the above
//
// Words and the address for an answer lie apart from the rest: the address is sealed with a key outside the database
// and forgotten kept.ReportAddresses after the answer, the words kept.ReportWords after it. Neither is ever logged.
package report
