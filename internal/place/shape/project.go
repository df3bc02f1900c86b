package shape

import "math"

// Project puts degrees (WGS 84, which here is ETRS89 to a metre) onto the plane of ETRS-TM35FIN, by the series that the
// public administration's recommendation JHS 197 gives, to the third order: exact to a decimetre in Finland.
func Project(lat, lon float64) Point {
	const (
		rad        = math.Pi / 180
		flattening = 1 / 298.257222101
		axis       = 6_378_137.0
		meridian   = 27 * rad
		scale      = 0.9996
		falseEast  = 500_000.0
	)
	n := flattening / (2 - flattening)
	a1 := axis / (1 + n) * (1 + n*n/4 + n*n*n*n/64)
	h1 := n/2 - 2*n*n/3 + 5*n*n*n/16
	h2 := 13*n*n/48 - 3*n*n*n/5
	h3 := 61 * n * n * n / 240
	e := math.Sqrt(2*flattening - flattening*flattening)

	phi, l := lat*rad, lon*rad-meridian
	q := math.Asinh(math.Tan(phi)) - e*math.Atanh(e*math.Sin(phi))
	beta := math.Atan(math.Sinh(q))
	eta := math.Atanh(math.Cos(beta) * math.Sin(l))
	xi := math.Asin(math.Sin(beta) * math.Cosh(eta))
	north, east := xi, eta
	for i, h := range []float64{h1, h2, h3} {
		k := 2 * float64(i+1)
		north += h * math.Sin(k*xi) * math.Cosh(k*eta)
		east += h * math.Cos(k*xi) * math.Sinh(k*eta)
	}
	return Point{E: int(math.Round(scale*a1*east + falseEast)), N: int(math.Round(scale * a1 * north))}
}
