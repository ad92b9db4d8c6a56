package siting

import "math"

// planShared is plan for several scenarios: the status path and the classes of
// the firm years are the same in all, later classes answer each scenario.
func (p *sitePlanner) planShared(j int, x *siteTables) (siteDecision, float64) {
	h := &p.l.shapes[j]
	p.path = p.path[:0]
	p.cost = inf
	p.walk(h, x, h.start, 0, 0)
	if !math.IsInf(p.cost, 1) {
		best := append([]int(nil), p.best.status...)
		c := p.alongPath(h, x, best, true)
		p.cost = min(p.cost, c)
	}
	return p.best, p.cost
}

// walk visits every status path from status s before year t.
func (p *sitePlanner) walk(h *siteShape, x *siteTables, s, t int, sofar float64) {
	if t == p.l.years {
		if c := sofar + p.alongPath(h, x, p.path, false); c < p.cost {
			p.cost = c
			copy(p.best.status, p.path)
		}
		return
	}
	for _, to := range h.next[s] {
		if e := x.enter[t][s][to]; h.follows(t, s, to) && !math.IsInf(e, 1) && !math.IsInf(x.status[t][to], 1) {
			p.path = append(p.path, to)
			p.walk(h, x, to, t+1, sofar+e+x.status[t][to])
			p.path = p.path[:len(p.path)-1]
		}
	}
}

// alongPath is the best cost of classes along a status path. With keep it also
// leaves the classes in best.
func (p *sitePlanner) alongPath(h *siteShape, x *siteTables, path []int, keep bool) float64 {
	l := p.l
	W, T, side := l.scenarios, l.years, h.most+1
	rooms := make([]int, T)
	for t := range T {
		rooms[t] = h.rooms[t][path[t]]
		if t+1 < T {
			rooms[t] -= h.lost(path[t], path[t+1])
		}
	}
	area := x.hardArea && h.areaBinds
	values := make([][]float64, W*(T+1))
	step := func(w, t int, scenarios []int, next []float64) []float64 {
		v := make([]float64, side*side)
		for n1 := range side {
			for n2 := range side {
				v[n1*side+n2], _, _ = p.bestClasses(h, x, path[t], t, scenarios, rooms[t]-n1-n2, n1, n2, next, area)
			}
		}
		return v
	}
	joint := make([]float64, side*side)
	all := make([]int, W)
	for w := range W {
		all[w] = w
		var next []float64
		for t := T - 1; t >= l.firm; t-- {
			next = step(w, t, all[w:w+1], next)
			values[w*(T+1)+t] = next
		}
		if next != nil {
			for k := range joint {
				joint[k] += next[k]
			}
		}
	}
	shared := make([][]float64, l.firm+1)
	shared[l.firm] = joint
	for t := l.firm - 1; t >= 0; t-- {
		next := shared[t+1]
		if t == T-1 {
			next = nil
		}
		shared[t] = step(0, t, all, next)
	}
	if keep {
		n1, n2 := 0, 0
		for t := range l.firm {
			next := shared[t+1]
			if t == T-1 {
				next = nil
			}
			_, n, r := p.bestClasses(h, x, path[t], t, all, rooms[t]-n1-n2, n1, n2, next, area)
			for w := range W {
				p.best.junior[w*T+t], p.best.nursery[w*T+t] = n, r
			}
			n1, n2 = n, n1
		}
		for w := range W {
			a, b := n1, n2
			for t := l.firm; t < T; t++ {
				var next []float64
				if t+1 < T {
					next = values[w*(T+1)+t+1]
				}
				_, n, r := p.bestClasses(h, x, path[t], t, all[w:w+1], rooms[t]-a-b, a, b, next, area)
				p.best.junior[w*T+t], p.best.nursery[w*T+t] = n, r
				a, b = n, a
			}
		}
	}
	total := shared[0][0]
	if keep {
		before := h.start
		for t, s := range path {
			total += x.enter[t][before][s] + x.status[t][s]
			before = s
		}
	}
	return total
}

// bestClasses is the best choice of classes in one year for a set of scenarios
// that must share it.
func (p *sitePlanner) bestClasses(h *siteShape, x *siteTables, s, t int, scenarios []int, free, n1, n2 int,
	next []float64, area bool) (best float64, junior, nursery int) {
	T, side := p.l.years, h.most+1
	best = inf
	lo, hi := 0, 0
	if h.statuses[s].nursery {
		lo, hi = 1, h.maxN
	}
	for n := 0; n <= free; n++ {
		then := 0.0
		if next != nil {
			then = next[n*side+n1]
		}
		if math.IsInf(then, 1) {
			continue
		}
		for r := lo; r <= hi && n+r <= free; r++ {
			c := then
			for _, w := range scenarios {
				k := w*T + t
				g1, g0 := x.junior[k], x.nursery[k]
				switch {
				case n >= len(g1) || r >= len(g0):
					c = inf
				case h.areaBinds && (area || x.area != nil):
					c += p.areaCost(h, x, w, t, s, r, n, n1, n2)
				default:
					c += g1[n] + g0[r]
				}
			}
			if c < best {
				best, junior, nursery = c, n, r
			}
		}
	}
	return best, junior, nursery
}
