package main

import (
	"fmt"
	"math"
	"slices"
)

type postal struct {
	code, fi, sv, municipality string
	lat, lon                   float64
}

// farKm is farther from its municipality's centre than any box can be.
const farKm = 60

// mend corrects the joined postal codes in place and tells what it did, one line for each code.
//
// A code of P.O. boxes or of one large customer has no area, so the join has placed some of them by chance: 00101 Helsinki in
// Pieksämäki. Such a code does not end in 0 or 5. When its office bears the name of another municipality than the one it was
// joined to, or its point is more than 60 km from its municipality, it is moved to where the other codes of the same office
// are. Codes with an area of their own are left alone even when they cross a border, as 05620 Hyvinkää does.
//
// The sources' Swedish names are Finnish for most offices in monolingual municipalities; an office named as its municipality
// takes the municipality's Swedish name.
func mend(ps []postal, ms []municipality) []string {
	byName, byCode := map[string]municipality{}, map[string]municipality{}
	for _, m := range ms {
		byName[m.Fi], byCode[m.Code] = m, m
	}
	var told []string
	for i := range ps {
		p := &ps[i]
		if boxes(p.code) {
			home, namesake := byName[p.fi]
			if !namesake {
				home = byCode[p.municipality]
			}
			if home.Code != p.municipality || km(p.lat, p.lon, home.Lat, home.Lon) > farKm {
				was := byCode[p.municipality].Fi
				p.municipality = home.Code
				p.lat, p.lon = centre(ps, *p, home)
				told = append(told, fmt.Sprintf("%s %s: from %s to %s", p.code, p.fi, was, home.Fi))
			}
		}
		if m := byCode[p.municipality]; p.fi == m.Fi {
			p.sv = m.Sv
		}
	}
	return told
}

func boxes(code string) bool {
	last := code[len(code)-1]
	return last != '0' && last != '5'
}

// centre is the median point of the codes with an area that share office, municipality and first two digits with p; without
// any, the municipality's centre.
func centre(ps []postal, p postal, home municipality) (lat, lon float64) {
	var lats, lons []float64
	for _, q := range ps {
		if !boxes(q.code) && q.fi == p.fi && q.municipality == home.Code && q.code[:2] == p.code[:2] {
			lats, lons = append(lats, q.lat), append(lons, q.lon)
		}
	}
	if len(lats) == 0 {
		return home.Lat, home.Lon
	}
	slices.Sort(lats)
	slices.Sort(lons)
	return lats[len(lats)/2], lons[len(lons)/2]
}

func km(lat1, lon1, lat2, lon2 float64) float64 {
	const radius, rad = 6371.0, math.Pi / 180
	x := (lon2 - lon1) * rad * math.Cos((lat1+lat2)/2*rad)
	y := (lat2 - lat1) * rad
	return radius * math.Hypot(x, y)
}
