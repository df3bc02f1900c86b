package search

import _ "embed"

// BenchRequests is what `tuottajatori bench search` asks: 200 requests to the API, each with the multi-search that it
// becomes on Meilisearch. A test of internal/bench holds that it still does.
//
//go:embed testdata/bench.json
var BenchRequests []byte

// Relevance is what people type and the services that must then be found: a text, the language of the page, and the
// keys of services any of which is meant, separated by tabs and semicolons.
//
//go:embed testdata/relevance.tsv
var Relevance string
