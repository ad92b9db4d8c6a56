package main

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// road is one stretch between two junctions, in metres.
type road struct {
	line orb.LineString
	foot bool
}

// barrier is a line that walkers cross only at crossings, every so many metres.
// Expressways are drawn as roads without walkers; water and rails are not.
type barrier struct {
	line       orb.LineString // longitude, latitude, by hand
	every      float64
	expressway bool
}

// barriers are schematic: a winding river in the south, a railway from west to
// east with a branch to the north, two expressways.
var barriers = []barrier{
	{line: orb.LineString{{121.415, 31.2440}, {121.430, 31.2450}, {121.441, 31.2465}, {121.448, 31.2440}, {121.457, 31.2435}, {121.465, 31.2420}, {121.485, 31.2450}}, every: 480},
	{line: orb.LineString{{121.425, 31.2610}, {121.445, 31.2550}, {121.458, 31.2535}, {121.467, 31.2570}, {121.485, 31.2630}}, every: 760},
	{line: orb.LineString{{121.4440, 31.2560}, {121.4385, 31.2760}, {121.4390, 31.3000}, {121.4370, 31.3300}}, every: 820},
	{line: orb.LineString{{121.4575, 31.2100}, {121.4565, 31.2400}, {121.4560, 31.2600}, {121.4535, 31.2800}, {121.4545, 31.3000}, {121.4550, 31.3300}}, every: 420, expressway: true},
	{line: orb.LineString{{121.4050, 31.2975}, {121.4400, 31.2985}, {121.4750, 31.3020}}, every: 450, expressway: true},
}

// The grid of streets: metres between junctions, how far they stray from it,
// the grid's turn in radians, and the part of stretches that do not exist.
const (
	gridStep  = 138.
	gridStray = 24.
	gridTurn  = .17
	gridGaps  = .10
)

// network draws the walking network: a turned, uneven grid within the outline,
// cut by the barriers except at their crossings. What the cuts leave unconnected
// is dropped, so every junction reaches every other.
func network(seed uint64) []road {
	g := newGrid(seed)
	edges := g.edges()
	keep := make([]bool, len(edges))
	for i := range keep {
		keep[i] = true
	}
	var express []road
	for _, b := range barriers {
		line := make(orb.LineString, len(b.line))
		for i, p := range b.line {
			line[i] = toPlane(p)
		}
		g.cutBy(edges, keep, line, b.every)
		if b.expressway {
			express = append(express, stretches(line, g.frame)...)
		}
	}
	g.thin(seed, edges, keep)
	var out []road
	for _, i := range g.connected(edges, keep) {
		out = append(out, road{orb.LineString{g.nodes[edges[i][0]], g.nodes[edges[i][1]]}, true})
	}
	return append(out, express...)
}

type grid struct {
	frame orb.Ring
	nodes []orb.Point
	index map[[2]int]int
	cells [][2]int // of every node, in order
}

// newGrid returns the junctions that lie inside the outline.
func newGrid(seed uint64) *grid {
	g := &grid{frame: planeOutline(streets, outline), index: map[[2]int]int{}}
	rng := newStream(seed, "roads")
	const reach = 65 // cells each way: 9 km
	sin, cos := math.Sincos(gridTurn)
	for i := -reach; i <= reach; i++ {
		for j := -reach; j <= reach; j++ {
			x := float64(i)*gridStep + rng.uniform(-gridStray, gridStray)
			y := float64(j)*gridStep + rng.uniform(-gridStray, gridStray)
			p := orb.Point{cos*x - sin*y, sin*x + cos*y}
			if !planar.RingContains(g.frame, p) || edgeDistance(g.frame, p) < 10 {
				continue
			}
			g.index[[2]int{i, j}] = len(g.nodes)
			g.nodes = append(g.nodes, p)
			g.cells = append(g.cells, [2]int{i, j})
		}
	}
	return g
}

// edges joins every junction to those east and north of it.
func (g *grid) edges() (out [][2]int) {
	for a, c := range g.cells {
		for _, next := range [][2]int{{c[0] + 1, c[1]}, {c[0], c[1] + 1}} {
			if b, ok := g.index[next]; ok {
				out = append(out, [2]int{a, b})
			}
		}
	}
	return out
}

