package siting

import "math"

// siteTables price what a site may do, for one pass of sitePlanner: the lower
// the better, +Inf is forbidden.
type siteTables struct {
	junior  [][]float64 // [w*years+t][n] of opening n junior classes
	nursery [][]float64 // [w*years+t][r] of running r nursery classes
	// curve and slope, by slot, are the costs of classes whether allowed or not and
	// of a further one, running it left out; with hardArea.
	curve, slope [][]float64
	status       [][]float64 // [t][status] of being in a status
	enter        [][][]float64
	// area prices a child's place within the site's area by w*years+t: classes give
	// no more places than their seats and than the area. nil where it cannot bind.
	area []float64
	// hardArea makes the planner keep seats within the site's area; without it
	// the area is priced (the bound) or cannot bind.
	hardArea bool
}

// siteDecision is a site's plan over the years: its status by year, and by
// scenario and year the junior classes opened and the nursery classes run.
type siteDecision struct {
	status          []int
	junior, nursery []int // [w*years+t]
	// seats, by slot, are those that share the site's area out; nil is nursery
	// children first, as if all classes were full.
	seats []float64
}

func newSiteDecision(l *layout) siteDecision {
	return siteDecision{make([]int, l.years), make([]int, l.scenarios*l.years), make([]int, l.scenarios*l.years), nil}
}

func (s siteDecision) clone() siteDecision {
	return siteDecision{append([]int(nil), s.status...), append([]int(nil), s.junior...), append([]int(nil), s.nursery...), append([]float64(nil), s.seats...)}
}

// before are the junior classes of the two years before t, those planned.
func (s siteDecision) before(l *layout, w, t int) (last, earlier int) {
	if t > 0 {
		last = s.junior[w*l.years+t-1]
	}
	if t > 1 {
		earlier = s.junior[w*l.years+t-2]
	}
	return last, earlier
}

// in is the decision as scenario w alone meets it.
func (s siteDecision) in(l *layout, w int) siteDecision {
	from, to := w*l.years, (w+1)*l.years
	one := siteDecision{status: s.status, junior: s.junior[from:to], nursery: s.nursery[from:to]}
	if s.seats != nil {
		one.seats = s.seats[from*entries : to*entries]
	}
	return one
}

// equal reports whether two decisions run the same classes.
func (s siteDecision) equal(o siteDecision) bool {
	same := func(a, b []int) bool {
		for k := range a {
			if a[k] != b[k] {
				return false
			}
		}
		return true
	}
	return same(s.status, o.status) && same(s.junior, o.junior) && same(s.nursery, o.nursery)
}

// sitePlanner finds a site's best plan exactly, by dynamic programming over
// years on (status, junior classes of the last two years). With one scenario
// the status is part of the state; with several, the status path and the firm
// years' classes are shared by all, so paths are enumerated.
type sitePlanner struct {
	l     *layout
	value [][][]float64 // [t][status][n1*(most+1)+n2]
	room  []float64     // best nursery cost within k free rooms
	roomR []int
	path  []int
	best  siteDecision
	cost  float64
}

func newSitePlanner(l *layout) *sitePlanner { return &sitePlanner{l: l} }

func grow(x []float64, n int) []float64 {
	if cap(x) < n {
		return make([]float64, n)
	}
	return x[:n]
}

// plan returns the best plan of site j and its cost; the plan belongs to the
// planner until the next call. The cost is +Inf if nothing is allowed.
func (p *sitePlanner) plan(j int, x *siteTables) (siteDecision, float64) {
	if len(p.best.status) == 0 {
		p.best = newSiteDecision(p.l)
	}
	if p.l.scenarios > 1 {
		return p.planShared(j, x)
	}
	h := &p.l.shapes[j]
	T, side := p.l.years, h.most+1
	for len(p.value) < T+1 {
		p.value = append(p.value, nil)
	}
	for t := T - 1; t >= 0; t-- {
		for len(p.value[t]) < len(h.statuses) {
			p.value[t] = append(p.value[t], nil)
		}
		for s := range h.statuses {
			p.value[t][s] = grow(p.value[t][s], side*side)
			v := p.value[t][s]
			for k := range v {
				v[k] = inf
			}
			if !h.legal[t][s] || math.IsInf(x.status[t][s], 1) {
				continue
			}
			if t == T-1 {
				p.stage(h, x, t, s, 0, 0, nil, v)
				continue
			}
			for _, to := range h.next[s] {
				if e := x.enter[t+1][s][to]; !math.IsInf(e, 1) && h.follows(t+1, s, to) {
					p.stage(h, x, t, s, h.lost(s, to), e, p.value[t+1][to], v)
				}
			}
		}
	}
	p.cost = inf
	first := -1
	for _, s := range h.next[h.start] {
		if !h.follows(0, h.start, s) {
			continue
		}
		if c := x.enter[0][h.start][s] + p.value[0][s][0]; c < p.cost {
			p.cost, first = c, s
		}
	}
	if first >= 0 {
		p.trace(h, x, first)
	}
	return p.best, p.cost
}

