package identity

import (
	"context"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// Organiser is a county or Helsinki as the public is told about it.
type Organiser struct {
	ID      uuid.UUID `db:"id"`
	Code    string    `db:"code"`
	NameFi  string    `db:"name_fi"`
	NameSv  string    `db:"name_sv"`
	NameEn  string    `db:"name_en"`
	Phone   string    `db:"phone"`
	HoursFi string    `db:"phone_hours_fi"`
	HoursSv string    `db:"phone_hours_sv"`
	HoursEn string    `db:"phone_hours_en"`
	URLFi   string    `db:"url_fi"`
	URLSv   string    `db:"url_sv"`
	URLEn   string    `db:"url_en"`
}

// Organisers lists all of them by code, for the administrator.
func (s *Service) Organisers(ctx context.Context, a actor.Actor) ([]Organiser, error) {
	if err := Allow(a, OrganiserEdit, Object{}); err != nil {
		return nil, err
	}
	list, err := organisers(ctx, s.db)
	return list, s.db.Translate(err)
}

// Organiser reads one, for the administrator's form.
func (s *Service) Organiser(ctx context.Context, a actor.Actor, id uuid.UUID) (Organiser, error) {
	if err := Allow(a, OrganiserEdit, Object{Organiser: id}); err != nil {
		return Organiser{}, err
	}
	o, ok, err := organiserByID(ctx, s.db, id)
	if err == nil && !ok {
		return Organiser{}, ErrNotFound
	}
	return o, s.db.Translate(err)
}

// UpdateOrganiser changes phone, hours and links; code and names are not its to change. Empty means: none is shown.
func (s *Service) UpdateOrganiser(ctx context.Context, a actor.Actor, o Organiser) error {
	if err := Allow(a, OrganiserEdit, Object{Organiser: o.ID}); err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		done, err := updateOrganiser(ctx, tx, o)
		if err != nil {
			return err
		}
		if !done {
			return ErrNotFound
		}
		return audit.Record(ctx, tx, audit.Entry{
			Action: "organiser.edited", ObjectKind: "organiser", ObjectID: o.ID, Organiser: o.ID,
		})
	})
}

const (
	phoneMax = 30
	hoursMax = 100
	urlMax   = 300
)

func (o Organiser) check() error {
	bad := fault.Invalid()
	if o.Phone != "" && !phoneNumber(o.Phone) {
		bad = bad.On("phone", "fault.identity.organiser_phone")
	}
	for _, hours := range []struct{ field, text string }{{"hours_fi", o.HoursFi}, {"hours_sv", o.HoursSv}, {"hours_en", o.HoursEn}} {
		if utf8.RuneCountInString(hours.text) > hoursMax {
			bad = bad.On(hours.field, "fault.identity.organiser_hours", "Max", hoursMax)
		}
	}
	for _, link := range []struct{ field, text string }{{"url_fi", o.URLFi}, {"url_sv", o.URLSv}, {"url_en", o.URLEn}} {
		if link.text != "" && !webAddress(link.text) {
			bad = bad.On(link.field, "fault.identity.organiser_url")
		}
	}
	return bad.OrNil()
}

func phoneNumber(text string) bool {
	digits := 0
	for _, r := range text {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return len(text) <= phoneMax && digits >= 5 && strings.Trim(text, "+0123456789 ") == ""
}

// webAddress tells whether the text is an address that a page may link to.
func webAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && len(text) <= urlMax && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}
