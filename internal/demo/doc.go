// Package demo makes a country's worth of fictional data: all organisers with their schemes, producers with units, points,
// offerings, prices, vacancies and ratings, applications that wait for a decision, and one account to sign in to for each role.
//
// It is the same each time: seed, number of offerings and day decide every row with its id, amount and time, and of the
// database only the organisers are read. Names are put together of invented parts and business ids are of the range that the register has
// not reached, so no real producer is meant. Everything is marked demo.
//
// Where to look:
//
//   - load.go: the use case and the order in which tables are written
//   - levels.tsv, level.go: what each service costs, what a voucher pays for it, and under which schemes it is found
//   - scheme.go, rules.go: the schemes of each organiser, their amounts, rulebooks and requirements
//   - plan.go: how many offerings of what, where, under which scheme
//   - producer.go, names.go: who offers them, and what they are called in Finnish and Swedish
//   - offering.go: what each offering says of itself
//   - told.go: how accessible points are, and what prices include
//   - hours.go: when points are open
//   - people.go, application.go: officials, applicants, and their applications
//   - desk.go: what else the demo officer's desk has: questions, prepared and lengthened cases, evidence that lapses, changes of
//     price that wait, areas
//   - schemes.tsv, presets.go: schemes of every preset in every state
//   - held.go: lapses, doubts, hearings and registry checks; twice.go: a claim, producers that are listed twice, files
//   - asks.go: visitors who ask the demo producer for services, after the rest and through the use cases; these rows alone differ
//     from one load to the next
//   - random.go: chance that the seed decides
//   - store*.go: the only SQL, most of it bulk
package demo
