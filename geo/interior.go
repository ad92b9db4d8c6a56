package geo

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Label returns a point inside a shape, far from its edges, on which a name or a
// marker can stand: the pole of inaccessibility to 1 % of its own depth. The
// centroid and the centre of the box fall outside an L-shaped street; this point
// never does. Of a shape too thin for coordinates to have an inside it is a
// point of the edge. It panics on a shape without a ring.
func Label(shape orb.MultiPolygon) orb.Point {
	best := pole(shape[0])
	for _, polygon := range shape[1:] {
		if c := pole(polygon); c.depth > best.depth {
			best = c
		}
	}
	if best.depth <= 0 {
		return shape[0][0][0]
	}
	return best.at
}

// Label returns a point inside the area, far from its edges.
func (a Area) Label() orb.Point { return Label(a.Shape) }

// cell is a square of the search for a pole: its centre, half its side, and the
// depth of the centre: metres to the nearest edge, below zero outside.
type cell struct {
	at          orb.Point
	half, depth float64
}

// promise is the most that any point of the cell can be deep.
func (c cell) promise() float64 { return c.depth + c.half*math.Sqrt2 }

// pole finds the deepest point of a polygon by halving squares, those with the
// best promise first (the method of polylabel, V. Agafonkin 2016). It begins with
// the middle of the widest stretch at half height, which lies inside whatever
// the form.
func pole(polygon orb.Polygon) cell {
	bound := polygon.Bound()
	scale := planeAt(bound.Center())
	measure := func(at orb.Point, half float64) cell { return cell{at, half, depth(polygon, scale, at)} }
	w, h := scale.xy(bound.Max)
	queue := []cell{measure(bound.Center(), max(math.Abs(w), math.Abs(h)))}
	best := queue[0]
	widest := 0.0
	for _, s := range spans(polygon, bound.Center()[1]) {
		if s[1]-s[0] > widest {
			widest = s[1] - s[0]
			if c := measure(orb.Point{(s[0] + s[1]) / 2, bound.Center()[1]}, 0); c.depth > best.depth {
				best = c
			}
		}
	}
	positions := 0
	for _, ring := range polygon {
		positions += len(ring)
	}
	for range min(max(100, 50_000_000/positions), 2000) { // a second at most, whatever the form
		if len(queue) == 0 {
			break
		}
		last := len(queue) - 1
		c := queue[last]
		queue = queue[:last]
		if best.depth > 0 && c.promise() <= best.depth*1.01 {
			break
		}
		x, y := scale.xy(c.at)
		for _, d := range [4][2]float64{{-1, -1}, {1, -1}, {-1, 1}, {1, 1}} {
			q := measure(scale.lonlat(x+d[0]*c.half/2, y+d[1]*c.half/2), c.half/2)
			if q.depth > best.depth {
				best = q
			}
			if q.promise() > best.depth {
				i, _ := slices.BinarySearchFunc(queue, q, func(a, b cell) int { return cmp.Compare(a.promise(), b.promise()) })
				queue = slices.Insert(queue, i, q)
			}
		}
	}
	return best
}

// depth is the distance from p to the nearest edge of a polygon, below zero
// outside it.
func depth(polygon orb.Polygon, scale plane, p orb.Point) float64 {
	d := math.Inf(1)
	for _, ring := range polygon {
		for i := 1; i < len(ring); i++ {
			_, m := scale.foot(p, ring[i-1], ring[i])
			d = min(d, float64(m))
		}
	}
	if withinPolygon(polygon, p) == outside {
		return -d
	}
	return d
}

// Sampling says how finely an area without known demand points is divided.
type Sampling struct {
	// Spacing is about how far neighbouring points lie apart: an area gets one
	// point for each Spacing × Spacing of its surface. Zero is DefaultSpacing.
	Spacing Metres
	// Most bounds the points of one area; zero is DefaultMost.
	Most int
}

// DefaultSpacing makes pieces as wide as the radius of the norm.
const DefaultSpacing Metres = 300

// DefaultMost is about the number of committees of the largest street.
const DefaultMost = 40

