package place

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

var (
	//go:embed municipalities.tsv
	municipalitiesTSV string
	//go:embed counties.tsv
	countiesTSV string
	//go:embed postals.tsv
	postalsTSV string
	//go:embed neighbourhoods.tsv
	neighbourhoodsTSV string
)

// table is everything that the embedded files hold, with the keys by which it is found. It never changes once made.
type table struct {
	municipalities []Municipality
	counties       []County
	postals        []Postal
	neighbourhoods []Neighbourhood
	municipality   map[string]Municipality
	county         map[string]County
	postal         map[string]Postal
}

var tables = sync.OnceValue(func() *table {
	t := &table{municipality: map[string]Municipality{}, county: map[string]County{}, postal: map[string]Postal{}}
	of := map[string][]string{} // county → municipalities
	for _, f := range rows(municipalitiesTSV, 9) {
		m := Municipality{Code: f[0], Fi: f[1], Sv: f[2], En: f[3], County: f[4], Lat: float(f[5]), Lon: float(f[6]),
			Population: int(float(f[7])), Languages: strings.Split(f[8], ",")}
		t.municipalities = append(t.municipalities, m)
		t.municipality[m.Code] = m
		of[m.County] = append(of[m.County], m.Code)
	}
	for _, f := range rows(countiesTSV, 4) {
		c := County{Code: f[0], Fi: f[1], Sv: f[2], En: f[3], Municipalities: of[f[0]]}
		t.counties = append(t.counties, c)
		t.county[c.Code] = c
	}
	for _, f := range rows(postalsTSV, 6) {
		p := Postal{Code: f[0], Fi: f[1], Sv: f[2], Municipality: f[3], Lat: float(f[4]), Lon: float(f[5])}
		t.postals = append(t.postals, p)
		t.postal[p.Code] = p
	}
	for _, f := range rows(neighbourhoodsTSV, 3) {
		t.neighbourhoods = append(t.neighbourhoods, Neighbourhood{Postal: f[0], Fi: f[1], Sv: f[2]})
	}
	return t
})

// rows takes an embedded table apart. A broken one is a broken build, which the tests see first; hence the panics.
func rows(tsv string, columns int) [][]string {
	var out [][]string
	for line := range strings.Lines(tsv) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != columns {
			panic(fmt.Sprintf("place: %d columns instead of %d in %q", len(fields), columns, line))
		}
		out = append(out, fields)
	}
	return out
}

func float(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic("place: " + err.Error())
	}
	return f
}
