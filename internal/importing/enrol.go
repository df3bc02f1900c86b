package importing

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// Enrolment is one service that an officer takes into the catalogue without an application: of the organiser's own
// production, an in-house company, an alliance, a municipality, an association or a parish.
type Enrolment struct {
	Scheme       uuid.UUID
	Producer     string
	BusinessID   string // "" when there is none
	Kind         producer.Kind
	Unit         string
	Phone        string
	Email        string
	Website      string
	Street       string
	Place        string // postal code or municipality
	Service      string
	Spoken       []string
	Municipality []string // where a service given at home is given: names; empty: the place's own
}

// enrolledSystem names the organisers' own lists of what they enrol by hand.
const enrolledSystem = "organiser.enrolled"

// Enrol takes the service in and answers the admission under which it stands. What is there already is found again by its
// names, so that a second service of the same unit joins the first, and a form sent twice changes nothing.
func (s *Desk) Enrol(ctx context.Context, a actor.Actor, cmd Enrolment) (uuid.UUID, error) {
	organiser, err := may(a)
	if err != nil {
		return uuid.Nil, err
	}
	var made uuid.UUID
	err = s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		sch, err := scheme.ByID(ctx, tx, cmd.Scheme)
		if err != nil || sch.OrganiserID != organiser {
			return admission.FaultNotFound
		}
		today, err := db.Today(ctx, tx)
		if err != nil {
			return err
		}
		terms, err := scheme.ServicesOn(ctx, tx, sch.ID, today)
		if err != nil {
			return err
		}
		where, areas, err := cmd.check(sch, terms)
		if err != nil {
			return err
		}
		made, err = cmd.enrol(ctx, tx, sch, where, areas, today)
		return err
	})
	return made, err
}

// check tells all that is missing, and finds the places.
func (e Enrolment) check(sch scheme.Scheme, terms []scheme.ServiceTerms) (place.Place, []string, error) {
	bad := fault.Invalid()
	for _, f := range [][2]string{{"producer", e.Producer}, {"unit", e.Unit}, {"place", e.Place}} {
		if strings.TrimSpace(f[1]) == "" {
			bad = bad.On(f[0], "fault.tenure.text_missing")
		}
	}
	if !admission.MayEnrol(sch.Regime, admission.OriginEnrolment) {
		bad = bad.On("scheme", "fault.tenure.enrol_scheme")
	}
	known, ok := service.ByKey(e.Service)
	if !ok || !sch.TakesAny() && !slices.ContainsFunc(terms, func(t scheme.ServiceTerms) bool { return t.Service == e.Service }) {
		bad = bad.On("service", "fault.tenure.enrol_service")
	}
	where, err := place.Find(e.Place)
	if err != nil {
		bad = bad.On("place", "fault.producer.place_unknown")
	}
	var areas []string
	for _, name := range e.Municipality {
		found, err := place.Find(name)
		if err != nil || found.Municipality.Code == "" {
			bad = bad.On("areas", "fault.producer.place_unknown")
			continue
		}
		areas = append(areas, found.Municipality.Code)
	}
	if known.AtHome && len(areas) == 0 {
		areas = []string{where.Municipality.Code}
	}
	if !known.AtHome {
		areas = nil
	}
	return where, areas, bad.OrNil()
}

// name is a text by which something is found again, however its spaces and capitals are written.
func name(parts ...string) string {
	for i, p := range parts {
		parts[i] = strings.ToLower(strings.Join(strings.Fields(p), " "))
	}
	return strings.Join(parts, "/")
}

func (e Enrolment) enrol(ctx context.Context, tx *db.Tx, sch scheme.Scheme, where place.Place, areas []string, today calendar.Date) (uuid.UUID, error) {
	external := func(parts ...string) producer.External {
		return producer.External{System: enrolledSystem, Value: name(append([]string{sch.OrganiserID.String()}, parts...)...), Source: sch.Key, CheckedOn: today}
	}
	producerID, _, err := producer.UpsertImportedProducer(ctx, tx, producer.ImportedProducer{External: external(e.Producer, e.BusinessID),
		BusinessID: e.BusinessID, Name: e.Producer, Kind: e.Kind, Origin: producer.FromOfficer})
	if err != nil {
		return uuid.Nil, err
	}
	unitID, _, err := producer.UpsertImportedUnit(ctx, tx, producer.ImportedUnit{External: external(e.Producer, e.BusinessID, e.Unit), ProducerID: producerID,
		Name: e.Unit, Phone: e.Phone, Email: e.Email, Website: e.Website})
	if err != nil {
		return uuid.Nil, err
	}
	pointID, _, err := producer.UpsertImportedPoint(ctx, tx, producer.ImportedPoint{External: external(e.Producer, e.BusinessID, e.Unit, e.Place, e.Street), UnitID: unitID,
		Name: e.Unit, Street: e.Street, PostalCode: where.PostalCode, Municipality: where.Municipality.Code})
	if err != nil {
		return uuid.Nil, err
	}
	id, err := admission.Enrol(ctx, tx, sch.ID, producerID, []string{e.Service}, admission.OriginEnrolment, today)
	if err != nil {
		return uuid.Nil, err
	}
	known, _ := service.ByKey(e.Service)
	_, _, err = offering.UpsertImported(ctx, tx, offering.Imported{Admission: id, Organiser: sch.OrganiserID, Service: e.Service, Point: pointID,
		AtHome: known.AtHome, Areas: areas, Spoken: e.Spoken})
	return id, err
}

// Enrolable lists the organiser's schemes in force into which a service is taken without an application.
func (s *Desk) Enrolable(ctx context.Context, a actor.Actor) ([]scheme.Scheme, error) {
	organiser, err := may(a)
	if err != nil {
		return nil, err
	}
	day, err := db.Today(ctx, s.db)
	if err != nil {
		return nil, s.db.Translate(err)
	}
	all, err := schemesOf(ctx, s.db, organiser)
	list := slices.DeleteFunc(all, func(one scheme.Scheme) bool {
		return !one.InForce(day) || !admission.MayEnrol(one.Regime, admission.OriginEnrolment)
	})
	return list, s.db.Translate(err)
}
