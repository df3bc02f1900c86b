package duplicate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/google/uuid"
)

// Field is a column that a merge may change.
type Field string

// The fields, as they are kept with each move.
const (
	ProducerInto        Field = "producer.merged_into"
	ProducerBusinessID  Field = "producer.business_id"
	UnitProducer        Field = "service_unit.producer_id"
	UnitInto            Field = "service_unit.merged_into"
	PointUnit           Field = "service_point.unit_id"
	PointInto           Field = "service_point.merged_into"
	AdmissionProducer   Field = "admission.producer_id"
	AdmissionFrom       Field = "admission.valid_from"
	AdmissionTo         Field = "admission.valid_to"
	ListedService       Field = "admission_service.service_key" // a row that is added: its admission is the move's row
	OfferingAdmission   Field = "offering.admission_id"
	OfferingPoint       Field = "offering.point_id"
	OfferingWithdrawn   Field = "offering.withdrawn_at"
	MemberProducer      Field = "membership.producer_id"
	MemberState         Field = "membership.state"
	ApplicationProducer Field = "application.producer_id"
	ApplicationBatch    Field = "application.batch_id"
	DraftProducer       Field = "offering_draft.producer_id"
	TokenRevoked        Field = "api_token.revoked_at"
	InvitationUsed      Field = "mail_link.used_at"
)

// only is what must hold of a row of a field besides, when its value is changed: what has been sent or finished since stays
// where that happened.
var only = map[Field]string{
	ApplicationProducer: " AND status = 'draft'",
	ApplicationBatch:    " AND status = 'draft'",
	DraftProducer:       " AND done_at IS NULL",
}

// Move is a value that a merge changes: "" is nothing.
type Move struct {
	Field  Field     `db:"field"`
	Row    uuid.UUID `db:"row_id"`
	Was    string    `db:"was"`
	Became string    `db:"became"`
}

// Sum is a mark of what a plan would do: somebody who has seen another plan is shown the new one first.
func (p Plan) Sum() string {
	h := sha256.New()
	for _, m := range p.Moves {
		_, _ = fmt.Fprintln(h, m.Field, m.Row, m.Was, m.Became)
	}
	for _, b := range p.Blocks {
		_, _ = fmt.Fprintln(h, b.Why, b.About)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
