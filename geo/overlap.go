package geo

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Overlap returns the surface that two shapes share, in square metres.
//
// Each shape is the signed sum of the strips below its edges, so the shared
// surface is a sum over pairs of edges, without any cutting of polygons and
// without tolerance:
//
//	|A ∩ B| = Σ_e Σ_f s(e) s(f) ∫ min(e(x), f(x)) - y0 dx
//
// over the longitudes x that edges e of A and f of B have in common, s = ±1 by
// the edge's direction and y0 below both. It is worked in degrees and scaled at
// the latitude of the common box. Rounding leaves less than 0.01 m² for shapes
// of 10 km. Holes are taken out whatever way they wind.
func Overlap(a, b orb.MultiPolygon) float64 {
	return overlap(a, b, &effort{math.MaxInt})
}

// overlap is Overlap until the effort runs out; then the answer is worthless, and
// the effort says so.
func overlap(a, b orb.MultiPolygon, effort *effort) float64 {
	box := a.Bound()
	other := b.Bound()
	box = orb.Bound{
		Min: orb.Point{max(box.Min[0], other.Min[0]), max(box.Min[1], other.Min[1])},
		Max: orb.Point{min(box.Max[0], other.Max[0]), min(box.Max[1], other.Max[1])},
	}
	if len(a) == 0 || len(b) == 0 || box.Min[0] >= box.Max[0] || box.Min[1] >= box.Max[1] {
		return 0
	}
	ea, eb := edgesIn(a, box), edgesIn(b, box)
	sum, from := 0.0, 0
	widest := 0.0
	for _, f := range eb {
		widest = max(widest, f.x1-f.x0)
	}
	for _, e := range ea {
		for from < len(eb) && eb[from].x0+widest < e.x0 {
			from++
		}
		for k, f := range eb[from:] {
			if f.x0 >= e.x1 {
				break
			}
			if k%1024 == 0 && !effort.spend(min(1024, len(eb)-from-k)) {
				return 0
			}
			sum += e.sign * f.sign * lowerIntegral(e, f)
		}
	}
	scale := planeAt(box.Center())
	return max(sum*scale.kx*scale.ky, 0) // rounding can leave a hair below zero
}

// slope is an edge with x0 < x1, cut to the common box, its heights taken from
// the floor of the box and bent at its ceiling.
type slope struct {
	x0, x1, y0, y1, sign float64
}

// edgesIn returns the edges of a shape within the longitudes of box, heights
// clamped to the box: what lies above it counts as a full strip, what lies
// below as none. Ordered by x0.
func edgesIn(shape orb.MultiPolygon, box orb.Bound) []slope {
	var out []slope
	height := box.Max[1] - box.Min[1]
	for _, polygon := range shape {
		for i, ring := range polygon {
			sign := 1.0
			if (turn(ring) > 0) == (i == 0) {
				sign = -1 // anticlockwise: the lower edges run east and are taken off
			}
			for k := 1; k < len(ring); k++ {
				s, e, way := ring[k-1], ring[k], sign
				if s[0] > e[0] {
					s, e, way = e, s, -sign
				}
				if s[0] == e[0] || e[0] <= box.Min[0] || s[0] >= box.Max[0] {
					continue
				}
				out = appendClamped(out, slope{s[0] - box.Min[0], e[0] - box.Min[0], s[1] - box.Min[1], e[1] - box.Min[1], way},
					box.Max[0]-box.Min[0], height)
			}
		}
	}
	slices.SortStableFunc(out, func(p, q slope) int { return cmp.Compare(p.x0, q.x0) })
	return out
}

func (s slope) at(x float64) float64 {
	switch x {
	case s.x0:
		return s.y0
	case s.x1:
		return s.y1
	}
	return s.y0 + (s.y1-s.y0)*((x-s.x0)/(s.x1-s.x0))
}

// appendClamped cuts s to 0..width and bends it at heights 0 and height.
func appendClamped(out []slope, s slope, width, height float64) []slope {
	cuts := []float64{max(s.x0, 0), min(s.x1, width)}
	for _, level := range [2]float64{0, height} {
		if (s.y0-level)*(s.y1-level) < 0 {
			if x := s.x0 + (s.x1-s.x0)*(level-s.y0)/(s.y1-s.y0); x > cuts[0] && x < cuts[len(cuts)-1] {
				cuts = append(cuts, x)
			}
		}
	}
	slices.Sort(cuts)
	for i := 1; i < len(cuts); i++ {
		l, r := cuts[i-1], cuts[i]
		y0, y1 := min(max(s.at(l), 0), height), min(max(s.at(r), 0), height)
		if l < r && (y0 > 0 || y1 > 0) {
			out = append(out, slope{l, r, y0, y1, s.sign})
		}
	}
	return out
}

// lowerIntegral is the integral of the lower of two slopes where both run.
func lowerIntegral(e, f slope) float64 {
	l, r := max(e.x0, f.x0), min(e.x1, f.x1)
	if l >= r {
		return 0
	}
	el, er, fl, fr := e.at(l), e.at(r), f.at(l), f.at(r)
	dl, dr := el-fl, er-fr
	w := r - l
	if dl*dr >= 0 {
		if dl+dr <= 0 {
			return w * (el + er) / 2
		}
		return w * (fl + fr) / 2
	}
	t := dl / (dl - dr)
	mid := el + t*(er-el)
	return w * (t*(min(el, fl)+mid) + (1-t)*(mid+min(er, fr))) / 2
}
