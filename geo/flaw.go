package geo

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/paulmach/orb"
)

// effort bounds the comparisons of edges that one file may cost: honest borders
// need a few for each vertex, a made one can ask for billions.
type effort struct{ left int }

// mostEffort is about two seconds of comparisons.
const mostEffort = 400_000_000

// spend takes n comparisons and reports whether they were there to take.
func (e *effort) spend(n int) bool {
	e.left -= n
	return e.left >= 0
}

// flaw returns the first rule that a shape breaks, with what was found, or two
// empty strings: rings cross neither themselves nor each other, holes lie in
// their outer ring, and every part has a surface. Rings may touch in points, and
// vertices may repeat.
func flaw(shape orb.MultiPolygon, e *effort) (rule, value string) {
	for k, polygon := range shape {
		if float64(Surface(orb.MultiPolygon{polygon[:1]}))*1e6 < 1 {
			return RuleNoSurface, fmt.Sprintf("part %d", k)
		}
		at, crosses, done := crossing(polygon, e)
		if crosses {
			return RuleCrossing, pair(at)
		}
		if !done {
			return RuleTooComplex, fmt.Sprintf("part %d", k)
		}
		for i, hole := range polygon[1:] {
			if !holeInside(hole, polygon[0]) {
				return RuleHoleOutside, fmt.Sprintf("ring %d at %s", i+1, pair(hole[0]))
			}
		}
	}
	return "", ""
}

// overlapWithin returns the parts of one shape that overlap most, and by how
// many m². Such ground is counted twice in the surface of the shape.
func overlapWithin(shape orb.MultiPolygon, e *effort) (parts [2]int, m2 float64) {
	for i := range shape {
		if !e.spend(i) {
			break
		}
		for k := range i {
			if !shape[i].Bound().Intersects(shape[k].Bound()) {
				continue
			}
			if o := overlap(shape[i:i+1], shape[k:k+1], e); o > m2 {
				parts, m2 = [2]int{k, i}, o
			}
		}
	}
	return parts, m2
}

// holeInside reports whether no vertex of a hole lies outside the ring. Rings
// that cross are found before.
func holeInside(hole, ring orb.Ring) bool {
	for _, p := range hole {
		if withinRing(ring, p) == outside {
			return false
		}
	}
	return true
}

// crossing returns a place where two edges of a polygon cross in their inner
// points. Edges are taken from west to east, and each is held against those that
// have not ended yet. done is false when the effort ran out first.
func crossing(polygon orb.Polygon, effort *effort) (at orb.Point, found, done bool) {
	type side struct{ s, e orb.Point } // s west of e
	var edges []side
	for _, ring := range polygon {
		for i := 1; i < len(ring); i++ {
			s, e := ring[i-1], ring[i]
			if s[0] > e[0] {
				s, e = e, s
			}
			if s != e {
				edges = append(edges, side{s, e})
			}
		}
	}
	slices.SortFunc(edges, func(a, b side) int { return cmp.Compare(a.s[0], b.s[0]) })
	var open []side
	for _, e := range edges {
		if !effort.spend(len(open)) {
			return orb.Point{}, false, false
		}
		open = slices.DeleteFunc(open, func(o side) bool { return o.e[0] < e.s[0] })
		for _, o := range open {
			if max(o.s[1], o.e[1]) < min(e.s[1], e.e[1]) || max(e.s[1], e.e[1]) < min(o.s[1], o.e[1]) {
				continue
			}
			if properly(o.s, o.e, e.s, e.e) {
				return meeting(o.s, o.e, e.s, e.e), true, true
			}
		}
		open = append(open, e)
	}
	return orb.Point{}, false, true
}

// properly reports whether segments a–b and c–d cross at an inner point of both.
func properly(a, b, c, d orb.Point) bool {
	p, q := cross(a, b, c), cross(a, b, d)
	r, s := cross(c, d, a), cross(c, d, b)
	return (p > 0 && q < 0 || p < 0 && q > 0) && (r > 0 && s < 0 || r < 0 && s > 0)
}

// meeting is the point where two crossing segments meet.
func meeting(a, b, c, d orb.Point) orb.Point {
	t := cross(c, d, a) / (cross(c, d, a) - cross(c, d, b))
	return orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
}

// withoutOverlaps holds every pair of areas of which neither lies above the
// other against each other. A sliver is told; a real overlap takes out the area
// that came later in the file.
func (a *Areas) withoutOverlaps(feature map[string]int, e *effort, ps *problems) *Areas {
	out := map[string]bool{}
	for i, area := range a.list {
		var near []int
		bound := area.Shape.Bound()
		a.tree.Search(bound.Min, bound.Max, func(_, _ [2]float64, k int) bool {
			if k > i {
				near = append(near, k)
			}
			return true
		})
		slices.Sort(near)
		for _, k := range slices.Compact(near) {
			other := a.list[k]
			if a.above(i, k) || a.above(k, i) {
				continue
			}
			m2 := overlap(area.Shape, other.Shape, e)
			if m2 <= OverlapTold {
				continue
			}
			late, early := other.Code, area.Code
			if feature[late] < feature[early] {
				late, early = early, late
			}
			value := fmt.Sprintf("%s and %s: %.0f m²", late, early, m2)
			if m2 > OverlapFault*1e6*min(float64(area.Surface()), float64(other.Surface())) {
				ps.fault(feature[late], "geometry", RuleOverlap, value)
				out[late] = true
			} else {
				ps.warn(feature[late], "geometry", RuleOverlap, value)
			}
		}
	}
	if len(out) == 0 {
		return a
	}
	return NewAreas(slices.DeleteFunc(slices.Clone(a.list), func(x Area) bool { return out[x.Code] }))
}

// eachPoint calls visit on every position of a shape, until it returns false.
func eachPoint(g orb.Geometry, visit func(*orb.Point) bool) bool {
	switch g := g.(type) {
	case orb.Point:
		return visit(&g)
	case orb.MultiPoint:
		return eachOf(g, visit)
	case orb.LineString:
		return eachOf(g, visit)
	case orb.Ring:
		return eachOf(g, visit)
	case orb.MultiLineString:
		for _, part := range g {
			if !eachOf(part, visit) {
				return false
			}
		}
	case orb.Polygon:
		for _, part := range g {
			if !eachOf(part, visit) {
				return false
			}
		}
	case orb.MultiPolygon:
		for _, part := range g {
			if !eachPoint(part, visit) {
				return false
			}
		}
	case orb.Collection:
		for _, part := range g {
			if !eachPoint(part, visit) {
				return false
			}
		}
	}
	return true
}

func eachOf(points []orb.Point, visit func(*orb.Point) bool) bool {
	for i := range points {
		if !visit(&points[i]) {
			return false
		}
	}
	return true
}
