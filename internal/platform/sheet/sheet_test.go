package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

var limits = sheet.Limits{Bytes: 10 << 20, Rows: 100}

// read reads a whole table: the head and the cells of the rows.
func read(content []byte, l sheet.Limits) ([][]string, *sheet.Table, error) {
	t, err := sheet.OpenBytes(content, l)
	if err != nil {
		return nil, nil, err
	}
	all := [][]string{t.Head}
	for {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			return all, t, nil
		}
		if err != nil {
			return all, t, err
		}
		all = append(all, row.Cells)
	}
}

func mustRead(t *testing.T, content []byte) ([][]string, *sheet.Table) {
	t.Helper()
	all, table, err := read(content, limits)
	if err != nil {
		t.Fatal(err)
	}
	return all, table
}

func faultOf(err error) string {
	if f := fault.From(err); err != nil && len(f.Fields) == 1 && f.Fields[0].Name == sheet.Field {
		return f.Fields[0].Key
	}
	return fmt.Sprint(err)
}

const prices = "Palvelu;Hinta;Alkaen\nKotihoito;48,10;1.6.2027\n\nSiivous, äkillinen;30;2027-06-01\n"

func TestTextsOfOffices(t *testing.T) {
	windows, err := charmap.Windows1252.NewEncoder().String(prices)
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(prices)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"Palvelu", "Hinta", "Alkaen"}, {"Kotihoito", "48,10", "1.6.2027"}, {"Siivous, äkillinen", "30", "2027-06-01"}}
	for name, c := range map[string]struct{ text, encoding string }{
		"plain": {prices, sheet.UTF8}, "mark": {"\ufeff" + prices, sheet.UTF8}, "Windows": {strings.ReplaceAll(windows, "\n", "\r\n"), sheet.Windows1252},
		"UTF-16": {utf16, sheet.UTF16}, "says it": {"sep=;\r\n" + prices, sheet.UTF8}, "tabs": {strings.ReplaceAll(prices, ";", "\t"), sheet.UTF8},
		"commas": {"Palvelu,Hinta,Alkaen\nKotihoito,\"48,10\",1.6.2027\n\"Siivous, äkillinen\",30,2027-06-01", sheet.UTF8},
	} {
		got, table := mustRead(t, []byte(c.text))
		if diff := cmp.Diff(want, got); diff != "" || table.Encoding != c.encoding {
			t.Errorf("%s: %s %s", name, table.Encoding, diff)
		}
	}
	table, err := sheet.OpenBytes([]byte("a;b\n\"x\ny\";1\n1\n\"half;2\n"), limits)
	if err != nil {
		t.Fatal(err)
	}
	var rows []sheet.Row
	for row, err := table.Next(); err == nil; row, err = table.Next() {
		rows = append(rows, row)
	}
	if diff := cmp.Diff([]sheet.Row{{Line: 2, Cells: []string{"x\ny", "1"}, Given: 2}, {Line: 4, Cells: []string{"1", ""}, Given: 1},
		{Line: 5, Cells: []string{"", ""}, Broken: true}}, rows); diff != "" {
		t.Error(diff)
	}
}

