package geo

import (
	"bytes"
	"fmt"

	"github.com/paulmach/orb"
)

// geometryReader reads the geometry of one feature and notes what is wrong.
type geometryReader struct {
	feature int
	ps      *problems
	broken  bool
	winding bool // a ring runs the other way than RFC 7946 wishes
}

func (g *geometryReader) fault(rule, value string) {
	g.broken = true
	g.ps.fault(g.feature, "geometry", rule, value)
}

// geometry reads a geometry object. The answer of a faulty one is not used.
func (g *geometryReader) geometry(raw []byte) orb.Geometry {
	if kind(raw) != '{' {
		g.fault(RuleNotGeoJSON, string(raw))
		return nil
	}
	ms := members(raw)
	checkBBox(g.feature, ms, g.ps)
	at := get(ms, "coordinates")
	switch t := typeOf(ms); t {
	case "Point":
		return g.position(at)
	case "MultiPoint":
		return orb.MultiPoint(g.positions(at))
	case "LineString":
		return g.line(at)
	case "MultiLineString":
		return orb.MultiLineString(each(g, at, g.line))
	case "Polygon":
		return g.polygon(at)
	case "MultiPolygon":
		return orb.MultiPolygon(each(g, at, g.polygon))
	case "GeometryCollection":
		parts := each(g, get(ms, "geometries"), g.geometry)
		if len(parts) == 1 {
			g.ps.warn(g.feature, "geometry", RuleSingleton, "")
		}
		return orb.Collection(parts)
	default:
		g.fault(RuleUnknownType, string(get(ms, "type")))
		return nil
	}
}

// each reads every element of an array; anything else is a fault. It stops at
// the first fault, so that a file of a million wrong numbers has one a feature.
func each[T any](g *geometryReader, raw []byte, read func([]byte) T) []T {
	if kind(raw) != '[' {
		g.fault(RulePosition, string(raw))
		return nil
	}
	var out []T
	for _, v := range elements(raw) {
		out = append(out, read(v))
		if g.broken {
			return out
		}
	}
	return out
}

// position reads two numbers; a third (height) is let go, a fourth is a fault.
func (g *geometryReader) position(raw []byte) orb.Point {
	var p orb.Point
	if kind(raw) != '[' {
		g.fault(RulePosition, string(raw))
		return p
	}
	numbers := elements(raw)
	if len(numbers) != 2 && len(numbers) != 3 {
		g.fault(RulePosition, string(raw))
		return p
	}
	for i, n := range numbers {
		if !isNumber(n) {
			g.fault(RulePosition, string(raw))
			return p
		}
		if i < 2 {
			p[i] = number(n)
		}
	}
	if !finite(p) {
		g.fault(RuleNotFinite, string(raw))
	}
	return p
}

func (g *geometryReader) positions(raw []byte) []orb.Point { return each(g, raw, g.position) }

func (g *geometryReader) line(raw []byte) orb.LineString {
	line := orb.LineString(g.positions(raw))
	if !g.broken && len(line) < 2 {
		g.fault(RuleShortLine, string(raw))
	}
	return line
}

func (g *geometryReader) polygon(raw []byte) orb.Polygon {
	rings := each(g, raw, g.ring)
	if !g.broken && len(rings) == 0 {
		g.fault(RuleEmptyRing, string(raw))
	}
	if g.broken {
		return nil
	}
	for i, r := range rings {
		g.winding = g.winding || (turn(r) > 0) != (i == 0)
	}
	return orb.Polygon(rings)
}

// ring reads a closed ring. The first and last positions must be equal in all
// their numbers, height included.
func (g *geometryReader) ring(raw []byte) orb.Ring {
	ring := orb.Ring(g.positions(raw))
	switch {
	case g.broken:
	case len(ring) == 0:
		g.fault(RuleEmptyRing, string(raw))
	default:
		all := elements(raw)
		first, last := elements(all[0]), elements(all[len(all)-1])
		closed := ring[0] == ring[len(ring)-1] && len(first) == len(last) &&
			(len(first) < 3 || bytes.Equal(first[2], last[2]))
		if !closed {
			g.fault(RuleOpenRing, fmt.Sprintf("%s … %s", all[0], all[len(all)-1]))
		} else if len(ring) < 4 {
			g.fault(RuleShortRing, fmt.Sprintf("%d positions", len(ring)))
		}
	}
	return ring
}

// turn is twice the signed area of a ring on the plane of its numbers, above
// zero when it runs anticlockwise.
func turn(r orb.Ring) float64 {
	sum := 0.0
	for i := 1; i < len(r); i++ {
		ax, ay := r[i-1][0]-r[0][0], r[i-1][1]-r[0][1]
		bx, by := r[i][0]-r[0][0], r[i][1]-r[0][1]
		sum += float64(ax*by) - float64(bx*ay)
	}
	return sum
}
