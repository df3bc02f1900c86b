package components

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestErrorsStandInTheOrderOfTheFields(t *testing.T) {
	errors := map[string]string{"": "Whole form", "phone": "Phone", "starts": "Date", "zeta": "Z", "alpha": "A"}
	got := ErrorList(errors, "name", "starts=starts-day", "phone")
	want := []ErrorItem{{"Date", "#starts-day"}, {"Phone", "#phone"}, {"Whole form", ""}, {"A", "#alpha"}, {"Z", "#zeta"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if html := render(t, ErrorSummary(ErrorSummaryArgs{Items: ErrorList(nil, "name")})); strings.TrimSpace(html) != "" {
		t.Errorf("a summary without errors is drawn: %s", html)
	}
}

func TestPagesAroundTheCurrentOne(t *testing.T) {
	href := func(n int) string { return "?page=" + strconv.Itoa(n) }
	for _, tc := range []struct {
		current, last int
		want          string
	}{
		{1, 0, ""}, {1, 1, ""},
		{1, 2, "(1) 2 >"},
		{2, 3, "< 1 (2) 3 >"},
		{1, 9, "(1) 2 … 9 >"},
		{3, 9, "< 1 2 (3) 4 … 9 >"},
		{4, 9, "< 1 2 3 (4) 5 … 9 >"}, // a gap of one page is written out
		{5, 9, "< 1 … 4 (5) 6 … 9 >"},
		{9, 9, "< 1 … 8 (9)"},
	} {
		if got := drawn(Pages(tc.current, tc.last, href)); got != tc.want {
			t.Errorf("page %d of %d: %q, want %q", tc.current, tc.last, got, tc.want)
		}
	}
	args := Pages(2, 3, href)
	if args.Prev != "?page=1" || args.Next != "?page=3" {
		t.Errorf("previous %q and next %q", args.Prev, args.Next)
	}
}

func drawn(a PaginationArgs) string {
	var parts []string
	if a.Prev != "" {
		parts = append(parts, "<")
	}
	for _, p := range a.Pages {
		switch {
		case p.N == 0:
			parts = append(parts, "…")
		case p.Current:
			parts = append(parts, "("+strconv.Itoa(p.N)+")")
		default:
			parts = append(parts, strconv.Itoa(p.N))
		}
	}
	if a.Next != "" {
		parts = append(parts, ">")
	}
	return strings.Join(parts, " ")
}

func TestPhoneNumbersCanBeCalled(t *testing.T) {
	for phone, want := range map[string]string{
		"014 000 1200": "tel:+358140001200", "+358 14 000 1200": "tel:+358140001200", "116 117": "tel:116117", "(09) 310-11": "tel:+358931011",
	} {
		if got := Tel(phone); got != want {
			t.Errorf("%s: %s, want %s", phone, got, want)
		}
	}
}

func TestDateMarksTheWrongPart(t *testing.T) {
	month := render(t, DateInput(DateArgs{Name: "from", Legend: "From", Error: "No such month", WrongMonth: true}))
	if n := strings.Count(month, "govuk-input--error"); n != 1 {
		t.Errorf("%d fields are marked, want the month alone", n)
	}
	all := render(t, DateInput(DateArgs{Name: "from", Legend: "From", Error: "Give a date"}))
	if n := strings.Count(all, "govuk-input--error"); n != 3 {
		t.Errorf("%d fields are marked, want all three", n)
	}
}

func TestTextsAreEscaped(t *testing.T) {
	const evil = `<script>alert(1)</script>"'`
	for name, html := range map[string]string{
		"input":  render(t, Input(InputArgs{Name: "q", Label: evil, Value: evil, Error: evil})),
		"table":  render(t, Table(TableArgs{Caption: evil, Rows: [][]Cell{{{Text: evil, Note: evil, Href: "javascript:alert(1)"}}}})),
		"tag":    render(t, Tag(TagArgs{Text: evil})),
		"button": render(t, Button(ButtonArgs{Text: evil, Value: evil, Name: "x"})),
	} {
		if strings.Contains(html, "<script") {
			t.Errorf("%s lets markup through: %s", name, html)
		}
	}
}

func TestTableCells(t *testing.T) {
	got := canonical(t, render(t, Table(TableArgs{
		Caption: "Queue", CaptionHidden: true,
		Head: []Cell{{Text: "Name", Href: "?sort=name", Sort: "ascending"}, {Text: "Sum", Num: true}, {}},
		Rows: [][]Cell{{{Text: "A", Href: "/a", Note: "9812345-4"}, {Text: "12,10 €", Num: true}, {Part: Tag(TagArgs{Text: "New"})}}},
	})))
	for _, want := range []string{
		`<th aria-sort="ascending" scope="col">`, `<th class="tt-num" scope="col">`, `<th scope="row">`, `<td class="tt-num">`, "<small>",
		`<strong class="tt-tag">`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the table has no %s:\n%s", want, got)
		}
	}
}
