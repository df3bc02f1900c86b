package offering

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// What became of a proposed price. One that waits has none.
const (
	OutcomeApproved  = "approved"
	OutcomeRefused   = "refused"
	OutcomeWithdrawn = "withdrawn" // by its producer
	OutcomeReplaced  = "replaced"  // its producer has proposed another
)

// maxReasons is how long an officer's reasons may be, in characters.
const maxReasons = 2000

// The answers to an officer's decision that cannot be.
var (
	errProposalDecided = fault.New(fault.CodeConflict, "fault.offering.proposal_decided")
	errProposalLate    = fault.New(fault.CodeConflict, "fault.offering.proposal_late")
	errProposalCap     = fault.New(fault.CodeConflict, "fault.offering.proposal_cap")
)

// Proposal is a price that waits, or has waited, for the organiser's yes.
type Proposal struct {
	ID         uuid.UUID
	Offering   uuid.UUID
	SchemeID   uuid.UUID
	Unit       string
	Class      string
	Cents      money.Cents
	Percent    int
	From       calendar.Date
	Old        *PriceLine // amount and percentage of what it would replace, as they were then; nil: there was none
	ProposedAt time.Time
	Outcome    string // "": it waits
	Reasons    string
	DecidedAt  *time.Time
}

func (p Proposal) line() PriceLine {
	return PriceLine{ID: p.ID, Unit: p.Unit, Class: p.Class, Cents: p.Cents, Percent: p.Percent, From: p.From}
}

func (p Proposal) price() NewPrice {
	return NewPrice{ID: p.ID, Unit: p.Unit, Class: p.Class, Cents: p.Cents, Percent: p.Percent, From: p.From}
}

// Late tells whether the proposed day has passed without an answer: such a price can only be refused.
func (p Proposal) Late(today calendar.Date) bool { return p.Outcome == "" && p.From.Before(today) }

// Rise is by how many thousandths a price goes up, or down when below zero, rounded half away from zero; false when it
// replaces nothing, nothing that costs, or an amount by a percentage.
func (p Proposal) Rise() (int, bool) {
	was, is := int64(0), int64(p.Cents)
	switch {
	case p.Old == nil || (p.Old.Percent == 0) != (p.Percent == 0):
		return 0, false
	case p.Percent != 0:
		was, is = int64(p.Old.Percent), int64(p.Percent)
	default:
		was = int64(p.Old.Cents)
	}
	if was == 0 {
		return 0, false
	}
	n, half := (is-was)*2000, was
	if n < 0 {
		half = -half
	}
	return int((n + half) / (2 * was)), true
}

// Waiting is a proposal with what an officer needs beside it.
type Waiting struct {
	Proposal
	Producer    string
	Service     string
	Point       string
	SchemeNames Text
	Cap         *money.Cents // of the scheme, for the unit on the price's first day
	Today       calendar.Date
}

// ProposalQuery narrows the officer's list.
type ProposalQuery struct {
	Decided bool      // those that have been answered, the latest first; otherwise those that wait, the earliest first
	Scheme  uuid.UUID // zero: all
}

// MaxProposals is how many proposals are listed, and answered, at once.
const MaxProposals = 100

// Proposals lists prices that wait for the organiser's yes or have got an answer, and how many wait in all. An operator
// sees those of the schemes that are delegated to it.
func (s *Service) Proposals(ctx context.Context, a actor.Actor, q ProposalQuery) ([]Waiting, int, error) {
	if err := identity.Allow(a, identity.PriceView, identity.Object{Organiser: a.Organisation, Operator: a.Organisation}); err != nil {
		return nil, 0, err
	}
	today, err := db.Today(ctx, s.db)
	if err != nil {
		return nil, 0, s.db.Translate(err)
	}
	list, err := proposalsOf(ctx, s.db, a, q, today)
	if err != nil {
		return nil, 0, s.db.Translate(err)
	}
	n, err := countWaiting(ctx, s.db, a)
	return list, n, s.db.Translate(err)
}

