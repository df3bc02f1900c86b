package demo_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/demo"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

var asOf = calendar.Date{Year: 2026, Month: 5, Day: 18}

func load(t testing.TB, d *dbtest.DB, opt demo.Options) {
	t.Helper()
	if err := demo.Load(t.Context(), d.Service, opt); err != nil {
		t.Fatal(err)
	}
}

// tables are all that demo data fills. The audit trail says when it was loaded and is left out.
var tables = []string{"organiser", "operator", "scheme", "scheme_service", "rulebook", "requirement", "producer", "service_unit", "service_point", "person",
	"membership", "stored_file", "application", "application_service", "application_answer", "submission", "review", "decision", "decision_unmet",
	"admission", "admission_service", "admission_event", "offering", "offering_area", "price_line", "indicator_value", "inspection", "point_hours", "point_hours_exception",
	"report", "report_words", "report_event", "point_facts", "offering_included", "evidence_item", "scheme_event", "scheme_draft", "clarification",
	"clarification_answer", "extension", "preparation", "preparation_finding", "organiser_area", "organiser_area_part", "price_proposal",
	"scheme_version", "lapse_notice", "doubt", "doubt_end", "hearing", "hearing_doubt", "hearing_answer", "hearing_end", "event_unheard", "registry_check", "producer_merge", "price_list",
	"list_import", "mail_out"}

// checksums are of every column of every row.
func checksums(t testing.TB, d *db.DB) map[string]string {
	t.Helper()
	sums := map[string]string{}
	for _, table := range tables {
		var sum string
		if err := d.Get(&sum, `SELECT count(*) || ' ' || coalesce(md5(string_agg(r::text, E'\n' ORDER BY r::text COLLATE "C")), '') FROM `+table+` r`); err != nil {
			t.Fatal(err)
		}
		sums[table] = sum
	}
	return sums
}

func TestTheSameOptionsGiveTheSameRows(t *testing.T) {
	first, second, third := dbtest.New(t), dbtest.New(t), dbtest.New(t)
	opt := demo.Options{Offerings: 400, Seed: 7, AsOf: asOf}
	load(t, first, opt)
	// What another has done in the second database before must not matter.
	if _, err := second.Owner.Exec(`SELECT nextval('case_number_seq'), nextval('case_number_seq')`); err != nil {
		t.Fatal(err)
	}
	load(t, second, opt)
	want := checksums(t, first.Owner)
	if diff := cmp.Diff(want, checksums(t, second.Owner)); diff != "" {
		t.Errorf("the second load differs:\n%s", diff)
	}
	for table, sum := range want {
		if strings.HasPrefix(sum, "0 ") {
			t.Errorf("%s is empty", table)
		}
	}
	opt.Seed = 8
	load(t, third, opt)
	other := checksums(t, third.Owner)
	for _, table := range []string{"producer", "offering", "price_line"} {
		if other[table] == want[table] {
			t.Errorf("another seed gives the same %s", table)
		}
	}
}

