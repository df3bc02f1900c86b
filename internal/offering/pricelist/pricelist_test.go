package pricelist_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/xuri/excelize/v2"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/offering/pricelist"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

// house is a producer with offerings under a voucher scheme: value 36 €/h, cap 60 €/h, price 48,10 €/h since 2026.
type house struct {
	*dbtest.DB
	t     testing.TB
	lists *pricelist.Service
	own   actor.Actor
	today calendar.Date
}

func newHouse(t testing.TB, offerings int) *house {
	t.Helper()
	h := &house{DB: dbtest.New(t), t: t}
	h.Service.Constraints(identity.Constraints, admission.Constraints, offering.Constraints)
	h.lists = pricelist.New(h.Service, offering.New(h.Service))
	today, err := db.Today(t.Context(), h.Owner)
	if err != nil {
		t.Fatal(err)
	}
	h.today, h.own = today, h.producer(offerings)
	return h
}

func (h *house) exec(query string, args ...any) {
	h.t.Helper()
	if _, err := h.Owner.ExecContext(h.t.Context(), query, args...); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) count(query string, args ...any) int {
	h.t.Helper()
	var n int
	if err := h.Owner.GetContext(h.t.Context(), &n, query, args...); err != nil {
		h.t.Fatal(err)
	}
	return n
}

// producer makes a producer whose points 1, 2, … each have home care.
func (h *house) producer(offerings int) actor.Actor {
	id, person, scheme, admitted := uuid.New(), uuid.New(), uuid.New(), uuid.New()
	h.exec(`INSERT INTO producer (id, name, kind, origin) VALUES ($1, 'Hoiva Oy', 'company', 'signup')`, id)
	h.exec(`INSERT INTO person (id, email, name) VALUES ($1, $2, 'Testi Henkilö')`, person, person.String()+"@example.fi")
	h.exec(`INSERT INTO scheme (id, organiser_id, key, regime, name_fi, name_sv, name_en, client_pays, verified, open_for_applications, valid_from)
		SELECT $1, id, 's' || replace($2, '-', ''), 'voucher', 'Kotihoidon palveluseteli', 'Servicesedel', 'Voucher', 'own_share', true, false, '2026-01-01' FROM organiser WHERE code = '15'`, scheme, scheme.String())
	h.exec(`INSERT INTO scheme_service (id, scheme_id, service_key, unit, value_cents, price_cap_cents, valid) VALUES ($1, $2, 'home_care', 'hour', 3600, 6000, '[2026-01-01,)')`, uuid.New(), scheme)
	h.exec(`INSERT INTO admission (id, scheme_id, producer_id, origin, valid_from) VALUES ($1, $2, $3, 'demo', '2026-01-01')`, admitted, scheme, id)
	h.exec(`INSERT INTO admission_service (admission_id, service_key) VALUES ($1, 'home_care')`, admitted)
	h.exec(`WITH u AS (INSERT INTO service_unit (id, producer_id, name) VALUES (gen_random_uuid(), $1, 'Kotihoito') RETURNING id),
		p AS (INSERT INTO service_point (id, unit_id, name, postal_code, municipality_code) SELECT gen_random_uuid(), u.id, 'Piste ' || n, '40520', '179' FROM u, generate_series(1, $3::int) n RETURNING id),
		o AS (INSERT INTO offering (id, admission_id, service_key, point_id, at_home) SELECT gen_random_uuid(), $2, 'home_care', p.id, true FROM p RETURNING id)
		INSERT INTO price_line (id, offering_id, unit, cents, valid) SELECT gen_random_uuid(), o.id, 'hour', 4810, '[2026-01-01,)' FROM o`, id, admitted, offerings)
	return actor.Actor{Person: person, Role: actor.RoleProducer, Organisation: id, RequestID: "test"}
}

