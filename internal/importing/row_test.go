package importing_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/internal/importing"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// Each row has one fault; all are told at once, in words, and the good rows come in.
const faultyRows = `name,company,street,postal_code,city,www,language,lat,lon
Hyvä,Hoivakolo,Tie 1,02100,Espoo,,Suomi,,
,Hoivakolo,Tie 1,02100,Espoo,,Suomi,,
=HYPERLINK("http://x"),Hoivakolo,Tie 1,02100,Espoo,,Suomi,,
Kolme,@Hoivakolo,Tie 1,02100,Espoo,,Suomi,,
Neljä,Hoivakolo,-Tie 1,02100,Espoo,,Suomi,,
Viisi,+Hoivakolo,Tie 1,02100,Espoo,,Suomi,,
Kuusi,Hoivakolo,Tie 1,2100,Espoo,,Suomi,,
Seitsemän,Hoivakolo,Tie 1,,Tukholma,,Suomi,,
Kahdeksan,Hoivakolo,Tie 1,02100,Espoo,ei ole,Suomi,,
Yhdeksän,Hoivakolo,Tie 1,02100,Espoo,,klingon,,
Kymmenen,Hoivakolo,Tie 1,02100,Espoo,,Suomi,24.8,60.1
Yksitoista,Hoivakolo,Tie 1,02100,Espoo,,Suomi,NaN,24.8
Kaksitoista,Hoivakolo,Tie 1,02100,Espoo,,Suomi
Hyvä,Hoivakolo,Tie 2,02100,Espoo,,Suomi,,
Kolmetoista "x" y,"Hoivakolo"z,Tie 1,02100,Espoo,,Suomi,,
"Toinen
hyvä",Hoivakolo,Tie 1,02100,Espoo,,,60.1703,24.8086
`

func TestRowsWithFaultsAreToldInWords(t *testing.T) {
	d := dbtest.New(t)
	bundle, err := locale.Load(frontend.Locales)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(faultyRows, `=HYPERLINK("http://x")`, `"=HYPERLINK(""http://x"")"`, 1)
	r := mustBring(t, d.Service, text, sums{Added: 2, Failed: 14})
	var out strings.Builder
	if err := r.Write(&out, bundle.Printer(locale.En)); err != nil {
		t.Fatal(err)
	}
	want := `Line 3, column name: the field is empty and must be filled.
Line 4, column name: the field begins with =, which a spreadsheet would take for a formula. Remove the sign.
Line 5, column company: the field begins with @, which a spreadsheet would take for a formula. Remove the sign.
Line 6, column street: the field begins with -, which a spreadsheet would take for a formula. Remove the sign.
Line 7, column company: the field begins with +, which a spreadsheet would take for a formula. Remove the sign.
Line 8, column postal_code: 2100 is not a postal code. It must have five digits.
Line 9, column city: Tukholma is not a municipality in Finland.
Line 10, column www: ` + bundle.Printer(locale.En).T("fault.producer.website") + `
Line 11, column language: the mapping does not know the language klingon.
Line 12, column lat: 24.8 is not a coordinate in Finland: it must be between 59 and 71 degrees.
Line 12, column lon: 60.1 is not a coordinate in Finland: it must be between 19 and 32 degrees.
Line 13, column lat: NaN is not a coordinate in Finland: it must be between 59 and 71 degrees.
Line 14: the row has 7 fields, but there are 9 columns.
Line 15: the row is the same unit as line 2.
Line 16: the row’s quotation marks do not match.
2 rows added.
0 rows updated.
0 rows unchanged.
14 rows were left out because of errors.
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, lang := range []locale.Lang{locale.Fi, locale.Sv} {
		for _, e := range r.Errors {
			if strings.Contains(e.Text(bundle.Printer(lang)), "⟦") {
				t.Errorf("no text in %s: %s", lang, e.Text(bundle.Printer(lang)))
			}
		}
	}
	if n := count(t, d, "service_unit WHERE name = 'Toinen hyvä'"); n != 1 {
		t.Error("the name on two lines did not come in")
	}
}

func TestPhoneNumbersAreNoFormulas(t *testing.T) {
	d := dbtest.New(t)
	m, err := importing.ParseMapping([]byte(`
system: test.units
source: test
service: home_care
external_id: [nimi]
columns: {producer: yritys, unit: nimi, phone: puhelin, municipality: kunta, business_id: tunnus, email: posti}
defaults: {areas: [Espoo, Kauniainen]}
`))
	if err != nil {
		t.Fatal(err)
	}
	text := "nimi;yritys;puhelin;kunta;tunnus;posti;lisä\nHoiva;Kolo Oy;+358 40 000 0000;Esbo;0737546-2;a@b.example;x\nToinen;Kolo Oy;+SUM(A1);Esbo;0737546-3;a b;\n"
	r := mustBring(t, d.Service, text, sums{Added: 1, Failed: 1}, func(o *importing.Options) { o.Mapping = m })
	if !cmp.Equal(r.Unread, []string{"lisä"}) {
		t.Errorf("unread %q", r.Unread)
	}
	if len(r.Errors) != 1 || r.Errors[0].Column != "puhelin" || r.Errors[0].Key != "import.row.formula" {
		t.Errorf("%+v", r.Errors)
	}
	r = mustBring(t, d.Service, strings.Replace(text, "+SUM(A1)", "040 0000000", 1), sums{Unchanged: 1, Failed: 1}, func(o *importing.Options) { o.Mapping = m })
	var columns []string
	for _, e := range r.Errors {
		columns = append(columns, e.Column)
	}
	if !cmp.Equal(columns, []string{"tunnus"}) && !cmp.Equal(columns, []string{"posti"}) {
		t.Errorf("%+v", r.Errors)
	}
	if n := count(t, d, "offering_area"); n != 2 {
		t.Errorf("%d municipalities served", n)
	}
	if n := count(t, d, "service_unit WHERE phone = '+358 40 000 0000'"); n != 1 {
		t.Error("the phone number did not come in")
	}
}
