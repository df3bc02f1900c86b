package components

import (
	"strings"
	"testing"
)

func TestBarsAreATable(t *testing.T) {
	got := render(t, Bars(BarsArgs{Caption: "What clients say", Name: "Question", Value: "Rating", Note: "Answers", Mark: "the whole county", Rows: []BarsRow{
		{Name: "Help received", Value: "4.7", Permille: 925, Mark: 800, MarkText: "county 4.2", Note: "128"},
		{Name: "Agreements kept", Value: "not yet rated", Permille: -1, Note: "3"},
		{Name: "Beyond", Value: "9", Permille: 9000, Mark: 9000},
	}}))
	for _, want := range []string{"<caption", "What clients say", `scope="row"`, `width="925"`, `x="797"`, `width="1000"`, `x="994"`, "The line on the bar: the whole county"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	if n := strings.Count(got, `class="f"`); n != 2 {
		t.Errorf("%d bars, an unknown value has none", n)
	}
}

func TestMapWithoutPictureIsAList(t *testing.T) {
	long := MapArgs{AreasTitle: "Many", AreasShow: "Show", Areas: strings.Fields("a b c d e f g h i j k l")}
	if got := render(t, Map(long)); strings.Contains(got, "<details") {
		t.Errorf("a dozen names are folded: %s", got)
	}
	long.Areas = append(long.Areas, "m")
	if got := render(t, Map(long)); !strings.Contains(got, "<summary>Show</summary>") || !strings.Contains(got, "<li>m</li>") {
		t.Errorf("many names are not folded: %s", got)
	}
	got := render(t, Map(MapArgs{Missing: "No map.", Areas: []string{"Utsjoki <&>"}, AreasTitle: "One", Points: []MapPoint{{Name: "Here", Href: "javascript:alert(1)"}}}))
	if strings.Contains(got, "<svg") || !strings.Contains(got, "No map.") || !strings.Contains(got, "Utsjoki &lt;&amp;&gt;") {
		t.Errorf("drawn: %s", got)
	}
	if strings.Contains(got, "javascript:") {
		t.Errorf("an unsafe address is a link: %s", got)
	}
}
