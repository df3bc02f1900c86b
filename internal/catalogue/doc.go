// Package catalogue is what the public sees: services found, compared and read, each with what the client pays.
//
// The search engine (package search) answers which offerings match and in what order, as ids. What is shown comes from
// PostgreSQL by those ids in one query, which asks again whether each may be shown today: admission active, scheme in
// force, offering not withdrawn, price valid. So a suspended producer or an old price is never shown from the commit on,
// however far behind the index is; only the total and the facets may lag.
//
//	criteria*.go  the parameters of a search, read and checked; shared by the result page and the API
//	suggest.go    what a text that is being typed may become
//	item.go       what is shown
//	search.go     a search: hits, content, what no longer holds dropped, the page filled again
//	match.go      the pure rule of which items answer the criteria
//	read.go       one offering, several for comparison, the organisers
//	part.go       a page of a producer, a unit or a point; past.go tells of one that is gone
//	choice.go     the offerings that an address names; gone.go tells of those that are there no more
//	bundle*.go    several services priced together
//	rights.go     what a client may do who changes their mind
//	source*.go    what the search index holds of an offering, and when time alone changes it (implements search.Source)
//	store*.go     the SQL
package catalogue
