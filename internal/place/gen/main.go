// Command gen writes the tables that package place embeds, from the joined source files described in docs/DATA.md:
//
//	go run ./internal/place/gen -from ../shared/data/finland -to internal/place
//
// With -cities and GeoNames' file of places with at least 500 people it writes the neighbourhoods too, which are otherwise
// left as they are.
//
// It mends what is known to be wrong in the sources and prints every mended row, so that a reviewer sees what changed.
package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

type municipality struct {
	Code       string  `json:"code"`
	Fi         string  `json:"name_fi"`
	Sv         string  `json:"name_sv"`
	En         string  `json:"name_en"`
	County     string  `json:"county_code"`
	Language   string  `json:"language"`
	Lat        float64 `json:"lat"`
	Lon        float64 `json:"lon"`
	Population int     `json:"population"`
}

type county struct {
	Code string `json:"code"`
	Fi   string `json:"name_fi"`
	Sv   string `json:"name_sv"`
	En   string `json:"name_en"`
}

func main() {
	from := flag.String("from", "../shared/data/finland", "folder of the source files")
	to := flag.String("to", "internal/place", "folder to write the tables to")
	cities := flag.String("cities", "", "GeoNames' cities500 as JSON")
	flag.Parse()
	if err := run(*from, *to, *cities); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(from, to, cities string) error {
	var ms []municipality
	var cs []county
	if err := errors.Join(readJSON(filepath.Join(from, "municipalities_2026.json"), &ms), readJSON(filepath.Join(from, "counties_2026.json"), &cs)); err != nil {
		return err
	}
	ps, err := readPostals(filepath.Join(from, "postal_codes_FI_joined.csv"))
	if err != nil {
		return err
	}
	for _, line := range mend(ps, ms) {
		fmt.Println(line)
	}
	if cities != "" {
		if err := writeNeighbourhoods(cities, to, ms, ps); err != nil {
			return err
		}
	}
	var m, c, p []string
	for _, x := range ms {
		languages, err := languagesOf(x.Language)
		if err != nil {
			return fmt.Errorf("municipality %s: %w", x.Code, err)
		}
		m = append(m, row(x.Code, x.Fi, x.Sv, x.En, x.County, degrees(x.Lat), degrees(x.Lon), strconv.Itoa(x.Population), languages))
	}
	for _, x := range cs {
		c = append(c, row(x.Code, x.Fi, x.Sv, x.En))
	}
	for _, x := range ps {
		p = append(p, row(x.code, x.fi, x.sv, x.municipality, degrees(x.lat), degrees(x.lon)))
	}
	return errors.Join(
		write(filepath.Join(to, "municipalities.tsv"), m),
		write(filepath.Join(to, "counties.tsv"), c),
		write(filepath.Join(to, "postals.tsv"), p),
		writeBorders(from, to))
}

// languagesOf turns Statistics Finland's wording into languages, the majority's first.
func languagesOf(s string) (string, error) {
	switch s {
	case "Yksikielinen suomenkielinen kunta":
		return "fi", nil
	case "Yksikielinen ruotsinkielinen kunta":
		return "sv", nil
	case "Kaksikielinen kunta, jossa enemmistön kieli on suomi":
		return "fi,sv", nil
	case "Kaksikielinen kunta, jossa enemmistön kieli on ruotsi":
		return "sv,fi", nil
	}
	return "", fmt.Errorf("unknown language relation %q", s)
}

func readJSON(path string, into any) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func readPostals(path string) ([]postal, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	at := map[string]int{}
	for i, name := range records[0] {
		at[name] = i
	}
	var ps []postal
	for n, r := range records[1:] {
		lat, err1 := strconv.ParseFloat(r[at["lat"]], 64)
		lon, err2 := strconv.ParseFloat(r[at["lon"]], 64)
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("%s row %d: %w", path, n+2, err)
		}
		ps = append(ps, postal{code: r[at["postal_code"]], fi: r[at["name_fi"]], sv: r[at["name_sv"]],
			municipality: r[at["municipality_code"]], lat: lat, lon: lon})
	}
	return ps, nil
}

// degrees keeps four decimals: ten metres is closer than a postal code's centre is true.
func degrees(f float64) string { return strconv.FormatFloat(f, 'f', 4, 64) }

func row(fields ...string) string { return strings.Join(fields, "\t") }

func write(path string, lines []string) error {
	slices.Sort(lines)
	return os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o644)
}