// CountProposals is how many prices wait for the organiser's yes.
func (s *Service) CountProposals(ctx context.Context, a actor.Actor) (int, error) {
	if err := identity.Allow(a, identity.PriceView, identity.Object{Organiser: a.Organisation, Operator: a.Organisation}); err != nil {
		return 0, err
	}
	n, err := countWaiting(ctx, s.db, a)
	return n, s.db.Translate(err)
}

// ProposalsOf lists what has been proposed of one offering, the latest first, to its producer and its organiser.
func (s *Service) ProposalsOf(ctx context.Context, a actor.Actor, offeringID uuid.UUID) ([]Proposal, error) {
	if err := s.maySee(ctx, a, offeringID); err != nil {
		return nil, err
	}
	list, err := proposalsOn(ctx, s.db, offeringID)
	return list, s.db.Translate(err)
}

// Decided is what became of one of several answers.
type Decided struct {
	ID  uuid.UUID
	Err error // nil: it was answered
}

// DecidePrices answers proposals one by one, each a decision of its own: what cannot be is told, and does not hold up the
// others. A refusal needs reasons. The fault of the whole is on the fields "reasons" and "proposals".
func (s *Service) DecidePrices(ctx context.Context, a actor.Actor, ids []uuid.UUID, approve bool, reasons string) ([]Decided, error) {
	if err := identity.Allow(a, identity.PriceDecide, identity.Object{Organiser: a.Organisation}); err != nil {
		return nil, err
	}
	reasons = strings.TrimSpace(strings.ReplaceAll(reasons, "\r\n", "\n"))
	c := newChecked()
	switch {
	case !approve && reasons == "":
		c.on("reasons", "fault.offering.reasons_missing")
	case utf8.RuneCountInString(reasons) > maxReasons:
		c.on("reasons", "fault.offering.too_long", "Limit", maxReasons)
	case !utf8.ValidString(reasons) || strings.ContainsFunc(reasons, notText):
		c.on("reasons", "fault.offering.not_text")
	}
	if len(ids) == 0 || len(ids) > MaxProposals {
		c.on("proposals", "fault.offering.proposals_missing")
	}
	if err := c.bad.OrNil(); err != nil {
		return nil, err
	}
	about, err := offeringsOfProposals(ctx, s.db, ids)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	results := make([]Decided, 0, len(ids))
	told := map[uuid.UUID]bool{} // producers, so that each gets one mail
	for _, id := range ids {
		var of *subject
		err := s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) (err error) {
			if of, err = decidePrice(ctx, tx, id, approve, reasons); err != nil || of == nil || told[of.ProducerID] {
				return err
			}
			return s.tellDecided(ctx, tx, *of, about[of.ProducerID] == 1)
		})
		if err != nil && fault.From(err).Code == fault.CodeInternal {
			return results, err
		}
		if err == nil && of != nil {
			told[of.ProducerID] = true
		}
		results = append(results, Decided{ID: id, Err: err})
	}
	return results, nil
}

// tellDecided sends a producer's people a mail that leads to the offering when nothing else of theirs is answered with it,
// and otherwise to what has been answered of late (Answered).
func (s *Service) tellDecided(ctx context.Context, tx *db.Tx, of subject, alone bool) error {
	if s.people == nil {
		return nil
	}
	mail := identity.MailOut{Template: identity.MailPricesDecided, Args: map[string]uuid.UUID{"admission": of.AdmissionID}}
	if alone {
		mail.Args["offering"] = of.ID
	}
	return s.people.MailMembers(ctx, tx, actor.RoleProducer, of.ProducerID, mail)
}

// AnsweredDays is for how many days a producer's list of offerings tells of an organiser's answers, and Answer is one of them.
const AnsweredDays = 30

// Answer is a proposal that was approved or refused, with which offering it was about.
type Answer struct {
	Proposal
	Service, UnitName, PointName string
}

