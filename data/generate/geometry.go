package main

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"gonum.org/v1/gonum/mat"
)

// outline is the district as a hand-drawn polygon, counter-clockwise, in
// WGS84. It was sketched around the centroids and sizes of the streets on a
// grid of 0.0005 degrees and copies no boundary.
var outline = orb.Ring{
	{121.4325, 31.2165}, {121.4420, 31.2160}, {121.4520, 31.2205}, {121.4590, 31.2230},
	{121.4605, 31.2300}, {121.4610, 31.2385}, {121.4700, 31.2405}, {121.4770, 31.2430},
	{121.4775, 31.2500}, {121.4755, 31.2570}, {121.4745, 31.2645}, {121.4685, 31.2670},
	{121.4605, 31.2700}, {121.4600, 31.2820}, {121.4600, 31.2950}, {121.4605, 31.3040},
	{121.4645, 31.3090}, {121.4640, 31.3210}, {121.4560, 31.3235}, {121.4440, 31.3240},
	{121.4325, 31.3210}, {121.4290, 31.3110}, {121.4215, 31.3065}, {121.4160, 31.2960},
	{121.4170, 31.2810}, {121.4265, 31.2765}, {121.4430, 31.2700}, {121.4465, 31.2600},
	{121.4440, 31.2520}, {121.4380, 31.2430}, {121.4275, 31.2385}, {121.4235, 31.2320},
	{121.4285, 31.2235}, {121.4325, 31.2165},
}

// The plane of the sample: metres east and north of origin, on the tangent of
// the WGS84 ellipsoid there. Over the district its scale is off by less than
// 0.1 per cent.
var origin = orb.Point{121.4480, 31.2700}

// metresPerDegree returns the length of a degree of longitude and of latitude
// at the origin, from the radii of curvature of the WGS84 ellipsoid.
func metresPerDegree() (lon, lat float64) {
	const a, e2, degree = 6378137.0, 0.00669437999014, math.Pi / 180
	sin, cos := math.Sincos(origin.Lat() * degree)
	w := 1 - e2*sin*sin
	meridian := a * (1 - e2) / (w * math.Sqrt(w))
	normal := a / math.Sqrt(w)
	return normal * cos * degree, meridian * degree
}

// toPlane returns p in metres.
func toPlane(p orb.Point) orb.Point {
	lon, lat := metresPerDegree()
	return orb.Point{(p[0] - origin[0]) * lon, (p[1] - origin[1]) * lat}
}

// toEarth returns p, in metres, as longitude and latitude to six decimals
// (0.1 m). Two cells that share a vertex share it to the last digit.
func toEarth(p orb.Point) orb.Point {
	lon, lat := metresPerDegree()
	return orb.Point{math.Round((origin[0]+p[0]/lon)*1e6) / 1e6, math.Round((origin[1]+p[1]/lat)*1e6) / 1e6}
}

// cell is the schematic polygon of one street, in metres and counter-clockwise.
type cell struct {
	code string
	ring orb.Ring
}

// planeOutline is the outline in metres, scaled about its centroid so that it
// holds the sum of the streets' areas.
func planeOutline(streets []street, outline orb.Ring) orb.Ring {
	ring := make(orb.Ring, len(outline))
	for i, p := range outline {
		ring[i] = toPlane(p)
	}
	var total float64
	for _, s := range streets {
		total += s.km2 * 1e6
	}
	centre, area := planar.CentroidArea(ring)
	k := math.Sqrt(total / math.Abs(area))
	for i, p := range ring {
		ring[i] = orb.Point{centre[0] + k*(p[0]-centre[0]), centre[1] + k*(p[1]-centre[1])}
	}
	return ring
}

