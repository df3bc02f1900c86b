package registers

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/xuri/excelize/v2"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/catalogue/cataloguetest"
	tables "github.com/tuottajatori/tuottajatori/internal/platform/sheet"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/webtest"
)

type site struct {
	*webtest.Site
	care cataloguetest.HomeCare
}

func open(t *testing.T) *site {
	t.Helper()
	s := &site{Site: webtest.Open(t, func(r gin.IRouter, kit *webkit.Kit, c *catalogue.Service) { Mount(r, kit, c) })}
	s.care = s.HomeCare("Kotihoiva Aamurusko")
	return s
}

const finnish = "/fi/hyvaksytyt-tuottajat/keski-suomi/seteli"

// records reads a CSV file as an office's spreadsheet does.
func (s *site) records(path string) [][]string {
	s.T.Helper()
	rec := s.Ask(path)
	text, marked := strings.CutPrefix(rec.Body.String(), "\uFEFF")
	if rec.Code != 200 || !marked {
		s.T.Fatalf("%s: %d, marked as UTF-8 %v", path, rec.Code, marked)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	all, err := r.ReadAll()
	if err != nil {
		s.T.Fatal(err)
	}
	return all
}

// at is the place of a column by the end of its key.
func at(head string) int {
	for i, c := range columns {
		if c.head == head {
			return i
		}
	}
	panic(head)
}

func TestCSVInThreeLanguages(t *testing.T) {
	s := open(t)
	for path, want := range map[string]struct{ head, price string }{
		finnish: {"Tuottaja", "38,50"}, "/sv/godkanda-producenter/keski-suomi/seteli": {"Producent", "38,50"},
		"/en/approved-producers/keski-suomi/seteli": {"Producer", "38.50"},
	} {
		all := s.records(path + "/list.csv")
		if len(all) != 3 || all[0][at("producer")] != want.head || all[1][at("price")] != want.price || all[1][at("since")] != "2025-04-14" {
			t.Errorf("%s: %q", path, all)
		}
	}
	all := s.records(finnish + "/list.csv?service=meals")
	if len(all) != 2 || all[1][at("service_key")] != "meals" || all[1][at("price")] != "" {
		t.Errorf("narrowed: %q", all)
	}
}

func TestNoCellIsAFormula(t *testing.T) {
	s := open(t)
	for _, name := range []string{"=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1"} {
		s.Exec(`UPDATE producer SET name = $1 WHERE id = $2`, name, s.care.Producer)
		if got := s.records(finnish + "/list.csv")[1][at("producer")]; got != "'"+name {
			t.Errorf("%q stands as %q", name, got)
		}
		book, _ := s.book(finnish + "/list.xlsx")
		cell, err := excelize.CoordinatesToCellName(at("producer")+1, 2)
		if err != nil {
			t.Fatal(err)
		}
		formula, err := book.GetCellFormula("Hyväksytyt tuottajat", cell)
		if value, _ := book.GetCellValue("Hyväksytyt tuottajat", cell); err != nil || formula != "" || value != name {
			t.Errorf("%q stands as formula %q, value %q", name, formula, value)
		}
	}
}

func (s *site) book(path string) (*excelize.File, []byte) {
	s.T.Helper()
	rec := s.Ask(path)
	if rec.Code != 200 || rec.Header().Get("Content-Type") != tables.XLSX.MediaType() {
		s.T.Fatalf("%s: %d %s", path, rec.Code, rec.Header())
	}
	book, err := excelize.OpenReader(bytes.NewReader(rec.Body.Bytes()))
	if err != nil {
		s.T.Fatal(err)
	}
	s.T.Cleanup(func() { _ = book.Close() })
	return book, rec.Body.Bytes()
}

func TestTheWorkbookHasNumbersDaysAndASheetAboutItself(t *testing.T) {
	s := open(t)
	long := strings.Repeat("Pitkä nimi ", 18)
	s.Exec(`UPDATE producer SET name = $1 WHERE id = $2`, strings.TrimSpace(long), s.care.Producer)
	book, _ := s.book(finnish + "/list.xlsx")
	const name = "Hyväksytyt tuottajat"
	for head, want := range map[string]string{"price": "38.5", "value": "26.4", "pays": "12.1", "since": "45761", "producer": strings.TrimSpace(long)} {
		cell, err := excelize.CoordinatesToCellName(at(head)+1, 2)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := book.GetCellValue(name, cell, excelize.Options{RawCellValue: true})
		kind, _ := book.GetCellType(name, cell)
		if err != nil || raw != want {
			t.Errorf("%s is %q, want %q", head, raw, want)
		}
		if isNumber := kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber || kind == excelize.CellTypeDate; isNumber != (head != "producer") {
			t.Errorf("%s is of the type %v", head, kind)
		}
	}
	panes, err := book.GetPanes(name)
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the head moves: %+v %v", panes, err)
	}
	about, err := book.GetRows("Tietoja")
	if err != nil {
		t.Fatal(err)
	}
	told := ""
	for _, row := range about {
		told += strings.Join(row, " ") + "\n"
	}
	for _, words := range []string{"Keski-Suomen hyvinvointialue", "19.5.2026", "CC BY 4.0", "569/2009", "https://example.fi" + finnish} {
		if !strings.Contains(told, words) {
			t.Errorf("the second sheet does not tell %q:\n%s", words, told)
		}
	}
}

func TestWhatTheAddressesRefuse(t *testing.T) {
	s := open(t)
	for path, want := range map[string]int{
		finnish: 200, finnish + "?sort=price&municipality=179&service=home_care&page=7": 200, "/fi/hyvaksytyt-tuottajat": 200,
		"/fi/hyvaksytyt-tuottajat/lappi": 200, "/fi/hyvaksytyt-tuottajat/nowhere": 404, finnish + "x": 404, finnish + "x/list.csv": 404,
		finnish + "x/list.xlsx": 404, finnish + "?service=magic": 400, finnish + "?municipality=999": 400, finnish + "?sort=size": 400,
		finnish + "?page=0": 400, finnish + "?page=x": 400, finnish + "?q=1": 400, finnish + "/list.csv?x=1": 400, finnish + "?service=%zz": 400,
		"/fi/avoin-data": 200, "/sv/oppna-data": 200, "/en/open-data": 200,
	} {
		if rec := s.Ask(path); rec.Code != want {
			t.Errorf("%s: %d, want %d", path, rec.Code, want)
		}
	}
	s.Event(s.care.Admission, "suspended", calendar.Date{})
	if rec := s.Ask(finnish); rec.Code != 200 || strings.Contains(rec.Body.String(), "Kotihoiva Aamurusko") {
		t.Errorf("%d, and the suspended one is still there", rec.Code)
	}
}

func TestUnknownServiceInTheRegisterIsStillShown(t *testing.T) {
	s := open(t)
	s.Exec(`INSERT INTO admission_service (admission_id, service_key) VALUES ($1, 'no_longer_known')`, s.care.Admission)
	if rec := s.Ask(finnish); rec.Code != 200 || !strings.Contains(rec.Body.String(), "no_longer_known") {
		t.Errorf("%d", rec.Code)
	}
}
