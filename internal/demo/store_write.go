package demo

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// writer is what one table, or a few that belong together, are written with.
type writer struct {
	table   string
	columns string
	rows    func(w *world, add func(values ...any) error) error
}

// write writes everything, each table after those that it points at.
func (w *world) write(ctx context.Context, tx *db.Tx) error {
	for _, o := range w.organisers {
		if err := setDesk(ctx, tx, o); err != nil {
			return err
		}
	}
	err := setLooks(ctx, tx)
	if err != nil {
		return err
	}
	if w.desk.held.rules, err = readDoubtRules(ctx, tx); err != nil {
		return err
	}
	for _, part := range [][]writer{schemeTables, producerTables, caseTables, offeringTables, hoursTables, reportTables, deskTables, heldTables, twiceTables} {
		for _, t := range part {
			if err := copyRows(ctx, tx, t.table, strings.Fields(t.columns), func(add func(values ...any) error) error { return t.rows(w, add) }); err != nil {
				return err
			}
		}
	}
	return settleCases(context.WithoutCancel(ctx), tx, w.desk)
}

// each calls add with the values of every element.
func each[T any](list []T, values func(T) []any, add func(values ...any) error) error {
	for _, one := range list {
		if err := add(values(one)...); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) schemes() []*arranged {
	var all []*arranged
	for _, o := range w.organisers {
		for _, s := range slices.Concat(o.schemes, o.extra) {
			if s != nil {
				all = append(all, s)
			}
		}
	}
	return all
}

var schemeTables = []writer{
	{"operator", "id business_id name demo created_at", func(w *world, add func(...any) error) error {
		return each(w.operators, func(o *operator) []any { return []any{o.id, o.businessID, o.name, true, w.founded()} }, add)
	}},
	{"scheme", `id organiser_id operator_id key regime name_fi name_sv name_en client_pays verified open_for_applications decision_days
		decision_days_kind clock_stops valid_from demo created_at published_at valid_to four_eyes closed_from closed_until price_notice_days
		price_max_changes_year price_approval`, func(w *world, add func(...any) error) error {
		return each(w.schemes(), func(s *arranged) []any {
			return []any{s.ID, s.OrganiserID, s.OperatorID, s.Key, string(s.Regime), s.NameFi, s.NameSv, s.NameEn, s.ClientPays, s.Verified, s.Open,
				orNull(s.DecisionDays), s.DaysKind, s.ClockStops, s.ValidFrom, true, w.founded(), w.founded(),
				orNull(s.ValidTo), s.FourEyes, orNull(s.ClosedFrom), orNull(s.ClosedUntil), s.Prices.NoticeDays, orNull(s.Prices.MaxChangesYear), s.Prices.Approval}
		}, add)
	}},
	{"scheme_service", `id scheme_id service_key unit value_cents price_cap_cents fee_min_cents fee_max_cents
		cap_evening_cents cap_saturday_cents cap_sunday_holiday_cents cap_night_cents valid`, func(w *world, add func(...any) error) error {
		for _, s := range w.schemes() {
			if err := each(s.services, func(r scheme.ServiceTerms) []any {
				until := calendar.Date{}
				if r.ValidTo != nil {
					until = r.ValidTo.AddDays(1)
				}
				return []any{r.ID, r.SchemeID, r.Service, r.Unit, orNull(r.ValueCents), orNull(r.PriceCap), orNull(r.FeeMinCents), orNull(r.FeeMaxCents),
					orNull(r.Evening), orNull(r.Saturday), orNull(r.Sunday), orNull(r.Night), span(r.ValidFrom, until)}
			}, add); err != nil {
				return err
			}
		}
		return nil
	}},
	{"rulebook", "id scheme_id version text_fi text_sv text_en valid_from", func(w *world, add func(...any) error) error {
		for _, s := range w.schemes() {
			if r := s.rulebook; r != nil {
				if err := add(r.ID, r.SchemeID, r.Version, r.TextFi, r.TextSv, r.TextEn, r.ValidFrom); err != nil {
					return err
				}
			}
		}
		return nil
	}},
	{"requirement", `id scheme_id position kind mandatory title_fi title_sv title_en help_fi help_sv help_en at_least valid_days evidence_kind`, func(w *world, add func(...any) error) error {
		for _, s := range w.schemes() {
			if err := each(s.requirements, func(r scheme.Requirement) []any {
				return []any{r.ID, r.SchemeID, r.Position, string(r.Kind), r.Mandatory, r.TitleFi, r.TitleSv, r.TitleEn, r.HelpFi, r.HelpSv, r.HelpEn,
					orNull(r.AtLeast), orNull(r.ValidDays), string(r.EvidenceKind)}
			}, add); err != nil {
				return err
			}
		}
		return nil
	}},
}

var producerTables = []writer{
	{"producer", "id business_id name kind website origin demo created_at", func(w *world, add func(...any) error) error {
		return each(w.producers, func(f *firm) []any {
			return []any{f.id, text(f.businessID), f.name, string(f.kind), text(f.website), "demo", true, f.created}
		}, add)
	}},
	{"service_unit", "id producer_id name phone email website created_at", func(w *world, add func(...any) error) error {
		return each(w.units, func(u *unit) []any {
			return []any{u.id, u.firm.id, u.name, text(u.phone), text(u.email), text(u.firm.website), u.created}
		}, add)
	}},
	{"service_point", "id unit_id name street postal_code municipality_code lat lon location_source created_at", func(w *world, add func(...any) error) error {
		return each(w.points, func(p *point) []any {
			return []any{p.id, p.unit.id, p.name, p.street, text(p.postalCode), w.municipalities[p.municipality].Code, p.lat, p.lon, string(p.source), p.created}
		}, add)
	}},
	{"point_facts", "point_id yes no note_fi note_sv note_en told_on", (*world).pointFacts},
	{"person", "id email name lang email_confirmed_at demo created_at", func(w *world, add func(...any) error) error {
		return each(w.persons, func(p *person) []any { return []any{p.id, p.email, p.name, p.lang, p.created, true, p.created} }, add)
	}},
	{"membership", "id person_id role producer_id organiser_id operator_id state created_at settled_at", func(w *world, add func(...any) error) error {
		return each(w.members, func(m membership) []any {
			of := func(roles ...actor.Role) uuid.NullUUID {
				return uuid.NullUUID{UUID: m.organisation, Valid: slices.Contains(roles, m.role)}
			}
			return []any{m.id, m.person.id, string(m.role), of(actor.RoleProducer), of(actor.RoleOfficer, actor.RoleSupervisor, actor.RoleGuidance), of(actor.RoleOperator), "active", m.created, m.created}
		}, add)
	}},
	{"stored_file", "id producer_id name media_type size_bytes sha256 created_by created_at", func(w *world, add func(...any) error) error {
		page := evidencePage()
		sum := sha256.Sum256(page)
		return each(w.files, func(f file) []any {
			return []any{f.id, f.firm.id, f.name, "application/pdf", len(page), sum[:], f.by.id, f.created}
		}, add)
	}},
	{"evidence_item", "id producer_id kind file_id seen_by issued_on valid_to business_id added_by added_at", func(w *world, add func(...any) error) error {
		return each(w.items, func(i item) []any {
			seen := ""
			if i.file.id == uuid.Nil {
				seen = i.file.by.name
			}
			return []any{i.id, i.file.firm.id, string(i.kind), known(i.file.id), seen, i.issued, orNull(i.validTo), text(i.file.firm.businessID), i.file.by.id, i.file.created}
		}, add)
	}},
}

var offeringTables = []writer{
	{"offering", `id admission_id service_key point_id at_home spoken description_fi description_sv description_en vacancy wait_days vacancy_at
		withdrawn_at created_at`, func(w *world, add func(...any) error) error {
		return each(w.offerings, func(o *offer) []any {
			return []any{o.id, o.admitted.id, o.level.service, o.point.id, o.atHome, pq.Array(o.spoken), o.text[0], o.text[1], o.text[2], o.vacancy,
				orNull(o.wait), orNull(o.vacancyAt), orNull(o.withdrawn), o.created}
		}, add)
	}},
	{"offering_area", "offering_id code", func(w *world, add func(...any) error) error {
		for _, o := range w.offerings {
			if err := each(o.areas, func(code string) []any { return []any{o.id, code} }, add); err != nil {
				return err
			}
		}
		return nil
	}},
	{"price_line", "id offering_id unit cents valid created_at", func(w *world, add func(...any) error) error {
		for _, o := range w.offerings {
			if err := each(o.prices, func(p price) []any { return []any{p.id, o.id, p.unit, p.cents, span(p.from, p.until), o.created} }, add); err != nil {
				return err
			}
		}
		return nil
	}},
	{"offering_included", "offering_id included extra excluded note_fi note_sv note_en told_on", (*world).inclusions},
	{"indicator_value", "id indicator unit_id service_key first_day last_day value n source as_of demo organiser_id entered_by entered_at supersedes reason",
		func(w *world, add func(...any) error) error {
			return each(w.measure(), func(m measured) []any {
				var value, replaces any = m.value, nil
				if m.gone {
					value = nil
				}
				if m.replaces != nil {
					replaces = m.replaces.id
				}
				return []any{m.id, m.indicator, m.unit.id, m.service, m.from, m.to, value, m.n, m.source, m.asOf, true, m.organiser.ID,
					m.organiser.told().id, m.at, replaces, text(m.reason)}
			}, add)
		}},
	{"inspection", "id unit_id inspected_on inspector kind finding outcome_fi outcome_sv outcome_en demo organiser_id entered_by entered_at",
		func(w *world, add func(...any) error) error {
			return each(w.inspect(), func(i inspected) []any {
				return []any{i.id, i.unit.id, i.on, i.organiser.NameFi, i.kind, i.finding, i.outcome[0], i.outcome[1], i.outcome[2], true,
					i.organiser.ID, i.organiser.told().id, i.at}
			}, add)
		}},
}

// text is NULL for what is not known.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// known is NULL for an id that there is none of.
func known(id uuid.UUID) uuid.NullUUID { return uuid.NullUUID{UUID: id, Valid: id != uuid.Nil} }

// orNull is what a pointer points at, or NULL.
func orNull[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

// span is a range of days up to and without the second; zero: without end.
func span(from, until calendar.Date) string {
	return fmt.Sprintf("[%s,%s)", from, until)
}

func asJSON(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}
