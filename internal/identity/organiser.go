package identity

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
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

	Version   int            `db:"version"`   // raised by each change
	Bilingual bool           `db:"bilingual"` // by 423/2003 §6: its texts are in Finnish and in Swedish
	Languages pq.StringArray `db:"languages"` // in which the texts of its schemes must be
}

// Requires tells whether the texts of the organiser's schemes must be in a language: always in Finnish, in Swedish where the county is
// bilingual (423/2003 §32, 612/2021 §5), otherwise as the administrator says.
func (o Organiser) Requires(lang string) bool {
	return lang == "fi" || lang == "sv" && o.Bilingual || slices.Contains(o.Languages, lang)
}

// required are the languages in their order, those that the law asks for too.
func (o Organiser) required() (out pq.StringArray) {
	for _, l := range locale.Langs() {
		if o.Requires(string(l)) {
			out = append(out, string(l))
		}
	}
	return out
}

// errOrganiserStale answers a form that was filled from what somebody else has changed since.
var errOrganiserStale = fault.New(fault.CodeConflict, "fault.identity.statement_stale")

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

// UpdateOrganiser changes phone, hours, links and languages; code and names are not its to change. Empty means: none is shown. Its Version
// is the one that the form was filled from.
func (s *Service) UpdateOrganiser(ctx context.Context, a actor.Actor, o Organiser) error {
	if err := Allow(a, OrganiserEdit, Object{Organiser: o.ID}); err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		was, found, err := organiserByID(ctx, tx, o.ID)
		switch {
		case err != nil:
			return err
		case !found:
			return ErrNotFound
		}
		o.Bilingual = was.Bilingual
		o.Languages = o.required()
		if done, err := updateOrganiser(ctx, tx, o); err != nil || !done { // another may have been quicker
			return cmp.Or(err, error(errOrganiserStale))
		}
		var told map[string]any
		if !slices.Equal(o.Languages, was.Languages) {
			told = map[string]any{"languages": []string(o.Languages), "was_languages": []string(was.Languages)}
		}
		return audit.Record(ctx, tx, audit.Entry{
			Action: "organiser.edited", ObjectKind: "organiser", ObjectID: o.ID, Organiser: o.ID, Details: told,
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
