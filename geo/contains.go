package geo

import "github.com/paulmach/orb"

// side says where a point stands to a shape.
type side uint8

const (
	outside side = iota
	edge
	inside
)

// within tells where p stands to a shape. A point on the edge of a hole is on
// the edge of the shape.
func within(shape orb.MultiPolygon, p orb.Point) side {
	at := outside
	for _, polygon := range shape {
		at = max(at, withinPolygon(polygon, p))
	}
	return at
}

func withinPolygon(polygon orb.Polygon, p orb.Point) side {
	if len(polygon) == 0 {
		return outside
	}
	at := withinRing(polygon[0], p)
	if at != inside {
		return at
	}
	for _, hole := range polygon[1:] {
		switch withinRing(hole, p) {
		case inside:
			return outside
		case edge:
			return edge
		}
	}
	return inside
}

// withinRing counts the edges that a ray from p to the east crosses. Each edge
// is looked at from its lower end, whichever way the ring runs, so that two
// rings that share an edge answer alike: a point near it is inside exactly one
// of them, or on the edge of both.
func withinRing(ring orb.Ring, p orb.Point) side {
	odd := false
	for i := 1; i < len(ring); i++ {
		s, e := ring[i-1], ring[i]
		if s[1] > e[1] || s[1] == e[1] && s[0] > e[0] {
			s, e = e, s
		}
		if p[1] < s[1] || p[1] > e[1] {
			continue
		}
		c := cross(s, e, p)
		if c == 0 && p[0] >= min(s[0], e[0]) && p[0] <= max(s[0], e[0]) {
			return edge
		}
		if c > 0 && p[1] < e[1] {
			odd = !odd
		}
	}
	if odd {
		return inside
	}
	return outside
}

// cross is above zero when p stands to the left of the way from s to e. The
// conversions keep the compiler from fusing the products, so that every machine
// finds the same side.
func cross(s, e, p orb.Point) float64 {
	return float64((e[0]-s[0])*(p[1]-s[1])) - float64((e[1]-s[1])*(p[0]-s[0]))
}
