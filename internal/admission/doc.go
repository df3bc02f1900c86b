// Package admission is the room of applications and admissions: how a producer comes to be in an organiser's
// register, and how it leaves.
//
// A producer applies to a scheme (the room below); an official decides; an approval makes an admission, under which
// the producer makes offerings. Own production and plain listings are enrolled without an application.
//
// Where to look:
//
//	status.go        the state machines of an application and of an admission, as tables; who may apply or be enrolled
//	clock.go         the decision clock: when a decision is due, how many working days are left
//	remedy.go        which of the four appeal instructions belongs to a decision, and until when
//	application.go   an application with what has happened to it, and who may see it
//	lists.go         the open schemes and a producer's own applications
//	draft.go         starting, saving and withdrawing an application
//	submit.go        the submission and its receipt; snapshot.go: what is frozen in it
//	batch.go         several drafts written together; shared.go: what they ask in common
//	reuse.go         answering drafts from the producer's library of evidence
//	evidence.go      opening a file that an application shows
//	queue.go         the officer's queue, and the register of admissions
//	views.go         its saved views; notices.go: what officers are told of, by a job
//	assign.go        who has a case; extend.go: a longer time for it
//	clarify.go       questions to the applicant and their answers
//	prepare.go       what is proposed, and who may decide on it
//	decide.go        taking into review, approval and rejection
//	alike.go         like cases approved together, each by itself
//	lifecycle.go     suspension, its lifting, and removal of an admission
//	enrol.go         enrolment without an application
//	notify.go        which mail goes out when
//	store*.go        the SQL of all that, and nothing else
//
// Rules are pure functions that take the day or the time; use cases ask identity.Allow before they read or write,
// and write what happened, the audit row, the search change and the mail in one transaction.
package admission