// Divide makes demand points for an area that has none: the surface is cut into
// compact pieces of about equal size (centroidal sampling: a fine hexagonal grid
// inside the shape, gathered around k centres by Lloyd's method), and each piece
// is stood for by its grid point nearest to its centre, which lies inside the
// shape. Weights are the shares of the grid points, so equal weights mean equal
// ground: children are taken to live evenly. Codes are the area's code, a hyphen
// and a number from 1. The same area gives the same points.
func (a Area) Divide(s Sampling) []DemandPoint {
	if s.Spacing == 0 {
		s.Spacing = DefaultSpacing
	}
	if s.Most == 0 {
		s.Most = DefaultMost
	}
	m2 := float64(a.Surface()) * 1e6
	k := min(max(int(math.Round(m2/float64(s.Spacing*s.Spacing))), 1), s.Most)
	scale := planeAt(a.Shape.Bound().Center())
	samples := hexagons(a.Shape, scale, m2/float64(40*k))
	if k == 1 || len(samples) < 4*k {
		return []DemandPoint{{Code: a.Code + "-1", Name: a.Name, Area: a.Code, Point: a.Label(), Weight: 1}}
	}
	piece, centres := gather(samples, k)
	nearest := make([]int, k)
	count := make([]int, k)
	best := make([]float64, k)
	for i, p := range samples {
		c := piece[i]
		d := square(p, centres[c])
		if count[c] == 0 || d < best[c] {
			nearest[c], best[c] = i, d
		}
		count[c]++
	}
	var out []DemandPoint
	for c := range k {
		if count[c] == 0 {
			continue
		}
		p := samples[nearest[c]]
		out = append(out, DemandPoint{
			Code: fmt.Sprintf("%s-%d", a.Code, len(out)+1), Name: a.Name, Area: a.Code,
			Point: scale.lonlat(p[0], p[1]), Weight: float64(count[c]) / float64(len(samples)),
		})
	}
	return out
}

// hexagons returns the points of a hexagonal grid inside a shape, in metres on
// its plane, one for each m2 of ground.
func hexagons(shape orb.MultiPolygon, scale plane, m2 float64) [][2]float64 {
	side := math.Sqrt(m2 * 2 / math.Sqrt(3))
	var out [][2]float64
	for _, polygon := range shape {
		bound := polygon.Bound()
		_, y0 := scale.xy(bound.Min)
		_, y1 := scale.xy(bound.Max)
		rise := side * math.Sqrt(3) / 2
		for row := math.Ceil(y0 / rise); row*rise < y1; row++ {
			shift := 0.5 * math.Mod(math.Abs(row), 2)
			lat := scale.lonlat(0, row*rise)[1]
			for _, s := range spans(polygon, lat) {
				x0, _ := scale.xy(orb.Point{s[0], lat})
				x1, _ := scale.xy(orb.Point{s[1], lat})
				for col := math.Ceil(x0/side - shift); (col+shift)*side < x1; col++ {
					x := (col + shift) * side
					if withinPolygon(polygon, scale.lonlat(x, row*rise)) == inside {
						out = append(out, [2]float64{x, row * rise})
					}
				}
			}
		}
	}
	return out
}

// spans returns the stretches of longitude that a polygon covers at a latitude,
// from west to east.
func spans(polygon orb.Polygon, lat float64) [][2]float64 {
	var at []float64
	for _, ring := range polygon {
		for i := 1; i < len(ring); i++ {
			s, e := ring[i-1], ring[i]
			if (s[1] <= lat) != (e[1] <= lat) {
				at = append(at, s[0]+(e[0]-s[0])*((lat-s[1])/(e[1]-s[1])))
			}
		}
	}
	slices.Sort(at)
	var out [][2]float64
	for i := 1; i < len(at); i += 2 {
		out = append(out, [2]float64{at[i-1], at[i]})
	}
	return out
}

func square(p, q [2]float64) float64 {
	x, y := p[0]-q[0], p[1]-q[1]
	return float64(x*x) + float64(y*y)
}

// gather divides points among k centres: the first centres lie as far from each
// other as can be (beginning with the first point), then each moves to the mean
// of its points until none changes hands, thirty times at most.
func gather(points [][2]float64, k int) (piece []int, centres [][2]float64) {
	far := make([]float64, len(points))
	for i := range far {
		far[i] = math.Inf(1)
	}
	next := 0
	for range k {
		centres = append(centres, points[next])
		at := next
		for i, p := range points {
			far[i] = min(far[i], square(p, points[at]))
			if far[i] > far[next] || i == 0 {
				next = i
			}
		}
	}
	piece = make([]int, len(points))
	for round, moved := 0, true; moved && round < 30; round++ {
		moved = false
		sum, count := make([][2]float64, k), make([]float64, k)
		for i, p := range points {
			c := 0
			for j := range centres {
				if square(p, centres[j]) < square(p, centres[c]) {
					c = j
				}
			}
			moved = moved || piece[i] != c
			piece[i] = c
			sum[c][0] += p[0]
			sum[c][1] += p[1]
			count[c]++
		}
		for c := range centres {
			if count[c] > 0 {
				centres[c] = [2]float64{sum[c][0] / count[c], sum[c][1] / count[c]}
			}
		}
	}
	return piece, centres
}
