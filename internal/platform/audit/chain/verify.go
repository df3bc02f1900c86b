package chain

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

// What can be wrong with a chain.
type Fault string

// The faults that Verify finds.
const (
	Changed  Fault = "changed"  // a row says something else than when it was sealed
	Removed  Fault = "removed"  // a row that was sealed is not there
	Inserted Fault = "inserted" // a row was slipped in after others that are much younger, and the clock was not set back meanwhile
	Unsealed Fault = "unsealed" // a row has no link and is where the sealer does not look
	Broken   Fault = "broken"   // a link does not follow from the one before it
	Missing  Fault = "missing"  // a link is missing from the chain
	Short    Fault = "short"    // the chain ends before a signed head of it
	Other    Fault = "other"    // the chain has another hash than a signed head of it
	Forged   Fault = "forged"   // no known key has signed a head
	Stopped  Fault = "stopped"  // the sealer's mark is not there, without which nothing is sealed
)

// late is how much older a row may be than one that was sealed before it: no transaction takes that long. A clock that was
// set back by less is not noticed, and does no harm.
const late = 10 * time.Minute

// mostProblems is how many problems are listed, and clocks set back; all are counted.
const mostProblems = 1_000

// SetBack says that the clock was behind what had been sealed before: it was set back, or had been ahead until then. It is
// nobody's tampering, but the times of rows around it are to be read with care.
type SetBack struct {
	Chain    uuid.UUID
	Seq      int64     // of the first link that was made then
	From, To time.Time // the newest that had been sealed, and what the clock told
}

// Problem is one thing that is wrong.
type Problem struct {
	Fault   Fault
	Chain   uuid.UUID
	Seq     int64 // the link's or the head's; 0 for a row without a link
	EventID int64 // 0 when it is about a head
}

// Report is what Verify found.
type Report struct {
	Chains   int
	Sealed   int       // links, each with its row
	Signed   int       // of these, up to the newest signed head of their chain
	Heads    int       // signed heads that were checked
	Tail     int       // rows that wait to be sealed
	LookedAt time.Time // when the sealer last looked
	Count    int       // of problems
	Problems []Problem // the first thousand
	SetBacks int
	Clock    []SetBack // the first thousand
}

// ErrNotIntact says that the audit trail is not as it was sealed.
var ErrNotIntact = errors.New("the audit trail is not as it was sealed")

// Err is nil when nothing is wrong.
func (r Report) Err() error {
	if r.Count > 0 {
		return ErrNotIntact
	}
	return nil
}

func (r *Report) add(p Problem) {
	if r.Count++; len(r.Problems) < mostProblems {
		r.Problems = append(r.Problems, p)
	}
}

// Verify reads every row, link and head, and tells what does not fit. Exported are heads that were kept elsewhere: what the
// database says must lead to them too. It changes nothing and may run beside the service.
func Verify(ctx context.Context, q sqlx.QueryerContext, keys PublicKeys, exported []Head) (Report, error) {
	heads, err := allHeads(ctx, q)
	if err != nil {
		return Report{}, err
	}
	checkpoints, err := newestCheckpoints(ctx, q)
	if err != nil {
		return Report{}, err
	}
	v := newVerifier()
	v.begin(keys, checkpoints)
	v.expect(keys, heads)
	v.expect(keys, exported)
	if err := eachLink(ctx, q, v.link); err != nil {
		return Report{}, err
	}
	v.end()
	if err := v.tail(ctx, q); err != nil {
		return Report{}, err
	}
	return v.report, nil
}

// verifier goes along the chains, one after another.
type verifier struct {
	report Report
	heads  map[uuid.UUID]map[int64][]Head
	last   map[uuid.UUID]int64 // the newest signed link of each chain
	starts map[uuid.UUID]Checkpoint
	at     Link      // the link before
	newest time.Time // the youngest row of the chain so far, by a clock that has not been set back since
	begun  bool
}

func newVerifier() *verifier {
	return &verifier{heads: map[uuid.UUID]map[int64][]Head{}, last: map[uuid.UUID]int64{}, starts: map[uuid.UUID]Checkpoint{}}
}

// begin notes where the chains begin whose older links were dropped.
func (v *verifier) begin(keys PublicKeys, checkpoints []Checkpoint) {
	for _, c := range checkpoints {
		if !keys.signed(c.message(), c.Signature, c.KeyVersion) {
			v.report.add(Problem{Fault: Forged, Chain: c.Chain, Seq: c.Seq})
			continue
		}
		v.starts[c.Chain] = c
	}
}

