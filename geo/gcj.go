package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// gcjBox is the box inside which Chinese web maps shift their coordinates. The
// real rule follows the border; the box is the one in public use.
var gcjBox = orb.Bound{Min: orb.Point{72.004, 0.8293}, Max: orb.Point{137.8347, 55.8271}}

// inChina applies convert to p inside gcjBox and passes p through elsewhere.
func inChina(p orb.Point, convert func() orb.Point) orb.Point {
	if gcjBox.Contains(p) {
		return convert()
	}
	return p
}

// toGCJ shifts a WGS84 point to GCJ-02. The formula and its constants
// (Krasovsky ellipsoid, pseudo-random sine sums) are in public use; no official
// text has been published. The shift at 静安 is 483 m.
func toGCJ(p orb.Point) orb.Point {
	const a, e2 = 6378245.0, 0.00669342162296594323
	x, y := p[0]-105, p[1]-35
	wave := func(t float64) float64 { return 20*math.Sin(6*t*math.Pi) + 20*math.Sin(2*t*math.Pi) }
	dLat := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*math.Sqrt(math.Abs(x)) + (wave(x)+
		20*math.Sin(y*math.Pi)+40*math.Sin(y/3*math.Pi)+160*math.Sin(y/12*math.Pi)+320*math.Sin(y*math.Pi/30))*2/3
	dLon := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*math.Sqrt(math.Abs(x)) + (wave(x)+
		20*math.Sin(x*math.Pi)+40*math.Sin(x/3*math.Pi)+150*math.Sin(x/12*math.Pi)+300*math.Sin(x/30*math.Pi))*2/3
	sin := math.Sin(rad(p[1]))
	w := 1 - e2*sin*sin
	return orb.Point{
		p[0] + dLon*180/(a/math.Sqrt(w)*math.Cos(rad(p[1]))*math.Pi),
		p[1] + dLat*180/(a*(1-e2)/(w*math.Sqrt(w))*math.Pi),
	}
}

// gcjToBD shifts a GCJ-02 point to BD-09, the system of Baidu's maps.
func gcjToBD(p orb.Point) orb.Point {
	const k = math.Pi * 3000 / 180
	r := math.Hypot(p[0], p[1]) + 0.00002*math.Sin(p[1]*k)
	θ := math.Atan2(p[1], p[0]) + 0.000003*math.Cos(p[0]*k)
	return orb.Point{r*math.Cos(θ) + 0.0065, r*math.Sin(θ) + 0.006}
}

// undo returns the point that shift takes to p, by fixed-point iteration:
//
//	q ← q + (p - shift(q))
//
// The shifts change slowly, so that one step errs by metres, three by hundredths
// of a millimetre; five are made.
func undo(shift func(orb.Point) orb.Point, p orb.Point) orb.Point {
	q := p
	for range 5 {
		s := shift(q)
		q[0] += p[0] - s[0]
		q[1] += p[1] - s[1]
	}
	return q
}
