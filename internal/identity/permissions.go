package identity

import (
	"slices"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Verb is a thing that can be done to an object.
type Verb string

// The verbs that use cases ask Allow about.
const (
	ProducerView      Verb = "producer.view"
	ProducerEdit      Verb = "producer.edit"
	ProducerInvite    Verb = "producer.invite" // invite a colleague; see who works here
	UnitEdit          Verb = "unit.edit"
	ApplicationEdit   Verb = "application.edit"
	ApplicationView   Verb = "application.view"
	ApplicationSubmit Verb = "application.submit"
	ApplicationReview Verb = "application.review" // look at evidence, prepare
	ApplicationDecide Verb = "application.decide" // public power: an official of the organiser only (612/2021 §12)
	AdmissionView     Verb = "admission.view"
	AdmissionSuspend  Verb = "admission.suspend" // suspend, lift, remove: public power too
	SchemeView        Verb = "scheme.view"
	SchemeEdit        Verb = "scheme.edit" // make, change, publish, close, end: the organiser's own decision
	OfferingEdit      Verb = "offering.edit"
	PriceView         Verb = "price.view"        // prices with their history, and what is proposed
	PriceDecide       Verb = "price.decide"      // say yes or no to a change of price
	AreaEdit          Verb = "area.edit"         // draw the organiser's areas
	TokenEdit         Verb = "token.edit"        // make and revoke tokens for the producer's own system
	MembershipSettle  Verb = "membership.settle" // say yes or no to somebody who signed up for an existing producer
	FileView          Verb = "file.view"
	QualityEdit       Verb = "quality.edit" // enter indicators, inspections and what became of units; set the least count of answers
	OrganiserEdit     Verb = "organiser.edit"
	StatementEdit     Verb = "statement.edit" // what the accessibility statement says of supervision
	KeepingEdit       Verb = "keeping.edit"   // choose how long things are kept
	PersonAdmin       Verb = "person.admin"
	JobAdmin          Verb = "job.admin"
	AuditView         Verb = "audit.view"
	SupplyView        Verb = "supply.view"    // see who could serve a client: admitted, waiting and suspended, with room and prices
	ListImport        Verb = "list.import"    // bring lists that the organiser has kept into its register
	ProducerMerge     Verb = "producer.merge" // make one of two that are in the register twice; a producer claims what is its own
	ReportHandle      Verb = "report.handle"  // see what was reported of errors in pages, answer, forward
	AskHandle         Verb = "ask.handle"     // see what visitors ask the producer for, and answer
	AskCount          Verb = "ask.count"      // see how many requests there are, and nothing of what is in them
)

// Verbs lists every verb, for tables that must have a line for each.
func Verbs() []Verb {
	return []Verb{
		ProducerView, ProducerEdit, ProducerInvite, UnitEdit, ApplicationEdit, ApplicationView, ApplicationSubmit,
		ApplicationReview, ApplicationDecide, AdmissionView, AdmissionSuspend, SchemeView, SchemeEdit, OfferingEdit,
		PriceView, PriceDecide, AreaEdit, TokenEdit, MembershipSettle, FileView,
		QualityEdit, OrganiserEdit, StatementEdit, KeepingEdit, PersonAdmin, JobAdmin, AuditView, SupplyView, ListImport, ProducerMerge, ReportHandle, AskHandle, AskCount,
	}
}

// Object says whose the thing is. Zero means that there is no such side. The use case fills in what it has read:
// an application has its producer, its scheme's organiser and, when the scheme is delegated, the operator. Unit is the
// service unit that the thing is of, where those whose role is for some units may do the verb to it.
type Object struct {
	Producer, Organiser, Operator uuid.UUID
	Unit                          uuid.UUID
}

// reach is how far a role's verb goes.
type reach int

const (
	never     reach = iota // the zero value: what the table does not mention is refused
	own                    // objects of the organisation that the actor acts for
	everyones              // every object
)

// permissions is the whole law of who may do what. A producer's user edits its own; an officer sees and decides what
// is the organiser's; a supervisor tells how good it is; a guidance worker sees who could serve a client and no case; an operator prepares but never decides, since public power cannot be bought (612/2021 §12); an
// administrator runs the service and reads nobody's applications.
var permissions = map[Verb]map[actor.Role]reach{
	ProducerView:      {actor.RoleProducer: own, actor.RoleOfficer: own, actor.RoleOperator: own},
	ProducerEdit:      {actor.RoleProducer: own},
	ProducerInvite:    {actor.RoleProducer: own},
	UnitEdit:          {actor.RoleProducer: own},
	ApplicationEdit:   {actor.RoleProducer: own},
	ApplicationView:   {actor.RoleProducer: own, actor.RoleOfficer: own, actor.RoleOperator: own},
	ApplicationSubmit: {actor.RoleProducer: own},
	ApplicationReview: {actor.RoleOfficer: own, actor.RoleOperator: own},
	ApplicationDecide: {actor.RoleOfficer: own},
	AdmissionView:     {actor.RoleProducer: own, actor.RoleOfficer: own, actor.RoleOperator: own},
	AdmissionSuspend:  {actor.RoleOfficer: own},
	SchemeView:        {actor.RoleOfficer: own, actor.RoleOperator: own},
	SchemeEdit:        {actor.RoleOfficer: own},
	OfferingEdit:      {actor.RoleProducer: own},
	PriceView:         {actor.RoleProducer: own, actor.RoleOfficer: own, actor.RoleOperator: own},
	PriceDecide:       {actor.RoleOfficer: own},
	AreaEdit:          {actor.RoleOfficer: own},
	TokenEdit:         {actor.RoleProducer: own},
	MembershipSettle:  {actor.RoleProducer: own, actor.RoleOfficer: own, actor.RoleAdministrator: everyones},
	FileView:          {actor.RoleProducer: own, actor.RoleOfficer: own, actor.RoleOperator: own},
	QualityEdit:       {actor.RoleSupervisor: own},
	OrganiserEdit:     {actor.RoleAdministrator: everyones},
	StatementEdit:     {actor.RoleAdministrator: everyones},
	KeepingEdit:       {actor.RoleAdministrator: everyones},
	PersonAdmin:       {actor.RoleAdministrator: everyones},
	JobAdmin:          {actor.RoleAdministrator: everyones},
	AuditView:         {actor.RoleOfficer: own, actor.RoleAdministrator: everyones},
	SupplyView:        {actor.RoleOfficer: own, actor.RoleOperator: own, actor.RoleGuidance: own},
	ListImport:        {actor.RoleOfficer: own},
	ProducerMerge:     {actor.RoleProducer: own, actor.RoleOfficer: own},
	ReportHandle:      {actor.RoleProducer: own, actor.RoleOfficer: own, actor.RoleAdministrator: everyones},
	AskHandle:         {actor.RoleProducer: own},
	AskCount:          {actor.RoleOfficer: own, actor.RoleGuidance: own},
}

// inPart is what somebody does whose role is for some of a producer's units only: keep those units and what they offer, and answer
// what visitors ask of them. What
// binds the producer as a whole, such as prices and applications, is left to those who act for all of it, and so is every verb
// that is not here. To look at the producer itself needs no unit: its name and what it offers are public.
var inPart = map[Verb]bool{ProducerView: true, UnitEdit: true, OfferingEdit: true, AskHandle: true}

// The answers of Allow.
var (
	ErrInPart       = fault.New(fault.CodeForbidden, "fault.identity.in_part") // for the whole producer, and the role is for units of it
	ErrSignIn       = fault.New(fault.CodeUnauthenticated, "fault.identity.sign_in")
	ErrForbidden    = fault.New(fault.CodeForbidden, "fault.identity.forbidden")
	ErrNoMembership = fault.New(fault.CodeForbidden, "fault.identity.no_membership")
	ErrPartial      = fault.New(fault.CodeForbidden, "fault.identity.partial") // of Impartial
	ErrNotFound     = fault.New(fault.CodeNotFound, "fault.identity.not_found")
)

// Allow answers whether actor a may do verb v to object o: nil, or a fault that says why not.
//
// Somebody who has not signed in is told to (ErrSignIn). Somebody signed in without an active membership gets
// ErrNoMembership. A role that never does the verb gets ErrForbidden. A role that does it, but not to this
// organisation's objects, gets ErrNotFound: the same answer as for an id that does not exist, so that ids of others
// are not confirmed. Where the installation asks for a second factor and the session has shown none, those whose role needs
// it, and those who sign for a producer, get ErrSecondFactor.
func Allow(a actor.Actor, v Verb, o Object) error {
	if err := Ever(a, v, o); err != nil || a.Part == nil {
		return err
	}
	switch {
	case o.Unit == uuid.Nil && v == ProducerView:
		return nil
	case o.Unit == uuid.Nil:
		return ErrInPart
	case !slices.Contains(a.Part.Units, o.Unit):
		return ErrNotFound
	}
	return nil
}

// Ever answers whether the actor may do the verb to anything of the object's organisation, whichever unit it is of: before
// anything was read, and where the rows that are read are only those of the actor's units.
func Ever(a actor.Actor, v Verb, o Object) error {
	switch a.Role {
	case actor.RoleSystem:
		return nil
	case actor.RoleProducer, actor.RoleOfficer, actor.RoleSupervisor, actor.RoleOperator, actor.RoleGuidance, actor.RoleAdministrator:
		if !a.SignedIn() {
			return ErrSignIn
		}
	default:
		switch {
		case a.SignedIn() && a.Unproven:
			return ErrSecondFactor
		case a.SignedIn():
			return ErrNoMembership
		}
		return ErrSignIn
	}
	switch permissions[v][a.Role] {
	case everyones:
		return nil
	case own:
		switch {
		case a.Organisation == uuid.Nil || a.Organisation != o.side(a.Role):
			return ErrNotFound
		case a.Unproven && signing[v]:
			return ErrSecondFactor
		case a.Part != nil && !inPart[v]:
			return ErrInPart
		}
		return nil
	default:
		return ErrForbidden
	}
}

// side is the object's organisation on the role's side.
func (o Object) side(role actor.Role) uuid.UUID {
	switch role {
	case actor.RoleProducer:
		return o.Producer
	case actor.RoleOfficer, actor.RoleSupervisor, actor.RoleGuidance:
		return o.Organiser
	case actor.RoleOperator:
		return o.Operator
	default:
		return uuid.Nil
	}
}
