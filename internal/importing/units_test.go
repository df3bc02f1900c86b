package importing_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/tuottajatori/tuottajatori/internal/importing"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

func espoo(t testing.TB) importing.Mapping {
	t.Helper()
	m, err := importing.ReadMapping("espoo_hoivakodit.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func homes(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "homes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func bring(t testing.TB, d *db.DB, text string, change ...func(*importing.Options)) (importing.Report, error) {
	t.Helper()
	opt := importing.Options{Organiser: "03", Mapping: espoo(t), File: strings.NewReader(text)}
	for _, f := range change {
		f(&opt)
	}
	return importing.Units(t.Context(), d, opt, nil)
}

type sums struct{ Added, Updated, Unchanged, Kept, Failed int }

func sumsOf(r importing.Report) sums {
	return sums{r.Added, r.Updated, r.Unchanged, r.Kept, r.Failed}
}

func mustBring(t testing.TB, d *db.DB, text string, want sums, change ...func(*importing.Options)) importing.Report {
	t.Helper()
	r, err := bring(t, d, text, change...)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, sumsOf(r)); diff != "" {
		t.Errorf("(-want +got):\n%s%v", diff, r.Errors)
	}
	return r
}

func count(t testing.TB, d *dbtest.DB, table string) int {
	t.Helper()
	var n int
	if err := d.Owner.Get(&n, "SELECT count(*) FROM "+table); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestUnitsComeIn(t *testing.T) {
	d := dbtest.New(t)
	r := mustBring(t, d.Service, homes(t), sums{Added: 5})
	if r.Encoding != sheet.UTF8 || r.Separator != ',' || len(r.Unread) != 0 || r.Rows() != 5 {
		t.Errorf("%+v", r)
	}
	type row struct {
		Producer, Kind, Unit, Street, Postal, Municipality, Source, Spoken, Website, Vacancy, Regime, Key, Pays, ID string
		Verified, Priced                                                                                            bool
	}
	var got []row
	if err := d.Owner.Select(&got, `
		SELECT p.name AS producer, p.kind, u.name AS unit, s.street, coalesce(s.postal_code, '') AS postal, s.municipality_code AS municipality,
		    s.location_source AS source, array_to_string(o.spoken, ' ') AS spoken, coalesce(u.website, '') AS website, o.vacancy, h.regime, h.key,
		    h.client_pays AS pays, h.verified, e.value AS id, EXISTS (SELECT FROM price_line l WHERE l.offering_id = o.id) AS priced
		FROM offering o JOIN service_point s ON s.id = o.point_id JOIN service_unit u ON u.id = s.unit_id JOIN producer p ON p.id = u.producer_id
		JOIN admission a ON a.id = o.admission_id AND a.producer_id = p.id JOIN scheme h ON h.id = a.scheme_id
		JOIN external_id e ON e.unit_id = u.id
		WHERE p.business_id IS NULL AND p.origin = 'import' AND NOT p.demo AND o.service_key = 'round_the_clock_housing' AND NOT o.at_home
		ORDER BY u.name`); err != nil {
		t.Fatal(err)
	}
	listed := func(r row) row {
		r.Municipality, r.Vacancy, r.Regime, r.Key, r.Pays = "049", "unknown", "listing", "listing", "unknown"
		return r
	}
	want := []row{
		listed(row{Producer: "Björk Stiftelse", Kind: "foundation", Unit: "Björkhemmet", Street: "Björkvägen 6", Postal: "02100", Source: "postal_code", Spoken: "fi sv", ID: "Björk Stiftelse|Björkhemmet|02100"}),
		listed(row{Producer: "Vanhusten tuki ry", Kind: "association", Unit: "Koivula", Street: "Koivutie 3", Postal: "02650", Source: "given", Spoken: "fi", ID: "Vanhusten tuki ry|Koivula|02650"}),
		listed(row{Producer: "Espoon kaupunki", Kind: "municipality", Unit: "Kuusikko", Street: "Kuusitie 6", Postal: "02070", Source: "municipality", Spoken: "fi", ID: "Espoon kaupunki|Kuusikko|02070"}),
		listed(row{Producer: "Espoon kaupunki", Kind: "municipality", Unit: "Lehtola", Street: "Lehtitie 3", Postal: "", Source: "municipality", Spoken: "fi", Website: "https://www.espoo.example", ID: "Espoon kaupunki|Lehtola|"}),
		listed(row{Producer: "Hoivakolo", Kind: "unknown", Unit: "Mäntylä", Street: "Mäntytie 5", Postal: "02780", Source: "postal_code", Spoken: "fi", Website: "http://www.hoivakolo.example/mantyla", ID: "Hoivakolo|Mäntylä|02780"}),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := count(t, d, "producer"); n != 4 {
		t.Errorf("%d producers: Espoo's two homes have one", n)
	}
	if n := count(t, d, "search_change"); n < 5 {
		t.Errorf("%d notes for the index", n)
	}
}

func TestTheSameFileTwiceChangesNothing(t *testing.T) {
	d := dbtest.New(t)
	mustBring(t, d.Service, homes(t), sums{Added: 5})
	before := count(t, d, "search_change")
	mustBring(t, d.Service, homes(t), sums{Unchanged: 5})
	if after := count(t, d, "search_change"); after != before {
		t.Errorf("%d notes for the index that nothing changed", after-before)
	}
}

func TestAChangedRowIsRefreshed(t *testing.T) {
	d := dbtest.New(t)
	mustBring(t, d.Service, homes(t), sums{Added: 5})
	for was, is := range map[string]string{"Kuusitie 6": "Kuusitie 8", "http://www.hoivakolo.example/mantyla": "https://hoivakolo.example", "\"Suomi, ruotsi\"": "Ruotsi"} {
		mustBring(t, d.Service, strings.Replace(homes(t), was, is, 1), sums{Updated: 1, Unchanged: 4})
		mustBring(t, d.Service, homes(t), sums{Updated: 1, Unchanged: 4})
	}
	if n := count(t, d, "offering"); n != 5 {
		t.Errorf("%d offerings", n)
	}
}

// What a producer has said of its own unit outranks the list.
func TestAnEditedRowIsKept(t *testing.T) {
	d := dbtest.New(t)
	mustBring(t, d.Service, homes(t), sums{Added: 5})
	for _, statement := range []string{`UPDATE service_point SET street = 'Uusi tie 1', version = 2 WHERE street = 'Kuusitie 6'`,
		`UPDATE offering SET spoken = '{fi,en}', version = 2 WHERE spoken = '{fi,sv}'`} {
		if _, err := d.Owner.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	mustBring(t, d.Service, homes(t), sums{Unchanged: 5, Kept: 2})
}

func TestADryRunWritesNothing(t *testing.T) {
	d := dbtest.New(t)
	dry := func(o *importing.Options) { o.DryRun = true }
	tables := []string{"producer", "service_unit", "service_point", "offering", "scheme", "admission", "external_id", "search_change", "audit_event"}
	mustBring(t, d.Service, homes(t), sums{Added: 5}, dry)
	for _, table := range tables {
		if n := count(t, d, table); n != 0 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
	mustBring(t, d.Service, homes(t), sums{Added: 5})
	mustBring(t, d.Service, strings.Replace(homes(t), "Kuusitie 6", "Kuusitie 8", 1), sums{Updated: 1, Unchanged: 4}, dry)
	mustBring(t, d.Service, homes(t), sums{Unchanged: 5})
}

func TestTwoImportsAtOnceMakeNoDuplicates(t *testing.T) {
	d := dbtest.New(t)
	var wait sync.WaitGroup
	reports, faults := make([]importing.Report, 4), make([]error, 4)
	for i := range reports {
		wait.Go(func() {
			reports[i], faults[i] = importing.Units(t.Context(), d.Service, importing.Options{Organiser: "03", Mapping: espoo(t), File: strings.NewReader(homes(t))}, nil)
		})
	}
	wait.Wait()
	added := 0
	for i, r := range reports {
		if faults[i] != nil || r.Failed > 0 {
			t.Fatalf("import %d: %v, %v", i, faults[i], r.Errors)
		}
		added += r.Added
	}
	got := []int{added, count(t, d, "producer"), count(t, d, "service_unit"), count(t, d, "service_point"), count(t, d, "offering"), count(t, d, "scheme")}
	if diff := cmp.Diff([]int{5, 4, 5, 5, 5, 1}, got); diff != "" {
		t.Error(diff)
	}
}

func TestFilesOfOtherMakes(t *testing.T) {
	d := dbtest.New(t)
	mustBring(t, d.Service, homes(t), sums{Added: 5})
	windows, err := charmap.Windows1252.NewEncoder().String(homes(t))
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(homes(t))
	if err != nil {
		t.Fatal(err)
	}
	retyped := strings.NewReplacer("\"Suomi, ruotsi\"", "Suomi ja ruotsi", "\"Lehtitie 3, Espoo\"", "Lehtitie 3").Replace(homes(t))
	for name, c := range map[string]struct {
		text, encoding string
		separator      rune
	}{
		"byte order mark": {"\ufeff" + homes(t), sheet.UTF8, ','},
		"semicolons":      {strings.ReplaceAll(retyped, ",", ";"), sheet.UTF8, ';'},
		"tabs":            {strings.ReplaceAll(retyped, ",", "\t"), sheet.UTF8, '\t'},
		"Windows":         {strings.ReplaceAll(windows, "\n", "\r\n"), sheet.Windows1252, ','},
		"UTF-16":          {utf16, sheet.UTF16, ','},
	} {
		r, err := bring(t, d.Service, c.text)
		if err != nil || r.Unchanged != 5 || r.Encoding != c.encoding || r.Separator != c.separator {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	d := dbtest.New(t)
	for name, c := range map[string]struct {
		text   string
		code   fault.Code
		key    string
		fields int
	}{
		"empty":               {"", fault.CodeInvalid, "fault.sheet.empty", 1},
		"blank":               {" \r\n\r\n", fault.CodeInvalid, "fault.sheet.empty", 1},
		"no rows":             {strings.SplitAfter(homes(t), "\n")[0], fault.CodeInvalid, "fault.sheet.empty", 1},
		"a missing column":    {strings.Replace(homes(t), "company", "firma", 1), fault.CodeMalformed, "fault.import.columns", 1},
		"a column twice":      {strings.Replace(homes(t), "district", "name", 1), fault.CodeMalformed, "fault.import.columns", 1},
		"other columns":       {"a,b\n1,2\n", fault.CodeMalformed, "fault.import.columns", 9},
		"a broken header":     {"na\"me,company\n", fault.CodeInvalid, "fault.sheet.head", 1},
		"NUL":                 {strings.Replace(homes(t), "Kuusikko", "Kuu\x00sikko", 1), fault.CodeInvalid, "fault.sheet.not_table", 1},
		"half a workbook":     {"PK\x03\x04\x14\x00\x06\x00", fault.CodeInvalid, "fault.sheet.cut", 1},
		"no known letters":    {homes(t) + "\xff\x81\x8d", fault.CodeInvalid, "fault.sheet.encoding", 1},
		"a broken UTF-8 file": {"\ufeff" + homes(t) + "\xff", fault.CodeInvalid, "fault.sheet.encoding", 1},
		"half a letter":       {"\xff\xfen\x00a\x00\x00\xd8", fault.CodeInvalid, "fault.sheet.encoding", 1},
		"too large":           {strings.Repeat("x", 10<<20+1), fault.CodeInvalid, "fault.sheet.large", 1},
	} {
		_, err := bring(t, d.Service, c.text)
		f := fault.From(err)
		if err == nil || f.Code != c.code || len(f.Fields) != c.fields || f.Key != c.key && f.Fields[0].Key != c.key {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := count(t, d, "producer"); n != 0 {
		t.Errorf("%d producers came in", n)
	}
}

func TestWhereItIsBroughtMustBeThere(t *testing.T) {
	d := dbtest.New(t)
	if _, err := d.Owner.Exec(`INSERT INTO scheme (id, organiser_id, key, regime, name_fi, name_sv, name_en, client_pays, verified, open_for_applications, valid_from)
		SELECT gen_random_uuid(), id, 'voucher', 'voucher', 'Palveluseteli', 'Servicesedel', 'Voucher', 'own_share', true, false, '2026-01-01' FROM organiser WHERE code = '03'`); err != nil {
		t.Fatal(err)
	}
	for key, change := range map[string]func(*importing.Options){
		"fault.import.organiser": func(o *importing.Options) { o.Organiser = "91" },
		"fault.import.scheme":    func(o *importing.Options) { o.Scheme = "voucher" }, // the organiser's decision cannot be passed by
	} {
		if _, err := bring(t, d.Service, homes(t), change); err == nil || fault.From(err).Key != key {
			t.Errorf("%v, want %s", err, key)
		}
	}
	if _, err := bring(t, d.Service, homes(t), func(o *importing.Options) { o.Scheme = "lsting" }); fault.From(err).Key != "fault.import.scheme" {
		t.Errorf("a mistyped scheme: %v", err)
	}
}

func TestProgressAndAnEndInTheMiddle(t *testing.T) {
	d := dbtest.New(t)
	ctx, cancel := context.WithCancel(t.Context())
	var steps []int
	r, err := importing.Units(ctx, d.Service, importing.Options{Organiser: "03", Mapping: espoo(t), File: strings.NewReader(homes(t)), Batch: 1}, func(done, total int) {
		if steps = append(steps, done); total != 5 {
			t.Errorf("total %d", total)
		}
		if done == 2 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || r.Added != 2 || !cmp.Equal(steps, []int{1, 2}) {
		t.Errorf("%v, %+v, steps %v", err, sumsOf(r), steps)
	}
	mustBring(t, d.Service, homes(t), sums{Added: 3, Unchanged: 2})
}

// The real list, when it is beside the project.
func TestEspoosNursingHomes(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "providers", "espoo_hoivakodit.csv"))
	if err != nil {
		t.Skipf("SKIPPED: %v", err)
	}
	d := dbtest.New(t)
	mustBring(t, d.Service, string(text), sums{Added: 38})
	mustBring(t, d.Service, string(text), sums{Unchanged: 38})
	mustBring(t, d.Service, string(bytes.Replace(text, []byte("Kotkapolku 2"), []byte("Kotkapolku 4"), 1)), sums{Updated: 1, Unchanged: 37})
	got := []int{count(t, d, "service_unit"), count(t, d, "service_point"), count(t, d, "offering"), count(t, d, "producer"),
		count(t, d, "producer WHERE kind = 'municipality'"), count(t, d, "producer WHERE kind = 'foundation'"),
		count(t, d, "producer WHERE kind = 'association'"), count(t, d, "producer WHERE name LIKE '%\"%' OR name <> trim(name)"),
		count(t, d, "producer WHERE business_id IS NOT NULL"), count(t, d, "price_line"), count(t, d, "offering WHERE vacancy <> 'unknown'")}
	if diff := cmp.Diff([]int{38, 38, 38, 18, 1, 2, 4, 0, 0, 0, 0}, got); diff != "" {
		t.Errorf("units, points, offerings, producers, municipalities, foundations, associations, quoted, ids, prices, vacancies:\n%s", diff)
	}
}
