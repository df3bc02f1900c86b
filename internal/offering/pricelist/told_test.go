package pricelist_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/xuri/excelize/v2"

	"github.com/tuottajatori/tuottajatori/internal/offering/pricelist"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

// takenTold is the list of offerings as a producer takes it.
func (h *house) takenTold(form sheet.Form, l locale.Lang) []byte {
	h.t.Helper()
	s, rows, err := h.lists.ToldTable(h.t.Context(), h.own, h.own.Organisation, l, "Palvelut")
	var b bytes.Buffer
	if err == nil {
		err = s.Write(form, &b, func() {}, rows)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return b.Bytes()
}

func (h *house) lookTold(content []byte) (uuid.UUID, pricelist.ToldList) {
	h.t.Helper()
	id := uuid.New()
	err := h.lists.KeepTold(h.t.Context(), h.own, h.own.Organisation, id, "palvelut.csv", bytes.NewReader(content), int64(len(content)))
	if err != nil {
		h.t.Fatal(err)
	}
	list, err := h.lists.LookTold(h.t.Context(), h.own, id)
	if err != nil {
		h.t.Fatal(err)
	}
	return id, list
}

func (h *house) text(query string, args ...any) string {
	h.t.Helper()
	var text string
	if err := h.Owner.GetContext(h.t.Context(), &text, query, args...); err != nil {
		h.t.Fatal(err)
	}
	return text
}

func toldSums(l pricelist.ToldList) map[string]int {
	out := map[string]int{}
	for _, r := range l.Rows {
		out[r.State]++
	}
	return out
}

// toldHead are the columns of the rows below.
const toldHead = "Palvelu;Palveluyksikkö;Palvelupiste;Onko tilaa;Odotus päivinä;Palvelukielet;Alue;Kuvaus suomeksi;Kuvaus ruotsiksi\n"

func TestWhatIsToldOfOfferingsIsTakenChangedAndSentBack(t *testing.T) {
	h := newHouse(t, 3)
	area := uuid.New()
	h.exec(`INSERT INTO organiser_area (id, organiser_id, name_fi, name_sv, name_en) SELECT $1, id, 'Keskusta', 'Centrum', 'Centre' FROM organiser WHERE code = '15'`, area)
	h.exec(`INSERT INTO organiser_area_part (area_id, code) VALUES ($1, '40100'), ($1, '40200')`, area)
	of := func(n int) string { return fmt.Sprintf("Kotihoito;Kotihoito;Piste %d;", n) }
	changed := toldHead + of(1) + "tilaa on;14;suomi, Venäjä;Jyväskylä; 40520;Hyvää hoitoa;\n"
	changed = strings.Replace(changed, "Jyväskylä; 40520", `"Jyväskylä; Keskusta; 41310"`, 1)
	changed += of(2) + "täynnä;;;;-;God vård\n" + of(3) + ";;;;;\n"
	id, list := h.lookTold([]byte(changed))
	if !cmp.Equal(toldSums(list), map[string]int{pricelist.RowChanged: 2, pricelist.RowSame: 1}) || h.count(`SELECT count(*) FROM offering WHERE vacancy <> 'unknown'`) != 0 {
		t.Fatalf("%v %+v", toldSums(list), list.Rows[0].Faults)
	}
	if diff := cmp.Diff([]pricelist.Field{pricelist.FieldVacancy, pricelist.FieldWait, pricelist.FieldSpoken, pricelist.FieldAreas, pricelist.FieldDescriptionFi}, list.Rows[0].Changes); diff != "" {
		t.Error(diff)
	}
	for range 2 { // the button is pressed twice
		if err := h.lists.ApplyTold(t.Context(), h.own, id, false); err != nil {
			t.Fatal(err)
		}
	}
	got := h.text(`SELECT string_agg(concat_ws('|', o.vacancy, o.wait_days, array_to_string(o.spoken, ' '), o.description_fi, o.description_sv, o.version,
		(SELECT string_agg(code, ' ' ORDER BY code) FROM offering_area a WHERE a.offering_id = o.id)), E'\n' ORDER BY p.name)
		FROM offering o JOIN service_point p ON p.id = o.point_id`)
	want := "free|14|fi ru|Hyvää hoitoa||2|179 40100 40200 41310\nfull|||God vård|2\nunknown||||1"
	if diff := cmp.Diff(want, strings.ReplaceAll(got, "full||||God", "full|||God")); diff != "" {
		t.Errorf("%s", diff)
	}
	if n := h.count(`SELECT count(*) FROM audit_event WHERE action IN ('offering.vacancy_set', 'offering.edited')`); n != 4 {
		t.Errorf("%d entries of the audit trail", n)
	}
	for name, again := range map[string][]byte{"the same file": []byte(changed), "taken in Swedish": h.takenTold(sheet.XLSX, locale.Sv), "taken in English": h.takenTold(sheet.CSV, locale.En),
		"taken in Finnish": h.takenTold(sheet.CSV, locale.Fi)} {
		notes, stamped := h.count(`SELECT count(*) FROM search_change`), h.text(`SELECT max(vacancy_at)::text FROM offering`)
		id, list := h.lookTold(again)
		if !cmp.Equal(toldSums(list), map[string]int{pricelist.RowSame: 3}) {
			t.Errorf("%s: %v %+v", name, toldSums(list), list.Rows[0])
		}
		if err := h.lists.ApplyTold(t.Context(), h.own, id, false); err != nil || h.count(`SELECT count(*) FROM search_change`) != notes || h.text(`SELECT max(vacancy_at)::text FROM offering`) != stamped {
			t.Errorf("%s changes something: %v", name, err)
		}
	}
	if _, err := h.lists.Look(t.Context(), h.own, id); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("a list of offerings is taken for one of prices: %v", err)
	}
	h.own = h.producer(1)
	if _, err := h.lists.LookTold(t.Context(), h.own, id); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("another's list: %v", err)
	}
	if err := h.lists.ApplyTold(t.Context(), h.own, id, true); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("another's list: %v", err)
	}
	h.own.Role = actor.RoleOfficer
	if _, err := h.lists.LookTold(t.Context(), h.own, id); err == nil {
		t.Error("an officer changed a producer's offerings")
	}
}