func TestItIsLoadedOnceAndWhole(t *testing.T) {
	d := dbtest.New(t)
	if empty, err := demo.Empty(t.Context(), d.Service); err != nil || !empty {
		t.Fatalf("a new database: empty %v, %v", empty, err)
	}
	opt := demo.Options{Offerings: 200, Seed: 1, AsOf: asOf}
	load(t, d, opt)
	before := checksums(t, d.Owner)
	if err := demo.Load(t.Context(), d.Service, opt); fault.From(err).Key != "fault.demo.not_empty" {
		t.Errorf("the second time: %v", err)
	}
	if diff := cmp.Diff(before, checksums(t, d.Owner)); diff != "" {
		t.Error(diff)
	}
	if empty, err := demo.Empty(t.Context(), d.Service); err != nil || empty {
		t.Errorf("empty %v, %v", empty, err)
	}
	cut, cancel := context.WithCancel(t.Context())
	cancel()
	other := dbtest.New(t)
	if err := demo.Load(cut, other.Service, opt); !errors.Is(err, context.Canceled) {
		t.Errorf("cut off: %v", err)
	}
	if n := number(t, other.Owner, `SELECT count(*) FROM scheme`); n != 0 {
		t.Errorf("%d schemes were left", n)
	}
	for _, wrong := range []demo.Options{{Seed: 1, AsOf: asOf}, {Offerings: -1, AsOf: asOf}, {Offerings: 10}, {Offerings: 2_000_000, AsOf: asOf}} {
		if err := demo.Load(t.Context(), other.Service, wrong); fault.From(err).Key != "fault.demo.options" {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
}

func number(t testing.TB, d *db.DB, query string, args ...any) int {
	t.Helper()
	var n int
	if err := d.Get(&n, query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func strs(t testing.TB, d *db.DB, query string) []string {
	t.Helper()
	var all []string
	if err := d.Select(&all, query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return all
}

func TestTheDefaultShowsEverything(t *testing.T) {
	d := dbtest.New(t)
	load(t, d, demo.Options{Offerings: demo.DefaultOfferings, Seed: demo.DefaultSeed, AsOf: asOf})
	if n := number(t, d.Owner, `SELECT count(*) FROM offering`); n != 3000 {
		t.Errorf("%d offerings", n)
	}
	// Only what the public sees counts.
	const shown = ` FROM offering o JOIN admission a ON a.id = o.admission_id JOIN scheme s ON s.id = a.scheme_id JOIN organiser g ON g.id = s.organiser_id
		WHERE o.withdrawn_at IS NULL AND admission_state(a.id, a.valid_from, a.valid_to, '2026-05-18') = 'active'`
	if got := len(strs(t, d.Owner, `SELECT DISTINCT g.code`+shown)); got != 22 {
		t.Errorf("%d organisers", got)
	}
	var all []string
	for _, s := range service.All() {
		all = append(all, s.Key)
	}
	slices.Sort(all)
	if diff := cmp.Diff(all, slices.Sorted(slices.Values(strs(t, d.Owner, `SELECT DISTINCT o.service_key`+shown)))); diff != "" {
		t.Errorf("services (-all +shown):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"client_fee", "free", "own_share", "price", "unknown"}, strs(t, d.Owner, `SELECT DISTINCT s.client_pays`+shown+` ORDER BY 1`)); diff != "" {
		t.Error(diff)
	}
	if got := len(strs(t, d.Owner, `SELECT g.code`+shown+` GROUP BY g.code HAVING count(DISTINCT s.client_pays) = 5`)); got != 22 {
		t.Errorf("%d organisers have all five forms of payment", got)
	}
	if diff := cmp.Diff([]string{"free", "full", "queue", "unknown"}, strs(t, d.Owner, `SELECT DISTINCT o.vacancy`+shown+` ORDER BY 1`)); diff != "" {
		t.Error(diff)
	}
	// The history of a service of the demo producer's says that a value was corrected, and that another was taken back.
	const mended = ` FROM indicator_value v JOIN indicator_value w ON w.id = v.supersedes AND w.entered_at < v.entered_at
		JOIN service_unit u ON u.id = v.unit_id JOIN membership m ON m.producer_id = u.producer_id JOIN person p ON p.id = m.person_id
		WHERE p.email = 'tuottaja@demo.example' AND v.reason <> '' AND w.n >= 5`
	if corrected, gone := number(t, d.Owner, `SELECT count(*)`+mended+` AND v.value <> w.value`), number(t, d.Owner, `SELECT count(*)`+mended+` AND v.value IS NULL`); corrected != 1 || gone != 1 {
		t.Errorf("%d values are corrected, %d taken back", corrected, gone)
	}
}

func TestTheDefaultIsPlausible(t *testing.T) {
	d := dbtest.New(t)
	load(t, d, demo.Options{Offerings: demo.DefaultOfferings, Seed: demo.DefaultSeed, AsOf: asOf})
	for what, c := range map[string]struct {
		query       string
		least, most int
	}{
		"suspended, in 1000":        {`SELECT 1000 * count(*) FILTER (WHERE admission_state(id, valid_from, valid_to, '2026-05-18') = 'suspended') / count(*) FROM admission`, 8, 40},
		"producers":                 {`SELECT count(*) FROM producer`, 500, 1500},
		"units with many points":    {`SELECT count(*) FROM (SELECT FROM service_point GROUP BY unit_id HAVING count(*) > 1) x`, 50, 3000},
		"producers of many schemes": {`SELECT count(*) FROM (SELECT FROM admission a JOIN scheme s ON s.id = a.scheme_id GROUP BY producer_id HAVING count(DISTINCT organiser_id) > 2) x`, 5, 500},
		"under five answers":        {`SELECT count(*) FROM indicator_value WHERE indicator = 'feedback' AND n < 5`, 100, 1000},
		"five answers or more":      {`SELECT count(*) FROM indicator_value WHERE indicator = 'feedback' AND n >= 5`, 1000, 3000},
		"old prices":                {`SELECT count(*) FROM price_line WHERE upper(valid) <= '2026-05-18'`, 100, 3000},
		"coming prices":             {`SELECT count(*) FROM price_line WHERE lower(valid) > '2026-05-18'`, 20, 1000},
		"sign language":             {`SELECT count(*) FROM offering WHERE 'sgn' = ANY (spoken)`, 10, 300},
		"Sámi":                      {`SELECT count(*) FROM offering WHERE 'se' = ANY (spoken)`, 1, 100},
		"Swedish names":             {`SELECT count(*) FROM producer WHERE name ~ ' (Ab|rf)$'`, 20, 400},
		"not marked as demo":        {`SELECT count(*) FROM producer WHERE NOT demo`, 0, 0},
		"schemes not marked":        {`SELECT count(*) FROM scheme WHERE NOT demo`, 0, 0},
		"people not marked":         {`SELECT count(*) FROM person WHERE NOT demo OR password_hash IS NOT NULL OR email NOT LIKE '%@demo.example'`, 0, 0},
		"told from the future":      {`SELECT count(*) FROM offering WHERE vacancy_at > '2026-05-18 06:00Z' OR created_at > '2026-05-18 06:00Z'`, 0, 0},
		"at home without an area":   {`SELECT count(*) FROM offering o WHERE at_home AND NOT EXISTS (SELECT FROM offering_area r WHERE r.offering_id = o.id)`, 0, 0},
		"organisers without phone":  {`SELECT count(*) FROM organiser WHERE phone !~ '^0[0-9]+ 000 1200$' OR phone_hours_sv IS NULL`, 0, 0},
		"open cases":                {`SELECT count(*) FROM submission b JOIN application a ON a.id = b.application_id WHERE NOT a.closed`, 20, 60},
		"overdue cases":             {`SELECT count(*) FROM submission b JOIN application a ON a.id = b.application_id WHERE NOT a.closed AND b.due_on < '2026-05-18'`, 1, 5},
		"days on which cases end":   {`SELECT count(DISTINCT b.due_on) FROM submission b JOIN application a ON a.id = b.application_id WHERE NOT a.closed`, 10, 60},
		"questions that wait":       {`SELECT count(*) FROM application WHERE status = 'clarification'`, 1, 5},
		"cases that are ready":      {`SELECT count(*) FROM application WHERE ready AND status = 'in_review'`, 1, 5},
		"cases with moved days":     {`SELECT count(*) FROM application a JOIN submission b ON b.application_id = a.id WHERE a.due_on > b.due_on`, 3, 5},
		"regimes at one organiser":  {`SELECT count(DISTINCT s.regime) FROM scheme s JOIN organiser o ON o.id = s.organiser_id WHERE o.code = '15'`, 10, 10},
		"evidence that lapses":      {`SELECT count(*) FROM evidence_item WHERE valid_to BETWEEN '2026-05-18' AND '2026-07-17'`, 3, 20},
		"evidence that has lapsed":  {`SELECT count(*) FROM evidence_item WHERE valid_to < '2026-05-18'`, 1, 10},
		"prices that wait":          {`SELECT count(*) FROM price_proposal WHERE NOT closed AND from_day > '2026-05-18' AND cents > old_cents`, 2, 40},
		"delegated schemes":         {`SELECT count(*) FROM scheme WHERE operator_id IS NOT NULL`, 3, 3},
		"cases for the operators":   {`SELECT count(*) FROM application a JOIN scheme s ON s.id = a.scheme_id WHERE s.operator_id IS NOT NULL AND NOT closed`, 5, 20},
	} {
		if n := number(t, d.Owner, c.query); n < c.least || n > c.most {
			t.Errorf("%s: %d, want %d–%d", what, n, c.least, c.most)
		}
	}
}

func TestVouchersCoverWhatIsFreeByLaw(t *testing.T) {
	d := dbtest.New(t)
	load(t, d, demo.Options{Offerings: 1500, Seed: 3, AsOf: asOf})
	const priced = ` FROM price_line l JOIN offering o ON o.id = l.offering_id JOIN admission a ON a.id = o.admission_id
		JOIN scheme_service t ON t.scheme_id = a.scheme_id AND t.service_key = o.service_key AND t.unit = l.unit AND t.valid && l.valid
		WHERE t.value_cents IS NOT NULL`
	if n := number(t, d.Owner, `SELECT count(*)`+priced+` AND o.service_key = 'personal_assistance' AND l.cents > t.value_cents`); n != 0 {
		t.Errorf("%d prices of personal assistance leave something to pay", n)
	}
	if n := number(t, d.Owner, `SELECT count(*)`+priced+` AND l.cents > t.price_cap_cents`); n != 0 {
		t.Errorf("%d prices are over the cap", n)
	}
	if n := number(t, d.Owner, `SELECT count(*)`+priced+` AND o.service_key = 'home_care' AND l.cents <= t.value_cents`); n > 5 {
		t.Errorf("%d prices of home care are under the voucher's value", n)
	}
	if n := number(t, d.Owner, `SELECT count(*) FROM offering o JOIN admission a ON a.id = o.admission_id JOIN scheme s ON s.id = a.scheme_id AND s.regime = 'voucher'
		JOIN producer p ON p.id = a.producer_id WHERE p.kind IN ('county', 'municipality', 'unknown')`); n != 0 {
		t.Errorf("%d voucher offerings are of public producers", n)
	}
}

func TestBusinessIDsAreValidAndOfNobody(t *testing.T) {
	d := dbtest.New(t)
	load(t, d, demo.Options{Offerings: 600, Seed: 2, AsOf: asOf})
	ids := strs(t, d.Owner, `SELECT business_id FROM producer WHERE business_id IS NOT NULL UNION ALL SELECT business_id FROM operator`)
	if len(ids) < 100 {
		t.Fatalf("%d ids", len(ids))
	}
	for _, id := range ids {
		if normal, err := producer.BusinessID(id); err != nil || normal != id || id[0] != '9' {
			t.Errorf("%s: %v", id, err)
		}
	}
	if names := strs(t, d.Owner, `SELECT name FROM producer GROUP BY name HAVING count(*) > 1`); len(names) > 0 {
		t.Errorf("names borne twice: %q", names)
	}
	own := strs(t, d.Owner, `SELECT u.name FROM service_unit u JOIN producer p ON p.id = u.producer_id WHERE p.kind = 'county'`)
	if !slices.ContainsFunc(own, func(name string) bool { return strings.HasPrefix(name, "Keski-Suomen hyvinvointialueen ") }) ||
		!slices.ContainsFunc(own, func(name string) bool { return strings.HasPrefix(name, "Helsingin kaupungin ") }) ||
		!slices.ContainsFunc(own, func(name string) bool { return strings.HasPrefix(name, "Österbottens välfärdsområdes ") }) {
		t.Errorf("own production is called %q", own)
	}
}

type shelf map[uuid.UUID][]byte

func (s shelf) Keep(_ context.Context, id uuid.UUID, r io.Reader) (err error) {
	s[id], err = io.ReadAll(r)
	return err
}

func TestEvidenceIsThere(t *testing.T) {
	d, kept := dbtest.New(t), shelf{}
	load(t, d, demo.Options{Offerings: 200, Seed: 1, AsOf: asOf, Files: kept})
	var rows []struct {
		ID   uuid.UUID `db:"id"`
		Size int       `db:"size_bytes"`
		Name string    `db:"name"`
	}
	if err := d.Owner.Select(&rows, `SELECT id, size_bytes, name FROM stored_file`); err != nil {
		t.Fatal(err)
	}
	if len(rows) == 0 || len(rows) != len(kept) {
		t.Errorf("%d rows, %d files", len(rows), len(kept))
	}
	for _, row := range rows {
		if kind, err := files.Sniff(kept[row.ID], row.Name); err != nil || kind != "application/pdf" || len(kept[row.ID]) != row.Size || !bytes.Contains(kept[row.ID], []byte("Keksitty")) {
			t.Errorf("%s: %s, %v", row.ID, kind, err)
		}
	}
}