// expect notes which heads the chains must lead to.
func (v *verifier) expect(keys PublicKeys, heads []Head) {
	for _, h := range heads {
		v.report.Heads++
		start := v.starts[h.Chain]
		switch {
		case !keys.signed(h.message(), h.Signature, h.KeyVersion):
			v.report.add(Problem{Fault: Forged, Chain: h.Chain, Seq: h.Seq})
			continue
		case h.Seq == start.Seq && !bytes.Equal(h.Hash, start.Hash):
			v.report.add(Problem{Fault: Other, Chain: h.Chain, Seq: h.Seq})
		case h.Seq > start.Seq:
			if v.heads[h.Chain] == nil {
				v.heads[h.Chain] = map[int64][]Head{}
			}
			v.heads[h.Chain][h.Seq] = append(v.heads[h.Chain][h.Seq], h)
		}
		v.last[h.Chain] = max(v.last[h.Chain], h.Seq)
	}
}

// link checks one link against the one before it, its row and its heads.
func (v *verifier) link(l linked) error {
	if !v.begun || l.Chain != v.at.Chain {
		start := v.starts[l.Chain]
		v.at, v.newest, v.begun = Link{Chain: l.Chain, Seq: start.Seq, Hash: start.Hash}, time.Time{}, true
		v.report.Chains++
	}
	problem := func(f Fault) { v.report.add(Problem{Fault: f, Chain: l.Chain, Seq: l.Seq, EventID: l.EventID}) }
	v.report.Sealed++
	if l.Seq <= v.last[l.Chain] {
		v.report.Signed++
	}
	switch {
	case l.Seq != v.at.Seq+1:
		problem(Missing)
	case !bytes.Equal(l.Hash, hashOf(v.at.Hash, l.Link)):
		problem(Broken)
	}
	switch dropped := v.starts[l.Chain].DroppedBefore; {
	case l.Gone && l.EventAt.Before(dropped): // its link is among those of younger rows
	case l.Gone:
		problem(Removed)
	case l.Event.Chain() != l.Chain || !l.Event.At.Equal(l.EventAt) || !bytes.Equal(l.Digest, Digest(l.Event)):
		problem(Changed)
	}
	if v.order(l.Link); l.EventAt.Add(late).Before(v.newest) {
		problem(Inserted)
	}
	if l.EventAt.After(v.newest) {
		v.newest = l.EventAt
	}
	for _, h := range v.heads[l.Chain][l.Seq] {
		if !bytes.Equal(h.Hash, l.Hash) {
			v.report.add(Problem{Fault: Other, Chain: l.Chain, Seq: l.Seq})
		}
	}
	delete(v.heads[l.Chain], l.Seq)
	v.at = l.Link
	return nil
}

// order notes that the clock was set back before a link was made: what was sealed earlier says nothing then of how old a row
// may be. Links that were made at once are told of once.
func (v *verifier) order(l Link) {
	if l.SealedAt == nil || !l.SealedAt.Add(late).Before(v.newest) {
		return
	}
	if v.at.SealedAt == nil || !v.at.SealedAt.Equal(*l.SealedAt) {
		if v.report.SetBacks++; len(v.report.Clock) < mostProblems {
			v.report.Clock = append(v.report.Clock, SetBack{Chain: l.Chain, Seq: l.Seq, From: v.newest, To: *l.SealedAt})
		}
	}
	v.newest = *l.SealedAt
}

// end tells of the heads to which no chain led.
func (v *verifier) end() {
	for chain, heads := range v.heads {
		for seq, list := range heads {
			for range list {
				v.report.add(Problem{Fault: Short, Chain: chain, Seq: seq})
			}
		}
	}
}

// tail counts what waits to be sealed, and tells of what does not wait: somebody made it so that the sealer does not see it.
func (v *verifier) tail(ctx context.Context, q sqlx.QueryerContext) error {
	hidden, count, looked, err := tail(ctx, q, mostProblems)
	if errors.Is(err, sql.ErrNoRows) {
		v.report.add(Problem{Fault: Stopped})
		return nil
	}
	if err != nil {
		return err
	}
	v.report.Tail, v.report.LookedAt = count-len(hidden), looked
	for _, r := range hidden {
		v.report.add(Problem{Fault: Unsealed, Chain: r.Organiser.UUID, EventID: r.ID})
	}
	return nil
}
