package quality

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

var may2026 = calendar.Date{Year: 2026, Month: 5, Day: 19}

func keysOf(faults []fault.Field) []string {
	var out []string
	for _, f := range faults {
		out = append(out, f.Name+" "+f.Key)
	}
	return out
}

func TestFilesInThreeLanguagesSayTheSame(t *testing.T) {
	want := Entry{Indicator: "feedback", Unit: "Koti", Service: "home_care", From: "1.1.2026", To: "2026-04-30", Value: "4,56", Count: "21", Source: "Kysely"}
	for name, text := range map[string]string{
		"fi, semicolons":     "Mittari;Yksikkö;Palvelu;Alku;Loppu;Arvo;Lukumäärä;Lähde\nfeedback;Koti;home_care;1.1.2026;2026-04-30;4,56;21;Kysely\n",
		"sv, mark, CRLF":     "\ufeffMätare;Enhet;Tjänst;Från;Till;Värde;Antal;Källa\r\nfeedback;Koti;home_care;1.1.2026;2026-04-30;4,56;21;Kysely\r\n",
		"en, commas, quotes": "indicator,unit,service,from,to,value,count,source\nfeedback,Koti,home_care,1.1.2026,2026-04-30,\"4,56\",21,Kysely",
		"other order, more":  "source\tcount\tvalue\tto\tfrom\tservice\tunit\tindicator\tremarks\nKysely\t21\t4,56\t2026-04-30\t1.1.2026\thome_care\tKoti\tfeedback\tx\n\n",
	} {
		rows, err := ReadTable([]byte(text))
		if err != nil || len(rows) != 1 {
			t.Errorf("%s: %d rows, %v", name, len(rows), err)
			continue
		}
		if diff := cmp.Diff(want, rows[0].Entry); diff != "" || rows[0].Line != 2 {
			t.Errorf("%s: line %d, %s", name, rows[0].Line, diff)
		}
	}
}

func TestFilesThatCannotBeReadSayWhy(t *testing.T) {
	const head = "indicator;unit;service;from;to;value;count;source\n"
	for want, text := range map[string]string{
		"fault.sheet.encoding":       "Mittari;Yksikk\x81;Palvelu\n",
		"fault.sheet.cut":            "PK\x03\x04xyz",
		"fault.sheet.empty":          " \n",
		"fault.quality.file_columns": "Mittari;Arvo\nfeedback;4\n",
		"fault.quality.file_twice":   "value;" + head + "1;2\n",
		"fault.quality.file_quotes":  head + "feedback;\"Koti;home_care\n",
		"fault.sheet.large":          strings.Repeat("x", MaxTableBytes+1),
		"fault.sheet.rows":           head + strings.Repeat("a;b;c;d;e;f;g;h\n", MaxTableRows+1),
	} {
		_, err := ReadTable([]byte(text))
		if got := keysOf(fault.From(err).Fields); err == nil || len(got) != 1 || got[0] != "file "+want {
			t.Errorf("%s: %v", want, got)
		}
	}
	if _, err := ReadTable([]byte(head)); err == nil {
		t.Error("a heading alone is taken for values")
	}
	rows, err := ReadTable([]byte(head + "a;b\n"))
	if err != nil || keysOf(rows[0].Faults)[0] != "row fault.quality.row_cells" {
		t.Errorf("a short line: %+v, %v", rows, err)
	}
}

func TestReadingAFileNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`(indicator|unit|service|from|to|value|count|source|;|,|"|\n|[a-zä0-9. ]){0,200}`).Draw(t, "text")
		rows, err := ReadTable([]byte(text))
		if err == nil && len(rows) == 0 {
			t.Fatal("neither rows nor a fault")
		}
	})
}

func TestNumbersAndDays(t *testing.T) {
	for text, want := range map[string]int{"4,56": 456, "4.5": 450, "4": 400, "96 %": 9600, "1\u00a0000": 100_000, "0,05": 5} {
		if got, ok := hundredths(text); !ok || got != want {
			t.Errorf("%q: %d %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "neljä", "4,567", "-1", "1,2,3", "4.5.6", ",5", "99999999"} {
		if got, ok := hundredths(text); ok {
			t.Errorf("%q is taken for %d", text, got)
		}
	}
	for text, want := range map[string]string{"1.1.2026": "2026-01-01", "31.12.2025": "2025-12-31", "2026-02-28": "2026-02-28"} {
		if got, ok := dayOf(text); !ok || got.String() != want {
			t.Errorf("%q: %s %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "30.2.2026", "1.1.26", "eilen", "2026-13-01"} {
		if got, ok := dayOf(text); ok {
			t.Errorf("%q is taken for %s", text, got)
		}
	}
}

func TestWhatIsWrongWithARowByItself(t *testing.T) {
	good := Entry{Indicator: "Asiakaspalaute", Unit: "Koti", Service: "Kotihoito", From: "1.1.2026", To: "30.4.2026", Value: "4,56", Count: "21", Source: "Kysely"}
	for name, c := range map[string]struct {
		change func(*Entry)
		want   []string
	}{
		"good":           {func(*Entry) {}, nil},
		"one answer":     {func(e *Entry) { e.Count = "1" }, nil},
		"indicator":      {func(e *Entry) { e.Indicator = "tähdet" }, []string{"indicator fault.quality.indicator"}},
		"service":        {func(e *Entry) { e.Service = "lentäminen" }, []string{"service fault.quality.service"}},
		"value too high": {func(e *Entry) { e.Value = "5,01" }, []string{"value fault.quality.range"}},
		"value too low":  {func(e *Entry) { e.Value = "0,99" }, []string{"value fault.quality.range"}},
		"no number":      {func(e *Entry) { e.Value = "hyvä" }, []string{"value fault.quality.number"}},
		"nobody":         {func(e *Entry) { e.Count = "0" }, []string{"count fault.quality.count"}},
		"tomorrow":       {func(e *Entry) { e.To = "20.5.2026" }, []string{"to fault.quality.future"}},
		"backwards":      {func(e *Entry) { e.To = "31.12.2025" }, []string{"to fault.quality.backwards"}},
		"no day":         {func(e *Entry) { e.From = "30.2.2026" }, []string{"from fault.form.date"}},
		"known too soon": {func(e *Entry) { e.AsOf = "1.2.2026" }, []string{"as_of fault.quality.as_of"}},
		"no source":      {func(e *Entry) { e.Source = " " }, []string{"source fault.form.required"}},
		"everything": {func(e *Entry) { *e = Entry{} }, []string{"indicator fault.form.required", "service fault.form.required", "unit fault.form.required",
			"from fault.form.date", "to fault.form.date", "count fault.quality.count", "source fault.form.required"}},
	} {
		r := Row{Entry: good}
		c.change(&r.Entry)
		r.read(may2026)
		if diff := cmp.Diff(c.want, keysOf(r.Faults)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
