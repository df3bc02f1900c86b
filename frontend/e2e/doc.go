// Package e2e tests the whole as people use it: the wired application on a real PostgreSQL with demo data, opened in
// headless Chromium, by keyboard alone, with and without JavaScript, in three languages and at two widths.
//
// Each page that a test opens is held to the same: no axe violation, no violation of the content security policy, no
// error in the console, no sideways scroll. The helpers in browser_test.go do this; the stories are in story_*_test.go.
package e2e
