// Package chain makes the audit trail tamper-evident.
//
// A use case writes its audit row in its own transaction and waits for nothing else. One sealer follows behind what is
// committed and gives each row a link: the digest of all that the row says, and a hash over it and the link before. There
// is a chain for each organiser, and one for what is no organiser's. The heads of the chains are signed with a key that
// lies outside the database (package keys), and are exported, so that somebody who can write everything in the database
// still cannot change, remove or slip in a row without Verify finding it:
//
//   - a changed row has another digest than its link says; a removed row leaves a link without a row;
//   - a changed, removed or inserted link breaks the hashes that follow it, up to the signed head;
//   - a cut-off end of a chain is shorter than its signed head, here or in an export;
//   - a row that was slipped in later stands behind rows that are much younger than itself though the clock was not set back
//     meanwhile, or has no link at all.
//
// A clock may be wrong: what is written then is in the order of sealing all the same. Each link has what the clock told when
// it was made, so Verify sees that the clock itself was behind what had been sealed before, and tells of it as a note.
//
// What came after the last signed head is proved against what is exported next; a head is signed every hour.
package chain

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// Size is how many bytes digests and hashes have.
const Size = sha256.Size

// Event is all that a row of the audit trail says. Fields without a value are nil.
type Event struct {
	ID           int64         `db:"id"`
	At           time.Time     `db:"at"` // to the microsecond, as PostgreSQL keeps it
	Person       uuid.NullUUID `db:"person_id"`
	Role         string        `db:"role"`
	Organisation uuid.NullUUID `db:"organisation_id"`
	RequestID    string        `db:"request_id"`
	Action       string        `db:"action"`
	ObjectKind   string        `db:"object_kind"`
	ObjectID     uuid.UUID     `db:"object_id"`
	Organiser    uuid.NullUUID `db:"organiser_id"`
	Details      string        `db:"details"` // as PostgreSQL writes jsonb
}

// Chain is the chain that the event belongs to: its organiser's, or that of no organiser (all zeros).
func (e Event) Chain() uuid.UUID { return e.Organiser.UUID }

// Link is an event's place in its chain.
type Link struct {
	Chain   uuid.UUID `db:"chain"`
	Seq     int64     `db:"seq"` // 1 and up, without gaps
	EventID int64     `db:"event_id"`
	EventAt time.Time `db:"event_at"`
	Digest  []byte    `db:"digest"`
	Hash    []byte    `db:"hash"`
	// SealedAt is when by the sealer's clock; links from before schema 55 have none.
	SealedAt *time.Time `db:"sealed_at"`
}

// Digest is SHA-256 over every field of the event, each with its length before it, so that no two events have the same
// bytes.
func Digest(e Event) []byte {
	h := sha256.New()
	field(h, "tuottajatori audit event 1")
	field(h, strconv.FormatInt(e.ID, 10))
	field(h, strconv.FormatInt(e.At.UnixMicro(), 10))
	orNone(h, e.Person)
	field(h, e.Role)
	orNone(h, e.Organisation)
	field(h, e.RequestID)
	field(h, e.Action)
	field(h, e.ObjectKind)
	field(h, e.ObjectID.String())
	orNone(h, e.Organiser)
	field(h, e.Details)
	return h.Sum(nil)
}

// Next is the link, made at a moment, of an event after the one before it in its chain; the first comes after the zero Link.
func Next(before Link, e Event, now time.Time) Link {
	now = now.UTC().Truncate(time.Microsecond)
	l := Link{Chain: e.Chain(), Seq: before.Seq + 1, EventID: e.ID, EventAt: e.At, Digest: Digest(e), SealedAt: &now}
	l.Hash = hashOf(before.Hash, l)
	return l
}

// hashOf is the hash that a link must have after the hash before it.
func hashOf(before []byte, l Link) []byte {
	h := sha256.New()
	if l.SealedAt == nil {
		field(h, "tuottajatori audit link 1")
	} else {
		field(h, "tuottajatori audit link 2")
		field(h, strconv.FormatInt(l.SealedAt.UnixMicro(), 10))
	}
	field(h, string(before))
	field(h, l.Chain.String())
	field(h, strconv.FormatInt(l.Seq, 10))
	field(h, strconv.FormatInt(l.EventID, 10))
	field(h, strconv.FormatInt(l.EventAt.UnixMicro(), 10))
	field(h, string(l.Digest))
	return h.Sum(nil)
}

func field(h hash.Hash, text string) {
	var size [8]byte
	binary.BigEndian.PutUint64(size[:], uint64(len(text)))
	h.Write(size[:])
	h.Write([]byte(text))
}

// orNone writes an id, or for none a length that no text has.
func orNone(h hash.Hash, id uuid.NullUUID) {
	if id.Valid {
		field(h, id.UUID.String())
		return
	}
	h.Write([]byte{255, 255, 255, 255, 255, 255, 255, 255})
}
