package duplicate

import (
	"slices"

	"github.com/google/uuid"
)

// Belongings are what a producer has begun, may be asked about and was found, beside what it offers.
type Belongings struct {
	Drafts    []Begun     // applications that it writes
	Open      []uuid.UUID // schemes to which it has an application that is not closed
	Offerings []uuid.UUID // offerings that it has begun to tell of
	Tokens    []uuid.UUID // of its own systems, not revoked
	Invited   []uuid.UUID // invitations to act for it that nobody has answered
	Waiting   []string    // case numbers of applications that wait for a decision
	Evidence  int         `db:"evidence"` // documents that it has shown
	Closed    int         `db:"closed"`   // applications that were decided or withdrawn
	Checks    int         `db:"checks"`   // of it in registers
	Claims    int         `db:"claims"`   // merges that it has asked for and that wait
}

// Begun is an application that is being written.
type Begun struct {
	ID     uuid.UUID     `db:"id"`
	Scheme uuid.UUID     `db:"scheme_id"`
	Batch  uuid.NullUUID `db:"batch_id"` // with which others it is written
}

// begun moves what is being written, so that it is not lost with the desk of the one that goes. A producer writes one
// application to a scheme at a time: where the one that is kept has its own, the other stays and comes back with an undoing.
func (b *planner) begun() {
	from, to := b.gone.Producer.ID.String(), b.kept.Producer.ID.String()
	for _, d := range b.gone.Drafts {
		if slices.Contains(b.kept.Open, d.Scheme) {
			b.DraftsStay++
			continue
		}
		if d.Batch.Valid { // what is written together has one producer
			b.move(ApplicationBatch, d.ID, d.Batch.UUID.String(), "")
		}
		b.move(ApplicationProducer, d.ID, from, to)
		b.Drafts++
	}
	for _, id := range b.gone.Belongings.Offerings {
		b.move(DraftProducer, id, from, to)
		b.Drafts++
	}
}

// keys closes what lets others act for the one that goes: its own systems and invitations nobody has answered.
func (b *planner) keys() {
	for _, id := range b.gone.Tokens {
		b.move(TokenRevoked, id, "", "now")
	}
	for _, id := range b.gone.Invited {
		b.move(InvitationUsed, id, "", "now")
	}
	b.Tokens, b.Invited = len(b.gone.Tokens), len(b.gone.Invited)
}
