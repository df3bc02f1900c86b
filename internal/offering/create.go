package offering

import (
	"context"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/search"
)

// At is one of the points at which a service is to be offered, and the id of the offering to be. The caller makes the
// id, so that sending a form twice makes one offering.
type At struct {
	ID    uuid.UUID `json:"id"`
	Point uuid.UUID `json:"point"`
}

// Create is a service to be offered under an admission at one or more points: one offering for each.
type Create struct {
	Admission uuid.UUID
	Service   string
	At        []At
	AtHome    bool
	Areas     []string    // codes of place.Part
	Drawn     []uuid.UUID // areas of the organiser
	Spoken    []string
	Text      Text
	Price     *NewPrice // nil where no price is asked for, see PriceAsked
	Included  Included
}

// Create makes the offerings and returns their ids. The admission must be active and for the service; the points must
// be the producer's own. Another's admission or point is not found. A service that is on the list at a point already
// is a fault of the field "points". All are made or none.
func (s *Service) Create(ctx context.Context, a actor.Actor, cmd Create) ([]uuid.UUID, error) {
	if err := mayEver(a); err != nil {
		return nil, err
	}
	var made []uuid.UUID
	err := s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) (err error) {
		made, err = create(ctx, tx, cmd)
		return err
	})
	return made, err
}

func create(ctx context.Context, tx *db.Tx, cmd Create) ([]uuid.UUID, error) {
	g, err := groundOf(ctx, tx, cmd.Admission)
	if err != nil {
		return nil, err
	}
	if err := identity.Allow(tx.Actor, identity.OfferingEdit, identity.Object{Producer: g.admission.ProducerID}); err != nil {
		return nil, err
	}
	if err := g.active(); err != nil {
		return nil, err
	}
	if err := cmd.check(ctx, tx, g); err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, 0, len(cmd.At))
	for _, at := range cmd.At {
		made, err := createAt(ctx, tx, g, cmd, at)
		if err != nil {
			return nil, err
		}
		ids = append(ids, made)
	}
	return ids, nil
}

// check cleans the command and answers all of its faults at once.
func (cmd *Create) check(ctx context.Context, tx *db.Tx, g ground) error {
	terms, err := termsOn(ctx, tx, g, cmd.Service)
	if err != nil {
		return err
	}
	c := newChecked()
	c.service(g, cmd.Service)
	if len(cmd.At) == 0 {
		c.on("points", "fault.offering.points_missing")
	}
	if cmd.Areas, cmd.Drawn, err = c.served(ctx, tx, g, cmd.AtHome, cmd.Areas, cmd.Drawn); err != nil {
		return err
	}
	cmd.Spoken = c.spoken(cmd.Spoken)
	cmd.Text = c.text(cmd.Text)
	cmd.Included = c.included(cmd.Service, cmd.Included)
	c.price(g, cmd.Service, terms, cmd.Price)
	if cmd.Price != nil {
		if err := c.cap(ctx, tx, g, cmd.Service, PriceLine{Unit: cmd.Price.Unit, Cents: cmd.Price.Cents, From: cmd.Price.From}); err != nil {
			return err
		}
	}
	if err := c.bad.OrNil(); err != nil {
		return err
	}
	points := make([]uuid.UUID, 0, len(cmd.At))
	for _, at := range cmd.At {
		points = append(points, at.Point)
	}
	return ownPoints(ctx, tx, g.admission.ProducerID, points)
}

// createAt makes one offering, or finds the one that the same form made before.
func createAt(ctx context.Context, tx *db.Tx, g ground, cmd Create, at At) (uuid.UUID, error) {
	if err := newID(&at.ID); err != nil {
		return uuid.Nil, err
	}
	made, err := insertOffering(ctx, tx, cmd, at)
	if err != nil {
		return uuid.Nil, err
	}
	if !made {
		there, err := samePlace(ctx, tx, cmd.Admission, cmd.Service, at.Point)
		switch {
		case err != nil:
			return uuid.Nil, err
		case there.ID == at.ID:
			return at.ID, nil
		case there.ID == uuid.Nil: // the id is taken by something else
			return uuid.Nil, identity.ErrNotFound
		case there.Withdrawn:
			return uuid.Nil, fault.Invalid().On("points", "fault.offering.exists_withdrawn", "Point", there.PointName)
		}
		return uuid.Nil, fault.Invalid().On("points", "fault.offering.exists", "Point", there.PointName)
	}
	if err := insertAreas(ctx, tx, at.ID, cmd.Areas, cmd.Drawn); err != nil {
		return uuid.Nil, err
	}
	if cmd.Price != nil {
		if err := insertFirstPrice(ctx, tx, at.ID, *cmd.Price); err != nil {
			return uuid.Nil, err
		}
	}
	if cmd.Included.Told() {
		cmd.Included.On = g.today
		if err := saveIncluded(ctx, tx, at.ID, cmd.Included); err != nil {
			return uuid.Nil, err
		}
	}
	return at.ID, note(ctx, tx, g.admission.Scheme.OrganiserID, at.ID, "offering.created", nil)
}

func insertFirstPrice(ctx context.Context, tx *db.Tx, offeringID uuid.UUID, p NewPrice) error {
	line := PriceLine{Unit: p.Unit, Cents: p.Cents, From: p.From} // an id of its own: one form may make many offerings
	if err := newID(&line.ID); err != nil {
		return err
	}
	if err := insertPrice(ctx, tx, offeringID, line); err != nil {
		return err
	}
	p.ID = line.ID
	return insertChanges(ctx, tx, []change{{row: PriceRow{Offering: offeringID, NewPrice: p}}})
}

// cap refuses a price over the scheme's ceiling on any day that the price would be in force.
func (c *checked) cap(ctx context.Context, tx *db.Tx, g ground, serviceKey string, line PriceLine) error {
	caps, err := capsOf(ctx, tx, g.admission.SchemeID, true)
	if err != nil {
		return err
	}
	if over := OverCap([]PriceLine{line}, caps[serviceKey], line); over != nil {
		c.on("price", "fault.offering.price_over_cap", "Cap", *over)
	}
	return nil
}

// groundOf reads the admission and the day that an offering stands on.
func groundOf(ctx context.Context, tx *db.Tx, admissionID uuid.UUID) (ground, error) {
	today, err := db.Today(ctx, tx)
	if err != nil {
		return ground{}, err
	}
	g := ground{today: today}
	if g.admission, err = admission.Find(ctx, tx, admissionID, g.today); err != nil {
		return ground{}, err
	}
	g.organiser, err = organiserCode(ctx, tx, g.admission.Scheme.OrganiserID)
	return g, err
}

// termsOn reads what the scheme says of the service today, a row for each unit.
func termsOn(ctx context.Context, tx *db.Tx, g ground, serviceKey string) ([]Terms, error) {
	rows, err := scheme.ServicesOn(ctx, tx, g.admission.SchemeID, g.today)
	return termsOf(g.admission.Scheme, rows, serviceKey), err
}

// note tells the index and the audit trail of a change to an offering.
func note(ctx context.Context, tx *db.Tx, organiserID, id uuid.UUID, action string, details map[string]any) error {
	if err := search.Touch(ctx, tx, search.KindOffering, id); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: action, ObjectKind: "offering", ObjectID: id, Organiser: organiserID, Details: details})
}

// mayEver asks whether the actor's role edits offerings at all, before it is known whose the offering is.
func mayEver(a actor.Actor) error {
	return identity.Ever(a, identity.OfferingEdit, identity.Object{Producer: a.Organisation})
}