// workbook makes one with excelize, which writes as spreadsheets do.
func workbook(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWorkbooks(t *testing.T) {
	set := func(f *excelize.File, values map[string]any) {
		for cell, v := range values {
			if err := f.SetCellValue("Sheet1", cell, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	content := workbook(t, func(f *excelize.File) {
		set(f, map[string]any{"A2": "Palvelu", "B2": "Hinta", "C2": "Alkaen", "D2": "Huom", "A3": "Hoito & <tuki>", "B3": 4.5599999999999996, "C3": calendar.Date{Year: 2027, Month: 6, Day: 1}.In(calendar.Helsinki),
			"A5": " Siivous ", "B5": "48,10", "C5": "1.6.2027", "D5": true, "A6": 46174, "B6": 0.1 + 0.2, "D900": ""})
		if err := f.SetCellFormula("Sheet1", "B7", "1+1"); err != nil {
			t.Fatal(err)
		}
		if _, err := f.NewSheet("Toinen"); err != nil {
			t.Fatal(err)
		}
	})
	got, table := mustRead(t, content)
	want := [][]string{{"Palvelu", "Hinta", "Alkaen", "Huom"}, {"Hoito & <tuki>", "4.56", "2027-06-01", ""}, {"Siivous", "48,10", "1.6.2027", "1"}, {"46174", "0.3", "", ""}}
	if diff := cmp.Diff(want, got); diff != "" || table.Encoding != "" {
		t.Error(diff)
	}
	hidden := workbook(t, func(f *excelize.File) {
		set(f, map[string]any{"A1": "piilossa", "A2": "1"})
		second, err := f.NewSheet("Näkyvä")
		if err == nil {
			f.SetActiveSheet(second)
			err = errors.Join(f.SetCellValue("Näkyvä", "A1", "näkyy"), f.SetCellValue("Näkyvä", "A2", "2"), f.SetSheetVisible("Sheet1", false))
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	if got, _ := mustRead(t, hidden); !cmp.Equal(got, [][]string{{"näkyy"}, {"2"}}) {
		t.Errorf("%q", got)
	}
}

// written is a table of many rows in a form.
func written(t testing.TB, form sheet.Form, rows int) []byte {
	t.Helper()
	var b bytes.Buffer
	s := sheet.Sheet{Lang: locale.Fi, Name: "Hinnat", Columns: []sheet.Column{{Head: "Palvelu", Width: 20}, {Head: "Hinta"}, {Head: "Alkaen"}, {Head: "Kpl"}}, AboutName: "Tietoja", About: [][2]string{{"Päivä", "1.1.2027"}}}
	err := s.Write(form, &b, func() {}, func(row func([]any) error) error {
		for i := range rows {
			cents := money.Cents(4810 + i)
			if err := row([]any{"Kotihoito", &cents, calendar.Date{Year: 2027, Month: 6, Day: 1}, i}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	for form, price := range map[sheet.Form]string{sheet.CSV: "48,11", sheet.XLSX: "48.11"} {
		got, _ := mustRead(t, written(t, form, 2))
		if want := []string{"Kotihoito", price, "2027-06-01", "1"}; len(got) != 3 || !cmp.Equal(got[2], want) {
			t.Errorf("%s: %q", form, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.TrimSpace(strings.ToValidUTF8(rapid.StringOfN(rapid.Rune(), 1, 20, -1).Draw(t, "text"), ""))
		if text == "" || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0xfffe || r == 0xffff || r == '_' }) || text[0] == '\'' {
			t.Skip()
		}
		for _, form := range []sheet.Form{sheet.CSV, sheet.XLSX} {
			var b bytes.Buffer
			s := sheet.Sheet{Lang: locale.Sv, Name: "Blad", Columns: []sheet.Column{{Head: "a"}, {Head: "b"}}}
			err := s.Write(form, &b, func() {}, func(row func([]any) error) error { return row([]any{"x", text}) })
			if err != nil {
				t.Fatal(err)
			}
			if first, _, _ := strings.Cut(b.String(), "x;"); form == sheet.CSV && strings.HasPrefix(b.String()[len(first)+2:], text) && sheet.Armed(text) {
				t.Fatalf("%q could be a formula", text)
			}
			got, _, err := read(b.Bytes(), limits)
			if err != nil || len(got) != 2 || got[1][1] != text {
				t.Fatalf("%s: %q is read as %q: %v", form, text, got, err)
			}
		}
	})
}

func TestFilesThatAreRefused(t *testing.T) {
	book := written(t, sheet.XLSX, 20)
	for name, c := range map[string]struct {
		content []byte
		want    string
	}{
		"nothing":         {nil, "fault.sheet.empty"},
		"space":           {[]byte(" \r\n \n"), "fault.sheet.empty"},
		"too large":       {bytes.Repeat([]byte("x"), 10<<20+1), "fault.sheet.large"},
		"too many rows":   {[]byte("a;b\n" + strings.Repeat("1;2\n", 101)), "fault.sheet.rows"},
		"a long book":     {written(t, sheet.XLSX, 101), "fault.sheet.rows"},
		"half a book":     {book[:len(book)/2], "fault.sheet.cut"},
		"a zip":           {zipped(t, map[string]string{"a.txt": "x"}), "fault.sheet.not_book"},
		"old book":        {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xxxx"), "fault.sheet.old_book"},
		"PDF":             {[]byte("%PDF-1.7\nx"), "fault.sheet.not_table"},
		"NUL":             {[]byte("a;b\n1;\x002\n"), "fault.sheet.not_table"},
		"no letters":      {[]byte("a;b\n\xff\x81\x8d"), "fault.sheet.encoding"},
		"quotes":          {[]byte("a\"b;c\n1;2\n"), "fault.sheet.head"},
		"columns":         {[]byte(strings.Repeat("a;", 400) + "\n"), "fault.sheet.columns"},
		"a document type": {zipped(t, map[string]string{"xl/workbook.xml": `<!DOCTYPE x [<!ENTITY a "b">]><workbook/>`}), "fault.sheet.cut"},
		"half a sheet": {zipped(t, map[string]string{"xl/workbook.xml": "<workbook/>",
			"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c><v>1</v>`}), "fault.sheet.cut"},
	} {
		if _, _, err := read(c.content, limits); faultOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func zipped(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A workbook of 200 000 rows is refused when the rows over the limit are seen: little of it is unpacked.
func TestAHugeWorkbookIsRefusedWithLittle(t *testing.T) {
	var rows strings.Builder
	rows.WriteString(`<worksheet><sheetData>`)
	for i := range 200_000 {
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d" t="inlineStr"><is><t>Palvelu</t></is></c><c r="B%d"><v>48.1</v></c></row>`, i+1, i+1, i+1)
	}
	rows.WriteString(`</sheetData></worksheet>`)
	content := zipped(t, map[string]string{"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": rows.String()})
	rows.Reset()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err := read(content, sheet.Limits{Bytes: 10 << 20, Rows: 5000})
	runtime.ReadMemStats(&after)
	if faultOf(err) != "fault.sheet.rows" || after.TotalAlloc-before.TotalAlloc > 4<<20 {
		t.Errorf("%v, %d bytes asked for", err, after.TotalAlloc-before.TotalAlloc)
	}
}

// A file that unpacks to far more than it is ends at the limits.
func TestABombIsRefused(t *testing.T) {
	bomb := zipped(t, map[string]string{"xl/workbook.xml": "<workbook/>", "xl/sharedStrings.xml": strings.Repeat("<si><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></si>", 600_000),
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c t="s"><v>0</v></c></row></sheetData></worksheet>`})
	if _, _, err := read(bomb, limits); faultOf(err) != "fault.sheet.unpacked" {
		t.Error(err)
	}
}

func TestDays(t *testing.T) {
	for text, want := range map[string]string{"1.6.2027": "2027-06-01", "01.06.2027": "2027-06-01", "2027-06-01": "2027-06-01", " 31.12.2026 ": "2026-12-31",
		"2027-06-01T00:00:00": "2027-06-01", "1.6.2027 0:00": "2027-06-01"} {
		if got, ok := sheet.Day(text); !ok || got.String() != want {
			t.Errorf("%q: %s %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "30.2.2027", "1.6.27", "6/1/2027", "eilen", "2027-13-01", "46174", "1.6.2027 12:00", "1..2027"} {
		if got, ok := sheet.Day(text); ok {
			t.Errorf("%q is taken for %s", text, got)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte(prices))
	f.Add([]byte("\ufeffsep=;\na;b\n'=1;\"x"))
	f.Add(written(f, sheet.XLSX, 2))
	f.Add(zipped(f, map[string]string{"xl/workbook.xml": `<x:workbook><x:sheets><x:sheet r:id="a"/></x:sheets></x:workbook>`, "xl/_rels/workbook.xml.rels": `<Relationship Id="a" Target="/s.xml"/>`,
		"xl/styles.xml": `<numFmt numFmtId="170" formatCode="d.m.yy;@"/><cellXfs><xf numFmtId="170"/></cellXfs>`,
		"s.xml":         `<!-- x --><x:row><x:c r="ZZZZ9" s="0"><x:v>&#x34;6174</x:v></x:c></x:row><row r="x"/><row><c t="s"><v>-1</v></c><c t='d'><v>2027-01-01T</v></c>`}))
	f.Fuzz(func(t *testing.T, content []byte) {
		all, _, err := read(content, limits)
		if err != nil && faultOf(err)[:6] != "fault." {
			t.Fatalf("%v is no fault of the file", err)
		}
		if len(all) > limits.Rows+1 {
			t.Fatalf("%d rows", len(all))
		}
	})
}

// FuzzDay reads anything as a cell with a day: what is one is read as the same day however it is written.
func FuzzDay(f *testing.F) {
	for _, text := range []string{"1.6.2027", "01.06.2027", "2027-06-01T00:00:00Z", "31.2.2027", "1.6.27", "1..2027", "99999.1.2027"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, ok := sheet.Day(text)
		if !ok {
			return
		}
		for _, written := range []string{d.String(), fmt.Sprintf("%d.%d.%04d", d.Day, int(d.Month), d.Year)} {
			if again, ok := sheet.Day(written); !ok || again != d {
				t.Errorf("%q is %v, written %q, and that is %v, %v", text, d, written, again, ok)
			}
		}
	})
}
