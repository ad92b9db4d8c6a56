package siting

import (
	"math"

	"kindercast/forecast"
)

// medoids are a few draws that stand for all: weight is the share of draws that
// each is nearest to.
type medoids struct {
	draw    []int
	weight  []float64
	cluster []int // of every draw, a position in draw
}

// chooseMedoids picks k draws by k-medoids on the vector of entrants by area,
// year and level. It starts from the draw nearest the mean, adds the draw
// farthest from all chosen, then alternates assignment and exact re-centring
// until nothing moves. No randomness; ties go to the lower draw.
func chooseMedoids(d *District, k int) *medoids {
	vector := drawVectors(d)
	n := len(vector)
	mean := make([]float64, len(vector[0]))
	for w, v := range vector {
		for c, x := range v {
			mean[c] += d.Children.weight(w) * x
		}
	}
	m := &medoids{cluster: make([]int, n)}
	near := make([]float64, n) // squared distance to the nearest chosen
	for w := range near {
		near[w] = inf
	}
	add := func(w int) {
		m.draw = append(m.draw, w)
		for v := range near {
			near[v] = min(near[v], squared(vector[v], vector[w]))
		}
	}
	first := 0
	for w := range vector {
		if squared(vector[w], mean) < squared(vector[first], mean) {
			first = w
		}
	}
	add(first)
	for len(m.draw) < k {
		far := 0
		for w := range near {
			if near[w] > near[far] {
				far = w
			}
		}
		if near[far] == 0 { // fewer different draws than asked for
			break
		}
		add(far)
	}
	for range 50 {
		m.assign(vector)
		if !m.recentre(vector, d.Children) {
			break
		}
	}
	m.assign(vector)
	m.weight = make([]float64, len(m.draw))
	for w, c := range m.cluster {
		m.weight[c] += d.Children.weight(w)
	}
	return m
}

// drawVectors sums each draw's entrants by area, year and entry level.
func drawVectors(d *District) [][]float64 {
	area := map[string]int{}
	for _, q := range d.Points {
		if _, known := area[q.Area]; !known {
			area[q.Area] = len(area)
		}
	}
	out := make([][]float64, d.Children.Draws)
	for w := range out {
		out[w] = make([]float64, len(area)*d.Years*entries)
	}
	for i, q := range d.Points {
		for t := range d.Years {
			for e, level := range [...]forecast.Level{forecast.Nursery, forecast.Junior} {
				c := (area[q.Area]*d.Years+t)*entries + e
				for w, x := range d.Children.At(i, level, t) {
					out[w][c] += x
				}
			}
		}
	}
	return out
}

func squared(a, b []float64) float64 {
	sum := 0.0
	for k := range a {
		sum += (a[k] - b[k]) * (a[k] - b[k])
	}
	return sum
}

func (m *medoids) assign(vector [][]float64) {
	for w := range vector {
		best := math.Inf(1)
		for c, u := range m.draw {
			if x := squared(vector[w], vector[u]); x < best {
				best, m.cluster[w] = x, c
			}
		}
	}
}

// recentre moves each medoid to the draw of its cluster with the least sum of
// distances to the others. It reports whether one moved.
func (m *medoids) recentre(vector [][]float64, children *Children) bool {
	moved := false
	for c := range m.draw {
		var mine []int
		for w, x := range m.cluster {
			if x == c {
				mine = append(mine, w)
			}
		}
		best, at := math.Inf(1), m.draw[c]
		for _, w := range mine {
			sum := 0.0
			for _, v := range mine {
				sum += children.weight(v) * math.Sqrt(squared(vector[w], vector[v]))
			}
			if sum < best {
				best, at = sum, w
			}
		}
		if at != m.draw[c] {
			m.draw[c], moved = at, true
		}
	}
	return moved
}
