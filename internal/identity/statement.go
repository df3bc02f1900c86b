package identity

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// errStatementStale answers a form that was filled from what somebody else has changed since.
var errStatementStale = fault.New(fault.CodeConflict, "fault.identity.statement_stale")

// Statement is what the administrator says in the accessibility statement: who supervises the service by the act on
// digital services (306/2019), how they are reached, and when all of it was checked.
type Statement struct {
	Version     int           `db:"version"`    // raised by each change; zero: nobody has said anything
	CheckedOn   calendar.Date `db:"checked_on"` // zero: not yet
	AuthorityFi string        `db:"authority_fi"`
	AuthoritySv string        `db:"authority_sv"`
	AuthorityEn string        `db:"authority_en"`
	SiteFi      string        `db:"site_fi"`
	SiteSv      string        `db:"site_sv"`
	SiteEn      string        `db:"site_en"`
	Email       string        `db:"email"` // empty: not told
	Phone       string        `db:"phone"`
}

// firstStatement is what holds until an administrator has said more. Supervision moved to Traficom on 1.1.2025
// (HE 71/2024). No number or address is told, since none has been checked.
var firstStatement = Statement{
	AuthorityFi: "Liikenne- ja viestintävirasto Traficom", AuthoritySv: "Transport- och kommunikationsverket Traficom",
	AuthorityEn: "Finnish Transport and Communications Agency Traficom",
	SiteFi:      "https://www.saavutettavuusvaatimukset.fi", SiteSv: "https://www.tillganglighetskrav.fi", SiteEn: "https://www.webaccessibility.fi",
}

// Statement is what holds now. It is everybody's to read.
func (s *Service) Statement(ctx context.Context) (Statement, error) {
	st, ok, err := lastStatement(ctx, s.db)
	if err != nil {
		return Statement{}, s.db.Translate(err)
	}
	if !ok {
		return firstStatement, nil
	}
	return st, nil
}

// EditStatement says what holds from now on. Its Version is the one that the form was filled from.
func (s *Service) EditStatement(ctx context.Context, a actor.Actor, st Statement) error {
	if err := Allow(a, StatementEdit, Object{}); err != nil {
		return err
	}
	st = st.trimmed()
	return s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
		now, err := s.now(ctx, tx)
		if err != nil {
			return err
		}
		if err := st.check(now); err != nil {
			return err
		}
		last, _, err := lastStatement(ctx, tx)
		if err != nil {
			return err
		}
		if last.Version != st.Version {
			return errStatementStale
		}
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		st.Version++
		if err := insertStatement(ctx, tx, id, a.Person, st); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Entry{
			Action: "statement.edited", ObjectKind: "accessibility_statement", ObjectID: id, Details: map[string]any{"version": st.Version, "checked": !st.CheckedOn.IsZero()},
		})
	})
}

// CheckStatement tells what is wrong with a statement that cannot be saved yet.
func (s *Service) CheckStatement(ctx context.Context, st Statement) error {
	now, err := s.now(ctx, s.db)
	if err != nil {
		return err
	}
	return st.trimmed().check(now)
}

func (st Statement) trimmed() Statement {
	for _, text := range []*string{&st.AuthorityFi, &st.AuthoritySv, &st.AuthorityEn, &st.SiteFi, &st.SiteSv, &st.SiteEn, &st.Email, &st.Phone} {
		*text = strings.TrimSpace(*text)
	}
	return st
}

func (st Statement) check(now time.Time) error {
	bad := fault.Invalid()
	if st.CheckedOn.After(calendar.Today(now)) {
		bad = bad.On("checked", "fault.identity.statement_future")
	}
	for _, name := range []struct{ field, text string }{{"authority_fi", st.AuthorityFi}, {"authority_sv", st.AuthoritySv}, {"authority_en", st.AuthorityEn}} {
		if n := utf8.RuneCountInString(name.text); n == 0 || n > nameMax {
			bad = bad.On(name.field, "fault.identity.statement_authority", "Max", nameMax)
		}
	}
	for _, site := range []struct{ field, address string }{{"site_fi", st.SiteFi}, {"site_sv", st.SiteSv}, {"site_en", st.SiteEn}} {
		if !webAddress(site.address) {
			bad = bad.On(site.field, "fault.identity.organiser_url")
		}
	}
	if st.Email != "" {
		if _, err := NormalEmail(st.Email); err != nil {
			bad = bad.On("email", "fault.identity.email_wrong")
		}
	}
	if st.Phone != "" && !phoneNumber(st.Phone) {
		bad = bad.On("phone", "fault.identity.organiser_phone")
	}
	return bad.OrNil()
}
