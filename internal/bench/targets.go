package bench

// The names of figures that have targets.
const (
	compareMedian  = "comparison of four in the process, median (ms)"
	firstOther     = "first visit to a comparison or a producer, compressed (kB)"
	laterOther     = "later comparison or producer's page, compressed (kB)"
	listSeconds    = "public list as a workbook, the slowest (s)"
	listMemory     = "public list as a workbook, growth of the process (MB)"
	pageMedian     = "result page in the process, median (ms)"
	firstVisit     = "first visit to the result page, compressed (kB)"
	laterPage      = "later page, compressed (kB)"
	meiliMedian    = "API on Meilisearch / raw Meilisearch, ratio of medians"
	meiliRate      = "API on Meilisearch / raw Meilisearch, ratio of requests/s at 32 clients"
	meiliFallback  = "API on Meilisearch, answered by PostgreSQL instead (%)"
	newsRate       = "news day / raw Meilisearch, ratio of requests/s at 32 clients"
	pageOverAPI    = "result page over the API, medians (ms)"
	pgMedian       = "API on PostgreSQL, median (ms)"
	pg95           = "API on PostgreSQL, 95th percentile (ms)"
	pgRate         = "API on PostgreSQL / raw Meilisearch, ratio of requests/s at 32 clients"
	queueMedian    = "the officer's queue at 50 000 applications, the slowest view's median (ms)"
	operatorMedian = "an operator's queue at 50 000 applications, the slowest view's median (ms)"
	importRate     = "import of 13 000 units / plain COPY of the same rows, ratio of rows/s"
	importMemory   = "import of 13 000 units, most memory of the process (MB)"
	priceRatio     = "price list of 5 000 rows checked, previewed and applied / plain bulk upsert"
	reindexRate    = "reindex / posting the same ready documents, ratio of documents/s"
	changeSeen     = "a change seen in search, 95th percentile (s)"
	changeReindex  = "a change seen in search during a reindex, 95th percentile (s)"
	removalMissed  = "removals not seen by the next request (of all)"
	memory         = "server process, most memory (MB)"
	foundMeili     = "findability on Meilisearch, success@10 (%)"
	preciseMeili   = "findability on Meilisearch, precision@10"
	foundPG        = "findability on PostgreSQL, success@10 (%)"
	precisePG      = "findability on PostgreSQL, precision@10"
	foundApart     = "findability, the engines apart (points)"
	foundWithout   = "findability without Voikko at query time, success@10 (%)"
	loadRatio      = "mixed load / bare Gin handler with the same statements, ratio of requests/s"
	loadErrors     = "mixed load, requests that failed"
	loadGrowth     = "mixed load, growth of a server's memory (%)"
	loadLag        = "mixed load, the longest that a row of the audit trail was not sealed (s)"
	loadReplaced   = "mixed load, requests that failed while a server was replaced"
	soakErrors     = "soak, requests that failed"
	soakGrowth     = "soak, growth in per cent of a " // and whose, and of what
	soakLag        = "soak, the longest that a row of the audit trail was not sealed (s)"
	backupRatio    = "backup / pg_dump, seconds"
	restoreRatio   = "restore / pg_restore, seconds"
)

// Up to so many documents a change must be seen sooner, in seconds.
const (
	smallCatalogue  = 10_000
	changeSeenSmall = 2.0
)

// target is the most that a figure may be, or the least.
type target struct {
	bound float64
	least bool
}

// targets are what every figure is held to. What has no target is told for comparison.
var targets = map[string]target{
	compareMedian:  {bound: 10},
	firstOther:     {bound: 100},
	laterOther:     {bound: 15},
	listSeconds:    {bound: 2},
	listMemory:     {bound: 100},
	pageMedian:     {bound: 5},
	firstVisit:     {bound: 100},
	laterPage:      {bound: 15},
	meiliMedian:    {bound: 1.25},
	meiliRate:      {bound: 0.75, least: true},
	meiliFallback:  {bound: 1},
	newsRate:       {bound: 3, least: true},
	pageOverAPI:    {bound: 1},
	pgMedian:       {bound: 5},
	pg95:           {bound: 20},
	pgRate:         {bound: 1.5, least: true},
	queueMedian:    {bound: 10},
	operatorMedian: {bound: 10},
	importRate:     {bound: 0.3, least: true},
	importMemory:   {bound: 200},
	priceRatio:     {bound: 5},
	reindexRate:    {bound: 0.7, least: true},
	changeSeen:     {bound: 4},
	changeReindex:  {bound: 20},
	removalMissed:  {bound: 0},
	memory:         {bound: 200},
	foundMeili:     {bound: 95, least: true},
	preciseMeili:   {bound: 0.8, least: true},
	foundPG:        {bound: 95, least: true},
	precisePG:      {bound: 0.8, least: true},
	foundApart:     {bound: 3},
	foundWithout:   {bound: 80, least: true},
	loadRatio:      {bound: 0.7, least: true},
	loadErrors:     {bound: 0},
	loadGrowth:     {bound: 10},
	loadLag:        {bound: 2},
	loadReplaced:   {bound: 0},
	soakErrors:     {bound: 0},
	soakGrowth:     {bound: 10},
	soakLag:        {bound: 2},
	backupRatio:    {bound: 2},
	restoreRatio:   {bound: 2},
}