// taken is the list as a producer takes it.
func (h *house) taken(form sheet.Form, l locale.Lang) []byte {
	h.t.Helper()
	s, rows, err := h.lists.Table(h.t.Context(), h.own, h.own.Organisation, l, "Hinnasto")
	var b bytes.Buffer
	if err == nil {
		err = s.Write(form, &b, func() {}, rows)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return b.Bytes()
}

func (h *house) keep(content []byte) (uuid.UUID, error) {
	id := uuid.New()
	return id, h.lists.Keep(h.t.Context(), h.own, h.own.Organisation, id, "hinnasto.csv", bytes.NewReader(content), int64(len(content)))
}

// look keeps a file and tells what it would do.
func (h *house) look(content []byte) (uuid.UUID, pricelist.List) {
	h.t.Helper()
	id, err := h.keep(content)
	if err != nil {
		h.t.Fatal(err)
	}
	list, err := h.lists.Look(h.t.Context(), h.own, id)
	if err != nil {
		h.t.Fatal(err)
	}
	return id, list
}

func (h *house) apply(id uuid.UUID, rightOnly bool) {
	h.t.Helper()
	if err := h.lists.Apply(h.t.Context(), h.own, id, rightOnly); err != nil {
		h.t.Fatal(err)
	}
}

// sums counts rows by state.
func sums(l pricelist.List) map[string]int {
	out := map[string]int{}
	for _, r := range l.Rows {
		out[r.State]++
	}
	return out
}

// priced is the taken list with a new price and a day in each row, as a person fills it in.
func priced(text []byte, price, from string) []byte {
	lines := strings.Split(strings.TrimSuffix(string(text), "\r\n"), "\r\n")
	for i, line := range lines[1:] {
		cells := strings.Split(line, ";")
		cells[len(cells)-3], cells[len(cells)-2] = price, from
		lines[i+1] = strings.Join(cells, ";")
	}
	return []byte(strings.Join(lines, "\n"))
}

func TestTheListIsTakenChangedAndSentBack(t *testing.T) {
	h := newHouse(t, 3)
	for _, l := range locale.Langs() {
		for _, form := range []sheet.Form{sheet.CSV, sheet.XLSX} {
			if _, list := h.look(h.taken(form, l)); !cmp.Equal(sums(list), map[string]int{pricelist.RowSame: 3}) {
				t.Errorf("%s %s as it was taken: %v", l, form, sums(list))
			}
		}
	}
	later := h.today.AddDays(30)
	changed := priced(h.taken(sheet.CSV, locale.Fi), "50,5", fmt.Sprintf("%d.%d.%d", later.Day, later.Month, later.Year))
	id, list := h.look(changed)
	if !cmp.Equal(sums(list), map[string]int{pricelist.RowChanged: 3}) || list.Rows[0].Was.Cents != 4810 || list.Rows[0].Price.Cents != 5050 || h.count(`SELECT count(*) FROM price_line`) != 3 {
		t.Fatalf("%v %+v", sums(list), list.Rows[0])
	}
	for range 2 { // the button is pressed twice
		h.apply(id, false)
	}
	if n := h.count(`SELECT count(*) FROM price_line WHERE cents = 5050 AND lower(valid) = $1`, later); n != 3 {
		t.Errorf("%d new prices", n)
	}
	if n := h.count(`SELECT count(*) FROM price_line WHERE cents = 4810 AND upper(valid) = $1`, later); n != 3 {
		t.Errorf("%d former prices kept", n)
	}
	for name, again := range map[string][]byte{"the same file": changed, "taken anew": h.taken(sheet.XLSX, locale.Sv)} {
		notes := h.count(`SELECT count(*) FROM search_change`)
		id, list := h.look(again)
		if !cmp.Equal(sums(list), map[string]int{pricelist.RowSame: 3}) {
			t.Errorf("%s: %v", name, sums(list))
		}
		if h.apply(id, false); h.count(`SELECT count(*) FROM search_change`) != notes || h.count(`SELECT count(*) FROM price_line`) != 6 {
			t.Errorf("%s changes something", name)
		}
	}
	list, err := h.lists.Look(t.Context(), h.own, id)
	if err != nil || list.AppliedAt == nil || list.Applied != 3 {
		t.Errorf("%+v %v", list, err)
	}
	h.own = h.producer(1)
	if _, err := h.lists.Look(t.Context(), h.own, id); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("another's list: %v", err)
	}
	if err := h.lists.Apply(t.Context(), h.own, id, true); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("another's list: %v", err)
	}
	if _, list := h.look(changed); list.Count(pricelist.RowWrong) != 3 || list.Rows[0].Faults[0].Key != "fault.pricelist.unknown" {
		t.Errorf("another's offerings: %+v", list.Rows[0])
	}
	h.own.Role = actor.RoleOfficer
	if _, err := h.keep(changed); err == nil {
		t.Error("an officer changed a producer's prices")
	}
}

