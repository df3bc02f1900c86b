package importing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/importing"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
)

const offersMapping = `
system: test.offers
source: test
service: cleaning
external_id: [firma, yksikkö]
columns: {producer: firma, business_id: tunnus, unit: yksikkö, postal_code: postinumero, services: palvelut, price: hinta, per: yksikköhinta}
defaults: {areas: [Espoo]}
services: {kodinhoito: home_care}
`

const offersHead = "firma;tunnus;yksikkö;postinumero;palvelut;hinta;yksikköhinta\n"

func offers(t testing.TB) func(*importing.Options) {
	t.Helper()
	m, err := importing.ParseMapping([]byte(offersMapping))
	if err != nil {
		t.Fatal(err)
	}
	return func(o *importing.Options) { o.Mapping = m }
}

// A row may offer several services, a unit may have several rows, and each service its price.
func TestServicesAndPricesOfRows(t *testing.T) {
	d := dbtest.New(t)
	offered := func() string {
		t.Helper()
		var text string
		if err := d.Owner.GetContext(t.Context(), &text, `SELECT coalesce(string_agg(concat_ws(' ', u.name, o.service_key, l.cents, l.unit, upper(l.valid)), E'\n' ORDER BY u.name, o.service_key, l.valid), '')
			FROM offering o JOIN service_point p ON p.id = o.point_id JOIN service_unit u ON u.id = p.unit_id LEFT JOIN price_line l ON l.offering_id = o.id`); err != nil {
			t.Fatal(err)
		}
		return text
	}
	list := offersHead + "Utu Oy;0737546-2;Utu;02100;kodinhoito; siivous;48,10; 30 €/käynti;tunti\n"
	list = strings.Replace(list, "kodinhoito; siivous;48,10; 30 €/käynti", `"Kodinhoito; Siivouspalvelu";"48,10; 30 €/käynti"`, 1)
	list += "Pilvi ry;;Pilvi;02100;;;\n" + "Pilvi ry;;Pilvi;02600;Hemvård;52 €/h;\n" + "Pilvi ry;;Pilvi;02100;meals;9;\n"
	mustBring(t, d.Service, list, sums{Added: 2, Updated: 2}, offers(t), func(o *importing.Options) { o.DryRun = true })
	mustBring(t, d.Service, list, sums{Added: 2, Updated: 2}, offers(t))
	want := "Pilvi cleaning\nPilvi home_care 5200 hour\nPilvi meals 900 meal\nUtu cleaning 3000 visit\nUtu home_care 4810 hour"
	if diff := cmp.Diff(want, offered()); diff != "" {
		t.Error(diff)
	}
	notes := count(t, d, "search_change")
	mustBring(t, d.Service, list, sums{Unchanged: 4}, offers(t))
	if count(t, d, "search_change") != notes || count(t, d, "price_line") != 4 || count(t, d, "price_change") != 4 {
		t.Error("the same list again changes something")
	}
	if _, err := d.Owner.Exec(`UPDATE price_line SET valid = '[2026-01-01,)'`); err != nil {
		t.Fatal(err)
	}
	dearer := strings.NewReplacer("48,10", "49", "52 €/h", "53 €/h").Replace(list)
	mustBring(t, d.Service, dearer, sums{Updated: 2, Unchanged: 2}, offers(t))
	if n := count(t, d, "price_line WHERE cents IN (4810, 5200) AND upper(valid) IS NOT NULL"); n != 2 {
		t.Errorf("%d former prices are in the history", n)
	}

	// A producer that has people of its own looks after its prices.
	person := uuid.New()
	for _, statement := range []string{`INSERT INTO person (id, email, name) VALUES ($1, 'a@example.fi', 'Maija')`,
		`INSERT INTO membership (id, person_id, role, producer_id, state, settled_at) SELECT gen_random_uuid(), $1, 'producer', id, 'active', now() FROM producer WHERE name = 'Utu Oy'`} {
		if _, err := d.Owner.Exec(statement, person); err != nil {
			t.Fatal(err)
		}
	}
	mustBring(t, d.Service, list, sums{Updated: 1, Unchanged: 3, Kept: 1}, offers(t))
	if n := count(t, d, "price_line WHERE cents = 4900 AND upper(valid) IS NULL"); n != 1 {
		t.Error("a list took back the price of a producer that looks after it")
	}
}

