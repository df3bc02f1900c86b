// Package meili is the search engine of scale: Meilisearch, a server beside the program.
//
// It is a [search.Remote]. The server may be away, slow, emptied or foreign, and is never the truth: it holds nothing
// but what document.go lists, and a mark of how far it has been fed. Indexes on the server, all with the same prefix:
//
//	offerings       answers searches
//	offerings_next  is filled by a rebuild and then takes its place
//	mark            how far each of the two has been fed, by its identity
//
// A search is one request, a multi-search with a sub-query for each way of counting: a facet's own choice must not hide
// its other values, and without a place the terms of a line (one service of one point) count once, which a filter by
// search.Standing does. Where a filter cannot tell, the documents of lines with several terms are fetched and counted
// here. What a text means is read by search/words, as for every engine, so services are a filter; only what is left of
// a text, names above all, is searched as words, with Meilisearch's forgiveness for slips and half-typed words.
//
//	engine.go    the connection, requests that the library cannot make, errors without what people typed
//	settings.go  settings of an index
//	document.go  what is posted of a document
//	write.go     documents in and out, waiting for the server
//	mark.go      versions of the server, how far it has been fed
//	rebuild.go   a new index beside the old
//	key.go       the rights that the program needs
//	text.go      what a text may mean, likeliest first
//	filter.go    filters, with every value quoted
//	query.go     the sub-queries of a search
//	terms.go     what is needed of documents that are counted here
//	lines.go     lines that filters cannot count
//	read.go      the course of a search, and its result
package meili