func TestWhatIsWrongWithRows(t *testing.T) {
	h := newHouse(t, 2)
	later := h.today.AddDays(10).String()
	of := func(n int) string { return fmt.Sprintf("Kotihoito;Kotihoito;Piste %d;", n) }
	id := strings.Split(string(h.taken(sheet.CSV, locale.Fi)), "\r\n")[1]
	id = id[strings.LastIndex(id, ";")+1:]
	for row, want := range map[string]string{
		of(1) + "tunti;arki;50;" + later + ";":                "changed",
		of(1) + "h;;50,00 €;" + later + ";":                   "changed",
		of(1) + ";;48,10;2026-01-01;":                         "same",
		"Hemvård;Kotihoito;piste  2;timme;;50;" + later + ";": "changed",
		";;;;;50;" + later + ";" + id:                         "changed",
		of(1) + "tunti;ilta;120 %;" + later + ";":             "new",
		of(1) + ";;;;":                              "same",
		of(1) + ";;50,12345;" + later + ";":         "price fault.pricelist.decimals",
		of(1) + ";;1,234;" + later + ";":            "price fault.pricelist.decimals",
		of(1) + ";;viisi;" + later + ";":            "price fault.pricelist.price",
		of(1) + ";;#REF!;" + later + ";":            "price fault.pricelist.price",
		of(1) + ";;;" + later + ";":                 "price fault.pricelist.price_missing",
		of(1) + ";;" + later + ";50;":               "price fault.pricelist.price", // two columns swapped
		of(1) + ";;50;;":                            "from fault.pricelist.from_missing",
		of(1) + ";;50;30.2.2027;":                   "from fault.pricelist.day",
		of(1) + ";;50;2026-01-02;":                  "from fault.offering.from_past",
		of(1) + ";;50;2090-01-02;":                  "from fault.offering.from_too_far",
		of(1) + ";;60,01;" + later + ";":            "price fault.offering.price_over_cap",
		of(1) + ";;-1;" + later + ";":               "price fault.offering.price_negative",
		of(1) + "viikko;;50;" + later + ";":         "per fault.pricelist.unit",
		of(1) + "käynti;;50;" + later + ";":         "per fault.offering.unit_unknown",
		of(1) + ";juhannus;50;" + later + ";":       "time fault.pricelist.time",
		of(1) + ";;125 %;" + later + ";":            "price fault.pricelist.percent_alone",
		of(1) + ";yö;paljon %;" + later + ";":       "price fault.pricelist.percent",
		of(3) + ";;50;" + later + ";":               "service fault.pricelist.unknown",
		";;;;;50;" + later + ";" + uuid.NewString(): "id fault.pricelist.unknown",
		";;;;;50;" + later + ";tunnus":              "id fault.pricelist.unknown",
		`"half`:                                     "service fault.pricelist.quotes",
	} {
		_, list := h.look([]byte("Palvelu;Palveluyksikkö;Palvelupiste;Yksikkö;Aika;Hinta;Alkaen;Tunniste\n" + row + "\n"))
		got := list.Rows[0].State
		if got == pricelist.RowWrong {
			got = list.Rows[0].Faults[0].Name + " " + list.Rows[0].Faults[0].Key
		}
		if got != want {
			t.Errorf("%s: %s, want %s", row, got, want)
		}
	}
	_, list := h.look([]byte("Palvelu;Palveluyksikkö;Palvelupiste;Hinta;Alkaen\n" + of(1) + "50;" + later + "\n" + of(1) + "51;" + later + "\n"))
	if r := list.Rows[1]; r.State != pricelist.RowWrong || r.Faults[0].Key != "fault.pricelist.twice" || r.Faults[0].Args["Line"] != 2 {
		t.Errorf("%+v", r)
	}
	for head, want := range map[string]string{"Palvelu;Hinta\n1;2": "fault.pricelist.columns", "Hinta;Alkaen\n1;2": "fault.pricelist.columns", "Palvelu;Hinta;Uusi hinta;Alkaen\n1;2": "fault.pricelist.column_twice",
		"Palvelu;Hinta;Alkaen\n" + strings.Repeat("a;1;2\n", 5001): "fault.sheet.rows"} {
		if _, err := h.keep([]byte(head)); fault.From(err) == nil || fault.From(err).Fields[0].Key != want {
			t.Errorf("%.40s: %v, want %s", head, err, want)
		}
	}
}

// One wrong row among five thousand is shown, and nothing is applied unless the producer takes the right ones.
func TestOneWrongRowAmongFiveThousand(t *testing.T) {
	const n = 5000
	h := newHouse(t, n)
	book, err := excelize.OpenReader(bytes.NewReader(h.taken(sheet.XLSX, locale.Fi)))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for i := range n {
		price := any(50.5)
		if i == 2500 {
			price = "50,12345"
		}
		err := errors.Join(book.SetCellValue("Hinnasto", fmt.Sprintf("J%d", i+2), price), book.SetCellValue("Hinnasto", fmt.Sprintf("K%d", i+2), h.today.AddDays(40).String()))
		if err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	id, list := h.look(b.Bytes())
	if !cmp.Equal(sums(list), map[string]int{pricelist.RowChanged: n - 1, pricelist.RowWrong: 1}) || list.Rows[2500].Line != 2502 {
		t.Fatalf("%v", sums(list))
	}
	if err := h.lists.Apply(t.Context(), h.own, id, false); fault.From(err).Key != "fault.pricelist.wrong_rows" || h.count(`SELECT count(*) FROM price_line`) != n {
		t.Fatalf("%v", err)
	}
	h.apply(id, true)
	if got := h.count(`SELECT count(*) FROM price_line WHERE cents = 5050`); got != n-1 {
		t.Errorf("%d new prices", got)
	}
	h.manyTold(t, n)
}

// FuzzLook sends whatever: it is refused with words or understood, and never a fault of ours.
func FuzzRead(f *testing.F) {
	f.Add("Palvelu;Hinta;Alkaen\nKotihoito;48,10;1.6.2027\n")
	f.Add("id,price,from\nx,1 234.5 €,2027-06-01T00:00:00\n\"")
	f.Add("Id;Tid;Nytt pris;Från;Enhet\n;natt;150 %;31.12.2026;st\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := pricelist.Read(text)
		if err != nil && !fault.Is(err, fault.CodeInvalid) {
			t.Fatal(err)
		}
		for _, r := range rows {
			if r.State == pricelist.RowWrong && len(r.Faults) == 0 || r.Price.Cents < 0 && r.State == pricelist.RowSame {
				t.Fatalf("%+v", r)
			}
		}
	})
}