func TestWhatIsWrongWithServicesAndPrices(t *testing.T) {
	d := dbtest.New(t)
	for row, want := range map[string]string{
		"ompelu;;":                                 "palvelut import.row.service",
		"=1+1;;":                                   "palvelut import.row.service",
		"kotihoito;paljon;tunti":                   "hinta fault.pricelist.price",
		"kotihoito;48,12345;tunti":                 "hinta fault.pricelist.decimals",
		"kotihoito;-5;tunti":                       "hinta fault.offering.price_negative",
		"kotihoito;48;":                            "hinta import.row.price_unit",
		"kotihoito;48;kuukausi":                    "yksikköhinta import.row.price_unit",
		"kotihoito;48/kk;":                         "hinta import.row.price_unit",
		`"kotihoito;siivouspalvelu";48;tunti`:      "hinta import.row.price_count",
		`kotihoito;"48;30";tunti`:                  "hinta import.row.price_count",
		`"kotihoito, siivouspalvelu";"48;-";tunti`: "",
		`kotihoito;"=HYPERLINK(1)";tunti`:          "hinta fault.pricelist.price",
	} {
		r, err := bring(t, d.Service, offersHead+"Utu Oy;;Utu;02100;"+row+"\n", offers(t), func(o *importing.Options) { o.DryRun = true })
		got := ""
		if err == nil && len(r.Errors) > 0 {
			got = r.Errors[0].Column + " " + r.Errors[0].Key
		}
		if err != nil || got != want {
			t.Errorf("%s: %q %v, want %q", row, got, err, want)
		}
	}
	mustBring(t, d.Service, offersHead+"Utu Oy;;Utu;02100;kotihoito;;\nUtu Oy;;Utu;02100;siivouspalvelu;;\nUtu Oy;;Utu;02100;kotihoito;;\n", sums{Added: 1, Updated: 1, Failed: 1}, offers(t))
	for _, bad := range []string{"services: {x: gardening}", "per: viikko", "defaults: {}"} {
		text := strings.Replace(offersMapping, "services: {kodinhoito: home_care}", bad, 1)
		if bad == "defaults: {}" {
			text = strings.Replace(text, "defaults: {areas: [Espoo]}\n", "", 1)
		}
		if _, err := importing.ParseMapping([]byte(text)); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}

// A list that is brought in by two at once comes in once, also where a producer's rows lie far apart.
func TestALongList(t *testing.T) {
	d := dbtest.New(t)
	var list strings.Builder
	list.WriteString(offersHead)
	const rows = 2500
	for i := range rows {
		id := ""
		if i%7 == 0 {
			id = "0737546-2"
		}
		fmt.Fprintf(&list, "Hoiva %d Oy;%s;Koti %d;02100;kotihoito;48;tunti\n", i%7, id, i)
	}
	list.WriteString("Rikki;;Koti;2100;kotihoito;48;tunti\n")
	last := 0
	m := offers(t)
	opt := importing.Options{Organiser: "03", File: strings.NewReader(list.String())}
	m(&opt)
	r, err := importing.Units(t.Context(), d.Service, opt, func(done, total int) {
		if done <= last || total != rows+1 {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
	})
	if err != nil || r.Added != rows || r.Failed != 1 || last != rows+1 {
		t.Fatalf("%v %+v, %d", err, sumsOf(r), last)
	}
	got := []int{count(t, d, "producer"), count(t, d, "service_unit"), count(t, d, "offering"), count(t, d, "price_line"), count(t, d, "admission"), count(t, d, "scheme")}
	if diff := cmp.Diff([]int{7, rows, rows, rows, 7, 1}, got); diff != "" {
		t.Error(diff)
	}
	mustBring(t, d.Service, list.String(), sums{Unchanged: rows, Failed: 1}, m)
}
