package siting

import "math"

// places is how many children of all planned classes fit in year t: r nursery
// classes, n junior classes, n1 and n2 of the two years before.
func (h *siteShape) places(t, status, r, n, n1, n2 int) float64 {
	g := h.growth
	return min(h.area[t][status], h.capN*float64(r)+h.capJ*(float64(n)+g*float64(n1)+g*g*float64(n2)))
}

// areaCost prices r nursery and n junior classes after n1 and n2 of the years
// before, in year t of a scenario: the classes at full price, the children in the
// seats that the area leaves, shared between the levels at the least cost.
func (p *sitePlanner) areaCost(h *siteShape, x *siteTables, w, t, s, r, n, n1, n2 int) float64 {
	k := w*p.l.years + t
	g0, g1 := x.nursery[k], x.junior[k]
	if !x.hardArea {
		return g0[r] + g1[n] - x.area[k]*h.places(t, s, r, n, n1, n2)
	}
	s0, s1 := h.capN*float64(r), h.capJ*float64(n)
	room, late := h.left(t, s, n1, n2)
	if s0+s1 <= late || math.IsInf(g0[r]+g1[n], 1) {
		return g0[r] + g1[n]
	}
	bent := func(e, k int) bentCost {
		slot := p.l.slot(w, t, e)
		return bentCost{x.curve[slot], x.slope[slot], k, p.l.weight[w] * p.l.runPrice(t, e)}
	}
	young, old := bent(nurseryEntry, r), bent(juniorEntry, n)
	best := inf
	for _, seats := range [...]float64{s0, late - s1, h.capN * young.bend((late-s1)/h.capN), late - h.capJ*old.bend((late-s0)/h.capJ)} {
		seats = min(s0, max(0, room), max(0, seats))
		best = min(best, young.at(seats/h.capN)+old.at(min(s1, max(0, late-seats))/h.capJ))
	}
	return best
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
