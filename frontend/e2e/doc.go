// Package e2e tests the whole as people use it: the wired application on a real PostgreSQL with demo data, opened in
// headless Chromium, by keyboard alone, with and without JavaScript, in three languages and at two widths.
//
// Each page that a test opens is held to the same: no axe violation, no violation of the content security policy, no
// error in the console, no sideways scroll. The stories are in story_*_test.go; what they are told with is in
//
//	browser_test.go   a tab in a browser profile of its own; profile_test.go: what is forgotten between two tabs
//	keyboard_test.go  going to a control by Tab, and using it
//	held_test.go      what every page is held to
//	world_test.go     the application with demo data; shared_test.go: the two worlds that tests share
//	mail_test.go      reading the mail that came
//
// To look at the pages, name a folder in E2E_PICTURES.
package e2e