func TestWhatIsWrongWithRowsOfOfferings(t *testing.T) {
	h := newHouse(t, 2)
	h.exec(`UPDATE offering SET at_home = false WHERE point_id = (SELECT id FROM service_point WHERE name = 'Piste 2')`)
	of := func(n int) string { return fmt.Sprintf("Kotihoito;Kotihoito;Piste %d;", n) }
	for row, want := range map[string]string{
		of(1) + "jonoa;30;;;;":                           "changed",
		of(1) + "Det finns plats;;svenska;;;":            "changed",
		of(1) + "full;;fi/sv;;;":                         "changed",
		of(1) + ";;-;;-;–":                               "same",
		of(1) + ";;;41310 Jyväskylä;;":                   "changed",
		of(1) + ";;;Jyväskylä, Laukaa;;":                 "changed",
		of(1) + "ehkä;;;;;":                              "vacancy fault.pricelist.vacancy",
		of(1) + "=1+1;;;;;":                              "vacancy fault.pricelist.vacancy",
		of(1) + ";5;;;;":                                 "vacancy fault.pricelist.vacancy_missing",
		of(1) + "täynnä;5;;;;":                           "wait_days fault.pricelist.wait_of_full",
		of(1) + "tilaa;viikko;;;;":                       "wait_days fault.offering.wait_days",
		of(1) + "tilaa;-3;;;;":                           "wait_days fault.offering.wait_days",
		of(1) + "tilaa;4000;;;;":                         "wait_days fault.offering.wait_days",
		of(1) + ";;klingon;;;":                           "spoken fault.pricelist.language",
		of(1) + ";;;Ankkalinna;;":                        "areas fault.pricelist.area",
		of(1) + ";;;-;;":                                 "areas fault.offering.areas_missing",
		of(1) + ";;;Espoo;;":                             "areas fault.offering.area_outside",
		of(1) + ";;Jyväskylä;suomi;;":                    "spoken fault.pricelist.language", // two columns swapped
		of(2) + ";;;Jyväskylä;;":                         "areas fault.offering.areas_not_home",
		of(1) + ";;;;" + strings.Repeat("a", 4001) + ";": "description_fi fault.offering.too_long",
		of(3) + "tilaa;;;;;":                             "service fault.pricelist.unknown",
		`"half`:                                          "service fault.pricelist.quotes",
	} {
		_, list := h.lookTold([]byte(toldHead + row + "\n"))
		got := list.Rows[0].State
		if got == pricelist.RowWrong {
			got = list.Rows[0].Faults[0].Name + " " + list.Rows[0].Faults[0].Key
		}
		if got != want {
			t.Errorf("%.80s: %s, want %s", row, got, want)
		}
	}
	id, list := h.lookTold([]byte(toldHead + of(1) + "tilaa;;;;;\n" + of(1) + "jonoa;;;;;\n"))
	if r := list.Rows[1]; r.State != pricelist.RowWrong || r.Faults[0].Key != "fault.pricelist.offering_twice" || r.Faults[0].Args["Line"] != 2 {
		t.Errorf("%+v", r)
	}
	if err := h.lists.ApplyTold(t.Context(), h.own, id, false); fault.From(err) == nil || fault.From(err).Key != "fault.pricelist.wrong_rows" {
		t.Errorf("%v", err)
	}
	if err := h.lists.ApplyTold(t.Context(), h.own, id, true); err != nil || h.count(`SELECT count(*) FROM offering WHERE vacancy = 'free'`) != 1 {
		t.Errorf("the right row alone: %v", err)
	}
	for head, want := range map[string]string{"Onko tilaa;Alue\ntilaa;x": "fault.pricelist.columns", "Palvelu;Palvelupiste\n1;2": "fault.pricelist.nothing_told",
		"Palvelu;Alue;Alueet\n1;2;3": "fault.pricelist.column_twice", "": "fault.sheet.empty"} {
		err := h.lists.KeepTold(t.Context(), h.own, h.own.Organisation, uuid.New(), "x", strings.NewReader(head), int64(len(head)))
		if fault.From(err) == nil || fault.From(err).Fields[0].Key != want {
			t.Errorf("%.40s: %v, want %s", head, err, want)
		}
	}
}

// manyTold sends what is told of many offerings with one wrong row among them, which is shown; the others are told anew in
// one go.
func (h *house) manyTold(t *testing.T, n int) {
	book, err := excelize.OpenReader(bytes.NewReader(h.takenTold(sheet.XLSX, locale.Fi)))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for i := range n {
		state := "jonoa on"
		if i == 2500 {
			state = "ehkä"
		}
		if err := book.SetCellValue("Palvelut", fmt.Sprintf("G%d", i+2), state); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	id, list := h.lookTold(b.Bytes())
	if !cmp.Equal(toldSums(list), map[string]int{pricelist.RowChanged: n - 1, pricelist.RowWrong: 1}) || list.Rows[2500].Line != 2502 {
		t.Fatalf("%v", toldSums(list))
	}
	if err := h.lists.ApplyTold(t.Context(), h.own, id, true); err != nil || h.count(`SELECT count(*) FROM offering WHERE vacancy = 'queue'`) != n-1 {
		t.Errorf("%v", err)
	}
}