// powerDiagram divides the outline among the streets. A point belongs to the
// street of least power
//
//	|p - c|² - w
//
// where c is the street's centroid and w its weight; the weights are found by
// Newton's method so that every cell has its street's area. The slope of the
// area of cell i in the weight of neighbour j is -border/(2·|ci-cj|).
// Aurenhammer, Hoffmann & Aronov (1998).
func powerDiagram(streets []street, outline orb.Ring) []cell {
	frame := planeOutline(streets, outline)
	n := len(streets)
	centres := make([]orb.Point, n)
	for i, s := range streets {
		centres[i] = toPlane(orb.Point{s.lon, s.lat})
	}
	weights := make([]float64, n)
	for range 60 {
		cells, borders := cut(frame, centres, weights)
		short := mat.NewVecDense(n, nil)
		slope := mat.NewDense(n, n, nil)
		for i := range streets {
			short.SetVec(i, streets[i].km2*1e6-planar.Area(cells[i]))
			for j := range streets {
				if i == j {
					continue
				}
				d := borders[i][j] / (2 * planar.Distance(centres[i], centres[j]))
				slope.Set(i, j, slope.At(i, j)-d)
				slope.Set(i, i, slope.At(i, i)+d)
			}
		}
		if mat.Norm(short, math.Inf(1)) < 0.01 {
			break
		}
		// Only differences of weights matter: hold the last one at zero.
		var step mat.VecDense
		if err := step.SolveVec(slope.Slice(0, n-1, 0, n-1), short.SliceVec(0, n-1)); err != nil {
			panic("generate: power diagram has a cell without neighbours: " + err.Error())
		}
		for i := range n - 1 {
			weights[i] += 0.7 * step.AtVec(i)
		}
	}
	cells, _ := cut(frame, centres, weights)
	out := make([]cell, n)
	for i, s := range streets {
		out[i] = cell{s.code, cells[i]}
	}
	return out
}

// cut returns the cell of every centre within the frame, and the length of the
// border between every two.
func cut(frame orb.Ring, centres []orb.Point, weights []float64) (cells []orb.Ring, borders [][]float64) {
	for i := range centres {
		ring, edges := frame.Clone(), make([]int, len(frame)-1)
		for k := range edges {
			edges[k] = -1 // on the outline
		}
		for j := range centres {
			if i == j {
				continue
			}
			// Nearer to i than to j: 2(cj-ci)·p <= |cj|²-|ci|² - wj + wi.
			normal := orb.Point{2 * (centres[j][0] - centres[i][0]), 2 * (centres[j][1] - centres[i][1])}
			limit := dot(centres[j], centres[j]) - dot(centres[i], centres[i]) - weights[j] + weights[i]
			ring, edges = halfPlane(ring, edges, normal, limit, j)
		}
		row := make([]float64, len(centres))
		for k, j := range edges {
			if j >= 0 {
				row[j] += planar.Distance(ring[k], ring[k+1])
			}
		}
		cells, borders = append(cells, ring), append(borders, row)
	}
	return cells, borders
}

// halfPlane keeps the part of ring where normal·p <= limit. edges[k] names the
// neighbour across the edge from vertex k; new edges get the name across.
// Sutherland & Hodgman (1974).
func halfPlane(ring orb.Ring, edges []int, normal orb.Point, limit float64, across int) (orb.Ring, []int) {
	var out orb.Ring
	var names []int
	for k := range edges {
		p, q := ring[k], ring[k+1]
		dp, dq := dot(normal, p)-limit, dot(normal, q)-limit
		if dp <= 0 {
			out, names = append(out, p), append(names, edges[k])
		}
		if (dp < 0) != (dq < 0) && dp != 0 && dq != 0 {
			t := dp / (dp - dq)
			out = append(out, orb.Point{p[0] + t*(q[0]-p[0]), p[1] + t*(q[1]-p[1])})
			if dp < 0 { // leaving: the next edge runs along the cut
				names = append(names, across)
			} else {
				names = append(names, edges[k])
			}
		}
	}
	if len(out) == 0 {
		return orb.Ring{{}}, nil
	}
	return append(out, out[0]), names
}

func dot(a, b orb.Point) float64 { return a[0]*b[0] + a[1]*b[1] }
