package identity

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// The mails that there are. The texts of each are `mail.<template>.subject` and `mail.<template>.body`; they say
// that something has happened and where to see it, and nothing of the case itself.
const (
	MailConfirm             = "confirm"              // confirm your address
	MailExists              = "exists"               // somebody signed up with your address, which has an account
	MailReset               = "reset"                // set a new password
	MailFactorAdded         = "factor_added"         // a second factor has been turned on
	MailFactorRemoved       = "factor_removed"       // it has been turned off
	MailFactorCodeUsed      = "factor_code_used"     // a recovery code has been used
	MailIssuerLinked        = "issuer_linked"        // a work account opens your account from now on
	MailInvite              = "invite"               // a colleague invites you
	MailWelcome             = "welcome"              // an administrator gives you a role and an account: set its password
	MailRole                = "role"                 // an administrator gives you, who have an account, a role
	MailMembershipPending   = "membership_pending"   // somebody asks to act for your producer
	MailMembershipSettled   = "membership_settled"   // your asking has been answered
	MailApplicationReceived = "application_received" // argument "application"
	MailApplicationDecided  = "application_decided"  // argument "application"
	MailApplicationQuestion = "application_question" // argument "application"
	MailApplicationLonger   = "application_longer"   // deciding takes longer, with reasons; argument "application"
	MailCases               = "cases"                // there are new, urgent or answered cases in the officer's queue
	MailAdmissionSuspended  = "admission_suspended"  // argument "admission"
	MailAdmissionLifted     = "admission_lifted"     // argument "admission"
	MailAdmissionRemoved    = "admission_removed"    // argument "admission"
	MailSchemeChanged       = "scheme_changed"       // a scheme that the producer has to do with; argument "scheme"
	MailEvidenceLapsing     = "evidence_lapsing"     // what the producer has shown lapses soon
	MailEvidenceLapsed      = "evidence_lapsed"      // it has lapsed, and admissions are in doubt
	MailHearing             = "hearing"              // the producer is asked before its admission is decided on; argument "admission"
	MailHearingEnded        = "hearing_ended"        // the admission stands; argument "admission"
	MailUpkeep              = "upkeep"               // officers: an admission needs looking after
	MailMergeAsked          = "merge_asked"          // officers: somebody asks that two producers become one; argument "merge"
	MailMergeSettled        = "merge_settled"        // officers: another organiser has answered what they asked; argument "merge"
	MailMergeAnswered       = "merge_answered"       // the producer's claim has been answered; argument "merge"
	MailMerged              = "merged"               // the producer has become one with another
	MailMergeUndone         = "merge_undone"         // that was undone
	MailReportWaiting       = "report_waiting"       // an error in the producer's own data was reported; argument "report"
	MailDraftLeaving        = "draft_leaving"        // a begun application will be removed; argument "application"
	MailAskWaiting          = "ask_waiting"          // a visitor asks the producer for a service; argument "ask", the request
	MailAreaCut             = "area_cut"             // a scheme is for other areas, and offerings of the producer with it; argument, of one, "offering"
	MailPricesDecided       = "prices_decided"       // a proposed price was answered; arguments "admission" and, of one offering, "offering"
)

// MailTemplates lists every template, for the test that each has its texts.
func MailTemplates() []string {
	return []string{
		MailConfirm, MailExists, MailReset, MailFactorAdded, MailFactorRemoved, MailFactorCodeUsed, MailIssuerLinked, MailInvite, MailWelcome, MailRole, MailMembershipPending, MailMembershipSettled,
		MailApplicationReceived, MailApplicationDecided, MailApplicationQuestion, MailApplicationLonger, MailCases, MailAdmissionSuspended, MailAdmissionLifted,
		MailAdmissionRemoved, MailSchemeChanged, MailEvidenceLapsing, MailEvidenceLapsed, MailHearing, MailHearingEnded,
		MailUpkeep, MailReportWaiting, MailAskWaiting, MailDraftLeaving, MailPricesDecided, MailAreaCut, MailMergeAsked, MailMergeSettled, MailMergeAnswered, MailMerged, MailMergeUndone,
	}
}

// MailOut is a mail to send: to a person, or through a link to the address that the link is for.
type MailOut struct {
	Template string
	Person   uuid.UUID
	Link     uuid.UUID            // a link of this room; zero: the mail leads to a page that asks to sign in
	Args     map[string]uuid.UUID // ids for the page's address: "application", "admission", "producer"
	Lang     string               // "": the person's own
	Units    []uuid.UUID          // of the producer, that it is about; for MailMembers

	role         actor.Role // whose desk it is a message at; filled in by MailMembers
	organisation uuid.UUID
}

// MailArgs is the job that sends one mail.
type MailArgs struct {
	ID uuid.UUID `json:"id"`
}

// Kind names the job.
func (MailArgs) Kind() string { return "identity_mail" }

// QueueMail puts a mail on its way: it is sent after the transaction commits, and not at all if it does not.
func (s *Service) QueueMail(ctx context.Context, tx *db.Tx, m MailOut) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("mail id: %w", err)
	}
	if !slices.Contains([]string{"fi", "sv", "en"}, m.Lang) {
		m.Lang = ""
	}
	if err := insertMail(ctx, tx, id, m); err != nil {
		return err
	}
	return s.queue.Enqueue(ctx, tx, MailArgs{ID: id})
}

// MailMembers queues the mail to everyone who acts for the organisation in the role: active, with a confirmed
// address, not disabled. Of those who act for some units it goes to whose units it is about. The mail's Person is filled in here. It is a message at their desk, too: see Messages.
func (s *Service) MailMembers(ctx context.Context, tx *db.Tx, role actor.Role, organisation uuid.UUID, m MailOut) error {
	people, err := activeMembers(ctx, tx, role, organisation, m.Units)
	if err != nil {
		return err
	}
	m.role, m.organisation = role, organisation
	for _, person := range people {
		m.Person = person
		if err := s.QueueMail(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}
