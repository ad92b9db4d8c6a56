package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// SquareKilometres is an area on the WGS84 ellipsoid.
type SquareKilometres float64

// WGS84 ellipsoid.
const (
	semiMajor = 6378137.0
	flatten   = 1 / 298.257223563
)

// authalic returns sin β of the authalic latitude β of a geographic latitude
// in degrees: q(φ)/q(90°), with
//
//	q(φ) = (1-e²) ( sin φ/(1-e² sin²φ) + atanh(e sin φ)/e )
//
// On the sphere of radius a √(q(90°)/2) the cylinder (λ, sin β) keeps the areas
// of the ellipsoid exactly. Snyder, Map Projections (1987), eq. 3-12.
func authalic(lat float64) float64 { return authalicQ(math.Sin(rad(lat))) / authalicQ(1) }

func authalicQ(sin float64) float64 {
	e2 := flatten * (2 - flatten)
	e := math.Sqrt(e2)
	return (1 - e2) * (sin/(1-e2*sin*sin) + math.Atanh(e*sin)/e)
}

// Surface returns the area of shape on the ellipsoid, holes taken out whatever
// way they wind. Edges are straight lines on the equal-area cylinder; for edges
// below 10 km that differs from geodesics by less than one part in 100,000.
func Surface(shape orb.MultiPolygon) SquareKilometres {
	sum := 0.0
	for _, polygon := range shape {
		for i, ring := range polygon {
			if a := ringSurface(ring); i == 0 {
				sum += a
			} else {
				sum -= a
			}
		}
	}
	return SquareKilometres(sum / 1e6)
}

// ringSurface is the unsigned area of a ring in m².
func ringSurface(r orb.Ring) float64 {
	if len(r) == 0 {
		return 0
	}
	// The square of the authalic radius.
	radius2 := semiMajor * semiMajor * authalicQ(1) / 2
	x0, y0 := r[0][0], authalic(r[0][1])
	sum, px, py := 0.0, 0.0, 0.0
	for _, p := range r[1:] {
		x, y := rad(p[0]-x0), authalic(p[1])-y0
		sum += float64(px*y) - float64(x*py)
		px, py = x, y
	}
	return math.Abs(sum) / 2 * radius2
}
