package catalogue

import "github.com/google/uuid"

// whoseColumns read whose something is and where: the producer (p), the service unit (u) and the service point (pt).
const whoseColumns = `p.id AS producer_id, p.name AS producer_name, p.kind AS producer_kind,
    coalesce(p.business_id, '') AS business_id, coalesce(p.website, '') AS producer_website,
    u.id AS unit_id, u.name AS unit_name, coalesce(u.phone, '') AS phone, coalesce(u.email, '') AS email,
    coalesce(u.website, '') AS unit_website,
    pt.id AS point_id, pt.name AS point_name, coalesce(pt.street, '') AS street,
    coalesce(pt.postal_code, '') AS postal_code, pt.municipality_code, pt.lat, pt.lon, pt.location_source`

// whoseRow is what whoseColumns read.
type whoseRow struct {
	ProducerID      uuid.UUID `db:"producer_id"`
	ProducerName    string    `db:"producer_name"`
	ProducerKind    string    `db:"producer_kind"`
	BusinessID      string    `db:"business_id"`
	ProducerWebsite string    `db:"producer_website"`

	UnitID      uuid.UUID `db:"unit_id"`
	UnitName    string    `db:"unit_name"`
	Phone       string    `db:"phone"`
	Email       string    `db:"email"`
	UnitWebsite string    `db:"unit_website"`

	PointID        uuid.UUID `db:"point_id"`
	PointName      string    `db:"point_name"`
	Street         string    `db:"street"`
	PostalCode     string    `db:"postal_code"`
	Municipality   string    `db:"municipality_code"`
	Lat            *float64  `db:"lat"`
	Lon            *float64  `db:"lon"`
	LocationSource string    `db:"location_source"`
}

func (r *whoseRow) producer() Producer {
	return Producer{ID: r.ProducerID, Name: r.ProducerName, Kind: r.ProducerKind, BusinessID: r.BusinessID, Website: r.ProducerWebsite}
}

func (r *whoseRow) unit() Unit {
	return Unit{ID: r.UnitID, Name: r.UnitName, Phone: r.Phone, Email: r.Email, Website: r.UnitWebsite}
}

func (r *whoseRow) point() Point {
	return Point{
		ID: r.PointID, Name: r.PointName, Street: r.Street, PostalCode: r.PostalCode, Municipality: r.Municipality,
		Lat: r.Lat, Lon: r.Lon, LocationSource: r.LocationSource,
	}
}