// Answered lists what organisers have answered to a producer's changes of price in the last days, the latest first, at most
// MaxProposals.
func (s *Service) Answered(ctx context.Context, a actor.Actor) ([]Answer, error) {
	if err := identity.Allow(a, identity.OfferingEdit, identity.Object{Producer: a.Organisation}); err != nil {
		return nil, err
	}
	list, err := answeredOf(ctx, s.db, a.Organisation)
	return list, s.db.Translate(err)
}

// decidePrice answers one proposal and tells of which offering; nil when it was so answered before.
func decidePrice(ctx context.Context, tx *db.Tx, id uuid.UUID, approve bool, reasons string) (*subject, error) {
	n, p, g, err := heldProposal(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if err := identity.Allow(tx.Actor, identity.PriceDecide, identity.Object{Organiser: g.admission.Scheme.OrganiserID}); err != nil {
		return nil, err
	}
	if err := identity.Impartial(ctx, tx, g.admission.ProducerID); err != nil {
		return nil, err
	}
	outcome := OutcomeRefused
	if approve {
		outcome = OutcomeApproved
	}
	switch {
	case n.Outcome == outcome && n.Reasons == reasons:
		return nil, nil // the form was sent twice
	case n.Outcome != "":
		return nil, errProposalDecided
	}
	if approve {
		if err := p.approve(n, g); err != nil {
			return nil, err
		}
		if err := p.write(ctx, tx); err != nil {
			return nil, err
		}
	}
	return &p.priced[n.Offering].subject, endProposal(ctx, tx, n, g.admission.Scheme.OrganiserID, outcome, reasons)
}

// approve puts a proposed price between the lines as they are now.
func (p *pricing) approve(n Proposal, g schemeGround) error {
	o := p.priced[n.Offering]
	if n.Late(g.today) {
		return errProposalLate
	}
	done, err := SetPrice(o.lines, n.price(), g.today)
	if err != nil {
		return err
	}
	after := done.After(o.lines)
	if OverCap(after, g.caps[o.Service], done.Line()) != nil {
		return errProposalCap
	}
	o.changed = append(o.changed, change{row: PriceRow{n.Offering, n.price()}, was: done.replaces(o.lines), by: uuid.NullUUID{UUID: n.ID, Valid: true}})
	o.lines = after
	return nil
}

// WithdrawProposal takes back a producer's own proposal that waits. Withdrawing twice changes nothing.
func (s *Service) WithdrawProposal(ctx context.Context, a actor.Actor, id uuid.UUID) error {
	if err := mayEver(a); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		n, p, g, err := heldProposal(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := identity.Allow(a, identity.OfferingEdit, identity.Object{Producer: p.priced[n.Offering].ProducerID}); err != nil {
			return err
		}
		switch n.Outcome {
		case OutcomeWithdrawn:
			return nil
		case "":
			return endProposal(ctx, tx, n, g.admission.Scheme.OrganiserID, OutcomeWithdrawn, "")
		}
		return errProposalDecided
	})
}

// heldProposal reads a proposal while its offering is held.
func heldProposal(ctx context.Context, tx *db.Tx, id uuid.UUID) (Proposal, *pricing, schemeGround, error) {
	of, err := offeringOfProposal(ctx, tx, id)
	if err != nil {
		return Proposal{}, nil, schemeGround{}, err
	}
	p, err := priceList(ctx, tx, nil, true)
	if err == nil {
		err = p.read(ctx, tx, []uuid.UUID{of}, true)
	}
	if err != nil {
		return Proposal{}, nil, schemeGround{}, err
	}
	n, err := getProposal(ctx, tx, id)
	if err != nil {
		return Proposal{}, nil, schemeGround{}, err
	}
	return n, p, p.grounds[p.priced[of].AdmissionID], nil
}

func endProposal(ctx context.Context, tx *db.Tx, n Proposal, organiser uuid.UUID, outcome, reasons string) error {
	if err := closeProposals(ctx, tx, []uuid.UUID{n.ID}, outcome, reasons); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "price." + outcome, ObjectKind: "offering", ObjectID: n.Offering, Organiser: organiser,
		Details: map[string]any{"proposal": n.ID}})
}
