package geo

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
)

// The defaults of Neighbours: two borders are one where they run within 2 m of
// each other, and areas that meet along less than 10 m only touch at a corner.
const (
	BorderWidth  Metres = 2
	BorderLength Metres = 10
)

// Neighbours returns, for each area in the order of All, the positions of those
// with which it shares a border, ascending. An area and one above it are no
// neighbours. Borders of neighbours need no common vertices.
func (a *Areas) Neighbours() [][]int {
	out := make([][]int, len(a.list))
	for i := range a.list {
		bound := widen(a.list[i].Shape.Bound(), BorderWidth)
		var near []int
		a.tree.Search(bound.Min, bound.Max, func(_, _ [2]float64, k int) bool {
			if k > i && !a.above(i, k) && !a.above(k, i) {
				near = append(near, k)
			}
			return true
		})
		slices.Sort(near)
		for _, k := range slices.Compact(near) {
			if border(a.list[i].Shape, a.list[k].Shape) >= BorderLength {
				out[i] = append(out[i], k)
				out[k] = append(out[k], i)
			}
		}
	}
	for _, n := range out {
		slices.Sort(n)
	}
	return out
}

// border is how long the border of p runs within BorderWidth of the border of q,
// in steps of 5 m, or of a thousandth of an edge longer than 5 km.
func border(p, q orb.MultiPolygon) Metres {
	var tree rtree.RTreeG[[2]orb.Point]
	each := func(shape orb.MultiPolygon, visit func(a, b orb.Point)) {
		for _, polygon := range shape {
			for _, ring := range polygon {
				for i := 1; i < len(ring); i++ {
					visit(ring[i-1], ring[i])
				}
			}
		}
	}
	reach := widen(p.Bound(), BorderWidth)
	each(q, func(a, b orb.Point) {
		box := orb.LineString{a, b}.Bound()
		if box.Intersects(reach) {
			tree.Insert(box.Min, box.Max, [2]orb.Point{a, b})
		}
	})
	scale := planeAt(p.Bound().Center())
	beside := func(at orb.Point) bool {
		box, found := widen(orb.Bound{Min: at, Max: at}, BorderWidth), false
		tree.Search(box.Min, box.Max, func(_, _ [2]float64, s [2]orb.Point) bool {
			_, d := scale.foot(at, s[0], s[1])
			found = d <= BorderWidth
			return !found
		})
		return found
	}
	reach = widen(q.Bound(), BorderWidth)
	var length Metres
	each(p, func(a, b orb.Point) {
		if !(orb.LineString{a, b}).Bound().Intersects(reach) {
			return
		}
		whole := Distance(a, b)
		steps := min(math.Ceil(float64(whole)/5), 1000)
		for k := 0.5; k < steps; k++ {
			t := k / steps
			if beside(orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}) {
				length += whole / Metres(steps)
			}
		}
	})
	return length
}
