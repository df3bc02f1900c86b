package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

//go:embed neighbourhoods.tsv
var byHand string

// neighbourhood is a part of a town that people know by name, with the postal code that it stands for.
type neighbourhood struct{ municipality, fi, sv, postal string }

// city is a place of GeoNames' file of places with at least 500 people.
type city struct {
	Country string  `json:"countrycode"`
	Name    string  `json:"name"`
	Lat     float64 `json:"latitude"`
	Lon     float64 `json:"longitude"`
}

// noNeighbourhood are names that nobody gives as where they live: halves and numbers of districts, airports, business areas.
var noNeighbourhood = regexp.MustCompile(`kaupunginosa|yritysalue|lentokenttä|Turun satama$|[Tt]iedepuisto|[Kk]irkonkylä| [Kk]eskus$| (kaakko|koillinen|lounas|luode|[AB])$|^(Väståboland|Älajärvi|Vanha munkkiniemi|Vanha Ruskeasuo|Nickby|Smedsby|Grundbacka)$`)

// nearEnough is how far a neighbourhood may be from the centre of its postal code, in kilometres.
const nearEnough = 3

// neighbourhoods joins GeoNames' places with those kept by hand, which hold where the two differ. A place that bears the
// name of a municipality or of a post office is found by that.
func neighbourhoods(cities []city, ms []municipality, ps []postal) ([]neighbourhood, error) {
	hand, renamed, err := readHand(ps)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, m := range ms {
		known[m.Fi], known[m.Sv], known[m.En] = true, true, true
	}
	for _, p := range ps {
		known[p.fi], known[p.sv] = true, true
	}
	found := map[string]string{} // municipality and name → postal code
	for _, c := range cities {
		p, away := nearestPostal(ps, c.Lat, c.Lon)
		key := p.municipality + "\t" + c.Name
		if fi, ok := renamed[key]; ok {
			key = p.municipality + "\t" + fi
		}
		if _, name, _ := strings.Cut(key, "\t"); c.Country == "FI" && away <= nearEnough && !known[name] && !noNeighbourhood.MatchString(name) {
			found[key] = p.code
		}
	}
	var all []neighbourhood
	for key, n := range hand {
		if n.postal == "" {
			n.postal = found[key]
		}
		if n.postal == "" {
			return nil, fmt.Errorf("neighbourhoods.tsv: no postal code is known for %s", n.fi)
		}
		all = append(all, n)
		delete(found, key)
	}
	for key, code := range found {
		municipality, name, _ := strings.Cut(key, "\t")
		all = append(all, neighbourhood{municipality, name, name, code})
	}
	return all, nil
}

// readHand reads the table that is kept by hand, and the Finnish names of places that GeoNames calls otherwise.
func readHand(ps []postal) (hand map[string]neighbourhood, renamed map[string]string, err error) {
	in := map[string]string{}
	for _, p := range ps {
		in[p.code] = p.municipality
	}
	hand, renamed = map[string]neighbourhood{}, map[string]string{}
	for n, line := range strings.Split(strings.TrimSuffix(byHand, "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 5 || f[3] != "" && in[f[3]] != f[0] {
			return nil, nil, fmt.Errorf("neighbourhoods.tsv: line %d: want municipality, names, postal code of it, name in GeoNames", n+1)
		}
		sv := f[2]
		if sv == "" {
			sv = f[1]
		}
		hand[f[0]+"\t"+f[1]] = neighbourhood{f[0], f[1], sv, f[3]}
		if f[4] != "" {
			renamed[f[0]+"\t"+f[4]] = f[1]
		}
	}
	return hand, renamed, nil
}

// nearestPostal is the code with an area whose centre is nearest, and how far that is in kilometres.
func nearestPostal(ps []postal, lat, lon float64) (nearest postal, away float64) {
	away = -1
	for _, p := range ps {
		if d := km(p.lat, p.lon, lat, lon); !boxes(p.code) && (away < 0 || d < away) {
			nearest, away = p, d
		}
	}
	return nearest, away
}

// readCities reads the file, which has its places in a list or under their ids.
func readCities(path string) ([]city, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	byID := map[string]city{}
	if err := json.Unmarshal(b, &byID); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	all := make([]city, 0, len(byID))
	for _, c := range byID {
		all = append(all, c)
	}
	return all, nil
}

func writeNeighbourhoods(cities, to string, ms []municipality, ps []postal) error {
	places, err := readCities(cities)
	if err != nil {
		return err
	}
	all, err := neighbourhoods(places, ms, ps)
	if err != nil {
		return err
	}
	rows := make([]string, len(all))
	for i, n := range all {
		rows[i] = row(n.postal, n.fi, n.sv)
	}
	return write(filepath.Join(to, "neighbourhoods.tsv"), rows)
}
