// Package walk holds a test that walks: officers of two organisers, the people of an operator and of several producers,
// and some who have no business there, do what they may and what they may not, in any order, over years of a moved clock,
// through the use cases alone and on a real database. After each step it is asked whether all that must always hold still
// does.
//
//	go test ./internal/walk                                     a short walk, as in make test; RAPID_SEED makes it the same again
//	WALKS=50 STEPS=300 go test ./internal/walk -timeout 60m     a long one; WALK_LOG=folder keeps what each walk did
//
// Where to look:
//
//	world_test.go       who walks, and where
//	step_test.go        how a step is taken: what it must come to, that a refused one leaves nothing, that the same form
//	                    sent again changes nothing, that the audit trail names who did it
//	case_test.go        steps of applications; work_test.go: of those who decide; scheme_test.go: of schemes;
//	                    price_test.go, sheet_test.go: of offerings and prices, one by one and as files, and of areas;
//	                    tenure_test.go: of admissions while they are held; merge_test.go: of producers that are enrolled,
//	                    made one and parted again
//	index_test.go       time passes, and what is found in the catalogue follows the rows
//	always_test.go      what always holds
package walk
