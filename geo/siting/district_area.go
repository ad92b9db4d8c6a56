package siting

import "math"

// places is how many children of all planned classes fit in year t: r nursery
// classes, n junior classes, n1 and n2 of the two years before.
func (h *siteShape) places(t, status, r, n, n1, n2 int) float64 {
	g := h.growth
	return min(h.area[t][status], h.capN*float64(r)+h.capJ*(float64(n)+g*float64(n1)+g*g*float64(n2)))
}

// areaCost prices r nursery and n junior classes after n1 and n2 of the years
// before, in year t of a scenario.
func (p *sitePlanner) areaCost(h *siteShape, x *siteTables, w, t, s, r, n, n1, n2 int) float64 {
	if !x.hardArea {
		k := w*p.l.years + t
		return x.nursery[k][r] + x.junior[k][n] - x.area[k]*h.places(t, s, r, n, n1, n2)
	}
	cost, _, _ := p.l.sharedCost(h, x, w, t, s, r, n, n1, n2)
	return cost
}

// sharedCost is the least cost of the classes at full price and the children in
// the seats that the area leaves, shared between the levels, and those seats.
func (l *layout) sharedCost(h *siteShape, x *siteTables, w, t, s, r, n, n1, n2 int) (cost, nursery, junior float64) {
	k := w*l.years + t
	s0, s1 := h.capN*float64(r), h.capJ*float64(n)
	room, late := h.left(t, s, n1, n2)
	if cost = x.nursery[k][r] + x.junior[k][n]; s0+s1 <= late || math.IsInf(cost, 1) {
		return cost, s0, s1
	}
	bent := func(e, k int) bentCost {
		slot := l.slot(w, t, e)
		return bentCost{x.curve[slot], x.slope[slot], k, l.weight[w] * l.runPrice(t, e)}
	}
	young, old := bent(nurseryEntry, r), bent(juniorEntry, n)
	cost = inf
	for _, seats := range [...]float64{s0, late - s1, h.capN * young.bend((late-s1)/h.capN), late - h.capJ*old.bend((late-s0)/h.capJ)} {
		seats = min(s0, max(0, room), max(0, seats))
		rest := min(s1, max(0, late-seats))
		if c := young.at(seats/h.capN) + old.at(rest/h.capJ); c < cost {
			cost, nursery, junior = c, seats, rest
		}
	}
	return cost, nursery, junior
}

// bentCost is the cost of k classes by how many of them can be filled, between
// whole classes by the tangents there: right where the curve has one bend between.
type bentCost struct {
	cost, slope []float64
	k           int
	run         float64
}

// sides are the costs of filling b and b+1 classes, what running saves left out.
func (c bentCost) sides(b int) (lo, hi float64) {
	return c.cost[b] + c.run*float64(c.k-b), c.cost[b+1] + c.run*float64(c.k-b-1)
}

// at is the cost where x classes can be filled.
func (c bentCost) at(x float64) float64 {
	if x >= float64(c.k) {
		return c.cost[c.k]
	}
	b := int(x)
	part := x - float64(b)
	lo, hi := c.sides(b)
	return min(lo+part*(hi-lo), max(lo+part*c.slope[b], hi-(1-part)*c.slope[b+1]))
}

// bend is where the tangents about x meet.
func (c bentCost) bend(x float64) float64 {
	b := min(int(max(0, x)), c.k-1)
	if b < 0 {
		return 0
	}
	lo, hi := c.sides(b)
	turn := c.slope[b+1] - c.slope[b]
	if !(turn > 0) {
		return float64(c.k)
	}
	return float64(b) + min(1, max(0, (lo-hi+c.slope[b+1])/turn))
}
