package demo_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuottajatori/tuottajatori/internal/demo"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
)

// inStates are the schemes of the demo officer's organiser by regime and state, those that are only being written too.
const inStates = `SELECT regime || ' ' || state FROM (
	SELECT regime, CASE WHEN valid_to < '2026-05-18' THEN 'ended' WHEN valid_from > '2026-05-18' THEN 'begins later'
		WHEN '2026-05-18' BETWEEN closed_from AND closed_until THEN 'closed' ELSE 'open' END AS state
	FROM scheme s JOIN organiser o ON o.id = s.organiser_id WHERE o.code = '15' AND regime <> 'listing'
	UNION ALL SELECT d.content ->> 'regime', CASE WHEN d.base_version = 0 THEN 'written' ELSE 'changed' END FROM scheme_draft d) x
	GROUP BY 1 ORDER BY 1`

// There is each thing that the officer's desk knows, for the accounts that the demo has: a list of what must be there, so that
// a new kind of thing is missed here.
func TestTheDemoHasOneOfEach(t *testing.T) {
	d := dbtest.New(t)
	load(t, d, demo.Options{Offerings: demo.DefaultOfferings, Seed: demo.DefaultSeed, AsOf: asOf})
	var want []string
	for _, regime := range strings.Fields("alliance annex_e dps framework free_listing in_house own_production self_paid_listing voucher") {
		want = append(want, regime+" begins later")
		if regime == "in_house" {
			want = append(want, regime+" changed")
		}
		if strings.Contains("annex_e dps free_listing self_paid_listing voucher", regime) { // the others are not closed for a time
			want = append(want, regime+" closed")
		}
		want = append(want, regime+" ended", regime+" open", regime+" written")
	}
	if diff := cmp.Diff(want, strs(t, d.Owner, inStates)); diff != "" {
		t.Errorf("presets and states (-wanted +there):\n%s", diff)
	}
	const own = `(SELECT m.producer_id FROM membership m JOIN person p ON p.id = m.person_id WHERE p.email = 'tuottaja@demo.example')`
	for _, kind := range evidence.Kinds() {
		if n := number(t, d.Owner, `SELECT count(*) FROM evidence_item WHERE kind = $1 AND producer_id = `+own, string(kind)); n == 0 && kind.Shared() {
			t.Errorf("the demo producer shows no %s", kind)
		}
	}
	const home = ` FROM admission a JOIN scheme s ON s.id = a.scheme_id JOIN organiser o ON o.id = s.organiser_id AND o.code = '15' `
	for what, query := range map[string]string{
		"a case in each status":          `SELECT count(DISTINCT a.status) - 5 FROM application a JOIN organiser o ON o.id = a.organiser_id WHERE o.code = '15'`,
		"an admission that is suspended": `SELECT count(*)` + home + `WHERE admission_state(a.id, a.valid_from, a.valid_to, '2026-05-18') = 'suspended'`,
		"suspended heard or on a ground, all": `SELECT (count(*) FILTER (WHERE u.ground <> '' OR h.outcome = 'suspended') = count(*))::int FROM admission_event e
			JOIN admission a ON a.id = e.admission_id JOIN scheme s ON s.id = a.scheme_id JOIN removal_rule r ON r.regime = s.regime AND r.hearing AND upper(r.valid) IS NULL
			LEFT JOIN event_unheard u ON u.event_id = e.id LEFT JOIN hearing_end h ON h.event_id = e.id WHERE e.kind = 'suspended'`,
		"an admission that was removed":        `SELECT count(*)` + home + `WHERE a.removed AND admission_state(a.id, a.valid_from, a.valid_to, '2026-05-18') = 'removed'`,
		"a lapse that was told twice":          `SELECT count(*) FROM (SELECT FROM lapse_notice GROUP BY producer_id, last_day HAVING count(*) = 2) x`,
		"a lapse that nobody has asked about":  `SELECT count(*) FROM doubt d WHERE cause = 'evidence' AND NOT EXISTS (SELECT FROM hearing_doubt x WHERE x.doubt_id = d.id)`,
		"a hearing that waits":                 `SELECT count(*) FROM hearing h WHERE answer_by_day >= '2026-05-18' AND NOT EXISTS (SELECT FROM hearing_answer n WHERE n.hearing_id = h.id)`,
		"a hearing for the demo producer":      `SELECT count(*) FROM hearing h JOIN admission a ON a.id = h.admission_id WHERE a.producer_id = ` + own,
		"a message that is not read":           `SELECT count(*) FROM mail_out WHERE read_at IS NULL AND organisation_id = ` + own,
		"a hearing that is answered":           `SELECT count(*) FROM hearing_answer n WHERE NOT EXISTS (SELECT FROM hearing_end e WHERE e.hearing_id = n.hearing_id)`,
		"three ends of hearings":               `SELECT count(DISTINCT outcome) - 2 FROM hearing_end`,
		"a register that speaks against one":   `SELECT count(*) FROM registry_check WHERE finding = 'not_found'`,
		"a register to look into again":        `SELECT count(*) FROM registry_check WHERE due_on <= '2026-05-18'`,
		"a claim that waits":                   `SELECT count(*) FROM producer_merge WHERE kept_id = ` + own,
		"a price that waits":                   `SELECT count(*) FROM price_proposal WHERE NOT closed`,
		"an area":                              `SELECT count(*) FROM organiser_area`,
		"a price list that waits":              `SELECT count(*) FROM price_list WHERE applied_at IS NULL`,
		"a price list that was applied":        `SELECT count(*) FROM price_list WHERE applied_at IS NOT NULL`,
		"an organiser's list":                  `SELECT count(*) FROM list_import`,
		"caps of evenings and nights":          `SELECT count(*) FROM scheme_service WHERE cap_evening_cents > price_cap_cents AND cap_night_cents > price_cap_cents`,
		"a dynamic system that may be closed":  `SELECT count(*) FROM scheme_version WHERE (content -> 'handling' ->> 'closing_reserved')::boolean`,
		"a draft, an extension, a preparation": `SELECT least((SELECT count(*) FROM application WHERE status = 'draft'), (SELECT count(*) FROM extension), (SELECT count(*) FROM preparation))`,
	} {
		if n := number(t, d.Owner, query); n < 1 {
			t.Errorf("there is not %s", what)
		}
	}
}