// nurseryRooms fills room[k], the best nursery cost within k free rooms.
func (p *sitePlanner) nurseryRooms(h *siteShape, g []float64, status int) {
	p.room = grow(p.room, h.most+1)
	if len(p.roomR) < h.most+1 {
		p.roomR = make([]int, h.most+1)
	}
	lo, hi := 0, 0
	if h.statuses[status].nursery {
		lo, hi = 1, h.maxN
	}
	best, at := inf, -1
	for k := 0; k <= h.most; k++ {
		if k >= lo && k <= hi && k < len(g) && g[k] < best {
			best, at = g[k], k
		}
		p.room[k], p.roomR[k] = best, at
	}
}

// stage lowers v[n1,n2] by every choice in year t and status s that is followed
// by a status whose values are next (nil after the last year), entered at cost
// enter, with lost rooms out of use meanwhile.
func (p *sitePlanner) stage(h *siteShape, x *siteTables, t, s, lost int, enter float64, next, v []float64) {
	side := h.most + 1
	rooms := h.rooms[t][s] - lost
	g1 := x.junior[t]
	p.nurseryRooms(h, x.nursery[t], s)
	own := x.status[t][s] + enter
	for n1 := 0; n1 <= rooms; n1++ {
		for n2 := 0; n1+n2 <= rooms; n2++ {
			free := rooms - n1 - n2
			best := v[n1*side+n2] - own
			if h.areaBinds && (x.hardArea || x.area != nil) {
				best = p.stageArea(h, x, t, s, free, n1, n2, next, best)
			} else {
				for n := 0; n <= free && n < len(g1); n++ {
					c := g1[n] + p.room[free-n]
					if next != nil {
						c += next[n*side+n1]
					}
					if c < best {
						best = c
					}
				}
			}
			v[n1*side+n2] = best + own
		}
	}
}

// stageArea is stage's inner loop where the site's area may leave classes
// partly filled.
func (p *sitePlanner) stageArea(h *siteShape, x *siteTables, t, s, free, n1, n2 int, next []float64, best float64) float64 {
	side := h.most + 1
	g0, g1 := x.nursery[t], x.junior[t]
	for n := 0; n <= free && n < len(g1); n++ {
		then := 0.0
		if next != nil {
			then = next[n*side+n1]
		}
		if math.IsInf(then, 1) {
			continue
		}
		lo, hi := 0, 0
		if h.statuses[s].nursery {
			lo, hi = 1, min(h.maxN, free-n)
		}
		for r := lo; r <= hi && r < len(g0); r++ {
			if c := p.areaCost(h, x, 0, t, s, r, n, n1, n2) + then; c < best {
				best = c
			}
		}
	}
	return best
}

// trace follows the best choices forward from status s.
func (p *sitePlanner) trace(h *siteShape, x *siteTables, s int) {
	T := p.l.years
	n1, n2 := 0, 0
	for t := range T {
		best, to, junior, nursery := inf, -1, 0, 0
		keep := func(c float64, next, n, r int) {
			if c < best {
				best, to, junior, nursery = c, next, n, r
			}
		}
		if t == T-1 {
			p.choices(h, x, t, s, 0, n1, n2, nil, 0, -1, keep)
		} else {
			for _, next := range h.next[s] {
				if e := x.enter[t+1][s][next]; !math.IsInf(e, 1) && h.follows(t+1, s, next) {
					p.choices(h, x, t, s, h.lost(s, next), n1, n2, p.value[t+1][next], e, next, keep)
				}
			}
		}
		if math.IsInf(best, 1) {
			panic("siting: a site's plan lost its trace")
		}
		p.best.status[t], p.best.junior[t], p.best.nursery[t] = s, junior, nursery
		n1, n2, s = junior, n1, to
	}
}

// choices offers keep every choice of classes in year t and status s that is
// followed by status to, with the cost from there on.
func (p *sitePlanner) choices(h *siteShape, x *siteTables, t, s, lost, n1, n2 int, next []float64, enter float64, to int,
	keep func(c float64, to, n, r int)) {
	side := h.most + 1
	free := h.rooms[t][s] - lost - n1 - n2
	p.nurseryRooms(h, x.nursery[t], s)
	area := h.areaBinds && (x.hardArea || x.area != nil)
	for n := 0; n <= free && n < len(x.junior[t]); n++ {
		then := enter
		if next != nil {
			then += next[n*side+n1]
		}
		if math.IsInf(then, 1) {
			continue
		}
		if !area {
			keep(then+x.junior[t][n]+p.room[free-n], to, n, p.roomR[free-n])
			continue
		}
		lo, hi := 0, 0
		if h.statuses[s].nursery {
			lo, hi = 1, min(h.maxN, free-n)
		}
		for r := lo; r <= hi && r < len(x.nursery[t]); r++ {
			keep(then+p.areaCost(h, x, 0, t, s, r, n, n1, n2), to, n, r)
		}
	}
}
