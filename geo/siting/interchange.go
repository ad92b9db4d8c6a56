package siting

import (
	"math"
)

// interchange is a set of open sites of an uncapacitated model, with what each
// exchange of one open site r for a closed one i would save:
//
//	gain[i] - loss[r] + extra[r][i]
//
//	gain[i]     = sum_j max(0, d1(j) - c[i][j]) - fixed[i]
//	loss[r]     = sum over j nearest to r of (d2(j) - d1(j)) - fixed[r]
//	extra[r][i] = sum over j nearest to r with c[i][j] < d2(j) of d2(j) - max(d1(j), c[i][j])
//
// d1 and d2 are the costs from the nearest and second nearest open site. After
// an exchange only customers whose d1 or d2 changed are counted anew. Whitaker
// (1983), Resende & Werneck (2007).
type interchange struct {
	*model
	far    float64 // stands for d2 where one site is open: above all costs
	sites  []int32 // open sites, in no order
	place  []int32 // position in sites, -1 if closed
	d1, d2 []float64
	s1, s2 []int32 // nearest and second nearest open site; s2 -1 if none
	gain   []float64
	loss   []float64
	extra  [][]float64
	value  float64
	work   int
}

// exchange is a move: open in, close out; -1 is none.
type exchange struct {
	in, out int32
	saves   float64
}

func newInterchange(m *model) *interchange {
	x := &interchange{model: m, place: make([]int32, m.sites),
		d1: make([]float64, m.customers), d2: make([]float64, m.customers),
		s1: make([]int32, m.customers), s2: make([]int32, m.customers),
		gain: make([]float64, m.sites), loss: make([]float64, m.sites), extra: make([][]float64, m.sites)}
	for j := range m.near {
		x.far = math.Max(x.far, m.near[j][m.sites-1].cost+1)
	}
	return x
}

// set opens exactly the given sites and counts everything anew.
func (x *interchange) set(open []int32) {
	for i := range x.place {
		x.place[i] = -1
		x.gain[i] = -x.fixed[i]
		x.loss[i] = -x.fixed[i]
	}
	x.sites = append(x.sites[:0], open...)
	for k, i := range x.sites {
		x.place[i] = int32(k)
		x.clearExtra(i)
	}
	x.value = 0
	for _, i := range x.sites {
		x.value += x.fixed[i]
	}
	for j := range x.d1 {
		x.locate(j)
		x.value += x.d1[j]
		x.tally(j, 1)
	}
	x.work += x.model.sites * len(x.sites)
}

// clearExtra makes the row of a newly opened site.
func (x *interchange) clearExtra(i int32) {
	if x.extra[i] == nil {
		x.extra[i] = make([]float64, x.model.sites)
		return
	}
	clear(x.extra[i])
}

// locate finds the two nearest open sites of a customer.
func (x *interchange) locate(j int) {
	x.s1[j], x.s2[j], x.d2[j] = -1, -1, x.far
	for k, a := range x.near[j] {
		if x.place[a.site] < 0 {
			continue
		}
		if x.s1[j] < 0 {
			x.s1[j], x.d1[j] = a.site, a.cost
			continue
		}
		x.s2[j], x.d2[j] = a.site, a.cost
		x.work += k
		return
	}
	x.work += len(x.near[j])
}

// tally adds (sign 1) or takes back (sign -1) what customer j contributes.
func (x *interchange) tally(j int, sign float64) {
	r, d1, d2 := x.s1[j], x.d1[j], x.d2[j]
	x.loss[r] += sign * (d2 - d1)
	row := x.extra[r]
	for k, a := range x.near[j] {
		if a.cost >= d2 {
			x.work += 2 * k
			break
		}
		if a.cost < d1 {
			x.gain[a.site] += sign * (d1 - a.cost)
			row[a.site] += sign * (d2 - d1)
		} else {
			row[a.site] += sign * (d2 - a.cost)
		}
	}
}

// apply carries out a move.
func (x *interchange) apply(e exchange) {
	if e.in >= 0 && e.out >= 0 {
		x.place[e.in] = x.place[e.out]
		x.sites[x.place[e.in]] = e.in
		x.place[e.out] = -1
	} else if e.in >= 0 {
		x.place[e.in] = int32(len(x.sites))
		x.sites = append(x.sites, e.in)
	} else {
		last := x.sites[len(x.sites)-1]
		x.sites[x.place[e.out]], x.place[last] = last, x.place[e.out]
		x.place[e.out] = -1
		x.sites = x.sites[:len(x.sites)-1]
	}
	if e.in >= 0 {
		x.clearExtra(e.in)
		x.loss[e.in] = -x.fixed[e.in]
		x.value += x.fixed[e.in]
	}
	if e.out >= 0 {
		x.value -= x.fixed[e.out]
	}
	for j := range x.d1 {
		near := e.in >= 0 && x.cost[e.in][j] < x.d2[j]
		lost := e.out >= 0 && (x.s1[j] == e.out || x.s2[j] == e.out)
		if !near && !lost {
			continue
		}
		x.tally(j, -1)
		x.value -= x.d1[j]
		if lost {
			x.locate(j)
		} else if c := x.cost[e.in][j]; c < x.d1[j] {
			x.s2[j], x.d2[j] = x.s1[j], x.d1[j]
			x.s1[j], x.d1[j] = e.in, c
		} else {
			x.s2[j], x.d2[j] = e.in, c
		}
		x.value += x.d1[j]
		x.tally(j, 1)
	}
	x.work += len(x.d1)
}

// best returns the most saving move among sites to open and to close; nil
// stands for all. Without a fixed count it may open or close only.
func (x *interchange) best(ins, outs func(i int32) bool) exchange {
	e := exchange{in: -1, out: -1, saves: math.Inf(-1)}
	try := func(in, out int32, saves float64) {
		if saves > e.saves {
			e = exchange{in, out, saves}
		}
	}
	for _, r := range x.sites {
		if outs != nil && !outs(r) {
			continue
		}
		row, loss := x.extra[r], x.loss[r]
		top, at := math.Inf(-1), int32(-1)
		for i, g := range x.gain {
			if v := g + row[i]; v > top && x.place[i] < 0 && (ins == nil || ins(int32(i))) {
				top, at = v, int32(i)
			}
		}
		if at >= 0 {
			try(at, r, top-loss)
		}
		if x.model.count == 0 && len(x.sites) > 1 {
			try(-1, r, -loss)
		}
	}
	if x.model.count == 0 {
		for i, g := range x.gain {
			if x.place[i] < 0 && (ins == nil || ins(int32(i))) {
				try(int32(i), -1, g)
			}
		}
	}
	x.work += x.model.sites * len(x.sites)
	return e
}

// descend applies the best move until none saves anything.
func (x *interchange) descend() {
	for {
		e := x.best(nil, nil)
		if e.saves <= 1e-9*(1+math.Abs(x.value)) {
			return
		}
		x.apply(e)
	}
}