// cutBy drops the edges that cross line, but for the one nearest to each
// crossing.
func (g *grid) cutBy(edges [][2]int, keep []bool, line orb.LineString, every float64) {
	along := map[int]float64{} // where an edge crosses, in metres from the start
	var order []int
	for i, e := range edges {
		start := 0.
		for k := range len(line) - 1 {
			if t, ok := meet(line[k], line[k+1], g.nodes[e[0]], g.nodes[e[1]]); ok {
				along[i] = start + t*planar.Distance(line[k], line[k+1])
				order = append(order, i)
				break
			}
			start += planar.Distance(line[k], line[k+1])
		}
	}
	open := map[int]bool{}
	for at := every / 2; at < planar.Length(line); at += every {
		best, nearest := -1, every/2
		for _, i := range order {
			if d := math.Abs(along[i] - at); d < nearest {
				best, nearest = i, d
			}
		}
		if best >= 0 {
			open[best] = true
		}
	}
	for _, i := range order {
		if !open[i] {
			keep[i] = false
		}
	}
}

// meet tells whether the segment a–b meets c–d, and at which part of a–b.
func meet(a, b, c, d orb.Point) (float64, bool) {
	r, s := orb.Point{b[0] - a[0], b[1] - a[1]}, orb.Point{d[0] - c[0], d[1] - c[1]}
	cross := r[0]*s[1] - r[1]*s[0]
	if cross == 0 {
		return 0, false
	}
	ac := orb.Point{c[0] - a[0], c[1] - a[1]}
	t, u := (ac[0]*s[1]-ac[1]*s[0])/cross, (ac[0]*r[1]-ac[1]*r[0])/cross
	return t, t >= 0 && t < 1 && u >= 0 && u < 1
}

// thin takes out some stretches between junctions of three or more arms; the
// crossings of barriers stay.
func (g *grid) thin(seed uint64, edges [][2]int, keep []bool) {
	rng := newStream(seed, "road gaps")
	arms := make([]int, len(g.nodes))
	for i, e := range edges {
		if keep[i] {
			arms[e[0]]++
			arms[e[1]]++
		}
	}
	for i, e := range edges {
		if keep[i] && arms[e[0]] > 3 && arms[e[1]] > 3 && rng.chance(2*gridGaps) {
			keep[i] = false
			arms[e[0]]--
			arms[e[1]]--
		}
	}
}

// connected returns the kept edges of the largest connected part, in order.
func (g *grid) connected(edges [][2]int, keep []bool) (out []int) {
	root := make([]int, len(g.nodes))
	for i := range root {
		root[i] = i
	}
	find := func(a int) int {
		for root[a] != a {
			root[a] = root[root[a]]
			a = root[a]
		}
		return a
	}
	for i, e := range edges {
		if keep[i] {
			root[find(e[0])] = find(e[1])
		}
	}
	size := make([]int, len(g.nodes))
	largest := 0
	for a := range g.nodes {
		r := find(a)
		size[r]++
		if size[r] > size[largest] {
			largest = r
		}
	}
	for i, e := range edges {
		if keep[i] && find(e[0]) == largest {
			out = append(out, i)
		}
	}
	return out
}

// stretches divides a line into pieces of about 200 m and keeps those with both
// ends inside the frame.
func stretches(line orb.LineString, frame orb.Ring) (out []road) {
	for k := range len(line) - 1 {
		n := int(math.Ceil(planar.Distance(line[k], line[k+1]) / 200))
		at := func(i int) orb.Point {
			t := float64(i) / float64(n)
			return orb.Point{line[k][0] + t*(line[k+1][0]-line[k][0]), line[k][1] + t*(line[k+1][1]-line[k][1])}
		}
		for i := range n {
			if a, b := at(i), at(i+1); planar.RingContains(frame, a) && planar.RingContains(frame, b) {
				out = append(out, road{orb.LineString{a, b}, false})
			}
		}
	}
	return out
}
